//! The description of the interface (OpenAPI 3.1), as tests walk through it.
#![expect(clippy::panic, reason = "a test whose description leads nowhere has failed")]

use serde_json::{Map, Value};

/// The document, with all that an operation refers to in the operation itself; only schemas stay references.
///
/// # Panics
/// If it is not JSON, or refers to what it does not hold.
#[must_use]
pub fn description() -> Value {
    let document: Value = serde_json::from_str(&atlas_api::documents().v31).expect("it is JSON");
    let mut followed = document.clone();
    follow_references(&mut followed["paths"], &document);
    followed
}

/// The operations that everybody may read, by their paths.
///
/// # Panics
/// As [`description`].
#[must_use]
pub fn public_reads() -> Map<String, Value> {
    let Value::Object(paths) = description()["paths"].take() else { panic!("paths are an object") };
    let read = |(path, mut item): (String, Value)| {
        let operation = item.get_mut("get").map(Value::take)?;
        let is_open = operation.get("security").is_none();
        is_open.then_some((path, operation))
    };
    paths.into_iter().filter_map(read).collect()
}

fn follow_references(value: &mut Value, document: &Value) {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str)
        && !reference.starts_with("#/components/schemas/")
    {
        let pointer = reference.strip_prefix('#').unwrap_or(reference);
        *value = document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere")).clone();
    }
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(|member| follow_references(member, document));
        }
        Value::Array(members) => {
            members.iter_mut().for_each(|member| follow_references(member, document));
        }
        _ => {}
    }
}
