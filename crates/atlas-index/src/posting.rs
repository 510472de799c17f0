//! The set of records of one term: what the base says, corrected by what changed since.

use std::sync::{Arc, OnceLock};

use crate::Set;

/// A correction to a set of the base. Small, cheap to copy; the corrected set is made once, when
/// somebody asks for it.
#[derive(Debug, Default)]
pub(crate) struct Correction {
    added: Set,
    removed: Set,
    corrected: OnceLock<Set>,
}

impl Correction {
    /// A correction with one record more or less; the first one where there was none.
    pub(crate) fn after(old: Option<&Arc<Self>>, ix: u32, present: bool) -> Arc<Self> {
        old.map_or_else(|| Self::default().with(ix, present), |old| old.with(ix, present))
    }

    /// The same correction, with one record more or less.
    fn with(&self, ix: u32, present: bool) -> Arc<Self> {
        let (mut added, mut removed) = (self.added.clone(), self.removed.clone());
        if present {
            removed.remove(ix);
            added.insert(ix);
        } else {
            added.remove(ix);
            removed.insert(ix);
        }
        Arc::new(Self { added, removed, corrected: OnceLock::new() })
    }

    /// The base set with this correction.
    pub(crate) fn apply<'a>(&'a self, base: Option<&Set>) -> &'a Set {
        self.corrected.get_or_init(|| match base {
            Some(base) => (base - &self.removed) | &self.added,
            None => self.added.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_on_a_record_counts() {
        let base: Set = [1, 2, 3].into_iter().collect();
        let correction =
            Correction::default().with(2, false).with(9, true).with(9, false).with(2, true).with(3, false);
        assert_eq!(correction.apply(Some(&base)).iter().collect::<Vec<_>>(), [1, 2]);
        assert!(correction.apply(None).contains(2));
    }
}
