//! The OpenAPI 3.1 document rewritten as 3.0.3, for tools that stopped there: GIS clients, the OGC
//! test suite, many code generators.
//!
//! 3.1 schemas are JSON Schema 2020-12; 3.0 schemas are a dialect of an older draft. Only what the
//! generator of our document writes is translated, each rule below with what it replaces.

use serde_json::{Map, Value, json};

use super::visit::{each_schema, take_null};

/// Rewrites a 3.1 document.
pub(super) fn rewrite(mut document: Value) -> Value {
    document["openapi"] = json!("3.0.3");
    if let Some(root) = document.as_object_mut() {
        root.remove("jsonSchemaDialect");
        root.remove("webhooks");
    }
    if let Some(info) = document["info"].as_object_mut() {
        info.remove("summary");
        if let Some(Value::Object(licence)) = info.get_mut("license") {
            licence.remove("identifier");
        }
    }
    each_schema(&mut document, &mut translate);
    document
}

fn translate(schema: &mut Map<String, Value>) {
    constants(schema);
    examples(schema);
    nulls_and_types(schema);
    exclusive_bound(schema, "exclusiveMinimum", "minimum");
    exclusive_bound(schema, "exclusiveMaximum", "maximum");
    tuples(schema);
    // The names of a map are texts anyway.
    schema.remove("propertyNames");
    content(schema);
    siblings_of_reference(schema);
}

/// `const: x` becomes `enum: [x]`.
fn constants(schema: &mut Map<String, Value>) {
    if let Some(constant) = schema.remove("const") {
        schema.insert("enum".into(), json!([constant]));
    }
}

/// A schema's list of `examples` becomes its first as `example`. (The `examples` of parameters and
/// bodies are maps, and the same in both versions.)
fn examples(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(list)) = schema.get_mut("examples") {
        let first = if list.is_empty() { None } else { Some(list.swap_remove(0)) };
        schema.remove("examples");
        if let Some(first) = first {
            schema.entry("example").or_insert(first);
        }
    }
}

/// `type: [T, null]` becomes `type: T, nullable: true`, `oneOf: [null, S]` becomes S, `nullable: true`,
/// since 3.0 knows no type `null`; several types become a choice.
fn nulls_and_types(schema: &mut Map<String, Value>) {
    if take_null(schema) {
        schema.insert("nullable".into(), json!(true));
    }
    if let Some(Value::Array(types)) = schema.get("type") {
        let choices: Vec<Value> = types.iter().map(|name| json!({ "type": name })).collect();
        schema.remove("type");
        schema.insert("anyOf".into(), json!(choices));
    }
}

/// A bound given as a number becomes the plain bound with a flag.
fn exclusive_bound(schema: &mut Map<String, Value>, exclusive: &str, plain: &str) {
    if schema.get(exclusive).is_some_and(Value::is_number)
        && let Some(bound) = schema.insert(exclusive.into(), json!(true))
    {
        schema.insert(plain.into(), bound);
    }
}

/// `prefixItems` becomes a list of any of the members' schemas.
fn tuples(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(members)) = schema.remove("prefixItems") {
        let count = members.len();
        let mut distinct: Vec<Value> = Vec::new();
        for member in members {
            if !distinct.contains(&member) {
                distinct.push(member);
            }
        }
        let items = if distinct.len() == 1 { distinct.swap_remove(0) } else { json!({ "anyOf": distinct }) };
        schema.insert("items".into(), items);
        schema.entry("minItems").or_insert(json!(count));
        schema.entry("maxItems").or_insert(json!(count));
    }
}

/// The media type of a text is a matter of JSON Schema 2019-09 and later.
fn content(schema: &mut Map<String, Value>) {
    if schema.remove("contentMediaType").is_some() | schema.remove("contentEncoding").is_some() {
        schema.entry("format").or_insert(json!("binary"));
    }
}

/// What stands beside `$ref` is ignored in 3.0: the reference moves into an `allOf`.
fn siblings_of_reference(schema: &mut Map<String, Value>) {
    if schema.len() > 1
        && schema.get("$ref").is_some_and(Value::is_string)
        && let Some(reference) = schema.remove("$ref")
    {
        schema.insert("allOf".into(), json!([{ "$ref": reference }]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_translated_wherever_they_stand() {
        let check = |schema: Value, expected: Value| {
            let document = json!({ "info": {}, "components": { "schemas": { "S": schema } } });
            assert_eq!(rewrite(document)["components"]["schemas"]["S"], expected);
        };
        check(json!({ "type": ["string", "null"] }), json!({ "type": "string", "nullable": true }));
        check(
            json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/T" }] }),
            json!({ "allOf": [{ "$ref": "#/T" }], "nullable": true }),
        );
        check(
            json!({ "type": "integer", "exclusiveMinimum": 0 }),
            json!({ "type": "integer", "exclusiveMinimum": true, "minimum": 0 }),
        );
        check(json!({ "const": "a" }), json!({ "enum": ["a"] }));
        check(
            json!({ "type": "string", "examples": ["a", "b"] }),
            json!({ "type": "string", "example": "a" }),
        );
        check(
            json!({ "$ref": "#/T", "description": "d" }),
            json!({ "allOf": [{ "$ref": "#/T" }], "description": "d" }),
        );
        check(
            json!({ "type": "array", "prefixItems": [{ "type": "number" }, { "type": "number" }] }),
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 }),
        );
        check(
            json!({ "type": "object", "propertyNames": { "type": "string" } }),
            json!({ "type": "object" }),
        );
        check(
            json!({ "type": ["string", "integer"] }),
            json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] }),
        );
    }

    #[test]
    fn a_property_may_be_called_like_a_keyword() {
        let schema = json!({ "properties": { "const": { "type": "string" }, "type": { "const": "a" } } });
        let document = rewrite(json!({ "info": {}, "components": { "schemas": { "S": schema } } }));
        let properties = &document["components"]["schemas"]["S"]["properties"];
        assert_eq!(properties["const"], json!({ "type": "string" }));
        assert_eq!(properties["type"], json!({ "enum": ["a"] }));
    }
}
