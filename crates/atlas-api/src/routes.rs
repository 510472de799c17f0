//! Every route of the service. Adding one here documents it: see [`crate::openapi::Operation`].

mod attributions;
mod caller;
mod changes;
mod contacts;
mod coordination;
mod docs;
mod facets;
mod health;
mod landing;
mod pages;
mod records;
mod summary;
mod survey;
mod words;

use std::sync::LazyLock;

use atlas_index::Snapshot;
use atlas_model::{FaultKind, RecordKind, nearest};
use axum::extract::DefaultBodyLimit;
use axum::{Router, middleware};
use utoipa_axum::router::OpenApiRouter;

use crate::ask::Ask;
use crate::front::{FORM_BYTES, note_route};
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
        survey::add,
        changes::add,
        attributions::add,
        caller::add,
        contacts::add,
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
    // The front knows which path may carry more than a record; nothing carries more than this.
    let largest = atlas.settings().body_bytes.max(atlas.settings().upload_bytes + FORM_BYTES);
    let body_limit = DefaultBodyLimit::max(largest);
    let (router, _) = routes().split_for_parts();
    router
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
        let is_near = |(segment, given): (&&str, &&str)| {
            // Resemblance says nothing of a segment as short as a version.
            let is_short = segment.len() <= 2 && given.len() <= 2;
            segment.starts_with('{') || is_short || !nearest(given, [*segment]).is_empty()
        };
        if segments.iter().zip(&given).all(is_near) {
            let real = |(segment, given): (&&'_ str, &&'_ str)| {
                if segment.starts_with('{') { (*given).to_owned() } else { (*segment).to_owned() }
            };
            let real: Vec<String> = segments.iter().zip(&given).map(real).collect();
            candidates.push(format!("/{}", real.join("/")));
        }
    }
    nearest(&joined(&given), candidates.iter().map(String::as_str))
}

/// The identifiers of the records that a name may mean, the best first.
fn by_name(snapshot: &Snapshot, kind: RecordKind, name: &str) -> Vec<String> {
    const MOST: usize = 3;
    let found = snapshot.names().find(name, &[kind], MOST);
    let id = |ix| match kind {
        RecordKind::Territory => snapshot.territories().record(ix).map(|record| &record.id),
        RecordKind::Actor => snapshot.actors().record(ix).map(|record| &record.id),
        RecordKind::Theme => snapshot.themes().record(ix).map(|record| &record.id),
        _ => None,
    };
    found.iter().filter_map(|found| id(found.ix)).map(ToString::to_string).collect()
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
