//! The store in one `SQLite` file, which is a GeoPackage.
//!
//! One connection writes, several read. Readers never wait for the writer (write-ahead log) and see the
//! state at which their transaction began.

mod blob;
mod contacts;
mod keys;
mod layers;
mod migrate;
mod proposals;
mod read;
mod revision;
mod statement;
mod tables;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use atlas_model::{ChangeSet, Dataset, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, Utc};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use tokio::sync::{Mutex, watch};
use tokio::time::timeout;

use crate::beside::Beside;
use crate::write::{self, LARGE_COMMIT, Sink};
use crate::{Committed, OpenOptions, Progress, Store, StoreError, Terms, Written, row};
use tables::SqliteTables;

/// How often it is looked whether another handle or process has committed.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The store in a GeoPackage file.
pub(crate) struct SqliteStore {
    path: PathBuf,
    /// None once closed.
    writer: Mutex<Option<SqliteConnection>>,
    readers: SqlitePool,
    /// The last revision that was committed here.
    committed: watch::Sender<RevisionNumber>,
}

impl SqliteStore {
    /// Opens a file after making sure that it is ours, and brings its schema up to date.
    pub(crate) async fn open(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        let deadline = Instant::now() + options.busy_timeout;
        loop {
            // Turning to write-ahead logging, once in the life of a file, needs a lock for which SQLite does
            // not wait: when two programs open a new file at once, one of them has to try again.
            match Self::try_open(path, options).await {
                Err(StoreError::Busy) if Instant::now() < deadline => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                opened => return opened,
            }
        }
    }

    async fn try_open(path: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        let found = migrate::inspect(path).await?;
        if found == migrate::Found::Nothing && !options.create {
            return Err(StoreError::NotFound(path.display().to_string()));
        }
        let connect = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(options.create)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(options.busy_timeout)
            .statement_cache_capacity(256)
            .row_buffer_size(1_024);
        // A bulk import touches every index: 128 MiB of cache spares it most of the spilling.
        // What is deleted is overwritten: erased contacts must not stay readable in the file.
        let mut writer =
            connect.clone().pragma("cache_size", "-131072").pragma("secure_delete", "ON").connect().await?;
        migrate::run(&mut writer).await?;
        // Until the first checkpoint the header of the file lives in the log alone, and no GIS would
        // recognise the file.
        checkpoint(&mut writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.readers.max(1))
            .connect_with(connect.create_if_missing(false).pragma("query_only", "ON"))
            .await?;
        let committed = watch::Sender::new(0);
        Ok(Self { path: path.to_owned(), writer: Mutex::new(Some(writer)), readers, committed })
    }

    async fn write(
        &self,
        change_set: &ChangeSet,
        terms: &Terms,
        at: DateTime<Utc>,
        sink: Sink<'_>,
    ) -> Result<Written, StoreError> {
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        let mut tables = SqliteTables::new(&mut transaction);
        let written = write::commit(&mut tables, change_set, terms, at, sink).await?;
        transaction.commit().await?;
        if written.is_repeated {
            return Ok(written);
        }
        self.committed.send_replace(written.last);
        if written.revisions >= LARGE_COMMIT {
            self.tidy(writer).await;
        }
        Ok(written)
    }

    /// Folds the log of a large commit, which stands all the same if that fails.
    async fn tidy(&self, writer: &mut SqliteConnection) {
        if let Err(error) = checkpoint(writer).await {
            tracing::warn!(path = %self.path.display(), ?error, "the log was not folded into the file");
        }
    }
}

/// Folds the log into the file. A reader may hold part of it back: that part waits for the next time.
async fn checkpoint(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    match sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await.map_err(StoreError::from) {
        Ok(_) | Err(StoreError::Busy) => Ok(()),
        Err(error) => Err(error),
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn load(&self) -> Result<Dataset, StoreError> {
        let mut transaction = self.readers.begin().await?;
        let revision = revision::last(&mut transaction).await?.number;
        row::load(&mut read::SqliteReader::new(&mut transaction), revision).await
    }

    async fn revision(&self) -> Result<RevisionNumber, StoreError> {
        Ok(revision::last(&mut *self.readers.acquire().await?).await?.number)
    }

    async fn revision_at(&self, at: DateTime<Utc>) -> Result<RevisionNumber, StoreError> {
        revision::at(&mut *self.readers.acquire().await?, at).await
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
        revision::since(&mut *self.readers.acquire().await?, after, limit).await
    }

    async fn history(&self, target: &RecordRef) -> Result<Vec<Revision>, StoreError> {
        revision::history(&mut *self.readers.acquire().await?, target).await
    }

    async fn changed(&self, after: RevisionNumber, at_most: Duration) -> Result<RevisionNumber, StoreError> {
        let mut committed = self.committed.subscribe();
        let beyond = async {
            loop {
                committed.mark_unchanged();
                let last = self.revision().await?;
                if last > after {
                    return Ok(last);
                }
                // Whichever comes first; the next round reads the revision in either case.
                let _ = timeout(LOOK_EVERY, committed.changed()).await;
            }
        };
        match timeout(at_most, beyond).await {
            Ok(last) => last,
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
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        let mut tables = SqliteTables::new(&mut transaction);
        let last = write::restore(&mut tables, from, loaded, progress).await?;
        keys::restore(&mut transaction, &beside.keys).await?;
        contacts::restore(&mut transaction, &beside.contacts, &beside.accesses).await?;
        transaction.commit().await?;
        self.committed.send_replace(last);
        self.tidy(writer).await;
        Ok(last)
    }

    async fn close(&self) {
        let writer = self.writer.lock().await.take();
        self.readers.close().await;
        if let Some(mut writer) = writer {
            let folded = checkpoint(&mut writer).await;
            let closed = writer.close().await.map_err(StoreError::from);
            if let Err(error) = folded.and(closed) {
                tracing::warn!(path = %self.path.display(), ?error, "the database was not closed cleanly");
            }
        }
    }
}
