//! Single edits: one record created, replaced, patched, withdrawn or put back.
//!
//! Every edit is a change set of one change. It is committed on the condition that its author has read the
//! record as it stands, then answered from a snapshot that holds it; the follower of the store stays the
//! only one who publishes.

mod document;
mod propose;

use std::sync::Arc;

use atlas_formats::record;
use atlas_index::Snapshot;
use atlas_model::{Action, Change, ChangeSet, Fault, FaultKind, Id, Record, RecordKind, RecordRef};
use atlas_store::{Committed, Expected, Receipt, StoreError, Terms};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use chrono::Utc;
use utoipa::openapi::HttpMethod;
use utoipa_axum::router::OpenApiRouter;

use super::{item_looks, page};
use crate::answer::{Answer, Caching};
use crate::ask::{Ask, CAMPAIGN, Look, REASON};
use crate::conditions;
use crate::identity::{self, Caller, rights};
use crate::problem::{Problem, ProblemKind, Stale};
use crate::state::Atlas;
use propose::Proposal;

/// Adds the edits of a kind of record.
pub(super) fn add(router: OpenApiRouter<Atlas>, kind: RecordKind) -> OpenApiRouter<Atlas> {
    let create = move |State(atlas), ask, method, headers, body| {
        edit(atlas, Request { kind, edit: Edit::Create, id: None, method, ask, headers, body })
    };
    let mut router = router.routes(document::create(kind).write(
        HttpMethod::Post,
        ("201", "The record as it stands now"),
        create,
    ));
    for (method, to_do) in [
        (HttpMethod::Put, Edit::Replace),
        (HttpMethod::Patch, Edit::Patch),
        (HttpMethod::Delete, Edit::Withdraw),
    ] {
        let handler = move |State(atlas),
                            id: Result<Path<String>, PathRejection>,
                            ask,
                            method,
                            headers,
                            body| async move {
            let Ok(Path(id)) = id else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
            edit(atlas, Request { kind, edit: to_do, id: Some(id), method, ask, headers, body }).await
        };
        let success = match to_do {
            Edit::Withdraw => "The record is withdrawn; its history stays",
            _ => "The record as it stands now; 201 where it was created",
        };
        let operation = document::edit(kind, to_do);
        router = router.routes(operation.write(method, ("200", success), handler));
    }
    let restore = move |State(atlas),
                        path: Result<Path<(String, u64)>, PathRejection>,
                        ask,
                        method,
                        headers,
                        body| async move {
        let Ok(Path((id, number))) = path else { return Err(Problem::new(ProblemKind::NotFound)) };
        let to_do = Edit::Restore(number);
        edit(atlas, Request { kind, edit: to_do, id: Some(id), method, ask, headers, body }).await
    };
    let success = ("200", "The record as it stands now: as that revision had it");
    router.routes(document::edit(kind, Edit::Restore(0)).write(HttpMethod::Post, success, restore))
}

/// What is done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// It is created, under an identifier that is free.
    Create,
    /// It becomes what is sent: replaced whole, or created.
    Replace,
    /// Some of its members change (RFC 7396).
    Patch,
    /// It is withdrawn. Its history stays.
    Withdraw,
    /// It becomes again what a revision of it was.
    Restore(u64),
}

/// A request to edit a record.
pub(super) struct Request {
    pub(super) kind: RecordKind,
    pub(super) edit: Edit,
    /// The identifier in the path; none for a creation.
    pub(super) id: Option<String>,
    pub(super) method: Method,
    pub(super) ask: Ask,
    pub(super) headers: HeaderMap,
    pub(super) body: Result<Bytes, BytesRejection>,
}

/// Does what a request asks for and answers with the record as it stands then.
pub(super) async fn edit(atlas: Atlas, request: Request) -> Result<Answer, Problem> {
    let caller = identity::require(&atlas, &request.headers).await?;
    let (look, circumstances) = circumstances(&request.ask, request.kind)?;
    let body = request.body.as_ref().map_err(|_| Problem::new(ProblemKind::ContentTooLarge))?;
    if body.len() > atlas.settings().body_bytes {
        return Err(Problem::new(ProblemKind::ContentTooLarge));
    }
    let receipt = receipt(&caller, &request, body)?;
    let expected = match request.edit {
        Edit::Create => Expected::Absent,
        _ => conditions::expected(&request.headers)?,
    };
    let snapshot = seen(&atlas, expected).await?;
    let proposal = Proposal { atlas: &atlas, snapshot: &snapshot, request: &request, expected, body };
    let (target, before, after) = proposal.read().await?;
    rights::may_write(&caller, &snapshot, before.as_ref(), after.as_ref())?;
    let change = match &after {
        Some(record) => Change::Put(record.clone()),
        None => Change::Delete(target.clone()),
    };
    let change_set = ChangeSet {
        author: caller.label,
        reason: circumstances.reason,
        campaign: circumstances.campaign,
        changes: vec![change],
    };
    let terms = Terms { expected: vec![(target.clone(), expected)], receipt, decision: None };
    match commit(&atlas, change_set, terms).await? {
        Ok(committed) => answer(&atlas, look, &target, committed, &request).await,
        Err(StoreError::Stale(_)) => Err(stale(&atlas, &target, expected, after.as_ref()).await?),
        Err(StoreError::Refused(faults)) => {
            Err(propose::refused(faults.into_iter().map(|(_, fault)| fault), &atlas.snapshot()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Why a record is edited, and in which campaign.
struct Circumstances {
    reason: String,
    campaign: Option<Id>,
}

/// The longest reason, in characters.
const MOST_REASON: usize = 2_000;

fn circumstances(ask: &Ask, kind: RecordKind) -> Result<(Look, Circumstances), Problem> {
    let (look, mut faults) = ask.look(item_looks(kind))?;
    let mut known = super::names_of(item_looks(kind));
    known.extend([REASON.name, CAMPAIGN.name]);
    faults.extend(ask.strangers_to(&known));
    let reason = ask.free(REASON.name, &mut faults).unwrap_or_default().trim().to_owned();
    if reason.chars().count() > MOST_REASON {
        let bounds = FaultKind::OutOfRange { min: "0".to_owned(), max: MOST_REASON.to_string() };
        faults.push(Fault::new(REASON.name, &reason, bounds));
    }
    let campaign = ask.free(CAMPAIGN.name, &mut faults).and_then(|id| match Id::new(id) {
        Ok(id) => Some(id),
        Err(_) => {
            let nearest = Vec::new();
            let kind = FaultKind::Dangling { kind: RecordKind::Campaign, nearest };
            faults.push(Fault::new(CAMPAIGN.name, id, kind));
            None
        }
    });
    if faults.is_empty() {
        Ok((look, Circumstances { reason, campaign }))
    } else {
        Err(Problem::invalid(faults))
    }
}

/// How the request is known when it is sent again: by its key, if it has one, and by everything it says.
fn receipt(caller: &Caller, request: &Request, body: &Bytes) -> Result<Option<Receipt>, Problem> {
    let Some(key) = conditions::request_key(&request.headers)? else { return Ok(None) };
    let mut says: Vec<&[u8]> = vec![request.method.as_str().as_bytes(), request.ask.path.as_bytes()];
    says.extend(request.ask.pairs.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]));
    let header = |name: &str| request.headers.get(name).map_or(&b""[..], |value| value.as_bytes());
    says.extend(["if-match", "if-none-match", "content-type"].map(header));
    says.push(body);
    Ok(Some(conditions::receipt(&caller.principal, key, &says)))
}

/// The snapshot, once it holds the revision that the author has read.
async fn seen(atlas: &Atlas, expected: Expected) -> Result<Arc<Snapshot>, Problem> {
    if let Expected::UnchangedSince(revision) = expected
        && !atlas.reaches(revision, atlas.settings().min_revision_time).await
    {
        return Err(crate::min_revision::not_reached(revision, atlas.revision()));
    }
    Ok(atlas.snapshot())
}

/// Commits on a task of its own: a client that goes away, or a time that runs out, must not leave the
/// outcome to chance.
async fn commit(
    atlas: &Atlas,
    change_set: ChangeSet,
    terms: Terms,
) -> Result<Result<Committed, StoreError>, Problem> {
    let task = {
        let atlas = atlas.clone();
        tokio::spawn(async move { atlas.store().commit_on(&change_set, &terms, Utc::now()).await })
    };
    task.await.map_err(|error| {
        tracing::error!(%error, "a commit failed");
        Problem::new(ProblemKind::Internal)
    })
}

async fn stale(
    atlas: &Atlas,
    target: &RecordRef,
    expected: Expected,
    yours: Option<&Record>,
) -> Result<Problem, Problem> {
    let history = atlas.store().history(target).await?;
    let since = match expected {
        Expected::Absent => 0,
        Expected::UnchangedSince(revision) => revision,
    };
    Ok(Problem::stale(Stale::of(&history, since, yours)))
}

/// The record as it stands once the write is published here; what was written where that takes longer.
async fn answer(
    atlas: &Atlas,
    look: Look,
    target: &RecordRef,
    committed: Committed,
    request: &Request,
) -> Result<Answer, Problem> {
    let is_published = atlas.reaches(committed.last, atlas.settings().min_revision_time).await;
    let written = committed.revisions.last();
    let is_created = written.is_some_and(|revision| revision.action == Action::Created);
    if request.edit == Edit::Withdraw {
        let answer = Answer::of(&serde_json::json!({ "revision": committed.last, "withdrawn": target.id }))?;
        return Ok(answer.at(committed.last).keeping(Caching::Never));
    }
    let snapshot = atlas.snapshot();
    let answer = match snapshot.find(target.kind, target.id.as_str()).filter(|_| is_published) {
        Some(ix) => {
            let body = page::item(&snapshot, target.kind, ix, look);
            Answer::records(look.format, body).at(snapshot.revision()).in_language(look.content_language())
        }
        None => {
            let form = written.and_then(|revision| revision.after.as_ref()).map(record::write);
            Answer::of(&form)?.at(committed.last).with_status(StatusCode::ACCEPTED)
        }
    };
    let answer = answer.keeping(Caching::Never);
    if !is_created || answer.status == StatusCode::ACCEPTED {
        return Ok(answer);
    }
    let base = &atlas.settings().public_url;
    Ok(answer.created(format!("{base}/v1/{}/{}", target.kind.plural(), target.id)))
}
