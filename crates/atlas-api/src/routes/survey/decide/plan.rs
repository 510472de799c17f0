//! From what somebody decides to what is written.

use std::collections::{HashMap, HashSet};

use atlas_model::{Change, Fault, FaultKind, RecordRef};
use atlas_store::DecidedRow;
use atlas_survey::{Proposal, Report, RowReport, State};

use super::{Decisions, RowDecision, Side, Verdict, of_row};

/// What a decision comes to.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) changes: Vec<Change>,
    pub(super) rows: Vec<DecidedRow>,
    /// Whether nothing is left to decide.
    pub(super) is_last: bool,
    /// Where each record that is written stands in the file.
    pub(super) places: HashMap<RecordRef, String>,
}

impl Plan {
    /// Plans, or tells everything for which a decision cannot be carried out. `decided` are the places of rows
    /// that were decided before; whoever has seen that must not decide of them again.
    pub(super) fn new(
        decisions: &Decisions,
        report: &Report,
        proposals: Vec<Proposal>,
        decided: &HashSet<String>,
        is_seen: bool,
    ) -> Result<Self, Vec<Fault>> {
        let mut proposals: HashMap<usize, Proposal> =
            proposals.into_iter().map(|proposal| (proposal.row, proposal)).collect();
        let mut plan = Self { changes: vec![], rows: vec![], is_last: true, places: HashMap::new() };
        let mut faults = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        for (at, row) in report.rows.iter().enumerate() {
            let Some(place) = row.place.as_deref() else { continue };
            if !needs_decision(row) && !decided.contains(place) {
                continue;
            }
            known.insert(place);
            let named = decisions.rows.get(place);
            if decided.contains(place) {
                if is_seen && named.is_some_and(|row| row.verdict != Verdict::Leave) {
                    faults.push(of_row(place, &[], FaultKind::Repeated));
                }
                continue;
            }
            let proposal = proposals.remove(&at);
            match judge(decisions, named, row, proposal, place) {
                Ok(Some((decided, change))) => {
                    if let Some(change) = change {
                        plan.places.insert(change.target(), place.to_owned());
                        plan.changes.push(change);
                    }
                    plan.rows.push(decided);
                }
                Ok(None) => plan.is_last = false,
                Err(found) => faults.extend(found),
            }
        }
        for place in decisions.rows.keys().filter(|place| !known.contains(place.as_str())) {
            let nearest = atlas_model::nearest(place, known.iter().copied());
            faults.push(of_row(place, &[], FaultKind::UnknownName { nearest }));
        }
        if faults.is_empty() { Ok(plan) } else { Err(faults) }
    }
}

/// Whether there is anything to decide of a row.
fn needs_decision(row: &RowReport) -> bool {
    !matches!(row.state, State::Unchanged | State::Missing)
}

/// What becomes of a row: what is kept of the decision and what is written; none where it waits.
fn judge(
    decisions: &Decisions,
    named: Option<&RowDecision>,
    row: &RowReport,
    proposal: Option<Proposal>,
    place: &str,
) -> Result<Option<(DecidedRow, Option<Change>)>, Vec<Fault>> {
    let verdict = named.map_or(decisions.others, |row| row.verdict);
    let own = named.map(|row| row.reason.trim()).filter(|reason| !reason.is_empty());
    let reason = own.unwrap_or(decisions.reason.trim()).to_owned();
    let change = match (verdict, proposal) {
        (Verdict::Leave, _) => return Ok(None),
        (Verdict::Reject, _) if reason.is_empty() => {
            return Err(vec![match named {
                Some(_) => of_row(place, &["reason"], FaultKind::Missing),
                None => Fault::at("/reason", FaultKind::Missing),
            }]);
        }
        (Verdict::Reject, _) => None,
        // Most likely a mistake of the whole sheet: somebody has to look at each.
        (Verdict::Accept, _) if named.is_none() && is_shuffled(row) => return Ok(None),
        (Verdict::Accept, Some(proposal)) => match settle(proposal, named, place) {
            Ok(change) => Some(change),
            // Nobody has looked at this row: it waits.
            Err(_) if named.is_none() => return Ok(None),
            Err(faults) => return Err(faults),
        },
        (Verdict::Accept, None) if named.is_none() => return Ok(None),
        (Verdict::Accept, None) => {
            let nearest = vec!["reject".to_owned(), "leave".to_owned()];
            return Err(vec![of_row(place, &["verdict"], FaultKind::UnknownValue { nearest })]);
        }
    };
    let decided = DecidedRow {
        place: place.to_owned(),
        kind: row.kind,
        record: row.id.clone(),
        accepted: verdict == Verdict::Accept,
        reason,
        report: serde_json::to_string(row).unwrap_or_default(),
    };
    Ok(Some((decided, change)))
}

/// Whether a row seems to hold the values of another one.
fn is_shuffled(row: &RowReport) -> bool {
    row.warnings.iter().any(|warning| warning.code == "shuffled")
}

/// The change of a row, its conflicts settled; else the fields that are still open.
fn settle(mut proposal: Proposal, named: Option<&RowDecision>, place: &str) -> Result<Change, Vec<Fault>> {
    let mut faults = Vec::new();
    for (field, side) in named.iter().flat_map(|row| &row.settle) {
        if !proposal.settle(field, *side == Side::Yours) {
            let nearest = proposal.open.iter().map(|open| open.pointer.clone()).collect();
            faults.push(of_row(place, &["settle", field], FaultKind::UnknownName { nearest }));
        }
    }
    for open in &proposal.open {
        faults.push(of_row(place, &["settle", &open.pointer], FaultKind::Missing));
    }
    if faults.is_empty() { Ok(proposal.change) } else { Err(faults) }
}
