//! Health, metrics, request identifiers, CORS.

use axum::http::{Method, StatusCode};

use super::Service;

#[tokio::test]
async fn readiness_tells_what_answers() {
    let service = Service::start().await;
    let ready = service.get("/health/ready").await;
    assert_eq!(ready.header("cache-control"), "no-store");
    let ready = ready.json();
    assert_eq!((ready["status"].as_str(), ready["revision"].as_u64()), (Some("ready"), Some(42)));
    assert_eq!((&ready["store"], &ready["stored_revision"]), (&"reachable".into(), &42.into()));
    assert_eq!(ready["lag"]["revisions"], 0);
    assert_eq!(ready["records"]["projects"], 3);
    assert_eq!(service.get("/health/live").await.json()["status"], "live");
}

#[tokio::test]
async fn requests_are_counted_by_route_never_by_address() {
    let service = Service::start().await;
    service.get("/v1/projects/sejours").await;
    service.get("/v1/projects/ecole-de-voile").await;
    service.get("/v1/whatever").await;
    let metrics = service.get("/metrics").await;
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    for line in [
        "atlas_http_requests_total{route=\"/v1/projects/{id}\",status=\"200\"} 2",
        "atlas_http_requests_total{route=\"unmatched\",status=\"404\"} 1",
        "atlas_snapshot_revision 42",
        "atlas_records{kind=\"project\"} 3",
    ] {
        assert!(metrics.text().contains(line), "{line}\n{}", metrics.text());
    }
}

#[tokio::test]
async fn a_request_keeps_the_identifier_that_a_proxy_gave() {
    let service = Service::start().await;
    let reply = service.ask(Method::GET, "/v1", &[("x-request-id", "proxy-7")]).await;
    assert_eq!(reply.header("x-request-id"), "proxy-7");
    let reply = service.ask(Method::GET, "/v1", &[("x-request-id", "no spaces, please")]).await;
    assert!(reply.header("x-request-id").len() > 8 && !reply.header("x-request-id").contains(' '));
    assert_ne!(
        service.get("/v1").await.header("x-request-id"),
        service.get("/v1").await.header("x-request-id")
    );
}

#[tokio::test]
async fn any_origin_may_read() {
    let service = Service::start().await;
    let origin = [("origin", "https://example.org"), ("access-control-request-method", "GET")];
    let preflight = service.ask(Method::OPTIONS, "/v1/projects", &origin).await;
    assert_eq!(preflight.status, StatusCode::NO_CONTENT);
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    for name in ["If-None-Match", "Atlas-Min-Revision"] {
        assert!(preflight.header("access-control-allow-headers").contains(name), "{name}");
    }
    let reply = service.ask(Method::GET, "/v1/projects", &origin).await;
    for name in ["ETag", "Atlas-Revision", "Link"] {
        assert!(reply.header("access-control-expose-headers").contains(name), "{name}");
    }
}

#[tokio::test]
async fn the_landing_page_links_what_exists() {
    let service = Service::start().await;
    let landing = service.get("/v1").await.json();
    for link in landing["links"].as_array().unwrap() {
        let href = link["href"].as_str().unwrap();
        let reply = service.get(href).await;
        // Coordination asks for a territory.
        let expected = if href.ends_with("/actors") && href.contains("coordination") { 400 } else { 200 };
        assert_eq!(reply.status.as_u16(), expected, "{href}");
        assert!(
            reply.header("content-type").starts_with(link["type"].as_str().unwrap()) || expected == 400,
            "{href}"
        );
    }
}

#[tokio::test]
async fn sources_that_ask_for_credit_are_credited() {
    let service = Service::start().await;
    let credits = service.get("/v1/attributions").await.json();
    assert_eq!(credits["attributions"].as_array().unwrap().len(), 1);
    assert_eq!(credits["attributions"][0]["attribution"], "© Gazetteer contributors");
    let list = service.get("/v1/projects").await.json();
    assert_eq!(list["attribution"][0], "© Gazetteer contributors");
}
