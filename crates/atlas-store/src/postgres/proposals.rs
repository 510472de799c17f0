//! Keeps change sets in the database. They take part in no revision and wait for no writer, but for one who
//! decides of the same change set: that row is the lock.

use async_trait::async_trait;
use atlas_model::{Id, ProposalState};
use chrono::{DateTime, SubsecRound, Utc};
use sqlx::{Connection, PgConnection, QueryBuilder};

use super::keys::{bound, read_bound};
use super::{ANSWER_WITHIN, BEGIN, PgStore, acquire, wait_at_most, within};
use crate::proposals::{
    ProposalTables, Reached, Step, clean, hash, proposal_statements, read_count, read_decided, read_hash,
    read_territories, revise, submit, withdraw, write_territories,
};
use crate::revision::{read_id, read_number};
use crate::{
    ChangeSetHeader, ChangeSetInfo, Decided, ProposalFilter, Proposals, SheetFile, StoreError, Submission,
    SubmittedFile,
};

proposal_statements!(PgConnection, DateTime<Utc>, bound, read_bound);

impl PgStore {
    /// Changes change sets, in a transaction that waits for others as long as a commit may.
    async fn change(
        &self,
        change: impl AsyncFnOnce(&mut PgConnection) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut connection = acquire(&self.readers).await?;
        let changed = async {
            let mut transaction = connection.begin_with(BEGIN).await?;
            wait_at_most(&mut transaction, self.busy_timeout).await?;
            change(&mut transaction).await?;
            Ok(transaction.commit().await?)
        };
        within(self.busy_timeout + ANSWER_WITHIN, changed).await
    }
}

#[async_trait]
impl Proposals for PgStore {
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
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, connection.find(id)).await
    }

    async fn change_sets(
        &self,
        filter: &ProposalFilter,
        before: Option<(DateTime<Utc>, &str)>,
        limit: u32,
    ) -> Result<Vec<ChangeSetInfo>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, connection.list(filter, before, limit)).await
    }

    async fn file(&self, id: &str, number: Option<u32>) -> Result<Option<SubmittedFile>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, connection.file(id, number)).await
    }

    async fn decisions(&self, id: &str) -> Result<Vec<Decided>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, connection.decisions(id)).await
    }
}
