//! Single values: records by identifier or code, words of a vocabulary, numbers. What is not valid
//! becomes a fault with the nearest values that are.

use atlas_index::{Ix, Snapshot, Term};
use atlas_model::{Fault, FaultKind, Form, RecordKind, TerritoryLevel, nearest};

use crate::rows::rows;
use crate::vocabulary::Word;

/// How many faults of one request get suggestions: looking for them is the only work here that
/// grows with the atlas.
const MOST_SUGGESTIONS: usize = 10;

/// How many records one value is said to be near to at most.
const MOST_NEAREST: usize = 3;

/// The longest value, in bytes, that may be a misspelt name: looking for others costs by the word.
const LONGEST_NAME: usize = 200;

/// Reads values against a snapshot and collects the faults.
pub(crate) struct Values<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) faults: Vec<Fault>,
    /// Whether a search finds names with a letter amiss even where something matches: the page before
    /// ended among such.
    pub(crate) fuzzy_anyway: bool,
    suggestions_left: usize,
}

impl<'s> Values<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot) -> Self {
        Self { snapshot, faults: Vec::new(), fuzzy_anyway: false, suggestions_left: MOST_SUGGESTIONS }
    }

    /// A territory, by identifier or official code.
    pub(crate) fn territory(&mut self, at: &str, text: &str) -> Option<Ix> {
        self.record(at, RecordKind::Territory, text)
    }

    /// A country, by identifier or official code.
    pub(crate) fn country(&mut self, at: &str, text: &str) -> Option<Ix> {
        let territories = self.snapshot.territories();
        let countries = territories.posting(Term::Level(TerritoryLevel::Country));
        let is_country = |ix: Ix| countries.is_some_and(|countries| countries.contains(ix.0));
        let found = self.exactly(RecordKind::Territory, text);
        if let [only] = found.iter().copied().filter(|ix| is_country(*ix)).collect::<Vec<_>>()[..] {
            return Some(only);
        }
        let mut suggestions = Vec::new();
        if self.may_suggest(text) {
            // The country of a territory is what was meant where a territory stands.
            let meant = found.into_iter().filter_map(|ix| territories.record(ix));
            for country in meant.map(|territory| territory.country.as_str()) {
                if suggestions.len() < MOST_NEAREST && !suggestions.iter().any(|other| other == country) {
                    suggestions.push(country.to_owned());
                }
            }
            if suggestions.is_empty() {
                let named = self.snapshot.names().find(text, &[RecordKind::Territory], 20);
                let named = named.into_iter().filter(|found| is_country(found.ix)).take(MOST_NEAREST);
                suggestions.extend(
                    named
                        .filter_map(|found| territories.record(found.ix))
                        .map(|country| country.id.to_string()),
                );
            }
            if suggestions.is_empty() {
                let ids = countries.into_iter().flatten().filter_map(|ix| territories.record(Ix(ix)));
                suggestions = nearest(text, ids.map(|country| country.id.as_str()));
            }
        }
        self.unknown(at, text, suggestions);
        None
    }

    /// A record, by identifier or, where its kind has codes, by an official code that it alone has.
    pub(crate) fn record(&mut self, at: &str, kind: RecordKind, text: &str) -> Option<Ix> {
        let found = self.exactly(kind, text);
        if let [only] = found[..] {
            return Some(only);
        }
        let mut suggestions = Vec::new();
        if self.may_suggest(text) {
            let table = rows(self.snapshot, kind);
            let ids = |found: &[Ix]| -> Vec<String> {
                found
                    .iter()
                    .filter_map(|ix| table.id(*ix))
                    .take(MOST_NEAREST)
                    .map(ToString::to_string)
                    .collect()
            };
            suggestions = ids(&found);
            if suggestions.is_empty() {
                let named = self.snapshot.names().find(text, &[kind], MOST_NEAREST);
                suggestions = ids(&named.into_iter().map(|found| found.ix).collect::<Vec<_>>());
            }
            if suggestions.is_empty() {
                suggestions = self.nearest_ids(kind, text);
            }
        }
        self.unknown(at, text, suggestions);
        None
    }

    /// The position of a word in its vocabulary.
    pub(crate) fn word(&mut self, at: &str, text: &str, vocabulary: &[Word]) -> Option<usize> {
        let found = vocabulary.iter().position(|word| word.spelling == text);
        if found.is_none() {
            let label = |word: &&Word| word.labels.iter().any(|label| label.eq_ignore_ascii_case(text));
            let spellings = || vocabulary.iter().map(|word| word.spelling);
            let mut suggestions: Vec<String> =
                vocabulary.iter().filter(label).map(|word| word.spelling.to_owned()).collect();
            if suggestions.is_empty() {
                suggestions = nearest(text, spellings());
            }
            if suggestions.is_empty() {
                suggestions = spellings().map(str::to_owned).collect();
            }
            self.unknown(at, text, suggestions);
        }
        found
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, at: &str, text: &str) -> Option<bool> {
        match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.malformed(at, text, Form::Boolean);
                None
            }
        }
    }

    /// A whole number between two bounds.
    pub(crate) fn integer(&mut self, at: &str, text: &str, min: usize, max: usize) -> Option<usize> {
        let is_number = text.bytes().all(|b| b.is_ascii_digit())
            || text
                .strip_prefix('-')
                .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
        if !is_number {
            self.malformed(at, text, Form::WholeNumber { min, max });
            return None;
        }
        let number = text.parse::<usize>().ok().filter(|number| (min..=max).contains(number));
        if number.is_none() {
            self.out_of_range(at, text, &min.to_string(), &max.to_string());
        }
        number
    }

    pub(crate) fn unknown(&mut self, at: &str, text: &str, nearest: Vec<String>) {
        self.faults.push(Fault::new(at, text, FaultKind::UnknownValue { nearest }));
    }

    pub(crate) fn malformed(&mut self, at: &str, text: &str, form: Form) {
        self.faults.push(Fault::new(at, text, FaultKind::BadForm { form }));
    }

    pub(crate) fn out_of_range(&mut self, at: &str, text: &str, min: &str, max: &str) {
        let bounds = FaultKind::OutOfRange { min: min.to_owned(), max: max.to_owned() };
        self.faults.push(Fault::new(at, text, bounds));
    }

    /// The records of exactly this identifier, or else of exactly this code.
    pub(super) fn exactly(&self, kind: RecordKind, text: &str) -> Vec<Ix> {
        if let Some(ix) = rows(self.snapshot, kind).by_id(text) {
            return vec![ix];
        }
        self.snapshot.names().with_code(text, kind)
    }

    /// The nearest identifiers; in a large table, of those that begin alike.
    fn nearest_ids(&self, kind: RecordKind, text: &str) -> Vec<String> {
        const MANY: usize = 10_000;
        const SOME: usize = 1_000;
        let table = rows(self.snapshot, kind);
        let live = table.live();
        let candidates = if live.len() <= MANY as u64 {
            table.first(live, None, MANY)
        } else {
            let half = text.chars().count().div_ceil(2);
            let beginning: String = text.chars().take(half.max(3)).collect();
            table.first(live, Some(&beginning), SOME)
        };
        nearest(text, candidates.iter().filter_map(|ix| table.id(*ix)).map(atlas_model::Id::as_str))
    }

    fn may_suggest(&mut self, text: &str) -> bool {
        let may = self.suggestions_left > 0 && text.len() <= LONGEST_NAME;
        self.suggestions_left = self.suggestions_left.saturating_sub(1);
        may
    }
}
