//! Asks the table of revisions.

use std::collections::HashMap;

use async_trait::async_trait;
use atlas_model::{Id, Record, RecordKind, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::statement::id_list;
use crate::StoreError;
use crate::log::{Log, log_statements};
use crate::revision::{Last, REVISION, numbers, read_all, read_number, standing};
use crate::row::table_of;
use crate::terms::{Kept, Receipt};

log_statements!(SqliteConnection, write_time);

pub(super) async fn last(connection: &mut SqliteConnection) -> Result<Last, StoreError> {
    let row: Option<(i64, String)> =
        sqlx::query_as("SELECT number, recorded_at FROM revision ORDER BY number DESC LIMIT 1")
            .fetch_optional(connection)
            .await?;
    let Some((number, at)) = row else {
        return Ok(Last::default());
    };
    Ok(Last { number: read_number(number)?, recorded_at: Some(read_time(&at)?) })
}

pub(super) async fn at(
    connection: &mut SqliteConnection,
    at: DateTime<Utc>,
) -> Result<RevisionNumber, StoreError> {
    let sql = "SELECT MAX(number) FROM revision WHERE recorded_at <= $1";
    let number: Option<i64> = sqlx::query_scalar(sql).bind(write_time(at)).fetch_one(connection).await?;
    read_number(number.unwrap_or_default())
}

pub(super) async fn since(
    connection: &mut SqliteConnection,
    after: RevisionNumber,
    limit: u32,
) -> Result<Vec<Revision>, StoreError> {
    let columns = REVISION.columns;
    let sql = format!("SELECT {columns} FROM revision WHERE number > $1 ORDER BY number LIMIT $2");
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(connection)
        .await?;
    read_all(&rows)
}

pub(super) async fn history(
    connection: &mut SqliteConnection,
    target: &RecordRef,
) -> Result<Vec<Revision>, StoreError> {
    let columns = REVISION.columns;
    let sql = format!("SELECT {columns} FROM revision WHERE kind = $1 AND record = $2 ORDER BY number");
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(target.kind.as_str())
        .bind(target.id.as_str())
        .fetch_all(connection)
        .await?;
    read_all(&rows)
}

/// The last revision of each of these records, deletions included.
async fn last_of(
    connection: &mut SqliteConnection,
    kind: RecordKind,
    ids: &[&Id],
) -> Result<HashMap<Id, RevisionNumber>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT record, MAX(number) FROM revision
         WHERE kind = $1 AND record IN (SELECT value FROM json_each($2)) GROUP BY record",
    )
    .bind(kind.as_str())
    .bind(id_list(ids))
    .fetch_all(connection)
    .await?;
    numbers(rows)
}

/// The records that stand, of those asked for, as their last revisions have them.
async fn current(
    connection: &mut SqliteConnection,
    kind: RecordKind,
    ids: &[&Id],
) -> Result<HashMap<Id, Record>, StoreError> {
    let sql = format!(
        "SELECT r.record_after FROM {} c JOIN revision r ON r.number = c.revision
         WHERE c.id IN (SELECT value FROM json_each($1))",
        table_of(kind)
    );
    let rows: Vec<Option<String>> =
        sqlx::query_scalar(AssertSqlSafe(sql)).bind(id_list(ids)).fetch_all(connection).await?;
    standing(rows)
}

/// The one form of times: what GDAL takes for a conforming DATETIME.
pub(super) fn write_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

pub(super) fn read_time(text: &str) -> Result<DateTime<Utc>, StoreError> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|error| StoreError::unreadable(text, error))?;
    Ok(time.with_timezone(&Utc))
}
