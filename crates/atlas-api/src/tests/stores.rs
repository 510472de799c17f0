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

/// What is the matter with a store, whatever it is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Trouble {
    /// It never answers.
    Stuck,
    /// It panics, with words that must not leave the service.
    Panicking,
    /// It cannot be reached.
    Away,
    /// It is kept locked by others.
    Busy,
}

impl Trouble {
    async fn befall<T>(self) -> Result<T, StoreError> {
        match self {
            Self::Stuck => pending().await,
            Self::Panicking => panic!("a secret of the inside"),
            Self::Away => Err(StoreError::Unavailable(sqlx::Error::PoolClosed)),
            Self::Busy => Err(StoreError::Busy),
        }
    }
}

/// Another store, but for what a test switches on; or none at all.
pub(super) struct Faulty {
    inner: Result<Arc<dyn Store>, Trouble>,
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
        Self::of(Ok(inner))
    }

    /// A store that does nothing, in its way.
    pub(super) fn always(trouble: Trouble) -> Arc<dyn Store> {
        Arc::new(Self::of(Err(trouble)))
    }

    fn of(inner: Result<Arc<dyn Store>, Trouble>) -> Self {
        let (is_away, lost) = (AtomicBool::new(false), AtomicU64::new(0));
        Self { inner, is_away, lost, batches: AtomicU64::new(0), lookups: AtomicU64::new(0) }
    }

    async fn there(&self) -> Result<&dyn Store, StoreError> {
        match &self.inner {
            Ok(_) if self.is_away.load(Ordering::SeqCst) => Trouble::Away.befall().await,
            Ok(inner) => Ok(&**inner),
            Err(trouble) => trouble.befall().await,
        }
    }
}

/// Methods that only hand on what they are asked; others beside them.
macro_rules! hands_on {
    ($trait:ident {
        $($method:ident($($name:ident: $type:ty),*) -> $answer:ty;)+
    } $($other:tt)*) => {
        #[async_trait]
        impl $trait for Faulty {
            $(
                async fn $method(&self, $($name: $type),*) -> Result<$answer, StoreError> {
                    self.there().await?.$method($($name),*).await
                }
            )+

            $($other)*
        }
    };
}

hands_on! {
    Store {
        load() -> Dataset;
        revision() -> RevisionNumber;
        revision_at(at: DateTime<Utc>) -> RevisionNumber;
        commit_on(changes: &ChangeSet, terms: &Terms, at: DateTime<Utc>) -> Committed;
        import(changes: &ChangeSet, terms: &Terms, at: DateTime<Utc>, progress: Progress<'_>) -> Written;
        history(target: &RecordRef) -> Vec<Revision>;
        changed(after: RevisionNumber, at_most: Duration) -> RevisionNumber;
        restore(from: &dyn Store, progress: Progress<'_>) -> RevisionNumber;
    }

    async fn revisions_since(&self, after: RevisionNumber, limit: u32) -> Result<Vec<Revision>, StoreError> {
        self.batches.fetch_add(1, Ordering::SeqCst);
        let mut revisions = self.there().await?.revisions_since(after, limit).await?;
        revisions.retain(|revision| revision.number != self.lost.load(Ordering::SeqCst));
        Ok(revisions)
    }

    async fn close(&self) {
        if let Ok(inner) = &self.inner {
            inner.close().await;
        }
    }
}

hands_on! {
    Keys {
        create_key(key: &ApiKey) -> ();
        keys() -> Vec<ApiKey>;
        revoke_key(id: &str, at: DateTime<Utc>) -> bool;
        note_key_uses(uses: &[(String, DateTime<Utc>)]) -> ();
    }

    async fn find_key(&self, id: &str) -> Result<Option<ApiKey>, StoreError> {
        self.lookups.fetch_add(1, Ordering::SeqCst);
        self.there().await?.find_key(id).await
    }
}

hands_on! {
    Proposals {
        submit(submission: &Submission) -> ();
        revise(id: &str, version: u32, sheet: &SheetFile, at: DateTime<Utc>) -> ();
        withdraw(id: &str, version: u32, at: DateTime<Utc>) -> ();
        change_set(id: &str) -> Option<ChangeSetInfo>;
        change_sets(filter: &ProposalFilter, before: Option<(DateTime<Utc>, &str)>, limit: u32) -> Vec<ChangeSetInfo>;
        file(id: &str, number: Option<u32>) -> Option<SubmittedFile>;
        decisions(id: &str) -> Vec<Decided>;
    }
}

hands_on! {
    Contacts {
        read_contacts(actor: &Id, by: &Visitor, at: DateTime<Utc>) -> Vec<PersonalContact>;
        replace_contacts(
            actor: &Id, contacts: &[PersonalContact], seen: Option<Fingerprint>, by: &Visitor, at: DateTime<Utc>
        ) -> ();
        contact_accesses(before: Option<u64>, limit: u32) -> Vec<ContactAccess>;
        every_contact() -> Vec<(Id, PersonalContact)>;
    }
}
