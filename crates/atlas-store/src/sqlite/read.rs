//! Fetches rows for the record modules.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use geo_types::Geometry;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};

use super::blob;
use super::revision::read_time;
use crate::StoreError;
use crate::row::{Columns, EachRow, Reader, Row, Seen, Select};

/// Reads within a transaction that its owner began.
pub(super) struct SqliteReader<'a> {
    connection: &'a mut SqliteConnection,
    seen: Seen,
}

impl<'a> SqliteReader<'a> {
    pub(super) fn new(connection: &'a mut SqliteConnection) -> Self {
        Self { connection, seen: Seen::default() }
    }
}

#[async_trait]
impl Reader for SqliteReader<'_> {
    async fn each(&mut self, select: Select, row: EachRow<'_>) -> Result<(), StoreError> {
        let table = select.table;
        let filter = if select.kind.is_some() { "WHERE kind = $1" } else { "" };
        // Names of our own tables and columns; the value is bound.
        let sql = format!("SELECT {} FROM {} {filter} ORDER BY {}", table.columns, table.name, table.key);
        let mut rows = sqlx::query(AssertSqlSafe(sql)).bind(select.kind).fetch(&mut *self.connection);
        while let Some(fetched) = rows.try_next().await? {
            row(&mut Row::new(&fetched, &mut self.seen))?;
        }
        Ok(())
    }
}

impl Columns for SqliteRow {
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
        Ok(self.integer(at)?.map(|number| number != 0))
    }

    fn time(&self, at: usize) -> Result<Option<DateTime<Utc>>, StoreError> {
        // The declared type is DATETIME, for which there are several forms; ours is one text.
        let text: Option<&str> = self.try_get_unchecked(at).map_err(unreadable)?;
        text.map(read_time).transpose()
    }

    fn geometry(&self, at: usize) -> Result<Option<Geometry<f64>>, StoreError> {
        let blob: Option<&[u8]> = self.try_get_unchecked(at).map_err(unreadable)?;
        blob.map(blob::decode).transpose()
    }
}

fn unreadable(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::ColumnDecode { .. } => StoreError::Corrupt(error.to_string()),
        error => error.into(),
    }
}
