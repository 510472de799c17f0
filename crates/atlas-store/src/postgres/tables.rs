//! Answers what the check of a change set asks, and writes what it came to, within one transaction.

use async_trait::async_trait;
use atlas_model::{Id, RecordKind, RecordRef, RevisionNumber};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection};

use super::listen::CHANNEL;
use super::{ewkb, insert};
use crate::StoreError;
use crate::check::Existing;
use crate::log::Log;
use crate::proposals::ProposalTables;
use crate::revision::{read_id, read_ref};
use crate::row::{self, RECORD_SOURCE, Rows, table_of};
use crate::write::{Tables, line};

/// A partnership with the places of its two ends.
type Ends = (String, Option<Vec<u8>>, Option<Vec<u8>>);

/// The tables, in the transaction that will write.
pub(super) struct PgTables<'a> {
    connection: &'a mut PgConnection,
}

impl<'a> PgTables<'a> {
    pub(super) fn new(connection: &'a mut PgConnection) -> Self {
        Self { connection }
    }

    /// Draws the lines of some partnerships.
    async fn draw(&mut self, ids: &[&str]) -> Result<(), StoreError> {
        let ends: Vec<Ends> = sqlx::query_as(
            "SELECT e.partnership, ST_AsEWKB(a.place), ST_AsEWKB(b.place)
             FROM partnership_end e
             JOIN actor a ON a.id = e.first_actor
             LEFT JOIN actor b ON b.id = e.second_actor
             WHERE e.partnership = ANY($1)",
        )
        .bind(ids)
        .fetch_all(&mut *self.connection)
        .await?;
        let mut drawn: (Vec<String>, Vec<Option<Vec<u8>>>) = Default::default();
        for (partnership, first, second) in ends {
            let place = |end: Option<Vec<u8>>| end.as_deref().map(ewkb::decode).transpose();
            let line = line(place(first)?, place(second)?);
            drawn.0.push(partnership);
            drawn.1.push(line.as_ref().map(ewkb::encode).transpose()?);
        }
        sqlx::query(
            "UPDATE partnership p
             SET line = ST_GeomFromEWKB(d.line)
             FROM UNNEST($1::text[], $2::bytea[]) AS d (id, line)
             WHERE p.id = d.id AND p.line IS DISTINCT FROM ST_GeomFromEWKB(d.line)",
        )
        .bind(drawn.0)
        .bind(drawn.1)
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }
}

/// Identifiers as one value to bind.
fn texts<'a>(ids: &[&'a Id]) -> Vec<&'a str> {
    ids.iter().map(|id| id.as_str()).collect()
}

#[async_trait]
impl Existing for PgTables<'_> {
    async fn existing(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<Vec<Id>, StoreError> {
        let sql = format!("SELECT id FROM {} WHERE id = ANY($1)", table_of(kind));
        let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(texts(ids));
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
            RecordKind::Theme => "SELECT id, parent FROM theme WHERE parent IS NOT NULL AND id = ANY($1)",
            RecordKind::Territory => {
                "SELECT id, parent FROM territory WHERE parent IS NOT NULL AND id = ANY($1)
                 UNION ALL
                 SELECT territory, whole FROM territory_part_of WHERE territory = ANY($1)"
            }
            _ => return Ok(Vec::new()),
        };
        let query = sqlx::query_as(sql).bind(texts(ids));
        let found: Vec<(String, String)> = query.fetch_all(&mut *self.connection).await?;
        found.iter().map(|(part, whole)| Ok((read_id(part)?, read_id(whole)?))).collect()
    }
}

#[async_trait]
impl Tables for PgTables<'_> {
    fn proposals(&mut self) -> &mut dyn ProposalTables {
        &mut *self.connection
    }

    fn log(&mut self) -> &mut dyn Log {
        &mut *self.connection
    }

    async fn insert(&mut self, rows: &mut Rows) -> Result<(), StoreError> {
        insert::insert(self.connection, rows).await
    }

    async fn remove(&mut self, kind: RecordKind, ids: &[&Id], whole: bool) -> Result<(), StoreError> {
        let ids = texts(ids);
        // Foreign keys are deferred, so any order will do.
        for table in row::tables(kind).iter().filter(|table| whole || !table.holds_records()) {
            let sql = format!("DELETE FROM {} WHERE {} = ANY($1)", table.name, table.owner());
            sqlx::query(AssertSqlSafe(sql)).bind(&ids).execute(&mut *self.connection).await?;
        }
        let (name, owner) = (RECORD_SOURCE.name, RECORD_SOURCE.owner());
        let sql = format!("DELETE FROM {name} WHERE kind = $2 AND {owner} = ANY($1)");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(&ids).bind(kind.as_str());
        query.execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn place(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<(), StoreError> {
        let ids = texts(ids);
        let sql = match kind {
            _ if ids.is_empty() => return Ok(()),
            RecordKind::Actor => include_str!("place_actors.sql"),
            RecordKind::Project => include_str!("place_projects.sql"),
            RecordKind::Partnership => return self.draw(&ids).await,
            _ => return Ok(()),
        };
        sqlx::query(sql).bind(ids).execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn depending(
        &mut self,
        kind: RecordKind,
        territories: &[&Id],
        actors: &[&Id],
    ) -> Result<Vec<Id>, StoreError> {
        let sql = match kind {
            RecordKind::Actor => {
                "SELECT id FROM actor WHERE seat = ANY($1) UNION SELECT id FROM actor WHERE id = ANY($2)"
            }
            RecordKind::Project => {
                "SELECT project FROM project_territory WHERE territory = ANY($1)
                 UNION SELECT project FROM project_participant WHERE actor = ANY($2)"
            }
            RecordKind::Partnership => {
                "SELECT DISTINCT partnership FROM partnership_actor
                 WHERE actor = ANY($2) AND $1::text[] IS NOT NULL"
            }
            _ => return Ok(Vec::new()),
        };
        let query = sqlx::query_scalar(sql).bind(texts(territories)).bind(texts(actors));
        let ids: Vec<String> = query.fetch_all(&mut *self.connection).await?;
        ids.iter().map(|id| read_id(id)).collect()
    }

    async fn finish(&mut self, last: RevisionNumber, _: DateTime<Utc>) -> Result<(), StoreError> {
        // Whoever listens is told when, and only if, the transaction commits.
        let query = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(last.to_string());
        query.execute(&mut *self.connection).await?;
        Ok(())
    }
}
