//! What was read of a package, sound or not, and where it stands.
//!
//! What cannot be read hides none of what can: the references of a row are followed wherever its own
//! cells, or other rows, are at fault. Only what may stand in what could not be read is never called
//! missing.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use atlas_model::{Dataset, Fault, FaultKind, Id, Lookup, Record, RecordKind, check_references, nearest};

use super::descriptor::About;
use super::layouts::Tabular;
use super::places::Places;
use super::table::Unread;
use super::{Package, PackageError};
use crate::kinds::for_kind;

/// How many misspelt identifiers of a package are answered with the nearest ones: resemblance is searched
/// among all that exist.
const MAX_SUGGESTIONS: usize = 200;

/// A package that was read, with everything that is wrong with it. It is also a [`Lookup`], of the records
/// that it holds or may hold.
pub struct Reading {
    pub(super) about: About,
    pub(super) dataset: Dataset,
    /// Where each record stood, in the order of the dataset's lists.
    pub(super) rows: HashMap<RecordKind, Vec<Row>>,
    pub(super) places: Places,
    /// The resources of which a row, or all of them, cannot be identified.
    pub(super) hidden: HashSet<&'static str>,
    pub(super) orphans: Vec<Orphan>,
    pub(super) faults: Vec<Fault>,
}

/// Where a record stood.
pub(super) struct Row {
    pub(super) number: u32,
    pub(super) unread: Unread,
}

/// A reference of a row of a child file that no record could be given.
pub(super) struct Orphan {
    pub(super) at: String,
    pub(super) kind: RecordKind,
    pub(super) id: Id,
}

impl Reading {
    /// Tells every reference that leads neither to a record of the package nor to one of the `others`.
    pub fn follow(&mut self, others: &dyn Lookup) {
        for kind in RecordKind::ALL {
            for_kind!(*kind, T => self.follow_of::<T>(others));
        }
        let known = Known::new(&self.places, &self.hidden, others);
        for Orphan { at, kind, id } in std::mem::take(&mut self.orphans) {
            if !known.contains(kind, &id) {
                let nearest = known.nearest(kind, &id);
                self.faults.push(Fault::new(at, id.as_str(), FaultKind::Dangling { kind, nearest }));
            }
        }
    }

    fn follow_of<T: Tabular>(&mut self, others: &dyn Lookup) {
        let known = Known::new(&self.places, &self.hidden, others);
        let list = std::mem::take(T::list_mut(&mut self.dataset));
        let rows = self.rows.get(&T::KIND).map(Vec::as_slice).unwrap_or_default();
        let check = |(record, row): (T, &Row)| {
            let record: Record = record.into();
            for fault in check_references(&record, &known) {
                if !row.unread.covers(&fault.at) {
                    let at = self.places.locate(T::KIND, record.id(), row.number, &fault.at);
                    self.faults.push(Fault { at, ..fault });
                }
            }
            T::from_record(record)
        };
        *T::list_mut(&mut self.dataset) = list.into_iter().zip(rows).filter_map(check).collect();
    }

    /// What is wrong so far; each fault names file, row and column.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The package, and where its records stand in it.
    ///
    /// # Errors
    /// [`PackageError::Faults`] with everything that is wrong.
    pub fn finish(mut self) -> Result<(Package, Places), PackageError> {
        if !self.faults.is_empty() {
            return Err(PackageError::Faults(self.faults));
        }
        self.dataset.sort();
        Ok((Package { about: self.about, dataset: self.dataset }, self.places))
    }
}

impl Lookup for Reading {
    fn contains(&self, kind: RecordKind, id: &Id) -> bool {
        may_hold(&self.places, &self.hidden, kind, id)
    }

    fn nearest(&self, kind: RecordKind, id: &Id) -> Vec<String> {
        let ids = self.places.records.get(&kind).into_iter().flat_map(HashMap::keys);
        nearest(id.as_str(), ids.map(Id::as_str))
    }
}

/// The records of a package beside others.
struct Known<'a> {
    places: &'a Places,
    hidden: &'a HashSet<&'static str>,
    others: &'a dyn Lookup,
    suggestions: RefCell<HashMap<(RecordKind, Id), Vec<String>>>,
}

impl<'a> Known<'a> {
    fn new(places: &'a Places, hidden: &'a HashSet<&'static str>, others: &'a dyn Lookup) -> Self {
        Self { places, hidden, others, suggestions: RefCell::default() }
    }
}

impl Lookup for Known<'_> {
    fn contains(&self, kind: RecordKind, id: &Id) -> bool {
        may_hold(self.places, self.hidden, kind, id) || self.others.contains(kind, id)
    }

    fn nearest(&self, kind: RecordKind, id: &Id) -> Vec<String> {
        let key = (kind, id.clone());
        let mut suggestions = self.suggestions.borrow_mut();
        if let Some(found) = suggestions.get(&key) {
            return found.clone();
        }
        if suggestions.len() == MAX_SUGGESTIONS {
            return Vec::new();
        }
        let others = self.others.nearest(kind, id);
        let own = self.places.records.get(&kind).into_iter().flat_map(HashMap::keys);
        let found = nearest(id.as_str(), own.map(Id::as_str).chain(others.iter().map(String::as_str)));
        suggestions.insert(key, found.clone());
        found
    }
}

fn may_hold(places: &Places, hidden: &HashSet<&'static str>, kind: RecordKind, id: &Id) -> bool {
    hidden.contains(kind.plural()) || places.records.get(&kind).is_some_and(|ids| ids.contains_key(id))
}
