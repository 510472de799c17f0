//! The survey: sheets handed out, sheets taken in, reviewed, decided.
//!
//! What a sheet says and what would come of it is found out in `atlas-survey`; here is who may ask, what is
//! kept, and what is committed.

mod change_sets;
mod decide;
mod document;
mod progress;
mod review;
mod sheet;
mod stale;
mod upload;

use atlas_model::{Actor, CampaignState, FaultKind, Id, RecordKind, Role, SurveyCampaign};
use atlas_store::ChangeSetInfo;
use utoipa_axum::router::OpenApiRouter;

use crate::identity::Caller;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

/// Adds the operations.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    decide::add(change_sets::add(stale::add(sheet::add(router))))
}

/// The campaign of a path, as it stands.
fn campaign(atlas: &Atlas, id: &str) -> Result<SurveyCampaign, Problem> {
    campaign_at(atlas, "id", id, ProblemKind::NotFound)
}

/// The campaign that a part of a request names, as it stands; the problem of one that names none.
fn campaign_at(atlas: &Atlas, at: &str, id: &str, problem: ProblemKind) -> Result<SurveyCampaign, Problem> {
    let snapshot = atlas.snapshot();
    let found = snapshot.campaigns().by_id(id).and_then(|ix| snapshot.campaigns().record(ix));
    match found {
        Some(campaign) => Ok(campaign.clone()),
        None => {
            let kind = RecordKind::Campaign;
            let nearest = snapshot.nearest_ids(kind, id);
            Err(Problem::with(problem, at, id, FaultKind::Dangling { kind, nearest }))
        }
    }
}

/// A campaign that takes contributions.
fn open_campaign(atlas: &Atlas, id: &str) -> Result<SurveyCampaign, Problem> {
    let campaign = campaign(atlas, id)?;
    match campaign.state {
        CampaignState::Open => Ok(campaign),
        CampaignState::Closed => Err(Problem::new(ProblemKind::CampaignClosed)),
    }
}

/// Whether a caller may see and change a change set: the one who submitted it, and those who review.
fn is_theirs(caller: &Caller, info: &ChangeSetInfo) -> bool {
    caller.principal == info.header.principal || matches!(caller.role, Role::Daect | Role::Admin)
}

/// The submitter of a change set, as far as its rights go: what it proposes must be within its own reach,
/// whoever accepts it.
fn submitter(info: &ChangeSetInfo) -> Caller {
    let header = &info.header;
    let role = match (&header.actor, &header.country) {
        (Some(_), _) => Role::Authority,
        (None, Some(_)) => Role::Embassy,
        (None, None) => Role::Daect,
    };
    Caller {
        principal: header.principal.clone(),
        label: header.author.clone(),
        role,
        country: header.country.clone(),
        actor: header.actor.clone(),
    }
}

/// The territories that a caller's sheets are about, unless it says otherwise: those that it governs or sits
/// in, its country, or all countries of the campaign.
fn default_scope(atlas: &Atlas, caller: Option<&Caller>, campaign: &SurveyCampaign) -> Vec<Id> {
    let snapshot = atlas.snapshot();
    if let Some(actor) = caller.and_then(|caller| caller.actor.as_ref()) {
        let found = snapshot.actors().by_id(actor.as_str()).and_then(|ix| snapshot.actors().record(ix));
        let place = |actor: &Actor| actor.governs.clone().unwrap_or_else(|| actor.seat.clone());
        return found.map(place).into_iter().collect();
    }
    match caller.and_then(|caller| caller.country.clone()) {
        Some(country) => vec![country],
        None => campaign.countries.clone(),
    }
}
