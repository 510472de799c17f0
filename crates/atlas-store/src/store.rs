//! What a store does, whichever database stands behind it.

use std::time::Duration;

use async_trait::async_trait;
use atlas_model::{ChangeSet, Dataset, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, Utc};

use crate::{Committed, Contacts, Keys, Proposals, StoreError, Terms, Written};

/// Is told how many changes have been written, out of how many.
pub type Progress<'a> = &'a mut (dyn FnMut(usize, usize) + Send);

/// The record of truth.
///
/// Writers are serialised, in this process and among processes, so the order of revision numbers is the
/// order of commits. A writer that is killed at any instant leaves either all of its change set or nothing.
#[async_trait]
pub trait Store: Keys + Proposals + Contacts {
    /// All current records at one revision, read in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a row cannot be read back as a record, or a failure of the database.
    async fn load(&self) -> Result<Dataset, StoreError>;

    /// The number of the last revision; 0 for an empty store.
    ///
    /// # Errors
    /// A failure of the database.
    async fn revision(&self) -> Result<RevisionNumber, StoreError>;

    /// The number of the last revision that was recorded at or before a time; 0 before the first. Every
    /// commit has a time of its own, so this is always one with which a commit ended.
    ///
    /// # Errors
    /// A failure of the database.
    async fn revision_at(&self, at: DateTime<Utc>) -> Result<RevisionNumber, StoreError>;

    /// Commits a change set, all or nothing, if its terms are met.
    ///
    /// Records are put in the order of [`atlas_model::RecordKind::ALL`] and deleted in the opposite order,
    /// so that whoever replays the revisions one by one nearly always meets a record after those that it
    /// refers to. A put that changes nothing makes no revision.
    ///
    /// `at` is the caller's clock; it is cut to milliseconds. Every commit has a time of its own, later
    /// than those before it: should the clock have gone back, or stood still, the millisecond after that
    /// of the last revision is recorded instead.
    ///
    /// # Errors
    /// [`StoreError::Stale`] or [`StoreError::KeyReused`] where the terms are not met; where they decide of
    /// a change set, [`StoreError::NoChangeSet`], [`StoreError::Outdated`], [`StoreError::Settled`] or
    /// [`StoreError::AlreadyDecided`] if that cannot be;
    /// [`StoreError::Refused`] with every fault, [`StoreError::Busy`] when another process kept the
    /// database locked, or a failure of the database. In each case nothing was written, but for one:
    /// [`StoreError::Unavailable`] may come when the connection was lost just as the server was told to
    /// commit, and then whether it did shows in the revisions once it answers again. Sending the change
    /// set again is harmless: what it did the first time, it does not do twice.
    async fn commit_on(
        &self,
        change_set: &ChangeSet,
        terms: &Terms,
        at: DateTime<Utc>,
    ) -> Result<Committed, StoreError>;

    /// Commits a change set whatever changed meanwhile, and gives its revisions in the order of their
    /// numbers.
    ///
    /// # Errors
    /// As [`Store::commit_on`].
    async fn commit(&self, change_set: &ChangeSet, at: DateTime<Utc>) -> Result<Vec<Revision>, StoreError> {
        Ok(self.commit_on(change_set, &Terms::default(), at).await?.revisions)
    }

    /// Like [`Store::commit_on`], for change sets too large to give back: tells its progress as it writes
    /// and gives the numbers of the revisions alone.
    ///
    /// # Errors
    /// As [`Store::commit_on`].
    async fn import(
        &self,
        change_set: &ChangeSet,
        terms: &Terms,
        at: DateTime<Utc>,
        progress: Progress<'_>,
    ) -> Result<Written, StoreError>;

    /// At most `limit` revisions that follow `after`, in order and without gaps.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a revision cannot be read, or a failure of the database.
    async fn revisions_since(&self, after: RevisionNumber, limit: u32) -> Result<Vec<Revision>, StoreError>;

    /// Every revision of one record, the oldest first; empty if it never existed.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a revision cannot be read, or a failure of the database.
    async fn history(&self, target: &RecordRef) -> Result<Vec<Revision>, StoreError>;

    /// Waits for the last revision to become greater than `after`, and gives it as soon as it is; gives
    /// the last number all the same after `at_most`. Commits of other handles and processes count too.
    ///
    /// Any number of callers may wait at once. A server tells of its commits by itself; while it cannot,
    /// it is asked again and again.
    ///
    /// # Errors
    /// A failure of the database; [`StoreError::Unavailable`] within seconds when its server is gone.
    async fn changed(&self, after: RevisionNumber, at_most: Duration) -> Result<RevisionNumber, StoreError>;

    /// Makes this empty store a copy of another, with its whole history, its API keys, its change
    /// sets with their files and decisions and its personal contacts, in one transaction; gives the number of the last revision.
    /// Revisions keep their numbers, times and texts; what is committed to `from` meanwhile is not copied.
    /// Progress counts revisions and records.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where change sets of `from` change all the time,
    /// [`StoreError::NotEmpty`] if this store has any revision, [`StoreError::Corrupt`] if the records of
    /// `from` are not those that its revisions lead to, or a failure of either database. In each case
    /// nothing was written.
    async fn restore(&self, from: &dyn Store, progress: Progress<'_>) -> Result<RevisionNumber, StoreError>;

    /// Ends every connection; a file is then complete without its side files. Later calls fail.
    async fn close(&self);
}
