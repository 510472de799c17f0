//! Stores that misbehave.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use atlas_model::{ChangeSet, Dataset, Id, RecordRef, Revision, RevisionNumber};
use atlas_store::{
    ApiKey, ChangeSetInfo, Committed, ContactAccess, Contacts, Decided, Fingerprint, Keys, PersonalContact,
    Progress, ProposalFilter, Proposals, SheetFile, Store, StoreError, Submission, SubmittedFile, Terms,
    Visitor, Written,
};
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

            async fn revision_at(&self, _: DateTime<Utc>) -> Result<RevisionNumber, StoreError> {
                $behaviour
            }

            async fn commit_on(
                &self,
                _: &ChangeSet,
                _: &Terms,
                _: DateTime<Utc>,
            ) -> Result<Committed, StoreError> {
                $behaviour
            }

            async fn import(
                &self,
                _: &ChangeSet,
                _: &Terms,
                _: DateTime<Utc>,
                _: Progress<'_>,
            ) -> Result<Written, StoreError> {
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

        #[async_trait]
        impl Keys for $store {
            async fn create_key(&self, _: &ApiKey) -> Result<(), StoreError> {
                $behaviour
            }

            async fn keys(&self) -> Result<Vec<ApiKey>, StoreError> {
                $behaviour
            }

            async fn find_key(&self, _: &str) -> Result<Option<ApiKey>, StoreError> {
                $behaviour
            }

            async fn revoke_key(&self, _: &str, _: DateTime<Utc>) -> Result<bool, StoreError> {
                $behaviour
            }

            async fn note_key_uses(&self, _: &[(String, DateTime<Utc>)]) -> Result<(), StoreError> {
                $behaviour
            }
        }

        #[async_trait]
        impl Contacts for $store {
            async fn read_contacts(
                &self,
                _: &Id,
                _: &Visitor,
                _: DateTime<Utc>,
            ) -> Result<Vec<PersonalContact>, StoreError> {
                $behaviour
            }

            async fn replace_contacts(
                &self,
                _: &Id,
                _: &[PersonalContact],
                _: Option<Fingerprint>,
                _: &Visitor,
                _: DateTime<Utc>,
            ) -> Result<(), StoreError> {
                $behaviour
            }

            async fn contact_accesses(
                &self,
                _: Option<u64>,
                _: u32,
            ) -> Result<Vec<ContactAccess>, StoreError> {
                $behaviour
            }

            async fn every_contact(&self) -> Result<Vec<(Id, PersonalContact)>, StoreError> {
                $behaviour
            }
        }

        #[async_trait]
        impl Proposals for $store {
            async fn submit(&self, _: &Submission) -> Result<(), StoreError> {
                $behaviour
            }

            async fn revise(
                &self,
                _: &str,
                _: u32,
                _: &SheetFile,
                _: DateTime<Utc>,
            ) -> Result<(), StoreError> {
                $behaviour
            }

            async fn withdraw(&self, _: &str, _: u32, _: DateTime<Utc>) -> Result<(), StoreError> {
                $behaviour
            }

            async fn change_set(&self, _: &str) -> Result<Option<ChangeSetInfo>, StoreError> {
                $behaviour
            }

            async fn change_sets(
                &self,
                _: &ProposalFilter,
                _: Option<(DateTime<Utc>, &str)>,
                _: u32,
            ) -> Result<Vec<ChangeSetInfo>, StoreError> {
                $behaviour
            }

            async fn file(&self, _: &str, _: Option<u32>) -> Result<Option<SubmittedFile>, StoreError> {
                $behaviour
            }

            async fn decisions(&self, _: &str) -> Result<Vec<Decided>, StoreError> {
                $behaviour
            }
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
    /// How often a key was looked up.
    pub(super) lookups: AtomicU64,
}

impl Faulty {
    /// A store that does what another one does.
    pub(super) fn over(inner: Arc<dyn Store>) -> Self {
        let (is_away, lost) = (AtomicBool::new(false), AtomicU64::new(0));
        Self { inner, is_away, lost, batches: AtomicU64::new(0), lookups: AtomicU64::new(0) }
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

    async fn revision_at(&self, at: DateTime<Utc>) -> Result<RevisionNumber, StoreError> {
        self.there()?.revision_at(at).await
    }

    async fn commit_on(
        &self,
        changes: &ChangeSet,
        terms: &Terms,
        at: DateTime<Utc>,
    ) -> Result<Committed, StoreError> {
        self.there()?.commit_on(changes, terms, at).await
    }

    async fn import(
        &self,
        changes: &ChangeSet,
        terms: &Terms,
        at: DateTime<Utc>,
        progress: Progress<'_>,
    ) -> Result<Written, StoreError> {
        self.there()?.import(changes, terms, at, progress).await
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

#[async_trait]
impl Keys for Faulty {
    async fn create_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        self.there()?.create_key(key).await
    }

    async fn keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        self.there()?.keys().await
    }

    async fn find_key(&self, id: &str) -> Result<Option<ApiKey>, StoreError> {
        self.lookups.fetch_add(1, Ordering::SeqCst);
        self.there()?.find_key(id).await
    }

    async fn revoke_key(&self, id: &str, at: DateTime<Utc>) -> Result<bool, StoreError> {
        self.there()?.revoke_key(id, at).await
    }

    async fn note_key_uses(&self, uses: &[(String, DateTime<Utc>)]) -> Result<(), StoreError> {
        self.there()?.note_key_uses(uses).await
    }
}

#[async_trait]
impl Proposals for Faulty {
    async fn submit(&self, submission: &Submission) -> Result<(), StoreError> {
        self.there()?.submit(submission).await
    }

    async fn revise(
        &self,
        id: &str,
        version: u32,
        sheet: &SheetFile,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.there()?.revise(id, version, sheet, at).await
    }

    async fn withdraw(&self, id: &str, version: u32, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.there()?.withdraw(id, version, at).await
    }

    async fn change_set(&self, id: &str) -> Result<Option<ChangeSetInfo>, StoreError> {
        self.there()?.change_set(id).await
    }

    async fn change_sets(
        &self,
        filter: &ProposalFilter,
        before: Option<(DateTime<Utc>, &str)>,
        limit: u32,
    ) -> Result<Vec<ChangeSetInfo>, StoreError> {
        self.there()?.change_sets(filter, before, limit).await
    }

    async fn file(&self, id: &str, number: Option<u32>) -> Result<Option<SubmittedFile>, StoreError> {
        self.there()?.file(id, number).await
    }

    async fn decisions(&self, id: &str) -> Result<Vec<Decided>, StoreError> {
        self.there()?.decisions(id).await
    }
}

#[async_trait]
impl Contacts for Faulty {
    async fn read_contacts(
        &self,
        actor: &Id,
        by: &Visitor,
        at: DateTime<Utc>,
    ) -> Result<Vec<PersonalContact>, StoreError> {
        self.there()?.read_contacts(actor, by, at).await
    }

    async fn replace_contacts(
        &self,
        actor: &Id,
        contacts: &[PersonalContact],
        seen: Option<Fingerprint>,
        by: &Visitor,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.there()?.replace_contacts(actor, contacts, seen, by, at).await
    }

    async fn contact_accesses(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<ContactAccess>, StoreError> {
        self.there()?.contact_accesses(before, limit).await
    }

    async fn every_contact(&self) -> Result<Vec<(Id, PersonalContact)>, StoreError> {
        self.there()?.every_contact().await
    }
}
