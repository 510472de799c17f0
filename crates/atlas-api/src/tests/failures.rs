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
        ("/v1/projects/a/b", 404, "path unknown_name"),
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
    for method in [Method::POST, Method::DELETE, Method::PATCH, Method::TRACE] {
        let reply = service.ask(method.clone(), "/v1/projects", &[]).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(reply.header("allow"), "GET,HEAD", "{method}");
        assert_eq!(faults(&reply), ["method unknown_value GET|HEAD|OPTIONS"]);
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_a_problem() {
    let service = Service::start().await;
    let reply = service.get("/v1/projects/%FF").await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    assert_eq!(faults(&reply), ["path malformed"]);
}
