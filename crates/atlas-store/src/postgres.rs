//! The store in a PostgreSQL database with PostGIS, which several programs share.
//!
//! One connection writes, several read, one listens. Writers of all programs take turns by an advisory
//! lock, so the order of revision numbers is the order of commits. Every commit notifies the channel
//! `atlas_revision` with its last number.

mod contacts;
mod ewkb;
mod insert;
mod keys;
mod listen;
mod migrate;
mod proposals;
mod read;
mod revision;
mod tables;

use std::future::Future;
use std::io::ErrorKind;
use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use atlas_model::{ChangeSet, Dataset, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, Utc};
use sqlx::error::DatabaseError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool, Postgres};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::beside::Beside;
use crate::open::without_password;
use crate::write::{self, LARGE_COMMIT, Sink};
use crate::{Committed, OpenOptions, Progress, Store, StoreError, Terms, Written, row};
use listen::Ears;
use tables::PgTables;

/// How long a connection may take. A server that is gone shows as an error after that.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);

/// How long an answer, or the next part of one, may take. A server that is frozen, or behind a cut wire, shows after that.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// How long an ordinary commit may take once it is its turn.
const COMMIT_WITHIN: Duration = Duration::from_secs(30);

/// The first half of the keys of our advisory locks; the second says for what.
const LOCKS: i32 = i32::from_be_bytes(*b"atla");
const LOCK_TO_WRITE: i32 = 1;
const LOCK_TO_MIGRATE: i32 = 2;

/// A transaction in which every statement sees what was committed before it: who waited for a lock must.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// A transaction that sees one state throughout.
const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The store in a database of a server.
pub(crate) struct PgStore {
    connect: PgConnectOptions,
    readers: PgPool,
    writer: PgPool,
    /// Held by whoever writes here, so that those who wait keep no connection.
    turn: Mutex<()>,
    ears: Ears,
    busy_timeout: Duration,
}

impl PgStore {
    /// Opens a database after making sure that it is ours, and brings its schema up to date.
    pub(crate) async fn open(location: &str, options: &OpenOptions) -> Result<Self, StoreError> {
        let mut connect = PgConnectOptions::from_str(location).map_err(|error| {
            StoreError::UnsupportedBackend(format!("{} ({error})", without_password(location)))
        })?;
        if connect.get_application_name().is_none() {
            connect = connect.application_name("atlas");
        }
        let connect = connect.statement_cache_capacity(256);
        let shown = shown(&connect);
        let mut connection = connect_to(&connect).await.map_err(|error| match error {
            StoreError::Database(error) if is_missing_database(&error) => StoreError::NotFound(shown.clone()),
            error => error,
        })?;
        match migrate::inspect(&mut connection).await? {
            migrate::Found::SomethingElse => return Err(StoreError::NotAnAtlas(shown)),
            migrate::Found::Nothing if !options.create => return Err(StoreError::NotFound(shown)),
            // Whoever only reads, from a standby for instance, could not migrate.
            migrate::Found::UpToDate => {}
            migrate::Found::Nothing | migrate::Found::Older => {
                migrate::run(&mut connection, options.busy_timeout).await?;
            }
        }
        connection.close().await?;
        Ok(Self {
            readers: pool(&connect, options.readers.max(1)),
            writer: pool(&connect, 1),
            // A connection that was lost may still be on its way back when the next one is made.
            ears: Ears::new(pool(&connect, 2)),
            connect,
            turn: Mutex::new(()),
            busy_timeout: options.busy_timeout,
        })
    }

    async fn write(
        &self,
        change_set: &ChangeSet,
        terms: &Terms,
        at: DateTime<Utc>,
        sink: Sink<'_>,
    ) -> Result<Written, StoreError> {
        let _turn = timeout(self.busy_timeout, self.turn.lock()).await.map_err(|_| StoreError::Busy)?;
        let is_large = change_set.changes.len() as u64 >= LARGE_COMMIT;
        let written = if is_large {
            let mut connection = self.connect_for_much().await?;
            let written = self.write_on(&mut connection, change_set, terms, at, sink).await?;
            tidy(connection, written.revisions).await;
            written
        } else {
            let mut connection = acquire(&self.writer).await?;
            let written = self.write_on(&mut connection, change_set, terms, at, sink);
            within(self.busy_timeout + COMMIT_WITHIN, written).await?
        };
        if !written.is_repeated {
            self.ears.tell(written.last);
        }
        Ok(written)
    }

    async fn write_on(
        &self,
        connection: &mut PgConnection,
        change_set: &ChangeSet,
        terms: &Terms,
        at: DateTime<Utc>,
        sink: Sink<'_>,
    ) -> Result<Written, StoreError> {
        let mut transaction = connection.begin_with(BEGIN).await?;
        lock(&mut transaction, LOCK_TO_WRITE, self.busy_timeout).await?;
        let mut tables = PgTables::new(&mut transaction);
        let written = write::commit(&mut tables, change_set, terms, at, sink).await?;
        transaction.commit().await?;
        Ok(written)
    }

    /// A connection for one large commit. On a used one, plans might be kept that were made when the
    /// tables were small, and those would read them whole for each row.
    async fn connect_for_much(&self) -> Result<PgConnection, StoreError> {
        if self.writer.is_closed() {
            return Err(sqlx::Error::PoolClosed.into());
        }
        let mut connection = connect_to(&self.connect).await?;
        sqlx::query("SET enable_seqscan = off").execute(&mut connection).await?;
        Ok(connection)
    }
}

/// Tells the planner what a large commit has made of the tables, which stands all the same if that fails.
async fn tidy(mut connection: PgConnection, revisions: u64) {
    if revisions >= LARGE_COMMIT {
        let tables: Vec<&str> = row::all_tables().map(|table| table.name).collect();
        // A small sample, at once: the server looks closer when it finds the time.
        let sql = format!("SET default_statistics_target = 10; ANALYZE revision, {}", tables.join(", "));
        if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await {
            tracing::warn!(?error, "the tables were not analysed after a large commit");
        }
    }
    // Everything is committed.
    let _ = connection.close().await;
}

fn pool(connect: &PgConnectOptions, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(CONNECT_WITHIN)
        .connect_lazy_with(connect.clone())
}

async fn connect_to(connect: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    within(CONNECT_WITHIN, async { Ok(connect.connect().await?) }).await
}

/// A connection of a pool. Where none can be had, the server is gone or overwhelmed.
async fn acquire(pool: &PgPool) -> Result<PoolConnection<Postgres>, StoreError> {
    pool.acquire().await.map_err(|error| match error {
        sqlx::Error::PoolTimedOut => StoreError::Unavailable(error),
        error => error.into(),
    })
}

/// Bounds how long a server may take.
async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let too_late = || StoreError::Unavailable(sqlx::Error::Io(ErrorKind::TimedOut.into()));
    timeout(limit, answer).await.unwrap_or_else(|_| Err(too_late()))
}

/// Waits for a lock that is held until the transaction ends.
async fn lock(connection: &mut PgConnection, what: i32, at_most: Duration) -> Result<(), StoreError> {
    wait_at_most(connection, at_most).await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1, $2)").bind(LOCKS).bind(what).execute(connection).await?;
    Ok(())
}

/// Bounds how long the statements of a transaction wait for others.
async fn wait_at_most(connection: &mut PgConnection, at_most: Duration) -> Result<(), StoreError> {
    // 0 would mean to wait for ever. A program that froze while it wrote holds up the others for a
    // minute, no more.
    sqlx::query(
        "SELECT set_config('lock_timeout', $1, TRUE),
             set_config('idle_in_transaction_session_timeout', '60s', TRUE)",
    )
    .bind(format!("{}ms", at_most.as_millis().clamp(1, 1 << 30)))
    .execute(connection)
    .await?;
    Ok(())
}

/// The server and database: what may be shown or logged.
fn shown(connect: &PgConnectOptions) -> String {
    let host = connect
        .get_socket()
        .map_or_else(|| connect.get_host().to_owned(), |socket| socket.display().to_string());
    let database = connect.get_database().unwrap_or_else(|| connect.get_username());
    format!("postgres://{host}:{}/{database}", connect.get_port())
}

/// SQLSTATE 3D000: the server has no database of this name.
fn is_missing_database(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(DatabaseError::code).is_some_and(|code| code == "3D000")
}

#[async_trait]
impl Store for PgStore {
    async fn load(&self) -> Result<Dataset, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        let mut transaction = connection.begin_with(BEGIN_SNAPSHOT).await?;
        let revision = revision::last(&mut *transaction).await?.number;
        row::load(&mut read::PgReader::new(&mut transaction), revision).await
    }

    async fn revision(&self) -> Result<RevisionNumber, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        Ok(within(ANSWER_WITHIN, revision::last(&mut *connection)).await?.number)
    }

    async fn revision_at(&self, at: DateTime<Utc>) -> Result<RevisionNumber, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, revision::at(&mut connection, at)).await
    }

    async fn commit_on(
        &self,
        change_set: &ChangeSet,
        terms: &Terms,
        at: DateTime<Utc>,
    ) -> Result<Committed, StoreError> {
        let mut revisions = Vec::new();
        let written = self.write(change_set, terms, at, Sink::Collect(&mut revisions)).await?;
        Ok(Committed { revisions, last: written.last, is_repeated: written.is_repeated })
    }

    async fn import(
        &self,
        change_set: &ChangeSet,
        terms: &Terms,
        at: DateTime<Utc>,
        progress: Progress<'_>,
    ) -> Result<Written, StoreError> {
        self.write(change_set, terms, at, Sink::Report(progress)).await
    }

    async fn revisions_since(&self, after: RevisionNumber, limit: u32) -> Result<Vec<Revision>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        revision::since(&mut connection, after, limit).await
    }

    async fn history(&self, target: &RecordRef) -> Result<Vec<Revision>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        revision::history(&mut connection, target).await
    }

    async fn changed(&self, after: RevisionNumber, at_most: Duration) -> Result<RevisionNumber, StoreError> {
        match timeout(at_most, self.ears.beyond(after, || self.revision())).await {
            Ok(last) => last,
            // Asked once more, so that a server that fell silent does not go unnoticed.
            Err(_) => self.revision().await,
        }
    }

    async fn restore(&self, from: &dyn Store, progress: Progress<'_>) -> Result<RevisionNumber, StoreError> {
        // Known before reading everything; known for sure inside the transaction.
        let last = self.revision().await?;
        if last > 0 {
            return Err(StoreError::NotEmpty(last));
        }
        let loaded = crate::proposals::load_with_change_sets(from).await?;
        let beside = Beside::read(from, &loaded.0).await?;
        let _turn = timeout(self.busy_timeout, self.turn.lock()).await.map_err(|_| StoreError::Busy)?;
        let mut connection = self.connect_for_much().await?;
        let mut transaction = connection.begin_with(BEGIN).await?;
        lock(&mut transaction, LOCK_TO_WRITE, self.busy_timeout).await?;
        let last = write::restore(&mut PgTables::new(&mut transaction), from, loaded, progress).await?;
        keys::restore(&mut transaction, &beside.keys).await?;
        contacts::restore(&mut transaction, &beside.contacts, &beside.accesses).await?;
        transaction.commit().await?;
        tidy(connection, last).await;
        self.ears.tell(last);
        Ok(last)
    }

    async fn close(&self) {
        self.ears.close().await;
        self.writer.close().await;
        self.readers.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_shown_without_its_password() {
        let connect = |location| PgConnectOptions::from_str(location).expect("a URL");
        let url = "postgres://someone:secret@db.example:5433/atlas?sslmode=disable";
        assert_eq!(shown(&connect(url)), "postgres://db.example:5433/atlas");
        let by_default = shown(&connect("postgresql://someone:secret@db.example"));
        assert_eq!(by_default, "postgres://db.example:5432/someone");
    }
}
