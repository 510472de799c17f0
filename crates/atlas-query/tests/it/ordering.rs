//! The order of every list, written a second time as a sort of all records.

use std::cmp::Ordering;

use atlas_index::{distance_m, fold};
use atlas_model::{Dataset, Lang, PartialDate, Position, Record, RecordKind};
use atlas_query::{Caller, matches, parse};

use crate::naive::Scan;
use crate::relevance::has_names;

/// Every order that a kind of record knows, alone and in pairs.
pub(crate) fn sorts(kind: RecordKind) -> Vec<&'static str> {
    let mut sorts = vec!["", "id", "-id", "name", "-name", "name,-id"];
    if !matches!(kind, RecordKind::Theme | RecordKind::Actor) {
        sorts.extend(["start", "-start", "end", "-end", "-start,end", "end,name", "start,-name,-id"]);
    }
    if !matches!(kind, RecordKind::Source | RecordKind::Theme | RecordKind::Campaign) {
        sorts.extend(["distance", "-distance", "distance,-name"]);
    }
    sorts
}

/// The identifiers of the records that some parameters keep, sorted naively.
pub(crate) fn sorted(
    dataset: &Dataset,
    kind: RecordKind,
    kept: &[String],
    sort: &str,
    searches: &[&str],
    centre: Position,
) -> Vec<String> {
    let scan = Scan(dataset);
    let mut records = scan.records(kind);
    records.retain(|record| kept.iter().any(|id| id == record.id().as_str()));
    let is_ranked = sort.is_empty() && !searches.is_empty() && has_names(kind);
    records.sort_by(|a, b| {
        if is_ranked {
            let ordering = scan.relevance(a, searches).cmp(&scan.relevance(b, searches));
            return ordering.then_with(|| a.id().cmp(b.id()));
        }
        for part in sort.split(',').filter(|part| !part.is_empty()) {
            let (descending, column) = part.strip_prefix('-').map_or((false, part), |name| (true, name));
            let ordering = compare(&scan, a, b, column, descending, centre);
            if ordering != Ordering::Equal {
                return ordering;
            }
        }
        a.id().cmp(b.id())
    });
    records.iter().map(|record| record.id().to_string()).collect()
}

fn compare(
    scan: &Scan<'_>,
    a: &Record,
    b: &Record,
    column: &str,
    descending: bool,
    centre: Position,
) -> Ordering {
    match column {
        "id" => last(Some(a.id()), Some(b.id()), descending),
        "name" => last(name(scan, a), name(scan, b), descending),
        "start" => {
            let day = |record| scan.period(record).start.map(PartialDate::first_day);
            last(day(a), day(b), descending)
        }
        "end" => {
            let day = |record| scan.period(record).end.map(PartialDate::last_day);
            last(day(a), day(b), descending)
        }
        _ => {
            // Distances are never negative, so their bits order as they do.
            let nearest = |record: &Record| {
                let distances =
                    scan.positions(record).into_iter().map(|position| distance_m(centre, position));
                distances.min_by(f64::total_cmp).map(f64::to_bits)
            };
            last(nearest(a), nearest(b), descending)
        }
    }
}

/// Missing values come last in either direction.
fn last<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn name(scan: &Scan<'_>, record: &Record) -> Option<String> {
    let own = record.name().get(Lang::Fr);
    let shown = match record {
        Record::Partnership(_) if own.is_empty() => {
            let actors = scan.actors(record).into_iter();
            actors.map(|actor| actor.name.get(Lang::Fr)).collect::<Vec<_>>().join(" ")
        }
        _ => own.to_owned(),
    };
    Some(fold(&shown)).filter(|folded| !folded.is_empty())
}

#[test]
fn names_are_ordered_in_the_language_of_the_caller() {
    let snapshot = crate::mini::snapshot();
    let first = |lang| {
        let caller = Caller { lang, ..Caller::default() };
        let pairs = [
            ("sort".into(), "name".into()),
            ("country".into(), "CN".into()),
            ("level".into(), "region".into()),
        ];
        let query = parse(RecordKind::Territory, &pairs, &caller, &snapshot).unwrap();
        assert_eq!(matches(&snapshot, RecordKind::Territory, &query.filter).len(), 3);
        let page = atlas_query::search(&snapshot, RecordKind::Territory, &query);
        snapshot.territories().record(page.items[0]).unwrap().id.to_string()
    };
    assert_eq!(first(Lang::Fr), "CN-420000", "Hubei");
    assert_eq!(first(Lang::Zh), "CN-220000", "吉林省");
}
