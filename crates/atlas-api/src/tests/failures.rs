//! Every failure is a problem: a table of bad requests, each with its status, place and nearest values.

use axum::http::{Method, StatusCode};

use super::{Reply, Service};

/// The faults of a problem, a line each: place, code, nearest values.
fn faults(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    let body = reply.json();
    assert_eq!(body["status"], reply.status.as_u16());
    assert!(body["type"].as_str().unwrap().starts_with("/docs/problems#"));
    let line = |fault: &serde_json::Value| {
        let nearest: Vec<_> =
            fault["nearest"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
        format!("{} {} {}", fault["at"].as_str().unwrap(), fault["code"].as_str().unwrap(), nearest.join("|"))
    };
    body["faults"].as_array().unwrap().iter().map(line).map(|line| line.trim_end().to_owned()).collect()
}

#[tokio::test]
async fn bad_requests_name_place_fault_and_nearest_value() {
    let service = Service::start().await;
    for (uri, status, expected) in [
        ("/v1/projects?them=sante", 400, "them unknown_name theme"),
        ("/v1/projects?f=geojsn", 400, "f unknown_value geojson"),
        ("/v1/projects?f=json&f=csv", 400, "f repeated"),
        ("/v1/projects?lang=de", 400, "lang unknown_value"),
        ("/v1/projects?geometry=point", 400, "geometry unknown_name"),
        ("/v1/themes?f=geojson", 400, "f unknown_value json"),
        ("/v1/projects?f=csv&lang=all", 400, "lang conflict"),
        ("/v1/projects?theme=%zz", 400, "theme malformed"),
        ("/v1/projects?q=%FF", 400, "q malformed"),
        ("/v1/projects?f=", 400, "f missing"),
        ("/v1/projects?lang=", 400, "lang missing"),
        ("/v1/themes?flat", 400, "flat missing"),
        ("/v1?x=1", 400, "x unknown_name"),
        ("/v1/projects?country=XX", 400, "country unknown_value"),
        ("/v1/projects?limit=0", 400, "limit out_of_range"),
        ("/v1/projects?limit=20000", 400, "limit out_of_range"),
        ("/v1/projects?limit=many", 400, "limit malformed"),
        ("/v1/projects?cursor=abc", 400, "cursor malformed"),
        ("/v1/projects?bbox=1,2,3", 400, "bbox malformed"),
        ("/v1/projects/sejour", 404, "id dangling sejours"),
        ("/v1/projects/sejours?limit=3", 400, "limit unknown_name"),
        ("/v1/project", 404, "path unknown_name /v1/projects"),
        ("/v2", 404, "path unknown_name /v1"),
        ("/v1/projects/", 404, "path unknown_name /v1/projects"),
        ("/v1/projects/a/b", 404, "path unknown_name /docs/"),
        ("//v1/projects", 404, "path unknown_name /v1/projects"),
        ("/v1/project/sejours", 404, "path unknown_name /v1/projects/sejours"),
        ("/openapi.json?x=1", 400, "x unknown_name"),
        ("/openapi-3.0.json?f=json", 400, "f unknown_name"),
        ("/metrics?x=", 400, "x unknown_name"),
        ("/health/live?lang=en", 400, "lang unknown_name"),
        ("/health/ready?verbose", 400, "verbose unknown_name"),
        ("/docs/problems?lan=en", 400, "lan unknown_name lang"),
        ("/docs/problems?lang=all", 400, "lang unknown_value"),
        ("/v1/summary?sort=name", 400, "sort unknown_name"),
        ("/v1/attributions?theme=sante", 400, "theme unknown_name"),
        ("/v1/themes?limit=3", 400, "limit conflict"),
        ("/v1/coordination/actors", 400, "in missing"),
    ] {
        let reply = service.get(uri).await;
        let found = faults(&reply);
        assert_eq!(reply.status.as_u16(), status, "{uri} {found:?}");
        assert_eq!(found.len(), 1, "{uri} {found:?}");
        assert!(found[0].starts_with(expected), "{uri}: {found:?}");
        let nearest = reply.json()["faults"][0]["nearest"].to_string();
        assert!(!nearest.contains('{'), "{uri}: a template can not be followed: {nearest}");
        assert_eq!(reply.json()["instance"], uri);
    }
}

#[tokio::test]
async fn all_faults_come_at_once_and_in_the_language_asked() {
    let service = Service::start().await;
    let uri = "/v1/projects?them=x&f=xml&theme=snate&bbox=a&limit=0&lang=en";
    let reply = service.get(uri).await;
    assert_eq!(faults(&reply).len(), 5, "{:?}", faults(&reply));
    assert_eq!(reply.header("content-language"), "en");
    assert_eq!(reply.json()["title"], "Invalid request");
    let reply = service.ask(Method::GET, "/v1/nothing", &[("accept-language", "zh")]).await;
    assert_eq!(reply.json()["title"], "未找到");
}

#[tokio::test]
async fn a_format_that_is_not_offered_is_not_acceptable() {
    let service = Service::start().await;
    let reply = service.ask(Method::GET, "/v1/themes", &[("accept", "application/geo+json")]).await;
    assert_eq!(reply.status, StatusCode::NOT_ACCEPTABLE);
    assert_eq!(faults(&reply), ["Accept unknown_value application/json|text/csv"]);
}

#[tokio::test]
async fn a_method_that_a_path_lacks_is_refused_with_those_it_has() {
    let service = Service::start().await;
    for (path, allowed) in [
        ("/v1/summary", "GET, HEAD, OPTIONS"),
        ("/v1/projects", "GET, HEAD, POST, OPTIONS"),
        ("/v1/projects/sejours", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
    ] {
        let reply = service.ask(Method::TRACE, path, &[]).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(reply.header("allow"), allowed, "{path}");
        assert_eq!(faults(&reply), [format!("method unknown_value {}", allowed.replace(", ", "|"))]);
        let preflight = service.ask(Method::OPTIONS, path, &[]).await;
        assert_eq!(preflight.header("access-control-allow-methods"), allowed, "{path}");
    }
}

#[tokio::test]
async fn suggestions_are_near_or_none() {
    let service = Service::start().await;
    for uri in ["/v1?x=1", "/v1/projects?country=XX", "/v1/projects?territory=XX"] {
        assert_eq!(service.get(uri).await.json()["faults"][0]["nearest"], serde_json::json!([]), "{uri}");
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_a_problem() {
    let service = Service::start().await;
    for path in [
        "/v1/projects/%FF",
        "/v1/projects/%zz",
        "/v1/projects/%E9%95",
        "/v1/%zz",
        "/%zz/projects",
        "/docs/%zz",
        "/assets/%FF",
    ] {
        let reply = service.get(path).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(faults(&reply), ["path malformed"], "{path}");
        assert_eq!(reply.json()["faults"][0]["value"], path);
    }
}

#[tokio::test]
async fn no_problem_speaks_english_to_who_asked_for_another_language() {
    let service = Service::start().await;
    let english_only = [
        "the",
        "or",
        "of",
        "and",
        "with",
        "expected",
        "number",
        "value",
        "first",
        "unchanged",
        "bytes",
        "words",
        "perhaps",
        "least",
        "whole",
        "other",
        "more",
        "than",
        "distance in",
    ];
    let queries = [
        "them=x&f=xml&bbox=1,2,3&near=200,100&radius=far&limit=many&cursor=abc&period=soon&q=...",
        "bbox=18.1,73.5,53.6,134.8&near=36,120&radius=0&limit=0&period=2015/2010&lineage=maybe&sort=",
        "status=active&status=ended&start=9999&q=%zz&facets=theme,theme&f=json&f=csv&theme=",
        &format!("q={}", "a ".repeat(60).replace(' ', "%20")),
    ];
    for lang in ["fr", "zh"] {
        for query in queries {
            let reply = service
                .ask(Method::GET, &format!("/v1/projects?{query}"), &[("accept-language", lang)])
                .await;
            assert_eq!((reply.status.as_u16(), reply.header("content-language")), (400, lang), "{query}");
            let body = reply.json();
            for fault in body["faults"].as_array().unwrap() {
                let message =
                    format!(" {} ", fault["message"].as_str().unwrap().replace([',', ';', ':'], " "));
                for word in english_only {
                    assert!(!message.contains(&format!(" {word} ")), "{word}: {message}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_request_with_thousands_of_faults_gets_a_short_answer() {
    let service = Service::start().await;
    let many: Vec<String> = (0..1_500).map(|n| format!("x{n}")).collect();
    for query in [format!("theme={}", many.join(",")), format!("theme={}", ",".repeat(8_000))] {
        let reply = service.get(&format!("/v1/projects?{query}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
        assert!(reply.body.len() < 64 * 1024, "{}", reply.body.len());
    }
    let reply = service.get(&format!("/v1/projects?theme={}&lang=en", many.join(","))).await;
    assert_eq!((faults(&reply).len(), &reply.json()["faults_omitted"]), (100, &1_400.into()));
}
