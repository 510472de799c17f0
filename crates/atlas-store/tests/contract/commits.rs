//! What a commit does.

use atlas_model::{Action, Dataset, RecordKind};
use atlas_store::{Absent, Terms, Written, diff};

use crate::backend::{Backend, change_set, commit, deletes, id, noon, puts, target};
use crate::samples;

pub(crate) async fn a_store_begins_empty_and_remembers_after_reopening(backend: &impl Backend) {
    let store = backend.open().await;
    assert_eq!(store.revision().await.unwrap(), 0);
    assert!(store.load().await.unwrap().is_empty());
    assert!(store.revisions_since(0, 10).await.unwrap().is_empty());
    commit(&store, &puts(samples::world())).await;
    let before = store.load().await.unwrap();
    store.close().await;

    let store = backend.open().await;
    assert_eq!(store.load().await.unwrap(), before);
    let again = commit(&store, &puts([samples::project("later", "later")])).await;
    assert_eq!(again[0].number, before.revision + 1);
}

pub(crate) async fn a_put_that_changes_nothing_makes_no_revision(backend: &impl Backend) {
    let store = backend.open().await;
    let first = commit(&store, &puts(samples::world())).await;
    assert_eq!(first.len(), samples::world().len());
    assert!(commit(&store, &puts(samples::world())).await.is_empty());
    assert_eq!(store.revision().await.unwrap(), first.len() as u64);

    let mut some = samples::world();
    some.push(samples::project("bare", "another title").into());
    some.retain(|record| {
        record.kind() != RecordKind::Project || record.name().fr.as_deref() == Some("another title")
    });
    let second = commit(&store, &puts(some)).await;
    assert_eq!(second.len(), 1);
    assert_eq!(second[0].action, Action::Updated);
}

pub(crate) async fn a_change_set_may_refer_forwards_and_in_circles(backend: &impl Backend) {
    let store = backend.open().await;
    let mut backwards = samples::world();
    backwards.reverse();
    // Each territory is the other's successor, and the seat of the other: no containment, so no circle.
    let mut east = samples::territory("east", "bare", 1.0, 1.0);
    let mut west = samples::territory("west", "bare", 0.0, 1.0);
    (east.successors, west.successors) = (vec![id("west")], vec![id("east")]);
    (east.seat, west.seat) = (Some(id("west")), Some(id("east")));
    backwards.extend([east.into(), west.into()]);
    let count = backwards.len();
    let revisions = commit(&store, &puts(backwards)).await;
    assert_eq!(revisions.len(), count);
    let kinds: Vec<RecordKind> = revisions.iter().map(|revision| revision.target.kind).collect();
    assert!(kinds.is_sorted(), "puts follow the order of kinds: {kinds:?}");
}

pub(crate) async fn records_that_refer_to_each_other_are_deleted_together(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let everything: Vec<_> = samples::world().iter().map(atlas_model::Record::reference).collect();
    let revisions = commit(&store, &deletes(everything.clone())).await;
    assert_eq!(revisions.len(), everything.len());
    assert!(revisions.iter().all(|revision| revision.action == Action::Deleted && revision.after.is_none()));
    let kinds: Vec<RecordKind> = revisions.iter().rev().map(|revision| revision.target.kind).collect();
    assert!(kinds.is_sorted(), "deletions go the opposite way: {kinds:?}");
    assert!(store.load().await.unwrap().is_empty());
}

pub(crate) async fn a_deleted_record_can_be_put_again(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let need = target(RecordKind::Need, "full");
    commit(&store, &deletes([need.clone()])).await;
    let full = samples::full().pop().expect("a need comes last");
    let revisions = commit(&store, &puts([full.clone()])).await;
    assert_eq!((revisions[0].action, &revisions[0].before), (Action::Created, &None));
    let actions: Vec<Action> = store.history(&need).await.unwrap().iter().map(|r| r.action).collect();
    assert_eq!(actions, [Action::Created, Action::Deleted, Action::Created]);
    let loaded = store.load().await.unwrap();
    assert!(loaded.into_records().contains(&full));
}

pub(crate) async fn an_import_tells_its_progress_and_the_last_revision(backend: &impl Backend) {
    let store = backend.open().await;
    let mut records = samples::all_bare();
    records.extend((0..3_000).map(|n| samples::project(&format!("p{n}"), "many").into()));
    let total = records.len();
    let mut told = Vec::new();
    let mut tell = |done, of| told.push((done, of));
    let written = store.import(&puts(records.clone()), &Terms::default(), noon(), &mut tell).await.unwrap();
    let last = total as u64;
    assert_eq!(written, Written { last, revisions: last, is_repeated: false });
    assert!(told.is_sorted() && told.len() > 3, "{told:?}");
    assert_eq!(told.last(), Some(&(total, total)));
    let mut wanted = Dataset::from_records(records.clone());
    wanted.revision = last;
    assert_eq!(store.load().await.unwrap(), wanted);
    // Again, with one change in the middle: the others are looked at and left alone.
    records[1_500] = samples::project("p7", "changed").into();
    let mut seen = std::collections::HashSet::new();
    records.retain(|record| {
        record.id().as_str() != "p7" || record.name().get(atlas_model::Lang::Fr) == "changed"
    });
    records.retain(|record| seen.insert(record.reference()));
    let written = store.import(&puts(records), &Terms::default(), noon(), &mut |_, _| {}).await.unwrap();
    assert_eq!(written, Written { last: last + 1, revisions: 1, is_repeated: false });
}

pub(crate) async fn the_difference_of_two_datasets_turns_one_into_the_other(backend: &impl Backend) {
    let store = backend.open().await;
    let wanted = Dataset::from_records(samples::world());
    let first = diff(&store.load().await.unwrap(), &wanted, Absent::Keep);
    assert_eq!(first.len(), wanted.len());
    commit(&store, &change_set(first)).await;
    let stored = store.load().await.unwrap();
    assert!(diff(&stored, &wanted, Absent::Delete).is_empty(), "a second import changes nothing");

    let mut smaller = Dataset::from_records(samples::all_bare());
    smaller.extend([samples::project("new", "new").into()]);
    assert_eq!(diff(&stored, &smaller, Absent::Keep).len(), 1);
    commit(&store, &change_set(diff(&stored, &smaller, Absent::Delete))).await;
    smaller.revision = store.revision().await.unwrap();
    assert_eq!(store.load().await.unwrap(), smaller);
}
