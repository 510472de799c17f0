//! The service in process: one module per concern, over a tiny world made by hand.

mod caching;
mod contacts;
mod coordination;
mod editing;
mod encodings;
mod failures;
mod following;
mod history;
mod identity;
mod limits;
mod lists;
mod oidc;
mod pages;
mod rates;
mod revisions;
mod rights;
mod service;
mod stores;
mod survey;
mod world;

use std::sync::Arc;

use atlas_index::Snapshot;
use atlas_model::Dataset;
use atlas_store::{OpenOptions, Store};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bytes::Bytes;
use serde_json::Value;
use tower::ServiceExt;

use crate::front::Front;
use crate::{Atlas, Settings};

/// A running service on the hand-made world, with a real store in a directory of its own.
struct Service {
    atlas: Atlas,
    router: Router,
    /// Lives as long as the service.
    #[expect(dead_code, reason = "dropping it removes the store's file")]
    directory: Option<tempfile::TempDir>,
}

impl Service {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("atlas.gpkg");
        let store = atlas_store::open(path.to_str().unwrap(), OpenOptions::default()).await.unwrap();
        Self { directory: Some(directory), ..Self::over(store, Settings::default()) }
    }

    fn over(store: Arc<dyn Store>, settings: Settings) -> Self {
        Self::on(world::dataset(), store, settings)
    }

    fn on(dataset: Dataset, store: Arc<dyn Store>, settings: Settings) -> Self {
        let snapshot = Snapshot::build(dataset).unwrap();
        let atlas = Atlas::new(snapshot, store, settings);
        Self { router: crate::router(&atlas), atlas, directory: None }
    }

    /// A service with routes of its own behind the front that every service has.
    fn with_routes(routes: Router<Atlas>, store: Arc<dyn Store>, settings: Settings) -> Self {
        let service = Self::over(store, settings);
        let front = Front::new(service.atlas.clone(), routes.with_state(service.atlas.clone()));
        Self { router: Router::new().fallback_service(front), ..service }
    }

    async fn get(&self, uri: &str) -> Reply {
        self.ask(Method::GET, uri, &[]).await
    }

    async fn ask(&self, method: Method, uri: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Reply { status: parts.status, headers: parts.headers, body }
    }
}

/// A response, read to its end.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The identifiers of a list's items or features, in order.
    fn ids(&self) -> Vec<String> {
        let body = self.json();
        let members = body["items"].as_array().or_else(|| body["features"].as_array()).unwrap();
        members.iter().map(|member| member["id"].as_str().unwrap().to_owned()).collect()
    }
}
