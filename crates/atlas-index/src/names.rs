//! Finding territories, actors and themes by any of their names or codes.

use atlas_model::{RecordKind, TerritoryLevel};

use crate::describe::{Indexed, code_word};
use crate::fold::{fold, search_words, words};
use crate::{Ix, Set, Snapshot, Table, Term};

/// The shortest name, in characters, in which a letter may be amiss.
const SHORTEST_FUZZY: usize = 4;

/// The names of one snapshot.
#[derive(Clone, Copy)]
pub struct Names<'a>(pub(crate) &'a Snapshot);

/// A record that a typed name may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameMatch {
    /// Its kind.
    pub kind: RecordKind,
    /// Its position in the table of that kind.
    pub ix: Ix,
    /// The name that matched, as the record spells it.
    pub name: String,
    /// How well it matched.
    pub quality: Quality,
}

/// How well a name matched, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// An official code or the identifier.
    Code,
    /// A whole name.
    Exact,
    /// The beginning of a name.
    Prefix,
    /// Every word begins some word of a name.
    Words,
    /// A name with one or two letters amiss.
    Fuzzy,
}

impl Names<'_> {
    /// The records that a typed name may mean, the likeliest first.
    ///
    /// Only territories, actors and themes have names here; other kinds find nothing. Among equals,
    /// territories that still exist and higher levels come first, then larger populations.
    #[must_use]
    pub fn find(&self, query: &str, kinds: &[RecordKind], limit: usize) -> Vec<NameMatch> {
        let wanted = Wanted::new(query);
        let mut found: Vec<(Rank, NameMatch)> = Vec::new();
        for kind in kinds {
            match kind {
                RecordKind::Territory => self.look(&wanted, self.0.territories(), &mut found),
                RecordKind::Actor => self.look(&wanted, self.0.actors(), &mut found),
                RecordKind::Theme => self.look(&wanted, self.0.themes(), &mut found),
                _ => {}
            }
        }
        if found.is_empty() && wanted.folded.chars().count() >= SHORTEST_FUZZY {
            for kind in kinds {
                match kind {
                    RecordKind::Territory => self.look_fuzzily(&wanted, self.0.territories(), &mut found),
                    RecordKind::Actor => self.look_fuzzily(&wanted, self.0.actors(), &mut found),
                    RecordKind::Theme => self.look_fuzzily(&wanted, self.0.themes(), &mut found),
                    _ => {}
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found.into_iter().take(limit).map(|(_, found)| found).collect()
    }

    /// The territories or actors that an official code or an identifier means, the likeliest first.
    ///
    /// One look-up, where [`Names::find`] compares names: what reads long lists of values uses this.
    #[must_use]
    pub fn with_code(&self, code: &str, kind: RecordKind) -> Vec<Ix> {
        let mut found = Vec::new();
        match kind {
            RecordKind::Territory => _ = self.look_up(code, self.0.territories(), &mut found),
            RecordKind::Actor => _ = self.look_up(code, self.0.actors(), &mut found),
            _ => {}
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found.into_iter().map(|(_, found)| found.ix).collect()
    }

    /// The records of a kind that have a name with one or two letters amiss: what a typed name may
    /// mean where nothing matches it. Costs a comparison with every word of the kind's texts.
    #[must_use]
    pub fn nearly(&self, query: &str, kind: RecordKind) -> Vec<Ix> {
        let wanted = Wanted::new(query);
        let mut found = Vec::new();
        if wanted.folded.chars().count() >= SHORTEST_FUZZY {
            match kind {
                RecordKind::Territory => self.look_fuzzily(&wanted, self.0.territories(), &mut found),
                RecordKind::Actor => self.look_fuzzily(&wanted, self.0.actors(), &mut found),
                RecordKind::Theme => self.look_fuzzily(&wanted, self.0.themes(), &mut found),
                _ => {}
            }
        }
        found.into_iter().map(|(_, found)| found.ix).collect()
    }

    /// Whether records of a kind have names that are found here.
    #[must_use]
    pub const fn knows(kind: RecordKind) -> bool {
        matches!(kind, RecordKind::Territory | RecordKind::Actor | RecordKind::Theme)
    }

    fn look_up<T: Named>(&self, typed: &str, table: &Table<T>, found: &mut Vec<(Rank, NameMatch)>) -> Set {
        let by_code = table.with_exact_word(&code_word(typed.trim()));
        for ix in &by_code {
            self.keep(table, Ix(ix), typed, Quality::Code, found);
        }
        by_code
    }

    fn look<T: Named>(&self, wanted: &Wanted, table: &Table<T>, found: &mut Vec<(Rank, NameMatch)>) {
        let by_code = self.look_up(&wanted.typed, table, found);
        for ix in &(wanted.all_words(table) - by_code) {
            let Some(entry) = table.get(Ix(ix)) else { continue };
            let best = entry
                .record
                .names()
                .filter_map(|name| wanted.judge(name).map(|quality| (quality, name)))
                .min();
            if let Some((quality, name)) = best {
                self.keep(table, Ix(ix), name, quality, found);
            }
        }
    }

    /// Words with a letter amiss lead to candidates; their whole names then decide.
    fn look_fuzzily<T: Named>(&self, wanted: &Wanted, table: &Table<T>, found: &mut Vec<(Rank, NameMatch)>) {
        let close = |word: &&str| !word.starts_with('#') && within_reach(&wanted.joined, word);
        let mut candidates = Set::new();
        for word in table.words().filter(close) {
            candidates |= table.with_exact_word(word);
        }
        for ix in &candidates {
            let Some(entry) = table.get(Ix(ix)) else { continue };
            let mut names = entry.record.names();
            if let Some(name) = names.find(|name| within_reach(&wanted.joined, &as_one_word(&fold(name)))) {
                self.keep(table, Ix(ix), name, Quality::Fuzzy, found);
            }
        }
    }

    fn keep<T: Named>(
        &self,
        table: &Table<T>,
        ix: Ix,
        name: &str,
        quality: Quality,
        found: &mut Vec<(Rank, NameMatch)>,
    ) {
        let Some(entry) = table.get(ix) else { return };
        let ended = T::KIND == RecordKind::Territory
            && !self.0.territories().posting(Term::Current).is_some_and(|set| set.contains(ix.0));
        let (level, population) = entry.record.weight();
        let rank = Rank {
            quality,
            ended,
            level,
            population: std::cmp::Reverse(population),
            length: name.len(),
            id: entry.record.id().to_string(),
        };
        found.push((rank, NameMatch { kind: T::KIND, ix, name: name.to_owned(), quality }));
    }
}

/// The order of matches: fields compare from the first to the last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    quality: Quality,
    ended: bool,
    level: Option<TerritoryLevel>,
    population: std::cmp::Reverse<u32>,
    length: usize,
    id: String,
}

struct Wanted {
    typed: String,
    folded: String,
    /// The folded form as one word.
    joined: String,
}

impl Wanted {
    fn new(query: &str) -> Self {
        let folded = fold(query);
        Self { typed: query.to_owned(), joined: as_one_word(&folded), folded }
    }

    /// The records all of whose wanted words begin some word of theirs, or that hold them as one word.
    fn all_words<T: Indexed>(&self, table: &Table<T>) -> Set {
        let mut all: Option<Set> = None;
        for word in search_words(&self.folded) {
            let with = table.with_word(&word);
            all = Some(all.map_or_else(|| with.clone(), |so_far| so_far & &with));
        }
        if self.joined.is_empty() {
            return Set::new();
        }
        all.unwrap_or_default() | table.with_word(&self.joined)
    }

    fn judge(&self, name: &str) -> Option<Quality> {
        let folded = fold(name);
        let joined = as_one_word(&folded);
        if folded == self.folded || joined == self.joined {
            Some(Quality::Exact)
        } else if folded.starts_with(&self.folded) || joined.starts_with(&self.joined) {
            Some(Quality::Prefix)
        } else {
            let begins = |wanted: &str| {
                let mut found = false;
                words(&folded, |word| found |= word.starts_with(wanted));
                found
            };
            self.folded.split(' ').all(begins).then_some(Quality::Words)
        }
    }
}

pub(crate) fn as_one_word(folded: &str) -> String {
    folded.replace(' ', "")
}

/// Whether two words differ by one letter, or by two from nine letters on.
fn within_reach(a: &str, b: &str) -> bool {
    let (a_len, b_len) = (a.chars().count(), b.chars().count());
    let reach = if a_len.max(b_len) >= 9 { 2 } else { 1 };
    a_len.abs_diff(b_len) <= reach && a_len >= 4 && strsim::damerau_levenshtein(a, b) <= reach
}

/// A record with names.
pub(crate) trait Named: Indexed {
    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_>;
    fn weight(&self) -> (Option<TerritoryLevel>, u32);
}

impl Named for atlas_model::Territory {
    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        let names = self.name.iter().map(|(_, name)| name);
        Box::new(names.chain(self.pinyin.as_deref()).chain(self.aliases.iter().map(String::as_str)))
    }

    fn weight(&self) -> (Option<TerritoryLevel>, u32) {
        (Some(self.level), self.population.unwrap_or(0))
    }
}

impl Named for atlas_model::Actor {
    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.name.iter().map(|(_, name)| name).chain(self.aliases.iter().map(String::as_str)))
    }

    fn weight(&self) -> (Option<TerritoryLevel>, u32) {
        (None, 0)
    }
}

impl Named for atlas_model::Theme {
    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.label.iter().map(|(_, name)| name).chain(self.aliases.iter().map(String::as_str)))
    }

    fn weight(&self) -> (Option<TerritoryLevel>, u32) {
        (None, 0)
    }
}
