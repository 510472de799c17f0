//! From JSON to a record, or to everything that is wrong with it.

use std::io::{self, Write};

use atlas_model::{Fault, FaultKind, Form, Record, RecordKind, Text, nearest};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::boundary;
use super::describe::members;
use super::shape::{Member, Need, Shape};
use crate::kinds::for_kind;
use crate::package::column::overlap;

/// The longest list of a record.
pub const MAX_ITEMS: usize = 1_000;

/// As many faults are told at most; whoever sends more sends something else than a record.
pub const MAX_FAULTS: usize = 1_000;

/// As many names are listed to whoever gave one that resembles none.
const FEW: usize = 4;

/// The longest part of a value at fault that is repeated, in bytes.
const SHOWN_LEN: usize = 200;

/// Reads a record of this kind.
///
/// # Errors
/// Every fault that the record has in itself, by JSON pointer: members that do not exist or are
/// missing, values that cannot be read, texts longer than [`Text::MAX_LEN`] and lists longer than
/// [`MAX_ITEMS`], and whatever [`Record::faults`] finds.
pub fn read(kind: RecordKind, json: &Value) -> Result<Record, Vec<Fault>> {
    let mut mended = json.clone();
    let mut walk = Walk { at: String::new(), faults: Vec::new() };
    walk.object(members(kind), &mut mended, 0);
    let mut faults = walk.faults;
    let record = match for_kind!(kind, T => T::deserialize(&mended).map(Record::from)) {
        Ok(record) => record,
        Err(error) => {
            if faults.is_empty() {
                let form = Form::Object;
                faults.push(Fault::new("", error.to_string(), FaultKind::BadForm { form }));
            }
            return Err(faults);
        }
    };
    // What was put in the place of a value at fault says nothing about the record.
    let told = faults.len();
    for fault in record.faults() {
        if !faults[..told].iter().any(|other| overlap(&other.at, &fault.at)) {
            faults.push(fault);
        }
    }
    faults.truncate(MAX_FAULTS);
    if faults.is_empty() { Ok(record) } else { Err(faults) }
}

/// Goes through a value, notes what is wrong, and puts an example in its place.
struct Walk {
    at: String,
    faults: Vec<Fault>,
}

impl Walk {
    /// Whether the value itself was wrong, not only something within it.
    fn value(&mut self, shape: &Shape, value: &mut Value, number: usize) -> bool {
        if self.is_full() {
            return false;
        }
        let wrong = match (shape, &mut *value) {
            (Shape::Object(members), value) => return self.object(members, value, number),
            (Shape::List(items), Value::Array(list)) if list.len() <= MAX_ITEMS => {
                for (index, item) in list.iter_mut().enumerate() {
                    self.inside(&index.to_string(), |walk| {
                        walk.value(items, item, index);
                    });
                }
                return false;
            }
            (Shape::Boundary, value) => {
                let found = boundary::faults(value, MAX_FAULTS.saturating_sub(self.faults.len()));
                let wrong = !found.is_empty();
                for (at, kind, part) in found {
                    self.faults.push(Fault::new(format!("{}{at}", self.at), shown(&part), kind));
                }
                return wrong;
            }
            (Shape::Words, Value::String(text)) if text.len() > Text::MAX_LEN => {
                too_long(1, Text::MAX_LEN, "bytes")
            }
            (Shape::Words, Value::String(_)) | (Shape::Flag, Value::Bool(_)) => return false,
            (Shape::List(_), Value::Array(_)) => too_long(0, MAX_ITEMS, "items"),
            (Shape::Words, value) => text_instead_of(value),
            (Shape::Flag, _) => bad(Form::Boolean),
            (Shape::List(items), value) => bad(Form::List { perhaps: list_of(items, value) }),
            (Shape::Leaf { check, .. }, Value::String(text)) => match check(text) {
                Ok(()) => return false,
                Err(kind) => kind,
            },
            (Shape::Leaf { check, .. }, value) => {
                check(&shown(value)).err().unwrap_or_else(|| text_instead_of(value))
            }
            (Shape::Whole, value) => match whole(value) {
                Ok(()) => return false,
                Err(kind) => kind,
            },
            (Shape::Point, value) => match boundary::position(value) {
                Ok(_) => return false,
                Err(kind) => kind,
            },
        };
        self.fault(Some(value), wrong);
        *value = shape.example(number);
        true
    }

    fn object(&mut self, members: &[Member], value: &mut Value, number: usize) -> bool {
        let Value::Object(map) = value else {
            self.fault(Some(value), bad(Form::Object));
            *value = Shape::example_of(members, number);
            return true;
        };
        for member in members {
            self.inside(member.name, |walk| walk.member(member, map, number));
        }
        map.retain(|name, _| {
            let known = members.iter().any(|member| member.name == name);
            if !known && !self.is_full() {
                let nearest = nearest_name(name, members);
                self.inside(name, |walk| {
                    walk.fault(Some(&Value::String(name.clone())), FaultKind::UnknownName { nearest });
                });
            }
            known
        });
        false
    }

    fn member(&mut self, member: &Member, map: &mut Map<String, Value>, number: usize) {
        match (map.get_mut(member.name), member.need) {
            (Some(Value::Null) | None, Need::Required) => {
                self.fault(None, FaultKind::Missing);
                map.insert(member.name.to_owned(), member.shape.example(number));
            }
            (Some(Value::Null), Need::Optional) | (None, _) => {}
            (Some(value), need) => {
                // An example of a date could lie before another one that is right: better none.
                if self.value(&member.shape, value, number) && need == Need::Optional {
                    *value = Value::Null;
                }
            }
        }
    }

    /// Whether so much is wrong already that the rest is not looked at.
    fn is_full(&self) -> bool {
        self.faults.len() >= MAX_FAULTS
    }

    fn inside(&mut self, name: &str, then: impl FnOnce(&mut Self)) {
        let length = self.at.len();
        push_token(&mut self.at, name);
        then(self);
        self.at.truncate(length);
    }

    fn fault(&mut self, value: Option<&Value>, kind: FaultKind) {
        if !self.is_full() {
            self.faults.push(Fault { at: self.at.clone(), value: value.map(shown), kind });
        }
    }
}

/// The JSON pointer to what these names lead to, one after another.
#[must_use]
pub fn pointer(names: &[&str]) -> String {
    let mut at = String::new();
    for name in names {
        push_token(&mut at, name);
    }
    at
}

/// Appends one step to a JSON pointer (RFC 6901 §3).
pub fn push_token(at: &mut String, name: &str) {
    at.push('/');
    for c in name.chars() {
        match c {
            '~' => at.push_str("~0"),
            '/' => at.push_str("~1"),
            other => at.push(other),
        }
    }
}

/// The members whose names resemble this one; all of them where none does and they are few.
fn nearest_name(name: &str, members: &[Member]) -> Vec<String> {
    let names = || members.iter().map(|member| member.name);
    let near = nearest(name, names());
    if near.is_empty() && members.len() <= FEW { names().map(str::to_owned).collect() } else { near }
}

fn whole(value: &Value) -> Result<(), FaultKind> {
    let fits = value.as_u64().is_some_and(|number| u32::try_from(number).is_ok());
    if fits {
        Ok(())
    } else if value.is_i64() || value.is_u64() {
        Err(FaultKind::OutOfRange { min: "0".to_owned(), max: u32::MAX.to_string() })
    } else {
        Err(bad(Form::WholeNumber { min: 0, max: u32::MAX as usize }))
    }
}

/// A text is asked for: a number only lacks its quotes.
fn text_instead_of(value: &Value) -> FaultKind {
    let perhaps = value.is_number().then(|| Value::String(value.to_string()).to_string());
    bad(Form::Text { perhaps })
}

/// A list is asked for: a text that could stand in it only lacks its brackets.
fn list_of(items: &Shape, value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| text.len() <= SHOWN_LEN)?;
    let fits = match items {
        Shape::Words => true,
        Shape::Leaf { check, .. } => check(text).is_ok(),
        _ => false,
    };
    fits.then(|| Value::from(vec![text]).to_string())
}

fn bad(form: Form) -> FaultKind {
    FaultKind::BadForm { form }
}

fn too_long(min: usize, max: usize, unit: &str) -> FaultKind {
    FaultKind::OutOfRange { min: min.to_string(), max: format!("{max} {unit}") }
}

/// The beginning of a value: a text as it is, anything else as JSON.
fn shown(value: &Value) -> String {
    if let Value::String(text) = value {
        return text[..text.floor_char_boundary(SHOWN_LEN)].to_owned();
    }
    let mut beginning = Beginning(Vec::new());
    // The writer stops the serializer once it has enough.
    let _ = serde_json::to_writer(&mut beginning, value);
    String::from_utf8_lossy(&beginning.0).into_owned()
}

/// Keeps the beginning of what is written, and refuses the rest.
struct Beginning(Vec<u8>);

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = SHOWN_LEN.saturating_sub(self.0.len());
        if room == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = room.min(bytes.len());
        self.0.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
