//! What no database of ours can hold, whatever the model allows.

use atlas_model::{Fault, FaultKind, Form, Record};
use serde_json::Value;

/// A fault for each text with a NUL character, which PostgreSQL refuses, and for each amount beyond a
/// signed 64-bit integer, which is the widest that SQL has.
pub(super) fn check(record: &Record) -> Vec<Fault> {
    let mut faults = amounts(record);
    let mut scan = NulScan::default();
    let written = serde_json::to_writer(&mut scan, record);
    if scan.found && written.is_ok() {
        let value = serde_json::to_value(record).unwrap_or_default();
        with_nul(value.get("record").unwrap_or(&Value::Null), &mut String::new(), &mut faults);
    }
    faults
}

fn amounts(record: &Record) -> Vec<Fault> {
    let Record::Project(project) = record else {
        return Vec::new();
    };
    let budget = project.budget.iter().map(|money| ("/budget".to_owned(), money));
    let funding = project.funding.iter().enumerate();
    let funding = funding.filter_map(|(index, funding)| {
        funding.amount.as_ref().map(|money| (format!("/funding/{index}/amount"), money))
    });
    let too_large = |money: &atlas_model::Money| i64::try_from(money.amount).is_err();
    let bounds = || FaultKind::OutOfRange { min: "0".to_owned(), max: i64::MAX.to_string() };
    let all = budget.chain(funding);
    all.filter(|(_, money)| too_large(money))
        .map(|(at, money)| Fault::new(at, money.amount.to_string(), bounds()))
        .collect()
}

/// Looks for the escape that JSON writes for a NUL, without keeping what is written.
#[derive(Default)]
struct NulScan {
    found: bool,
}

impl std::io::Write for NulScan {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        // serde_json hands over an escape sequence in one piece, and a backslash of the text never alone.
        self.found |= bytes == b"\\u0000";
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn with_nul(value: &Value, at: &mut String, faults: &mut Vec<Fault>) {
    let mut inside = |key: &str, value: &Value| {
        let length = at.len();
        at.push('/');
        at.push_str(key);
        with_nul(value, at, faults);
        at.truncate(length);
    };
    match value {
        Value::String(text) if text.contains('\0') => {
            let kind = FaultKind::BadForm { form: Form::WithoutNul };
            faults.push(Fault::new(at.as_str(), text.replace('\0', "\u{2400}"), kind));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| inside(&index.to_string(), item));
        }
        Value::Object(members) => members.iter().for_each(|(key, item)| inside(key, item)),
        _ => {}
    }
}
