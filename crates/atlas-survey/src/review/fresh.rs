//! A row about a record that does not exist yet.

use atlas_model::{Change, Confidence, Provenance, ProvenanceKind, Record};

use super::existing::row_report;
use super::fields::title;
use super::identity::Marks;
use super::{Judged, Line, Reviewer, of_whole};
use crate::columns::Shape;
use crate::issue::Issue;
use crate::report::State;
use crate::vocabulary::Vocabulary;

impl Reviewer<'_> {
    pub(super) fn judge_new(&mut self, line: &Line<'_>, marks: &Marks) -> Judged {
        let mut report = row_report(line, State::New);
        report.faults.extend(marks.faults.iter().cloned());
        report.warnings.extend(marks.warnings.iter().cloned());
        if marks.withdrawn {
            let place = line.entry(Shape::Withdrawn).map_or_else(|| line.place(), |entry| entry.place);
            report.faults.push(of_whole(&Issue::NothingToWithdraw, Some(place)));
        }
        let mut record = line.layout.row.blank();
        let mut fields = self.fields(line, None, &mut record);
        self.complete(line, &mut fields);
        self.whole(line, None, &record, &mut fields);
        report.changes = fields.changes;
        report.faults.extend(fields.faults);
        report.warnings.extend(fields.warnings);
        set_provenance(&mut record);
        self.declare(&mut record, marks, true);
        report.name = self.typed_name(line);
        if let Some(id) = self.slugs.propose(&record, &self.names) {
            // An identifier that was made fits the column of identifiers.
            let _ = line.layout.row.apply(&mut record, 0, id.as_str());
            report.id = Some(id);
        }
        if report.faults.is_empty() {
            report.name = self.shown(&record);
            if self.reach().is_some_and(|reach| !reach.holds(&record)) {
                report.faults.push(of_whole(&Issue::OutOfScope, Some(line.place())));
            }
            self.warn(line, None, &record, &mut report);
            self.warn_of_duplicates(line, &record, &mut report);
        }
        if !report.faults.is_empty() {
            report.state = State::Error;
        }
        Judged { report, change: Some(Change::Put(record)), open: Vec::new() }
    }

    /// What a new record needs and the sheet has no column for: assumed where the vocabulary has a word for
    /// not knowing, else a fault.
    fn complete(&self, line: &Line<'_>, fields: &mut super::Fields) {
        let blank = line.layout.row.blank();
        for (at, column) in line.layout.columns.iter().enumerate() {
            let is_present = line.entries().any(|entry| entry.column == at);
            if !column.required || is_present || column.shape == Shape::Id {
                continue;
            }
            let assumed = match column.shape {
                Shape::Term(Vocabulary::Status | Vocabulary::Sharing | Vocabulary::PartnershipKind) => {
                    column.at.map(|at| line.layout.row.cell(&blank, at))
                }
                _ => None,
            };
            let value = assumed.and_then(|text| self.value_of(column, &text));
            let place = Some(line.place());
            match value {
                Some(value) => {
                    let issue = Issue::Assumed { title: title(column), value: value.words };
                    fields.warnings.push(of_whole(&issue, place));
                }
                None => {
                    fields.faults.push(of_whole(&Issue::MissingColumn { title: title(column) }, place));
                    fields.faulty.push(at);
                }
            }
        }
    }
}

/// A record that nobody had told of before: declared, as its authority says.
fn set_provenance(record: &mut Record) {
    let declared = Provenance::new(ProvenanceKind::Declared, Confidence::High, Vec::new());
    *super::fields::provenance_mut(record) = declared;
}
