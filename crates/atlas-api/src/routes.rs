//! Every route of the service. Adding one here documents it: see [`crate::openapi::Operation`].

mod attributions;
mod coordination;
mod docs;
mod facets;
mod health;
mod landing;
mod pages;
mod records;
mod summary;
mod words;

use std::sync::LazyLock;

use atlas_model::{FaultKind, nearest};
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Uri};
use axum::{Router, middleware};
use utoipa_axum::router::OpenApiRouter;

use crate::front::note_route;
use crate::openapi;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

/// The routes and their description.
pub(crate) fn routes() -> OpenApiRouter<Atlas> {
    let mut router = OpenApiRouter::with_openapi(openapi::empty());
    for add in [
        landing::add,
        records::add,
        summary::add,
        coordination::add,
        attributions::add,
        health::add,
        docs::add,
        pages::add,
    ] {
        router = add(router);
    }
    router
}

/// The routes as a service, with an answer for what is no route.
pub(crate) fn router(atlas: Atlas) -> Router {
    let body_limit = DefaultBodyLimit::max(atlas.settings().body_bytes);
    let (router, _) = routes().split_for_parts();
    router
        .method_not_allowed_fallback(no_such_method)
        .route_layer(middleware::from_fn(note_route))
        .fallback(no_such_path)
        .layer(body_limit)
        .with_state(atlas)
}

/// Runs a computation here, or on a thread that may block where it may take long.
///
/// # Errors
/// A problem (500) where the computation panicked.
async fn compute<T: Send + 'static>(
    is_long: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    if !is_long {
        return Ok(work());
    }
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a computation failed");
        Problem::new(ProblemKind::Internal)
    })
}

async fn no_such_path(uri: Uri) -> Problem {
    static PATHS: LazyLock<Vec<String>> =
        LazyLock::new(|| routes().get_openapi().paths.paths.keys().cloned().collect());
    let path = uri.path();
    let wanted = path.trim_end_matches('/');
    let depth = |path: &str| path.matches('/').count();
    let same_depth = PATHS.iter().map(String::as_str).filter(|known| depth(known) == depth(wanted));
    let mut nearest = nearest(wanted, same_depth);
    if nearest.is_empty() {
        nearest.push("/docs/".to_owned());
    }
    Problem::with(ProblemKind::NotFound, "path", path, FaultKind::UnknownName { nearest })
}

async fn no_such_method(method: Method) -> Problem {
    let nearest = vec!["GET".to_owned(), "HEAD".to_owned(), "OPTIONS".to_owned()];
    let fault = FaultKind::UnknownValue { nearest };
    Problem::with(ProblemKind::MethodNotAllowed, "method", method.as_str(), fault)
}
