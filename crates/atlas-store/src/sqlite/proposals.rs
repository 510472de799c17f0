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
    ChangeSetInfo, Decided, ProposalFilter, Proposals, SheetFile, StoreError, Submission, SubmittedFile,
};

proposal_statements!(SqliteConnection, String, write_time, read_time);

#[async_trait]
impl Proposals for SqliteStore {
    async fn submit(&self, submission: &Submission) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        submit(&mut *transaction, submission).await?;
        Ok(transaction.commit().await?)
    }

    async fn revise(
        &self,
        id: &str,
        version: u32,
        sheet: &SheetFile,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        revise(&mut *transaction, id, version, sheet, at).await?;
        Ok(transaction.commit().await?)
    }

    async fn withdraw(&self, id: &str, version: u32, at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        withdraw(&mut *transaction, id, version, at).await?;
        Ok(transaction.commit().await?)
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
