//! A walk from page to page returns each row exactly once, in order, whatever happens meanwhile.

use std::collections::BTreeMap;

use atlas_index::Snapshot;
use atlas_model::{Change, Dataset, FaultKind, Form, Position, RecordKind, RecordRef, Rival};
use atlas_query::{Caller, Page, matches, parse, search};
use proptest::prelude::*;

use crate::filters::{Pairs, id_of, ids, random_filter};
use crate::naive::Scan;
use crate::ordering::{sorted, sorts};
use crate::relevance::searches;
use crate::world::{Dice, id, position, project, world};

fn page(snapshot: &Snapshot, kind: RecordKind, pairs: &Pairs, cursor: Option<&String>, limit: usize) -> Page {
    let mut pairs = pairs.clone();
    pairs.push(("limit".into(), limit.to_string()));
    pairs.extend(cursor.map(|cursor| ("cursor".into(), cursor.clone())));
    let query = parse(kind, &pairs, &Caller::default(), snapshot).unwrap();
    search(snapshot, kind, &query)
}

/// Every row of every page, in the order of arrival; `between` may change the world after each page.
fn walk(
    snapshot: &mut Snapshot,
    kind: RecordKind,
    pairs: &Pairs,
    limit: usize,
    mut between: impl FnMut(&mut Snapshot),
) -> Vec<String> {
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let page = page(snapshot, kind, pairs, cursor.as_ref(), limit);
        assert!(page.items.len() <= limit);
        rows.extend(page.items.iter().map(|ix| id_of(snapshot, kind, *ix)));
        let Some(next) = page.next else { return rows };
        assert_eq!(page.items.len(), limit, "only the last page may be short");
        cursor = Some(next);
        between(snapshot);
    }
}

fn sort_pairs(dice: &mut Dice, sort: &str) -> (Pairs, Position) {
    let centre = position(dice);
    let mut pairs = Pairs::new();
    if !sort.is_empty() {
        pairs.push(("sort".into(), sort.into()));
    }
    if sort.contains("distance") {
        pairs.push(("near".into(), format!("{},{}", centre.lon(), centre.lat())));
        pairs.push(("radius".into(), "19000km".into()));
    }
    (pairs, centre)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_walk_returns_each_row_once_and_in_order(seed: u64) {
        let dataset = world(seed);
        let mut snapshot = Snapshot::build(dataset.clone()).unwrap();
        let dice = &mut Dice(seed ^ 3);
        for kind in RecordKind::ALL {
            for sort in sorts(*kind) {
                let (mut pairs, centre) = sort_pairs(dice, sort);
                if dice.percent(40) && !sort.contains("distance") {
                    pairs.extend(random_filter(dice, *kind, &dataset).into_iter().filter(|(name, _)| name != "sort"));
                }
                let Ok(query) = parse(*kind, &pairs, &Caller::default(), &snapshot) else { continue };
                let kept = matches(&snapshot, *kind, &query.filter);
                let kept: Vec<String> = ids(&snapshot, *kind, &kept).into_iter().collect();
                let expected = sorted(&dataset, *kind, &kept, sort, &searches(&pairs), centre);
                let limit = 1 + dice.below(9);
                let first = page(&snapshot, *kind, &pairs, None, limit);
                prop_assert_eq!(first.matched, expected.len() as u64);
                let rows = walk(&mut snapshot, *kind, &pairs, limit, |_| {});
                prop_assert_eq!(rows, expected, "{} sort={} limit={}", kind, sort, limit);
            }
        }
    }

    #[test]
    fn a_walk_through_what_was_searched_for_returns_each_row_once_and_the_best_first(seed: u64) {
        let dataset = world(seed);
        let mut snapshot = Snapshot::build(dataset.clone()).unwrap();
        let dice = &mut Dice(seed ^ 5);
        for kind in [RecordKind::Territory, RecordKind::Actor, RecordKind::Theme] {
            for typed in ["ville", "l", "neuve", "林", "lac", "eau", "cote", "vile", "neuvve", "lac,eau", "villeneuve"] {
                let mut pairs: Pairs = vec![("q".into(), typed.into())];
                if dice.percent(30) {
                    pairs.push(("confidence".into(), "high,low".into()));
                }
                let kept: Vec<String> = Scan(&dataset).kept(kind, &pairs).into_iter().collect();
                let expected = sorted(&dataset, kind, &kept, "", &searches(&pairs), Position::new(0.0, 0.0).unwrap());
                let rows = walk(&mut snapshot, kind, &pairs, 1 + dice.below(5), |_| {});
                prop_assert_eq!(rows, expected, "{} {:?}", kind, pairs);
            }
        }
    }

    #[test]
    fn records_that_stay_come_exactly_once_while_others_come_and_go(seed: u64) {
        let dataset = world(seed);
        let dice = &mut Dice(seed ^ 4);
        for sort in sorts(RecordKind::Project) {
            let mut snapshot = Snapshot::build(dataset.clone()).unwrap();
            let (pairs, _) = sort_pairs(dice, sort);
            let first = search(&snapshot, RecordKind::Project, &parse(RecordKind::Project, &pairs, &Caller::default(), &snapshot).unwrap());
            let mut stayed: Vec<String> = first.items.iter().map(|ix| id_of(&snapshot, RecordKind::Project, *ix)).collect();
            prop_assert_eq!(stayed.len() as u64, first.matched);
            let mut touched = Vec::new();
            let limit = 1 + dice.below(6);
            let mut revision = 0;
            let rows = walk(&mut snapshot, RecordKind::Project, &pairs, limit, |snapshot| {
                revision += 1;
                let changes = random_changes(dice, snapshot, &dataset);
                touched.extend(changes.iter().map(|change| change.target().id.to_string()));
                let next = snapshot.apply(&changes, revision).unwrap();
                *snapshot = if dice.percent(20) { next.repacked().unwrap() } else { next };
            });
            stayed.retain(|id| !touched.contains(id));
            let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
            for row in &rows {
                *seen.entry(row).or_default() += 1;
            }
            for id in &stayed {
                prop_assert_eq!(seen.get(id.as_str()), Some(&1), "{} sort={} limit={}", id, sort, limit);
            }
        }
    }
}

fn random_changes(dice: &mut Dice, snapshot: &Snapshot, dataset: &Dataset) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for _ in 0..=dice.below(3) {
        let name = format!("project-{}", dice.below(60));
        if changes.iter().any(|change| change.target().id.as_str() == name) {
            continue;
        }
        let exists = snapshot.find(RecordKind::Project, &name).is_some();
        if exists && dice.percent(50) {
            changes.push(Change::Delete(RecordRef { kind: RecordKind::Project, id: id(&name) }));
        } else {
            changes.push(Change::Put(project(dice, dataset, &name).into()));
        }
    }
    changes
}

#[test]
fn a_cursor_of_another_question_or_no_cursor_at_all_is_refused() {
    let snapshot = Snapshot::build(world(5)).unwrap();
    let by_start: Pairs = vec![("sort".into(), "start".into())];
    let next = page(&snapshot, RecordKind::Project, &by_start, None, 3).next.unwrap();
    let refused = |pairs: Pairs| {
        let faults = parse(RecordKind::Project, &pairs, &Caller::default(), &snapshot).unwrap_err();
        assert_eq!((faults.len(), faults[0].at.as_str()), (1, "cursor"), "{faults:?}");
        faults[0].kind.clone()
    };
    let with = |sort: &str, cursor: &str| {
        vec![("sort".to_owned(), sort.to_owned()), ("cursor".to_owned(), cursor.to_owned())]
    };
    assert!(matches!(refused(with("-start", &next)), FaultKind::Conflict { with: Rival::ThisQuery }));
    let filtered = [with("start", &next), vec![("status".into(), "active".into())]].concat();
    assert!(matches!(refused(filtered), FaultKind::Conflict { with: Rival::ThisQuery }));
    assert!(matches!(refused(with("start", "garbage")), FaultKind::BadForm { form: Form::Cursor }));
    assert!(matches!(refused(with("start", &next[1..])), FaultKind::BadForm { form: Form::Cursor }));
}

#[test]
fn a_cursor_outlives_the_record_that_it_stands_on() {
    let snapshot = Snapshot::build(world(5)).unwrap();
    for sort in ["id", "-name", "end"] {
        let pairs: Pairs = vec![("sort".into(), sort.into())];
        let first = page(&snapshot, RecordKind::Project, &pairs, None, 4);
        let rest = page(&snapshot, RecordKind::Project, &pairs, first.next.as_ref(), 1_000);
        let last = id(&id_of(&snapshot, RecordKind::Project, first.items[3]));
        let gone = Change::Delete(RecordRef { kind: RecordKind::Project, id: last });
        let later = snapshot.apply(&[gone], 1).unwrap();
        let after = page(&later, RecordKind::Project, &pairs, first.next.as_ref(), 1_000);
        assert_eq!(after.items, rest.items, "{sort}");
    }
}

#[test]
fn a_page_may_have_another_length_than_the_one_before() {
    let snapshot = Snapshot::build(world(5)).unwrap();
    let pairs: Pairs = vec![("sort".into(), "name".into())];
    let all = page(&snapshot, RecordKind::Actor, &pairs, None, 1_000).items;
    let first = page(&snapshot, RecordKind::Actor, &pairs, None, 3);
    let second = page(&snapshot, RecordKind::Actor, &pairs, first.next.as_ref(), 1_000);
    assert_eq!([first.items, second.items].concat(), all);
    assert_eq!(second.next, None);
}
