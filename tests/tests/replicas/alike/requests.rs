//! Hundreds of different questions, made from the description of the interface and from what a world holds.

use std::collections::BTreeMap;
use std::fmt;

use atlas_tests::harness::{Answer, LISTS, Server, encode, public_reads};
use serde_json::{Map, Value};

/// A request that any service can be sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
}

impl Request {
    fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), headers: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// What a service answers to it.
    pub(super) async fn send(&self, server: &Server) -> Answer {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        server.ask(self.method, &self.path, &headers).await
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}", self.method, self.path, self.headers)
    }
}

/// Some identifiers of each kind.
pub(super) struct World(BTreeMap<&'static str, Vec<String>>);

impl World {
    /// The first and the last of each kind, of places the countries and the regions.
    pub(super) async fn of(server: &Server) -> Self {
        let mut ids = BTreeMap::new();
        for list in LISTS {
            let flat = if list == "themes" { "&flat=true" } else { "" };
            let mut some = Vec::new();
            for order in ["id", "-id"] {
                some.extend(server.get(&format!("/v1/{list}?sort={order}&limit=2{flat}")).await.ids());
            }
            some.dedup();
            ids.insert(list, some);
        }
        for level in ["country", "region"] {
            let path = format!("/v1/territories?level={level}&limit=4&sort=-name");
            ids.entry(level).or_insert(server.get(&path).await.ids());
        }
        Self(ids)
    }

    fn ids(&self, kind: &str) -> &[String] {
        &self.0[kind]
    }

    /// Values of a parameter that name records of this world.
    fn values(&self, parameter: &str) -> Option<&[String]> {
        Some(self.ids(match parameter {
            "territory" | "in" => "region",
            "country" | "from" => "country",
            "theme" => "themes",
            "actor" => "actors",
            "partnership" => "partnerships",
            _ => return None,
        }))
    }
}

/// Everything.
pub(super) async fn all(server: &Server, world: &World) -> Vec<Request> {
    // What tells when something was written differs from one database to the other.
    let is_dated = |path: &str| path == "/v1/changes" || path.contains("/revisions");
    let mut reads = public_reads();
    reads.retain(|path, _| !is_dated(path));
    let mut requests = representations(&reads, world);
    requests.extend(parameters(&reads, world));
    requests.extend(combinations(world));
    requests.extend(pages(server).await);
    requests.extend(headers(server, world).await);
    requests.extend(wrong(world));
    requests
}

fn words_of(reads: &Map<String, Value>, path: &str, name: &str) -> Vec<String> {
    let parameters = reads[path]["parameters"].as_array().unwrap();
    let Some(known) = parameters.iter().find(|known| known["name"] == name) else { return Vec::new() };
    let words = known["schema"]["enum"].as_array().or_else(|| known["schema"]["items"]["enum"].as_array());
    words.into_iter().flatten().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// Every kind in every format and language, as a list and as items.
fn representations(reads: &Map<String, Value>, world: &World) -> Vec<Request> {
    let mut requests = Vec::new();
    for list in LISTS {
        let path = format!("/v1/{list}");
        let flat = if list == "themes" { "&flat=true" } else { "" };
        for format in words_of(reads, &path, "f") {
            for lang in ["fr", "en", "zh", "all"] {
                requests.push(Request::get(format!("{path}?f={format}&lang={lang}&limit=150{flat}")));
            }
            for (id, lang) in world.ids(list).iter().zip(["fr", "zh", "all", "en"]) {
                requests.push(Request::get(format!("{path}/{id}?f={format}&lang={lang}")));
            }
        }
    }
    for lang in ["fr", "en", "zh", "all"] {
        for path in ["/v1", "/v1/themes", "/v1/summary", "/v1/attributions"] {
            requests.push(Request::get(format!("{path}?lang={lang}")));
        }
    }
    for path in
        ["/", "/fr", "/en", "/zh", "/docs/", "/docs/problems?lang=zh", "/openapi.json", "/openapi-3.0.json"]
    {
        requests.push(Request::get(path));
    }
    requests.push(Request::get("/v1/projects?f=geojson"));
    requests.push(Request::get("/v1/partnerships?f=csv&lang=zh"));
    requests.push(Request::get("/v1/territories?f=geojson&geometry=boundary&level=region"));
    requests
}

/// Every parameter of every operation, with each of its words, its example, and what this world holds.
fn parameters(reads: &Map<String, Value>, world: &World) -> Vec<Request> {
    let mut requests = Vec::new();
    for (path, operation) in reads {
        if path.contains('{') || path.starts_with("/health") || path == "/metrics" {
            continue;
        }
        for known in operation["parameters"].as_array().unwrap().iter().filter(|known| known["in"] == "query")
        {
            let name = known["name"].as_str().unwrap();
            let mut values: Vec<String> =
                words_of(reads, path, name).iter().map(|word| encode(word)).collect();
            values.extend(known.get("example").map(spelt));
            values.extend(world.values(name).into_iter().flatten().cloned());
            for value in values {
                requests.push(Request::get(format!("{path}?{name}={value}{}", company(path, name, world))));
            }
        }
    }
    requests
}

/// A value as a URL spells it.
fn spelt(value: &Value) -> String {
    match value {
        Value::Array(parts) => parts.iter().map(spelt).collect::<Vec<_>>().join(","),
        Value::String(text) => encode(text),
        other => other.to_string(),
    }
}

/// What a parameter needs beside it, or what keeps the answer short.
fn company(path: &str, name: &str, world: &World) -> String {
    let mut query = String::new();
    if path.starts_with("/v1/coordination") && name != "in" {
        query += &format!("&in={}", world.ids("region")[0]);
    }
    match name {
        "near" => query += "&radius=500km",
        "radius" => query += "&near=114.3,30.6",
        _ => {}
    }
    if path == "/v1/themes" && !["f", "lang", "flat"].contains(&name) {
        query += "&flat=true";
    }
    query
}

/// Filters that meet, orders, facets; the two directions of coordination.
fn combinations(world: &World) -> Vec<Request> {
    let mut requests = Vec::new();
    let (themes, regions, countries) = (world.ids("themes"), world.ids("region"), world.ids("country"));
    for list in ["projects", "partnerships"] {
        for theme in themes {
            for filter in [
                format!("theme={theme}&status=active,planned"),
                format!("theme=!{theme}&sort=-start,name&limit=20"),
                format!("theme={theme}&territory={}&lineage=false", regions[0]),
                format!("facets=status,theme,territory:country&theme={theme}&limit=1"),
            ] {
                requests.push(Request::get(format!("/v1/{list}?{filter}")));
            }
        }
        for query in
            ["bbox=100,20,125,45", "bbox=175,-25,-170,-10", "near=2.3,48.8&radius=300km&sort=distance"]
        {
            requests.push(Request::get(format!("/v1/{list}?{query}&f=geojson")));
        }
        for query in ["period=2008/2012", "start=2010/..&end=../2018", "q=ville", "q=%E5%8D%AB", "q=vile"] {
            requests.push(Request::get(format!("/v1/{list}?{query}&facets=start&lang=en")));
        }
        requests.push(Request::get(format!("/v1/summary?theme={}&country={}", themes[0], countries[0])));
    }
    for place in regions.iter().chain(countries) {
        for from in countries {
            for lang in ["fr", "zh"] {
                let query = format!("in={place}&from={from}&lang={lang}");
                requests.push(Request::get(format!("/v1/coordination/actors?{query}")));
            }
        }
        requests.push(Request::get(format!("/v1/coordination/actors?in={place}&theme={}", themes[0])));
    }
    for (list, query) in [
        ("territories", "q=a&sort=name"),
        ("territories", "q=pari"),
        ("actors", "q=ville&f=csv"),
        ("themes", "q=eau&flat=true"),
    ] {
        for lang in ["fr", "en", "zh"] {
            requests.push(Request::get(format!("/v1/{list}?{query}&lang={lang}")));
        }
    }
    requests
}

/// Pages that follow one another, as the answers link them.
async fn pages(server: &Server) -> Vec<Request> {
    let mut requests = Vec::new();
    for start in [
        "/v1/projects?limit=7",
        "/v1/projects?limit=7&sort=-start&f=geojson",
        "/v1/territories?limit=7&sort=name&lang=zh&f=csv",
        "/v1/actors?limit=7&q=a",
    ] {
        let mut path = start.to_owned();
        for _ in 0..4 {
            let answer = server.get(&path).await;
            requests.push(Request::get(path));
            match answer.link("next") {
                Some(next) => path = next,
                None => break,
            }
        }
    }
    requests
}

/// What the headers choose: methods, formats, languages, codings, what the client has, the revision wanted.
async fn headers(server: &Server, world: &World) -> Vec<Request> {
    let mut requests = Vec::new();
    let project = format!("/v1/projects/{}", world.ids("projects")[0]);
    for path in
        ["/v1/projects?limit=60", "/v1/territories?limit=60&f=geojson", &project, "/v1/themes", "/v1/summary"]
    {
        for coding in ["gzip", "br", "zstd", "*;q=0.5, br;q=0"] {
            requests.push(Request::get(path).with("accept-encoding", coding));
        }
        for accept in ["application/geo+json", "text/csv", "image/png", "*/*"] {
            requests.push(Request::get(path).with("accept", accept).with("accept-language", "zh, en;q=0.5"));
        }
        let tag = server.get(path).await.header("etag").to_owned();
        requests.push(Request::get(path).with("if-none-match", &tag));
        requests.push(Request::get(path).with("if-none-match", &format!("\"other\", W/{tag}")));
        requests.push(Request::get(path).with("if-none-match", "\"other\""));
        requests.push(Request::get(path).with("atlas-min-revision", "1"));
        requests.push(Request::get(path).with("atlas-min-revision", "soon"));
        for method in ["HEAD", "OPTIONS", "POST", "DELETE"] {
            requests.push(Request { method, ..Request::get(path) });
        }
    }
    requests
}

/// Requests that are refused, each with what is near in this world.
fn wrong(world: &World) -> Vec<Request> {
    let mut requests = Vec::new();
    for list in LISTS {
        let id = world.ids(list).first().map_or("anything", String::as_str);
        for path in [format!("{id}x"), format!("{id}/more"), "nothing-like-it".to_owned(), "%FF".to_owned()] {
            requests.push(Request::get(format!("/v1/{list}/{path}")));
        }
        for query in [
            "limt=3",
            "limit=0",
            "limit=many",
            "cursor=abc",
            "sort=nmae",
            "id=nobody",
            "f=xml",
            "lang=de",
            "q=...",
        ] {
            requests.push(Request::get(format!("/v1/{list}?{query}")));
        }
    }
    let (region, theme) = (&world.ids("region")[0], &world.ids("themes")[0]);
    for query in [
        format!("territory={region}x&theme={theme}x&status=actif&bbox=1,2,3&limit=0&lang=en"),
        format!("territory={}", encode("Monde")),
        "country=XX&facets=themes&period=hier&lang=zh".to_owned(),
        "near=1,2".to_owned(),
    ] {
        requests.push(Request::get(format!("/v1/projects?{query}")));
    }
    for path in [
        "/v1/coordination/actors",
        "/v1/coordination/actors?in=nowhere&from=nobody",
        "/v2",
        "/v1/project",
        "//v1",
    ] {
        requests.push(Request::get(path));
    }
    requests
}
