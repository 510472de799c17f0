//! The atlas in figures.

use std::collections::BTreeMap;

use atlas_formats::TextChoice;
use atlas_index::Snapshot;
use atlas_model::RecordKind;
use atlas_query::{Breakdown as Counts, Caller, parse_summary, summarise, summary_parameters};
use axum::extract::State;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use super::facets::{Counted, facets};
use crate::answer::Answer;
use crate::ask::{Ask, F_JSON, LANG, LookParameter, names_of};
use crate::openapi::{Limits, Operation};
use crate::past::{WHEN, WHEN_NAMES};
use crate::problem::Problem;
use crate::state::Atlas;

const LOOKS: [LookParameter; 2] = [F_JSON, LANG];

/// The atlas in figures.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Summary {
    /// The revision that this reads from.
    revision: u64,
    /// How many records of each kind there are, whatever the filter.
    totals: BTreeMap<&'static str, u64>,
    /// The partnerships that match.
    partnerships: Breakdown,
    /// The projects that match.
    projects: Breakdown,
    /// Whom every use must credit.
    attribution: Vec<String>,
}

/// The matching records of one kind, counted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Breakdown {
    /// How many they are.
    matched: u64,
    /// By theme, region, country, status, provenance, confidence and year of start.
    facets: BTreeMap<String, Vec<Counted>>,
}

/// Adds the operation.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let operation = Operation::new(
        "/v1/summary",
        "get_summary",
        "summary",
        "The atlas in figures: totals, and breakdowns of partnerships and projects",
    )
    .filters(summary_parameters(), Limits { json: 0, others: None })
    .looks(&LOOKS)
    .free(&WHEN)
    .of_records()
    .answers::<Summary>("application/json");
    router.routes(operation.get(get_summary))
}

async fn get_summary(State(atlas): State<Atlas>, ask: Ask) -> Result<Answer, Problem> {
    let (look, faults) = ask.look(&LOOKS)?;
    let snapshot = atlas.snapshot_for(&ask).await?;
    let names = [names_of(&LOOKS), WHEN_NAMES.to_vec()].concat();
    let caller = Caller { also_known: &names, lang: look.lang(), ..Caller::default() };
    let filter = Problem::unless_sound(faults, parse_summary(&ask.pairs, &caller, &snapshot))?;
    let found = summarise(&snapshot, &filter);
    let summary = Summary {
        revision: snapshot.revision(),
        totals: found.totals.iter().map(|(kind, total)| (kind.plural(), *total)).collect(),
        partnerships: breakdown(&snapshot, RecordKind::Partnership, &found.partnerships, look.texts),
        projects: breakdown(&snapshot, RecordKind::Project, &found.projects, look.texts),
        attribution: atlas.credits(&snapshot),
    };
    Ok(Answer::of(&summary)?.at(snapshot.revision()).in_language(look.content_language()))
}

fn breakdown(snapshot: &Snapshot, kind: RecordKind, counts: &Counts, texts: TextChoice) -> Breakdown {
    Breakdown { matched: counts.matched, facets: facets(snapshot, kind, &counts.facets, texts) }
}
