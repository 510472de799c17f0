//! The name that a record is shown by.

use std::borrow::Cow;

use atlas_index::Snapshot;
use atlas_model::{Record, Text};

use crate::world::World;

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
    use atlas_model::{Id, RecordKind};

    use super::*;
    use crate::sample;

    #[test]
    fn a_record_is_found_by_kind_and_identifier_and_a_partnership_is_named_by_its_actors() {
        let snapshot = Snapshot::build(sample::world()).unwrap();
        let id = Id::new("jilin--california").unwrap();
        let record = snapshot.record(RecordKind::Partnership, id.as_str()).unwrap();
        assert_eq!(record.id(), &id);
        assert_eq!(shown_name(&snapshot, &record).fr.as_deref(), Some("Jilin – Californie"));
        assert!(snapshot.record(RecordKind::Project, id.as_str()).is_none());
    }
}
