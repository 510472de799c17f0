//! Whether the service is alive and ready, and what it counts. Read by machines, never cached.

use std::collections::BTreeMap;

use atlas_model::RecordKind;
use axum::extract::State;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::answer::{Answer, Caching};
use crate::ask::Ask;
use crate::metrics::Standing;
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
    /// `ready`, or `degraded` where the store cannot be reached, or stands at an earlier revision than
    /// answers: reads are still answered, from memory.
    #[schema(example = "ready")]
    status: &'static str,
    /// The revision that answers.
    revision: u64,
    /// `reachable` or `unreachable`: whether the store answered when it was last asked.
    #[schema(example = "reachable")]
    store: &'static str,
    /// The last revision known to be in the store.
    stored_revision: u64,
    /// How far what answers is behind the store.
    lag: Lag,
    /// How many records of each kind answer.
    records: BTreeMap<&'static str, usize>,
}

/// How far what answers is behind the store.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Lag {
    /// How many revisions known to be in the store do not answer yet.
    #[schema(example = 0)]
    revisions: u64,
    /// How many seconds ago the store last answered: what it took in since is not known here.
    #[schema(example = 0.4)]
    seconds: f64,
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
        "Always 200: a store that cannot be reached does not make the service unready, since reads are \
         answered from memory, and a load balancer must go on sending them. `status` is `degraded` then, and \
         `lag` tells how old the answers may be. Nothing is asked of the store for this.",
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
    let (snapshot, contact) = (atlas.snapshot(), atlas.contact());
    let revision = snapshot.revision();
    let stored = contact.stored(revision);
    let is_followed = contact.is_reachable() && !contact.is_behind();
    let readiness = Readiness {
        status: if is_followed { "ready" } else { "degraded" },
        revision,
        store: if contact.is_reachable() { "reachable" } else { "unreachable" },
        stored_revision: stored,
        lag: Lag {
            revisions: stored.saturating_sub(revision),
            seconds: (contact.silence().as_secs_f64() * 1000.0).round() / 1000.0,
        },
        records: RecordKind::ALL.iter().map(|kind| (kind.plural(), snapshot.count(*kind))).collect(),
    };
    Ok(Answer::of(&readiness)?.at(revision).keeping(Caching::Never))
}

async fn get_metrics(State(atlas): State<Atlas>, ask: Ask) -> Result<Answer, Problem> {
    ask.nothing()?;
    let snapshot = atlas.snapshot();
    let records = RecordKind::ALL.iter().map(|kind| (kind.as_str(), snapshot.count(*kind)));
    let standing = Standing {
        cache_bytes: atlas.cache().bytes(),
        revision: snapshot.revision(),
        store_revision: atlas.contact().stored(snapshot.revision()),
        store_reachable: atlas.contact().is_reachable(),
    };
    match atlas.metrics().encode(standing, records) {
        Ok(text) => Ok(Answer::metrics(text).at(snapshot.revision())),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            Err(Problem::new(ProblemKind::Internal))
        }
    }
}
