//! The databases on which the contract is run, and the few steps that every test takes.

use std::path::PathBuf;
use std::sync::Arc;

use atlas_model::{Change, ChangeSet, Fault, Id, Record, RecordKind, RecordRef, Revision};
use atlas_store::{OpenOptions, Store, StoreError, open};
use atlas_testdb::Database;
use chrono::{DateTime, TimeZone, Utc};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

/// One fresh database, which can be opened as often as a test likes.
pub(crate) trait Backend: Send + Sync {
    fn location(&self) -> String;

    async fn open(&self) -> Arc<dyn Store> {
        open(&self.location(), OpenOptions::default()).await.expect("the database opens")
    }
}

pub(crate) struct Sqlite {
    folder: TempDir,
}

impl Sqlite {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("atlas.gpkg")
    }
}

impl Backend for Sqlite {
    fn location(&self) -> String {
        self.path().to_str().expect("a plain path").to_owned()
    }
}

pub(crate) struct Postgres {
    database: Database,
}

impl Postgres {
    pub(crate) fn new() -> Self {
        Self { database: atlas_testdb::fresh_database() }
    }
}

impl Backend for Postgres {
    fn location(&self) -> String {
        self.database.url().to_owned()
    }
}

/// A connection beside the store.
pub(crate) async fn connect(location: &str) -> PgConnection {
    PgConnection::connect(location).await.expect("the database can be reached")
}

pub(crate) async fn execute(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect("the statement is right");
}

pub(crate) fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

pub(crate) fn target(kind: RecordKind, text: &str) -> RecordRef {
    RecordRef { kind, id: id(text) }
}

pub(crate) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2015, 11, 23, 12, 0, 0).unwrap()
}

pub(crate) fn change_set(changes: Vec<Change>) -> ChangeSet {
    ChangeSet { author: "test".to_owned(), reason: "contract".to_owned(), campaign: None, changes }
}

pub(crate) fn puts(records: impl IntoIterator<Item = impl Into<Record>>) -> ChangeSet {
    change_set(records.into_iter().map(|record| Change::Put(record.into())).collect())
}

pub(crate) fn deletes(targets: impl IntoIterator<Item = RecordRef>) -> ChangeSet {
    change_set(targets.into_iter().map(Change::Delete).collect())
}

pub(crate) async fn commit(store: &Arc<dyn Store>, change_set: &ChangeSet) -> Vec<Revision> {
    match store.commit(change_set, noon()).await {
        Ok(revisions) => revisions,
        Err(StoreError::Refused(faults)) => panic!("refused: {faults:#?}"),
        Err(error) => panic!("{error:?}"),
    }
}

/// Commits what must be refused, and gives the faults.
pub(crate) async fn refused(store: &Arc<dyn Store>, change_set: &ChangeSet) -> Vec<(RecordRef, Fault)> {
    match store.commit(change_set, noon()).await {
        Err(StoreError::Refused(faults)) => faults,
        other => panic!("not refused: {other:?}"),
    }
}
