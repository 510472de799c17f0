//! Asks the table of revisions.

use std::collections::HashMap;

use async_trait::async_trait;
use atlas_model::{Id, Record, RecordKind, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection, PgExecutor};

use super::keys::bound;
use super::read::fetch_all;
use crate::StoreError;
use crate::log::{Log, log_statements};
use crate::revision::{Last, numbers, read_all, read_number, standing};
use crate::row::table_of;
use crate::terms::{Kept, Receipt};

log_statements!(PgConnection, bound);

/// The columns of the table in their order, the records as the texts that they were written as.
macro_rules! revisions {
    ($rest:literal) => {
        concat!(
            "SELECT number, kind, record, action, author, reason, campaign, recorded_at, ",
            "record_before::text, record_after::text FROM revision ",
            $rest
        )
    };
}

pub(super) async fn last(executor: impl PgExecutor<'_>) -> Result<Last, StoreError> {
    let row: Option<(i64, DateTime<Utc>)> =
        sqlx::query_as("SELECT number, recorded_at FROM revision ORDER BY number DESC LIMIT 1")
            .fetch_optional(executor)
            .await?;
    let Some((number, at)) = row else {
        return Ok(Last::default());
    };
    Ok(Last { number: read_number(number)?, recorded_at: Some(at) })
}

pub(super) async fn at(
    connection: &mut PgConnection,
    at: DateTime<Utc>,
) -> Result<RevisionNumber, StoreError> {
    let sql = "SELECT MAX(number) FROM revision WHERE recorded_at <= $1";
    let number: Option<i64> = sqlx::query_scalar(sql).bind(at).fetch_one(connection).await?;
    read_number(number.unwrap_or_default())
}

pub(super) async fn since(
    connection: &mut PgConnection,
    after: RevisionNumber,
    limit: u32,
) -> Result<Vec<Revision>, StoreError> {
    let query = sqlx::query(revisions!("WHERE number > $1 ORDER BY number LIMIT $2"))
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(i64::from(limit));
    read_all(&fetch_all(query.fetch(connection)).await?)
}

pub(super) async fn history(
    connection: &mut PgConnection,
    target: &RecordRef,
) -> Result<Vec<Revision>, StoreError> {
    let query = sqlx::query(revisions!("WHERE kind = $1 AND record = $2 ORDER BY number"))
        .bind(target.kind.as_str())
        .bind(target.id.as_str());
    read_all(&fetch_all(query.fetch(connection)).await?)
}

/// The last revision of each of these records, deletions included.
async fn last_of(
    connection: &mut PgConnection,
    kind: RecordKind,
    ids: &[&Id],
) -> Result<HashMap<Id, RevisionNumber>, StoreError> {
    let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT record, MAX(number) FROM revision WHERE kind = $1 AND record = ANY($2) GROUP BY record",
    )
    .bind(kind.as_str())
    .bind(ids)
    .fetch_all(connection)
    .await?;
    numbers(rows)
}

/// The records that stand, of those asked for, as their last revisions have them.
async fn current(
    connection: &mut PgConnection,
    kind: RecordKind,
    ids: &[&Id],
) -> Result<HashMap<Id, Record>, StoreError> {
    let sql = format!(
        "SELECT r.record_after::text FROM {} c JOIN revision r ON r.number = c.revision WHERE c.id = ANY($1)",
        table_of(kind)
    );
    let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    let rows: Vec<Option<String>> =
        sqlx::query_scalar(AssertSqlSafe(sql)).bind(ids).fetch_all(connection).await?;
    standing(rows)
}
