//! Whom every use of the data must credit.

use atlas_model::RevisionNumber;
use axum::extract::State;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::answer::Answer;
use crate::ask::{Ask, F_JSON, LANG, LookParameter};
use crate::openapi::Operation;
use crate::past::{WHEN, WHEN_NAMES};
use crate::problem::Problem;
use crate::state::Atlas;

const LOOKS: [LookParameter; 2] = [F_JSON, LANG];

/// The credits that every use of the data must show.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Attributions {
    /// The revision that this reads from.
    #[schema(value_type = u64)]
    revision: RevisionNumber,
    /// One entry for each source that asks for credit, in the order of their identifiers.
    attributions: Vec<Attribution>,
}

/// A source that asks for credit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Attribution {
    /// The source's identifier.
    source: String,
    /// Its title.
    title: String,
    /// The credit, to be shown as it stands.
    attribution: String,
    /// The licence, as an SPDX identifier where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    /// Where the source can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// Adds the operation.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let operation = Operation::new(
        "/v1/attributions",
        "list_attributions",
        "sources",
        "Whom to credit: the sources that ask for it, each with its licence",
    );
    let operation =
        operation.looks(&LOOKS).free(&WHEN).of_records().answers::<Attributions>("application/json");
    router.routes(operation.get(list_attributions))
}

async fn list_attributions(State(atlas): State<Atlas>, ask: Ask) -> Result<Answer, Problem> {
    let look = ask.only_with(&LOOKS, &WHEN_NAMES)?;
    let snapshot = atlas.snapshot_for(&ask).await?;
    let lang = look.lang();
    let sources = snapshot.sources().iter().filter_map(|(_, entry)| {
        let source = &entry.record;
        Some(Attribution {
            source: source.id.to_string(),
            title: source.title.get(lang).to_owned(),
            attribution: source.attribution.clone()?,
            licence: source.licence.clone(),
            url: source.url.clone(),
        })
    });
    let answer = Attributions { revision: snapshot.revision(), attributions: sources.collect() };
    Ok(Answer::of(&answer)?.at(snapshot.revision()).in_language(look.content_language()))
}
