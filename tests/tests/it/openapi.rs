//! The description of the interface: it is the one committed, and what it says is so.

use atlas_tests::harness::{Answer, LISTS, Server, description, encode, key, repository};
use serde_json::{Map, Value};

use crate::schema::Schemas;

/// The parameters of a path's GET.
fn parameters<'a>(document: &'a Value, path: &str) -> &'a [Value] {
    document["paths"][path]["get"]["parameters"].as_array().map_or(&[], |parameters| parameters)
}

/// A value of a parameter as a URL spells it.
fn spelt(value: &Value) -> String {
    match value {
        Value::Array(parts) => parts.iter().map(spelt).collect::<Vec<_>>().join(","),
        Value::String(text) => encode(text),
        other => other.to_string(),
    }
}

/// The example of a parameter of a path, as a URL spells it.
fn example(document: &Value, path: &str, name: &str) -> String {
    let known = parameters(document, path).iter().find(|known| known["name"] == name);
    spelt(&known.unwrap_or_else(|| panic!("{path} has no {name}"))["example"])
}

/// A path that answers: its identifier is the first example of its list, its number that of the record's
/// last revision.
async fn filled(server: &Server, document: &Value, path: &str) -> String {
    let Some((list, below)) = path.split_once("/{id}") else { return path.to_owned() };
    let ids = example(document, list, "id");
    let record = format!("{list}/{}", ids.split(',').next().unwrap());
    if !below.contains("{number}") {
        return record + below;
    }
    let revisions = server.get(&format!("{record}/revisions")).await.json();
    record + &below.replace("{number}", &revisions["items"][0]["number"].to_string())
}

/// The paths that are read, each with a key where it needs one. What people submit is not among the
/// fixtures, so there is no change set to read here.
async fn readable(server: &Server, document: &Value) -> Vec<(String, Option<String>)> {
    let key = key(server.location(), "admin", &[]).await;
    let paths = document["paths"].as_object().unwrap().iter();
    let paths = paths.filter(|(path, _)| !path.starts_with("/v1/change-sets/{id}"));
    let read = paths.filter_map(|(path, item)| Some((path, item.get("get")?)));
    read.map(|(path, get)| (path.clone(), get.get("security").map(|_| key.clone()))).collect()
}

async fn ask(server: &Server, path: &str, key: Option<&str>) -> Answer {
    let headers = key.map(|key| ("authorization", key));
    server.ask("GET", path, headers.as_slice()).await
}

/// What a parameter needs beside it.
fn company(document: &Value, path: &str, name: &str, value: &str) -> String {
    let mut query = String::new();
    if path == "/v1/coordination/actors" && name != "in" {
        query += &format!("&in={}", example(document, path, "in"));
    }
    if name == "near" {
        query += &format!("&radius={}", example(document, path, "radius"));
    }
    if name == "radius" || value.ends_with("distance") {
        query += &format!("&near={}", example(document, path, "near"));
    }
    if value.ends_with("distance") {
        query += &format!("&radius={}", example(document, path, "radius"));
    }
    let is_look = ["f", "lang", "flat"].contains(&name);
    if path == "/v1/themes" && !is_look {
        query += "&flat=true";
    }
    query
}

#[tokio::test]
async fn the_documents_served_are_the_ones_committed() {
    let server = Server::fixture().await;
    for (path, file) in [("/openapi.json", "atlas-3.1.json"), ("/openapi-3.0.json", "atlas-3.0.json")] {
        let answer = server.get(path).await;
        let version = &file[6..9];
        assert_eq!(
            answer.header("content-type"),
            format!("application/vnd.oai.openapi+json;version={version}")
        );
        let committed = std::fs::read(repository().join("openapi").join(file)).unwrap();
        assert!(answer.bytes == committed, "openapi/{file} is not what is served; rewrite: make openapi");
        assert!(answer.json()["openapi"].as_str().unwrap().starts_with(version));
    }
}

#[tokio::test]
async fn every_documented_path_answers_with_what_is_documented_as_required_alone() {
    let server = Server::fixture().await;
    let document = description();
    let mut failed = Vec::new();
    for (path, key) in readable(&server, &document).await {
        let required = |known: &&Value| known["in"] == "query" && known["required"] == true;
        let query = parameters(&document, &path)
            .iter()
            .filter(required)
            .map(|known| format!("{}={}", known["name"].as_str().unwrap(), spelt(&known["example"])));
        let query = query.collect::<Vec<_>>().join("&");
        let asked = format!("{}?{query}", filled(&server, &document, &path).await);
        let asked = asked.trim_end_matches('?');
        let answer = ask(&server, asked, key.as_deref()).await;
        if key.is_some() && server.get(asked).await.status != 401 {
            failed.push(format!("{asked}: answers without a key"));
        }
        let content = document["paths"][&path]["get"]["responses"]["200"]["content"].as_object().unwrap();
        let media_type = answer.header("content-type");
        if answer.status != 200 || !content.keys().any(|known| media_type.starts_with(known)) {
            failed.push(format!("{asked}: {} {media_type}", answer.status));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[tokio::test]
async fn every_documented_example_and_every_documented_value_is_understood() {
    let server = Server::fixture().await;
    let document = description();
    let (mut asked, mut failed) = (0, Vec::new());
    for (path, key) in readable(&server, &document).await {
        let filled = filled(&server, &document, &path).await;
        for parameter in parameters(&document, &path).iter().filter(|known| known["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            let schema = &parameter["schema"];
            let values = schema["enum"].as_array().or_else(|| schema["items"]["enum"].as_array());
            let values = values.into_iter().flatten().chain(parameter.get("example")).map(spelt);
            // What is sent as events has no end; those who listen read it in a test of its own.
            for value in values.filter(|value| value != "events").collect::<Vec<_>>() {
                let company = company(&document, &path, name, &value);
                let path = format!("{filled}?{name}={value}{company}");
                let answer = ask(&server, &path, key.as_deref()).await;
                // Before the fixtures were imported there was nothing to find: no fault of the date.
                let is_of_then = name == "as_of" && !answer.text().contains("\"at\":\"as_of\"");
                if answer.status != 200 && !is_of_then {
                    failed.push(format!("{path}: {}", answer.text()));
                }
                asked += 1;
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(asked > 300, "only {asked}");
}

#[tokio::test]
async fn a_value_beyond_a_documented_bound_is_refused() {
    let server = Server::fixture().await;
    let document = description();
    for (path, _) in readable(&server, &document).await {
        for parameter in parameters(&document, &path).iter().filter(|known| known["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            for (bound, step) in [("minimum", -1), ("maximum", 1)] {
                let Some(bound) = parameter["schema"][bound].as_i64() else { continue };
                let company = company(&document, &path, name, "");
                let asked = format!("{path}?{name}={}{company}", bound + step);
                assert_eq!(server.get(&asked).await.status, 400, "{asked}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_answered_is_what_is_documented() {
    let server = Server::fixture().await;
    let document = description();
    let check = async |path: &str, asked: &str| {
        let answer = server.get(asked).await;
        let responses = &document["paths"][path]["get"]["responses"];
        let (response, media_type) = match answer.status {
            200 => (&responses["200"], "application/json"),
            _ => (&responses["4XX"], "application/problem+json"),
        };
        assert_eq!(answer.header("content-type"), media_type, "{asked}");
        let schema = &response["content"][media_type]["schema"];
        assert!(schema.is_object(), "{asked}: no schema");
        let faults = Schemas(&document).strictly(schema, &answer.json(), "");
        assert!(faults.is_empty(), "{asked}: {:#?}", &faults[..faults.len().min(5)]);
    };
    for list in LISTS {
        let path = format!("/v1/{list}");
        let flat = if list == "themes" { "&flat=true" } else { "" };
        let facets = spelt(
            &parameters(&document, &path).iter().find(|one| one["name"] == "facets").unwrap()["schema"]["items"]
                ["enum"],
        );
        for lang in ["fr", "all"] {
            check(&path, &format!("{path}?limit=1000&lang={lang}{flat}")).await;
            check(&path, &format!("{path}?limit=1&lang={lang}&facets={facets}{flat}")).await;
            for below in ["", "/revisions", "/revisions/{number}"] {
                let item = format!("{path}/{{id}}{below}");
                check(&item, &format!("{}?lang={lang}", filled(&server, &document, &item).await)).await;
            }
        }
        let form = format!("{path}/{{id}}/record");
        check(&form, &filled(&server, &document, &form).await).await;
        check(&path, &format!("{path}?limt=0&sort=nmae")).await;
        check(&format!("{path}/{{id}}"), &format!("{path}/nothing")).await;
    }
    for (path, query) in [
        ("/v1", ""),
        ("/v1/themes", ""),
        ("/v1/themes", "?lang=all"),
        ("/v1/summary", ""),
        ("/v1/summary", "?lang=all&theme=sante"),
        ("/v1/attributions", ""),
        ("/v1/changes", ""),
        ("/v1/changes", "?since=20&limit=200&lang=all"),
        ("/v1/coordination/actors", "?in=CN-370000&from=FR"),
        ("/v1/coordination/actors", "?in=FR-REG-44&lang=all"),
        ("/v1/coordination/actors", "?in=CN-220100&from=FR"),
        ("/health/live", ""),
        ("/health/ready", ""),
    ] {
        check(path, &format!("{path}{query}")).await;
    }
}

/// What OpenAPI 3.1 took over from JSON Schema 2020-12 and OpenAPI 3.0 does not know.
#[test]
fn the_3_0_document_has_no_construct_of_3_1() {
    let document: Value = serde_json::from_str(&atlas_api::documents().v30).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.0."));
    for member in ["webhooks", "jsonSchemaDialect"] {
        assert!(document.get(member).is_none(), "{member}");
    }
    assert!(document["info"].get("summary").is_none());
    assert!(document["info"]["license"].get("identifier").is_none());
    assert!(document["components"].get("pathItems").is_none());
    let mut schemas = 0;
    each_schema(&document, "", &mut |schema, at| {
        schemas += 1;
        for keyword in [
            "const",
            "contains",
            "contentEncoding",
            "contentMediaType",
            "dependentRequired",
            "dependentSchemas",
            "else",
            "examples",
            "if",
            "patternProperties",
            "prefixItems",
            "propertyNames",
            "then",
            "unevaluatedItems",
            "unevaluatedProperties",
            "$defs",
            "$id",
            "$schema",
            "$anchor",
            "$comment",
        ] {
            assert!(!schema.contains_key(keyword), "{at}: {keyword}");
        }
        let of = |keyword: &str| schema.get(keyword).cloned().unwrap_or_default();
        assert!(
            of("type").is_null() || (of("type").is_string() && of("type") != "null"),
            "{at}: {}",
            of("type")
        );
        for bound in ["exclusiveMinimum", "exclusiveMaximum"] {
            assert!(of(bound).is_null() || of(bound).is_boolean(), "{at}: {bound}");
        }
        assert!(of("type") != "array" || schema.contains_key("items"), "{at}: an array of what?");
        assert!(
            !schema.contains_key("$ref") || schema.len() == 1,
            "{at}: what stands beside $ref is ignored"
        );
    });
    assert!(schemas > 200, "only {schemas}");
}

/// Calls `each` with every schema of a document and its place.
fn each_schema(value: &Value, at: &str, each: &mut impl FnMut(&Map<String, Value>, &str)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let below = format!("{at}/{name}");
                let is_map = ["properties", "schemas"].contains(&name.as_str());
                if is_map && let Value::Object(schemas) = member {
                    for (name, schema) in schemas {
                        each(schema.as_object().unwrap(), &format!("{below}/{name}"));
                    }
                } else if ["schema", "items", "additionalProperties"].contains(&name.as_str())
                    && let Value::Object(schema) = member
                {
                    each(schema, &below);
                } else if ["allOf", "oneOf", "anyOf"].contains(&name.as_str()) {
                    for schema in member.as_array().unwrap() {
                        each(schema.as_object().unwrap(), &below);
                    }
                }
                if name != "example" && name != "enum" {
                    each_schema(member, &below, each);
                }
            }
        }
        Value::Array(members) => members.iter().for_each(|member| each_schema(member, at, each)),
        _ => {}
    }
}

#[test]
fn both_documents_describe_the_same_operations() {
    let (v31, v30) = (description(), serde_json::from_str::<Value>(&atlas_api::documents().v30).unwrap());
    let paths = |document: &Value| document["paths"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&v31), paths(&v30));
    let mut names = Vec::new();
    for path in paths(&v31) {
        let operations = v31["paths"][&path].as_object().unwrap();
        assert_eq!(operations.len(), v30["paths"][&path].as_object().unwrap().len(), "{path}");
        for (method, operation) in operations {
            assert_eq!(operation["operationId"], v30["paths"][&path][method]["operationId"]);
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{method} {path}");
            names.push(operation["operationId"].as_str().unwrap().to_owned());
        }
    }
    names.sort();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "operation names are unique");
}

/// The targets of `src` and `href` of what a page loads by itself: scripts, styles, images.
fn loaded(page: &str) -> Vec<&str> {
    let tags = page
        .split('<')
        .filter(|tag| ["script", "link", "img", "iframe"].iter().any(|name| tag.starts_with(name)));
    tags.flat_map(|tag| {
        ["src=\"", "href=\""]
            .into_iter()
            .filter_map(move |name| Some(tag.split_once(name)?.1.split_once('"')?.0))
    })
    .collect()
}

#[tokio::test]
async fn the_reference_loads_nothing_from_another_host() {
    let server = Server::fixture().await;
    let page = server.get("/docs/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html"));
    let text = page.text();
    let files = loaded(&text);
    assert!(
        files.iter().any(|file| file.ends_with(".js")) && files.iter().any(|file| file.ends_with(".css"))
    );
    for file in &files {
        assert!(!file.contains("//"), "{file}");
        let path = format!("/docs/{}", file.trim_start_matches("./"));
        let answer = server.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        if file.ends_with(".css") {
            assert!(!answer.text().contains("url(http") && !answer.text().contains("@import"), "{path}");
        }
    }
    let start = server.get("/docs/swagger-initializer.js").await.text();
    assert!(start.contains("../openapi.json") && start.contains("\"validatorUrl\": \"none\""), "{start}");
    assert!(!start.contains("http://") && !start.contains("https://"), "{start}");
    assert_eq!(server.get("/docs").await.header("location"), "docs/");
}

#[tokio::test]
async fn the_map_page_loads_nothing_from_another_host() {
    let server = Server::fixture().await;
    for path in ["/", "/fr", "/en", "/zh"] {
        let page = server.get(path).await;
        assert!(page.status == 200 && page.header("content-type").starts_with("text/html"), "{path}");
        for file in loaded(&page.text()) {
            assert!(!file.contains("//"), "{path}: {file}");
        }
    }
}
