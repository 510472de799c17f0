//! The description of the interface: OpenAPI 3.1 generated from the routes, and the same as 3.0.

mod operation;
mod optional;
mod parameter;
mod shared;
mod v30;
mod visit;

use std::sync::LazyLock;

use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Info, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Server,
};

pub(crate) use operation::Operation;
pub(crate) use parameter::Limits;

/// The description in both versions, pretty-printed, each ending with a line break.
#[derive(Debug)]
pub struct Documents {
    /// OpenAPI 3.1.
    pub v31: String,
    /// OpenAPI 3.0.3, for tools that stopped there.
    pub v30: String,
}

/// The name of the credentials that some operations need.
pub(crate) const BEARER: &str = "bearer";

const CREDENTIALS: &str =
    "An API key of the atlas, or a token of the identity provider that its operator trusts";

/// Both descriptions. Generated once, without starting or connecting anything.
#[must_use]
pub fn documents() -> &'static Documents {
    static DOCUMENTS: LazyLock<Documents> = LazyLock::new(|| {
        let mut v31 = described();
        let mut v30 = v30::rewrite(v31.clone());
        shared::once(&mut v31);
        shared::once(&mut v30);
        Documents { v31: pretty(&v31), v30: pretty(&v30) }
    });
    &DOCUMENTS
}

/// The description as 3.1, each operation with all that it needs.
fn described() -> Value {
    let mut document = serde_json::to_value(crate::routes::routes().into_openapi()).unwrap_or_default();
    optional::never_null(&mut document);
    document
}

fn pretty(document: &Value) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// The document before any route was added.
pub(crate) fn empty() -> OpenApi {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(CREDENTIALS)).build();
    let components = ComponentsBuilder::new().security_scheme(BEARER, SecurityScheme::Http(bearer)).build();
    OpenApiBuilder::new()
        .info(info())
        .servers(Some([Server::new("/")]))
        .components(Some(components))
        .security(Some([]))
        .build()
}

fn info() -> Info {
    let description = "Who cooperates with whom, where and on what: territories, actors, partnerships, \
        projects, themes, shared resources and needs of decentralised cooperation, with their sources.\n\n\
        **Filters** follow one grammar everywhere: a comma is *or*, repeating a parameter is *and*, a leading \
        `!` is *not* (`theme=sante,tourisme-loisirs&territory=FR-REG-44&status=!ended`). Values are \
        identifiers or official codes; `/v1/territories?q=` finds them by name.\n\n\
        **Pages**: `next` in the answer and in the `Link` header leads to the next page; nothing is lost or \
        repeated when records change meanwhile. JSON gives 100 items unless `limit` says otherwise, 1,000 at \
        most; GeoJSON and CSV give 20,000, so that a map or a sheet usually gets everything at once.\n\n\
        **Caching**: every answer has a strong `ETag` and `Atlas-Revision`; send `If-None-Match`.\n\n\
        **Replicas**: `Atlas-Revision` is on every response. A client that has written asks any replica with \
        `Atlas-Min-Revision` and reads what it wrote.\n\n\
        **Reading is open** to everyone. **Writing**, and the few reads that say so, need a key or a token: \
        `Authorization: Bearer …`. A write names the revision that its author has read (`If-Match` with the \
        `ETag` of a read), so nothing is overwritten unseen; `Idempotency-Key` makes it harmless to send it \
        again. Nothing is destroyed: every version stays in `/revisions`.\n\n\
        **Failures** are problem details (RFC 9457) that list every fault at once, in the language asked, \
        with the nearest valid values.\n\n\
        Longitude comes before latitude everywhere (WGS 84).";
    InfoBuilder::new()
        .title("Atlas of decentralised cooperation")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        .license(Some(
            LicenseBuilder::new()
                .name("Apache-2.0")
                .url(Some("https://www.apache.org/licenses/LICENSE-2.0"))
                .build(),
        ))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The command that rewrites the committed documents.
    const REWRITE: &str = "cargo run -p atlas -- openapi --write openapi/";

    fn check(committed: &str, generated: &str) {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/");
        let text = std::fs::read_to_string(format!("{path}{committed}")).unwrap_or_default();
        assert!(text == generated, "openapi/{committed} is not what the routes say; rewrite it: {REWRITE}");
    }

    #[test]
    fn the_committed_documents_are_those_of_the_routes() {
        check("atlas-3.1.json", &documents().v31);
        check("atlas-3.0.json", &documents().v30);
    }

    #[test]
    fn operations_have_distinct_names_and_summaries() {
        let document: Value = serde_json::from_str(&documents().v31).unwrap();
        let mut names = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap_or_default();
                assert!(!name.is_empty() && operation["summary"].is_string(), "{method} {path}");
                names.push(name.to_owned());
            }
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn references_to_what_is_said_once_give_each_operation_all_that_it_needs() {
        let check = |text: &str, described: &Value| {
            let document: Value = serde_json::from_str(text).unwrap();
            let mut paths = document["paths"].clone();
            follow_references(&mut paths, &document);
            assert!(paths == described["paths"]);
            for (section, components) in document["components"].as_object().unwrap() {
                for name in components.as_object().unwrap().keys() {
                    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
                    assert!(name.chars().all(fits), "{section}: OpenAPI has no such name: {name}");
                }
            }
        };
        check(&documents().v31, &described());
        check(&documents().v30, &v30::rewrite(described()));
    }

    /// Puts in the place of every reference what it leads to; schemas with a name stay references.
    fn follow_references(value: &mut Value, document: &Value) {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str)
            && !reference.starts_with("#/components/schemas/")
        {
            *value = document.pointer(reference.strip_prefix('#').unwrap()).unwrap().clone();
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

    #[test]
    fn the_answer_to_a_list_describes_its_bounds_and_its_headers() {
        let document = described();
        let list = &document["paths"]["/v1/projects"]["get"];
        let parameter = |name: &str| {
            list["parameters"].as_array().unwrap().iter().find(|known| known["name"] == name).unwrap()
        };
        let limit = parameter("limit");
        assert_eq!(limit["schema"]["maximum"], 20_000);
        for bound in ["1,000", "100", "20,000"] {
            assert!(limit["description"].as_str().unwrap().contains(bound), "{limit}");
        }
        assert!(!parameter("bbox")["description"].as_str().unwrap().contains("A comma is *or*"));
        assert!(parameter("theme")["description"].as_str().unwrap().contains("A comma is *or*"));
        for name in ["ETag", "Vary", "Atlas-Revision", "Content-Language", "Link"] {
            assert!(list["responses"]["200"]["headers"][name]["description"].is_string(), "{name}");
        }
        for name in ["ETag", "Vary", "Atlas-Revision"] {
            assert!(list["responses"]["304"]["headers"][name]["description"].is_string(), "{name}");
        }
    }

    #[test]
    fn every_operation_takes_the_revision_wanted_and_every_response_tells_the_one_that_answers() {
        let document = described();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let parameters = operation["parameters"].as_array().unwrap();
                let wanted = parameters.iter().find(|one| one["name"] == "Atlas-Min-Revision");
                assert_eq!(wanted.map(|one| &one["in"]), Some(&"header".into()), "{method} {path}");
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let header = &response["headers"]["Atlas-Revision"];
                    assert!(header["schema"].is_object(), "{method} {path} {status}");
                }
            }
        }
    }

    #[test]
    fn references_lead_somewhere_and_the_old_dialect_has_no_new_words() {
        for text in [&documents().v31, &documents().v30] {
            let document: Value = serde_json::from_str(text).unwrap();
            each_reference(&document, &mut |reference| {
                let pointer = reference.strip_prefix('#').unwrap();
                assert!(document.pointer(pointer).is_some(), "{reference}");
            });
        }
        for word in ["\"null\"", "\"const\":", "\"prefixItems\"", "\"3.1.0\""] {
            assert!(!documents().v30.contains(word), "{word}");
        }
    }

    fn each_reference(value: &Value, check: &mut impl FnMut(&str)) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    check(reference);
                }
                members.values().for_each(|member| each_reference(member, check));
            }
            Value::Array(members) => members.iter().for_each(|member| each_reference(member, check)),
            _ => {}
        }
    }
}
