//! Whether a JSON value is what a schema of an OpenAPI document says: the keywords that ours use, and
//! nothing that is not documented.

use serde_json::{Map, Value};

/// The keywords that [`Schemas::faults`] understands or that only explain.
const KEYWORDS: [&str; 20] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "default",
    "description",
    "enum",
    "example",
    "examples",
    "format",
    "items",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "oneOf",
    "properties",
    "propertyNames",
    "required",
    "title",
    "type",
];

/// The schemas of a document.
pub(crate) struct Schemas<'a>(pub(crate) &'a Value);

impl<'a> Schemas<'a> {
    /// What is wrong with a value, each with its place; empty where nothing is.
    pub(crate) fn faults(&self, schema: &'a Value, value: &Value, at: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let empty = Map::new();
        let keywords = schema.as_object().unwrap_or(&empty);
        for keyword in keywords.keys() {
            assert!(KEYWORDS.contains(&keyword.as_str()), "{at}: {keyword} is not understood here");
        }
        if let Some(target) = keywords.get("$ref") {
            faults.extend(self.faults(self.follow(target), value, at));
        }
        for part in list(keywords.get("allOf")) {
            faults.extend(self.faults(part, value, at));
        }
        if let Some(Value::Array(choices)) = keywords.get("oneOf") {
            let found: Vec<Vec<String>> =
                choices.iter().map(|choice| self.strictly(choice, value, at)).collect();
            let fitting = found.iter().filter(|faults| faults.is_empty()).count();
            if fitting != 1 {
                faults.push(format!("{at}: fits {fitting} of the choices: {found:?}"));
            }
        }
        if keywords.get("type").is_some_and(|wanted| !is_of_type(wanted, value)) {
            faults.push(format!("{at}: {value} is not of type {}", keywords["type"]));
        }
        if keywords.contains_key("enum") && !list(keywords.get("enum")).contains(value) {
            faults.push(format!("{at}: {value} is not one of {}", keywords["enum"]));
        }
        let below = |name: &str| keywords.get(name).and_then(Value::as_f64).zip(value.as_f64());
        if below("minimum").is_some_and(|(least, value)| value < least)
            || below("maximum").is_some_and(|(most, value)| value > most)
        {
            faults.push(format!("{at}: {value} is out of bounds"));
        }
        if let Value::Array(members) = value {
            let size = |name: &str| keywords.get(name).and_then(Value::as_u64).map(|size| size as usize);
            if size("minItems").is_some_and(|least| members.len() < least)
                || size("maxItems").is_some_and(|most| members.len() > most)
            {
                faults.push(format!("{at}: {} members", members.len()));
            }
            if let Some(schema) = keywords.get("items") {
                for (index, member) in members.iter().enumerate() {
                    faults.extend(self.strictly(schema, member, &format!("{at}/{index}")));
                }
            }
        }
        if let Value::Object(members) = value {
            for name in list(keywords.get("required")) {
                if !members.contains_key(name.as_str().unwrap()) {
                    faults.push(format!("{at}: {name} is missing"));
                }
            }
            for (name, member) in members {
                let at = format!("{at}/{name}");
                if let Some(schema) = keywords.get("properties").and_then(|known| known.get(name)) {
                    faults.extend(self.strictly(schema, member, &at));
                } else if let Some(schema @ Value::Object(_)) = keywords.get("additionalProperties") {
                    faults.extend(self.strictly(schema, member, &at));
                }
            }
        }
        faults
    }

    /// The same, with members that no part of the schema documents.
    pub(crate) fn strictly(&self, schema: &'a Value, value: &Value, at: &str) -> Vec<String> {
        let mut faults = self.faults(schema, value, at);
        if let (Value::Object(members), Some(known)) = (value, self.documented(schema)) {
            let unknown = members.keys().filter(|name| !known.contains(&name.as_str()));
            faults.extend(unknown.map(|name| format!("{at}/{name}: is not documented")));
        }
        faults
    }

    /// The members that a schema and its parts document; none where it leaves them open.
    fn documented(&self, schema: &'a Value) -> Option<Vec<&'a str>> {
        if schema.get("oneOf").is_some() || schema.get("additionalProperties").is_some() {
            return None;
        }
        let mut known: Vec<&str> = Vec::new();
        let mut is_open = true;
        if let Some(Value::Object(properties)) = schema.get("properties") {
            known.extend(properties.keys().map(String::as_str));
            is_open = false;
        }
        let referred = schema.get("$ref").map(|target| self.follow(target));
        for part in referred.into_iter().chain(list(schema.get("allOf"))) {
            known.extend(self.documented(part)?);
            is_open = false;
        }
        (!is_open).then_some(known)
    }

    fn follow(&self, target: &Value) -> &'a Value {
        let pointer = target.as_str().and_then(|target| target.strip_prefix('#')).unwrap();
        self.0.pointer(pointer).unwrap_or_else(|| panic!("{target} leads nowhere"))
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], |values| values)
}

fn is_of_type(wanted: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is no type"),
    };
    match wanted {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    }
}
