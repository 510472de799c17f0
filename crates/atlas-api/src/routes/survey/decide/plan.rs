//! From what somebody decides to what is written.

use std::collections::{HashMap, HashSet};

use atlas_model::{Change, Fault, FaultKind, Form, RecordRef};
use atlas_store::DecidedRow;
use atlas_survey::{Proposal, Report, RowReport, State};
use serde_json::Value;

use super::{Decisions, RowDecision, Side, Verdict, of_row, token};

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
                    faults.push(of_row(place, "", FaultKind::Repeated));
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
            faults.push(of_row(place, "", FaultKind::UnknownName { nearest }));
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
                Some(_) => of_row(place, "/reason", FaultKind::Missing),
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
            return Err(vec![of_row(place, "/verdict", FaultKind::UnknownValue { nearest })]);
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
            let member = format!("/settle/{}", token(field));
            faults.push(of_row(place, &member, FaultKind::UnknownName { nearest }));
        }
    }
    for open in &proposal.open {
        let member = format!("/settle/{}", token(&open.pointer));
        faults.push(of_row(place, &member, FaultKind::Missing));
    }
    if faults.is_empty() { Ok(proposal.change) } else { Err(faults) }
}

/// The decisions that a body says, or every fault in it.
pub(super) fn understand(json: Value) -> Result<Decisions, Vec<Fault>> {
    let mut faults = Vec::new();
    let Value::Object(members) = &json else {
        return Err(vec![Fault::at("", FaultKind::BadForm { form: Form::Object })]);
    };
    unknown("", members.keys(), &["others", "reason", "rows"], &mut faults);
    word("/others", members.get("others"), &VERDICTS, &mut faults);
    text("/reason", members.get("reason"), &mut faults);
    match members.get("rows") {
        None => {}
        Some(Value::Object(rows)) => {
            for (place, row) in rows {
                let at = of_row(place, "", FaultKind::Missing).at;
                let Value::Object(row) = row else {
                    faults.push(Fault::at(at, FaultKind::BadForm { form: Form::Object }));
                    continue;
                };
                unknown(&at, row.keys(), &["verdict", "reason", "settle"], &mut faults);
                if row.contains_key("verdict") {
                    word(&format!("{at}/verdict"), row.get("verdict"), &VERDICTS, &mut faults);
                } else {
                    faults.push(Fault::at(format!("{at}/verdict"), FaultKind::Missing));
                }
                text(&format!("{at}/reason"), row.get("reason"), &mut faults);
                match row.get("settle") {
                    None => {}
                    Some(Value::Object(fields)) => {
                        for (field, side) in fields {
                            word(
                                &format!("{at}/settle{field}"),
                                Some(side),
                                &["yours", "theirs"],
                                &mut faults,
                            );
                        }
                    }
                    Some(_) => {
                        faults.push(Fault::at(
                            format!("{at}/settle"),
                            FaultKind::BadForm { form: Form::Object },
                        ));
                    }
                }
            }
        }
        Some(_) => faults.push(Fault::at("/rows", FaultKind::BadForm { form: Form::Object })),
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let read: Result<Decisions, _> = serde_json::from_value(json);
    read.map_err(|_| vec![Fault::at("", FaultKind::BadForm { form: Form::Object })])
}

const VERDICTS: [&str; 3] = ["accept", "reject", "leave"];

fn unknown<'a>(
    at: &str,
    names: impl Iterator<Item = &'a String>,
    known: &[&'static str],
    faults: &mut Vec<Fault>,
) {
    for name in names.filter(|name| !known.contains(&name.as_str())) {
        let nearest = atlas_model::nearest(name, known.iter().copied());
        faults.push(Fault::at(format!("{at}/{name}"), FaultKind::UnknownName { nearest }));
    }
}

fn word(at: &str, value: Option<&Value>, known: &[&'static str], faults: &mut Vec<Fault>) {
    let Some(value) = value else { return };
    if value.as_str().is_none_or(|word| !known.contains(&word)) {
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let nearest = known.iter().map(|word| (*word).to_owned()).collect();
        faults.push(Fault::new(at, shown, FaultKind::UnknownValue { nearest }));
    }
}

fn text(at: &str, value: Option<&Value>, faults: &mut Vec<Fault>) {
    if value.is_some_and(|value| !value.is_string()) {
        faults.push(Fault::at(at, FaultKind::BadForm { form: Form::Text { perhaps: None } }));
    }
}
