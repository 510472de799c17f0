//! What the history tells.

use std::collections::BTreeMap;

use atlas_model::{Action, Change, ChangeSet, Dataset, Record, RecordKind, RecordRef};
use chrono::{Duration, TimeDelta};

use crate::backend::{Backend, commit, deletes, id, noon, puts, target};
use crate::samples;

pub(crate) async fn revisions_tell_what_was_before_and_after(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let project = |title: &str| Record::from(samples::project("p", title));
    let at = noon() + Duration::microseconds(1_234_567);
    let update = ChangeSet {
        author: "relations internationales".to_owned(),
        reason: "enquête".to_owned(),
        campaign: Some(id("full")),
        changes: vec![Change::Put(project("two"))],
    };
    commit(&store, &puts([project("one")])).await;
    let updated = store.commit(&update, at).await.unwrap();
    commit(&store, &deletes([target(RecordKind::Project, "p")])).await;

    let history = store.history(&target(RecordKind::Project, "p")).await.unwrap();
    let told: Vec<_> = history.iter().map(|r| (r.action, r.before.clone(), r.after.clone())).collect();
    assert_eq!(
        told,
        [
            (Action::Created, None, Some(project("one"))),
            (Action::Updated, Some(project("one")), Some(project("two"))),
            (Action::Deleted, Some(project("two")), None),
        ]
    );
    assert_eq!(history[1..2], updated, "what commit gave is what history tells");
    let revision = &history[1];
    assert_eq!(
        (revision.author.as_str(), revision.reason.as_str()),
        ("relations internationales", "enquête")
    );
    assert_eq!(revision.campaign, Some(id("full")));
    assert_eq!(revision.recorded_at, noon() + TimeDelta::milliseconds(1_234), "cut to milliseconds");
    assert!(store.history(&target(RecordKind::Project, "never")).await.unwrap().is_empty());
}

pub(crate) async fn the_feed_is_ordered_and_paged_without_gaps(backend: &impl Backend) {
    let store = backend.open().await;
    let mut given = commit(&store, &puts(samples::world())).await;
    given.extend(commit(&store, &deletes([target(RecordKind::Need, "full")])).await);
    let (mut after, mut told) = (0, Vec::new());
    loop {
        let page = store.revisions_since(after, 4).await.unwrap();
        assert!(page.len() <= 4);
        let Some(last) = page.last() else { break };
        after = last.number;
        told.extend(page);
    }
    assert_eq!(told, given);
    let numbers: Vec<u64> = told.iter().map(|revision| revision.number).collect();
    assert_eq!(numbers, (1..=given.len() as u64).collect::<Vec<_>>());
    assert!(store.revisions_since(after + 5, 4).await.unwrap().is_empty());
    assert!(store.revisions_since(0, 0).await.unwrap().is_empty());
}

pub(crate) async fn the_feed_replayed_is_the_dataset(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    commit(&store, &puts([samples::project("bare", "changed"), samples::project("new", "new")])).await;
    commit(&store, &deletes([target(RecordKind::Resource, "full")])).await;
    let mut standing: BTreeMap<RecordRef, Record> = BTreeMap::new();
    for revision in store.revisions_since(0, u32::MAX).await.unwrap() {
        let before = match revision.after {
            Some(record) => standing.insert(revision.target, record),
            None => standing.remove(&revision.target),
        };
        assert_eq!(before, revision.before, "each revision begins where the one before it ended");
    }
    let mut replayed = Dataset::from_records(standing.into_values());
    replayed.revision = store.revision().await.unwrap();
    assert_eq!(store.load().await.unwrap(), replayed);
}

pub(crate) async fn times_never_contradict_the_order_of_revisions(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::all_bare())).await;
    let earlier = noon() - TimeDelta::hours(1);
    let revisions = store.commit(&puts([samples::project("p", "p")]), earlier).await.unwrap();
    let next = noon() + TimeDelta::milliseconds(1);
    assert_eq!(revisions[0].recorded_at, next, "the clock went back; time in the atlas does not");
}

pub(crate) async fn a_time_leads_to_the_last_commit_before_it(backend: &impl Backend) {
    let store = backend.open().await;
    assert_eq!(store.revision_at(noon()).await.unwrap(), 0);
    let world = commit(&store, &puts(samples::world())).await.len() as u64;
    let second = noon() + TimeDelta::seconds(1);
    store.commit(&puts([samples::project("p", "p"), samples::project("q", "q")]), second).await.unwrap();
    // At the same time by the clock: every commit has a time of its own all the same.
    store.commit(&puts([samples::project("r", "r")]), second).await.unwrap();
    let instant = TimeDelta::milliseconds(1);
    for (at, revision) in [
        (noon() - instant, 0),
        (noon(), world),
        (second - instant, world),
        (second, world + 2),
        (second + instant, world + 3),
        (second + TimeDelta::days(1), world + 3),
    ] {
        assert_eq!(store.revision_at(at).await.unwrap(), revision, "{at}");
    }
}
