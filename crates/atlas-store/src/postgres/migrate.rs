//! Recognises our databases and brings their schema up to date.

use std::time::Duration;

use sqlx::{Connection, PgConnection};

use super::{BEGIN, LOCK_TO_MIGRATE, lock};
use crate::StoreError;
use crate::migration::{POSTGRES, failed, migrator};
use crate::row;

/// What a database holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// None of our tables, nor others of the same names.
    Nothing,
    /// An atlas of an older schema, or of a newer one.
    Older,
    /// An atlas of our schema.
    UpToDate,
    /// Tables with the names of ours that are not ours.
    SomethingElse,
}

/// Where sqlx keeps what has been applied.
const APPLIED: &str = "_sqlx_migrations";

/// Looks at a database without changing it.
pub(super) async fn inspect(connection: &mut PgConnection) -> Result<Found, StoreError> {
    let names: Vec<&str> = row::all_tables().map(|table| table.name).chain(["revision", APPLIED]).collect();
    let found: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_catalog.pg_class
         WHERE relname = ANY($1) AND pg_catalog.pg_table_is_visible(oid)",
    )
    .bind(names)
    .fetch_all(&mut *connection)
    .await?;
    let migrated = found.iter().any(|name| name == APPLIED);
    let has_tables = found.len() > usize::from(migrated);
    let applied: Vec<(i64, Vec<u8>)> = if migrated {
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations ORDER BY version")
            .fetch_all(connection)
            .await?
    } else {
        Vec::new()
    };
    let migrator = migrator(POSTGRES);
    let ours: Vec<(i64, Vec<u8>)> =
        migrator.iter().map(|migration| (migration.version, migration.checksum.to_vec())).collect();
    Ok(match applied.first() {
        None if has_tables => Found::SomethingElse,
        None => Found::Nothing,
        first if first != ours.first() => Found::SomethingElse,
        _ if applied == ours => Found::UpToDate,
        _ => Found::Older,
    })
}

/// Applies what is missing, all in one transaction under a lock: whoever opens the database at the same
/// time waits and then finds it done, and a program that is killed leaves the schema as it was.
pub(super) async fn run(connection: &mut PgConnection, busy_timeout: Duration) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    lock(&mut transaction, LOCK_TO_MIGRATE, busy_timeout).await?;
    migrator(POSTGRES).run_direct(None, &mut *transaction, false).await.map_err(failed)?;
    Ok(transaction.commit().await?)
}
