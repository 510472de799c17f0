//! Contacts as a client sends them, read with every fault by JSON pointer.

use atlas_formats::record;
use atlas_model::{Fault, FaultKind, Form, nearest};
use atlas_store::PersonalContact;
use chrono::{DateTime, SubsecRound, Utc};
use serde_json::{Map, Value};

use crate::problem::{Problem, ProblemKind};

/// How many contacts an actor may have.
const MOST: usize = 20;

/// What a client sends.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "documents what is read without it, fault by fault")]
pub(super) struct Contacts {
    /// All contacts of the actor, in their order.
    contacts: Vec<Contact>,
}

/// One contact.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "documents what is read without it, fault by fault")]
#[schema(as = ContactInput)]
struct Contact {
    /// The function; 200 characters at most.
    #[schema(example = "relations internationales")]
    function: String,
    /// Who holds it; 200 characters at most.
    #[schema(required = false)]
    name: Option<String>,
    /// Address of a mailbox; 254 characters at most.
    #[schema(required = false, example = "international@example.org")]
    email: Option<String>,
    /// Telephone number, with the country's prefix.
    #[schema(required = false, example = "+33 1 00 00 00 00")]
    phone: Option<String>,
    /// Why this may be kept (RGPD, art. 6); 500 characters at most.
    #[schema(example = "consentement écrit du 2015-11-23")]
    legal_basis: String,
}

/// Reads contacts that somebody writes now.
pub(super) fn read(bytes: &[u8], by: &str, at: DateTime<Utc>) -> Result<Vec<PersonalContact>, Problem> {
    let value = record::parse(bytes).map_err(|fault| Problem::invalid(vec![fault]))?;
    let mut reader = Reader { faults: Vec::new() };
    let contacts = reader.contacts(&value, by, at.trunc_subsecs(3));
    if reader.faults.is_empty() {
        Ok(contacts)
    } else {
        Err(Problem::of(ProblemKind::InvalidRecord, reader.faults))
    }
}

struct Reader {
    faults: Vec<Fault>,
}

impl Reader {
    fn contacts(&mut self, value: &Value, by: &str, at: DateTime<Utc>) -> Vec<PersonalContact> {
        let Some(members) = self.object("", value, &["contacts"]) else { return Vec::new() };
        let items = match members.get("contacts") {
            Some(Value::Array(items)) => items,
            Some(other) => {
                let form = Form::List { perhaps: None };
                self.faults.push(Fault::new("/contacts", other.to_string(), FaultKind::BadForm { form }));
                return Vec::new();
            }
            None => {
                self.faults.push(Fault::at("/contacts", FaultKind::Missing));
                return Vec::new();
            }
        };
        if items.len() > MOST {
            let kind = FaultKind::OutOfRange { min: "0".to_owned(), max: MOST.to_string() };
            self.faults.push(Fault::new("/contacts", items.len().to_string(), kind));
        }
        let read = |(index, item)| self.contact(&format!("/contacts/{index}"), item, by, at);
        items.iter().take(MOST).enumerate().filter_map(read).collect()
    }

    fn contact(&mut self, at: &str, value: &Value, by: &str, now: DateTime<Utc>) -> Option<PersonalContact> {
        const NAMES: [&str; 5] = ["function", "name", "email", "phone", "legal_basis"];
        let members = self.object(at, value, &NAMES)?;
        let function = self.text(at, members, "function", 200);
        let name = self.text(at, members, "name", 200);
        let email = self
            .text(at, members, "email", 254)
            .filter(|email| self.check(at, "email", email, is_email(email), Form::Email));
        let phone = self
            .text(at, members, "phone", 40)
            .filter(|phone| self.check(at, "phone", phone, is_phone(phone), Form::Phone));
        let legal_basis = self.text(at, members, "legal_basis", 500);
        for (name, is_there) in [("function", function.is_some()), ("legal_basis", legal_basis.is_some())] {
            let at = format!("{at}/{name}");
            if !is_there && self.faults.iter().all(|fault| fault.at != at) {
                self.faults.push(Fault::at(at, FaultKind::Missing));
            }
        }
        Some(PersonalContact {
            function: function?,
            name,
            email,
            phone,
            legal_basis: legal_basis?,
            updated_at: now,
            updated_by: by.to_owned(),
        })
    }

    /// The members of an object, each of which must have one of these names.
    fn object<'a>(&mut self, at: &str, value: &'a Value, names: &[&str]) -> Option<&'a Map<String, Value>> {
        let Value::Object(members) = value else {
            self.faults.push(Fault::at(at, FaultKind::BadForm { form: Form::Object }));
            return None;
        };
        for name in members.keys().filter(|name| !names.contains(&name.as_str())) {
            let nearest = nearest(name, names.iter().copied());
            self.faults.push(Fault::at(format!("{at}/{name}"), FaultKind::UnknownName { nearest }));
        }
        Some(members)
    }

    /// A text that is not blank; none where it is not there or null.
    fn text(&mut self, at: &str, members: &Map<String, Value>, name: &str, most: usize) -> Option<String> {
        let at = format!("{at}/{name}");
        let text = match members.get(name)? {
            Value::Null => return None,
            Value::String(text) => text.trim(),
            other => {
                let form = Form::Text { perhaps: None };
                self.faults.push(Fault::new(at, other.to_string(), FaultKind::BadForm { form }));
                return None;
            }
        };
        let length = text.chars().count();
        if text.is_empty() {
            self.faults.push(Fault::at(at, FaultKind::Missing));
        } else if length > most {
            let kind = FaultKind::OutOfRange { min: "1".to_owned(), max: most.to_string() };
            self.faults.push(Fault::new(at, length.to_string(), kind));
        } else if text.contains('\0') {
            self.faults.push(Fault::at(at, FaultKind::BadForm { form: Form::WithoutNul }));
        } else {
            return Some(text.to_owned());
        }
        None
    }

    fn check(&mut self, at: &str, name: &str, value: &str, is_right: bool, form: Form) -> bool {
        if !is_right {
            self.faults.push(Fault::new(format!("{at}/{name}"), value, FaultKind::BadForm { form }));
        }
        is_right
    }
}

/// One sign @ between a name and a domain with a dot, no spaces: whether it works only a letter can tell.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@' || c.is_control())
    };
    is_plain(local)
        && is_plain(domain)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
}

/// Digits, perhaps in groups, the country's prefix first.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.starts_with('+')
        && (6..=15).contains(&digits)
        && text.chars().skip(1).all(|c| c.is_ascii_digit() || " ()-./".contains(c))
}
