//! Stores that misbehave.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use atlas_model::{ChangeSet, Dataset, RecordRef, Revision, RevisionNumber};
use atlas_store::{Progress, Store, StoreError};
use chrono::{DateTime, Utc};

/// Never answers.
pub(super) struct Stuck;

/// Panics, with words that must not leave the service.
pub(super) struct Panicking;

/// Cannot be reached.
pub(super) struct Away;

/// Is kept locked by others.
pub(super) struct Busy;

macro_rules! misbehaves {
    ($store:ident, $behaviour:expr) => {
        #[async_trait]
        impl Store for $store {
            async fn load(&self) -> Result<Dataset, StoreError> {
                $behaviour
            }

            async fn revision(&self) -> Result<RevisionNumber, StoreError> {
                $behaviour
            }

            async fn commit(&self, _: &ChangeSet, _: DateTime<Utc>) -> Result<Vec<Revision>, StoreError> {
                $behaviour
            }

            async fn import(
                &self,
                _: &ChangeSet,
                _: DateTime<Utc>,
                _: Progress<'_>,
            ) -> Result<RevisionNumber, StoreError> {
                $behaviour
            }

            async fn revisions_since(&self, _: RevisionNumber, _: u32) -> Result<Vec<Revision>, StoreError> {
                $behaviour
            }

            async fn history(&self, _: &RecordRef) -> Result<Vec<Revision>, StoreError> {
                $behaviour
            }

            async fn changed(&self, _: RevisionNumber, _: Duration) -> Result<RevisionNumber, StoreError> {
                $behaviour
            }

            async fn restore(&self, _: &dyn Store, _: Progress<'_>) -> Result<RevisionNumber, StoreError> {
                $behaviour
            }

            async fn close(&self) {}
        }
    };
}
misbehaves!(Stuck, pending().await);
misbehaves!(Panicking, panic!("a secret of the inside"));
misbehaves!(Away, Err(StoreError::Unavailable(sqlx::Error::PoolClosed)));
misbehaves!(Busy, Err(StoreError::Busy));

/// Another store, but for what a test switches on.
pub(super) struct Faulty {
    inner: Arc<dyn Store>,
    /// It cannot be reached.
    pub(super) is_away: AtomicBool,
    /// The log lacks the revision of this number.
    pub(super) lost: AtomicU64,
    /// How often revisions were read.
    pub(super) batches: AtomicU64,
}

impl Faulty {
    /// A store that does what another one does.
    pub(super) fn over(inner: Arc<dyn Store>) -> Self {
        let (is_away, lost, batches) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
        Self { inner, is_away, lost, batches }
    }

    fn there(&self) -> Result<&dyn Store, StoreError> {
        if self.is_away.load(Ordering::SeqCst) {
            Err(StoreError::Unavailable(sqlx::Error::PoolClosed))
        } else {
            Ok(&*self.inner)
        }
    }
}

#[async_trait]
impl Store for Faulty {
    async fn load(&self) -> Result<Dataset, StoreError> {
        self.there()?.load().await
    }

    async fn revision(&self) -> Result<RevisionNumber, StoreError> {
        self.there()?.revision().await
    }

    async fn commit(&self, changes: &ChangeSet, at: DateTime<Utc>) -> Result<Vec<Revision>, StoreError> {
        self.there()?.commit(changes, at).await
    }

    async fn import(
        &self,
        changes: &ChangeSet,
        at: DateTime<Utc>,
        progress: Progress<'_>,
    ) -> Result<RevisionNumber, StoreError> {
        self.there()?.import(changes, at, progress).await
    }

    async fn revisions_since(&self, after: RevisionNumber, limit: u32) -> Result<Vec<Revision>, StoreError> {
        self.batches.fetch_add(1, Ordering::SeqCst);
        let mut revisions = self.there()?.revisions_since(after, limit).await?;
        revisions.retain(|revision| revision.number != self.lost.load(Ordering::SeqCst));
        Ok(revisions)
    }

    async fn history(&self, target: &RecordRef) -> Result<Vec<Revision>, StoreError> {
        self.there()?.history(target).await
    }

    async fn changed(&self, after: RevisionNumber, at_most: Duration) -> Result<RevisionNumber, StoreError> {
        self.there()?.changed(after, at_most).await
    }

    async fn restore(&self, from: &dyn Store, progress: Progress<'_>) -> Result<RevisionNumber, StoreError> {
        self.there()?.restore(from, progress).await
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}
