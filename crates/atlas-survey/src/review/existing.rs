//! A row about a record of the atlas: whether it changes, confirms or withdraws it.

use atlas_model::{Change, Record};

use super::identity::{Marks, Target};
use super::{Fields, Judged, Line, Reviewer, of_whole};
use crate::Said;
use crate::columns::Shape;
use crate::issue::Issue;
use crate::report::{RowReport, State};

impl Reviewer<'_> {
    /// Judges one row.
    pub(super) fn judge(&mut self, line: &Line<'_>) -> Judged {
        let marks = self.marks(line);
        match self.target(line) {
            Target::Existing { base, current } => self.judge_existing(line, &marks, &base, &current),
            Target::New => self.judge_new(line, &marks),
            Target::Unknown(remark) => {
                let mut report = row_report(line, State::Error);
                report.name = self.typed_name(line);
                report.faults.push(remark);
                report.faults.extend(marks.faults);
                let fields = self.fields(line, None, &mut line.layout.row.blank());
                report.faults.extend(fields.faults);
                Judged { report, change: None, open: Vec::new() }
            }
        }
    }

    fn judge_existing(&self, line: &Line<'_>, marks: &Marks, base: &Record, current: &Record) -> Judged {
        let mut report = row_report(line, State::Unchanged);
        report.id = Some(current.id().clone());
        report.name = self.shown(current);
        report.faults.extend(marks.faults.iter().cloned());
        report.warnings.extend(marks.warnings.iter().cloned());
        if self.reach().is_some_and(|reach| !reach.holds(current)) {
            // What else is wrong with it does not matter to who may not change it.
            let place = line.entry(Shape::Id).map_or_else(|| line.place(), |entry| entry.place);
            report.faults = vec![of_whole(&Issue::OutOfScope, Some(place))];
            report.state = State::Error;
            return Judged { report, change: None, open: Vec::new() };
        }
        if marks.withdrawn && report.faults.is_empty() {
            report.state = State::Withdrawn;
            return Judged { report, change: Some(Change::Delete(current.reference())), open: Vec::new() };
        }
        let is_emptied = line.entries().all(|entry| {
            let is_id = line.layout.columns.get(entry.column).is_some_and(|one| one.shape == Shape::Id);
            is_id || entry.cell.is_blank()
        });
        // A sheet of one column more than the identifiers may well have nothing in it.
        if is_emptied && line.entries().count() > 2 {
            report.state = State::Missing;
            report.warnings.push(of_whole(&Issue::Emptied, Some(line.place())));
            return Judged { report, change: None, open: Vec::new() };
        }
        let mut record = current.clone();
        let mut fields = self.fields(line, Some(base), &mut record);
        self.whole(line, Some(current), &record, &mut fields);
        let Fields { changes, conflicts, faults, warnings, open, .. } = fields;
        report.faults.extend(faults);
        report.warnings.extend(warnings);
        let is_change = !changes.is_empty() || !conflicts.is_empty();
        if is_change {
            self.warn(line, Some(current), &record, &mut report);
        }
        report.state = match () {
            () if !report.faults.is_empty() => State::Error,
            () if !conflicts.is_empty() => State::Conflict,
            () if !changes.is_empty() => State::Changed,
            () if marks.confirmed.is_some() => State::Confirmed,
            () => State::Unchanged,
        };
        report.changes = changes;
        report.conflicts = conflicts;
        if report.state == State::Unchanged {
            return Judged { report, change: None, open };
        }
        self.declare(&mut record, marks, is_change);
        if record == *current {
            report.state = State::Unchanged;
            return Judged { report, change: None, open };
        }
        Judged { report, change: Some(Change::Put(record)), open }
    }

    /// The name of a record in every language.
    pub(super) fn shown(&self, record: &Record) -> Said {
        let snapshot = self.names.snapshot();
        let name = atlas_formats::shown_name(snapshot, record);
        let id = record.id();
        Said::with(|lang| {
            let name = name.get(lang);
            if name.is_empty() { id.to_string() } else { name.to_owned() }
        })
    }

    /// What a row calls itself, where it is about no record that can be told.
    pub(super) fn typed_name(&self, line: &Line<'_>) -> Said {
        let kind = line.found.kind;
        let mut names = line.entries().filter_map(|entry| {
            let column = line.layout.columns.get(entry.column)?;
            let is_name = super::identity::is_name(kind, &column.pointer);
            if is_name { crate::cell::prose(entry.cell).ok().filter(|text| !text.is_empty()) } else { None }
        });
        Said::same(names.next().unwrap_or_default())
    }
}

/// An empty report of a row.
pub(super) fn row_report(line: &Line<'_>, state: State) -> RowReport {
    RowReport {
        place: Some(line.place()),
        kind: line.found.kind,
        id: None,
        name: Said::same(""),
        state,
        changes: Vec::new(),
        conflicts: Vec::new(),
        faults: Vec::new(),
        warnings: Vec::new(),
    }
}
