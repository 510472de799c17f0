//! A snapshot with changes on top answers exactly as one built from the resulting records.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use atlas_index::{Bbox, Indexed, Ix, Snapshot, Table, Term};
use atlas_model::{Change, Dataset, Id, Lookup, Position, Record, RecordKind, RecordRef};
use proptest::prelude::*;

/// One edit, to be made concrete against whatever records there are.
#[derive(Debug, Clone)]
enum Edit {
    CopyProject { from: usize, name: usize, themes: usize },
    MoveActor { which: usize, to: usize },
    RenameTerritory { which: usize },
    ReparentTerritory { which: usize, to: usize },
    Withdraw { which: usize },
    SwapActors { which: usize, with: usize },
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = 0..1_000usize;
    prop_oneof![
        4 => (n.clone(), 0..8usize, n.clone()).prop_map(|(from, name, themes)| Edit::CopyProject { from, name, themes }),
        2 => (n.clone(), n.clone()).prop_map(|(which, to)| Edit::MoveActor { which, to }),
        1 => n.clone().prop_map(|which| Edit::RenameTerritory { which }),
        1 => (n.clone(), n.clone()).prop_map(|(which, to)| Edit::ReparentTerritory { which, to }),
        3 => n.clone().prop_map(|which| Edit::Withdraw { which }),
        2 => (n.clone(), n).prop_map(|(which, with)| Edit::SwapActors { which, with }),
    ]
}

fn change(edit: &Edit, dataset: &Dataset) -> Option<Change> {
    let pick = |len: usize, at: usize| (len > 0).then(|| at % len);
    Some(match edit {
        Edit::CopyProject { from, name, themes } => {
            let mut project = dataset.projects[pick(dataset.projects.len(), *from)?].clone();
            project.id = Id::new(format!("new-{name}")).unwrap();
            project.title.fr = Some(format!("Nouveau projet {name}"));
            project.theme = dataset.themes[themes % dataset.themes.len()].id.clone();
            project.themes = vec![];
            Change::Put(project.into())
        }
        Edit::MoveActor { which, to } => {
            let mut actor = dataset.actors[pick(dataset.actors.len(), *which)?].clone();
            let seat = dataset.territories[to % dataset.territories.len()].id.clone();
            actor.governs = (to % 2 == 0).then(|| seat.clone());
            actor.seat = seat;
            actor.name.fr = Some(format!("Autorité déplacée {to}"));
            Change::Put(actor.into())
        }
        Edit::RenameTerritory { which } => {
            let mut territory = dataset.territories[which % dataset.territories.len()].clone();
            territory.name.fr = Some(format!("Nouvelle-Ville {which}"));
            Change::Put(territory.into())
        }
        Edit::ReparentTerritory { which, to } => {
            let mut territory = dataset.territories[which % dataset.territories.len()].clone();
            territory.parent = Some(dataset.territories[to % dataset.territories.len()].id.clone());
            (territory.parent.as_ref() != Some(&territory.id)).then(|| Change::Put(territory.into()))?
        }
        Edit::Withdraw { which } => {
            let project = &dataset.projects[pick(dataset.projects.len(), *which)?];
            Change::Delete(RecordRef { kind: RecordKind::Project, id: project.id.clone() })
        }
        Edit::SwapActors { which, with } => {
            let mut partnership = dataset.partnerships[pick(dataset.partnerships.len(), *which)?].clone();
            partnership.actors = vec![dataset.actors[with % dataset.actors.len()].id.clone()];
            Change::Put(partnership.into())
        }
    })
}

fn after(dataset: &Dataset, change: &Change, revision: u64) -> Dataset {
    let mut records: BTreeMap<RecordRef, Record> =
        dataset.clone().into_records().into_iter().map(|record| (record.reference(), record)).collect();
    match change {
        Change::Put(record) => _ = records.insert(record.reference(), record.clone()),
        Change::Delete(target) => _ = records.remove(target),
    }
    let mut after = Dataset::from_records(records.into_values());
    after.revision = revision;
    after
}

/// The identifiers of a set, in the order in which the table walks it.
fn ids<T: Indexed>(table: &Table<T>, set: &atlas_index::Set) -> Vec<String> {
    table.ordered(set, None).map(|ix| table.get(ix).unwrap().record.id().to_string()).collect()
}

fn assert_same_table<T: Indexed + PartialEq + std::fmt::Debug>(
    a: &Table<T>,
    b: &Table<T>,
    same_term: impl Fn(Term) -> Option<Term>,
) {
    let records =
        |table: &Table<T>| table.iter().map(|(_, entry)| entry.record.id().clone()).collect::<Vec<_>>();
    assert_eq!(records(a), records(b));
    assert_eq!(a.len(), b.len());
    for (ix, entry) in b.iter() {
        let there = a.by_id(entry.record.id().as_str()).unwrap();
        assert_eq!(a.record(there), Some(&entry.record));
        assert_eq!(a.span(there), b.span(ix));
        assert_eq!(a.positions(there), b.positions(ix));
    }
    let translated: BTreeMap<Term, Term> =
        a.terms().filter_map(|term| Some((same_term(term)?, term))).collect();
    let terms: BTreeSet<Term> = translated.keys().copied().chain(b.terms()).collect();
    for term in terms {
        let found = translated.get(&term).and_then(|term| a.posting(*term)).map_or(vec![], |set| ids(a, set));
        assert_eq!(found, b.posting(term).map_or(vec![], |set| ids(b, set)), "{term:?}");
    }
    for word in b.words().chain(["nouveau", "auto", "projet"]) {
        assert_eq!(ids(a, &a.with_word(word)), ids(b, &b.with_word(word)), "{word}");
        assert_eq!(ids(a, &a.with_exact_word(word)), ids(b, &b.with_exact_word(word)), "{word}");
    }
    for west in [-180.0, -40.0, 10.0, 150.0] {
        for east in [-100.0, 0.0, 60.0, 180.0] {
            let bbox = Bbox { west, south: -30.0, east, north: 55.0 };
            assert_eq!(ids(a, &a.in_box(&bbox, None)), ids(b, &b.in_box(&bbox, None)));
        }
    }
    let centre = Position::new(20.0, 10.0).unwrap();
    assert_eq!(ids(a, &a.near(centre, 4e6, None)), ids(b, &b.near(centre, 4e6, None)));
    for id in records(b).iter().step_by(7) {
        let walk = |table: &Table<T>| table.ordered(table.live(), Some(id.as_str())).count();
        assert_eq!(walk(a), walk(b));
    }
}

fn assert_same(a: &Snapshot, b: &Snapshot) {
    assert_eq!(a.revision(), b.revision());
    assert_eq!(a.to_dataset(), b.to_dataset());
    // Positions may differ between the two: terms are compared through identifiers.
    let same = |term: Term| {
        Some(match term {
            Term::In(ix) => Term::In(territory(a, b, ix)?),
            Term::Within(ix) => Term::Within(territory(a, b, ix)?),
            Term::WithinLineage(ix) => Term::WithinLineage(territory(a, b, ix)?),
            Term::Country(ix) => Term::Country(territory(a, b, ix)?),
            Term::Actor(ix) => Term::Actor(b.actors().by_id(a.actors().record(ix)?.id.as_str())?),
            Term::Partnership(ix) => {
                Term::Partnership(b.partnerships().by_id(a.partnerships().record(ix)?.id.as_str())?)
            }
            other => other,
        })
    };
    assert_same_table(a.territories(), b.territories(), same);
    assert_same_table(a.actors(), b.actors(), same);
    assert_same_table(a.partnerships(), b.partnerships(), same);
    assert_same_table(a.projects(), b.projects(), same);
    assert_same_table(a.resources(), b.resources(), same);
    assert_same_table(a.needs(), b.needs(), same);
}

fn territory(a: &Snapshot, b: &Snapshot, ix: Ix) -> Option<Ix> {
    b.territories().by_id(a.territories().record(ix)?.id.as_str())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn applying_changes_equals_building_anew(edits in proptest::collection::vec(edit(), 1..14), seed in 0u64..1000) {
        let mut dataset = small_world(seed);
        let mut snapshot = Snapshot::build(dataset.clone()).unwrap();
        for (revision, edit) in (1u64..).zip(&edits) {
            let Some(change) = change(edit, &dataset) else { continue };
            dataset = after(&dataset, &change, revision);
            snapshot = snapshot.apply(&[change], revision).unwrap();
        }
        let revision = u64::try_from(edits.len()).unwrap();
        dataset.revision = revision;
        snapshot = snapshot.apply(&[], revision).unwrap();
        assert_same(&snapshot, &Snapshot::build(dataset.clone()).unwrap());
        assert_same(&snapshot.repacked().unwrap(), &Snapshot::build(dataset).unwrap());
    }
}

/// A synthetic world cut down to three countries.
fn small_world(seed: u64) -> Dataset {
    let mut dataset = atlas_synth::world(60, seed);
    dataset.needs.clear();
    dataset
}

#[test]
fn a_change_set_may_drop_a_reference_and_withdraw_what_it_led_to() {
    let dataset = small_world(1);
    let snapshot = Snapshot::build(dataset.clone()).unwrap();
    let gone = dataset.projects[0].partnerships[0].clone();
    let mut changes: Vec<Change> = dataset
        .projects
        .iter()
        .filter(|project| project.partnerships.contains(&gone))
        .map(|project| {
            let mut project = project.clone();
            project.partnerships.clear();
            Change::Put(project.into())
        })
        .collect();
    changes.push(Change::Delete(RecordRef { kind: RecordKind::Partnership, id: gone.clone() }));
    let after = snapshot.apply(&changes, 1).unwrap();
    let built = Snapshot::build({
        let mut dataset = after.to_dataset();
        dataset.sort();
        dataset
    })
    .unwrap();
    assert!(!after.contains(RecordKind::Partnership, &gone));
    assert_same(&after, &built);
}

#[test]
fn a_reference_that_leads_nowhere_is_refused() {
    let mut dataset = small_world(2);
    dataset.projects[0].theme = Id::new("no-such-theme").unwrap();
    let atlas_index::IndexError::Faults(faults) = Snapshot::build(dataset).unwrap_err();
    assert_eq!(faults[0].1.at, "/theme");
}
