//! The table of revisions.

use std::collections::HashMap;

use atlas_model::{Action, Id, Record, RecordKind, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};

use super::lookup::read_id;
use super::statement::{id_list, table_of};
use crate::StoreError;
use crate::row::{Rows, Table};

static REVISION: Table = Table {
    name: "revision",
    key: "number",
    columns: "number, kind, record, action, author, reason, campaign, recorded_at, record_before, record_after",
};

/// The last revision's number and time; 0 and none for an empty store.
pub(super) struct Last {
    pub(super) number: RevisionNumber,
    pub(super) recorded_at: Option<DateTime<Utc>>,
}

pub(super) async fn last(connection: &mut SqliteConnection) -> Result<Last, StoreError> {
    let row: Option<(i64, String)> =
        sqlx::query_as("SELECT number, recorded_at FROM revision ORDER BY number DESC LIMIT 1")
            .fetch_optional(connection)
            .await?;
    let Some((number, at)) = row else {
        return Ok(Last { number: 0, recorded_at: None });
    };
    Ok(Last { number: read_number(number)?, recorded_at: Some(read_time(&at)?) })
}

pub(super) async fn since(
    connection: &mut SqliteConnection,
    after: RevisionNumber,
    limit: u32,
) -> Result<Vec<Revision>, StoreError> {
    let rows = sqlx::query("SELECT * FROM revision WHERE number > $1 ORDER BY number LIMIT $2")
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

pub(super) async fn history(
    connection: &mut SqliteConnection,
    target: &RecordRef,
) -> Result<Vec<Revision>, StoreError> {
    let rows = sqlx::query("SELECT * FROM revision WHERE kind = $1 AND record = $2 ORDER BY number")
        .bind(target.kind.as_str())
        .bind(target.id.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

/// The records that stand, of those asked for, as their last revisions have them.
pub(super) async fn current(
    connection: &mut SqliteConnection,
    kind: RecordKind,
    ids: impl IntoIterator<Item = &Id>,
) -> Result<HashMap<Id, Record>, StoreError> {
    let sql = format!(
        "SELECT r.record_after FROM {} c JOIN revision r ON r.number = c.revision
         WHERE c.id IN (SELECT value FROM json_each($1))",
        table_of(kind)
    );
    let rows: Vec<Option<String>> =
        sqlx::query_scalar(AssertSqlSafe(sql)).bind(id_list(ids)).fetch_all(connection).await?;
    let read = |text: Option<String>| {
        let record = read_record(text.as_deref())?;
        let record =
            record.ok_or_else(|| StoreError::Corrupt("a record stands at its deletion".to_owned()))?;
        Ok((record.id().clone(), record))
    };
    rows.into_iter().map(read).collect()
}

/// What the revisions of one commit have in common.
pub(super) struct Commit<'a> {
    pub(super) author: &'a str,
    pub(super) reason: &'a str,
    pub(super) campaign: Option<&'a Id>,
    pub(super) recorded_at: DateTime<Utc>,
}

/// Adds the row of one revision.
pub(super) fn write(
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
        .string(&write_time(commit.recorded_at))
        .maybe_string(written(before)?.as_deref())
        .maybe_string(written(after)?.as_deref());
    Ok(())
}

/// What a change from one state of a record to another is called.
pub(super) fn action(before: Option<&Record>, after: Option<&Record>) -> Action {
    match (before, after) {
        (None, _) => Action::Created,
        (Some(_), Some(_)) => Action::Updated,
        (Some(_), None) => Action::Deleted,
    }
}

/// The one form of times: what GDAL takes for a conforming DATETIME.
pub(super) fn write_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn read(row: &SqliteRow) -> Result<Revision, StoreError> {
    let kind: &str = row.try_get("kind")?;
    let action = match row.try_get("action")? {
        "created" => Action::Created,
        "updated" => Action::Updated,
        "deleted" => Action::Deleted,
        other => return Err(StoreError::unreadable(other, "is not an action")),
    };
    let campaign: Option<&str> = row.try_get("campaign")?;
    Ok(Revision {
        number: read_number(row.try_get("number")?)?,
        target: RecordRef {
            kind: kind.parse().map_err(|error| StoreError::unreadable(kind, error))?,
            id: read_id(row.try_get("record")?)?,
        },
        action,
        author: row.try_get("author")?,
        reason: row.try_get("reason")?,
        campaign: campaign.map(read_id).transpose()?,
        recorded_at: read_time(row.try_get_unchecked("recorded_at")?)?,
        before: read_record(row.try_get("record_before")?)?,
        after: read_record(row.try_get("record_after")?)?,
    })
}

fn read_number(number: i64) -> Result<RevisionNumber, StoreError> {
    RevisionNumber::try_from(number).map_err(|error| StoreError::unreadable(number, error))
}

fn read_time(text: &str) -> Result<DateTime<Utc>, StoreError> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|error| StoreError::unreadable(text, error))?;
    Ok(time.with_timezone(&Utc))
}

fn read_record(text: Option<&str>) -> Result<Option<Record>, StoreError> {
    let read = |text| serde_json::from_str(text).map_err(|error| StoreError::unreadable("a revision", error));
    text.map(read).transpose()
}
