//! What is put comes back the same, byte for byte in its record form.

use atlas_model::{
    ActorKind, Boundary, Change, Confidence, Dataset, EventKind, Figure, PartnershipKind, ProvenanceKind,
    Record, RecordKind, ResourceKind, Sharing, Status, TerritoryLevel, Text,
};

use crate::backend::{Backend, change_set, commit, id, puts};
use crate::samples;

/// Puts records in an empty store and compares what is loaded, then again after reopening.
async fn check(backend: &impl Backend, records: Vec<Record>) {
    let store = backend.open().await;
    commit(&store, &puts(records.clone())).await;
    let mut wanted = Dataset::from_records(records);
    wanted.revision = wanted.len() as u64;
    for store in [store, backend.open().await] {
        let loaded = store.load().await.unwrap();
        for (loaded, wanted) in loaded.clone().into_records().iter().zip(wanted.clone().into_records()) {
            let form = |record: &Record| serde_json::to_string_pretty(record).unwrap();
            assert_eq!(form(loaded), form(&wanted));
        }
        assert_eq!(loaded, wanted);
        store.close().await;
    }
}

pub(crate) async fn every_kind_round_trips_with_every_field_set_and_unset(backend: &impl Backend) {
    let full = samples::full();
    assert_eq!(full.iter().map(Record::kind).collect::<Vec<_>>(), RecordKind::ALL);
    check(backend, samples::world()).await;
}

pub(crate) async fn lists_keep_their_order(backend: &impl Backend) {
    let mut records = samples::all_bare();
    let names: Vec<String> = (0..40).map(|n| format!("t{}", (n * 17) % 40)).collect();
    records.extend(names.iter().map(|name| samples::bare(RecordKind::Territory, name)));
    let mut project = samples::project("ordered", "ordered");
    project.territories = names.iter().map(|name| id(name)).collect();
    project.results = (0..20).rev().map(|n| format!("m{n}={n}").parse().unwrap()).collect();
    records.push(project.into());
    check(backend, records).await;
}

pub(crate) async fn every_term_of_every_vocabulary_round_trips(backend: &impl Backend) {
    let mut records = samples::all_bare();
    let mut add = |kind: RecordKind, count: usize, set: &dyn Fn(&mut Record, usize)| {
        for n in 0..count {
            let mut record = samples::bare(kind, &format!("term-{n}"));
            set(&mut record, n);
            records.push(record);
        }
    };
    macro_rules! vary {
        ($kind:ident.$field:ident, $vocabulary:ident) => {
            add(RecordKind::$kind, $vocabulary::ALL.len(), &|record, n| {
                if let Record::$kind(record) = record {
                    record.$field = $vocabulary::ALL[n];
                }
            });
        };
    }
    vary!(Territory.level, TerritoryLevel);
    vary!(Actor.kind, ActorKind);
    vary!(Event.kind, EventKind);
    vary!(Partnership.kind, PartnershipKind);
    vary!(Project.status, Status);
    vary!(Resource.kind, ResourceKind);
    add(RecordKind::Need, ProvenanceKind::ALL.len(), &|record, n| {
        if let Record::Need(need) = record {
            need.provenance.kind = ProvenanceKind::ALL[n];
            need.provenance.confidence = Confidence::ALL[n % Confidence::ALL.len()];
        }
    });
    records.extend(Sharing::ALL.iter().map(|sharing| {
        let mut record = samples::bare(RecordKind::Resource, &format!("sharing-{sharing}"));
        if let Record::Resource(resource) = &mut record {
            resource.sharing = *sharing;
        }
        record
    }));
    check(backend, records).await;
}

pub(crate) async fn awkward_texts_and_numbers_round_trip(backend: &impl Backend) {
    let mut records = samples::all_bare();
    let mut project = samples::project("awkward", "'; DROP TABLE project; -- \" \\ \n\t𠮷\u{200b}é");
    project.description = Text { fr: Some(String::new()), en: Some("x".repeat(20_000)), zh: None };
    project.results = [0.1 + 0.2, f64::MIN_POSITIVE, 1e300, -7.0, 123_456_789.123_456_79]
        .into_iter()
        .map(|value| Figure { measure: "m: 1,2".to_owned(), value, unit: None, date: None })
        .collect();
    records.push(project.into());
    let mut territory = samples::territory("awkward", "bare", -180.0, 90.0);
    territory.boundary = Some(Boundary::new(geo_types::MultiPolygon::new(vec![])).unwrap());
    territory.aliases = vec![String::new(), "[]".to_owned()];
    territory.population = Some(0);
    records.push(territory.into());
    // Byte order, not alphabetical order: capitals, digits and signs in identifiers.
    records.extend(
        ["a", "A", "Z", "0", "a-b", "a.b", "a_b", "ab"].map(|name| samples::bare(RecordKind::Theme, name)),
    );
    check(backend, records).await;
}

pub(crate) async fn an_update_replaces_every_list(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let emptied: Vec<Record> = RecordKind::ALL.iter().map(|kind| samples::bare(*kind, "full")).collect();
    let revisions = commit(&store, &change_set(emptied.iter().cloned().map(Change::Put).collect())).await;
    assert_eq!(revisions.len(), RecordKind::ALL.len());
    let mut wanted = samples::all_bare();
    wanted.extend(emptied);
    wanted.push(samples::bare(RecordKind::Territory, "other"));
    let mut wanted = Dataset::from_records(wanted);
    wanted.revision = store.revision().await.unwrap();
    assert_eq!(store.load().await.unwrap(), wanted);

    commit(&store, &puts(samples::full())).await;
    let mut wanted = Dataset::from_records(samples::world());
    wanted.revision = store.revision().await.unwrap();
    assert_eq!(store.load().await.unwrap(), wanted);
}
