//! Keeps change sets in the file. They take part in no revision, so nobody who follows the store is told.

use async_trait::async_trait;
use atlas_model::{Id, ProposalState};
use chrono::{DateTime, SubsecRound, Utc};
use sqlx::{Connection, QueryBuilder, SqliteConnection};

use super::SqliteStore;
use super::revision::{read_time, write_time};
use crate::proposals::{
    ProposalTables, Reached, Step, clean, hash, proposal_statements, read_count, read_decided, read_hash,
    read_territories, revise, submit, withdraw, write_territories,
};
use crate::revision::{read_id, read_number};
use crate::{
    ChangeSetHeader, ChangeSetInfo, Decided, ProposalFilter, Proposals, SheetFile, StoreError, Submission,
    SubmittedFile,
};

proposal_statements!(SqliteConnection, String, write_time, read_time);

impl SqliteStore {
    /// Changes change sets, in a transaction.
    async fn change(
        &self,
        change: impl AsyncFnOnce(&mut SqliteConnection) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        change(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }
}

#[async_trait]
impl Proposals for SqliteStore {
    async fn submit(&self, submission: &Submission) -> Result<(), StoreError> {
        self.change(async |connection| submit(connection, submission).await).await
    }

    async fn revise(
        &self,
        id: &str,
        version: u32,
        sheet: &SheetFile,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.change(async |connection| revise(connection, id, version, sheet, at).await).await
    }

    async fn withdraw(&self, id: &str, version: u32, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.change(async |connection| withdraw(connection, id, version, at).await).await
    }

    async fn change_set(&self, id: &str) -> Result<Option<ChangeSetInfo>, StoreError> {
        self.readers.acquire().await?.find(id).await
    }

    async fn change_sets(
        &self,
        filter: &ProposalFilter,
        before: Option<(DateTime<Utc>, &str)>,
        limit: u32,
    ) -> Result<Vec<ChangeSetInfo>, StoreError> {
        self.readers.acquire().await?.list(filter, before, limit).await
    }

    async fn file(&self, id: &str, number: Option<u32>) -> Result<Option<SubmittedFile>, StoreError> {
        self.readers.acquire().await?.file(id, number).await
    }

    async fn decisions(&self, id: &str) -> Result<Vec<Decided>, StoreError> {
        self.readers.acquire().await?.decisions(id).await
    }
}
