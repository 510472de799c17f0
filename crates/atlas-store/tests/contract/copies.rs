//! Moving house: a copy of a store, from either database to either.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use atlas_model::{Change, ChangeSet, Dataset, Id, RecordKind, RecordRef, Revision, RevisionNumber};
use atlas_store::{
    ApiKey, ChangeSetInfo, Committed, ContactAccess, Contacts, Decided, Fingerprint, Keys, PersonalContact,
    Progress, ProposalFilter, Proposals, SheetFile, Store, StoreError, Submission, SubmittedFile, Terms,
    Visitor, Written,
};
use chrono::{DateTime, TimeDelta, Utc};

use crate::backend::{Backend, Sqlite, change_set, commit, deletes, id, noon, puts, target};
use crate::{proposals, samples};

/// Commits of several authors, days and campaigns: creations, updates, deletions, and a return.
async fn live(store: &Arc<dyn Store>) {
    commit(store, &puts(samples::world())).await;
    let survey = ChangeSet {
        author: "relations internationales".to_owned(),
        reason: "enquête 2015 \"é\"".to_owned(),
        campaign: Some(id("full")),
        changes: vec![
            Change::Put(samples::project("p", "one").into()),
            Change::Put(samples::territory("jp", "jp", 139.5, 35.5).into()),
            Change::Put(samples::actor("tokyo", "jp").into()),
        ],
    };
    store.commit(&survey, noon() + TimeDelta::milliseconds(86_400_001)).await.unwrap();
    commit(store, &puts([samples::project("p", "two"), samples::project("q", "q")])).await;
    commit(store, &deletes([target(RecordKind::Need, "full"), target(RecordKind::Project, "q")])).await;
    commit(store, &puts([samples::project("q", "again")])).await;
    commit(store, &puts([samples::territory("jp", "jp", 140.25, 36.25)])).await;
}

async fn assert_equal(one: &Arc<dyn Store>, other: &Arc<dyn Store>) {
    assert_eq!(one.load().await.unwrap(), other.load().await.unwrap());
    assert_eq!(one.revision().await.unwrap(), other.revision().await.unwrap());
    let all = one.revisions_since(0, u32::MAX).await.unwrap();
    assert_eq!(other.revisions_since(0, u32::MAX).await.unwrap(), all);
    for revision in &all {
        let history = one.history(&revision.target).await.unwrap();
        assert_eq!(other.history(&revision.target).await.unwrap(), history);
    }
}

pub(crate) async fn a_copy_equals_its_original_history_included(backend: &impl Backend) {
    let (there, back) = (Sqlite::new(), Sqlite::new());
    let (origin, copy, returned) = (there.open().await, backend.open().await, back.open().await);
    live(&origin).await;
    let mut told = Vec::new();
    let last = copy.restore(&*origin, &mut |done, of| told.push((done, of))).await.unwrap();
    assert_eq!(last, origin.revision().await.unwrap());
    let total = usize::try_from(last).unwrap() + origin.load().await.unwrap().len();
    assert!(told.is_sorted() && told.last() == Some(&(total, total)), "{told:?}");
    assert_equal(&origin, &copy).await;
    assert_eq!(copy.changed(0, Duration::from_secs(60)).await.unwrap(), last);

    returned.restore(&*copy, &mut |_, _| {}).await.unwrap();
    assert_equal(&origin, &returned).await;
    copy.close().await;
    assert_equal(&origin, &backend.open().await).await;
}

pub(crate) async fn a_copy_goes_on_as_its_original_would(backend: &impl Backend) {
    let there = Sqlite::new();
    let (origin, copy) = (there.open().await, backend.open().await);
    live(&origin).await;
    copy.restore(&*origin, &mut |_, _| {}).await.unwrap();
    // Updates and deletions find the revision that wrote each record, so what was before is told right.
    let standing = origin.load().await.unwrap().into_records();
    let kept = standing.iter().map(atlas_model::Record::reference).map(Change::Delete);
    for set in [
        puts(samples::full()),
        puts([samples::project("p", "three")]),
        change_set(kept.chain([Change::Delete(target(RecordKind::Need, "full"))]).collect()),
    ] {
        let expected = commit(&origin, &set).await;
        assert!(!expected.is_empty());
        assert_eq!(commit(&copy, &set).await, expected);
    }
    assert_equal(&origin, &copy).await;
}

pub(crate) async fn a_copy_of_an_empty_store_is_empty(backend: &impl Backend) {
    let there = Sqlite::new();
    let (origin, copy) = (there.open().await, backend.open().await);
    assert_eq!(copy.restore(&*origin, &mut |_, _| {}).await.unwrap(), 0);
    assert_equal(&origin, &copy).await;
}

pub(crate) async fn a_copy_is_never_made_over_something(backend: &impl Backend) {
    let there = Sqlite::new();
    let (origin, copy) = (there.open().await, backend.open().await);
    live(&origin).await;
    let first = commit(&copy, &puts(samples::all_bare())).await;
    let before = copy.load().await.unwrap();
    match copy.restore(&*origin, &mut |_, _| {}).await {
        Err(StoreError::NotEmpty(last)) => assert_eq!(last, first.len() as RevisionNumber),
        other => panic!("not refused: {other:?}"),
    }
    assert_eq!(copy.load().await.unwrap(), before);
}

pub(crate) async fn a_copy_that_fails_leaves_nothing(backend: &impl Backend) {
    let there = Sqlite::new();
    let (origin, copy) = (there.open().await, backend.open().await);
    live(&origin).await;
    let last = origin.revision().await.unwrap();
    for (hides, forgets) in [(last, false), (last - 3, false), (0, true)] {
        let torn = Torn { hides, forgets, ..Torn::of(&origin) };
        let failed = copy.restore(&torn, &mut |_, _| {}).await;
        assert!(matches!(failed, Err(StoreError::Corrupt(_))), "{failed:?}");
        assert_eq!(copy.revision().await.unwrap(), 0);
        assert!(copy.load().await.unwrap().is_empty());
    }
    copy.restore(&*origin, &mut |_, _| {}).await.unwrap();
    assert_equal(&origin, &copy).await;
}

pub(crate) async fn a_copy_has_what_was_decided_up_to_its_revision_and_no_more(backend: &impl Backend) {
    let there = Sqlite::new();
    let (origin, copy) = (there.open().await, backend.open().await);
    live(&origin).await;
    origin.submit(&proposals::full("c")).await.unwrap();
    let hurried = Torn { decides: AtomicU32::new(2), ..Torn::of(&origin) };
    let last = copy.restore(&hurried, &mut |_, _| {}).await.unwrap();
    assert_eq!(last, origin.revision().await.unwrap(), "it was read again once it stood still");
    assert_equal(&origin, &copy).await;
    let decided = copy.decisions("c").await.unwrap();
    assert_eq!(decided, origin.decisions("c").await.unwrap());
    assert_eq!(decided.last().and_then(|decided| decided.revision), Some(last));

    let (other, restless) = (Sqlite::new(), Torn { decides: AtomicU32::new(u32::MAX), ..Torn::of(&origin) });
    let refused = other.open().await.restore(&restless, &mut |_, _| {}).await;
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
}

/// A store that lost a revision, or a record, or in which a row is decided whenever all is read.
struct Torn {
    origin: Arc<dyn Store>,
    hides: RevisionNumber,
    forgets: bool,
    /// How often a row will be decided.
    decides: AtomicU32,
}

impl Torn {
    fn of(origin: &Arc<dyn Store>) -> Self {
        Self { origin: Arc::clone(origin), hides: 0, forgets: false, decides: AtomicU32::new(0) }
    }
}

/// Methods that only read, which ask the origin, and methods that nobody may call; others beside them.
macro_rules! of_origin {
    ($trait:ident {
        $($read:ident($($name:ident: $type:ty),*) -> $answer:ty;)*
    } never {
        $($write:ident($($given:ty),*) -> $done:ty;)*
    } $($other:tt)*) => {
        #[async_trait]
        impl $trait for Torn {
            $(
                async fn $read(&self, $($name: $type),*) -> Result<$answer, StoreError> {
                    self.origin.$read($($name),*).await
                }
            )*

            $(
                async fn $write(&self, $(_: $given),*) -> Result<$done, StoreError> {
                    panic!("nobody writes to what is copied")
                }
            )*

            $($other)*
        }
    };
}

of_origin! {
    Store {
        revision() -> RevisionNumber;
        revision_at(at: DateTime<Utc>) -> RevisionNumber;
        history(target: &RecordRef) -> Vec<Revision>;
    } never {
        commit_on(&ChangeSet, &Terms, DateTime<Utc>) -> Committed;
        import(&ChangeSet, &Terms, DateTime<Utc>, Progress<'_>) -> Written;
        restore(&dyn Store, Progress<'_>) -> RevisionNumber;
    }

    async fn load(&self) -> Result<Dataset, StoreError> {
        let mut dataset = self.origin.load().await?;
        if self.forgets {
            dataset.projects.pop();
        }
        let left = self.decides.load(Ordering::SeqCst);
        if left > 0 {
            self.decides.store(left - 1, Ordering::SeqCst);
            proposals::decide_next(&self.origin).await;
        }
        Ok(dataset)
    }

    async fn revisions_since(&self, after: RevisionNumber, limit: u32) -> Result<Vec<Revision>, StoreError> {
        let mut revisions = self.origin.revisions_since(after, limit).await?;
        revisions.retain(|revision| revision.number != self.hides);
        Ok(revisions)
    }

    async fn changed(&self, _: RevisionNumber, _: Duration) -> Result<RevisionNumber, StoreError> {
        self.origin.revision().await
    }

    async fn close(&self) {}
}

of_origin! {
    Keys {
        keys() -> Vec<ApiKey>;
        find_key(id: &str) -> Option<ApiKey>;
    } never {
        create_key(&ApiKey) -> ();
        revoke_key(&str, DateTime<Utc>) -> bool;
        note_key_uses(&[(String, DateTime<Utc>)]) -> ();
    }
}

of_origin! {
    Proposals {
        change_set(id: &str) -> Option<ChangeSetInfo>;
        change_sets(filter: &ProposalFilter, before: Option<(DateTime<Utc>, &str)>, limit: u32) -> Vec<ChangeSetInfo>;
        file(id: &str, number: Option<u32>) -> Option<SubmittedFile>;
        decisions(id: &str) -> Vec<Decided>;
    } never {
        submit(&Submission) -> ();
        revise(&str, u32, &SheetFile, DateTime<Utc>) -> ();
        withdraw(&str, u32, DateTime<Utc>) -> ();
    }
}

of_origin! {
    Contacts {
        read_contacts(actor: &Id, by: &Visitor, at: DateTime<Utc>) -> Vec<PersonalContact>;
        contact_accesses(before: Option<u64>, limit: u32) -> Vec<ContactAccess>;
        every_contact() -> Vec<(Id, PersonalContact)>;
    } never {
        replace_contacts(&Id, &[PersonalContact], Option<Fingerprint>, &Visitor, DateTime<Utc>) -> ();
    }
}
