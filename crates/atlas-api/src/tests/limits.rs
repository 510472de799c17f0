//! Sizes that are refused, and connections over a real port.

use std::sync::Arc;
use std::time::Duration;

use atlas_store::Store;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, StatusCode};
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::Service;
use super::stores::{Faulty, Trouble};
use crate::answer::Answer;
use crate::problem::Problem;
use crate::{Atlas, Settings};

#[tokio::test]
async fn what_is_too_large_is_refused_as_a_problem() {
    let service = Service::start().await;
    let long = format!("/v1/projects?q={}", "a".repeat(9000));
    assert_eq!(service.get(&long).await.status, StatusCode::URI_TOO_LONG);
    let wide = "a".repeat(40_000);
    let reply = service.ask(Method::GET, "/v1/projects", &[("x-wide", &wide)]).await;
    assert_eq!(reply.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    let body = Body::from(vec![b'a'; (1 << 20) + 1]);
    let request = Request::get("/v1/projects").body(body).unwrap();
    let reply = service.send(request).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(reply.json()["faults"][0]["code"], "out_of_range");
}

/// A route that needs the store, beside one that does not.
fn routes() -> Router<Atlas> {
    let stored = async |State(atlas): State<Atlas>| -> Result<Answer, Problem> {
        Answer::of(&atlas.store().revision().await?)
    };
    let published = async |State(atlas): State<Atlas>| Answer::of(&atlas.snapshot().revision());
    Router::new().route("/stored", get(stored)).route("/published", get(published))
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let settings = Settings { handler_time: Duration::from_millis(20), ..Settings::default() };
    let service = Service::with_routes(routes(), Faulty::always(Trouble::Stuck), settings);
    let reply = service.get("/stored").await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.header("retry-after"), "5");
    assert_eq!(reply.json()["type"], "/docs/problems#too-slow");
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing_of_the_inside() {
    let service = Service::with_routes(routes(), Faulty::always(Trouble::Panicking), Settings::default());
    let reply = service.get("/stored").await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert!(!reply.text().contains("secret"), "{}", reply.text());
    assert_eq!(reply.json()["request_id"], reply.header("x-request-id"));
    assert_eq!(service.get("/published").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_needs_a_store_that_is_away_or_busy_is_to_be_tried_again() {
    let stores: [Arc<dyn Store>; 2] = [Faulty::always(Trouble::Away), Faulty::always(Trouble::Busy)];
    for store in stores {
        let service = Service::with_routes(routes(), store, Settings::default());
        let reply = service.get("/stored").await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(reply.header("retry-after"), "5");
        assert_eq!(reply.header("atlas-revision"), "42");
        assert_eq!(reply.json()["type"], "/docs/problems#store-unavailable");
        assert_eq!(service.get("/published").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_stop_lets_requests_end_and_takes_no_new_ones() {
    let service = Service::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(crate::serve(listener, service.atlas.clone(), async {
        _ = stopped.await;
    }));
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut first = [0; 15];
    connection.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), serving).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
