//! What machines ask: whether the service is alive and ready, and what it counts.

use atlas_tests::harness::{LISTS, Server};

use crate::world::world;

#[tokio::test]
async fn the_service_is_alive_and_ready_and_says_from_what_it_answers() {
    let server = Server::fixture().await;
    let live = server.get("/health/live").await;
    assert_eq!((live.status, &live.json()["status"]), (200, &"live".into()));
    let answer = server.get("/health/ready").await;
    let ready = answer.json();
    assert_eq!((answer.status, &ready["status"]), (200, &"ready".into()));
    assert_eq!((&ready["store"], &ready["lag"]["revisions"]), (&"reachable".into(), &0.into()));
    assert!(ready["lag"]["seconds"].as_f64().unwrap() < 60.0);
    assert_eq!(ready["revision"], ready["stored_revision"]);
    assert_eq!(ready["revision"].to_string(), answer.header("atlas-revision"));
    for list in LISTS {
        assert_eq!(ready["records"][list], world().all(list).count(), "{list}");
    }
    for path in ["/health/live", "/health/ready", "/metrics"] {
        assert_eq!(server.get(path).await.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn metrics_are_open_metrics_and_count_by_route() {
    let server = Server::fixture().await;
    for path in ["/v1/projects", "/v1/projects", "/v1/projects/plateforme-nord-est", "/nowhere"] {
        server.get(path).await;
    }
    let answer = server.get("/metrics").await;
    assert!(answer.header("content-type").starts_with("application/openmetrics-text; version=1.0.0"));
    let text = answer.text();
    assert!(text.ends_with("# EOF\n"));
    let mut families = Vec::new();
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            match comment.split(' ').collect::<Vec<_>>()[..] {
                ["TYPE", name, "counter" | "gauge" | "histogram" | "info"] => families.push(name),
                ["HELP" | "UNIT", name, _, ..] => assert!(!name.is_empty()),
                ["EOF"] => {}
                _ => panic!("no comment of the format: {line}"),
            }
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            assert!(families.iter().any(|family| series.starts_with(family)), "{line}");
        }
    }
    for line in [
        "atlas_http_requests_total{route=\"/v1/projects\",status=\"200\"} 2",
        "atlas_http_requests_total{route=\"/v1/projects/{id}\",status=\"200\"} 1",
        "atlas_http_requests_total{route=\"unmatched\",status=\"404\"} 1",
        "atlas_records{kind=\"partnership\"} 57",
        "atlas_revision_lag 0",
        "atlas_store_reachable 1",
        "atlas_revisions_applied_total 0",
        "atlas_reloads_total 0",
    ] {
        assert!(text.lines().any(|other| other == line), "{line}\n{text}");
    }
}
