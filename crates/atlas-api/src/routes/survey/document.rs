//! Change sets as the interface shows them.

use atlas_formats::{TextChoice, Words};
use atlas_model::{Id, ProposalState, RecordKind, RevisionNumber};
use atlas_store::{ChangeSetInfo, Decided, SubmittedFile};
use atlas_survey::{Report, RowReport};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::conditions;
use crate::routes::words::labelled;

/// A change set without its rows.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ChangeSetItem {
    /// Its identifier.
    #[schema(example = "cs-4kq7m2xd3f8hw")]
    id: String,
    /// The campaign to which it belongs.
    #[schema(value_type = String)]
    campaign: Id,
    /// Where it stands.
    state: ProposalState,
    /// The same in words.
    state_label: Words<'static>,
    /// Its version: the condition of every change to it is `If-Match: "v…"` with this number.
    version: u32,
    /// The function of whoever submitted it.
    author: String,
    /// The country in which the author serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    country: Option<Id>,
    /// The actor for which the author speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    actor: Option<Id>,
    /// Why, in the author's words.
    reason: String,
    /// How many rows were accepted.
    accepted: u32,
    /// How many rows were rejected.
    rejected: u32,
    /// When it was submitted.
    submitted_at: DateTime<Utc>,
    /// When anything of it changed last.
    changed_at: DateTime<Utc>,
}

/// A list of change sets.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ChangeSetList {
    /// The change sets, those submitted last first.
    pub(super) items: Vec<ChangeSetItem>,
    /// Where the next page is; null on the last one.
    #[schema(required = true)]
    pub(super) next: Option<String>,
}

/// The file of a change set.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct FileItem {
    /// 1 for the first; each correction has the next number.
    number: u32,
    /// Its name on the author's side.
    name: String,
    /// Its media type, as it was sent.
    media_type: String,
    /// Its length in bytes.
    bytes: usize,
    /// SHA-256 of its content, in hexadecimal.
    sha256: String,
    /// When it was sent.
    submitted_at: DateTime<Utc>,
}

/// A change set, reviewed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ReviewedChangeSet {
    #[serde(flatten)]
    item: ChangeSetItem,
    /// The latest file.
    file: FileItem,
    /// The revision of the atlas of which the sheet was taken; absent where the file does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet_revision: Option<RevisionNumber>,
    /// The territories that it is about; absent where the file does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    territories: Option<Vec<Id>>,
    /// The revision of the atlas against which it was reviewed: the present one, or in the answer to a decision
    /// the one on which the decision rests.
    revision: RevisionNumber,
    /// What each row says and what would come of it at that revision, whether it is decided or not: how a row was
    /// when it was decided is in `decisions`.
    report: Report,
    /// What was decided, in the order of the decisions.
    decisions: Vec<DecisionItem>,
}

/// What a file would come to, without anything being kept.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct DryRun {
    /// The revision of the atlas against which it was reviewed.
    pub(super) revision: RevisionNumber,
    /// SHA-256 of its content, in hexadecimal.
    pub(super) sha256: String,
    /// What each row says and what would come of it.
    pub(super) report: Report,
}

/// What was decided of a row.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct DecisionItem {
    /// The row: `Projets!12`.
    place: String,
    /// The kind of record.
    kind: RecordKind,
    /// The record.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    id: Option<Id>,
    /// `accepted` or `rejected`.
    #[schema(example = "accepted")]
    decision: &'static str,
    /// Why.
    reason: String,
    /// The function of whoever decided.
    decided_by: String,
    /// When.
    decided_at: DateTime<Utc>,
    /// The revision that it made; absent where it made none.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<RevisionNumber>,
    /// The row as it was reviewed then; absent in the answer to the decision itself, whose report has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<RowReport>,
}

impl ChangeSetItem {
    pub(super) fn of(info: &ChangeSetInfo, texts: TextChoice) -> Self {
        Self {
            id: info.header.id.clone(),
            campaign: info.header.campaign.clone(),
            state: info.state,
            state_label: labelled(texts, |lang| info.state.label(lang)),
            version: info.version,
            author: info.header.author.clone(),
            country: info.header.country.clone(),
            actor: info.header.actor.clone(),
            reason: info.header.reason.clone(),
            accepted: info.accepted,
            rejected: info.rejected,
            submitted_at: info.header.submitted_at,
            changed_at: info.changed_at,
        }
    }
}

impl ReviewedChangeSet {
    pub(super) fn new(
        info: &ChangeSetInfo,
        file: &SubmittedFile,
        (revision, report): (RevisionNumber, Report),
        decisions: Vec<Decided>,
        texts: TextChoice,
    ) -> Self {
        Self {
            item: ChangeSetItem::of(info, texts),
            file: FileItem {
                number: file.number,
                name: file.sheet.name.clone(),
                media_type: file.sheet.media_type.clone(),
                bytes: file.sheet.bytes.len(),
                sha256: conditions::hexadecimal(&file.sha256),
                submitted_at: file.submitted_at,
            },
            sheet_revision: file.sheet.sheet_revision,
            territories: file.sheet.territories.clone(),
            revision,
            report: spoken(report, texts),
            decisions: decisions.into_iter().map(|decided| DecisionItem::of(decided, texts)).collect(),
        }
    }
}

impl DecisionItem {
    fn of(decided: Decided, texts: TextChoice) -> Self {
        let row = serde_json::from_str::<RowReport>(&decided.row.report).ok();
        let row = row.map(|row| Report { rows: vec![row], ..Report::default() });
        Self {
            place: decided.row.place,
            kind: decided.row.kind,
            id: decided.row.record,
            decision: if decided.row.accepted { "accepted" } else { "rejected" },
            reason: decided.row.reason,
            decided_by: decided.decided_by,
            decided_at: decided.decided_at,
            revision: decided.revision,
            row: row.and_then(|row| spoken(row, texts).rows.pop()),
        }
    }
}

/// A report in the languages chosen.
pub(super) fn spoken(report: Report, texts: TextChoice) -> Report {
    match texts {
        TextChoice::One(lang) => report.only(lang),
        TextChoice::All => report,
    }
}

/// The fingerprint of a file.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
