//! Searches by name: the best first, and what is nearly meant where nothing matches.

use std::cmp::Reverse;

use atlas_index::{Snapshot, fold};
use atlas_model::{Change, Record, RecordKind, RecordRef, Text};
use atlas_query::{Caller, parse, search};

use crate::filters::id_of;
use crate::mini::{self, pairs};
use crate::naive::Scan;
use crate::world::id;

/// The texts that some parameters search for.
pub(crate) fn searches(pairs: &[(String, String)]) -> Vec<&str> {
    let positive = pairs.iter().filter(|(name, value)| name == "q" && !value.starts_with('!'));
    positive.flat_map(|(_, value)| value.split(',')).collect()
}

/// Whether a list of this kind that is searched comes by relevance.
pub(crate) fn has_names(kind: RecordKind) -> bool {
    matches!(kind, RecordKind::Territory | RecordKind::Actor | RecordKind::Theme)
}

/// How well a record answers, the smallest first: how it matched, whether it ended, its level, its
/// population, the length of the name.
pub(crate) type Relevance = (u8, bool, Option<atlas_model::TerritoryLevel>, Reverse<u32>, usize);

impl Scan<'_> {
    /// How well a record answers some searches.
    pub(crate) fn relevance(&self, record: &Record, searches: &[&str]) -> Relevance {
        let (quality, length) = searches.iter().map(|one| self.quality(record, one)).min().unwrap();
        match record {
            Record::Territory(territory) => {
                let population = Reverse(territory.population.unwrap_or(0));
                (quality, territory.valid_to.is_some(), Some(territory.level), population, length)
            }
            _ => (quality, false, None, Reverse(0), length),
        }
    }

    fn quality(&self, record: &Record, one: &str) -> (u8, usize) {
        let names = self.names(record);
        let length = |name: &&String| name.chars().count();
        if crate::naive::is_called(record, one) {
            return (0, 0);
        }
        let typed = joined(one);
        if let Some(exact) = names.iter().filter(|name| joined(name) == typed).map(|name| length(&name)).min()
        {
            return (1, exact);
        }
        let begun = names.iter().filter(|name| joined(name).starts_with(&typed));
        if let Some(begun) = begun.map(|name| length(&name)).min() {
            return (2, begun);
        }
        let by_words = fold(one).split(' ').all(|word| self.holds_word(record, word));
        (if by_words { 3 } else { 4 }, names.first().map_or(0, |name| length(&name)))
    }

    /// Whether one search alone is made that matches nothing, and a name of the record is nearly it.
    pub(crate) fn is_nearly(&self, record: &Record, pairs: &[(String, String)]) -> bool {
        let kind = record.kind();
        let [one] = searches(pairs)[..] else { return false };
        let matches = |record: &Record| self.quality(record, one).0 < 4;
        has_names(kind)
            && fold(one).chars().count() >= 4
            && !self.records(kind).iter().any(matches)
            && self.names(record).iter().any(|name| is_within_reach(&joined(one), &joined(name)))
    }
}

fn joined(text: &str) -> String {
    fold(text).replace(' ', "")
}

fn is_within_reach(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let reach = if a.len().max(b.len()) >= 9 { 2 } else { 1 };
    a.len() >= 4 && is_within(&a, &b, reach)
}

/// Whether so many letters put in, left out, mistaken or exchanged make one text the other.
fn is_within(a: &[char], b: &[char], reach: usize) -> bool {
    match (a, b) {
        ([], rest) | (rest, []) => rest.len() <= reach,
        ([x, a_rest @ ..], [y, b_rest @ ..]) if x == y => is_within(a_rest, b_rest, reach),
        _ if reach == 0 => false,
        ([x, a_rest @ ..], [y, b_rest @ ..]) => {
            let is_exchanged = a_rest.first() == Some(y) && b_rest.first() == Some(x);
            is_within(a_rest, b, reach - 1)
                || is_within(a, b_rest, reach - 1)
                || is_within(a_rest, b_rest, reach - 1)
                || (is_exchanged && is_within(&a_rest[1..], &b_rest[1..], reach - 1))
        }
    }
}

fn found(snapshot: &Snapshot, kind: RecordKind, query: &str) -> Vec<String> {
    let query = parse(kind, &pairs(query), &Caller::default(), snapshot).unwrap();
    search(snapshot, kind, &query).items.iter().map(|ix| id_of(snapshot, kind, *ix)).collect()
}

/// The world made by hand with some more names around Nantes.
fn around_nantes() -> Snapshot {
    let mut dataset = mini::dataset();
    let mut add = |name: &str, like: &str, fr: &str, population: Option<u32>| {
        let mut place = dataset.territories.iter().find(|place| place.id.as_str() == like).unwrap().clone();
        place.id = id(name);
        place.name = Text::fr(fr);
        place.codes = vec![];
        place.population = population;
        dataset.territories.push(place);
    };
    add("FR-COM-00001", "FR-COM-44109", "Bouguenais-lès-Nantes", None);
    add("FR-COM-00002", "FR-COM-44109", "Nantes-en-Ratier", Some(400));
    add("FR-COM-00003", "FR-COM-44109", "Nanteuil", None);
    add("FR-COM-00004", "FR-COM-44109", "Nantes-sur-Mer", Some(9_000));
    dataset.sort();
    Snapshot::build(dataset).unwrap()
}

#[test]
fn a_search_gives_the_whole_name_first_then_beginnings_then_words() {
    let snapshot = around_nantes();
    let by_relevance = ["FR-COM-44109", "FR-COM-00004", "FR-COM-00002", "FR-COM-00001"];
    assert_eq!(found(&snapshot, RecordKind::Territory, "q=nantes"), by_relevance);
    let by_id = ["FR-COM-00001", "FR-COM-00002", "FR-COM-00004", "FR-COM-44109"];
    assert_eq!(found(&snapshot, RecordKind::Territory, "q=nantes&sort=id"), by_id);
    assert_eq!(found(&snapshot, RecordKind::Territory, "q=44109")[0], "FR-COM-44109");
    assert_eq!(found(&snapshot, RecordKind::Territory, "q=nantes&q=rat"), ["FR-COM-00002"]);
    assert_eq!(found(&snapshot, RecordKind::Theme, "q=sante"), ["sante"]);
}

#[test]
fn a_misspelt_name_is_found_where_nothing_else_is() {
    let snapshot = around_nantes();
    assert_eq!(found(&snapshot, RecordKind::Territory, "q=Nnates"), ["FR-COM-44109"]);
    assert_eq!(found(&snapshot, RecordKind::Territory, "q=nante sur mer"), ["FR-COM-00004"]);
    assert_eq!(found(&snapshot, RecordKind::Territory, "q=Lorraien&current=false"), ["FR-REG-41"]);
    assert_eq!(found(&snapshot, RecordKind::Actor, "q=chu-nnates"), ["chu-nantes"]);
    assert_eq!(found(&snapshot, RecordKind::Theme, "q=economei"), ["economie"]);
    // Not where several things are searched for, nor where one is excluded.
    assert!(found(&snapshot, RecordKind::Territory, "q=Nnates,Lorraien").is_empty());
    let all = snapshot.territories().len();
    assert_eq!(found(&snapshot, RecordKind::Territory, "q=!Nnates").len(), all);
    assert!(found(&snapshot, RecordKind::Project, "q=platforme-nord-ets").is_empty());
}

#[test]
fn a_walk_among_misspelt_names_goes_on_when_a_better_match_comes() {
    let mut dataset = mini::dataset();
    for (name, fr) in [("FR-COM-00001", "Nantes"), ("FR-COM-00002", "Nantes")] {
        let mut place =
            dataset.territories.iter().find(|place| place.id.as_str() == "FR-COM-44109").unwrap().clone();
        (place.id, place.name, place.codes) = (id(name), Text::fr(fr), vec![]);
        dataset.territories.push(place);
    }
    dataset.sort();
    let snapshot = Snapshot::build(dataset.clone()).unwrap();
    let page = |snapshot: &Snapshot, cursor: Option<&String>| {
        let mut pairs = pairs("q=nnates&limit=2");
        pairs.extend(cursor.map(|cursor| ("cursor".to_owned(), cursor.clone())));
        let query = parse(RecordKind::Territory, &pairs, &Caller::default(), snapshot).unwrap();
        let page = search(snapshot, RecordKind::Territory, &query);
        let ids: Vec<_> = page.items.iter().map(|ix| id_of(snapshot, RecordKind::Territory, *ix)).collect();
        (ids, page.next)
    };
    let (first, next) = page(&snapshot, None);
    assert_eq!(first, ["FR-COM-00001", "FR-COM-00002"]);
    let mut better = dataset.territories[0].clone();
    (better.id, better.name, better.codes) = (id("ZZ-1"), Text::fr("Nnates"), vec![]);
    let later = snapshot.apply(&[Change::Put(better.into())], 1).unwrap();
    assert_eq!(page(&later, next.as_ref()).0, ["FR-COM-44109"]);
    assert_eq!(page(&later, None).0, ["ZZ-1"]);
    let gone = Change::Delete(RecordRef { kind: RecordKind::Territory, id: id("ZZ-1") });
    assert_eq!(page(&later.apply(&[gone], 2).unwrap(), None).0, first);
}
