//! No territory contains itself and no theme is broader than itself, over however many steps.

use std::collections::{HashMap, HashSet};

use atlas_model::{ChangeSet, Fault, FaultKind, Id, Record, RecordKind, RecordRef};

use super::{Existing, put};
use crate::StoreError;

/// A fault at each reference of the change set that closes a circle.
pub(super) async fn check(
    change_set: &ChangeSet,
    store: &mut impl Existing,
) -> Result<Vec<(RecordRef, Fault)>, StoreError> {
    let mut faults = Vec::new();
    for kind in [RecordKind::Theme, RecordKind::Territory] {
        let records = change_set.changes.iter().filter_map(put).filter(|record| record.kind() == kind);
        let records: Vec<(&Record, Vec<(String, &Id)>)> =
            records.map(|record| (record, upwards(record))).collect();
        let above = ancestry(kind, &records, store).await?;
        for (record, edges) in records {
            for (at, whole) in edges {
                // The record's own check has said so already.
                let said = at == "/parent" && whole == record.id();
                if !said && leads_to(whole, record.id(), &above) {
                    faults.push((record.reference(), Fault::new(at, whole.as_str(), FaultKind::Cycle)));
                }
            }
        }
    }
    Ok(faults)
}

/// The references of a record to what contains it.
fn upwards(record: &Record) -> Vec<(String, &Id)> {
    let parent = |id: &'_ Option<Id>| id.as_ref().map(|_| "/parent".to_owned());
    match record {
        Record::Theme(theme) => parent(&theme.parent).into_iter().zip(&theme.parent).collect(),
        Record::Territory(territory) => {
            let parts = territory.part_of.iter().enumerate();
            let parts = parts.map(|(index, part)| (format!("/part_of/{index}/territory"), &part.territory));
            parent(&territory.parent).into_iter().zip(&territory.parent).chain(parts).collect()
        }
        _ => Vec::new(),
    }
}

/// What contains each record of the change set, and what contains that in turn, up to the top. The
/// change set speaks for its own records, the store for the others.
async fn ancestry(
    kind: RecordKind,
    records: &[(&Record, Vec<(String, &Id)>)],
    store: &mut impl Existing,
) -> Result<HashMap<Id, Vec<Id>>, StoreError> {
    let mut above: HashMap<Id, Vec<Id>> = HashMap::new();
    let mut next: HashSet<Id> = HashSet::new();
    for (record, edges) in records {
        let wholes: Vec<Id> = edges.iter().map(|(_, id)| (*id).clone()).collect();
        next.extend(wholes.iter().cloned());
        above.insert(record.id().clone(), wholes);
    }
    loop {
        next.retain(|id| !above.contains_key(id));
        if next.is_empty() {
            return Ok(above);
        }
        let ids: Vec<&Id> = next.iter().collect();
        let pairs = store.wholes(kind, &ids).await?;
        for id in std::mem::take(&mut next) {
            above.insert(id, Vec::new());
        }
        for (part, whole) in pairs {
            next.insert(whole.clone());
            above.entry(part).or_default().push(whole);
        }
    }
}

fn leads_to(from: &Id, target: &Id, above: &HashMap<Id, Vec<Id>>) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == target {
            return true;
        }
        if seen.insert(id) {
            open.extend(above.get(id).into_iter().flatten());
        }
    }
    false
}
