//! What nobody has confirmed since a campaign began, of what is said to be under way.

use atlas_formats::Words;
use atlas_formats::json::NamedRef;
use atlas_index::{Indexed, Snapshot, Table, Term};
use atlas_model::{
    Id, PartialDate, Partnership, Project, Provenance, ProvenanceKind, Resource, Status, SurveyCampaign,
};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use super::campaign;
use crate::answer::Answer;
use crate::ask::{Ask, F_JSON, LANG, Look, LookParameter};
use crate::openapi::Operation;
use crate::past::AS_OF;
use crate::problem::{Problem, ProblemKind};
use crate::routes::compute;
use crate::routes::words::labelled;
use crate::state::Atlas;

const LOOKS: [LookParameter; 2] = [F_JSON, LANG];

/// The records that a campaign has still to confirm.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct StaleRecords {
    /// The revision that this reads from.
    revision: u64,
    /// The campaign.
    #[schema(value_type = String)]
    campaign: Id,
    /// The beginning of the campaign: what was confirmed before is stale.
    #[schema(value_type = Option<String>)]
    since: Option<PartialDate>,
    /// How many records there are.
    matched: usize,
    /// The records: those never confirmed first, then those confirmed the longest ago.
    items: Vec<StaleRecord>,
}

/// A record that is said to be under way, and on what grounds.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct StaleRecord {
    /// The kind of record, as in paths.
    #[schema(example = "partnerships")]
    kind: &'static str,
    /// Its identifier.
    #[schema(value_type = String)]
    id: Id,
    /// Its name; for a partnership without one, the names of its actors.
    name: Words<'static>,
    /// Where it is said to stand.
    status: Status,
    /// The same in words.
    status_label: Words<'static>,
    /// When a source or somebody last said so; absent where nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    confirmed: Option<PartialDate>,
    /// The function of whoever entered that.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_by: Option<String>,
    /// The evidence on which it rests.
    evidence: ProvenanceKind,
    /// The same in words.
    evidence_label: Words<'static>,
    /// The sources.
    #[schema(value_type = Vec<String>)]
    sources: Vec<Id>,
}

/// Adds the operation.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let operation = Operation::new(
        "/v1/campaigns/{id}/stale",
        "list_stale_records",
        "survey",
        "What is said to be under way and was not confirmed since a campaign began",
    )
    .identified("The identifier of the survey campaign")
    .describe(
        "Partnerships, projects and resources of the countries of the campaign that are active, or presumed to \
         be, with the evidence for it: when it was last confirmed, by whom, from which sources.",
    )
    .looks(&LOOKS)
    .free(&[AS_OF])
    .of_records()
    .answers::<StaleRecords>("application/json");
    router.routes(operation.get(list_stale))
}

async fn list_stale(
    State(atlas): State<Atlas>,
    id: Result<Path<String>, PathRejection>,
    ask: Ask,
) -> Result<Answer, Problem> {
    let Ok(Path(id)) = id else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    let look = ask.only_with(&LOOKS, &[AS_OF.name])?;
    let campaign = campaign(&atlas, &id)?;
    let snapshot = atlas.snapshot_for(&ask).await?;
    let answer = compute(true, move || find(&snapshot, campaign, look)).await?;
    Ok(Answer::of(&answer)?.at(answer.revision).in_language(look.content_language()))
}

/// A record that may be under way.
trait Claim {
    fn claims(&self) -> (&Id, Status, &Provenance);
}

macro_rules! claim {
    ($($type:ident)+) => {
        $(
            impl Claim for $type {
                fn claims(&self) -> (&Id, Status, &Provenance) {
                    (&self.id, self.status, &self.provenance)
                }
            }
        )+
    };
}
claim!(Partnership Project Resource);

fn find(snapshot: &Snapshot, campaign: SurveyCampaign, look: Look) -> StaleRecords {
    let mut items = Vec::new();
    add_from(snapshot, snapshot.partnerships(), &campaign, look, &mut items);
    add_from(snapshot, snapshot.projects(), &campaign, look, &mut items);
    add_from(snapshot, snapshot.resources(), &campaign, look, &mut items);
    items.sort_by(|a, b| (a.confirmed, a.kind, &a.id).cmp(&(b.confirmed, b.kind, &b.id)));
    StaleRecords {
        revision: snapshot.revision(),
        campaign: campaign.id,
        since: campaign.period.start,
        matched: items.len(),
        items,
    }
}

fn add_from<T: Claim + Indexed>(
    snapshot: &Snapshot,
    table: &Table<T>,
    campaign: &SurveyCampaign,
    look: Look,
    items: &mut Vec<StaleRecord>,
) {
    let countries = campaign.countries.iter().filter_map(|id| snapshot.territories().by_id(id.as_str()));
    let sets: Vec<_> = countries.filter_map(|country| table.posting(Term::Country(country))).collect();
    for (ix, entry) in table.iter() {
        let is_concerned = campaign.countries.is_empty() || sets.iter().any(|set| set.contains(ix.0));
        let (id, status, provenance) = entry.record.claims();
        let is_said = matches!(status, Status::Active | Status::PresumedActive);
        let is_stale = match (provenance.date, campaign.period.start) {
            (Some(confirmed), Some(start)) => confirmed.last_day() < start.first_day(),
            (confirmed, _) => confirmed.is_none(),
        };
        if is_concerned
            && is_said
            && is_stale
            && let Some(reference) = NamedRef::of(snapshot, T::KIND, ix, look.texts)
        {
            items.push(StaleRecord {
                kind: T::KIND.plural(),
                id: id.clone(),
                name: reference.name.into_owned(),
                status,
                status_label: labelled(look.texts, |lang| status.label(lang)),
                confirmed: provenance.date,
                confirmed_by: provenance.entered_by.clone(),
                evidence: provenance.kind,
                evidence_label: labelled(look.texts, |lang| provenance.kind.label(lang)),
                sources: provenance.sources.clone(),
            });
        }
    }
}
