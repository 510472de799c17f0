//! Whether the service is alive and ready, and what it counts. Read by machines, never cached.

use std::collections::BTreeMap;

use atlas_model::RecordKind;
use axum::extract::State;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::answer::{Answer, Caching};
use crate::ask::Ask;
use crate::openapi::Operation;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

const TAG: &str = "service";

/// That the process runs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Liveness {
    /// Always `live`.
    #[schema(example = "live")]
    status: &'static str,
    /// The software's version.
    version: &'static str,
}

/// What the service answers from.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Readiness {
    /// `ready`, or `degraded` where the store cannot be reached: reads are still answered, from memory.
    #[schema(example = "ready")]
    status: &'static str,
    /// The revision that answers.
    revision: u64,
    /// The last revision in the store; absent where it cannot be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_revision: Option<u64>,
    /// Whether the store can be reached.
    store_reachable: bool,
    /// How many records of each kind answer.
    records: BTreeMap<&'static str, usize>,
}

/// Adds the operations for machines.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    const JSON: &str = "application/json";
    let live = Operation::new("/health/live", "get_liveness", TAG, "Whether the process runs");
    let ready = Operation::new(
        "/health/ready",
        "get_readiness",
        TAG,
        "Whether requests can be answered, and from what",
    )
    .describe(
        "A store that cannot be reached does not make the service unready: it answers reads from memory.",
    );
    let metrics = Operation::new(
        "/metrics",
        "get_metrics",
        TAG,
        "What the service counts, in the OpenMetrics text format",
    );
    router
        .routes(live.answers::<Liveness>(JSON).get(get_liveness))
        .routes(ready.answers::<Readiness>(JSON).get(get_readiness))
        .routes(metrics.answers_text("application/openmetrics-text").get(get_metrics))
}

async fn get_liveness(ask: Ask) -> Result<Answer, Problem> {
    ask.nothing()?;
    let liveness = Liveness { status: "live", version: env!("CARGO_PKG_VERSION") };
    Ok(Answer::of(&liveness)?.keeping(Caching::Never))
}

async fn get_readiness(State(atlas): State<Atlas>, ask: Ask) -> Result<Answer, Problem> {
    ask.nothing()?;
    let snapshot = atlas.snapshot();
    let stored = atlas.store().revision().await;
    if let Err(error) = &stored {
        tracing::warn!(%error, "the store cannot be reached");
    }
    let readiness = Readiness {
        status: if stored.is_ok() { "ready" } else { "degraded" },
        revision: snapshot.revision(),
        store_reachable: stored.is_ok(),
        stored_revision: stored.ok(),
        records: RecordKind::ALL.iter().map(|kind| (kind.plural(), snapshot.count(*kind))).collect(),
    };
    Ok(Answer::of(&readiness)?.keeping(Caching::Never))
}

async fn get_metrics(State(atlas): State<Atlas>, ask: Ask) -> Result<Answer, Problem> {
    ask.nothing()?;
    let snapshot = atlas.snapshot();
    let records = RecordKind::ALL.iter().map(|kind| (kind.as_str(), snapshot.count(*kind)));
    match atlas.metrics().encode(atlas.cache().bytes(), snapshot.revision(), records) {
        Ok(text) => Ok(Answer::metrics(text)),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            Err(Problem::new(ProblemKind::Internal))
        }
    }
}
