//! What must hold when it is over.

use std::collections::BTreeMap;

use atlas_model::{Id, Need, Revision, RevisionNumber};
use atlas_store::Store;
use atlas_tests::harness::Replica;

use super::writer::Written;

/// Questions about everything that was written, and about what was not.
const ASKED: [&str; 6] = [
    "/v1",
    "/v1/needs?limit=20000&f=csv&lang=zh",
    "/v1/needs?limit=1000&sort=-id&facets=theme,territory:country",
    "/v1/projects?f=geojson&lang=all",
    "/v1/summary",
    "/v1/coordination/actors?in=CN-370000&from=FR",
];

/// The log holds each accepted change set once and whole, nothing else, and no number is missing or there
/// twice. Gives how many change sets were accepted.
pub(super) async fn judge_log(store: &dyn Store, begun_at: RevisionNumber, written: &[Written]) -> usize {
    let log: Vec<Revision> = store.revisions_since(0, u32::MAX).await.unwrap();
    for (revision, number) in log.iter().zip(1..) {
        assert_eq!(revision.number, number, "a revision is missing or there twice");
    }
    let mut found: BTreeMap<&str, BTreeMap<&str, Vec<RevisionNumber>>> = BTreeMap::new();
    for revision in log.iter().filter(|revision| revision.number > begun_at) {
        let of_author = found.entry(&revision.author).or_default();
        of_author.entry(&revision.reason).or_default().push(revision.number);
    }
    let expected: BTreeMap<&str, BTreeMap<&str, Vec<RevisionNumber>>> = written
        .iter()
        .map(|writer| {
            let accepted = writer.accepted.iter().map(|(reason, numbers)| (reason.as_str(), numbers.clone()));
            (writer.author.as_str(), accepted.collect())
        })
        .collect();
    for (author, accepted) in &expected {
        let none = BTreeMap::new();
        let in_log = found.get(author).unwrap_or(&none);
        let lost: Vec<_> =
            accepted.iter().filter(|(reason, numbers)| in_log.get(*reason) != Some(numbers)).collect();
        assert!(lost.is_empty(), "accepted, but not so in the log: {lost:?}");
        let unknown: Vec<_> = in_log.keys().filter(|reason| !accepted.contains_key(*reason)).collect();
        assert!(unknown.is_empty(), "in the log, but not accepted: {unknown:?}");
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for numbers in expected.values().flat_map(BTreeMap::values) {
        assert!(numbers.is_sorted() && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{numbers:?}");
    }
    let stored = store.load().await.unwrap();
    assert_eq!(stored.revision, log.len() as u64);
    let stored: BTreeMap<Id, Need> = stored.needs.into_iter().map(|need| (need.id.clone(), need)).collect();
    let ours = |id: &Id| id.as_str().starts_with("writer-");
    let expected: BTreeMap<&Id, &Need> = written.iter().flat_map(|writer| &writer.needs).collect();
    let stored: BTreeMap<&Id, &Need> = stored.iter().filter(|(id, _)| ours(id)).collect();
    assert!(stored == expected, "{} needs stand, {} should", stored.len(), expected.len());
    written.iter().map(|writer| writer.accepted.len()).sum()
}

/// Every replica has the last revision, by applying each once, and all give the same answers.
pub(super) async fn judge_replicas(store: &dyn Store, replicas: &[Replica]) {
    let last = store.revision().await.unwrap();
    for path in ASKED {
        let mut first = None;
        for (number, replica) in replicas.iter().enumerate() {
            let answer = replica.get_at(last, path).await;
            assert_eq!((answer.status, answer.header("atlas-revision")), (200, &*last.to_string()), "{path}");
            let first = first.get_or_insert_with(|| answer.clone());
            assert_eq!(answer.header("etag"), first.header("etag"), "replica {number}: {path}");
            assert!(answer.bytes == first.bytes, "replica {number}: {path}");
        }
    }
    let needs = store.load().await.unwrap().needs.len();
    for (number, replica) in replicas.iter().enumerate() {
        let health = replica.get("/health/ready").await.json();
        assert_eq!((&health["status"], &health["stored_revision"]), (&"ready".into(), &last.into()));
        assert_eq!(health["records"]["needs"], needs);
        assert_eq!(replica.metric("atlas_reloads_total").await, 0, "replica {number}: {}", replica.log());
        let applied = replica.metric("atlas_revisions_applied_total").await;
        assert_eq!(applied, last - replica.begun_at(), "replica {number}: {}", replica.log());
    }
}
