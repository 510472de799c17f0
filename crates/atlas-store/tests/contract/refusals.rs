//! What a store refuses, and that it then writes nothing.

use std::sync::Arc;

use atlas_model::{Change, Fault, FaultKind, Money, Period, Record, RecordKind, RecordRef, Text};
use atlas_store::{Store, StoreError, check_on_empty};

use crate::backend::{Backend, change_set, commit, deletes, id, puts, refused, target};
use crate::samples;

async fn store_with_world(backend: &impl Backend) -> Arc<dyn Store> {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    store
}

fn told(faults: &[(RecordRef, Fault)]) -> Vec<(String, &str, &'static str)> {
    faults.iter().map(|(record, fault)| (record.to_string(), fault.at.as_str(), fault.kind.code())).collect()
}

pub(crate) async fn a_refused_change_set_leaves_no_trace_and_lists_every_fault(backend: &impl Backend) {
    let store = store_with_world(backend).await;
    let before = store.load().await.unwrap();
    let mut nameless = samples::project("nameless", "x");
    nameless.title = Text::default();
    nameless.period = Period::new(Some("2016".parse().unwrap()), Some("2015".parse().unwrap()));
    nameless.partnerships = vec![id("nowhere")];
    let changes = vec![
        Change::Put(samples::project("good", "good").into()),
        Change::Put(nameless.into()),
        Change::Delete(target(RecordKind::Theme, "bare")),
    ];
    let mut set = change_set(changes);
    set.campaign = Some(id("1999"));
    let faults = refused(&store, &set).await;
    let mut told = told(&faults);
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("campaign 1999".to_owned(), "/campaign", "dangling"),
            ("project good".to_owned(), "/theme", "dangling"),
            ("project nameless".to_owned(), "/partnerships/0", "dangling"),
            ("project nameless".to_owned(), "/period/end", "end_before_start"),
            ("project nameless".to_owned(), "/theme", "dangling"),
            ("project nameless".to_owned(), "/title", "missing"),
            ("theme bare".to_owned(), "/id", "still_referred"),
        ]
    );
    assert_eq!(store.load().await.unwrap(), before);
    assert_eq!(store.revision().await.unwrap(), before.revision);
    assert!(store.history(&target(RecordKind::Project, "good")).await.unwrap().is_empty());
}

pub(crate) async fn a_dangling_reference_suggests_the_nearest_identifier(backend: &impl Backend) {
    let store = store_with_world(backend).await;
    commit(&store, &puts([samples::theme("tourisme", None)])).await;
    let mut project = samples::project("p", "p");
    project.theme = id("tuorisme");
    let faults = refused(&store, &puts([project])).await;
    assert_eq!(told(&faults), [("project p".to_owned(), "/theme", "dangling")]);
    assert_eq!(faults[0].1.value.as_deref(), Some("tuorisme"));
    assert_eq!(faults[0].1.nearest(), ["tourisme"]);
}

pub(crate) async fn a_record_that_others_refer_to_cannot_be_deleted(backend: &impl Backend) {
    let store = store_with_world(backend).await;
    // Every kind is referred to by the full records, except what nothing can refer to.
    for kind in RecordKind::ALL {
        let target = target(*kind, "full");
        let alone = matches!(kind, RecordKind::Campaign | RecordKind::Resource | RecordKind::Need);
        if !alone {
            let faults = refused(&store, &deletes([target.clone()])).await;
            assert_eq!(told(&faults), [(target.to_string(), "/id", "still_referred")]);
        }
    }
    let faults = refused(&store, &deletes([target(RecordKind::Event, "full")])).await;
    assert_eq!(faults[0].1.kind, FaultKind::StillReferred { by: id("full") });
    // A record may refer to itself, as a country does, and still go.
    let country = samples::territory("zz", "zz", 0.0, 0.0);
    commit(&store, &puts([country])).await;
    commit(&store, &deletes([target(RecordKind::Territory, "zz")])).await;
}

pub(crate) async fn a_record_cannot_be_deleted_from_under_what_is_put(backend: &impl Backend) {
    let store = store_with_world(backend).await;
    commit(&store, &puts([samples::theme("gone", None)])).await;
    let mut project = samples::project("p", "p");
    project.theme = id("gone");
    let put = Change::Put(project.clone().into());
    let delete = Change::Delete(target(RecordKind::Theme, "gone"));
    let faults = refused(&store, &change_set(vec![put, delete.clone()])).await;
    assert_eq!(told(&faults), [("project p".to_owned(), "/theme", "dangling")]);
    assert!(faults[0].1.nearest().is_empty(), "what goes is not suggested");
    // The put that lets go of the theme makes room for its deletion.
    commit(&store, &puts([project.clone()])).await;
    project.theme = id("bare");
    commit(&store, &change_set(vec![delete, Change::Put(project.into())])).await;
}

pub(crate) async fn one_change_per_record(backend: &impl Backend) {
    let store = store_with_world(backend).await;
    let twice = puts([samples::project("p", "one"), samples::project("p", "two")]);
    assert_eq!(told(&refused(&store, &twice).await), [("project p".to_owned(), "/id", "duplicate")]);
    let need = target(RecordKind::Need, "full");
    let both =
        change_set(vec![Change::Delete(need.clone()), Change::Put(samples::bare(RecordKind::Need, "full"))]);
    assert_eq!(told(&refused(&store, &both).await), [("need full".to_owned(), "/id", "duplicate")]);
    // The same identifier in two kinds is two records.
    let two_kinds: [Record; 2] = [samples::project("same", "p").into(), samples::theme("same", None).into()];
    commit(&store, &puts(two_kinds)).await;
}

pub(crate) async fn what_does_not_exist_cannot_be_deleted(backend: &impl Backend) {
    let store = store_with_world(backend).await;
    let faults = refused(&store, &deletes([target(RecordKind::Project, "ful")])).await;
    assert_eq!(told(&faults), [("project ful".to_owned(), "/id", "dangling")]);
    assert_eq!(faults[0].1.nearest(), ["full"]);
}

pub(crate) async fn circles_are_found_across_change_sets(backend: &impl Backend) {
    let store = store_with_world(backend).await;
    let chain = [samples::theme("a", None), samples::theme("b", Some("a")), samples::theme("c", Some("b"))];
    commit(&store, &puts(chain)).await;
    let faults = refused(&store, &puts([samples::theme("a", Some("c"))])).await;
    assert_eq!(told(&faults), [("theme a".to_owned(), "/parent", "cycle")]);
    let faults = refused(&store, &puts([samples::theme("d", Some("d"))])).await;
    assert_eq!(told(&faults), [("theme d".to_owned(), "/parent", "cycle")]);

    let mut region = samples::territory("region", "bare", 0.0, 0.0);
    region.parent = Some(id("bare"));
    let mut town = samples::territory("town", "bare", 0.0, 0.0);
    town.parent = Some(id("region"));
    commit(&store, &puts([region.clone(), town])).await;
    region.part_of = vec![atlas_model::PartOf { territory: id("town"), start: None, end: None }];
    let faults = refused(&store, &puts([region])).await;
    assert_eq!(told(&faults), [("territory region".to_owned(), "/part_of/0/territory", "cycle")]);
}

pub(crate) async fn what_a_database_cannot_hold_is_refused(backend: &impl Backend) {
    let store = store_with_world(backend).await;
    let mut project = samples::project("p", "a\0b");
    project.description = Text::fr("the six characters \\u0000 are no NUL");
    project.budget = Some(Money { amount: u64::MAX, currency: "EUR".to_owned() });
    let faults = refused(&store, &puts([project])).await;
    assert_eq!(
        told(&faults),
        [
            ("project p".to_owned(), "/budget", "out_of_range"),
            ("project p".to_owned(), "/title/fr", "malformed"),
        ]
    );
}

pub(crate) async fn a_database_that_is_not_there_would_refuse_the_same(backend: &impl Backend) {
    let mut dangling = samples::theme("dangling", Some("nowhere"));
    dangling.label = Text::default();
    let circle = [samples::theme("a", Some("b")), samples::theme("b", Some("a")), dangling];
    let mut changes = puts(circle).changes;
    changes.push(Change::Delete(target(RecordKind::Theme, "gone")));
    let set = change_set(changes);
    let Err(StoreError::Refused(faults)) = check_on_empty(&set).await else { panic!("it was not refused") };
    assert_eq!(faults.len(), 5, "{faults:#?}");
    assert_eq!(refused(&backend.open().await, &set).await, faults);
    assert!(check_on_empty(&puts(samples::world())).await.is_ok());
}
