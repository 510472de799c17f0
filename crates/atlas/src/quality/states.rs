//! Sides and states: partnerships with one side, ends in the past that are said to be active.

use std::collections::BTreeSet;

use atlas_index::Snapshot;
use atlas_model::{Id, Period, RecordKind, RecordRef, Status};
use chrono::NaiveDate;

use super::{Check, Finding};

/// Partnerships whose actors all sit in one country.
pub(super) fn one_sided(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for (_, entry) in snapshot.partnerships().iter() {
        let partnership = &entry.record;
        let country = |actor: &Id| {
            let actor = snapshot.actors().by_id(actor.as_str())?;
            let country = snapshot.country_of_actor(actor)?;
            Some(&snapshot.territories().get(country)?.record.id)
        };
        let countries: BTreeSet<&Id> = partnership.actors.iter().filter_map(country).collect();
        if let (1, Some(only)) = (countries.len(), countries.first()) {
            let record = RecordRef { kind: RecordKind::Partnership, id: partnership.id.clone() };
            let message = format!("all actors sit in {only}");
            findings.push(Finding::new(Check::OneSidedPartnership, record, message));
        }
    }
}

/// Partnerships, projects and resources whose end lies before today though they are said to be active.
pub(super) fn ended_but_active(snapshot: &Snapshot, today: NaiveDate, findings: &mut Vec<Finding>) {
    let mut examine = |kind: RecordKind, id: &Id, status: Status, period: &Period| {
        if let Some(end) = period.end.filter(|end| status.is_active() && end.last_day() < today) {
            let record = RecordRef { kind, id: id.clone() };
            findings.push(Finding::new(Check::EndedButActive, record, format!("{status}, but ended {end}")));
        }
    };
    for (_, entry) in snapshot.partnerships().iter() {
        examine(RecordKind::Partnership, &entry.record.id, entry.record.status, &entry.record.period);
    }
    for (_, entry) in snapshot.projects().iter() {
        examine(RecordKind::Project, &entry.record.id, entry.record.status, &entry.record.period);
    }
    for (_, entry) in snapshot.resources().iter() {
        examine(RecordKind::Resource, &entry.record.id, entry.record.status, &entry.record.period);
    }
}
