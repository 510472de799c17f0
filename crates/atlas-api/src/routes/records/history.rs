//! A record in its own form, and everything that became of it.

use std::sync::Arc;

use atlas_formats::TextChoice;
use atlas_formats::Words;
use atlas_formats::record::{self, Difference};
use atlas_index::Snapshot;
use atlas_model::{Action, FaultKind, Id, Lang, RecordKind, RecordRef, Revision, RevisionNumber};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

use super::no_such_record;
use crate::answer::Answer;
use crate::ask::{Ask, F_JSON, LANG, LookParameter};
use crate::openapi::Operation;
use crate::past::WHEN;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

const LOOKS: [LookParameter; 2] = [F_JSON, LANG];
const JSON: &str = "application/json";

/// What one revision did to a record.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RevisionItem {
    /// Its place in the order of everything that was ever accepted.
    pub(crate) number: RevisionNumber,
    /// What was done.
    #[schema(value_type = String, example = "updated")]
    pub(crate) action: Action,
    /// The same in words.
    pub(crate) action_label: Words<'static>,
    /// Who: a function or the label of a key, never a person.
    pub(crate) author: String,
    /// Why; empty where nobody said.
    pub(crate) reason: String,
    /// In which campaign.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) campaign: Option<Id>,
    /// When it was accepted.
    pub(crate) recorded_at: DateTime<Utc>,
    /// Which fields changed, by JSON pointers into the record form; none for what was created or withdrawn.
    pub(crate) differences: Vec<Difference>,
}

/// The history of a record.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Revisions {
    /// The revision that this reads from.
    revision: u64,
    /// How many revisions the record has.
    matched: usize,
    /// The revisions, the latest first.
    items: Vec<RevisionItem>,
}

/// One revision with the whole record before and after it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RevisionInFull {
    #[serde(flatten)]
    revision: RevisionItem,
    /// The record before, in its record form; null where it was created.
    #[schema(value_type = Option<Object>, required = true)]
    before: Option<Value>,
    /// The record after, in its record form; null where it was withdrawn.
    #[schema(value_type = Option<Object>, required = true)]
    after: Option<Value>,
}

/// Adds the operations of a kind.
pub(super) fn add(router: OpenApiRouter<Atlas>, kind: RecordKind) -> OpenApiRouter<Atlas> {
    let form = move |State(atlas): State<Atlas>, id: Result<Path<String>, PathRejection>, ask: Ask| {
        get_form(kind, atlas, id, ask)
    };
    let list = move |State(atlas): State<Atlas>, id: Result<Path<String>, PathRejection>, ask: Ask| {
        list_revisions(kind, atlas, id, ask)
    };
    let one = move |State(atlas): State<Atlas>,
                    path: Result<Path<(String, u64)>, PathRejection>,
                    ask: Ask| { get_revision(kind, atlas, path, ask) };
    let (plural, name) = (kind.plural(), kind.label(Lang::En));
    let operation = |path: &str, id: String, summary: String| {
        Operation::new(format!("/v1/{plural}/{{id}}{path}"), id, plural, summary)
            .identified(&format!("The identifier of the {name}"))
            .of_records()
    };
    let of_form = operation(
        "/record",
        format!("get_{kind}_record"),
        format!("One {name} in its record form"),
    )
    .describe(
        "Exactly what PUT takes and what a merge patch applies to: identifiers, no labels, every language.",
    )
    .free(&WHEN)
    .answers_object(JSON, "The record form");
    let of_list = operation(
        "/revisions",
        format!("list_{kind}_revisions"),
        format!("Everything that became of a {name}"),
    )
    .describe(
        "Who changed what, when and why, the latest first. A record that was withdrawn keeps its history.",
    )
    .looks(&LOOKS)
    .answers::<Revisions>(JSON);
    let of_one = operation(
        "/revisions/{number}",
        format!("get_{kind}_revision"),
        format!("One revision of a {name}, with the record before and after it"),
    )
    .numbered("The number of the revision")
    .looks(&LOOKS)
    .answers::<RevisionInFull>(JSON);
    router.routes(of_form.get(form)).routes(of_list.get(list)).routes(of_one.get(one))
}

impl RevisionItem {
    /// What a revision did, without the whole records.
    pub(crate) fn of(revision: &Revision, texts: TextChoice) -> Self {
        let differences = match (&revision.before, &revision.after) {
            (Some(before), Some(after)) => record::differences(Some(before), Some(after)),
            _ => Vec::new(),
        };
        Self {
            number: revision.number,
            action: revision.action,
            action_label: texts.labelled(|lang| revision.action.label(lang)),
            author: revision.author.clone(),
            reason: revision.reason.clone(),
            campaign: revision.campaign.clone(),
            recorded_at: revision.recorded_at,
            differences,
        }
    }
}

async fn get_form(
    kind: RecordKind,
    atlas: Atlas,
    id: Result<Path<String>, PathRejection>,
    ask: Ask,
) -> Result<Answer, Problem> {
    ask.only_with(&[], &crate::past::WHEN_NAMES)?;
    let Ok(Path(id)) = id else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    let snapshot = atlas.snapshot_for(&ask).await?;
    let Some(found) = snapshot.record(kind, &id) else {
        return Err(no_such_record(kind, id, snapshot).await);
    };
    Ok(Answer::of(&record::write(&found))?.at(snapshot.revision()).named(format!("{id}.json")))
}

async fn list_revisions(
    kind: RecordKind,
    atlas: Atlas,
    id: Result<Path<String>, PathRejection>,
    ask: Ask,
) -> Result<Answer, Problem> {
    let look = ask.only(&LOOKS)?;
    let Ok(Path(id)) = id else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    let snapshot = atlas.snapshot();
    let history = history(&atlas, &snapshot, kind, id).await?;
    let items: Vec<_> = history.iter().rev().map(|one| RevisionItem::of(one, look.texts)).collect();
    let answer = Revisions { revision: snapshot.revision(), matched: items.len(), items };
    Ok(Answer::of(&answer)?.at(snapshot.revision()).in_language(look.content_language()))
}

async fn get_revision(
    kind: RecordKind,
    atlas: Atlas,
    path: Result<Path<(String, u64)>, PathRejection>,
    ask: Ask,
) -> Result<Answer, Problem> {
    let look = ask.only(&LOOKS)?;
    let Ok(Path((id, number))) = path else { return Err(Problem::new(ProblemKind::NotFound)) };
    let snapshot = atlas.snapshot();
    let history = history(&atlas, &snapshot, kind, id).await?;
    let Some(found) = history.iter().find(|revision| revision.number == number) else {
        let nearest = history.iter().rev().take(5).map(|revision| revision.number.to_string()).collect();
        let fault = FaultKind::UnknownValue { nearest };
        return Err(Problem::with(ProblemKind::NotFound, "number", &number.to_string(), fault));
    };
    let answer = RevisionInFull {
        revision: RevisionItem::of(found, look.texts),
        before: found.before.as_ref().map(record::write),
        after: found.after.as_ref().map(record::write),
    };
    Ok(Answer::of(&answer)?.at(snapshot.revision()).in_language(look.content_language()))
}

/// The revisions of a record up to that of the snapshot, so that the answer belongs to it; at least one.
async fn history(
    atlas: &Atlas,
    snapshot: &Arc<Snapshot>,
    kind: RecordKind,
    id: String,
) -> Result<Vec<Revision>, Problem> {
    let mut found = match Id::new(&id) {
        Ok(id) => atlas.store().history(&RecordRef { kind, id }).await?,
        Err(_) => Vec::new(),
    };
    found.retain(|revision| revision.number <= snapshot.revision());
    if found.is_empty() { Err(no_such_record(kind, id, Arc::clone(snapshot)).await) } else { Ok(found) }
}
