//! What a 412 tells, so that a person can settle it: what was read, what stands, what was proposed.

use atlas_formats::record::{self, Conflict};
use atlas_model::{Record, Revision, RevisionNumber};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

/// A record that was changed since the author of a write read it. Records are in their record form, as PUT
/// takes them; null stands for none.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Stale {
    /// The record as it was read.
    #[schema(value_type = Option<Object>, required = true)]
    base: Option<Value>,
    /// The record as it stands.
    #[schema(value_type = Option<Object>, required = true)]
    theirs: Option<Value>,
    /// The record as it was proposed.
    #[schema(value_type = Option<Object>, required = true)]
    yours: Option<Value>,
    /// The fields that both changed, and not alike.
    conflicts: Vec<Conflict>,
    /// The record with the changes of both, theirs where there is a conflict; absent where one side
    /// withdraws it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    merged: Option<Value>,
    /// The revision that made it what it is; the condition for the next attempt is `"r…"` with its number.
    #[schema(required = true)]
    revision: Option<RevisionNumber>,
    /// Who changed it last.
    #[schema(required = true)]
    author: Option<String>,
    /// Why.
    #[schema(required = true)]
    reason: Option<String>,
    /// When.
    #[schema(required = true)]
    recorded_at: Option<DateTime<Utc>>,
}

impl Stale {
    /// What became of a record whose history is given, the oldest revision first, since a revision.
    pub(crate) fn of(history: &[Revision], since: RevisionNumber, yours: Option<&Record>) -> Self {
        let last = history.last();
        let read = history.iter().rfind(|revision| revision.number <= since);
        let form = |record: Option<&Record>| record.map(record::write);
        let base = form(read.and_then(|revision| revision.after.as_ref()));
        let theirs = form(last.and_then(|revision| revision.after.as_ref()));
        let yours = form(yours);
        let (mut merged, mut conflicts) = (None, Vec::new());
        let kind = last.map(|revision| revision.target.kind);
        if let (Some(kind), Some(base), Some(theirs), Some(yours)) = (kind, &base, &theirs, &yours) {
            let (both, found) = record::merge_three(kind, base, theirs, yours);
            (merged, conflicts) = (Some(both), found);
        }
        Self {
            base,
            theirs,
            yours,
            conflicts,
            merged,
            revision: last.map(|revision| revision.number),
            author: last.map(|revision| revision.author.clone()),
            reason: last.map(|revision| revision.reason.clone()),
            recorded_at: last.map(|revision| revision.recorded_at),
        }
    }
}
