//! How many of some records have each theme, territory, status … Counts are of distinct records,
//! exact, and made by intersecting bitmaps.

use std::collections::BTreeMap;

use atlas_index::{Ix, Set, Snapshot, Term};
use atlas_model::{RecordKind, TerritoryLevel};
use chrono::{Datelike, NaiveDate};

use crate::FacetName;
use crate::rows::{Rows, rows};
use crate::vocabulary::{Word, actor_kinds, confidences, kinds, levels, provenances, statuses};

/// The counts of one facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// What was counted by.
    pub name: FacetName,
    /// The values that at least one record has; the most frequent first, then by spelling. Years
    /// in their order.
    pub counts: Vec<FacetCount>,
}

/// How many records have one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value, as the filter of the same name takes it: an identifier, a word or a year.
    pub value: String,
    /// The theme or territory, where the value is one.
    pub record: Option<(RecordKind, Ix)>,
    /// How many distinct records have it: how many stay if it is added as a filter.
    pub count: u64,
}

/// Counts a set of records of a kind.
#[must_use]
pub fn count_by(snapshot: &Snapshot, kind: RecordKind, set: &Set, name: FacetName) -> FacetCounts {
    let tally = Tally { snapshot, rows: rows(snapshot, kind), set };
    let mut counts = match name {
        FacetName::Theme => tally.records(RecordKind::Theme, snapshot.themes().live(), Term::About),
        FacetName::Territory { level, lineage } => {
            let term = if lineage { Term::WithinLineage } else { Term::Within };
            tally.territories(level, term)
        }
        FacetName::Country => tally.territories(TerritoryLevel::Country, Term::Country),
        FacetName::Level => tally.words(&levels()),
        FacetName::Status => tally.words(&statuses()),
        FacetName::Kind => tally.words(&kinds(kind)),
        FacetName::ActorKind => tally.words(&actor_kinds()),
        FacetName::Provenance => tally.words(&provenances()),
        FacetName::Confidence => tally.words(&confidences()),
        FacetName::StartYear => return FacetCounts { name, counts: tally.years() },
    };
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    FacetCounts { name, counts }
}

struct Tally<'a> {
    snapshot: &'a Snapshot,
    rows: &'a dyn Rows,
    set: &'a Set,
}

impl Tally<'_> {
    fn carrying(&self, term: Term) -> u64 {
        self.rows.posting(term).map_or(0, |posting| posting.intersection_len(self.set))
    }

    fn words(&self, vocabulary: &[Word]) -> Vec<FacetCount> {
        let counted = vocabulary.iter().map(|word| FacetCount {
            value: word.spelling.to_owned(),
            record: None,
            count: self.carrying(word.term),
        });
        counted.filter(|counted| counted.count > 0).collect()
    }

    fn territories(&self, level: TerritoryLevel, term: fn(Ix) -> Term) -> Vec<FacetCount> {
        let of_level = self.snapshot.territories().posting(Term::Level(level));
        of_level.map_or_else(Vec::new, |of_level| self.records(RecordKind::Territory, of_level, term))
    }

    fn records(&self, kind: RecordKind, candidates: &Set, term: fn(Ix) -> Term) -> Vec<FacetCount> {
        let named = rows(self.snapshot, kind);
        let counted = candidates.iter().map(Ix).filter_map(|ix| {
            let count = self.carrying(term(ix));
            let id = if count > 0 { named.id(ix)? } else { return None };
            Some(FacetCount { value: id.to_string(), record: Some((kind, ix)), count })
        });
        counted.collect()
    }

    fn years(&self) -> Vec<FacetCount> {
        let mut years: BTreeMap<i32, u64> = BTreeMap::new();
        for day in self.set.iter().filter_map(|ix| self.rows.span(Ix(ix)).start()) {
            if let Some(day) = NaiveDate::from_num_days_from_ce_opt(day) {
                *years.entry(day.year()).or_default() += 1;
            }
        }
        let counted = years.into_iter();
        counted.map(|(year, count)| FacetCount { value: format!("{year:04}"), record: None, count }).collect()
    }
}
