//! The revision that answers, on every response, and the one that a client asks for.

use std::time::{Duration, Instant};

use atlas_index::Snapshot;
use axum::http::{Method, StatusCode};

use super::stores::{Faulty, Trouble};
use super::{Reply, Service, world};
use crate::Settings;

/// The world at another revision.
fn at(revision: u64) -> Snapshot {
    Snapshot::build(atlas_model::Dataset { revision, ..world::dataset() }).unwrap()
}

async fn asking(service: &Service, uri: &str, revision: &str) -> Reply {
    service.ask(Method::GET, uri, &[("atlas-min-revision", revision)]).await
}

/// A service whose requests wait for a moment only.
fn impatient(settings: Settings) -> Service {
    Service::over(Faulty::always(Trouble::Stuck), settings)
}

#[tokio::test]
async fn every_response_carries_the_revision_that_answers() {
    let service = Service::start().await;
    for _ in 0..2 {
        for uri in [
            "/",
            "/v1",
            "/v1/projects",
            "/v1/projects/sejours",
            "/v1/coordination/actors?in=CN-220000",
            "/docs",
            "/docs/",
            "/docs/problems",
            "/openapi.json",
            "/health/live",
            "/health/ready",
            "/metrics",
            "/v1/projects?limit=0",
            "/v1/projects/nothing",
            "/nowhere",
        ] {
            for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::POST] {
                let reply = service.ask(method.clone(), uri, &[]).await;
                assert_eq!(reply.header("atlas-revision"), "42", "{method} {uri}");
                let tag = reply.header("etag").to_owned();
                if method == Method::GET && !tag.is_empty() && !uri.starts_with("/metrics") {
                    let again = service.ask(method, uri, &[("if-none-match", &tag)]).await;
                    assert_eq!(again.header("atlas-revision"), "42", "again {uri}");
                }
            }
        }
    }
    service.atlas.publish(at(43));
    for uri in ["/", "/docs/", "/v1", "/nowhere"] {
        assert_eq!(service.get(uri).await.header("atlas-revision"), "43", "{uri}");
    }
}

#[tokio::test]
async fn a_revision_that_answers_already_is_not_waited_for() {
    let service = Service::start().await;
    for revision in ["0", "41", "42"] {
        for _ in 0..2 {
            let reply = asking(&service, "/v1/projects", revision).await;
            assert_eq!((reply.status, reply.header("atlas-revision")), (StatusCode::OK, "42"));
        }
    }
    let tag = service.get("/v1/projects").await.header("etag").to_owned();
    let headers = [("atlas-min-revision", "42"), ("if-none-match", tag.as_str())];
    let unchanged = service.ask(Method::GET, "/v1/projects", &headers).await;
    assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn publishing_wakes_those_who_wait_for_the_revision() {
    let service = Service::start().await;
    // What is kept is of an earlier revision, and must not answer.
    service.get("/v1/projects").await;
    let waiting = async {
        let (one, other) =
            tokio::join!(asking(&service, "/v1/projects", "44"), asking(&service, "/nowhere", "43"));
        (one, other)
    };
    let publishing = async {
        for revision in [43, 44] {
            tokio::time::sleep(Duration::from_millis(10)).await;
            service.atlas.publish(at(revision));
        }
    };
    let begun = Instant::now();
    let ((one, other), ()) = tokio::join!(waiting, publishing);
    assert_eq!((one.status, one.header("atlas-revision")), (StatusCode::OK, "44"));
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_revision_that_does_not_come_in_time_is_a_problem_that_says_which() {
    let moment = Duration::from_millis(30);
    let service = impatient(Settings { min_revision_time: moment, ..Settings::default() });
    for asked in ["43", "9000000000000000000"] {
        let begun = Instant::now();
        let reply = asking(&service, "/v1/projects?lang=en", asked).await;
        assert!(begun.elapsed() >= moment);
        assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "1"));
        assert_eq!(reply.header("atlas-revision"), "42");
        let problem = reply.json();
        assert_eq!(problem["type"], "/docs/problems#revision-not-reached");
        let fault = &problem["faults"][0];
        assert_eq!((&fault["at"], &fault["value"]), (&"Atlas-Min-Revision".into(), &asked.into()));
        assert!(fault["message"].as_str().unwrap().ends_with("to 42"), "{fault}");
    }
}

#[tokio::test]
async fn a_wait_never_lasts_longer_than_a_request_may() {
    let moment = Duration::from_millis(30);
    let service = impatient(Settings { handler_time: moment, ..Settings::default() });
    let begun = Instant::now();
    let reply = asking(&service, "/v1/projects", "43").await;
    assert_eq!(reply.json()["type"], "/docs/problems#revision-not-reached");
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn what_is_no_revision_is_refused_by_the_name_of_the_header() {
    let service = Service::start().await;
    // Kept or not.
    for _ in 0..2 {
        for value in ["soon", "-1", "1.5", "", "18446744073709551616"] {
            let reply = asking(&service, "/v1/projects", value).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{value}");
            let fault = &reply.json()["faults"][0];
            assert_eq!((&fault["at"], &fault["code"]), (&"Atlas-Min-Revision".into(), &"malformed".into()));
        }
        let twice = [("atlas-min-revision", "1"), ("atlas-min-revision", "2")];
        let reply = service.ask(Method::GET, "/v1/projects", &twice).await;
        assert_eq!(
            (reply.status, &reply.json()["faults"][0]["code"]),
            (StatusCode::BAD_REQUEST, &"repeated".into())
        );
        service.get("/v1/projects").await;
    }
}

#[tokio::test]
async fn what_is_published_never_goes_back() {
    let service = Service::start().await;
    assert!(!service.atlas.publish(at(41)));
    assert_eq!(service.atlas.snapshot().revision(), 42);
    assert!(service.atlas.publish(at(42)), "the same records on a new base");
    assert!(service.atlas.publish(at(50)));
    assert!(!service.atlas.publish(at(49)));
    assert_eq!(service.get("/v1").await.header("atlas-revision"), "50");
}
