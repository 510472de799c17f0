//! The HTTP interface, and the only crate that knows HTTP.
//!
//! A request first meets the `front`, which answers from the cache of finished representations what
//! was asked before; only then the `routes`, whose handlers take one snapshot, ask one function of a
//! lower crate and wrap its result as an `Answer` or a `Problem`. Every failure is a problem detail
//! (RFC 9457). Registering a route documents it: [`documents`] is generated from them.
//!
//! There is no SQL here, and no rule about records: those live below.

mod encode;
mod negotiate;
mod query_string;

mod contact;
mod metrics;
mod settings;
mod state;
mod stored;

mod answer;
mod ask;
mod conditions;
mod min_revision;
mod past;
mod problem;

mod identity;
mod limit;

mod openapi;
mod routes;

mod connection;
mod follow;
mod front;
mod serve;

#[cfg(test)]
mod tests;

use axum::Router;

pub use follow::follow;
pub use openapi::{Documents, documents};
pub use serve::serve;
pub use settings::{Oidc, ProxyHeader, Rates, Settings};
pub use state::Atlas;

/// The whole service as a router: what [`serve`] serves, for tests in process.
pub fn router(atlas: &Atlas) -> Router {
    Router::new().fallback_service(front(atlas))
}

/// The service as a request meets it.
fn front(atlas: &Atlas) -> front::Front {
    front::Front::new(atlas.clone(), routes::router(atlas.clone()))
}
