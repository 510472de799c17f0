//! Which records hold which words.

use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdMap;

use crate::Set;
use crate::posting::Correction;

/// The words of the records in the base, sorted.
#[derive(Debug, Default)]
pub(crate) struct BaseWords(Vec<(Box<str>, Set)>);

impl BaseWords {
    pub(crate) fn new(mut found: Vec<(Box<str>, Set)>) -> Self {
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Self(found)
    }

    fn get(&self, word: &str) -> Option<&Set> {
        let at = self.0.binary_search_by(|(other, _)| (**other).cmp(word)).ok()?;
        Some(&self.0[at].1)
    }

    fn beginning_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a (Box<str>, Set)> {
        let from = self.0.partition_point(|(word, _)| &**word < prefix);
        self.0[from..].iter().take_while(move |(word, _)| word.starts_with(prefix))
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(word, _)| &**word)
    }
}

/// The words of the records that changed since the base was built.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeltaWords(OrdMap<Box<str>, Arc<Correction>>);

impl DeltaWords {
    pub(crate) fn set(&mut self, word: &str, ix: u32, present: bool) {
        let corrected = Correction::after(self.0.get(word), ix, present);
        self.0.insert(word.into(), corrected);
    }
}

/// The records that hold exactly this word.
pub(crate) fn exactly(base: &BaseWords, delta: &DeltaWords, word: &str) -> Set {
    match delta.0.get(word) {
        Some(correction) => correction.apply(base.get(word)).clone(),
        None => base.get(word).cloned().unwrap_or_default(),
    }
}

/// The records that hold a word with this beginning.
pub(crate) fn beginning_with(base: &BaseWords, delta: &DeltaWords, prefix: &str) -> Set {
    let mut found = Set::new();
    for (word, set) in base.beginning_with(prefix) {
        if !delta.0.contains_key(word) {
            found |= set;
        }
    }
    let from = (Bound::Included(prefix), Bound::Unbounded);
    for (word, correction) in delta.0.range::<_, str>(from) {
        if !word.starts_with(prefix) {
            break;
        }
        found |= correction.apply(base.get(word));
    }
    found
}

/// Every word, in no particular order; a word may come twice, or belong to no record any more.
pub(crate) fn all<'a>(base: &'a BaseWords, delta: &'a DeltaWords) -> impl Iterator<Item = &'a str> {
    base.iter().chain(delta.0.keys().map(|word| &**word))
}
