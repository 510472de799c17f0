//! Moving house: a copy of a store, from either database to either.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use atlas_model::{Change, ChangeSet, Dataset, RecordKind, RecordRef, Revision, RevisionNumber};
use atlas_store::{Progress, Store, StoreError};
use chrono::{DateTime, TimeDelta, Utc};

use crate::backend::{Backend, Sqlite, change_set, commit, deletes, id, noon, puts, target};
use crate::samples;

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
        let torn = Torn { origin: Arc::clone(&origin), hides, forgets };
        let failed = copy.restore(&torn, &mut |_, _| {}).await;
        assert!(matches!(failed, Err(StoreError::Corrupt(_))), "{failed:?}");
        assert_eq!(copy.revision().await.unwrap(), 0);
        assert!(copy.load().await.unwrap().is_empty());
    }
    copy.restore(&*origin, &mut |_, _| {}).await.unwrap();
    assert_equal(&origin, &copy).await;
}

/// A store that lost a revision, or a record.
struct Torn {
    origin: Arc<dyn Store>,
    hides: RevisionNumber,
    forgets: bool,
}

#[async_trait]
impl Store for Torn {
    async fn load(&self) -> Result<Dataset, StoreError> {
        let mut dataset = self.origin.load().await?;
        if self.forgets {
            dataset.projects.pop();
        }
        Ok(dataset)
    }

    async fn revision(&self) -> Result<RevisionNumber, StoreError> {
        self.origin.revision().await
    }

    async fn commit(&self, _: &ChangeSet, _: DateTime<Utc>) -> Result<Vec<Revision>, StoreError> {
        panic!("nobody writes to what is copied")
    }

    async fn import(
        &self,
        _: &ChangeSet,
        _: DateTime<Utc>,
        _: Progress<'_>,
    ) -> Result<RevisionNumber, StoreError> {
        panic!("nobody writes to what is copied")
    }

    async fn revisions_since(&self, after: RevisionNumber, limit: u32) -> Result<Vec<Revision>, StoreError> {
        let mut revisions = self.origin.revisions_since(after, limit).await?;
        revisions.retain(|revision| revision.number != self.hides);
        Ok(revisions)
    }

    async fn history(&self, target: &RecordRef) -> Result<Vec<Revision>, StoreError> {
        self.origin.history(target).await
    }

    async fn changed(&self, _: RevisionNumber, _: Duration) -> Result<RevisionNumber, StoreError> {
        self.origin.revision().await
    }

    async fn restore(&self, _: &dyn Store, _: Progress<'_>) -> Result<RevisionNumber, StoreError> {
        panic!("nobody writes to what is copied")
    }

    async fn close(&self) {}
}
