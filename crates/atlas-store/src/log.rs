//! What a commit asks of the log, whatever the database: the revisions, and the receipts of requests.

use std::collections::HashMap;

use async_trait::async_trait;
use atlas_model::{Id, Record, RecordKind, Revision, RevisionNumber};
use chrono::{DateTime, Utc};

use crate::StoreError;
use crate::revision::Last;
use crate::terms::{Kept, Receipt};

/// The tables of the log, over one connection.
#[async_trait]
pub(crate) trait Log: Send {
    /// The last revision.
    async fn last(&mut self) -> Result<Last, StoreError>;

    /// The revisions from `first` to `last`.
    async fn revisions(
        &mut self,
        first: RevisionNumber,
        last: RevisionNumber,
    ) -> Result<Vec<Revision>, StoreError>;

    /// The last revision of each of these records, deletions included.
    async fn last_of(
        &mut self,
        kind: RecordKind,
        ids: &[&Id],
    ) -> Result<HashMap<Id, RevisionNumber>, StoreError>;

    /// The records that stand, of those asked for, as their last revisions have them.
    async fn current(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<HashMap<Id, Record>, StoreError>;

    /// What is kept of a request of this sender and key.
    async fn receipt(&mut self, receipt: &Receipt) -> Result<Option<Kept>, StoreError>;

    /// Forgets the receipts of requests before a time.
    async fn forget_receipts(&mut self, before: DateTime<Utc>) -> Result<(), StoreError>;
}

/// Implements [`Log`] for a connection, given how times are bound there. What no text says alike in every database
/// are the functions `last`, `since`, `last_of` and `current`.
macro_rules! log_statements {
    ($connection:ty, $write_time:path) => {
        #[async_trait]
        impl Log for $connection {
            async fn last(&mut self) -> Result<Last, StoreError> {
                last(self).await
            }

            async fn revisions(
                &mut self,
                first: RevisionNumber,
                last: RevisionNumber,
            ) -> Result<Vec<Revision>, StoreError> {
                let count = u32::try_from((last + 1).saturating_sub(first)).unwrap_or(u32::MAX);
                since(self, first.saturating_sub(1), count).await
            }

            async fn last_of(
                &mut self,
                kind: RecordKind,
                ids: &[&Id],
            ) -> Result<HashMap<Id, RevisionNumber>, StoreError> {
                last_of(self, kind, ids).await
            }

            async fn current(
                &mut self,
                kind: RecordKind,
                ids: &[&Id],
            ) -> Result<HashMap<Id, Record>, StoreError> {
                current(self, kind, ids).await
            }

            async fn receipt(&mut self, receipt: &Receipt) -> Result<Option<Kept>, StoreError> {
                let kept: Option<(String, i64, i64)> = sqlx::query_as(
                    "SELECT request, first_revision, last_revision FROM receipt
                     WHERE principal = $1 AND request_key = $2",
                )
                .bind(&receipt.principal)
                .bind(&receipt.key)
                .fetch_optional(self)
                .await?;
                kept.map(Kept::read).transpose()
            }

            async fn forget_receipts(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
                let query = sqlx::query("DELETE FROM receipt WHERE recorded_at < $1");
                query.bind($write_time(before)).execute(self).await?;
                Ok(())
            }
        }
    };
}
pub(crate) use log_statements;
