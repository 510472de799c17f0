//! Pages for people and the documents of the interface.

use axum::http::{Method, StatusCode};

use super::Service;

#[tokio::test]
async fn the_start_page_speaks_the_language_of_its_reader() {
    let service = Service::start().await;
    for (uri, accepted, lang) in
        [("/", "zh-CN", "zh"), ("/", "", "fr"), ("/en", "zh", "en"), ("/?lang=en", "zh", "en")]
    {
        let reply = service.ask(Method::GET, uri, &[("accept-language", accepted)]).await;
        assert_eq!(reply.header("content-language"), lang, "{uri}");
        assert!(reply.text().contains(&format!("<html lang=\"{lang}\">")), "{uri}");
    }
}

#[tokio::test]
async fn the_reference_comes_whole_from_the_binary() {
    let service = Service::start().await;
    let directory = service.get("/docs").await;
    assert_eq!((directory.status, directory.header("location")), (StatusCode::PERMANENT_REDIRECT, "docs/"));
    let page = service.get("/docs/").await;
    assert_eq!(page.header("content-type"), "text/html");
    for line in page.text().lines().filter(|line| line.contains("src=") || line.contains("href=")) {
        assert!(!line.contains("//"), "another host: {line}");
    }
    let script = service.get("/docs/swagger-initializer.js").await;
    assert!(
        script.text().contains("../openapi.json") && script.text().contains("\"none\""),
        "{}",
        script.text()
    );
    assert_eq!(service.get("/docs/nothing.js").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn both_descriptions_are_served_with_the_types_that_clients_look_for() {
    let service = Service::start().await;
    for (uri, version, media_type) in [
        ("/openapi.json", "3.1.", "application/vnd.oai.openapi+json;version=3.1"),
        ("/openapi-3.0.json", "3.0.3", "application/vnd.oai.openapi+json;version=3.0"),
    ] {
        let reply = service.get(uri).await;
        assert_eq!(reply.header("content-type"), media_type);
        assert!(reply.json()["openapi"].as_str().unwrap().starts_with(version), "{uri}");
    }
}

#[tokio::test]
async fn every_problem_type_leads_to_its_explanation() {
    let service = Service::start().await;
    let problem = service.get("/v1/nothing").await.json();
    let (path, fragment) = problem["type"].as_str().unwrap().split_once('#').unwrap();
    let page = service.get(&format!("{path}?lang=en")).await;
    assert!(page.text().contains(&format!("id=\"{fragment}\"")));
    assert!(page.text().contains("404 Not found"));
}
