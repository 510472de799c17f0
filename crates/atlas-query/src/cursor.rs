//! Where a page ended: the sort values and the identifier of its last row, as opaque text.
//!
//! A cursor names a row by its values, not by its place, so that records inserted or withdrawn
//! between two pages neither repeat nor hide another row. It marks the query that it was made for
//! and checks itself; it is not secret and grants nothing.

use std::cmp::Ordering;

use atlas_index::Relevance;
use atlas_model::Id;

/// The end of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    pub(crate) fingerprint: u32,
    pub(crate) values: Vec<Value>,
    pub(crate) id: Id,
}

/// The value of a row in one sort column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A day number.
    Day(i32),
    /// Metres; never NaN.
    Metres(f64),
    /// A folded text, or an identifier.
    Text(String),
    /// How well the record answers a search.
    Relevance(Relevance),
    /// The record has no value in this column.
    Missing,
}

impl Value {
    /// The order of two values of one column; a missing value comes last in either direction.
    pub(crate) fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let ascending = match (self, other) {
            (Self::Missing, Self::Missing) => return Ordering::Equal,
            (Self::Missing, _) => return Ordering::Greater,
            (_, Self::Missing) => return Ordering::Less,
            (Self::Day(a), Self::Day(b)) => a.cmp(b),
            (Self::Metres(a), Self::Metres(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Relevance(a), Self::Relevance(b)) => a.cmp(b),
            // Columns hold one type of value each; a cursor of another query is refused before.
            _ => self.rank().cmp(&other.rank()),
        };
        if descending { ascending.reverse() } else { ascending }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Day(_) => b'd',
            Self::Metres(_) => b'm',
            Self::Text(_) => b't',
            Self::Relevance(_) => b'r',
            Self::Missing => b'-',
        }
    }
}

impl Cursor {
    /// Whether the page ended among records that were found only because nothing else was.
    pub(crate) fn is_among_fuzzy(&self) -> bool {
        matches!(self.values.first(), Some(Value::Relevance(relevance)) if relevance.is_fuzzy())
    }

    /// The cursor as text out of `A-Z a-z 0-9 - _`.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut body = self.fingerprint.to_be_bytes().to_vec();
        for value in &self.values {
            body.push(value.rank());
            match value {
                Value::Day(day) => body.extend(day.to_be_bytes()),
                Value::Metres(metres) => body.extend(metres.to_bits().to_be_bytes()),
                Value::Text(text) => {
                    let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
                    body.extend(len.to_be_bytes());
                    body.extend(text.as_bytes());
                }
                Value::Relevance(relevance) => body.extend(relevance.to_bits().to_be_bytes()),
                Value::Missing => {}
            }
        }
        body.push(b'.');
        body.extend(self.id.as_str().as_bytes());
        let mut sealed = checksum(&body).to_be_bytes().to_vec();
        sealed.extend(body);
        to_base64url(&sealed)
    }

    /// Reads a cursor; none for anything that [`Cursor::encode`] did not write.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let sealed = from_base64url(text)?;
        let (seal, body) = sealed.split_first_chunk::<4>()?;
        if u32::from_be_bytes(*seal) != checksum(body) {
            return None;
        }
        let (fingerprint, mut rest) = body.split_first_chunk::<4>()?;
        let mut values = Vec::new();
        loop {
            let (rank, after) = rest.split_first()?;
            rest = after;
            match rank {
                b'd' => {
                    let (bytes, after) = rest.split_first_chunk::<4>()?;
                    values.push(Value::Day(i32::from_be_bytes(*bytes)));
                    rest = after;
                }
                b'm' => {
                    let (bytes, after) = rest.split_first_chunk::<8>()?;
                    let metres = f64::from_bits(u64::from_be_bytes(*bytes));
                    if !metres.is_finite() {
                        return None;
                    }
                    values.push(Value::Metres(metres));
                    rest = after;
                }
                b'r' => {
                    let (bytes, after) = rest.split_first_chunk::<8>()?;
                    values.push(Value::Relevance(Relevance::from_bits(u64::from_be_bytes(*bytes))));
                    rest = after;
                }
                b't' => {
                    let (bytes, after) = rest.split_first_chunk::<4>()?;
                    let len = usize::try_from(u32::from_be_bytes(*bytes)).ok()?;
                    let (text, after) = after.split_at_checked(len)?;
                    values.push(Value::Text(std::str::from_utf8(text).ok()?.to_owned()));
                    rest = after;
                }
                b'-' => values.push(Value::Missing),
                b'.' => break,
                _ => return None,
            }
        }
        let id = Id::new(std::str::from_utf8(rest).ok()?).ok()?;
        Some(Self { fingerprint: u32::from_be_bytes(*fingerprint), values, id })
    }
}

/// A short stable mark of some texts, by which a cursor knows the query that it was made for.
#[must_use]
pub fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a str>) -> u32 {
    let mut all = Vec::new();
    for part in parts {
        all.extend(part.as_bytes());
        // A byte that no text holds keeps "ab", "c" and "a", "bc" apart.
        all.push(0xff);
    }
    checksum(&all)
}

/// FNV-1a over 64 bits, folded to 32 (Fowler, Noll, Vo): the same on every machine and release.
fn checksum(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is folded in first")]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64url without padding (RFC 4648 §5).
fn to_base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().enumerate().fold(0_u32, |word, (at, byte)| word | u32::from(*byte) << (16 - 8 * at));
        for at in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(word >> (18 - 6 * at)) as usize & 63]));
        }
    }
    text
}

fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut word = 0_u32;
        for (at, letter) in chunk.iter().enumerate() {
            let digit = ALPHABET.iter().position(|other| other == letter)?;
            word |= u32::try_from(digit).ok()? << (18 - 6 * at);
        }
        let whole = word.to_be_bytes();
        let len = match chunk.len() {
            4 => 3,
            3 => 2,
            2 => 1,
            _ => return None,
        };
        if whole[1 + len..].iter().any(|unused| *unused != 0) {
            return None;
        }
        bytes.extend(&whole[1..=len]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor() -> Cursor {
        let values = vec![
            Value::Day(-5),
            Value::Metres(12.5),
            Value::Text("jilin 吉林".into()),
            Value::Relevance(Relevance::from_bits(7)),
            Value::Missing,
        ];
        Cursor { fingerprint: 0xdead_beef, values, id: Id::new("rouen--ningbo_2015.1").unwrap() }
    }

    #[test]
    fn a_cursor_round_trips_through_text_that_a_url_can_hold() {
        let text = cursor().encode();
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{text}");
        assert_eq!(Cursor::decode(&text), Some(cursor()));
        let bare = Cursor { fingerprint: 1, values: vec![], id: Id::new("a").unwrap() };
        assert_eq!(Cursor::decode(&bare.encode()), Some(bare));
    }

    #[test]
    fn any_single_letter_that_changes_is_noticed() {
        let text = cursor().encode();
        for at in 0..text.len() {
            let mut letters = text.clone().into_bytes();
            letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(Cursor::decode(&String::from_utf8(letters).unwrap()), None, "letter {at}");
        }
        for text in ["", "A", "AAAA", "%", "é", &text[..text.len() - 1], &format!("{text}A")] {
            assert_eq!(Cursor::decode(text), None, "{text:?}");
        }
    }

    #[test]
    fn fingerprints_keep_parts_apart() {
        assert_ne!(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
        assert_eq!(fingerprint(["theme=eau"]), fingerprint(["theme=eau"]));
    }
}
