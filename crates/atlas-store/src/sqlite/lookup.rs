//! Answers what the check of a change set asks, within the transaction that will write.

use async_trait::async_trait;
use atlas_model::{Id, RecordKind, RecordRef};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::statement::{id_list, table_of};
use crate::StoreError;
use crate::check::Existing;

pub(super) struct SqliteLookup<'a>(pub(super) &'a mut SqliteConnection);

#[async_trait]
impl Existing for SqliteLookup<'_> {
    async fn existing(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<Vec<Id>, StoreError> {
        let sql = format!("SELECT id FROM {} WHERE id IN (SELECT value FROM json_each($1))", table_of(kind));
        let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(id_list(ids.iter().copied()));
        let found: Vec<String> = query.fetch_all(&mut *self.0).await?;
        found.iter().map(|id| read_id(id)).collect()
    }

    async fn all_ids(&mut self, kind: RecordKind) -> Result<Vec<String>, StoreError> {
        let sql = format!("SELECT id FROM {}", table_of(kind));
        Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *self.0).await?)
    }

    async fn referrers(&mut self, target: &RecordRef, limit: usize) -> Result<Vec<RecordRef>, StoreError> {
        let found: Vec<(String, String)> = sqlx::query_as(
            "SELECT DISTINCT kind, record FROM record_reference WHERE target_kind = $1 AND target = $2 LIMIT $3",
        )
        .bind(target.kind.as_str())
        .bind(target.id.as_str())
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&mut *self.0)
        .await?;
        let read = |(kind, id): (String, String)| {
            let kind = kind.parse().map_err(|error| StoreError::unreadable(&kind, error))?;
            Ok(RecordRef { kind, id: read_id(&id)? })
        };
        found.into_iter().map(read).collect()
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
        let query = sqlx::query_as(sql).bind(id_list(ids.iter().copied()));
        let found: Vec<(String, String)> = query.fetch_all(&mut *self.0).await?;
        found.iter().map(|(part, whole)| Ok((read_id(part)?, read_id(whole)?))).collect()
    }
}

pub(super) fn read_id(text: &str) -> Result<Id, StoreError> {
    Id::new(text).map_err(|error| StoreError::unreadable(format!("{text:?}"), error))
}
