//! A file against the atlas, row by row: what each row says, what it would change, what is wrong with it.
//!
//! Nothing is written here. The same file, atlas and submission give the same review.

mod existing;
mod fields;
mod finish;
mod fresh;
mod identity;
mod shuffled;
mod warnings;

use std::collections::HashMap;
use std::rc::Rc;

use atlas_index::{Set, Snapshot};
use atlas_model::{Change, Id, PartialDate, Record, RecordKind};

use crate::cell::{self, Note};
use crate::columns::{KINDS, Layout, Shape, sheet_title};
use crate::fill::Filler;
use crate::header::{self, Found, Search, Unknown};
use crate::issue::Issue;
use crate::names::Names;
use crate::report::{FieldChange, FieldConflict, Remark, Report, RowReport, SheetReport, State};
use crate::scope::{Reach, Scope};
use crate::slug::Slugs;
use crate::workbook;
use crate::{Cell, Grid, Row, Said, Value, place};

/// A record as it was when the sheet was taken; none where it did not exist then.
pub type Past<'a> = dyn Fn(RecordKind, &Id) -> Option<Record> + 'a;

/// What a file is read against, and who submits it.
#[derive(Clone, Copy)]
pub struct Submission<'a> {
    /// The atlas as it is now.
    pub snapshot: &'a Snapshot,
    /// A record as it was when the sheet was taken; none where it did not exist. Without this function the
    /// sheet is taken to be of now: nobody else's edit can then be told from a row's own.
    pub base: Option<&'a Past<'a>>,
    /// What the sheet is about: a record outside is out of reach, one inside that no row is about is reported
    /// as missing. Without a scope any record may be named, and none is missing.
    pub scope: Option<&'a Scope>,
    /// The function (never the name) of whoever submits.
    pub entered_by: &'a str,
    /// When the rows were declared.
    pub date: PartialDate,
}

/// What a file comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// What is answered to whoever submits it.
    pub report: Report,
    /// What would be written, of the rows that can be accepted once their conflicts are settled.
    pub proposals: Vec<Proposal>,
}

/// What one row would write.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its position in [`Report::rows`].
    pub row: usize,
    /// The change; fields in conflict are those of the atlas as it is now.
    pub change: Change,
    /// The fields that a person must settle first.
    pub open: Vec<OpenField>,
}

/// A field that a person must settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenField {
    /// Which member of the record: a JSON pointer.
    pub pointer: String,
    /// What the row says, as a package has it.
    pub yours: String,
    column: usize,
}

impl Proposal {
    /// Settles a field: the row's own value is taken, or what the atlas says now is kept. Says whether the field
    /// was open.
    pub fn settle(&mut self, pointer: &str, take_yours: bool) -> bool {
        let Some(at) = self.open.iter().position(|field| field.pointer == pointer) else { return false };
        let field = self.open.swap_remove(at);
        if take_yours
            && let Change::Put(record) = &mut self.change
            && let Some(layout) = Layout::of(record.kind())
        {
            // The value was applied once when the row was read: it can be applied again.
            let _ = layout.row.apply(record, field.column, &field.yours);
        }
        true
    }
}

/// Reviews a file.
#[must_use]
pub fn review(grid: &Grid, submission: &Submission<'_>) -> Review {
    let mut reviewer = Reviewer::new(submission);
    let sheets = reviewer.sheets(grid);
    for kind in KINDS {
        let of_kind: Vec<&Found<'_>> = sheets.iter().filter(|found| found.kind == kind).collect();
        reviewer.rows_of(kind, &of_kind);
    }
    reviewer.finish(&sheets)
}

/// A review in the making.
struct Reviewer<'a> {
    submission: &'a Submission<'a>,
    names: Names<'a>,
    /// The territories of the scope.
    places: Option<Rc<Set>>,
    report: Report,
    judged: Vec<Judged>,
    slugs: Slugs,
    /// The rows that make records, by what records alike have in common.
    made: HashMap<(RecordKind, String), Vec<usize>>,
}

/// A row that was judged.
struct Judged {
    report: RowReport,
    change: Option<Change>,
    open: Vec<OpenField>,
}

/// One row of a sheet.
struct Line<'g> {
    found: &'g Found<'g>,
    row: &'g Row,
    layout: &'static Layout,
}

/// A known column of a row with its cell.
struct Entry<'g> {
    column: usize,
    title: &'g str,
    cell: &'g Cell,
    place: String,
}

impl<'g> Line<'g> {
    fn place(&self) -> String {
        place(&self.found.sheet.name, self.row.number, None)
    }

    /// The known columns of the sheet with the cells of this row.
    fn entries(&self) -> impl Iterator<Item = Entry<'g>> {
        const EMPTY: &Cell = &Cell::Empty;
        let (found, row) = (self.found, self.row);
        found.columns.iter().map(move |known| Entry {
            column: known.column,
            title: &known.title,
            cell: row.cells.get(known.cell).unwrap_or(EMPTY),
            place: place(&found.sheet.name, row.number, Some(known.cell)),
        })
    }

    fn entry(&self, shape: Shape) -> Option<Entry<'g>> {
        let wanted = self.layout.with_shape(shape)?;
        self.entries().find(|entry| entry.column == wanted)
    }

    /// Where a column stands in this row; the row where the sheet has no such column.
    fn place_of(&self, column: Option<usize>) -> (String, Option<String>, Option<String>) {
        let entry = column.and_then(|column| self.entries().find(|entry| entry.column == column));
        match entry {
            Some(entry) => {
                let value = cell::quoted(entry.cell);
                (entry.place, Some(entry.title.to_owned()), value)
            }
            None => (self.place(), None, None),
        }
    }
}

impl Entry<'_> {
    fn remark(&self, note: Note) -> Remark {
        Remark {
            code: note.issue.code().to_owned(),
            place: Some(self.place.clone()),
            column: Some(self.title.to_owned()),
            value: note.part.or_else(|| cell::quoted(self.cell)),
            message: Said::with(|lang| note.issue.say(lang)),
            nearest: note.nearest,
        }
    }
}

impl<'a> Reviewer<'a> {
    fn new(submission: &'a Submission<'a>) -> Self {
        Self {
            submission,
            names: Names::new(submission.snapshot),
            places: submission.scope.map(|scope| Rc::new(scope.places(submission.snapshot))),
            report: Report::default(),
            judged: Vec::new(),
            slugs: Slugs::default(),
            made: HashMap::new(),
        }
    }

    /// Finds the tables of the file and says what was not read.
    fn sheets<'g>(&mut self, grid: &'g Grid) -> Vec<Found<'g>> {
        let mut tables = Vec::new();
        for sheet in &grid.sheets {
            if workbook::is_own(sheet) || sheet.rows.is_empty() {
                continue;
            }
            let mut told = SheetReport {
                name: sheet.name.clone(),
                kind: None,
                lang: None,
                header: None,
                rows: 0,
                remarks: Vec::new(),
            };
            let place = (!sheet.name.is_empty()).then(|| sheet.name.clone());
            let knows = |kind, id: &str| self.submission.snapshot.find(kind, id).is_some();
            match header::find(sheet, &knows) {
                Search::Table(found) => {
                    told.kind = Some(found.kind);
                    told.lang = Some(found.lang);
                    told.header = Some(found.header);
                    told.rows = lines(&found).count();
                    told.remarks = unread_columns(&found);
                    tables.push(found);
                }
                Search::Ambiguous(kinds) => {
                    let titles = kinds.into_iter().map(|kind| Value {
                        value: kind.plural().to_owned(),
                        words: Said::with(|lang| sheet_title(kind, lang).to_owned()),
                    });
                    let nearest = titles.collect();
                    told.remarks.push(Remark { nearest, ..of_whole(&Issue::AmbiguousSheet, place) });
                }
                Search::Nothing => told.remarks.push(of_whole(&Issue::NoHeader, place)),
            }
            self.report.sheets.push(told);
        }
        if tables.is_empty() {
            self.report.remarks.push(of_whole(&Issue::NoSheet, None));
        }
        tables
    }

    /// Judges the rows of a kind, then makes what they add known to the kinds that follow.
    fn rows_of(&mut self, kind: RecordKind, sheets: &[&Found<'_>]) {
        let first = self.judged.len();
        for found in sheets {
            for line in lines(found) {
                let judged = self.judge(&line);
                if let (State::New, Some(Change::Put(record))) = (judged.report.state, &judged.change) {
                    self.remember(&record.clone(), self.judged.len());
                }
                self.judged.push(judged);
            }
        }
        self.refuse_repeated(first);
        let mut added = Vec::new();
        for judged in self.judged.iter().skip(first) {
            if let (Some(Change::Put(record)), Some(place)) = (&judged.change, &judged.report.place)
                && self.submission.snapshot.find(kind, record.id().as_str()).is_none()
            {
                added.push((record.clone(), place.clone(), judged.report.state == State::Error));
            }
        }
        for (record, place, is_faulty) in added {
            self.names.add(&record, &place, is_faulty);
        }
        self.names.forget(kind);
        for judged in self.judged.iter_mut().skip(first) {
            if judged.report.state == State::Error {
                judged.change = None;
                judged.open.clear();
            }
        }
    }

    /// Two rows about one record contradict each other, or will: neither is accepted.
    fn refuse_repeated(&mut self, first: usize) {
        let mut rows: HashMap<Id, Vec<usize>> = HashMap::new();
        for (at, judged) in self.judged.iter().enumerate().skip(first) {
            if let Some(id) = &judged.report.id {
                rows.entry(id.clone()).or_default().push(at);
            }
        }
        for same in rows.into_values().filter(|same| same.len() > 1) {
            for at in &same {
                let other = same.iter().find(|other| *other != at).and_then(|other| self.judged.get(*other));
                let place = other.and_then(|other| other.report.place.clone()).unwrap_or_default();
                if let Some(judged) = self.judged.get_mut(*at) {
                    let remark = of_whole(&Issue::SameRecord { place }, judged.report.place.clone());
                    judged.report.faults.push(remark);
                    judged.report.state = State::Error;
                }
            }
        }
    }

    fn filler(&self) -> Filler<'_, 'a> {
        Filler { names: &self.names }
    }

    fn reach(&self) -> Option<Reach<'_, 'a>> {
        self.places.as_ref().map(|places| Reach::within(Rc::clone(places), &self.names))
    }
}

/// The rows of a table that say something, repeated headers left out.
fn lines<'g>(found: &'g Found<'g>) -> impl Iterator<Item = Line<'g>> {
    let layout = Layout::of(found.kind);
    found.sheet.rows.iter().skip(found.first).filter_map(move |row| {
        let line = Line { found, row, layout: layout? };
        let says_something = line.entries().any(|entry| !entry.cell.is_blank());
        let repeats_header =
            line.entries().all(|entry| matches!(entry.cell, Cell::Text(text) if text.trim() == entry.title));
        (says_something && !repeats_header).then_some(line)
    })
}

/// The columns of a table that are not read.
fn unread_columns(found: &Found<'_>) -> Vec<Remark> {
    let unknown = found.unknown.iter().map(|column| (column, Issue::UnknownColumn));
    let repeated = found.repeated.iter().map(|column| (column, Issue::RepeatedColumn));
    let remark = |(column, issue): (&Unknown, Issue)| {
        let nearest = column.nearest.iter();
        let nearest = nearest.map(|title| Value { value: title.clone(), words: Said::same(title.clone()) });
        Remark {
            column: Some(column.title.clone()),
            nearest: nearest.collect(),
            ..of_whole(&issue, Some(place(&found.sheet.name, found.header, Some(column.cell))))
        }
    };
    unknown.chain(repeated).map(remark).collect()
}

/// A remark about a row, a sheet or a file.
fn of_whole(issue: &Issue, place: Option<String>) -> Remark {
    Remark {
        code: issue.code().to_owned(),
        place,
        column: None,
        value: None,
        message: Said::with(|lang| issue.say(lang)),
        nearest: Vec::new(),
    }
}

/// What became of the fields of a row.
#[derive(Default)]
struct Fields {
    changes: Vec<FieldChange>,
    conflicts: Vec<FieldConflict>,
    faults: Vec<Remark>,
    warnings: Vec<Remark>,
    open: Vec<OpenField>,
    /// The columns that have a fault already.
    faulty: Vec<usize>,
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
