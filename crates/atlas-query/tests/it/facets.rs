//! A facet count is what a naive scan keeps once the value is added as a filter.

use std::collections::BTreeSet;

use atlas_index::Snapshot;
use atlas_model::{Confidence, ProvenanceKind, RecordKind, Status};
use atlas_query::{
    Caller, FacetCounts, Parameter, Schema, parameters, parse, parse_summary, search, summarise,
};
use proptest::prelude::*;

use crate::filters::{Pairs, random_filter};
use crate::naive::Scan;
use crate::world::{Dice, world};

fn parameter(kind: RecordKind, name: &str) -> &'static Parameter {
    parameters(kind).iter().find(|parameter| parameter.name == name).unwrap()
}

/// Every value that a facet of this name could count.
fn candidates(scan: &Scan<'_>, kind: RecordKind, facet: &str) -> Vec<String> {
    let ids = |kind, keep: &dyn Fn(&str) -> bool| -> Vec<String> {
        scan.records(kind).iter().map(|record| record.id().to_string()).filter(|id| keep(id)).collect()
    };
    let territories_of = |level: &str| {
        let at_level = scan.0.territories.iter().filter(|territory| territory.level.as_str() == level);
        at_level.map(|territory| territory.id.to_string()).collect()
    };
    match facet {
        "theme" => ids(RecordKind::Theme, &|_| true),
        "country" => territories_of("country"),
        "start" => (2000..2020).map(|year| year.to_string()).collect(),
        _ => match facet.strip_prefix("territory:") {
            Some(level) => territories_of(level),
            None => {
                let Schema::OneOf(words) = &parameter(kind, facet).schema else { unreachable!() };
                words.iter().map(ToString::to_string).collect()
            }
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn facet_counts_equal_a_naive_recount(seed: u64) {
        let dataset = world(seed);
        let snapshot = Snapshot::build(dataset.clone()).unwrap();
        let (scan, dice) = (Scan(&dataset), &mut Dice(seed ^ 5));
        for kind in RecordKind::ALL {
            let Schema::SomeOf(facets) = &parameter(*kind, "facets").schema else { unreachable!() };
            let mut pairs: Pairs = random_filter(dice, *kind, &dataset);
            if parameters(*kind).iter().any(|parameter| parameter.name == "lineage") {
                pairs.push(("lineage".into(), dice.percent(50).to_string()));
            }
            let mut asked = pairs.clone();
            asked.push(("facets".into(), facets.join(",")));
            let Ok(query) = parse(*kind, &asked, &Caller::default(), &snapshot) else { continue };
            let page = search(&snapshot, *kind, &query);
            prop_assert_eq!(page.facets.len(), facets.len());
            for (facet, counted) in facets.iter().zip(&page.facets) {
                prop_assert_eq!(&counted.name.as_string(), facet);
                let filter = facet.split(':').next().unwrap();
                let found: BTreeSet<(String, u64)> =
                    counted.counts.iter().map(|count| (count.value.clone(), count.count)).collect();
                let mut expected = BTreeSet::new();
                for value in candidates(&scan, *kind, facet) {
                    let mut narrowed = pairs.clone();
                    narrowed.push((filter.to_owned(), value.clone()));
                    let kept = scan.kept(*kind, &narrowed).len() as u64;
                    if kept > 0 {
                        expected.insert((value, kept));
                    }
                }
                prop_assert_eq!(found, expected, "{} {} {:?}", kind, facet, pairs);
            }
        }
    }

    #[test]
    fn a_summary_counts_what_its_filter_keeps(seed: u64) {
        let dataset = world(seed);
        let snapshot = Snapshot::build(dataset.clone()).unwrap();
        let (scan, dice) = (Scan(&dataset), &mut Dice(seed ^ 6));
        let pairs: Pairs = random_filter(dice, RecordKind::Partnership, &dataset)
            .into_iter()
            .filter(|(name, _)| name != "kind" && name != "id")
            .collect();
        let Ok(filter) = parse_summary(&pairs, &Caller::default(), &snapshot) else { return Ok(()) };
        let summary = summarise(&snapshot, &filter);
        for (kind, total) in &summary.totals {
            prop_assert_eq!(*total, dataset.count(*kind) as u64);
        }
        prop_assert_eq!(summary.partnerships.matched, scan.kept(RecordKind::Partnership, &pairs).len() as u64);
        prop_assert_eq!(summary.projects.matched, scan.kept(RecordKind::Project, &pairs).len() as u64);
    }
}

#[test]
fn a_summary_divides_partnerships_and_projects_without_loss() {
    let dataset = world(11);
    let snapshot = Snapshot::build(dataset.clone()).unwrap();
    let filter = parse_summary(&[], &Caller::default(), &snapshot).unwrap();
    let summary = summarise(&snapshot, &filter);
    assert_eq!((summary.partnerships.matched, summary.projects.matched), (20, 40));
    let sum = |facets: &[FacetCounts], words: &[&str]| -> u64 {
        let facet = facets
            .iter()
            .find(|facet| facet.counts.iter().any(|count| words.contains(&count.value.as_str())));
        facet.unwrap().counts.iter().map(|count| count.count).sum()
    };
    // Whatever has exactly one value per record must add up.
    let statuses: Vec<_> = Status::ALL.iter().map(|word| word.as_str()).collect();
    let provenances: Vec<_> = ProvenanceKind::ALL.iter().map(|word| word.as_str()).collect();
    let confidences: Vec<_> = Confidence::ALL.iter().map(|word| word.as_str()).collect();
    for words in [statuses, provenances, confidences] {
        assert_eq!(sum(&summary.projects.facets, &words), 40);
        assert_eq!(sum(&summary.partnerships.facets, &words), 20);
    }
}
