//! What several operations say in the same words is said once, and referred to: parameters, headers,
//! request bodies and responses become components.
//!
//! One pass over the finished description, so that whoever describes an operation need not know which
//! of its parts another one has too. Schemas are not touched: those with a name are components anyway.
//!
//! GDAL and QGIS do not follow references in the parameters of OGC API collections. The service has no
//! such routes; those that it gets have to keep their parameters where they are.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The sections of `components`, in the order in which they are filled: a response holds headers.
const SECTIONS: [&str; 4] = ["headers", "parameters", "requestBodies", "responses"];

/// Moves every part that occurs at least twice word for word into `components`.
///
/// A component is called as what it is: the name of the parameter or header, `Status` and the status of
/// a response, `Body`. Where several of one name differ, what tells the operations apart follows
/// (`id-actor`, `Status200-withdraw`): the words that the names of all its operations have in common,
/// and that those with another part have more rarely. Where there are none, a number, the most used first.
pub(super) fn once(document: &mut Value) {
    for section in SECTIONS {
        let mut found: BTreeMap<String, Vec<Variant>> = BTreeMap::new();
        each_part(document, section, &mut |name, part, words| {
            let variants = found.entry(name.to_owned()).or_default();
            match variants.iter_mut().find(|variant| variant.part == *part) {
                Some(variant) => variant.occurs_again(words),
                None => variants.push(Variant::new(part, words)),
            }
        });
        for (name, variants) in &mut found {
            call(name, variants);
        }
        each_part(document, section, &mut |name, part, _| {
            let variants = found.get(name).map_or(&[][..], Vec::as_slice);
            if let Some(variant) = variants.iter().find(|variant| variant.part == *part) {
                *part = json!({ "$ref": format!("#/components/{section}/{}", variant.name) });
            }
        });
        let components = found.into_values().flatten().map(|variant| (variant.name, variant.part));
        let components: Map<String, Value> = components.collect();
        if !components.is_empty() {
            document["components"][section] = Value::Object(components);
        }
    }
}

/// One of the parts that have the same name.
struct Variant {
    part: Value,
    uses: usize,
    /// The words of the names of the operations with this part, each with the number of these operations.
    words: Vec<(String, usize)>,
    /// As a component.
    name: String,
}

impl Variant {
    fn new(part: &Value, words: &[String]) -> Self {
        let words = words.iter().map(|word| (word.clone(), 1)).collect();
        Self { part: part.clone(), uses: 1, words, name: String::new() }
    }

    fn occurs_again(&mut self, words: &[String]) {
        self.uses += 1;
        for word in words {
            match self.words.iter_mut().find(|(known, _)| known == word) {
                Some((_, count)) => *count += 1,
                None => self.words.push((word.clone(), 1)),
            }
        }
    }

    /// What all operations with this part have in their names, and those with another one that is a component
    /// too more rarely, and not all of them.
    fn suffix(&self, variants: &[Self]) -> String {
        let others = || variants.iter().filter(|other| other.uses > 1 && other.part != self.part);
        let is_telling = |word: &str| {
            let count = self.count(word);
            count == self.uses
                && others().all(|other| other.count(word) < count && other.count(word) < other.uses)
        };
        let words = self.words.iter().map(|(word, _)| word.as_str());
        words.filter(|word| is_telling(word)).collect::<Vec<_>>().join("-")
    }

    /// How many of the operations with this part have a word in their names.
    fn count(&self, word: &str) -> usize {
        self.words.iter().find(|(known, _)| known == word).map_or(0, |(_, count)| *count)
    }
}

/// Keeps those of the parts of one name that are used more than once, and names them.
fn call(name: &str, variants: &mut Vec<Variant>) {
    variants.sort_by_key(|variant| std::cmp::Reverse(variant.uses));
    let mut suffixes: Vec<String> = variants.iter().map(|variant| variant.suffix(variants)).collect();
    variants.retain(|variant| variant.uses > 1);
    suffixes.truncate(if variants.len() > 1 { variants.len() } else { 0 });
    let mut plain = 0;
    for (index, variant) in variants.iter_mut().enumerate() {
        variant.name = match suffixes.get(index) {
            Some(suffix) if !suffix.is_empty() => format!("{name}-{suffix}"),
            _ => {
                plain += 1;
                if plain == 1 { name.to_owned() } else { format!("{name}-{plain}") }
            }
        };
    }
}

/// Calls a function on every part of a section that stands in an operation: with its name, and with the
/// words of the operation's name.
fn each_part(document: &mut Value, section: &str, each: &mut impl FnMut(&str, &mut Value, &[String])) {
    let items = members(&mut document["paths"]).map(|(_, item)| item);
    for operation in items.flat_map(members).map(|(_, operation)| operation) {
        let name = operation["operationId"].as_str().unwrap_or_default();
        let words: Vec<String> = name.split('_').map(str::to_owned).collect();
        match section {
            "headers" => {
                let responses = members(&mut operation["responses"]).map(|(_, response)| response);
                for (name, header) in
                    responses.flat_map(|response| response.get_mut("headers")).flat_map(members)
                {
                    each(name, header, &words);
                }
            }
            "parameters" => {
                for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
                    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
                    each(&name, parameter, &words);
                }
            }
            "requestBodies" => {
                if let Some(body) = operation.get_mut("requestBody") {
                    each("Body", body, &words);
                }
            }
            _ => {
                for (status, response) in members(&mut operation["responses"]) {
                    each(&format!("Status{status}"), response, &words);
                }
            }
        }
    }
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(id: &str, parameters: &Value) -> Value {
        let headers = json!({ "ETag": { "description": "tag" } });
        let failure = json!({ "description": "failure", "headers": headers });
        let success = json!({ "description": id, "headers": headers });
        json!({
            "operationId": id,
            "parameters": parameters,
            "responses": { "200": success, "4XX": failure },
        })
    }

    fn parameter(name: &str, description: &str) -> Value {
        json!({ "name": name, "in": "query", "description": description })
    }

    #[test]
    fn what_occurs_twice_becomes_a_component_named_after_itself() {
        let first =
            operation("list_actors", &json!([parameter("lang", "language"), parameter("q", "actors")]));
        let second =
            operation("list_needs", &json!([parameter("lang", "language"), parameter("q", "needs")]));
        let mut document = json!({ "paths": { "/a": { "get": first }, "/n": { "get": second } } });
        once(&mut document);
        let components = &document["components"];
        assert_eq!(components["parameters"], json!({ "lang": parameter("lang", "language") }));
        assert_eq!(components["headers"], json!({ "ETag": { "description": "tag" } }));
        let tag = json!({ "ETag": { "$ref": "#/components/headers/ETag" } });
        assert_eq!(
            components["responses"],
            json!({ "Status4XX": { "description": "failure", "headers": tag } })
        );
        let list = &document["paths"]["/a"]["get"];
        assert_eq!(
            list["parameters"],
            json!([{ "$ref": "#/components/parameters/lang" }, parameter("q", "actors")])
        );
        assert_eq!(list["responses"]["200"], json!({ "description": "list_actors", "headers": tag }));
    }

    #[test]
    fn components_of_one_name_are_told_apart_by_the_words_of_their_operations_or_by_a_number() {
        let of = |id: &str, identifier: &str, format: &str| {
            operation(id, &json!([parameter("id", identifier), parameter("f", format)]))
        };
        let mut document = json!({ "paths": {
            "/a": { "get": of("get_actor", "actor", "json"), "put": of("replace_actor", "actor", "csv") },
            "/n": { "get": of("get_need", "need", "csv"), "put": of("replace_need", "need", "json") },
            "/o": { "get": of("list_others", "others", "csv") },
        } });
        once(&mut document);
        let parameters = &document["components"]["parameters"];
        let names: Vec<&String> = parameters.as_object().unwrap().keys().collect();
        assert_eq!(names, ["f", "f-2", "id-actor", "id-need"]);
        assert_eq!(parameters["f"]["description"], "csv");
        assert_eq!(parameters["id-need"]["description"], "need");
    }
}
