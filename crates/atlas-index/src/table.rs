//! All records of one kind, with everything by which they can be found.

use std::sync::{Arc, OnceLock};

use atlas_model::{Id, Position};
use foldhash::HashMap;
use imbl::OrdMap;

use crate::describe::{Description, Indexed};
use crate::entry::{Entry, Span};
use crate::part::{Part, in_order};
use crate::posting::Correction;
use crate::space::BaseSpace;
use crate::words::{self, BaseWords, DeltaWords};
use crate::{Bbox, Ix, Set, Term, distance_m};

/// The records of one kind. Cloning shares everything.
///
/// A dense *base*, sorted by identifier, and a *delta*: the records that changed since, looked up
/// first. New records take positions after the base; the order by identifier is restored on the way out.
#[derive(Debug)]
pub struct Table<T> {
    base: Arc<Base<T>>,
    delta: Delta<T>,
    live: OnceLock<Set>,
}

#[derive(Debug)]
struct Base<T> {
    entries: Arc<[Arc<Entry<T>>]>,
    ids: Arc<HashMap<Id, u32>>,
    spans: Vec<Span>,
    postings: HashMap<Term, Set>,
    words: BaseWords,
    space: BaseSpace,
    all: Set,
}

#[derive(Debug)]
struct Delta<T> {
    /// What stands at a position now; none where the record was withdrawn.
    rows: imbl::HashMap<u32, Option<Row<T>>>,
    /// The positions of the identifiers that the base does not know.
    tail: OrdMap<Id, u32>,
    postings: imbl::HashMap<Term, Arc<Correction>>,
    words: DeltaWords,
}

#[derive(Debug)]
struct Row<T> {
    entry: Arc<Entry<T>>,
    span: Span,
    positions: Arc<[Position]>,
}

// Derived implementations would ask for `T: Clone`, which sharing does not need.
impl<T> Clone for Row<T> {
    fn clone(&self) -> Self {
        Self { entry: Arc::clone(&self.entry), span: self.span, positions: Arc::clone(&self.positions) }
    }
}

impl<T> Clone for Delta<T> {
    fn clone(&self) -> Self {
        Self {
            rows: self.rows.clone(),
            tail: self.tail.clone(),
            postings: self.postings.clone(),
            words: self.words.clone(),
        }
    }
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self { base: Arc::clone(&self.base), delta: self.delta.clone(), live: self.live.clone() }
    }
}

impl<T: Indexed> Table<T> {
    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::try_from(self.live().len()).unwrap_or(usize::MAX)
    }

    /// Whether there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.live().is_empty()
    }

    /// The record at a position; none if it was withdrawn.
    #[must_use]
    pub fn get(&self, ix: Ix) -> Option<&Arc<Entry<T>>> {
        if let Some(row) = self.changed(ix.0) {
            return row.as_ref().map(|row| &row.entry);
        }
        self.base.entries.get(ix.index())
    }

    /// The record itself, at a position.
    #[must_use]
    pub fn record(&self, ix: Ix) -> Option<&T> {
        self.get(ix).map(|entry| &entry.record)
    }

    /// The position of the record with this identifier.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<Ix> {
        let ix = self.slot(id)?;
        if self.changed(ix).is_some_and(Option::is_none) { None } else { Some(Ix(ix)) }
    }

    /// The positions of all records.
    #[must_use]
    pub fn live(&self) -> &Set {
        self.live.get_or_init(|| {
            let mut live = self.base.all.clone();
            for (ix, row) in &self.delta.rows {
                if row.is_some() {
                    live.insert(*ix);
                } else {
                    live.remove(*ix);
                }
            }
            live
        })
    }

    /// Every record, by identifier.
    pub fn iter(&self) -> impl Iterator<Item = (Ix, &Arc<Entry<T>>)> {
        self.ordered(self.live(), None).filter_map(|ix| self.get(ix).map(|entry| (ix, entry)))
    }

    /// The members of a set by identifier, from the first one after `after`.
    pub fn ordered<'a>(&'a self, set: &'a Set, after: Option<&'a str>) -> impl Iterator<Item = Ix> + 'a {
        let base_len = self.base_len();
        let from =
            after.map_or(0, |id| self.base.entries.partition_point(|entry| entry.record.id().as_str() <= id));
        let mut base = set.range(u32::try_from(from).unwrap_or(u32::MAX)..base_len).peekable();
        let tail_from = after.map_or(std::ops::Bound::Unbounded, std::ops::Bound::Excluded);
        let mut tail = self
            .delta
            .tail
            .range::<_, str>((tail_from, std::ops::Bound::Unbounded))
            .filter(|(_, ix)| set.contains(**ix))
            .peekable();
        std::iter::from_fn(move || match (base.peek(), tail.peek()) {
            (Some(ix), Some((id, _))) if self.base.entries[*ix as usize].record.id() > *id => {
                tail.next().map(|(_, ix)| Ix(*ix))
            }
            (Some(_), _) => base.next().map(Ix),
            (None, _) => tail.next().map(|(_, ix)| Ix(*ix)),
        })
    }

    /// The records that carry a term; none if no record ever did.
    #[must_use]
    pub fn posting(&self, term: Term) -> Option<&Set> {
        let base = self.base.postings.get(&term);
        match self.delta.postings.get(&term) {
            Some(correction) => Some(correction.apply(base)),
            // Where a wider term means the same as a narrower one, only the narrower is kept.
            None => base.or_else(|| self.posting(term.narrower()?)),
        }
    }

    /// How many records carry a term.
    #[must_use]
    pub fn count(&self, term: Term) -> u64 {
        self.posting(term).map_or(0, Set::len)
    }

    /// Every term that some record carries or carried, in no particular order.
    pub fn terms(&self) -> impl Iterator<Item = Term> {
        let new = self.delta.postings.keys().filter(|term| !self.base.postings.contains_key(term));
        self.base.postings.keys().chain(new).copied()
    }

    /// The days between which a record holds.
    #[must_use]
    pub fn span(&self, ix: Ix) -> Span {
        if let Some(row) = self.changed(ix.0) {
            return row.as_ref().map_or(Span::UNKNOWN, |row| row.span);
        }
        self.base.spans.get(ix.index()).copied().unwrap_or_default()
    }

    /// Where a record is: none, one or several points.
    #[must_use]
    pub fn positions(&self, ix: Ix) -> &[Position] {
        if let Some(row) = self.changed(ix.0) {
            return row.as_ref().map_or(&[], |row| &row.positions);
        }
        self.base.space.of(ix.0)
    }

    /// The records with a position in a box, edges included; of those `within`, where given.
    #[must_use]
    pub fn in_box(&self, bbox: &Bbox, within: Option<&Set>) -> Set {
        let mut found = self.base.space.in_box(bbox, within);
        for (ix, row) in &self.delta.rows {
            let inside = row.as_ref().is_some_and(|row| row.positions.iter().any(|p| bbox.contains(*p)));
            if inside && within.is_none_or(|within| within.contains(*ix)) {
                found.insert(*ix);
            } else {
                found.remove(*ix);
            }
        }
        found
    }

    /// The records with a position within a great-circle distance of a centre, in metres.
    #[must_use]
    pub fn near(&self, centre: Position, radius_m: f64, within: Option<&Set>) -> Set {
        let around = self.in_box(&Bbox::around(centre, radius_m), within);
        let reached = |ix: &u32| self.positions(Ix(*ix)).iter().any(|p| distance_m(centre, *p) <= radius_m);
        around.iter().filter(reached).collect()
    }

    /// The records with a word, in any of their texts, that begins so. The beginning must be folded.
    #[must_use]
    pub fn with_word(&self, beginning: &str) -> Set {
        words::beginning_with(&self.base.words, &self.delta.words, beginning)
    }

    /// The records with exactly this word. The word must be folded.
    #[must_use]
    pub fn with_exact_word(&self, word: &str) -> Set {
        words::exactly(&self.base.words, &self.delta.words, word)
    }

    /// Every word of every text, folded, in no particular order; some may belong to no record any more.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        words::all(&self.base.words, &self.delta.words)
    }

    /// How many records stand in the delta.
    pub(crate) fn changes(&self) -> usize {
        self.delta.rows.len()
    }

    fn base_len(&self) -> u32 {
        u32::try_from(self.base.entries.len()).unwrap_or(u32::MAX)
    }

    fn changed(&self, ix: u32) -> Option<&Option<Row<T>>> {
        if self.delta.rows.is_empty() { None } else { self.delta.rows.get(&ix) }
    }

    /// The position of an identifier, whether or not its record was withdrawn.
    fn slot(&self, id: &str) -> Option<u32> {
        self.base.ids.get(id).or_else(|| self.delta.tail.get(id)).copied()
    }

    /// Records, given in the order of their identifiers, that can be looked up and are found by nothing yet.
    pub(crate) fn bare(records: Vec<T>) -> Self {
        let entries: Arc<[_]> = records.into_iter().map(|record| Arc::new(Entry::new(record))).collect();
        let ids = (0u32..).zip(&*entries).map(|(ix, entry)| (entry.record.id().clone(), ix)).collect();
        let all = Set::from_iter(0..u32::try_from(entries.len()).unwrap_or(u32::MAX));
        Self::of(Base { entries, ids: Arc::new(ids), all, ..Base::empty() })
    }

    /// The records of a bare table with all that they are found by; large tables on all cores.
    pub(crate) fn described(&self, describe: impl Fn(&T, &mut Description) + Sync) -> Self
    where
        T: Send + Sync,
    {
        let entries = &self.base.entries;
        let part = Part::of_all(entries, &|entry: &Arc<Entry<T>>, description: &mut Description| {
            describe(&entry.record, description);
        });
        Self::of(Base {
            entries: Arc::clone(entries),
            ids: Arc::clone(&self.base.ids),
            spans: part.spans,
            postings: part.postings.into_iter().map(|(term, found)| (term, in_order(found))).collect(),
            words: BaseWords::new(
                part.words.into_iter().map(|(word, found)| (word, in_order(found))).collect(),
            ),
            space: BaseSpace::new(part.positions, &part.counts),
            all: self.base.all.clone(),
        })
    }

    fn of(base: Base<T>) -> Self {
        Self { base: Arc::new(base), delta: Delta::new(), live: OnceLock::new() }
    }

    /// Puts a record in place of `old`, or beside the others.
    pub(crate) fn put(&mut self, record: T, old: Option<&Description>, new: &Description) -> Ix {
        let ix = self.slot(record.id().as_str()).unwrap_or_else(|| {
            let next = self.base_len() + u32::try_from(self.delta.tail.len()).unwrap_or(u32::MAX);
            self.delta.tail.insert(record.id().clone(), next);
            next
        });
        self.describe_again(Ix(ix), old, Some(new));
        let row = Row {
            entry: Arc::new(Entry::new(record)),
            span: new.span,
            positions: new.positions.as_slice().into(),
        };
        self.delta.rows.insert(ix, Some(row));
        self.live = OnceLock::new();
        Ix(ix)
    }

    /// Corrects what a record is found by, the record itself unchanged: something that it refers to moved.
    pub(crate) fn redescribe(&mut self, ix: Ix, old: &Description, new: &Description) {
        let Some(entry) = self.get(ix).map(Arc::clone) else { return };
        self.describe_again(ix, Some(old), Some(new));
        let row = Row { entry, span: new.span, positions: new.positions.as_slice().into() };
        self.delta.rows.insert(ix.0, Some(row));
    }

    /// Withdraws a record.
    pub(crate) fn remove(&mut self, ix: Ix, old: &Description) {
        self.describe_again(ix, Some(old), None);
        self.delta.rows.insert(ix.0, None);
        self.live = OnceLock::new();
    }

    fn describe_again(&mut self, ix: Ix, old: Option<&Description>, new: Option<&Description>) {
        let empty = Description::default();
        let (old, new) = (old.unwrap_or(&empty), new.unwrap_or(&empty));
        for term in new.terms().iter().filter(|term| !old.terms().contains(term)) {
            self.correct(*term, ix, true);
        }
        for term in old.terms().iter().filter(|term| !new.terms().contains(term)) {
            self.correct(*term, ix, false);
        }
        let (before, after) = (old.words(), new.words());
        for word in after.difference(&before) {
            self.delta.words.set(word, ix.0, true);
        }
        for word in before.difference(&after) {
            self.delta.words.set(word, ix.0, false);
        }
    }

    fn correct(&mut self, term: Term, ix: Ix, present: bool) {
        let corrected = Correction::after(self.delta.postings.get(&term), ix.0, present);
        self.delta.postings.insert(term, corrected);
    }
}

impl<T> Base<T> {
    fn empty() -> Self {
        Self {
            entries: Arc::new([]),
            ids: Arc::default(),
            spans: Vec::new(),
            postings: HashMap::default(),
            words: BaseWords::default(),
            space: BaseSpace::new(Vec::new(), &[]),
            all: Set::new(),
        }
    }
}

impl<T> Delta<T> {
    fn new() -> Self {
        Self {
            rows: imbl::HashMap::new(),
            tail: OrdMap::new(),
            postings: imbl::HashMap::new(),
            words: DeltaWords::default(),
        }
    }
}
