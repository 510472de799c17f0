//! How well records answer a search by words: the order of a list that somebody searches.
//!
//! Which records are found is decided elsewhere; here is only which of them comes first. A
//! [`Relevance`] depends on the record and the search alone, so that it stays as long as they do.

use atlas_model::RecordKind;

use crate::fold::{begins_with, search_words};
use crate::names::{Named, Quality, as_one_word};
use crate::{Ix, Set, Snapshot, Table, Term, fold};

/// How well a record answers a search: the smaller, the better.
///
/// First how it matched ([`Quality`]); then territories that still exist, of higher levels, of larger
/// populations; then shorter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relevance(u64);

/// Where the parts of a relevance stand, in bits from the right.
const QUALITY: u32 = 56;
const ENDED: u32 = 52;
const LEVEL: u32 = 48;
const POPULATION: u32 = 16;

impl Relevance {
    /// What a record has that does not exist: it comes last.
    const LAST: Self = Self(u64::MAX);

    /// Whether the record was found only because nothing else was.
    #[must_use]
    pub const fn is_fuzzy(self) -> bool {
        self.0 >> QUALITY == Quality::Fuzzy as u64
    }

    /// The relevance as a number.
    #[must_use]
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// The relevance of a number that [`Relevance::to_bits`] gave.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

/// Measures the records of one kind against what somebody searched for.
pub struct Ranking<'a> {
    snapshot: &'a Snapshot,
    kind: RecordKind,
    /// The territories that still exist, where territories are measured.
    current: Option<&'a Set>,
    searches: Vec<Search>,
}

impl<'a> Ranking<'a> {
    /// A ranking by the best of some searches. Only territories, actors and themes have names to
    /// measure; records of other kinds are all alike.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, kind: RecordKind, searches: &[String]) -> Self {
        let searches = searches.iter().map(|typed| Search::new(snapshot, kind, typed)).collect();
        let is_of_places = kind == RecordKind::Territory;
        let current = is_of_places.then(|| snapshot.territories().posting(Term::Current)).flatten();
        Self { snapshot, kind, current, searches }
    }

    /// How well a record answers.
    #[must_use]
    pub fn of(&self, ix: Ix) -> Relevance {
        match self.kind {
            RecordKind::Territory => self.measure(self.snapshot.territories(), ix),
            RecordKind::Actor => self.measure(self.snapshot.actors(), ix),
            RecordKind::Theme => self.measure(self.snapshot.themes(), ix),
            _ => Relevance::LAST,
        }
    }

    fn measure<T: Named>(&self, table: &Table<T>, ix: Ix) -> Relevance {
        let Some(entry) = table.get(ix) else { return Relevance::LAST };
        let best = self.searches.iter().map(|search| search.judge(&entry.record, ix)).min();
        let Some((quality, length)) = best else { return Relevance::LAST };
        let has_ended = self.current.is_some_and(|current| !current.contains(ix.0));
        let (level, population) = entry.record.weight();
        Relevance(
            (quality as u64) << QUALITY
                | u64::from(has_ended) << ENDED
                | level.map_or(0, |level| level as u64) << LEVEL
                | u64::from(u32::MAX - population) << POPULATION
                | u64::from(length),
        )
    }
}

/// One search, ready to be compared with names.
struct Search {
    /// What was typed, folded, as one word.
    joined: String,
    /// The records of which it is the identifier or an official code.
    by_code: Set,
    /// The records in whose texts all of its words begin some word.
    by_words: Set,
}

impl Search {
    fn new(snapshot: &Snapshot, kind: RecordKind, typed: &str) -> Self {
        let by_words = match kind {
            RecordKind::Territory => with_words(snapshot.territories(), typed),
            RecordKind::Actor => with_words(snapshot.actors(), typed),
            RecordKind::Theme => with_words(snapshot.themes(), typed),
            _ => Set::new(),
        };
        let typed = typed.trim();
        let mut by_code: Set = snapshot.names().with_code(typed, kind).into_iter().map(|ix| ix.0).collect();
        by_code.extend(snapshot.find(kind, typed).map(|ix| ix.0));
        Self { joined: as_one_word(&fold(typed)), by_code, by_words }
    }

    /// How well a record matched, and how long the name is by which it did, in characters; the first
    /// name where no one name did.
    fn judge<T: Named>(&self, record: &T, ix: Ix) -> (Quality, u16) {
        if self.by_code.contains(ix.0) {
            return (Quality::Code, 0);
        }
        let length = |name: &str| u16::try_from(name.chars().count()).unwrap_or(u16::MAX);
        let by_name = |name| Some((self.compare(name)?, length(name)));
        record.names().filter_map(by_name).min().unwrap_or_else(|| {
            let quality = if self.by_words.contains(ix.0) { Quality::Words } else { Quality::Fuzzy };
            (quality, record.names().next().map(length).unwrap_or_default())
        })
    }

    /// Whether a name is what was typed, or begins with it; spaces and punctuation do not count.
    fn compare(&self, name: &str) -> Option<Quality> {
        let has_more = begins_with(name, &self.joined)?;
        Some(if has_more { Quality::Prefix } else { Quality::Exact })
    }
}

/// The records in whose texts every word of a search begins some word.
fn with_words<T: Named>(table: &Table<T>, typed: &str) -> Set {
    let words = search_words(typed).into_iter();
    words.map(|word| table.with_word(&word)).reduce(|all, with| all & with).unwrap_or_default()
}
