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
use axum::http::Method;
use axum::{Router, middleware};
use utoipa_axum::router::OpenApiRouter;

use crate::ask::Ask;
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

async fn no_such_path(ask: Ask) -> Problem {
    static PATHS: LazyLock<Vec<String>> =
        LazyLock::new(|| routes().get_openapi().paths.paths.keys().cloned().collect());
    if let Err(problem) = ask.sound_path() {
        return problem;
    }
    let mut nearest = nearest_paths(&ask.path, &PATHS);
    if nearest.is_empty() {
        nearest.push("/docs/".to_owned());
    }
    Problem::with(ProblemKind::NotFound, "path", &ask.path, FaultKind::UnknownName { nearest })
}

/// The paths that may have been meant: those of the routes of the same depth whose fixed segments are
/// near, with the client's own segments where a route takes any.
fn nearest_paths(path: &str, known: &[String]) -> Vec<String> {
    let given: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let joined = |segments: &[&str]| format!("/{}", segments.join("/"));
    let mut candidates: Vec<String> = Vec::new();
    for route in known {
        let segments: Vec<&str> = route.split('/').skip(1).collect();
        if segments.len() != given.len() {
            continue;
        }
        let (mut fixed, mut typed, mut real) = (Vec::new(), Vec::new(), Vec::new());
        for (segment, given) in segments.iter().zip(&given) {
            if segment.starts_with('{') {
                real.push(*given);
            } else {
                fixed.push(*segment);
                typed.push(*given);
                real.push(*segment);
            }
        }
        if !nearest(&joined(&typed), [joined(&fixed).as_str()]).is_empty() {
            candidates.push(joined(&real));
        }
    }
    nearest(&joined(&given), candidates.iter().map(String::as_str))
}

async fn no_such_method(method: Method) -> Problem {
    let nearest = vec!["GET".to_owned(), "HEAD".to_owned(), "OPTIONS".to_owned()];
    let fault = FaultKind::UnknownValue { nearest };
    Problem::with(ProblemKind::MethodNotAllowed, "method", method.as_str(), fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_offered_is_one_that_can_be_followed() {
        let known: Vec<String> = routes().get_openapi().paths.paths.keys().cloned().collect();
        let check =
            |path: &str, expected: &[&str]| assert_eq!(nearest_paths(path, &known), expected, "{path}");
        check("//v1/projects", &["/v1/projects"]);
        check("/v1//projects/", &["/v1/projects"]);
        check("/v1/project/charente-maritime--jilin", &["/v1/projects/charente-maritime--jilin"]);
        check("/v1/projetcs/x", &["/v1/projects/x"]);
        check("/v1/cordination/actor", &["/v1/coordination/actors"]);
        check("/v1/foo/charente-maritime--jilin", &[]);
        check("/v1/a/b/c", &[]);
        check("/", &[]);
    }
}
