//! Accepting and rejecting the rows of a change set: one decision is one transaction.
//!
//! The file is reviewed again against the atlas as it is at that moment, so what is accepted is what stands
//! there, on top of whatever others have changed meanwhile. A field that both changed is settled by a person,
//! in the decision, or the row is not accepted.

mod plan;
mod understand;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use atlas_formats::record::{parse, pointer};
use atlas_model::{ChangeSet, Fault, FaultKind, RecordRef, RevisionNumber};
use atlas_store::{ChangeSetInfo, Decision, Expected, StoreError, Terms};
use atlas_survey::Review;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use serde::Deserialize;
use utoipa::openapi::HttpMethod;
use utoipa_axum::router::OpenApiRouter;

use super::change_sets::{decisions, find, latest_file, shown_with};
use super::document::ReviewedChangeSet;
use super::progress::{self, Watch};
use super::review::Reviewed;
use super::{review, submitter, upload};
use crate::ask::{Ask, F_JSON, LANG, Look, LookParameter};
use crate::conditions;
use crate::identity::{self, Caller, rights};
use crate::openapi::Operation;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;
use plan::Plan;

const LOOKS: [LookParameter; 2] = [F_JSON, LANG];

/// How often a decision is made anew because others wrote at the same moment.
const MOST_ATTEMPTS: usize = 5;

/// What is decided.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Decisions {
    /// What becomes of the rows that are not named. Accepting leaves rows with errors or open conflicts, and
    /// those of a column whose values changed places (`shuffled`).
    #[serde(default)]
    others: Verdict,
    /// Why, for every row that has no reason of its own.
    #[serde(default)]
    reason: String,
    /// Rows by their places: `Projets!12`.
    #[serde(default)]
    rows: BTreeMap<String, RowDecision>,
}

/// What is decided of a row.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct RowDecision {
    /// What becomes of it.
    verdict: Verdict,
    /// Why; a rejection needs a reason, here or for all.
    #[serde(default)]
    reason: String,
    /// The fields in conflict, by JSON pointer: whose value is taken.
    #[serde(default)]
    settle: BTreeMap<String, Side>,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    /// It is written.
    Accept,
    /// It is not, and that is settled.
    Reject,
    /// It waits.
    #[default]
    Leave,
}

/// Whose value is taken in a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Side {
    /// That of the row.
    Yours,
    /// What the atlas says now.
    Theirs,
}

/// Adds the operation.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    const IF_MATCH: &str = "The version that was seen: `\"v3\"`, as the `ETag` of the change set says.";
    let operation = Operation::new(
        "/v1/change-sets/{id}/decisions",
        "decide_change_set",
        "survey",
        "Accept and reject rows of a change set",
    )
    .identified("The identifier of the change set")
    .describe(
        "All rows accepted at once are one transaction with one range of revisions, published at once; if one of \
         them cannot be written, none is. Needs the role `daect` or `admin`. With `Accept: text/event-stream` the \
         answer comes as events: `progress` as rows are written, then `result` or `problem`.",
    )
    .header("If-Match", true, IF_MATCH)
    .header("Idempotency-Key", false, "As for every write: sent again, the request is not done twice.")
    .looks(&LOOKS)
    .takes::<Decisions>("application/json", "What is decided, row by row.")
    .answers::<ReviewedChangeSet>("application/json")
    .answers_text("text/event-stream");
    let success = ("200", "The change set with what was decided, and its rows as they were when it was");
    router.routes(operation.write(HttpMethod::Post, success, decide))
}

async fn decide(
    State(atlas): State<Atlas>,
    id: Result<Path<String>, PathRejection>,
    ask: Ask,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let caller = identity::require(&atlas, &headers).await?;
    rights::may_review(&caller)?;
    let wants_events = progress::is_wanted(&headers);
    let look = if wants_events { ask.only_json(&LOOKS)? } else { ask.only(&LOOKS)? };
    let version = conditions::version(&headers)?;
    let key = conditions::request_key(&headers)?;
    let body = body.map_err(|_| Problem::new(ProblemKind::ContentTooLarge))?;
    let decisions = read(&body)?;
    let info = find(&atlas, &caller, id).await?;
    let receipt =
        key.map(|key| conditions::receipt(&caller.principal, key, &[info.header.id.as_bytes(), &body]));
    let deciding =
        Deciding { atlas: atlas.clone(), caller, id: info.header.id, version, decisions, receipt, look };
    if wants_events {
        return Ok(progress::stream(look.lang(), |watch| deciding.run(watch)));
    }
    Ok(deciding.run(Watch::default()).await?.into_response())
}

/// Reads what is decided.
///
/// # Errors
/// A problem (400) that says where it cannot be understood.
fn read(body: &[u8]) -> Result<Decisions, Problem> {
    let json = parse(body).map_err(|fault| Problem::invalid(vec![fault]))?;
    understand::decisions(json).map_err(Problem::invalid)
}

/// A decision being made.
struct Deciding {
    atlas: Atlas,
    caller: Caller,
    id: String,
    version: u32,
    decisions: Decisions,
    receipt: Option<atlas_store::Receipt>,
    look: Look,
}

impl Deciding {
    async fn run(self, watch: Watch) -> Result<crate::answer::Answer, Problem> {
        watch.begin("reviewing");
        let info = self.info().await?;
        let file = latest_file(&self.atlas, &self.id).await?;
        let grid = Arc::new(upload::reread(&file.sheet).await?);
        let decided = decisions(&self.atlas, &info).await?;
        let decided = decided.into_iter().map(|decided| decided.row.place).collect();
        // Whatever becomes of the change set from here on gives it another version, which the commit refuses.
        for _ in 0..MOST_ATTEMPTS {
            let (submitter, grid) = (submitter(&info), Arc::clone(&grid));
            let reviewed =
                review::against_now(&self.atlas, submitter, &file.sheet, file.submitted_at, grid).await?;
            let Reviewed { snapshot, review: Review { report, proposals } } = reviewed;
            // Who has not seen the last decision sends an earlier one again, or is told so by the store.
            let is_seen = info.version == self.version;
            let plan = Plan::new(&self.decisions, &report, proposals, &decided, is_seen)
                .map_err(|faults| Problem::of(ProblemKind::InvalidRecord, faults))?;
            let revision = snapshot.revision();
            let decided_now: HashSet<String> = plan.rows.iter().map(|row| row.place.clone()).collect();
            let Some(last) = self.write(&info, plan, revision, &watch).await? else {
                // Somebody wrote one of the records between the review and the commit: look again, once that
                // is published here.
                let next = self.atlas.revision() + 1;
                self.atlas.reaches(next, std::time::Duration::from_millis(500)).await;
                watch.begin("reviewing");
                continue;
            };
            self.atlas.reaches(last, self.atlas.settings().min_revision_time).await;
            watch.begin("answering");
            let info = self.info().await?;
            let mut decisions = decisions(&self.atlas, &info).await?;
            // The report has these rows as they were decided: nobody needs them twice.
            let now = decisions.iter_mut().filter(|one| decided_now.contains(&one.row.place));
            now.for_each(|one| one.row.report.clear());
            return Ok(shown_with(&info, &file, (revision, report), decisions, self.look)?.at(last));
        }
        Err(Problem::new(ProblemKind::StoreUnavailable))
    }

    /// The change set as it stands.
    async fn info(&self) -> Result<ChangeSetInfo, Problem> {
        let info = self.atlas.store().change_set(&self.id).await?;
        info.ok_or_else(|| Problem::new(ProblemKind::NotFound))
    }

    /// Commits what was planned upon a revision; the last revision, or nothing where others were quicker.
    async fn write(
        &self,
        info: &ChangeSetInfo,
        plan: Plan,
        revision: RevisionNumber,
        watch: &Watch,
    ) -> Result<Option<RevisionNumber>, Problem> {
        let expected: Vec<(RecordRef, Expected)> =
            plan.changes.iter().map(|change| (change.target(), Expected::UnchangedSince(revision))).collect();
        let decision = Decision {
            change_set: self.id.clone(),
            version: self.version,
            decided_by: self.caller.label.clone(),
            rows: plan.rows,
            is_last: plan.is_last,
        };
        let change_set = ChangeSet {
            author: info.header.author.clone(),
            reason: [info.header.reason.as_str(), &self.id, &self.caller.label, &self.decisions.reason]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            campaign: Some(info.header.campaign.clone()),
            changes: plan.changes,
        };
        let terms = Terms { expected, receipt: self.receipt.clone(), decision: Some(decision) };
        let written = self.commit(change_set, terms, watch.clone()).await?;
        match written {
            Ok(last) => Ok(Some(last)),
            Err(StoreError::Stale(_)) => Ok(None),
            Err(StoreError::Refused(faults)) => {
                let faults = faults.into_iter().map(|(target, fault)| {
                    let place = plan.places.get(&target).cloned().unwrap_or_else(|| target.to_string());
                    Fault { at: format!("{place} {}", fault.at), ..fault }
                });
                Err(Problem::of(ProblemKind::InvalidRecord, faults.collect()))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn commit(
        &self,
        change_set: ChangeSet,
        terms: Terms,
        watch: Watch,
    ) -> Result<Result<u64, StoreError>, Problem> {
        let atlas = self.atlas.clone();
        // On a task of its own: a client that goes away must not leave the outcome to chance.
        let task = tokio::spawn(async move {
            let mut progress = |done: usize, total: usize| watch.wrote(done, total);
            let written = atlas.store().import(&change_set, &terms, Utc::now(), &mut progress).await;
            written.map(|written| written.last)
        });
        task.await.map_err(|error| {
            tracing::error!(%error, "a decision failed");
            Problem::new(ProblemKind::Internal)
        })
    }
}

/// A fault of the decisions of a row.
fn of_row(place: &str, members: &[&str], kind: FaultKind) -> Fault {
    Fault::at(pointer(&[&["rows", place], members].concat()), kind)
}
