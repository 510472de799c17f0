//! What an answer lacks is left out, never null: the description is made to say so.
//!
//! The generator takes every optional member for one that may be null as well. Members that really are
//! null at times (`next` of a page) are marked as required, and keep their `null`.

use serde_json::{Map, Value};

use super::visit::{each_schema, take_null};

/// Takes `null` out of the types of members that may be absent.
pub(super) fn never_null(document: &mut Value) {
    each_schema(document, &mut |schema: &mut Map<String, Value>| {
        let required: Vec<String> = match schema.get("required") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
        for (name, property) in properties.iter_mut() {
            if let Some(property) = property.as_object_mut().filter(|_| !required.contains(name)) {
                take_null(property);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_members_that_are_always_there_may_be_null() {
        let mut schema = json!({
            "required": ["next"],
            "properties": {
                "next": { "type": ["string", "null"] },
                "note": { "type": ["string", "null"] },
                "seat": { "oneOf": [{ "type": "null" }, { "$ref": "#/T", "description": "where" }] },
            },
        });
        never_null(&mut schema);
        let expected = json!({
            "next": { "type": ["string", "null"] },
            "note": { "type": "string" },
            "seat": { "$ref": "#/T", "description": "where" },
        });
        assert_eq!(schema["properties"], expected);
    }
}
