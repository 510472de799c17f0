//! Answers what the check of a change set asks, and writes what it came to, within one transaction.

use async_trait::async_trait;
use atlas_model::{Id, Record, RecordKind, RecordRef, RevisionNumber};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::layers::Layers;
use super::revision;
use super::statement::{self, id_list};
use crate::StoreError;
use crate::check::Existing;
use crate::log::Log;
use crate::proposals::ProposalTables;
use crate::revision::{read_id, read_ref};
use crate::row::{Rows, table_of};
use crate::write::Tables;

/// The tables, in the transaction that will write.
pub(super) struct SqliteTables<'a> {
    connection: &'a mut SqliteConnection,
    layers: Layers,
}

impl<'a> SqliteTables<'a> {
    pub(super) fn new(connection: &'a mut SqliteConnection) -> Self {
        Self { connection, layers: Layers::default() }
    }
}

#[async_trait]
impl Existing for SqliteTables<'_> {
    async fn existing(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<Vec<Id>, StoreError> {
        let sql = format!("SELECT id FROM {} WHERE id IN (SELECT value FROM json_each($1))", table_of(kind));
        let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(id_list(ids));
        let found: Vec<String> = query.fetch_all(&mut *self.connection).await?;
        found.iter().map(|id| read_id(id)).collect()
    }

    async fn all_ids(&mut self, kind: RecordKind) -> Result<Vec<String>, StoreError> {
        let sql = format!("SELECT id FROM {}", table_of(kind));
        Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *self.connection).await?)
    }

    async fn referrers(&mut self, target: &RecordRef, limit: usize) -> Result<Vec<RecordRef>, StoreError> {
        let found: Vec<(String, String)> = sqlx::query_as(
            "SELECT DISTINCT kind, record FROM record_reference WHERE target_kind = $1 AND target = $2 LIMIT $3",
        )
        .bind(target.kind.as_str())
        .bind(target.id.as_str())
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&mut *self.connection)
        .await?;
        found.iter().map(|(kind, id)| read_ref(kind, id)).collect()
    }

    async fn wholes(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<Vec<(Id, Id)>, StoreError> {
        let sql = match kind {
            RecordKind::Theme => {
                "SELECT id, parent FROM theme
                 WHERE parent IS NOT NULL AND id IN (SELECT value FROM json_each($1))"
            }
            RecordKind::Territory => {
                "SELECT id, parent FROM territory
                 WHERE parent IS NOT NULL AND id IN (SELECT value FROM json_each($1))
                 UNION ALL
                 SELECT territory, whole FROM territory_part_of
                 WHERE territory IN (SELECT value FROM json_each($1))"
            }
            _ => return Ok(Vec::new()),
        };
        let query = sqlx::query_as(sql).bind(id_list(ids));
        let found: Vec<(String, String)> = query.fetch_all(&mut *self.connection).await?;
        found.iter().map(|(part, whole)| Ok((read_id(part)?, read_id(whole)?))).collect()
    }
}

#[async_trait]
impl Tables for SqliteTables<'_> {
    fn proposals(&mut self) -> &mut dyn ProposalTables {
        &mut *self.connection
    }

    fn log(&mut self) -> &mut dyn Log {
        &mut *self.connection
    }

    async fn insert(&mut self, rows: &mut Rows) -> Result<(), StoreError> {
        statement::insert(self.connection, rows).await
    }

    async fn remove(&mut self, kind: RecordKind, ids: &[&Id], whole: bool) -> Result<(), StoreError> {
        statement::remove(self.connection, kind, ids, whole).await
    }

    async fn place(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<(), StoreError> {
        self.layers.place(self.connection, kind, ids).await
    }

    async fn depending(
        &mut self,
        kind: RecordKind,
        territories: &[&Id],
        actors: &[&Id],
    ) -> Result<Vec<Id>, StoreError> {
        let sql = match kind {
            RecordKind::Actor => {
                "SELECT id FROM actor WHERE seat IN (SELECT value FROM json_each($1))
                 UNION SELECT value FROM json_each($2)"
            }
            RecordKind::Project => {
                "SELECT project FROM project_territory
                 WHERE territory IN (SELECT value FROM json_each($1))
                 UNION
                 SELECT project FROM project_participant
                 WHERE actor IN (SELECT value FROM json_each($2))"
            }
            RecordKind::Partnership => {
                "SELECT DISTINCT partnership FROM partnership_actor
                 WHERE actor IN (SELECT value FROM json_each($2))"
            }
            _ => return Ok(Vec::new()),
        };
        let query = sqlx::query_scalar(sql).bind(id_list(territories)).bind(id_list(actors));
        let ids: Vec<String> = query.fetch_all(&mut *self.connection).await?;
        ids.iter().map(|id| read_id(id)).collect()
    }

    fn note(&mut self, before: Option<&Record>, after: Option<&Record>) {
        self.layers.note(before, after);
    }

    async fn finish(&mut self, _: RevisionNumber, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.layers.date(self.connection, &revision::write_time(at)).await
    }
}
