//! What a row says of each field, against what the atlas said when the sheet was taken and says now.

use atlas_model::{Fault, FaultKind, Lang, Record};

use super::identity::Marks;
use super::{Fields, Line, OpenField, Reviewer};
use crate::cell::Note;
use crate::columns::{Column, Shape};
use crate::fill::same_words;
use crate::issue::Issue;
use crate::report::{FieldChange, FieldConflict, Remark};
use crate::workbook::display;
use crate::{Cell, Said, Value};

impl Reviewer<'_> {
    /// Applies the cells of a row to a record. `base` is the record when the sheet was taken; none for a new one.
    pub(super) fn fields(&self, line: &Line<'_>, base: Option<&Record>, record: &mut Record) -> Fields {
        let mut fields = Fields::default();
        let row = &line.layout.row;
        for entry in line.entries() {
            let Some(column) = line.layout.columns.get(entry.column) else { continue };
            let Some(at) = column.at.filter(|_| column.shape != Shape::Id) else { continue };
            let before = base.map(|base| row.cell(base, at)).unwrap_or_default();
            let now = if base.is_some() { row.cell(record, at) } else { String::new() };
            if base.is_some() && self.is_as_shown(column, entry.cell, &before) {
                continue;
            }
            let read = match self.filler().read(column, entry.title, entry.cell, &before) {
                Ok(read) => read,
                Err(notes) => {
                    fields.faults.extend(notes.into_iter().map(|note| entry.remark(note)));
                    fields.faulty.push(entry.column);
                    continue;
                }
            };
            let says = read.text;
            if base.is_some() && (says == before || same(column, &says, &before)) {
                continue;
            }
            if says.is_empty() && (column.required || base.is_none()) {
                if column.required {
                    fields.faults.push(entry.remark(Issue::Missing.into()));
                    fields.faulty.push(entry.column);
                }
                continue;
            }
            if says == now {
                continue;
            }
            let (title, pointer) = (title(column), column.pointer.clone());
            let value = |text: &str| self.filler().value(column, text);
            if now != before {
                fields.conflicts.push(FieldConflict {
                    place: entry.place.clone(),
                    column: title,
                    pointer: pointer.clone(),
                    base: value(&before),
                    theirs: value(&now),
                    yours: value(&says),
                    message: Said::with(|lang| Issue::Conflict.say(lang)),
                });
                let mut trial = record.clone();
                match row.apply(&mut trial, at, &says) {
                    Ok(()) => fields.open.push(OpenField { pointer, yours: says, column: at }),
                    Err(kind) => fields.fault(entry.column, entry.remark(Issue::Model(kind).into())),
                }
                continue;
            }
            if let Err(kind) = row.apply(record, at, &says) {
                fields.fault(entry.column, entry.remark(Issue::Model(kind).into()));
                continue;
            }
            fields.warnings.extend(read.notes.into_iter().map(|note: Note| entry.remark(note)));
            fields.changes.push(FieldChange {
                place: entry.place.clone(),
                column: title,
                pointer,
                before: value(&before),
                after: value(&says),
            });
        }
        fields
    }

    /// What is wrong with the record as a whole that was not wrong before, at the cells to which it belongs.
    pub(super) fn whole(
        &self,
        line: &Line<'_>,
        before: Option<&Record>,
        record: &Record,
        fields: &mut Fields,
    ) {
        let known = before.map(Record::faults).unwrap_or_default();
        let mut faults: Vec<Fault> =
            record.faults().into_iter().filter(|fault| !known.contains(fault)).collect();
        if let Some((column, kind)) = line.layout.row.check(record) {
            let at = line.layout.row.position(column).and_then(|at| line.layout.row.columns().get(at));
            faults.push(Fault::at(at.map(|column| column.pointer.clone()).unwrap_or_default(), kind));
        }
        for fault in faults {
            let column = line.layout.of_pointer(&fault.at);
            if column.is_some_and(|column| fields.faulty.contains(&column)) {
                continue;
            }
            let known_column = column.filter(|column| line.entries().any(|entry| entry.column == *column));
            let issue = match (&fault.kind, column.and_then(|at| line.layout.columns.get(at))) {
                (FaultKind::Missing, _) if known_column.is_some() => Issue::Missing,
                (FaultKind::Missing, Some(column)) => Issue::MissingColumn { title: title(column) },
                _ => Issue::Model(fault.kind.clone()),
            };
            let (place, title, value) = line.place_of(column);
            fields.faults.push(Remark {
                code: issue.code().to_owned(),
                place: Some(place),
                column: title,
                value: fault.value.or(value),
                message: Said::with(|lang| issue.say(lang)),
                nearest: Vec::new(),
            });
        }
    }

    /// Says in the record who declared it, and when.
    pub(super) fn declare(&self, record: &mut Record, marks: &Marks, is_change: bool) {
        use atlas_model::ProvenanceKind::Declared;
        let date = marks.confirmed.unwrap_or(self.submission.date);
        let provenance = provenance_mut(record);
        if is_change {
            provenance.kind = Declared;
        }
        provenance.date = Some(date);
        provenance.entered_by = Some(self.submission.entered_by.to_owned());
    }

    /// Whether a cell is still what our workbook showed, in any language: then it says nothing new, whatever
    /// its names would mean now.
    fn is_as_shown(&self, column: &Column, cell: &Cell, before: &str) -> bool {
        let Cell::Text(text) = cell else { return cell.is_blank() && before.is_empty() };
        let shows_names = matches!(
            column.shape,
            Shape::One(_) | Shape::Many(_) | Shape::Participants | Shape::Texts | Shape::Figures
        );
        same_words(text, before)
            || (shows_names
                && Lang::ALL
                    .iter()
                    .any(|lang| same_words(text, &display(&self.names, column, before, *lang))))
    }

    /// How a value reads to people.
    pub(super) fn value_of(&self, column: &Column, text: &str) -> Option<Value> {
        self.filler().value(column, text)
    }
}

impl Fields {
    fn fault(&mut self, column: usize, remark: Remark) {
        self.faults.push(remark);
        self.faulty.push(column);
    }
}

/// The title of a column in every language.
pub(super) fn title(column: &Column) -> Said {
    Said::with(|lang| column.titles[lang.index()].clone())
}

fn same(column: &Column, one: &str, other: &str) -> bool {
    matches!(column.shape, Shape::Text | Shape::Texts | Shape::Figures) && same_words(one, other)
}

/// Where a surveyed record is known from.
pub(super) fn provenance_mut(record: &mut Record) -> &mut atlas_model::Provenance {
    match record {
        Record::Source(record) => &mut record.provenance,
        Record::Theme(record) => &mut record.provenance,
        Record::Territory(record) => &mut record.provenance,
        Record::Actor(record) => &mut record.provenance,
        Record::Campaign(record) => &mut record.provenance,
        Record::Event(record) => &mut record.provenance,
        Record::Partnership(record) => &mut record.provenance,
        Record::Project(record) => &mut record.provenance,
        Record::Resource(record) => &mut record.provenance,
        Record::Need(record) => &mut record.provenance,
    }
}
