//! A record of a snapshot, by kind and identifier, and the name that it is shown by.

use std::borrow::Cow;

use atlas_index::Snapshot;
use atlas_model::{Id, Record, RecordKind, Text};

use crate::kinds::for_kind;
use crate::package::Tabular;
use crate::world::World;

/// The record that has this identifier now; none where no record has it.
#[must_use]
pub fn current(snapshot: &Snapshot, kind: RecordKind, id: &Id) -> Option<Record> {
    fn get<T: Tabular>(snapshot: &Snapshot, id: &Id) -> Option<Record> {
        World(snapshot).get::<T>(id).cloned().map(Into::into)
    }
    for_kind!(kind, T => get::<T>(snapshot, id))
}

/// The name by which people know a record: its own, or that of the actors that a partnership links
/// ("A – B"). Actors that the snapshot does not hold are left out.
#[must_use]
pub fn shown_name<'a>(snapshot: &'a Snapshot, record: &'a Record) -> Cow<'a, Text> {
    match record {
        Record::Partnership(partnership) => World(snapshot).partnership_name(partnership),
        other => Cow::Borrowed(other.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_record_is_found_by_kind_and_identifier_and_a_partnership_is_named_by_its_actors() {
        let snapshot = Snapshot::build(sample::world()).unwrap();
        let id = Id::new("jilin--california").unwrap();
        let record = current(&snapshot, RecordKind::Partnership, &id).unwrap();
        assert_eq!(record.id(), &id);
        assert_eq!(shown_name(&snapshot, &record).fr.as_deref(), Some("Jilin – Californie"));
        assert!(current(&snapshot, RecordKind::Project, &id).is_none());
    }
}
