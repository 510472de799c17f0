//! Describing many records on all cores, in parts that are joined in order.

use std::num::NonZero;

use atlas_model::Position;
use foldhash::{HashMap, HashMapExt};

use crate::describe::Description;
use crate::entry::Span;
use crate::{Set, Term};

/// Below this number of records one core is faster than starting a second.
const WORTH_SPLITTING: usize = 20_000;

/// What a run of consecutive records is found by.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) postings: HashMap<Term, Vec<u32>>,
    pub(crate) words: HashMap<Box<str>, Vec<u32>>,
    pub(crate) spans: Vec<Span>,
    /// All positions, record after record.
    pub(crate) positions: Vec<Position>,
    /// How many positions each record has.
    pub(crate) counts: Vec<u32>,
}

impl Part {
    /// Describes all records, whose positions in the table are their positions in the slice.
    pub(crate) fn of_all<T: Sync>(records: &[T], describe: &(impl Fn(&T, &mut Description) + Sync)) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        if records.len() < WORTH_SPLITTING || cores == 1 {
            return Self::of_run(0, records, describe);
        }
        let run = records.len().div_ceil(cores);
        std::thread::scope(|scope| {
            let runs = records.chunks(run).enumerate();
            let started: Vec<_> = runs
                .map(|(number, records)| scope.spawn(move || Self::of_run(number * run, records, describe)))
                .collect();
            let mut parts = started
                .into_iter()
                .map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            let first = parts.next().unwrap_or_default();
            parts.fold(first, Self::followed_by)
        })
    }

    fn of_run<T>(start: usize, records: &[T], describe: &impl Fn(&T, &mut Description)) -> Self {
        let mut part = Self { postings: HashMap::new(), words: HashMap::new(), ..Self::default() };
        let mut description = Description::default();
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        for (ix, record) in (start..).zip(records) {
            description.clear();
            describe(record, &mut description);
            for term in description.terms() {
                part.postings.entry(*term).or_default().push(ix);
            }
            description.each_word(|word| match part.words.get_mut(word) {
                Some(found) if found.last() == Some(&ix) => {}
                Some(found) => found.push(ix),
                None => _ = part.words.insert(word.into(), vec![ix]),
            });
            part.spans.push(description.span);
            part.positions.extend_from_slice(&description.positions);
            part.counts.push(u32::try_from(description.positions.len()).unwrap_or(u32::MAX));
        }
        part
    }

    fn followed_by(mut self, next: Self) -> Self {
        for (term, mut found) in next.postings {
            self.postings.entry(term).or_default().append(&mut found);
        }
        for (word, mut found) in next.words {
            self.words.entry(word).or_default().append(&mut found);
        }
        self.spans.extend(next.spans);
        self.positions.extend(next.positions);
        self.counts.extend(next.counts);
        self
    }
}

/// A set of positions that come in ascending order.
pub(crate) fn in_order(positions: impl IntoIterator<Item = u32>) -> Set {
    Set::from_sorted_iter(positions).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::Describe;
    use crate::ground::Ground;
    use crate::{Hierarchy, Table};
    use atlas_model::{Confidence, Id, Provenance, ProvenanceKind, Source, Text};

    fn source(number: usize) -> Source {
        let kinds = ProvenanceKind::ALL;
        Source {
            id: Id::new(format!("s{number}")).unwrap(),
            title: Text::fr(format!("Compte rendu {} {}", number % 3, number % 2)),
            publisher: None,
            url: None,
            date: (2000 + number).to_string().parse().ok(),
            licence: None,
            attribution: None,
            provenance: Provenance::new(kinds[number % kinds.len()], Confidence::High, vec![]),
        }
    }

    #[test]
    fn parts_joined_in_order_are_the_whole() {
        let records: Vec<Source> = (0..23).map(source).collect();
        let (territories, themes) = (Table::bare(vec![]), Table::bare(vec![]));
        let (actors, partnerships) = (Table::bare(vec![]), Table::bare(vec![]));
        let (places, subjects) = (Hierarchy::default(), Hierarchy::default());
        let ground = Ground {
            territories: &territories,
            themes: &themes,
            actors: &actors,
            partnerships: &partnerships,
            places: &places,
            subjects: &subjects,
        };
        let describe = |record: &Source, description: &mut Description| record.describe(&ground, description);
        let whole = Part::of_run(0, &records, &describe);
        let joined = Part::of_run(0, &records[..9], &describe)
            .followed_by(Part::of_run(9, &records[9..10], &describe))
            .followed_by(Part::of_run(10, &records[10..], &describe));
        assert_eq!(joined.postings, whole.postings);
        assert_eq!(joined.words, whole.words);
        assert_eq!(joined.spans, whole.spans);
        assert!(whole.words["compte"].len() == 23 && whole.spans.len() == 23);
    }
}
