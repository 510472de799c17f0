//! Recognises our files and brings their schema up to date.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::StoreError;
use crate::migration::{SQLITE, failed, migrator};

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No file, or one without any table.
    Nothing,
    /// An atlas, perhaps of an older schema.
    Atlas,
}

/// SQLITE_READONLY_ROLLBACK: a write was cut short, and only who may write can take it back.
const UNFINISHED: &str = "776";

/// Looks at a file without changing it, but for taking back what a killed process left unfinished.
pub(super) async fn inspect(path: &Path) -> Result<Found, StoreError> {
    if !path.exists() {
        return Ok(Found::Nothing);
    }
    let not_ours = || StoreError::NotAnAtlas(path.display().to_string());
    if path.is_dir() {
        return Err(not_ours());
    }
    // A file that is not ours must stay as it is: opened for writing, closing it would fold its log.
    let looked = match look(path, true).await {
        Err(StoreError::Database(error)) if is_unfinished(&error) => look(path, false).await,
        looked => looked,
    };
    match looked {
        Ok(Some(found)) => Ok(found),
        Ok(None) | Err(StoreError::NotAnAtlas(_)) => Err(not_ours()),
        Err(error) => Err(error),
    }
}

async fn look(path: &Path, read_only: bool) -> Result<Option<Found>, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(read_only).create_if_missing(false);
    let mut connection = options.connect().await?;
    let found = recognise(&mut connection).await;
    connection.close().await?;
    found
}

fn is_unfinished(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == UNFINISHED)
}

/// None for a file that is not ours: one that has tables, but not those of our first migration.
async fn recognise(connection: &mut SqliteConnection) -> Result<Option<Found>, StoreError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    )
    .fetch_all(&mut *connection)
    .await?;
    let migrated = tables.iter().any(|name| name == "_sqlx_migrations");
    if tables.len() == usize::from(migrated) {
        return Ok(Some(Found::Nothing));
    }
    if !migrated {
        return Ok(None);
    }
    let first: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT checksum FROM _sqlx_migrations WHERE version = 1")
            .fetch_optional(connection)
            .await?;
    let ours = migrator(SQLITE).iter().next().map(|migration| migration.checksum.to_vec());
    Ok((first == ours).then_some(Found::Atlas))
}

/// Applies what is missing, all in one transaction: whoever opens the file at the same time waits, and a
/// program that is killed leaves the schema as it was.
pub(super) async fn run(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    migrator(SQLITE).run_direct(None, &mut *transaction, false).await.map_err(failed)?;
    Ok(transaction.commit().await?)
}
