//! On which terms a change set is committed: what must not have changed meanwhile, and how a request that
//! is sent again is known.

use std::collections::HashMap;

use atlas_model::{Id, Record, RecordKind, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, Utc};

use crate::revision::read_number;
use crate::row::{Rows, Table};
use crate::write::Tables;
use crate::{Decision, StoreError};

/// The terms of a commit. By default there are none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Terms {
    /// What whoever proposes the change set took for granted; every item must still hold.
    pub expected: Vec<(RecordRef, Expected)>,
    /// Which request this is, so that sending it again does nothing more.
    pub receipt: Option<Receipt>,
    /// What is decided of a change set by the same commit.
    pub decision: Option<Decision>,
}

/// What is expected of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// There is none of this identifier.
    Absent,
    /// It was neither changed nor withdrawn after this revision.
    UnchangedSince(RevisionNumber),
}

/// A request that may be sent again, because its answer was lost for instance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// Who sends it: keys of others are never found.
    pub principal: String,
    /// The key that the sender made up for it.
    pub key: String,
    /// A fingerprint of everything that it asks for.
    pub request: String,
}

/// What a commit came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Committed {
    /// The revisions, in the order of their numbers; none where nothing changed.
    pub revisions: Vec<Revision>,
    /// The last revision of the store once they were written.
    pub last: RevisionNumber,
    /// Whether the request was known already: then these are the revisions that it made the first time.
    pub is_repeated: bool,
}

/// What a commit came to whose revisions are too many to give back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The last revision of the store once it was done; where it was done before, the last that it made.
    pub last: RevisionNumber,
    /// How many revisions it made: those up to the last.
    pub revisions: u64,
    /// Whether the request was known already: then these are the revisions that it made the first time.
    pub is_repeated: bool,
}

/// How long a receipt is kept. Whoever sends a request again does so within hours.
pub(crate) const RECEIPT_DAYS: u64 = 7;

pub(crate) static RECEIPT: Table = Table {
    name: "receipt",
    key: "principal, request_key",
    columns: "principal, request_key, request, first_revision, last_revision, recorded_at",
};

/// What is kept of a request that was fulfilled.
pub(crate) struct Kept {
    request: String,
    first: RevisionNumber,
    last: RevisionNumber,
}

impl Kept {
    /// From the columns `request, first_revision, last_revision`.
    pub(crate) fn read((request, first, last): (String, i64, i64)) -> Result<Self, StoreError> {
        Ok(Self { request, first: read_number(first)?, last: read_number(last)? })
    }

    /// The first and the last revision that the request made; the last lies before the first where it made
    /// none.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] if it was another request.
    pub(crate) fn made_by(&self, receipt: &Receipt) -> Result<(RevisionNumber, RevisionNumber), StoreError> {
        if self.request == receipt.request { Ok((self.first, self.last)) } else { Err(StoreError::KeyReused) }
    }
}

/// Adds the row of a receipt for revisions from `first` to `last`; `last` is before `first` where there
/// are none.
pub(crate) fn write(
    receipt: &Receipt,
    first: RevisionNumber,
    last: RevisionNumber,
    at: DateTime<Utc>,
    rows: &mut Rows,
) {
    rows.row(&RECEIPT)
        .string(&receipt.principal)
        .string(&receipt.key)
        .string(&receipt.request)
        .number(first)
        .number(last)
        .time(at);
}

/// Refuses what was proposed on the ground of a state that does not stand any more.
pub(crate) async fn check(
    expected: &[(RecordRef, Expected)],
    tables: &mut impl Tables,
) -> Result<(), StoreError> {
    if expected.is_empty() {
        return Ok(());
    }
    // Nobody can have seen a revision that does not exist yet.
    let newest = tables.log().last().await?.number;
    let mut stale = Vec::new();
    for kind in RecordKind::ALL {
        let of_kind: Vec<_> = expected.iter().filter(|(target, _)| target.kind == *kind).collect();
        let ids = |wanted: fn(Expected) -> bool| -> Vec<&Id> {
            of_kind.iter().filter(|(_, state)| wanted(*state)).map(|(target, _)| &target.id).collect()
        };
        let absent = ids(|state| state == Expected::Absent);
        let present = ids(|state| state != Expected::Absent);
        let mut standing: HashMap<Id, Record> = HashMap::new();
        if !absent.is_empty() {
            standing = tables.log().current(*kind, &absent).await?;
        }
        let mut last = HashMap::new();
        if !present.is_empty() {
            last = tables.log().last_of(*kind, &present).await?;
        }
        stale.extend(of_kind.iter().filter_map(|(target, state)| {
            let holds = match state {
                Expected::Absent => !standing.contains_key(&target.id),
                Expected::UnchangedSince(revision) => {
                    *revision <= newest && last.get(&target.id).is_none_or(|last| last <= revision)
                }
            };
            (!holds).then(|| target.clone())
        }));
    }
    if stale.is_empty() { Ok(()) } else { Err(StoreError::Stale(stale)) }
}
