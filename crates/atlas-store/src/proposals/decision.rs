//! Decisions about rows of a change set, as part of a commit.

use std::collections::{HashMap, HashSet};

use atlas_model::{Id, ProposalState, RecordKind, RevisionNumber};
use chrono::{DateTime, Utc};

use super::Decided;
use super::tables::{ProposalTables, Step, advance, clean};
use crate::StoreError;
use crate::row::{Rows, Table};

/// What somebody decides of some rows of a change set, together with the records that come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The change set, by identifier.
    pub change_set: String,
    /// The version that was seen.
    pub version: u32,
    /// Who decides, as shown to people: a function, never a person's name.
    pub decided_by: String,
    /// The rows. There may be none where the last of them need no decision.
    pub rows: Vec<DecidedRow>,
    /// Whether nothing is left to decide after this.
    pub is_last: bool,
}

/// What is decided of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedRow {
    /// Where the row stands in the file, such as `Projets!12`; a row is decided once.
    pub place: String,
    /// What kind of record it is about.
    pub kind: RecordKind,
    /// Which record, where it is about one.
    pub record: Option<Id>,
    /// Whether it was accepted; rejected otherwise.
    pub accepted: bool,
    /// Why, in the reviewer's words.
    pub reason: String,
    /// The row as it was reviewed then: a JSON text, kept as given.
    pub report: String,
}

/// The revisions that a commit made, by record.
pub(crate) type Made = HashMap<(RecordKind, Id), RevisionNumber>;

static PROPOSED_CHANGE: Table = Table {
    name: "proposed_change",
    key: "change_set, place",
    columns: "change_set, place, position, kind, record, decision, reason, decided_by, decided_at, revision, report",
};

/// How decisions are written.
pub(super) const ACCEPTED: &str = "accepted";
pub(super) const REJECTED: &str = "rejected";

/// Takes the change set of a decision to its next version, if it is as the reviewer saw it and no row is
/// decided twice; gives the position of the first of these decisions.
pub(crate) async fn claim(
    decision: &Decision,
    at: DateTime<Utc>,
    tables: &mut dyn ProposalTables,
) -> Result<u32, StoreError> {
    let count = |accepted: bool| decision.rows.iter().filter(|row| row.accepted == accepted).count();
    let step = Step {
        state: if decision.is_last { ProposalState::Decided } else { ProposalState::Submitted },
        more_files: 0,
        more_accepted: u32::try_from(count(true)).unwrap_or(u32::MAX),
        more_rejected: u32::try_from(count(false)).unwrap_or(u32::MAX),
        at,
    };
    let reached = advance(tables, &decision.change_set, decision.version, &step).await?;
    let before = reached.decided.saturating_sub(step.more_accepted.saturating_add(step.more_rejected));
    let mut decided = HashSet::new();
    if before > 0 {
        decided.extend(tables.decided_places(&decision.change_set).await?);
    }
    let places = decision.rows.iter().map(|row| clean(&row.place).into_owned());
    let twice: Vec<String> = places.filter(|place| !decided.insert(place.clone())).collect();
    if twice.is_empty() { Ok(before) } else { Err(StoreError::AlreadyDecided(twice)) }
}

/// Adds the rows of a decision, from a position on.
pub(crate) fn write(decision: &Decision, first: u32, at: DateTime<Utc>, made: &Made, rows: &mut Rows) {
    for (position, row) in (first..).zip(&decision.rows) {
        let record = row.record.clone().filter(|_| row.accepted);
        let revision = record.and_then(|id| made.get(&(row.kind, id)).copied());
        add(&decision.change_set, position, row, (&decision.decided_by, at), revision, rows);
    }
}

/// Adds the row of a decision that was made before, elsewhere.
pub(super) fn write_again(change_set: &str, position: u32, decided: &Decided, rows: &mut Rows) {
    let by = (decided.decided_by.as_str(), decided.decided_at);
    add(change_set, position, &decided.row, by, decided.revision, rows);
}

fn add(
    change_set: &str,
    position: u32,
    row: &DecidedRow,
    (by, at): (&str, DateTime<Utc>),
    revision: Option<RevisionNumber>,
    rows: &mut Rows,
) {
    rows.row(&PROPOSED_CHANGE)
        .string(&clean(change_set))
        .string(&clean(&row.place))
        .number(position.into())
        .term(row.kind)
        .maybe_id(row.record.as_ref())
        .string(if row.accepted { ACCEPTED } else { REJECTED })
        .string(&clean(&row.reason))
        .string(&clean(by))
        .time(at)
        .maybe_revision(revision)
        .string(&clean(&row.report));
}
