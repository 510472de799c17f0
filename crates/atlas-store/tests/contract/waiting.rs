//! Waiting for the next commit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use atlas_model::RevisionNumber;
use atlas_store::Store;

use crate::backend::{Backend, commit, puts};
use crate::samples;

/// Far longer than any commit of these tests takes, far shorter than `FOR_EVER`.
const SOON: Duration = Duration::from_secs(20);
const FOR_EVER: Duration = Duration::from_secs(600);

/// Waits on one handle while another, or the same, commits.
async fn check(waiting: &Arc<dyn Store>, writing: &Arc<dyn Store>) {
    let after = waiting.revision().await.unwrap();
    for round in 1..=3 {
        let title = format!("{round}");
        let set = puts([samples::project("awaited", &title)]);
        let began = Instant::now();
        let (told, revisions) =
            tokio::join!(waiting.changed(after + round - 1, FOR_EVER), commit(writing, &set));
        assert_eq!(told.unwrap(), revisions[0].number);
        assert_eq!(revisions[0].number, after + round);
        assert!(began.elapsed() < SOON);
    }
}

pub(crate) async fn whoever_waits_is_told_of_a_commit(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::all_bare())).await;
    check(&store, &store).await;
}

pub(crate) async fn whoever_waits_is_told_of_what_another_handle_commits(backend: &impl Backend) {
    let (one, two) = (backend.open().await, backend.open().await);
    commit(&one, &puts(samples::all_bare())).await;
    check(&one, &two).await;
    check(&two, &one).await;
}

pub(crate) async fn who_is_behind_does_not_wait_and_who_is_not_waits_no_longer_than_asked(
    backend: &impl Backend,
) {
    let store = backend.open().await;
    assert_eq!(store.changed(0, Duration::ZERO).await.unwrap(), 0);
    let last = commit(&store, &puts(samples::all_bare())).await.len() as RevisionNumber;
    let began = Instant::now();
    assert_eq!(store.changed(0, FOR_EVER).await.unwrap(), last);
    assert_eq!(store.changed(last - 1, FOR_EVER).await.unwrap(), last);
    assert!(began.elapsed() < SOON);

    let briefly = Duration::from_millis(300);
    for after in [last, last + 100] {
        let began = Instant::now();
        assert_eq!(store.changed(after, briefly).await.unwrap(), last);
        assert!(began.elapsed() >= briefly);
    }
}

pub(crate) async fn any_number_may_wait_at_once(backend: &impl Backend) {
    let store = backend.open().await;
    let wait = |_| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.changed(0, FOR_EVER).await.unwrap() })
    };
    let waiting: Vec<_> = (0..50).map(wait).collect();
    let last = commit(&store, &puts(samples::all_bare())).await.len() as RevisionNumber;
    for told in waiting {
        assert_eq!(told.await.unwrap(), last);
    }
}

pub(crate) async fn nobody_waits_for_a_closed_store(backend: &impl Backend) {
    let store = backend.open().await;
    let waiting = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.changed(0, FOR_EVER).await }
    });
    let began = Instant::now();
    store.close().await;
    assert!(waiting.await.unwrap().is_err());
    assert!(store.changed(0, FOR_EVER).await.is_err());
    assert!(began.elapsed() < SOON);
}
