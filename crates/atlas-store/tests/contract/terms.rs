//! Commits on terms: nothing is overwritten that whoever writes has not seen, nothing is done twice.

use std::sync::Arc;

use atlas_model::{ChangeSet, Record, RecordKind, RecordRef, RevisionNumber};
use atlas_store::{Committed, Expected, Receipt, Store, StoreError, Terms};
use chrono::TimeDelta;

use crate::backend::{Backend, commit, deletes, noon, puts, target};
use crate::samples;

fn project(title: &str) -> Record {
    samples::project("p", title).into()
}

fn p() -> RecordRef {
    target(RecordKind::Project, "p")
}

fn unchanged_since(revision: RevisionNumber) -> Terms {
    Terms { expected: vec![(p(), Expected::UnchangedSince(revision))], ..Terms::default() }
}

fn receipt(principal: &str, key: &str, request: &str) -> Terms {
    let receipt =
        Receipt { principal: principal.to_owned(), key: key.to_owned(), request: request.to_owned() };
    Terms { receipt: Some(receipt), ..Terms::default() }
}

async fn on(store: &Arc<dyn Store>, change_set: &ChangeSet, terms: &Terms) -> Result<Committed, StoreError> {
    store.commit_on(change_set, terms, noon()).await
}

fn stale(result: Result<Committed, StoreError>) -> Vec<RecordRef> {
    match result {
        Err(StoreError::Stale(records)) => records,
        other => panic!("not stale: {other:?}"),
    }
}

async fn title(store: &Arc<dyn Store>) -> Option<String> {
    let dataset = store.load().await.unwrap();
    let found = dataset.projects.iter().find(|project| project.id.as_str() == "p");
    found.and_then(|project| project.title.fr.clone())
}

pub(crate) async fn what_was_changed_meanwhile_is_not_overwritten(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let seen = commit(&store, &puts([project("one")])).await[0].number;
    let first = on(&store, &puts([project("two")]), &unchanged_since(seen)).await.unwrap();
    assert_eq!((first.last, first.revisions[0].number, first.is_repeated), (seen + 1, seen + 1, false));
    assert_eq!(stale(on(&store, &puts([project("three")]), &unchanged_since(seen)).await), [p()]);
    assert_eq!(title(&store).await.as_deref(), Some("two"));
    // Others may change: only the record counts.
    commit(&store, &puts([samples::project("other", "other")])).await;
    let last = on(&store, &puts([project("three")]), &unchanged_since(seen + 1)).await.unwrap().last;
    commit(&store, &deletes([p()])).await;
    assert_eq!(stale(on(&store, &puts([project("four")]), &unchanged_since(last)).await), [p()]);
    let future = store.revision().await.unwrap() + 1;
    assert_eq!(stale(on(&store, &puts([project("four")]), &unchanged_since(future)).await), [p()]);
    assert_eq!(title(&store).await, None);
}

pub(crate) async fn a_record_expected_to_be_absent_must_be(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let absent = Terms { expected: vec![(p(), Expected::Absent)], ..Terms::default() };
    on(&store, &puts([project("one")]), &absent).await.unwrap();
    assert_eq!(stale(on(&store, &puts([project("two")]), &absent).await), [p()]);
    commit(&store, &deletes([p()])).await;
    on(&store, &puts([project("three")]), &absent).await.unwrap();
    assert_eq!(title(&store).await.as_deref(), Some("three"));
}

pub(crate) async fn all_stale_records_are_told_and_nothing_is_written(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let seen = store.revision().await.unwrap();
    let need = target(RecordKind::Need, "bare");
    let written = [project("one"), samples::project("q", "one").into()];
    let last = commit(&store, &puts(written)).await.len() as u64 + seen;
    let expected = vec![
        (need.clone(), Expected::Absent),
        (p(), Expected::UnchangedSince(seen)),
        (target(RecordKind::Project, "q"), Expected::UnchangedSince(last)),
    ];
    let terms = Terms { expected, ..Terms::default() };
    let told = stale(on(&store, &puts([samples::project("q", "two")]), &terms).await);
    assert_eq!(told, [p(), need]);
    assert_eq!(store.revision().await.unwrap(), last);
}

pub(crate) async fn a_request_sent_again_gets_its_first_revisions_and_does_nothing(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let mut terms = receipt("key:a", "1", "put one");
    terms.expected = vec![(p(), Expected::Absent)];
    let change_set = puts([project("one"), samples::project("q", "one").into()]);
    let first = on(&store, &change_set, &terms).await.unwrap();
    assert_eq!((first.revisions.len(), first.is_repeated), (2, false));
    commit(&store, &puts([project("meanwhile")])).await;
    let again = on(&store, &change_set, &terms).await.unwrap();
    assert_eq!(again, Committed { is_repeated: true, ..first });
    assert_eq!(title(&store).await.as_deref(), Some("meanwhile"));

    let nothing = receipt("key:a", "2", "put what stands");
    let first = on(&store, &puts([project("meanwhile")]), &nothing).await.unwrap();
    assert!(first.revisions.is_empty());
    let again = on(&store, &puts([project("meanwhile")]), &nothing).await.unwrap();
    assert_eq!(again, Committed { is_repeated: true, ..first });
}

pub(crate) async fn a_key_belongs_to_one_request_of_one_sender(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    on(&store, &puts([project("one")]), &receipt("key:a", "1", "put one")).await.unwrap();
    let other = on(&store, &puts([project("two")]), &receipt("key:a", "1", "put two")).await;
    assert!(matches!(other, Err(StoreError::KeyReused)), "{other:?}");
    assert_eq!(title(&store).await.as_deref(), Some("one"));
    on(&store, &puts([project("two")]), &receipt("key:b", "1", "put two")).await.unwrap();
    assert_eq!(title(&store).await.as_deref(), Some("two"));

    // What was refused leaves no receipt: corrected, it may be sent with the same key.
    let dangling = deletes([target(RecordKind::Project, "never")]);
    let refused = on(&store, &dangling, &receipt("key:a", "2", "delete")).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    on(&store, &puts([project("three")]), &receipt("key:a", "2", "put three")).await.unwrap();
}

pub(crate) async fn a_receipt_is_forgotten_after_a_week(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    on(&store, &puts([project("one")]), &receipt("key:a", "1", "put one")).await.unwrap();
    let later = noon() + TimeDelta::days(6);
    let terms = receipt("key:a", "2", "put two");
    store.commit_on(&puts([project("two")]), &terms, later).await.unwrap();
    let again = on(&store, &puts([project("one")]), &receipt("key:a", "1", "put one")).await.unwrap();
    assert!(again.is_repeated);
    let later = noon() + TimeDelta::days(8);
    let terms = receipt("key:a", "3", "put three");
    store.commit_on(&puts([project("three")]), &terms, later).await.unwrap();
    let anew = on(&store, &puts([project("one")]), &receipt("key:a", "1", "put one")).await.unwrap();
    assert!(!anew.is_repeated);
}

pub(crate) async fn of_many_editors_of_one_record_each_sees_every_accepted_edit(backend: &impl Backend) {
    const EDITORS: usize = 8;
    const EDITS: usize = 5;
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    commit(&store, &puts([project(".")])).await;
    // Each adds its letter to the title that it read, and reads again whenever it came too late.
    let editor = async |store: Arc<dyn Store>, letter: char| {
        let (mut accepted, mut too_late) = (0, 0);
        while accepted < EDITS {
            let dataset = store.load().await.unwrap();
            let read = dataset.projects.iter().find(|project| project.id.as_str() == "p").unwrap();
            let title = format!("{}{letter}", read.title.fr.as_deref().unwrap());
            let terms = unchanged_since(dataset.revision);
            match on(&store, &puts([project(&title)]), &terms).await {
                Ok(_) => accepted += 1,
                Err(StoreError::Stale(_)) => too_late += 1,
                Err(error) => panic!("{error:?}"),
            }
        }
        too_late
    };
    let editors = (0..EDITORS).map(|editor_number| {
        let letter = char::from_digit(editor_number as u32 + 10, 36).unwrap();
        editor(Arc::clone(&store), letter)
    });
    let too_late: usize = futures_util::future::join_all(editors).await.into_iter().sum();
    let letters = title(&store).await.unwrap();
    assert_eq!(letters.len(), 1 + EDITORS * EDITS, "{letters}: no accepted edit is lost");
    let history = store.history(&p()).await.unwrap();
    assert_eq!(history.len(), 1 + EDITORS * EDITS);
    assert!(history.iter().all(|revision| matches!(&revision.after, Some(Record::Project(_)))));
    assert!(too_late > 0, "the editors never met");
}
