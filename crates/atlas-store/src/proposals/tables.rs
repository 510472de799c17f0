//! What is asked of the tables of change sets, whatever the database, and the changes that need no commit.

use std::borrow::Cow;
use std::fmt::Display;

use async_trait::async_trait;
use atlas_model::{Id, ProposalState};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::decision::{ACCEPTED, REJECTED};
use super::{ChangeSetInfo, Decided, DecidedRow, ProposalFilter, SheetFile, Submission, SubmittedFile};
use crate::StoreError;
use crate::revision::{read_id, read_number};

/// The tables of change sets, over one connection. What writes wants a transaction.
#[async_trait]
pub(crate) trait ProposalTables: Send {
    /// The change set of an identifier.
    async fn find(&mut self, id: &str) -> Result<Option<ChangeSetInfo>, StoreError>;

    /// Some change sets, those submitted last first.
    async fn list(
        &mut self,
        filter: &ProposalFilter,
        before: Option<(DateTime<Utc>, &str)>,
        limit: u32,
    ) -> Result<Vec<ChangeSetInfo>, StoreError>;

    /// A file: that of a number, or the latest.
    async fn file(&mut self, id: &str, number: Option<u32>) -> Result<Option<SubmittedFile>, StoreError>;

    /// Every decision about a change set, in order.
    async fn decisions(&mut self, id: &str) -> Result<Vec<Decided>, StoreError>;

    /// The places of all rows that are decided.
    async fn decided_places(&mut self, id: &str) -> Result<Vec<String>, StoreError>;

    /// Adds a change set as it is given, without files and decisions, and says whether that was still to be
    /// done.
    async fn add(&mut self, info: &ChangeSetInfo) -> Result<bool, StoreError>;

    /// Adds a file.
    async fn add_file(
        &mut self,
        id: &str,
        number: u32,
        at: DateTime<Utc>,
        sheet: &SheetFile,
    ) -> Result<(), StoreError>;

    /// Takes a change set from a version to the next, and gives what it has come to. None, and nothing was
    /// done, unless it stands at that version and waits for decisions. Whoever else wants to change it
    /// waits for the transaction to end.
    async fn step(&mut self, id: &str, version: u32, step: &Step) -> Result<Option<Reached>, StoreError>;
}

/// How a change set changes.
pub(crate) struct Step {
    pub(crate) state: ProposalState,
    pub(crate) more_files: u32,
    pub(crate) more_accepted: u32,
    pub(crate) more_rejected: u32,
    pub(crate) at: DateTime<Utc>,
}

/// What a change set has come to.
pub(crate) struct Reached {
    /// How many files it has.
    pub(crate) files: u32,
    /// How many rows are decided.
    pub(crate) decided: u32,
}

/// Takes a change set from a version to the next, or says why that cannot be.
pub(crate) async fn advance(
    tables: &mut dyn ProposalTables,
    id: &str,
    version: u32,
    step: &Step,
) -> Result<Reached, StoreError> {
    if let Some(reached) = tables.step(id, version, step).await? {
        return Ok(reached);
    }
    Err(match tables.find(id).await? {
        None => StoreError::NoChangeSet(id.to_owned()),
        Some(info) if info.version != version => StoreError::Outdated(info.version),
        Some(info) => StoreError::Settled(info.state),
    })
}

/// Keeps a new change set with its first file.
pub(crate) async fn submit(
    tables: &mut dyn ProposalTables,
    submission: &Submission,
) -> Result<(), StoreError> {
    let info = ChangeSetInfo::submitted(submission.header.clone());
    if !tables.add(&info).await? {
        return Err(StoreError::ChangeSetExists(info.header.id));
    }
    tables.add_file(&info.header.id, 1, info.header.submitted_at, &submission.sheet).await
}

/// Adds a corrected file, as long as no row is decided.
pub(crate) async fn revise(
    tables: &mut dyn ProposalTables,
    id: &str,
    version: u32,
    sheet: &SheetFile,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let step =
        Step { state: ProposalState::Submitted, more_files: 1, more_accepted: 0, more_rejected: 0, at };
    let reached = advance(tables, id, version, &step).await?;
    if reached.decided > 0 {
        // The caller's transaction ends without a commit, and the step with it.
        return Err(StoreError::AlreadyDecided(tables.decided_places(id).await?));
    }
    tables.add_file(id, reached.files, at, sheet).await
}

/// Takes a change set back.
pub(crate) async fn withdraw(
    tables: &mut dyn ProposalTables,
    id: &str,
    version: u32,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let step =
        Step { state: ProposalState::Withdrawn, more_files: 0, more_accepted: 0, more_rejected: 0, at };
    advance(tables, id, version, &step).await?;
    Ok(())
}

/// A decision as its columns have it: place, kind, record, decision, reason, by whom, which revision, report.
pub(crate) type DecidedCells = (String, String, Option<String>, String, String, String, Option<i64>, String);

/// Reads a decision.
pub(crate) fn read_decided(cells: DecidedCells, decided_at: DateTime<Utc>) -> Result<Decided, StoreError> {
    let (place, kind, record, decision, reason, decided_by, revision, report) = cells;
    let unreadable = |error: &dyn Display| StoreError::unreadable(&place, error);
    Ok(Decided {
        row: DecidedRow {
            kind: kind.parse().map_err(|error| unreadable(&error))?,
            record: record.as_deref().map(read_id).transpose()?,
            accepted: match decision.as_str() {
                ACCEPTED => true,
                REJECTED => false,
                other => return Err(unreadable(&format!("{other:?} is not a decision"))),
            },
            place,
            reason,
            report,
        },
        decided_by,
        decided_at,
        revision: revision.map(read_number).transpose()?,
    })
}

/// A text as it is kept, and looked for. `PostgreSQL` knows no NUL character: its symbol takes its place.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{2400}")) } else { Cow::Borrowed(text) }
}

/// SHA-256 of the content of a file.
pub(crate) fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Makes sure that the content of a file is what was submitted, and gives its hash.
pub(crate) fn read_hash(kept: &[u8], bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    let found = hash(bytes);
    let altered = || StoreError::Corrupt("a file of a change set is not what was submitted".to_owned());
    if found == *kept { Ok(found) } else { Err(altered()) }
}

/// A count of files or rows.
pub(crate) fn read_count(count: i64) -> Result<u32, StoreError> {
    u32::try_from(count).map_err(|error| StoreError::unreadable(count, error))
}

/// A scope as it is kept: a JSON list.
pub(crate) fn write_territories(ids: &[Id]) -> String {
    let ids: Vec<&str> = ids.iter().map(Id::as_str).collect();
    serde_json::Value::from(ids).to_string()
}

/// Reads a scope.
pub(crate) fn read_territories(text: &str) -> Result<Vec<Id>, StoreError> {
    let ids: Vec<String> =
        serde_json::from_str(text).map_err(|error| StoreError::unreadable("a scope", error))?;
    ids.iter().map(|id| read_id(id)).collect()
}
