//! Requests that are wrong: each is answered by a problem (RFC 9457) that names what is wrong, where,
//! and what would have been right, and that says nothing of the inside of the service.

use std::collections::BTreeSet;

use atlas_api::Settings;
use atlas_tests::harness::{Answer, Server, repository};

/// A wrong request by its path, the status, and each fault: its place, its code, and one of its
/// nearest valid values (empty where the service can know none).
type Case = (&'static str, u16, &'static [(&'static str, &'static str, &'static str)]);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Boxes and circles.
    ("/v1/projects?bbox=1,2,3", 400, &[("bbox", "malformed", "")]),
    ("/v1/projects?bbox=1,2,3,4,5", 400, &[("bbox", "malformed", "")]),
    ("/v1/projects?bbox=a,b,c,d", 400, &[("bbox", "malformed", "")]),
    ("/v1/projects?bbox=NaN,0,1,1", 400, &[("bbox", "malformed", "")]),
    ("/v1/projects?bbox=-inf,0,1,1", 400, &[("bbox", "malformed", "")]),
    ("/v1/projects?bbox=1e400,0,1,1", 400, &[("bbox", "malformed", "")]),
    ("/v1/projects?bbox=18.1,73.5,53.6,134.8", 400, &[("bbox", "malformed", "73.5,18.1,134.8,53.6")]),
    ("/v1/projects?bbox=0,50,10,40", 400, &[("bbox", "malformed", "")]),
    ("/v1/projects?bbox=200,0,210,10", 400, &[("bbox", "out_of_range", "")]),
    ("/v1/projects?bbox=", 400, &[("bbox", "missing", "")]),
    ("/v1/projects?near=43.9,125.3&radius=10km", 400, &[("near", "malformed", "")]),
    ("/v1/projects?near=1&radius=10km", 400, &[("near", "malformed", "")]),
    ("/v1/projects?near=500,500&radius=1km", 400, &[("near", "out_of_range", "")]),
    ("/v1/projects?near=1,2", 400, &[("radius", "missing", "")]),
    ("/v1/projects?radius=10km", 400, &[("near", "missing", "")]),
    ("/v1/projects?near=1,2&radius=-5", 400, &[("radius", "out_of_range", "")]),
    ("/v1/projects?near=1,2&radius=0", 400, &[("radius", "out_of_range", "")]),
    ("/v1/projects?near=1,2&radius=50000km", 400, &[("radius", "out_of_range", "")]),
    ("/v1/projects?near=1,2&radius=10miles", 400, &[("radius", "malformed", "")]),
    ("/v1/projects?sort=distance", 400, &[("near", "missing", "")]),
    // Names and codes that do not exist.
    ("/v1/projects?theme=snate", 400, &[("theme", "unknown_value", "sante")]),
    ("/v1/projects?theme=Sant%C3%A9", 400, &[("theme", "unknown_value", "sante")]),
    ("/v1/projects?theme=sante%00", 400, &[("theme", "unknown_value", "sante")]),
    ("/v1/projects?territory=Jilin", 400, &[("territory", "unknown_value", "CN-220000")]),
    ("/v1/projects?territory=%E5%90%89%E6%9E%97%E7%9C%81", 400, &[("territory", "unknown_value", "CN-220000")]),
    ("/v1/projects?territory=gbt2260:220001", 400, &[("territory", "unknown_value", "")]),
    ("/v1/projects?country=CN-220000", 400, &[("country", "unknown_value", "CN")]),
    ("/v1/projects?country=Chine", 400, &[("country", "unknown_value", "CN")]),
    ("/v1/projects?actor=fr-alsase", 400, &[("actor", "unknown_value", "fr-alsace")]),
    ("/v1/projects?partnership=alsace--jiangsu", 400, &[("partnership", "unknown_value", "alsace--prov-jiangsu")]),
    ("/v1/projects?id=plateforme-nordest", 400, &[("id", "unknown_value", "plateforme-nord-est")]),
    ("/v1/projects?status=actif", 400, &[("status", "unknown_value", "active")]),
    ("/v1/projects?level=province", 400, &[("level", "unknown_value", "region")]),
    ("/v1/projects?provenance=rumour", 400, &[("provenance", "unknown_value", "documented")]),
    ("/v1/projects?confidence=hihg", 400, &[("confidence", "unknown_value", "high")]),
    ("/v1/actors?kind=hopital", 400, &[("kind", "unknown_value", "hospital")]),
    ("/v1/projects?sort=nmae", 400, &[("sort", "unknown_value", "name")]),
    ("/v1/projects?facets=themes", 400, &[("facets", "unknown_value", "theme")]),
    ("/v1/projects?lineage=maybe", 400, &[("lineage", "malformed", "")]),
    // Dates.
    ("/v1/projects?period=9999", 400, &[("period", "out_of_range", "")]),
    ("/v1/projects?start=2999/..", 400, &[("start", "out_of_range", "")]),
    ("/v1/projects?end=../99999-01-01", 400, &[("end", "out_of_range", "")]),
    ("/v1/projects?period=2015-13", 400, &[("period", "malformed", "")]),
    ("/v1/projects?period=2015-02-30", 400, &[("period", "malformed", "")]),
    ("/v1/projects?period=hier", 400, &[("period", "malformed", "")]),
    ("/v1/projects?period=../..", 400, &[("period", "malformed", "")]),
    ("/v1/projects?period=2015/2010", 400, &[("period", "end_before_start", "")]),
    // Pages.
    ("/v1/projects?limit=0", 400, &[("limit", "out_of_range", "")]),
    ("/v1/projects?limit=-1", 400, &[("limit", "out_of_range", "")]),
    ("/v1/projects?limit=1001", 400, &[("limit", "out_of_range", "")]),
    ("/v1/projects?limit=99999999999999999999999", 400, &[("limit", "out_of_range", "")]),
    ("/v1/projects?f=csv&limit=20001", 400, &[("limit", "out_of_range", "")]),
    ("/v1/projects?limit=ten", 400, &[("limit", "malformed", "")]),
    ("/v1/projects?limit=1.5", 400, &[("limit", "malformed", "")]),
    ("/v1/projects?limit=%2B5", 400, &[("limit", "malformed", "")]),
    ("/v1/projects?cursor=abc", 400, &[("cursor", "malformed", "")]),
    ("/v1/projects?cursor=..%2F..%2Fetc%2Fpasswd", 400, &[("cursor", "malformed", "")]),
    ("/v1/projects?page=2", 400, &[("page", "unknown_name", "cursor")]),
    // Formats and languages.
    ("/v1/projects?f=xml", 400, &[("f", "unknown_value", "json")]),
    ("/v1/projects?f=geojsn", 400, &[("f", "unknown_value", "geojson")]),
    ("/v1/sources?f=geojson", 400, &[("f", "unknown_value", "json")]),
    ("/v1/coordination/actors?in=CN-220000&f=csv", 400, &[("f", "unknown_value", "json")]),
    ("/v1/projects?lang=de", 400, &[("lang", "unknown_value", "fr")]),
    ("/v1/projects?lang=all&f=csv", 400, &[("lang", "conflict", "")]),
    ("/v1/territories?geometry=polygon", 400, &[("geometry", "unknown_value", "boundary")]),
    ("/v1/projects?geometry=boundary", 400, &[("geometry", "unknown_name", "")]),
    ("/v1/themes?flat=maybe", 400, &[("flat", "unknown_value", "true")]),
    ("/v1/themes?q=eau", 400, &[("q", "conflict", "")]),
    // Parameters.
    ("/v1/projects?themes=sante", 400, &[("themes", "unknown_name", "theme")]),
    ("/v1/projects?since=2010", 400, &[("since", "unknown_name", "period")]),
    ("/v1/projects?__proto__=1", 400, &[("__proto__", "unknown_name", "")]),
    ("/v1/summary?limit=1", 400, &[("limit", "unknown_name", "")]),
    ("/v1?format=json", 400, &[("format", "unknown_name", "")]),
    ("/v1/attributions?langue=fr", 400, &[("langue", "unknown_name", "lang")]),
    ("/v1/projects/plateforme-nord-est?limit=1", 400, &[("limit", "unknown_name", "")]),
    ("/v1/projects?limit=1&limit=2", 400, &[("limit", "repeated", "")]),
    ("/v1/projects?f=json&f=csv", 400, &[("f", "repeated", "")]),
    ("/v1/projects?lang=fr&lang=en", 400, &[("lang", "repeated", "")]),
    ("/v1/projects?sort=name,name", 400, &[("sort", "repeated", "")]),
    ("/v1/projects?status=active&status=ended", 400, &[("status", "conflict", "")]),
    ("/v1/projects?theme=", 400, &[("theme", "missing", "")]),
    ("/v1/projects?theme", 400, &[("theme", "missing", "")]),
    ("/v1/projects?theme=!", 400, &[("theme", "missing", "")]),
    ("/v1/projects?theme=sante,,culture", 400, &[("theme", "missing", "")]),
    // Texts.
    ("/v1/projects?q=,,", 400, &[("q", "malformed", "")]),
    ("/v1/projects?q=%00", 400, &[("q", "malformed", "")]),
    ("/v1/projects?q=%F0%9F%90%BC", 400, &[("q", "malformed", "")]),
    ("/v1/projects?q=%FF", 400, &[("q", "malformed", "")]),
    ("/v1/projects?q=%E9%95", 400, &[("q", "malformed", "")]),
    ("/v1/projects?q=%ED%A0%80", 400, &[("q", "malformed", "")]),
    ("/v1/projects?q=%zz", 400, &[("q", "malformed", "")]),
    ("/v1/projects?q=%", 400, &[("q", "malformed", "")]),
    ("/v1/projects?%FF=1", 400, &[("query", "malformed", "")]),
    ("/v1/projects/%FF", 400, &[("path", "malformed", "")]),
    // Who is at work where.
    ("/v1/coordination/actors", 400, &[("in", "missing", "")]),
    ("/v1/coordination/actors?in=", 400, &[("in", "missing", "")]),
    ("/v1/coordination/actors?in=Jilin", 400, &[("in", "unknown_value", "CN-220000")]),
    ("/v1/coordination/actors?in=CN-220000&in=FR", 400, &[("in", "repeated", "")]),
    ("/v1/coordination/actors?in=CN-220000&from=", 400, &[("from", "missing", "")]),
    ("/v1/coordination/actors?in=CN-220000&from=France", 400, &[("from", "unknown_value", "FR")]),
    ("/v1/coordination/actors?in=CN-220000&to=FR", 400, &[("to", "unknown_name", "in")]),
    ("/v1/coordination/actors?in=CN-220000&reasons=-1", 400, &[("reasons", "out_of_range", "")]),
    // Paths and identifiers.
    ("/v1/projetcs", 404, &[("path", "unknown_name", "/v1/projects")]),
    ("/v1/projects/", 404, &[("path", "unknown_name", "/v1/projects")]),
    ("/v1/Projects", 404, &[("path", "unknown_name", "/v1/projects")]),
    ("/v2/projects", 404, &[("path", "unknown_name", "/v1/projects")]),
    ("/favicon.ico", 404, &[("path", "unknown_name", "/docs/")]),
    ("/docs/nothing.js", 404, &[("path", "unknown_name", "/docs/")]),
    ("/docs/..%2F..%2Fetc%2Fpasswd", 404, &[("path", "unknown_name", "")]),
    ("/assets/..%2F..%2FCargo.toml", 404, &[("path", "unknown_name", "")]),
    ("/v1/projects/plateforme-nordest", 404, &[("id", "dangling", "plateforme-nord-est")]),
    ("/v1/projects/nothing-of-the-kind", 404, &[("id", "dangling", "")]),
    ("/v1/projects/%00", 404, &[("id", "dangling", "")]),
    ("/v1/projects/a%2Fb", 404, &[("id", "dangling", "")]),
    ("/v1/territories/CN-22000", 404, &[("id", "dangling", "CN-220000")]),
    // Everything at once.
    ("/v1/projects?themes=a&theme=snate&territory=Jilin&bbox=1&limit=0&lang=de", 400, &[
        ("lang", "unknown_value", "fr"),
        ("themes", "unknown_name", "theme"),
        ("theme", "unknown_value", "sante"),
        ("territory", "unknown_value", "CN-220000"),
        ("bbox", "malformed", ""),
        ("limit", "out_of_range", ""),
    ]),
];

/// Texts that would tell something of the inside.
fn secrets() -> Vec<String> {
    let root = repository().to_string_lossy().into_owned();
    let words =
        ["panicked", ".rs:", "src/", "sqlx", "SQLite", "SELECT ", "thread '", ".gpkg", "/tmp/", "RUST_"];
    words.iter().map(|word| (*word).to_owned()).chain([root]).collect()
}

/// Whether an answer is a whole problem that gives nothing away. Gives its faults.
fn problem(answer: &Answer, status: u16, path: &str) -> Vec<serde_json::Value> {
    let text = answer.text();
    assert_eq!(answer.status, status, "{path}: {text}");
    assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    for secret in secrets() {
        assert!(!text.contains(&secret), "{path} tells {secret}: {text}");
    }
    let body = answer.json();
    let members: BTreeSet<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["type", "title", "status", "detail", "instance", "request_id", "faults"];
    assert_eq!(members, expected.into(), "{path}");
    assert!(body["type"].as_str().unwrap().starts_with("/docs/problems#"), "{path}: {text}");
    assert_eq!(body["status"], status, "{path}");
    assert_eq!(body["instance"], path);
    assert_eq!(body["request_id"], answer.header("x-request-id"), "{path}");
    for member in ["title", "detail"] {
        assert!(!body[member].as_str().unwrap().is_empty(), "{path}: no {member}");
    }
    let faults = body["faults"].as_array().unwrap().clone();
    for fault in &faults {
        assert!(!fault["message"].as_str().unwrap().is_empty(), "{path}: {fault}");
        assert!(body["detail"].as_str().unwrap().contains(fault["message"].as_str().unwrap()), "{path}");
    }
    faults
}

fn check(answer: &Answer, path: &str, status: u16, expected: &[(&str, &str, &str)]) {
    let faults = problem(answer, status, path);
    let places: Vec<_> = faults.iter().map(|one| (one["at"].as_str(), one["code"].as_str())).collect();
    let wanted: Vec<_> = expected.iter().map(|(at, code, _)| (Some(*at), Some(*code))).collect();
    assert_eq!(places, wanted, "{path}");
    for (fault, (at, _, near)) in faults.iter().zip(expected) {
        let nearest: Vec<&str> =
            fault["nearest"].as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect();
        assert!(near.is_empty() || nearest.contains(near), "{path}, {at}: {near} is not in {nearest:?}");
    }
}

#[tokio::test]
async fn every_malformed_request_is_told_what_is_wrong_where_and_what_is_near() {
    let server = Server::fixture().await;
    for (path, status, faults) in CASES {
        check(&server.get(path).await, path, *status, faults);
    }
    let distinct: BTreeSet<&str> = CASES.iter().map(|(path, ..)| *path).collect();
    assert!(distinct.len() >= 100 && distinct.len() == CASES.len());
}

#[tokio::test]
async fn a_problem_is_the_same_the_second_time_and_for_head_without_its_body() {
    let server = Server::fixture().await;
    for (path, status, faults) in CASES.iter().step_by(7) {
        server.get(path).await;
        check(&server.get(path).await, path, *status, faults);
        let head = server.ask("HEAD", path, &[]).await;
        assert_eq!((head.status, head.bytes.len()), (*status, 0), "{path}");
    }
}

#[tokio::test]
async fn the_kind_of_each_problem_is_explained_where_its_type_leads() {
    let server = Server::fixture().await;
    for (path, ..) in [CASES[0], ("/nowhere", 404, &[])] {
        let kind = server.get(path).await.json()["type"].as_str().unwrap().to_owned();
        let (page, anchor) = kind.split_once('#').unwrap();
        let page = server.get(page).await;
        assert!(page.status == 200 && page.text().contains(&format!("id=\"{anchor}\"")), "{kind}");
    }
}

#[tokio::test]
async fn axes_that_were_swapped_are_shown_the_right_way_round() {
    let server = Server::fixture().await;
    for (path, right) in [
        ("/v1/projects?lang=en&bbox=18.1,73.5,53.6,134.8", "73.5,18.1,134.8,53.6"),
        ("/v1/projects?lang=en&bbox=0,50,10,40", "0,40,10,50"),
        ("/v1/projects?lang=en&near=43.9,125.3&radius=10km", "125.3,43.9"),
    ] {
        let faults = problem(&server.get(path).await, 400, path);
        assert!(faults[0]["message"].as_str().unwrap().contains(right), "{path}: {}", faults[0]);
    }
}

#[tokio::test]
async fn a_cursor_serves_only_the_list_the_filter_and_the_order_that_it_was_made_for() {
    let server = Server::fixture().await;
    let next = server.get("/v1/projects?limit=5").await.link("next").unwrap();
    let cursor = next.split("cursor=").nth(1).unwrap().split('&').next().unwrap();
    for path in [
        format!("/v1/partnerships?limit=5&cursor={cursor}"),
        format!("/v1/projects?theme=sante&cursor={cursor}"),
        format!("/v1/projects?sort=name&cursor={cursor}"),
    ] {
        check(&server.get(&path).await, &path, 400, &[("cursor", "conflict", "")]);
    }
    let cut = format!("/v1/projects?cursor={}", &cursor[1..]);
    check(&server.get(&cut).await, &cut, 400, &[("cursor", "malformed", "")]);
    let twice = format!("/v1/projects?cursor={cursor}&cursor={cursor}");
    check(&server.get(&twice).await, &twice, 400, &[("cursor", "repeated", "")]);
}

#[tokio::test]
async fn methods_that_a_path_lacks_are_refused() {
    let server = Server::fixture().await;
    for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"] {
        let records = ["/v1/projects", "/v1/projects/plateforme-nord-est"];
        let records = records.into_iter().filter(|_| ["TRACE", "PROPFIND"].contains(&method));
        for path in records.chain(["/v1/summary", "/docs/", "/metrics"]) {
            let answer = server.ask(method, path, &[]).await;
            check(&answer, path, 405, &[("method", "unknown_value", "GET")]);
            assert!(answer.header("allow").contains("GET"), "{method} {path}: {}", answer.header("allow"));
        }
    }
    check(&server.ask("POST", "/nowhere", &[]).await, "/nowhere", 404, &[("path", "unknown_name", "/docs/")]);
}

#[tokio::test]
async fn what_the_client_accepts_is_not_ignored() {
    let server = Server::fixture().await;
    for (path, accept, offered) in [
        ("/v1/projects", "image/png", "application/geo+json"),
        ("/v1/projects", "application/json;q=0", "application/json"),
        ("/v1/summary", "text/csv", "application/json"),
        ("/v1/sources", "application/geo+json", "text/csv"),
        ("/v1/coordination/actors?in=CN-220000", "application/xml", "application/json"),
    ] {
        let answer = server.ask("GET", path, &[("accept", accept)]).await;
        check(&answer, path, 406, &[("Accept", "unknown_value", offered)]);
    }
    // The parameter wins.
    assert_eq!(server.ask("GET", "/v1/projects?f=json", &[("accept", "image/png")]).await.status, 200);
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let server = Server::fixture().await;
    let long = format!("/v1/projects?q={}", "a".repeat(9_000));
    check(&server.get(&long).await, &long, 414, &[("uri", "out_of_range", "")]);
    let path = "/v1/needs?limit=3";
    let wide = "a".repeat(40_000);
    let answer = server.ask("GET", path, &[("x-wide", &wide)]).await;
    check(&answer, path, 431, &[("headers", "out_of_range", "")]);
    let answer = server.send(b"POST /v1/needs HTTP/1.1", &[("content-length", "2000000")]).await;
    check(&answer, "/v1/needs", 413, &[("body", "out_of_range", "")]);
    let limits = Settings { uri_bytes: 20, ..Settings::default() };
    let server = Server::fixture_with(limits).await;
    let path = "/v1/projects?limit=10";
    check(&server.get(path).await, path, 414, &[("uri", "out_of_range", "")]);
}

/// What is no HTTP never reaches the service: the server refuses it without a body.
#[tokio::test]
async fn what_no_client_would_send_is_refused_without_a_word() {
    let server = Server::fixture().await;
    let lines: [&[u8]; 6] = [
        b"GET /v1/projects?q=a\0b HTTP/1.1",
        b"GET /v1/projects?q=\xff HTTP/1.1",
        b"GET /v1/projects?q=a b HTTP/1.1",
        b"GET /v1/projects HTTP/9.9",
        b"\0\x01\x02",
        b"hello",
    ];
    for line in lines {
        let answer = server.send(line, &[]).await;
        assert!(answer.status == 400 && answer.bytes.is_empty(), "{line:?}: {answer:?}");
    }
    for (line, status) in [
        (&b"GET nowhere HTTP/1.1"[..], 404),
        (b"CONNECT example.org:80 HTTP/1.1", 404),
        (b"GET http://example.org/v1/projects?limit=0 HTTP/1.1", 400),
        (b"GET /v1/projects?q=%3Cscript%3E&limit=0 HTTP/1.1", 400),
    ] {
        let answer = server.send(line, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"));
    }
    for header in [
        ("accept", "\u{ff}"),
        ("accept-language", ";;;,q=x"),
        ("accept-encoding", "\u{ff},;q"),
        ("if-none-match", "\u{ff}"),
    ] {
        assert_eq!(server.send(b"GET /v1/needs HTTP/1.1", &[header]).await.status, 200, "{header:?}");
    }
    assert_eq!(server.get("/v1/needs").await.status, 200);
}
