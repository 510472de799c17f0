//! Entity tags, conditional requests, the body cache, publishing.

use std::collections::BTreeSet;

use atlas_index::Snapshot;
use axum::http::{Method, StatusCode};

use super::{Service, world};

const URI: &str = "/v1/projects?f=geojson";

#[tokio::test]
async fn an_answer_carries_tag_revision_and_what_it_varies_by() {
    let service = Service::start().await;
    let reply = service.get(URI).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.header("etag").starts_with("\"r42-"), "{}", reply.header("etag"));
    assert_eq!(reply.header("atlas-revision"), "42");
    assert_eq!(reply.header("cache-control"), "public, max-age=0, must-revalidate");
    assert_eq!(reply.header("vary"), "Accept, Accept-Language, Accept-Encoding");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn the_same_question_gets_the_same_bytes_kept_or_not() {
    let service = Service::start().await;
    let (first, second) = (service.get(URI).await, service.get(URI).await);
    assert_eq!(first.body, second.body);
    assert_eq!(first.header("etag"), second.header("etag"));
    let metrics = service.get("/metrics").await;
    assert!(metrics.text().contains("atlas_body_cache_hits_total 1\n"), "{}", metrics.text());
    let other = Service::start().await.get(URI).await;
    assert_eq!((first.body, first.headers["etag"].clone()), (other.body, other.headers["etag"].clone()));
}

#[tokio::test]
async fn a_known_tag_is_answered_by_304_kept_or_not() {
    let tag = Service::start().await.get(URI).await.header("etag").to_owned();
    let service = Service::start().await;
    let mut names = Vec::new();
    for _ in 0..2 {
        let reply = service.ask(Method::GET, URI, &[("if-none-match", &tag)]).await;
        names.push(reply.headers.keys().map(ToString::to_string).collect::<BTreeSet<_>>());
        assert_eq!(reply.status, StatusCode::NOT_MODIFIED);
        assert!(reply.body.is_empty());
        assert_eq!((reply.header("etag"), reply.header("atlas-revision")), (tag.as_str(), "42"));
    }
    assert_eq!(names[0], names[1], "the same headers, kept or not");
}

#[tokio::test]
async fn tags_tell_format_language_and_question_apart() {
    let service = Service::start().await;
    let mut tags = Vec::new();
    for uri in [
        "/v1/projects",
        "/v1/projects?lang=en",
        "/v1/projects?lang=all",
        "/v1/projects?f=csv",
        URI,
        "/v1/projects?limit=1",
        "/v1/projects/sejours",
    ] {
        tags.push(service.get(uri).await.header("etag").to_owned());
    }
    let count = tags.len();
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), count);
}

#[tokio::test]
async fn a_published_snapshot_answers_the_next_request() {
    let service = Service::start().await;
    let before = service.get("/v1/projects").await;
    let mut dataset = world::dataset();
    dataset.projects.pop();
    dataset.revision = 43;
    service.atlas.publish(Snapshot::build(dataset).unwrap());
    let after = service.ask(Method::GET, "/v1/projects", &[("if-none-match", before.header("etag"))]).await;
    assert_eq!((after.status, after.header("atlas-revision")), (StatusCode::OK, "43"));
    assert_eq!(after.ids().len(), before.ids().len() - 1);
}

#[tokio::test]
async fn head_says_what_get_would() {
    let service = Service::start().await;
    for _ in 0..2 {
        for uri in ["/v1/projects", "/v1/projects/sejours", "/openapi.json", "/docs/", "/", "/v1/nothing"] {
            let (head, get) = (service.ask(Method::HEAD, uri, &[]).await, service.get(uri).await);
            assert_eq!(head.status, get.status, "{uri}");
            assert!(head.body.is_empty(), "{uri}");
            if get.status.is_success() {
                assert_eq!(head.header("content-length"), get.body.len().to_string(), "{uri}");
                assert_eq!(head.header("etag"), get.header("etag"), "{uri}");
            }
        }
    }
}
