//! Stores that misbehave.

use std::future::pending;

use async_trait::async_trait;
use atlas_model::{ChangeSet, Dataset, RecordRef, Revision, RevisionNumber};
use atlas_store::{Progress, Store, StoreError};
use chrono::{DateTime, Utc};

/// Never answers.
pub(super) struct Stuck;

/// Panics, with words that must not leave the service.
pub(super) struct Panicking;

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

            async fn close(&self) {}
        }
    };
}
misbehaves!(Stuck, pending().await);
misbehaves!(Panicking, panic!("a secret of the inside"));
