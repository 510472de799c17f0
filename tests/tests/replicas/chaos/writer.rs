//! A writer: commits small change sets, one after another, until each is accepted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use atlas_model::{Change, ChangeSet, Id, Need, RecordKind, RecordRef, RevisionNumber};
use atlas_store::{Store, StoreError};
use atlas_synth::Random;

use super::{Field, SEED, lock};
use crate::{change_set, need};

/// How long a writer leaves a database alone that could not do what was asked.
const PAUSE: Duration = Duration::from_millis(50);

/// What a writer did.
pub(super) struct Written {
    pub(super) author: String,
    /// The reason of each accepted change set, which no other has, with its revisions.
    pub(super) accepted: BTreeMap<String, Vec<RevisionNumber>>,
    /// Its needs as they must stand at the end.
    pub(super) needs: BTreeMap<Id, Need>,
    /// How many change sets were found in the log after a failure that left their fate open.
    pub(super) resolved: usize,
}

/// Writes until it is over.
pub(super) async fn write(field: Arc<Field>, number: usize, like: Need) -> Written {
    let author = format!("writer-{number:02}");
    let mut random = Random::new(SEED + 1 + number as u64);
    let store = open_when_possible(&field.url).await;
    let mut written = Written { author, accepted: BTreeMap::new(), needs: BTreeMap::new(), resolved: 0 };
    let mut serial = 0;
    while !field.is_over() {
        serial += 1;
        let reason = format!("{} {serial}", written.author);
        let (changes, kept) = written.plan(&like, &reason, &mut random);
        let change_set = change_set(&written.author, &reason, changes);
        let (numbers, is_resolved) = commit(&*store, &change_set).await;
        assert_eq!(numbers.len(), change_set.changes.len(), "{reason}: {numbers:?}");
        written.resolved += usize::from(is_resolved);
        for change in change_set.changes {
            match change {
                Change::Put(record) => {
                    let atlas_model::Record::Need(need) = record else { panic!("only needs are written") };
                    written.needs.insert(need.id.clone(), need);
                }
                Change::Delete(target) => _ = written.needs.remove(&target.id),
            }
        }
        let last = *numbers.last().unwrap();
        if let Some(kept) = kept {
            lock(&field.written).push((last, kept));
        }
        written.accepted.insert(reason, numbers);
        tokio::time::sleep(Duration::from_millis(20 + random.below(100) as u64)).await;
    }
    store.close().await;
    written
}

impl Written {
    /// A few changes: one need more, perhaps another one changed and one withdrawn. Gives the name of the
    /// new one, where it will stay.
    fn plan(&self, like: &Need, reason: &str, random: &mut Random) -> (Vec<Change>, Option<String>) {
        let stays = random.below(3) == 0;
        let kind = if stays { "kept" } else { "passing" };
        let name = format!("{}-{kind}-{}", self.author, self.accepted.len());
        let mut changes = vec![Change::Put(need(like, &name, reason).into())];
        let passing: Vec<&Need> =
            self.needs.values().filter(|need| need.id.as_str().contains("passing")).collect();
        if passing.len() > 2 {
            let (one, other) = (random.below(passing.len()), random.below(passing.len()));
            changes.push(Change::Put(need(passing[one], passing[one].id.as_str(), reason).into()));
            if one != other {
                let id = passing[other].id.clone();
                changes.push(Change::Delete(RecordRef { kind: RecordKind::Need, id }));
            }
        }
        (changes, stays.then_some(name))
    }
}

/// Commits a change set, however often that takes. Gives its revisions, and whether they had to be looked for.
async fn commit(store: &dyn Store, change_set: &ChangeSet) -> (Vec<RevisionNumber>, bool) {
    loop {
        match store.commit(change_set, chrono::Utc::now()).await {
            Ok(revisions) => return (revisions.iter().map(|revision| revision.number).collect(), false),
            // Nothing was written.
            Err(StoreError::Busy) => {}
            Err(StoreError::Unavailable { .. } | StoreError::Database(_)) => {
                let found = find(store, change_set).await;
                if !found.is_empty() {
                    return (found, true);
                }
            }
            Err(error) => panic!("{}: {error:?}", change_set.reason),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The revisions of a change set in the log, as soon as that can be read.
async fn find(store: &dyn Store, change_set: &ChangeSet) -> Vec<RevisionNumber> {
    let mut found = Vec::new();
    for change in &change_set.changes {
        let history = loop {
            match store.history(&change.target()).await {
                Ok(history) => break history,
                Err(StoreError::Unavailable { .. } | StoreError::Busy | StoreError::Database(_)) => {
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => panic!("{}: {error:?}", change_set.reason),
            }
        };
        let ours = history.iter().filter(|revision| revision.reason == change_set.reason);
        found.extend(ours.map(|revision| revision.number));
    }
    let is_whole = found.is_empty() || found.len() == change_set.changes.len();
    assert!(is_whole, "a part of a change set: {found:?} of {change_set:?}");
    found.sort_unstable();
    found
}

async fn open_when_possible(url: &str) -> Arc<dyn Store> {
    let options = atlas_store::OpenOptions { create: false, readers: 1, ..Default::default() };
    loop {
        match atlas_store::open(url, options.clone()).await {
            Ok(store) => return store,
            Err(StoreError::Unavailable { .. } | StoreError::Busy) => tokio::time::sleep(PAUSE).await,
            Err(error) => panic!("{error:?}"),
        }
    }
}
