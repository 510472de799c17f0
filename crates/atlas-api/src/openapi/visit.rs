//! A walk through every schema of a description, wherever it stands.

use serde_json::{Map, Value};

/// Calls a function on every object that may be a schema, the innermost first.
///
/// Data (examples, defaults) is passed over, and the names of properties are not taken for keywords.
pub(super) fn each_schema(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(members) => members.iter_mut().for_each(|member| each_schema(member, change)),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match name.as_str() {
                    "example" | "examples" | "default" | "enum" | "const" => {}
                    "properties" | "schemas" => {
                        let named = member.as_object_mut().into_iter().flat_map(Map::values_mut);
                        named.for_each(|member| each_schema(member, change));
                    }
                    _ => each_schema(member, change),
                }
            }
            change(members);
        }
        _ => {}
    }
}

/// Takes the type `null` out of a schema; tells whether it was there.
pub(super) fn take_null(schema: &mut Map<String, Value>) -> bool {
    let mut taken = false;
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        let before = types.len();
        types.retain(|name| name.as_str() != Some("null"));
        taken = types.len() < before;
        if types.len() == 1 {
            let only = types.swap_remove(0);
            schema.insert("type".into(), only);
        }
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(choices)) = schema.get_mut(keyword) else { continue };
        let before = choices.len();
        choices.retain(|choice| choice.get("type").and_then(Value::as_str) != Some("null"));
        taken |= choices.len() < before;
        if choices.len() < before && choices.len() == 1 {
            let only = choices.swap_remove(0);
            schema.remove(keyword);
            if let Value::Object(only) = only {
                for (name, member) in only {
                    schema.entry(name).or_insert(member);
                }
            }
        }
    }
    taken
}
