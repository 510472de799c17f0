//! Fetches rows for the record modules.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::{TryStream, TryStreamExt};
use geo_types::Geometry;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::{ANSWER_WITHIN, ewkb, within};
use crate::StoreError;
use crate::row::{Columns, EachRow, Reader, Row, Seen, Select};

/// How long the server may take from one row of a whole table to the next; it may have to sort first.
const NEXT_WITHIN: Duration = Duration::from_secs(60);

/// Reads within a transaction that its owner began.
pub(super) struct PgReader<'a> {
    connection: &'a mut PgConnection,
    seen: Seen,
}

impl<'a> PgReader<'a> {
    pub(super) fn new(connection: &'a mut PgConnection) -> Self {
        Self { connection, seen: Seen::default() }
    }
}

#[async_trait]
impl Reader for PgReader<'_> {
    async fn each(&mut self, select: Select, row: EachRow<'_>) -> Result<(), StoreError> {
        let table = select.table;
        let filter = if select.kind.is_some() { "WHERE kind = $1" } else { "" };
        // Names of our own tables and columns; the value is bound.
        let sql = format!("SELECT {} FROM {} {filter} ORDER BY {}", table.columns, table.name, table.key);
        let mut query = sqlx::query(AssertSqlSafe(sql));
        if let Some(kind) = select.kind {
            query = query.bind(kind);
        }
        let mut rows = query.fetch(&mut *self.connection);
        while let Some(fetched) = within(NEXT_WITHIN, next(&mut rows)).await? {
            row(&mut Row::new(&fetched, &mut self.seen))?;
        }
        Ok(())
    }
}

async fn next(
    rows: &mut (impl TryStream<Ok = PgRow, Error = sqlx::Error> + Unpin + Send),
) -> Result<Option<PgRow>, StoreError> {
    Ok(rows.try_next().await?)
}

/// Fetches all rows, however many they are, as long as they keep coming.
pub(super) async fn fetch_all(
    mut rows: impl TryStream<Ok = PgRow, Error = sqlx::Error> + Unpin + Send,
) -> Result<Vec<PgRow>, StoreError> {
    let mut fetched = Vec::new();
    while let Some(row) = within(ANSWER_WITHIN, next(&mut rows)).await? {
        fetched.push(row);
    }
    Ok(fetched)
}

impl Columns for PgRow {
    fn text(&self, at: usize) -> Result<Option<&str>, StoreError> {
        self.try_get(at).map_err(unreadable)
    }

    fn integer(&self, at: usize) -> Result<Option<i64>, StoreError> {
        self.try_get(at).map_err(unreadable)
    }

    fn real(&self, at: usize) -> Result<Option<f64>, StoreError> {
        self.try_get(at).map_err(unreadable)
    }

    fn flag(&self, at: usize) -> Result<Option<bool>, StoreError> {
        self.try_get(at).map_err(unreadable)
    }

    fn time(&self, at: usize) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.try_get(at).map_err(unreadable)
    }

    fn geometry(&self, at: usize) -> Result<Option<Geometry<f64>>, StoreError> {
        // A type of PostGIS, whose binary form is EWKB.
        let bytes: Option<&[u8]> = self.try_get_unchecked(at).map_err(unreadable)?;
        bytes.map(ewkb::decode).transpose()
    }
}

fn unreadable(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::ColumnDecode { .. } => StoreError::Corrupt(error.to_string()),
        error => error.into(),
    }
}
