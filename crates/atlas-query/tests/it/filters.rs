//! Every filter parameter, alone and in any combination, keeps what a naive scan keeps.

use std::collections::BTreeSet;

use atlas_index::{Ix, Set, Snapshot};
use atlas_model::{Dataset, Fault, FaultKind, RecordKind};
use atlas_query::{Caller, Expr, Schema, count, matches, parameters, parse};
use proptest::prelude::*;

use crate::naive::Scan;
use crate::world::{Dice, WORDS, date, position, world};

pub(crate) type Pairs = Vec<(String, String)>;

/// The identifier of a record.
pub(crate) fn id_of(snapshot: &Snapshot, kind: RecordKind, ix: Ix) -> String {
    let id = match kind {
        RecordKind::Source => snapshot.sources().record(ix).map(|record| &record.id),
        RecordKind::Theme => snapshot.themes().record(ix).map(|record| &record.id),
        RecordKind::Territory => snapshot.territories().record(ix).map(|record| &record.id),
        RecordKind::Actor => snapshot.actors().record(ix).map(|record| &record.id),
        RecordKind::Campaign => snapshot.campaigns().record(ix).map(|record| &record.id),
        RecordKind::Event => snapshot.events().record(ix).map(|record| &record.id),
        RecordKind::Partnership => snapshot.partnerships().record(ix).map(|record| &record.id),
        RecordKind::Project => snapshot.projects().record(ix).map(|record| &record.id),
        RecordKind::Resource => snapshot.resources().record(ix).map(|record| &record.id),
        RecordKind::Need => snapshot.needs().record(ix).map(|record| &record.id),
    };
    id.unwrap().to_string()
}

/// The identifiers of some records.
pub(crate) fn ids(snapshot: &Snapshot, kind: RecordKind, set: &Set) -> BTreeSet<String> {
    set.iter().map(|ix| id_of(snapshot, kind, Ix(ix))).collect()
}

/// Random values, all of them valid, for one of the filter parameters of a kind.
pub(crate) fn random_filter(dice: &mut Dice, kind: RecordKind, dataset: &Dataset) -> Pairs {
    let options = ["sort", "limit", "cursor", "facets", "lineage", "radius"];
    let filters: Vec<_> =
        parameters(kind).iter().filter(|parameter| !options.contains(&parameter.name)).collect();
    let parameter = *dice.pick(&filters);
    let name = parameter.name;
    if name == "near" {
        let at = position(dice);
        let radius = format!("{}km", [1, 500, 3_000, 9_000, 20_000][dice.below(5)]);
        return vec![(name.into(), format!("{},{}", at.lon(), at.lat())), ("radius".into(), radius)];
    }
    let value = match name {
        "bbox" => {
            let (a, b) = (position(dice), position(dice));
            let (south, north) = if a.lat() <= b.lat() { (a.lat(), b.lat()) } else { (b.lat(), a.lat()) };
            format!("{},{south},{},{north}", a.lon(), b.lon())
        }
        _ => {
            let count = 1 + dice.below(if parameter.repeatable { 3 } else { 1 });
            (0..count)
                .map(|_| one_value(dice, name, &parameter.schema, kind, dataset))
                .collect::<Vec<_>>()
                .join(",")
        }
    };
    let negated = parameter.repeatable && dice.percent(25);
    vec![(name.into(), if negated { format!("!{value}") } else { value })]
}

fn one_value(dice: &mut Dice, name: &str, schema: &Schema, kind: RecordKind, dataset: &Dataset) -> String {
    let any_of = |dice: &mut Dice, kind| {
        let records = Scan(dataset).records(kind);
        dice.pick(&records).id().to_string()
    };
    match (name, schema) {
        (_, Schema::OneOf(words)) => (*dice.pick(words)).to_owned(),
        (_, Schema::Boolean) => dice.percent(50).to_string(),
        ("id", _) => any_of(dice, kind),
        ("q", _) => {
            let folded = atlas_index::fold(dice.pick::<&str>(WORDS));
            let word = folded.split(' ').next().unwrap().to_owned();
            let keep = 1 + dice.below(word.chars().count());
            let beginning: String = word.chars().take(keep).collect();
            if dice.percent(30) {
                format!("{beginning} {}", dice.pick(&["neuve", "jilin", "lac", "villeneuve"]))
            } else {
                beginning
            }
        }
        ("territory", _) => {
            let id = any_of(dice, RecordKind::Territory);
            if dice.percent(30) { format!("uid:u{id}") } else { id }
        }
        ("country", _) => (*dice.pick(&["AA", "BB", "CC"])).to_owned(),
        ("theme", _) => any_of(dice, RecordKind::Theme),
        ("actor", _) => any_of(dice, RecordKind::Actor),
        ("partnership", _) => any_of(dice, RecordKind::Partnership),
        ("period" | "start" | "end", _) => match dice.below(4) {
            0 => date(dice).to_string(),
            1 => format!("{}/..", date(dice)),
            2 => format!("../{}", date(dice)),
            _ => {
                let (a, b) = (date(dice), date(dice));
                if b.last_day() < a.first_day() { format!("{b}/{a}") } else { format!("{a}/{b}") }
            }
        },
        other => unreachable!("{other:?}"),
    }
}

fn random_filters(dice: &mut Dice, kind: RecordKind, dataset: &Dataset, most: usize) -> Pairs {
    let mut pairs = Pairs::new();
    for _ in 0..=dice.below(most) {
        let more = random_filter(dice, kind, dataset);
        let repeats = more.iter().any(|(name, _)| {
            let single =
                parameters(kind).iter().any(|parameter| parameter.name == name && !parameter.repeatable);
            single && pairs.iter().any(|(other, _)| other == name)
        });
        if !repeats {
            pairs.extend(more);
        }
    }
    let knows_lineage = parameters(kind).iter().any(|parameter| parameter.name == "lineage");
    if knows_lineage && dice.percent(40) {
        pairs.push(("lineage".into(), dice.percent(50).to_string()));
    }
    pairs
}

/// A filter tree over parameters: compiled through the parser, and evaluated naively.
enum Tree {
    Leaf(Pairs),
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
}

impl Tree {
    fn random(dice: &mut Dice, kind: RecordKind, dataset: &Dataset, depth: usize) -> Self {
        if depth == 0 || dice.percent(30) {
            return Self::Leaf(random_filter(dice, kind, dataset));
        }
        let mut parts = || (0..dice.below(4)).map(|_| Self::random(dice, kind, dataset, depth - 1)).collect();
        let parts: Vec<_> = parts();
        match dice.below(3) {
            0 => Self::And(parts),
            1 => Self::Or(parts),
            _ => Self::Not(Box::new(Self::random(dice, kind, dataset, depth - 1))),
        }
    }

    fn compile(&self, kind: RecordKind, snapshot: &Snapshot) -> Expr {
        let all = |parts: &[Self]| parts.iter().map(|part| part.compile(kind, snapshot)).collect();
        match self {
            // `confidence=!high,medium,low` is refused because nothing can be left.
            Self::Leaf(pairs) => parse(kind, pairs, &Caller::default(), snapshot)
                .map_or_else(|faults| impossible(&faults), |query| query.filter),
            Self::And(parts) => Expr::And(all(parts)),
            Self::Or(parts) => Expr::Or(all(parts)),
            Self::Not(part) => Expr::Not(Box::new(part.compile(kind, snapshot))),
        }
    }

    fn kept(&self, kind: RecordKind, scan: &Scan<'_>) -> BTreeSet<String> {
        match self {
            Self::Leaf(pairs) => scan.kept(kind, pairs),
            Self::And(parts) => parts
                .iter()
                .map(|part| part.kept(kind, scan))
                .fold(scan.kept(kind, &[]), |all, part| &all & &part),
            Self::Or(parts) => {
                parts.iter().map(|part| part.kept(kind, scan)).fold(BTreeSet::new(), |all, part| &all | &part)
            }
            Self::Not(part) => &scan.kept(kind, &[]) - &part.kept(kind, scan),
        }
    }
}

/// What refused filters keep, if they were refused because they exclude everything.
fn impossible(faults: &[Fault]) -> Expr {
    assert!(faults.iter().all(|fault| matches!(fault.kind, FaultKind::Conflict { .. })), "{faults:?}");
    Expr::none()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_parameter_keeps_what_a_naive_scan_keeps(seed: u64) {
        let dataset = world(seed);
        let snapshot = Snapshot::build(dataset.clone()).unwrap();
        let (scan, dice) = (Scan(&dataset), &mut Dice(seed ^ 1));
        for kind in RecordKind::ALL {
            for _ in 0..12 {
                let pairs = random_filters(dice, *kind, &dataset, 3);
                let expected = scan.kept(*kind, &pairs);
                match parse(*kind, &pairs, &Caller::default(), &snapshot) {
                    Ok(query) => {
                        let found = matches(&snapshot, *kind, &query.filter);
                        prop_assert_eq!(ids(&snapshot, *kind, &found), expected, "{} {:?}", kind, pairs);
                        prop_assert_eq!(count(&snapshot, *kind, &query.filter), found.len());
                    }
                    Err(faults) => {
                        impossible(&faults);
                        prop_assert!(expected.is_empty(), "{} {:?} {:?}", kind, pairs, faults);
                    }
                }
            }
        }
    }

    #[test]
    fn every_combination_of_filters_keeps_what_a_naive_scan_keeps(seed: u64) {
        let dataset = world(seed);
        let snapshot = Snapshot::build(dataset.clone()).unwrap();
        let (scan, dice) = (Scan(&dataset), &mut Dice(seed ^ 2));
        for kind in RecordKind::ALL {
            for _ in 0..6 {
                let tree = Tree::random(dice, *kind, &dataset, 3);
                let expr = tree.compile(*kind, &snapshot);
                let found = matches(&snapshot, *kind, &expr);
                prop_assert_eq!(ids(&snapshot, *kind, &found), tree.kept(*kind, &scan), "{} {:?}", kind, expr);
            }
        }
    }
}

#[test]
fn a_filter_that_names_vanished_positions_keeps_nothing() {
    let snapshot = Snapshot::build(world(7)).unwrap();
    let expr = Expr::among([Ix(0), Ix(9_999)]);
    assert_eq!(matches(&snapshot, RecordKind::Project, &expr).len(), 1);
    let linked = Expr::TakesPart(Box::new(Expr::All));
    assert!(matches(&snapshot, RecordKind::Project, &linked).is_empty(), "only actors take part");
    assert!(matches(&snapshot, RecordKind::Project, &Expr::none()).is_empty());
}
