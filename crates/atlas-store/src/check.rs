//! Whether a change set may be committed: every rule, on the state that it would lead to.
//!
//! The rules are the same for every database; [`Existing`] is what they need to ask of one. All faults are
//! found before anything is written.

mod cycle;
mod nothing;
mod storable;

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use atlas_model::{
    Change, ChangeSet, Fault, FaultKind, Id, Lookup, Record, RecordKind, RecordRef, check_references, nearest,
};

use crate::StoreError;

pub use nothing::check_on_empty;

/// What a check asks of the database, inside the transaction that will write.
#[async_trait]
pub(crate) trait Existing: Send {
    /// Which of these identifiers exist.
    async fn existing(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<Vec<Id>, StoreError>;

    /// Every identifier of a kind, to suggest the nearest ones.
    async fn all_ids(&mut self, kind: RecordKind) -> Result<Vec<String>, StoreError>;

    /// At most `limit` records that refer to this one.
    async fn referrers(&mut self, target: &RecordRef, limit: usize) -> Result<Vec<RecordRef>, StoreError>;

    /// The containing territories, or the broader themes, of these: pairs of part and whole.
    async fn wholes(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<Vec<(Id, Id)>, StoreError>;
}

/// How many identifiers are suggested for at most; resemblance is searched among all that exist.
const MAX_SUGGESTIONS: usize = 50;

/// Refuses a change set that breaks any rule, with every fault.
pub(crate) async fn check(change_set: &ChangeSet, store: &mut impl Existing) -> Result<(), StoreError> {
    let mut faults = alone(change_set);
    let mut outcome = Outcome::of(change_set);
    outcome.ask(change_set, store).await?;
    faults.extend(outcome.dangling(change_set));
    for change in &change_set.changes {
        if let Change::Delete(target) = change {
            faults.extend(outcome.removable(target, store).await?.map(|fault| (target.clone(), fault)));
        }
    }
    faults.extend(cycle::check(change_set, store).await?);
    if faults.is_empty() { Ok(()) } else { Err(StoreError::Refused(faults)) }
}

/// The faults of each change whatever else exists, and of records that are changed twice.
fn alone(change_set: &ChangeSet) -> Vec<(RecordRef, Fault)> {
    let mut faults = Vec::new();
    let mut seen = HashSet::with_capacity(change_set.changes.len());
    for change in &change_set.changes {
        let mut found = match change {
            Change::Put(record) => record.faults(),
            Change::Delete(_) => Vec::new(),
        };
        if let Change::Put(record) = change {
            found.extend(storable::check(record));
        }
        let key = key(change);
        if !seen.insert(key) {
            found.push(Fault::new("/id", key.1.as_str(), FaultKind::Duplicate));
        }
        faults.extend(found.into_iter().map(|fault| (change.target(), fault)));
    }
    faults
}

fn key(change: &Change) -> (RecordKind, &Id) {
    match change {
        Change::Put(record) => (record.kind(), record.id()),
        Change::Delete(target) => (target.kind, &target.id),
    }
}

/// Which records will exist once the change set is committed, as far as it refers to them.
struct Outcome<'a> {
    put: HashSet<(RecordKind, &'a Id)>,
    deleted: HashSet<(RecordKind, &'a Id)>,
    stored: HashSet<(RecordKind, Id)>,
    suggestions: HashMap<(RecordKind, &'a Id), Vec<String>>,
}

impl<'a> Outcome<'a> {
    fn of(change_set: &'a ChangeSet) -> Self {
        let mut outcome = Self {
            put: HashSet::with_capacity(change_set.changes.len()),
            deleted: HashSet::new(),
            stored: HashSet::new(),
            suggestions: HashMap::new(),
        };
        for change in &change_set.changes {
            match change {
                Change::Put(record) => outcome.put.insert((record.kind(), record.id())),
                Change::Delete(target) => outcome.deleted.insert((target.kind, &target.id)),
            };
        }
        outcome
    }

    /// Asks which of the records that are deleted, or referred to and not put, exist; then looks for
    /// names near to those that do not.
    async fn ask(&mut self, change_set: &'a ChangeSet, store: &mut impl Existing) -> Result<(), StoreError> {
        let mut wanted: HashSet<(RecordKind, &Id)> = self.deleted.clone();
        for change in &change_set.changes {
            if let Change::Put(record) = change {
                let references = record.references();
                wanted.extend(references.iter().map(|r| (r.kind, r.id)).filter(|r| !self.put.contains(r)));
            }
        }
        wanted.extend(change_set.campaign.iter().map(|id| (RecordKind::Campaign, id)));
        for kind in RecordKind::ALL {
            let ids: Vec<&Id> = wanted.iter().filter(|(k, _)| k == kind).map(|(_, id)| *id).collect();
            if !ids.is_empty() {
                let existing = store.existing(*kind, &ids).await?;
                self.stored.extend(existing.into_iter().map(|id| (*kind, id)));
            }
            let missing = ids.into_iter().filter(|id| !self.stored.contains(&(*kind, (*id).clone())));
            let missing: Vec<&Id> = missing.take(MAX_SUGGESTIONS).collect();
            self.suggest(*kind, missing, store).await?;
        }
        Ok(())
    }

    async fn suggest(
        &mut self,
        kind: RecordKind,
        missing: Vec<&'a Id>,
        store: &mut impl Existing,
    ) -> Result<(), StoreError> {
        if missing.is_empty() {
            return Ok(());
        }
        let mut names = store.all_ids(kind).await?;
        let of_kind = |set: &HashSet<(RecordKind, &'a Id)>| -> HashSet<&'a str> {
            set.iter().filter(|(k, _)| *k == kind).map(|(_, id)| id.as_str()).collect()
        };
        let deleted = of_kind(&self.deleted);
        names.retain(|name| !deleted.contains(name.as_str()));
        names.extend(of_kind(&self.put).into_iter().map(str::to_owned));
        for id in missing {
            let found = nearest(id.as_str(), names.iter().map(String::as_str));
            self.suggestions.insert((kind, id), found);
        }
        Ok(())
    }

    /// References to what will not exist, the campaign of the change set included.
    fn dangling(&self, change_set: &ChangeSet) -> Vec<(RecordRef, Fault)> {
        let mut faults = Vec::new();
        if let Some(id) = change_set.campaign.as_ref().filter(|id| !self.contains(RecordKind::Campaign, id)) {
            let target = RecordRef { kind: RecordKind::Campaign, id: id.clone() };
            faults.push((target, self.missing("/campaign", RecordKind::Campaign, id)));
        }
        for change in &change_set.changes {
            if let Change::Put(record) = change {
                let found = check_references(record, self);
                faults.extend(found.into_iter().map(|fault| (record.reference(), fault)));
            }
        }
        faults
    }

    fn missing(&self, at: &str, kind: RecordKind, id: &Id) -> Fault {
        Fault::new(at, id.as_str(), FaultKind::Dangling { kind, nearest: self.nearest(kind, id) })
    }

    /// Why a record cannot be deleted: it does not exist, or one that the change set leaves alone refers
    /// to it. What the change set puts is checked for dangling references instead.
    async fn removable(
        &self,
        target: &RecordRef,
        store: &mut impl Existing,
    ) -> Result<Option<Fault>, StoreError> {
        if !self.stored.contains(&(target.kind, target.id.clone())) {
            return Ok(Some(self.missing("/id", target.kind, &target.id)));
        }
        // Among more referrers than the change set has changes, one must be outside of it.
        let limit = self.put.len() + self.deleted.len() + 1;
        let referrers = store.referrers(target, limit).await?;
        let outside = referrers.into_iter().find(|referrer| {
            let key = (referrer.kind, &referrer.id);
            !self.put.contains(&key) && !self.deleted.contains(&key)
        });
        Ok(outside.map(|referrer| {
            Fault::new("/id", target.id.as_str(), FaultKind::StillReferred { by: referrer.id })
        }))
    }
}

impl Lookup for Outcome<'_> {
    fn contains(&self, kind: RecordKind, id: &Id) -> bool {
        let key = (kind, id);
        self.put.contains(&key) || (!self.deleted.contains(&key) && self.stored.contains(&(kind, id.clone())))
    }

    fn nearest(&self, kind: RecordKind, id: &Id) -> Vec<String> {
        self.suggestions.get(&(kind, id)).cloned().unwrap_or_default()
    }
}

/// The record of a put.
fn put(change: &Change) -> Option<&Record> {
    match change {
        Change::Put(record) => Some(record),
        Change::Delete(_) => None,
    }
}
