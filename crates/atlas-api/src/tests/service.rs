//! Health, metrics, request identifiers, CORS, following the store.

use std::time::Duration;

use atlas_model::{Change, ChangeSet, Record};
use axum::http::{Method, StatusCode};

use super::{Service, world};

#[tokio::test]
async fn readiness_tells_what_answers_and_survives_the_store() {
    let service = Service::start().await;
    let ready = service.get("/health/ready").await;
    assert_eq!(ready.header("cache-control"), "no-store");
    let ready = ready.json();
    assert_eq!((ready["status"].as_str(), ready["revision"].as_u64()), (Some("ready"), Some(42)));
    assert_eq!(ready["records"]["projects"], 3);
    service.atlas.store().close().await;
    let degraded = service.get("/health/ready").await;
    assert_eq!(degraded.status, StatusCode::OK);
    assert_eq!(degraded.json()["store_reachable"], false);
    assert_eq!(service.get("/v1/projects").await.status, StatusCode::OK);
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
    assert!(preflight.header("access-control-allow-headers").contains("If-None-Match"));
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

#[tokio::test]
async fn what_others_write_to_the_store_is_published() {
    let service = Service::start().await;
    let following = tokio::spawn(crate::follow(service.atlas.clone(), Duration::from_millis(5)));
    // The store is empty, the snapshot is not: everything is read again.
    until(|| service.atlas.snapshot().revision() == 0).await;
    let changes = world::dataset().into_records().into_iter().map(Change::Put).collect();
    let everything = ChangeSet { author: "test".into(), reason: String::new(), campaign: None, changes };
    let revisions = service.atlas.store().commit(&everything, chrono::Utc::now()).await.unwrap();
    let last = revisions.last().unwrap().number;
    until(|| service.atlas.snapshot().revision() == last).await;
    assert_eq!(service.get("/v1/projects").await.ids().len(), 3);
    // One more project: only the change is read.
    let mut project = world::dataset().projects.remove(0);
    project.id = "a-new-one".parse().unwrap();
    let changes = vec![Change::Put(Record::from(project))];
    let one = ChangeSet { author: "test".into(), reason: String::new(), campaign: None, changes };
    service.atlas.store().commit(&one, chrono::Utc::now()).await.unwrap();
    until(|| service.atlas.snapshot().revision() == last + 1).await;
    assert_eq!(service.get("/v1/projects").await.ids()[0], "a-new-one");
    following.abort();
}

/// Waits for something that another task brings about; fails after five seconds.
async fn until(mut holds: impl FnMut() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), waiting).await.unwrap();
}
