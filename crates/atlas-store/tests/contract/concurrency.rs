//! Several writers and readers at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use atlas_store::StoreError;

use crate::backend::{Backend, commit, noon, puts};
use crate::samples;

const WRITERS: usize = 8;
const COMMITS: usize = 12;

pub(crate) async fn eight_writers_number_their_revisions_without_gaps(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::all_bare())).await;
    let before = store.revision().await.unwrap();
    let write = |writer: usize| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut numbers = Vec::new();
            for n in 0..COMMITS {
                let pair = [
                    samples::project(&format!("w{writer}-{n}"), "own"),
                    samples::project("contested", &format!("{writer}/{n}")),
                ];
                let revisions = commit(&store, &puts(pair)).await;
                assert_eq!(revisions[1].number, revisions[0].number + 1, "one commit is not torn apart");
                numbers.extend(revisions.iter().map(|revision| revision.number));
            }
            numbers
        })
    };
    let mut numbers = Vec::new();
    for writer in (0..WRITERS).map(write).collect::<Vec<_>>() {
        numbers.extend(writer.await.unwrap());
    }
    numbers.sort_unstable();
    let last = before + (WRITERS * COMMITS * 2) as u64;
    assert_eq!(numbers, (before + 1..=last).collect::<Vec<_>>());
    let told = store.revisions_since(before, u32::MAX).await.unwrap();
    assert_eq!(told.iter().map(|revision| revision.number).collect::<Vec<_>>(), numbers);
    assert_eq!(store.load().await.unwrap().projects.len(), WRITERS * COMMITS + 2);
}

pub(crate) async fn readers_see_one_revision_while_a_writer_commits(backend: &impl Backend) {
    const PROJECTS: usize = 200;
    let store = backend.open().await;
    commit(&store, &puts(samples::all_bare())).await;
    let names: Vec<String> = (0..PROJECTS).map(|n| format!("p{n}")).collect();
    let all =
        move |title: &str| puts(names.iter().map(|name| samples::project(name, title)).collect::<Vec<_>>());
    commit(&store, &all("0")).await;
    let base = store.revision().await.unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let reader = {
        let (store, done) = (Arc::clone(&store), Arc::clone(&done));
        tokio::spawn(async move {
            let mut seen = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let dataset = store.load().await.unwrap();
                let round = (dataset.revision - base) / PROJECTS as u64;
                assert_eq!((dataset.revision - base) % PROJECTS as u64, 0, "no half commit");
                let titles = dataset.projects.iter().filter(|project| project.id.as_str() != "bare");
                for project in titles {
                    assert_eq!(project.title.fr.as_deref(), Some(round.to_string().as_str()));
                }
                seen.push(round);
            }
            seen
        })
    };
    for round in 1..=10 {
        commit(&store, &all(&round.to_string())).await;
    }
    done.store(true, Ordering::Relaxed);
    let seen = reader.await.unwrap();
    assert!(!seen.is_empty() && seen.is_sorted(), "{seen:?}");
}

pub(crate) async fn a_new_database_may_be_opened_twice_at_once(backend: &impl Backend) {
    let (one, two, three) = tokio::join!(backend.open(), backend.open(), backend.open());
    commit(&one, &puts(samples::all_bare())).await;
    assert_eq!(two.load().await.unwrap(), three.load().await.unwrap());
}

pub(crate) async fn two_handles_on_one_database_see_each_other(backend: &impl Backend) {
    let (one, two) = (backend.open().await, backend.open().await);
    commit(&one, &puts(samples::all_bare())).await;
    let write = |store: &Arc<dyn atlas_store::Store>, name: &'static str| {
        let store = Arc::clone(store);
        tokio::spawn(async move {
            for n in 0..COMMITS {
                commit(&store, &puts([samples::project(&format!("{name}{n}"), name)])).await;
            }
        })
    };
    let (left, right) = (write(&one, "left"), write(&two, "right"));
    left.await.unwrap();
    right.await.unwrap();
    let (from_one, from_two) = (one.load().await.unwrap(), two.load().await.unwrap());
    assert_eq!(from_one, from_two);
    assert_eq!(from_one.projects.len(), 2 * COMMITS + 1);
}

pub(crate) async fn a_closed_store_refuses_politely(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::all_bare())).await;
    store.close().await;
    store.close().await;
    let late = store.commit(&puts([samples::project("late", "late")]), noon()).await;
    assert!(matches!(late, Err(StoreError::Database(_))), "{late:?}");
    assert!(matches!(store.load().await, Err(StoreError::Database(_))));
}
