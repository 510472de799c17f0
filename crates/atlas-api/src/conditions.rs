//! What a write depends on, from its headers: the revision that its author has read, and the key by which
//! a repetition is known.
//!
//! An entity tag of the atlas begins with the revision that was read (`"r42-…"`). A write on that
//! condition succeeds as long as its record was not changed after that revision, whatever else was: the
//! author has seen the record as it stands. So the tag of any representation will do, in any format,
//! language or coding, and `"r42"` alone too, as a feed or a sheet names it. Nothing is ever overwritten
//! unseen (RFC 9110 §13.1.1 against the lost update).

use atlas_model::{Fault, FaultKind, Form, RevisionNumber};
use atlas_store::{Expected, Fingerprint, Receipt, fingerprint};
use axum::http::{HeaderMap, HeaderName, header};
use sha2::{Digest, Sha256};

use crate::problem::{Problem, ProblemKind};

/// The header for the key of a request.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

const KEY: &str = "Idempotency-Key";
const IF_MATCH: &str = "If-Match";
const IF_NONE_MATCH: &str = "If-None-Match";

/// The longest key.
const MOST_KEY_BYTES: usize = 200;

/// What is expected of the record that a PUT, PATCH or DELETE is about.
///
/// # Errors
/// A problem: 428 where nothing is expected, or anything at all (`If-Match: *`); 400 where a header cannot
/// be understood.
pub(crate) fn expected(headers: &HeaderMap) -> Result<Expected, Problem> {
    match condition(headers)? {
        Condition::Absent => Ok(Expected::Absent),
        // Any of the tags would do, so the newest decides.
        Condition::Tags(tags) => {
            let read: Option<Vec<RevisionNumber>> = tags.split(',').map(revision_of).collect();
            let newest = read.and_then(|revisions| revisions.into_iter().max());
            newest.map(Expected::UnchangedSince).ok_or_else(|| unreadable(IF_MATCH, &tags))
        }
    }
}

/// The version of a change set that was seen.
///
/// # Errors
/// A problem: 428 where none is named, 400 where it cannot be understood.
pub(crate) fn version(headers: &HeaderMap) -> Result<u32, Problem> {
    let tag = joined(headers, &header::IF_MATCH).ok_or_else(required)?;
    let number = opaque(&tag).and_then(|opaque| opaque.strip_prefix('v'));
    let number = number.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    number.and_then(|digits| digits.parse().ok()).ok_or_else(|| unreadable(IF_MATCH, &tag))
}

/// The contacts that whoever replaces them has seen, by the entity tag of a read ([`tag_of_contacts`]); with
/// `If-None-Match: *`, that there are none.
///
/// # Errors
/// As [`expected`].
pub(crate) fn contacts(headers: &HeaderMap) -> Result<Fingerprint, Problem> {
    match condition(headers)? {
        Condition::Absent => Ok(fingerprint(&[])),
        Condition::Tags(tag) => fingerprint_of(&tag).ok_or_else(|| unreadable(IF_MATCH, &tag)),
    }
}

/// What the entity tag of these contacts says.
pub(crate) fn tag_of_contacts(fingerprint: Fingerprint) -> String {
    format!("c{}", hexadecimal(&fingerprint))
}

fn fingerprint_of(tag: &str) -> Option<Fingerprint> {
    let digits =
        opaque(tag)?.strip_prefix('c').filter(|digits| digits.len() == 2 * size_of::<Fingerprint>())?;
    let mut fingerprint = Fingerprint::default();
    for (at, byte) in fingerprint.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(fingerprint)
}

/// How a request is known when it is sent again: by its key, and by everything that it says.
pub(crate) fn receipt(principal: &str, key: String, says: &[&[u8]]) -> Receipt {
    let mut hash = Sha256::new();
    for part in says {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let request = hexadecimal(&hash.finalize());
    Receipt { principal: principal.to_owned(), key, request }
}

/// The key of a request, if it has one: `Idempotency-Key: "…"`, with its quotes or without.
///
/// # Errors
/// A problem (400) where it is given twice, is empty, too long, or has invisible characters.
pub(crate) fn request_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut given = headers.get_all(IDEMPOTENCY_KEY).into_iter();
    let Some(value) = given.next() else { return Ok(None) };
    let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
    if given.next().is_some() {
        return Err(Problem::invalid(vec![Fault::new(KEY, text, FaultKind::Repeated)]));
    }
    let bare = text.trim();
    let bare = bare.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(bare);
    let is_key =
        (1..=MOST_KEY_BYTES).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_graphic());
    if is_key {
        Ok(Some(bare.to_owned()))
    } else {
        let kind = FaultKind::BadForm { form: Form::RequestKey };
        Err(Problem::invalid(vec![Fault::new(KEY, text, kind)]))
    }
}

/// A fingerprint as people read it.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// On what a write is conditional.
enum Condition {
    /// That there is nothing yet (`If-None-Match: *`).
    Absent,
    /// That what stands is what one of these entity tags names (`If-Match`).
    Tags(String),
}

/// The condition of a write that must have one.
///
/// # Errors
/// As [`expected`].
fn condition(headers: &HeaderMap) -> Result<Condition, Problem> {
    let match_tags = joined(headers, &header::IF_MATCH);
    let none_match = joined(headers, &header::IF_NONE_MATCH);
    match (match_tags.as_deref().map(str::trim), none_match.as_deref().map(str::trim)) {
        (None, Some("*")) => Ok(Condition::Absent),
        (Some(_), Some(_)) => Err(Problem::invalid(vec![Fault::at(IF_NONE_MATCH, FaultKind::Repeated)])),
        (None, Some(other)) => Err(unreadable(IF_NONE_MATCH, other)),
        (None, None) => Err(required()),
        // Whoever takes anything has read nothing.
        (Some("*"), None) => {
            let fault = FaultKind::BadForm { form: Form::EntityTag };
            Err(Problem::with(ProblemKind::PreconditionRequired, IF_MATCH, "*", fault))
        }
        (Some(tags), None) => Ok(Condition::Tags(tags.to_owned())),
    }
}

/// All values of a header as one list.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<_> =
        headers.get_all(name).into_iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// What stands within the quotes of an entity tag. A proxy that encodes makes a strong tag weak; it says the same.
fn opaque(tag: &str) -> Option<&str> {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')
}

/// The revision that an entity tag names.
fn revision_of(tag: &str) -> Option<RevisionNumber> {
    let number = opaque(tag)?.strip_prefix('r')?.split('-').next()?;
    number.parse().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn required() -> Problem {
    Problem::of(ProblemKind::PreconditionRequired, vec![Fault::at(IF_MATCH, FaultKind::Missing)])
}

fn unreadable(at: &str, value: &str) -> Problem {
    Problem::invalid(vec![Fault::new(at, value, FaultKind::BadForm { form: Form::EntityTag })])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_tag_names_the_revision_that_was_read() {
        let check = |tags: &[&str], revision| {
            let pairs: Vec<_> = tags.iter().map(|tag| ("if-match", *tag)).collect();
            assert_eq!(expected(&headers(&pairs)).ok(), Some(Expected::UnchangedSince(revision)), "{tags:?}");
        };
        check(&["\"r42-00ff-gzip\""], 42);
        check(&["\"r42\""], 42);
        check(&["W/\"r42-00ff\""], 42);
        check(&["\"r7-a\", \"r42-b\""], 42);
        check(&["\"r42-b\"", "\"r7-a\""], 42);
        assert_eq!(expected(&headers(&[("if-none-match", "*")])).ok(), Some(Expected::Absent));
    }

    #[test]
    fn a_write_without_a_condition_or_with_an_empty_one_is_refused() {
        let kind = |pairs: &[(&str, &str)]| expected(&headers(pairs)).unwrap_err().kind();
        assert_eq!(kind(&[]), ProblemKind::PreconditionRequired);
        assert_eq!(kind(&[("if-match", "*")]), ProblemKind::PreconditionRequired);
        for tags in ["r42", "\"42\"", "\"r\"", "\"r+4\"", "\"r4x-\"", "", "\"r1\",", "\"abc\""] {
            assert_eq!(kind(&[("if-match", tags)]), ProblemKind::InvalidRequest, "{tags}");
        }
        assert_eq!(kind(&[("if-none-match", "\"r1\"")]), ProblemKind::InvalidRequest);
        assert_eq!(kind(&[("if-match", "\"r1\""), ("if-none-match", "*")]), ProblemKind::InvalidRequest);
    }

    #[test]
    fn a_key_is_read_with_its_quotes_or_without() {
        let read = |value: &str| request_key(&headers(&[("idempotency-key", value)]));
        for value in ["\"8e03978e\"", "8e03978e"] {
            assert_eq!(read(value).unwrap().as_deref(), Some("8e03978e"));
        }
        assert!(request_key(&headers(&[])).unwrap().is_none());
        for value in ["", "\"\"", "a b", &"x".repeat(201)] {
            assert!(read(value).is_err(), "{value}");
        }
        assert!(request_key(&headers(&[("idempotency-key", "a"), ("idempotency-key", "a")])).is_err());
    }
}
