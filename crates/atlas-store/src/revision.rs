//! Revisions as rows of their table, whatever the database.

use std::collections::HashMap;

use atlas_model::{Action, Id, Record, RecordKind, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, Utc};

use crate::StoreError;
use crate::row::{Columns, Row, Rows, Seen, Table};

pub(crate) static REVISION: Table = Table {
    name: "revision",
    key: "number",
    columns: "number, kind, record, action, author, reason, campaign, recorded_at, record_before, record_after",
};

/// The last revision's number and time; 0 and none for an empty store.
#[derive(Debug, Default)]
pub(crate) struct Last {
    pub(crate) number: RevisionNumber,
    pub(crate) recorded_at: Option<DateTime<Utc>>,
}

/// What the revisions of one commit have in common.
pub(crate) struct Commit<'a> {
    pub(crate) author: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) campaign: Option<&'a Id>,
    pub(crate) recorded_at: DateTime<Utc>,
}

/// Adds the row of one revision.
pub(crate) fn write(
    commit: &Commit<'_>,
    number: RevisionNumber,
    before: Option<&Record>,
    after: Option<&Record>,
    target: (RecordKind, &Id),
    rows: &mut Rows,
) -> Result<(), StoreError> {
    let written = |record: Option<&Record>| {
        let written = record.map(serde_json::to_string).transpose();
        written.map_err(|error| StoreError::unreadable(target.1, error))
    };
    rows.row(&REVISION)
        .number(number)
        .term(target.0)
        .id(target.1)
        .string(action(before, after).as_str())
        .string(commit.author)
        .string(commit.reason)
        .maybe_id(commit.campaign)
        .time(commit.recorded_at)
        .maybe_json(written(before)?)
        .maybe_json(written(after)?);
    Ok(())
}

/// What a change from one state of a record to another is called.
pub(crate) fn action(before: Option<&Record>, after: Option<&Record>) -> Action {
    match (before, after) {
        (None, _) => Action::Created,
        (Some(_), Some(_)) => Action::Updated,
        (Some(_), None) => Action::Deleted,
    }
}

/// Reads a row whose columns are those of the table, in their order.
pub(crate) fn read(columns: &dyn Columns, seen: &mut Seen) -> Result<Revision, StoreError> {
    let mut row = Row::new(columns, seen);
    Ok(Revision {
        number: row.number()?,
        target: RecordRef { kind: row.term()?, id: row.id()? },
        action: match row.string()?.as_str() {
            "created" => Action::Created,
            "updated" => Action::Updated,
            "deleted" => Action::Deleted,
            other => return Err(StoreError::unreadable(other, "is not an action")),
        },
        author: row.string()?,
        reason: row.string()?,
        campaign: row.maybe_id()?,
        recorded_at: row.time()?,
        before: row.maybe_str()?.map(read_record).transpose()?,
        after: row.maybe_str()?.map(read_record).transpose()?,
    })
}

/// Reads the rows of a query, as [`read`] does.
pub(crate) fn read_all<C: Columns>(rows: &[C]) -> Result<Vec<Revision>, StoreError> {
    let mut seen = Seen::default();
    rows.iter().map(|row| read(row, &mut seen)).collect()
}

/// The records that stand, from what the revisions that wrote them keep.
pub(crate) fn standing(texts: Vec<Option<String>>) -> Result<HashMap<Id, Record>, StoreError> {
    let read = |text: Option<String>| {
        let text = text.ok_or_else(|| StoreError::Corrupt("a record stands at its deletion".to_owned()))?;
        let record = read_record(&text)?;
        Ok((record.id().clone(), record))
    };
    texts.into_iter().map(read).collect()
}

/// The revision numbers of records.
pub(crate) fn numbers(rows: Vec<(String, i64)>) -> Result<HashMap<Id, RevisionNumber>, StoreError> {
    rows.into_iter().map(|(id, number)| Ok((read_id(&id)?, read_number(number)?))).collect()
}

fn read_record(text: &str) -> Result<Record, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable("a revision", error))
}

pub(crate) fn read_number(number: i64) -> Result<RevisionNumber, StoreError> {
    RevisionNumber::try_from(number).map_err(|error| StoreError::unreadable(number, error))
}

/// Which record, from its columns.
pub(crate) fn read_ref(kind: &str, id: &str) -> Result<RecordRef, StoreError> {
    let kind = kind.parse().map_err(|error| StoreError::unreadable(kind, error))?;
    Ok(RecordRef { kind, id: read_id(id)? })
}

pub(crate) fn read_id(text: &str) -> Result<Id, StoreError> {
    Id::new(text).map_err(|error| StoreError::unreadable(format!("{text:?}"), error))
}
