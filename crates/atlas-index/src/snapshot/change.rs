//! A snapshot with accepted changes on top.

use std::sync::Arc;

use atlas_model::{Actor, Change, Fault, Record, RecordKind, RecordRef, RevisionNumber, Territory, Theme};

use super::{IndexError, Snapshot};
use crate::describe::{Describe, Description};
use crate::{Ix, Table, Term};

/// How many records may stand in the deltas before folding them into a new base pays.
const REPACK_LIMIT: usize = 4_096;

impl Snapshot {
    /// This snapshot with accepted changes on top, at the revision of the last of them.
    ///
    /// The cost grows with the changes and with what refers to the changed actors, not with the
    /// number of records. A change to the structure of territories or themes, and a change set
    /// that touches a large part of the records, index everything again.
    ///
    /// # Errors
    /// [`IndexError::Faults`] where a changed record refers to one that does not exist.
    pub fn apply(&self, changes: &[Change], revision: RevisionNumber) -> Result<Self, IndexError> {
        if changes.len() > REPACK_LIMIT || changes.iter().any(|change| self.is_structural(change)) {
            return self.rebuilt_with(changes, revision);
        }
        let mut next = self.clone();
        next.revision = revision;
        let mut faults = Vec::new();
        // What records are found by must be described while all that they refer to is there:
        // referred-to kinds are put first and withdrawn last.
        for kind in RecordKind::ALL {
            for change in changes {
                if let Change::Put(record) = change
                    && record.kind() == *kind
                {
                    next.changed[*kind as usize] = revision;
                    next.put(record.clone(), &mut faults);
                }
            }
        }
        for kind in RecordKind::ALL.iter().rev() {
            for change in changes {
                if let Change::Delete(target) = change
                    && target.kind == *kind
                {
                    next.changed[*kind as usize] = revision;
                    next.delete(target);
                }
            }
        }
        if faults.is_empty() { Ok(next) } else { Err(IndexError::Faults(faults)) }
    }

    /// Whether enough changed since the base was built that [`Snapshot::repacked`] pays.
    #[must_use]
    pub fn wants_repacking(&self) -> bool {
        self.projects.changes() + self.partnerships.changes() + self.actors.changes() > REPACK_LIMIT
    }

    /// The same records at the same revision on a new base. Takes as long as [`Snapshot::build`].
    ///
    /// # Errors
    /// [`IndexError::Faults`], as for [`Snapshot::build`].
    pub fn repacked(&self) -> Result<Self, IndexError> {
        Self::build(self.to_dataset())
    }

    fn put(&mut self, record: Record, faults: &mut Vec<(RecordRef, Fault)>) {
        match record {
            Record::Source(record) => self.put_in(|snapshot| &mut snapshot.sources, record, faults),
            Record::Theme(record) => self.put_in(|snapshot| &mut snapshot.themes, record, faults),
            Record::Territory(record) => self.put_in(|snapshot| &mut snapshot.territories, record, faults),
            Record::Actor(record) => self.put_actor(record, faults),
            Record::Campaign(record) => self.put_in(|snapshot| &mut snapshot.campaigns, record, faults),
            Record::Event(record) => self.put_in(|snapshot| &mut snapshot.events, record, faults),
            Record::Partnership(record) => self.put_in(|snapshot| &mut snapshot.partnerships, record, faults),
            Record::Project(record) => self.put_in(|snapshot| &mut snapshot.projects, record, faults),
            Record::Resource(record) => self.put_in(|snapshot| &mut snapshot.resources, record, faults),
            Record::Need(record) => self.put_in(|snapshot| &mut snapshot.needs, record, faults),
        }
    }

    fn put_in<T: Describe>(
        &mut self,
        table: fn(&mut Self) -> &mut Table<T>,
        record: T,
        faults: &mut Vec<(RecordRef, Fault)>,
    ) {
        let new = self.describe(&record, faults);
        let standing = {
            let table = &*table(self);
            table.by_id(record.id().as_str()).and_then(|ix| table.get(ix)).map(Arc::clone)
        };
        let old = standing.map(|entry| self.describe(&entry.record, &mut Vec::new()));
        table(self).put(record, old.as_ref(), &new);
    }

    /// What refers to an actor is found by the actor's place, kind and name too.
    fn put_actor(&mut self, record: Actor, faults: &mut Vec<(RecordRef, Fault)>) {
        let Some(ix) = self.actors.by_id(record.id.as_str()) else {
            return self.put_in(|snapshot| &mut snapshot.actors, record, faults);
        };
        let before = Dependents::of(self, ix);
        self.put_in(|snapshot| &mut snapshot.actors, record, faults);
        before.redescribe(self);
    }

    fn delete(&mut self, target: &RecordRef) {
        match target.kind {
            RecordKind::Source => self.delete_from(|snapshot| &mut snapshot.sources, target),
            RecordKind::Theme => self.delete_from(|snapshot| &mut snapshot.themes, target),
            RecordKind::Territory => self.delete_from(|snapshot| &mut snapshot.territories, target),
            RecordKind::Actor => self.delete_from(|snapshot| &mut snapshot.actors, target),
            RecordKind::Campaign => self.delete_from(|snapshot| &mut snapshot.campaigns, target),
            RecordKind::Event => self.delete_from(|snapshot| &mut snapshot.events, target),
            RecordKind::Partnership => self.delete_from(|snapshot| &mut snapshot.partnerships, target),
            RecordKind::Project => self.delete_from(|snapshot| &mut snapshot.projects, target),
            RecordKind::Resource => self.delete_from(|snapshot| &mut snapshot.resources, target),
            RecordKind::Need => self.delete_from(|snapshot| &mut snapshot.needs, target),
        }
    }

    fn delete_from<T: Describe>(&mut self, table: fn(&mut Self) -> &mut Table<T>, target: &RecordRef) {
        let Some(ix) = table(self).by_id(target.id.as_str()) else { return };
        let Some(entry) = table(self).get(ix).map(Arc::clone) else { return };
        let old = self.describe(&entry.record, &mut Vec::new());
        table(self).remove(ix, &old);
    }

    /// Whether a change moves what other records are found by: containment, lineage, points.
    fn is_structural(&self, change: &Change) -> bool {
        match change {
            Change::Put(Record::Territory(new)) => {
                let old = self.territories.by_id(new.id.as_str()).and_then(|ix| self.territories.record(ix));
                old.is_none_or(|old| structure_of_territory(old) != structure_of_territory(new))
            }
            Change::Put(Record::Theme(new)) => {
                let old = self.themes.by_id(new.id.as_str()).and_then(|ix| self.themes.record(ix));
                old.is_none_or(|old: &Theme| old.parent != new.parent)
            }
            Change::Put(_) => false,
            Change::Delete(target) => matches!(target.kind, RecordKind::Territory | RecordKind::Theme),
        }
    }

    fn rebuilt_with(&self, changes: &[Change], revision: RevisionNumber) -> Result<Self, IndexError> {
        let targets: std::collections::HashSet<RecordRef> = changes.iter().map(Change::target).collect();
        let mut records = self.to_dataset().into_records();
        records.retain(|record| !targets.contains(&record.reference()));
        records.extend(changes.iter().filter_map(|change| match change {
            Change::Put(record) => Some(record.clone()),
            Change::Delete(_) => None,
        }));
        let mut dataset = atlas_model::Dataset::from_records(records);
        dataset.revision = revision;
        Self::build(dataset)
    }
}

fn structure_of_territory(territory: &Territory) -> impl PartialEq {
    let Territory { level, country, parent, part_of, valid_to, successors, seat, point, .. } = territory;
    (level, country, parent, part_of, valid_to, successors, seat, point)
}

/// The records that refer to an actor, with what they are found by before it changes.
struct Dependents {
    events: Vec<(Ix, Description)>,
    partnerships: Vec<(Ix, Description)>,
    projects: Vec<(Ix, Description)>,
    resources: Vec<(Ix, Description)>,
    needs: Vec<(Ix, Description)>,
}

impl Dependents {
    fn of(snapshot: &Snapshot, actor: Ix) -> Self {
        Self {
            events: described(snapshot, &snapshot.events, actor),
            partnerships: described(snapshot, &snapshot.partnerships, actor),
            projects: described(snapshot, &snapshot.projects, actor),
            resources: described(snapshot, &snapshot.resources, actor),
            needs: described(snapshot, &snapshot.needs, actor),
        }
    }

    fn redescribe(&self, snapshot: &mut Snapshot) {
        redescribe_in(snapshot, |snapshot| &mut snapshot.events, &self.events);
        redescribe_in(snapshot, |snapshot| &mut snapshot.partnerships, &self.partnerships);
        redescribe_in(snapshot, |snapshot| &mut snapshot.projects, &self.projects);
        redescribe_in(snapshot, |snapshot| &mut snapshot.resources, &self.resources);
        redescribe_in(snapshot, |snapshot| &mut snapshot.needs, &self.needs);
    }
}

fn described<T: Describe>(snapshot: &Snapshot, table: &Table<T>, actor: Ix) -> Vec<(Ix, Description)> {
    let referring = table.posting(Term::Actor(actor)).into_iter().flatten().map(Ix);
    referring
        .filter_map(|ix| table.record(ix).map(|record| (ix, snapshot.describe(record, &mut Vec::new()))))
        .collect()
}

fn redescribe_in<T: Describe>(
    snapshot: &mut Snapshot,
    table: fn(&mut Snapshot) -> &mut Table<T>,
    before: &[(Ix, Description)],
) {
    for (ix, old) in before {
        let Some(entry) = table(snapshot).get(*ix).map(Arc::clone) else { continue };
        let new = snapshot.describe(&entry.record, &mut Vec::new());
        table(snapshot).redescribe(*ix, old, &new);
    }
}
