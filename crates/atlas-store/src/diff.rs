//! What must change for the current records to become the wanted ones.

use std::collections::HashMap;

use atlas_model::{Change, Dataset, Id, Record, RecordRef};

/// What becomes of a current record that the wanted records do not contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// It stays: the wanted records are an addition.
    Keep,
    /// It is withdrawn: the wanted records are all there shall be.
    Delete,
}

/// What an import must put and delete; empty when everything wanted is already there.
///
/// Puts come kind by kind in the order of [`atlas_model::RecordKind::ALL`], then deletions in the
/// opposite order.
#[must_use]
pub fn diff(current: &Dataset, wanted: &Dataset, absent: Absent) -> Vec<Change> {
    let mut puts = Vec::new();
    let mut deletes = Vec::new();
    macro_rules! each_kind {
        ($($list:ident),+) => {
            $( compare(&current.$list, &wanted.$list, |record| &record.id, absent, &mut puts, &mut deletes); )+
        };
    }
    each_kind!(
        sources,
        themes,
        territories,
        actors,
        campaigns,
        events,
        partnerships,
        projects,
        resources,
        needs
    );
    puts.extend(deletes.into_iter().rev());
    puts
}

fn compare<T: Clone + PartialEq + Into<Record>>(
    current: &[T],
    wanted: &[T],
    id: impl Fn(&T) -> &Id,
    absent: Absent,
    puts: &mut Vec<Change>,
    deletes: &mut Vec<Change>,
) {
    let mut left: HashMap<&Id, &T> = current.iter().map(|record| (id(record), record)).collect();
    for record in wanted {
        if left.remove(id(record)) != Some(record) {
            puts.push(Change::Put(record.clone().into()));
        }
    }
    if absent == Absent::Delete {
        let mut left: Vec<&T> = left.into_values().collect();
        left.sort_unstable_by_key(|record| id(record).clone());
        let target = |record: &T| -> RecordRef { record.clone().into().reference() };
        deletes.extend(left.into_iter().map(|record| Change::Delete(target(record))));
    }
}
