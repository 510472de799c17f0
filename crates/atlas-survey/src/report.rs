//! What is answered to whoever submits a sheet: row by row, cell by cell.

use atlas_model::{Id, Lang, RecordKind};
use serde::{Deserialize, Serialize};

use crate::Said;

/// What a submission comes to, before anything is written.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Report {
    /// How many rows are in which state.
    pub counts: Counts,
    /// What concerns the file as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
    /// The sheets of the file, in its order.
    pub sheets: Vec<SheetReport>,
    /// The rows, kind by kind, in the order of the sheets; then the records that no row is about.
    pub rows: Vec<RowReport>,
}

/// How many rows are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = RowCounts)]
pub struct Counts {
    /// Rows that say what the atlas says.
    pub unchanged: usize,
    /// Rows that only confirm what the atlas says.
    pub confirmed: usize,
    /// Rows that change a record.
    pub changed: usize,
    /// Rows that make a record.
    pub new: usize,
    /// Rows that withdraw a record.
    pub withdrawn: usize,
    /// Records that the sheet no longer has.
    pub missing: usize,
    /// Rows with a field that somebody else changed too.
    pub conflict: usize,
    /// Rows that cannot be accepted as they are.
    pub error: usize,
    /// Warnings of all rows.
    pub warnings: usize,
}

/// What becomes of a row.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It says what the atlas says.
    Unchanged,
    /// It says what the atlas says, and that this still holds.
    Confirmed,
    /// It changes a record.
    Changed,
    /// It makes a record.
    New,
    /// It withdraws a record.
    Withdrawn,
    /// The sheet no longer has the record. Nothing is changed.
    Missing,
    /// Somebody else changed a field that it changes too: a person must settle it.
    Conflict,
    /// It cannot be accepted as it is.
    Error,
}

/// One sheet of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SheetReport {
    /// Its name.
    pub name: String,
    /// What its rows are; none where it was not read.
    pub kind: Option<RecordKind>,
    /// The language of its headers.
    pub lang: Option<Lang>,
    /// The number of its header row, the first row being 1.
    pub header: Option<u32>,
    /// How many rows were read.
    pub rows: usize,
    /// Columns that were not read, and whatever else concerns the sheet as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
}

/// One row, or a record that no row is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RowReport {
    /// Where: `Projets!12`. None for a record that no row is about.
    pub place: Option<String>,
    /// What it is.
    pub kind: RecordKind,
    /// The record: proposed by the atlas for a new one; none where it cannot be told.
    #[schema(value_type = Option<String>)]
    pub id: Option<Id>,
    /// How people know it.
    pub name: Said,
    /// What becomes of it.
    pub state: State,
    /// What it changes, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// The fields that a person must settle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<FieldConflict>,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Remark>,
    /// What a person should look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Remark>,
}

/// A field that a row changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldChange {
    /// Where: `Projets!C12`.
    pub place: String,
    /// The title of the column.
    pub column: Said,
    /// Which member of the record: a JSON pointer.
    pub pointer: String,
    /// What the atlas says; none for nothing.
    pub before: Option<Value>,
    /// What the row says; none for nothing.
    pub after: Option<Value>,
}

/// A field that a row and somebody else changed, each in their own way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldConflict {
    /// Where: `Projets!C12`.
    pub place: String,
    /// The title of the column.
    pub column: Said,
    /// Which member of the record: a JSON pointer.
    pub pointer: String,
    /// What the atlas said when the sheet was taken.
    pub base: Option<Value>,
    /// What the atlas says now.
    pub theirs: Option<Value>,
    /// What the row says.
    pub yours: Option<Value>,
    /// What to do.
    pub message: Said,
}

/// A value, as data and in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Value {
    /// As a package has it.
    pub value: String,
    /// As people read it.
    pub words: Said,
}

/// Something to say about a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Remark {
    /// A short stable name for programs.
    pub code: String,
    /// Where: `Projets!C12`, a row, a sheet; none for the whole file.
    pub place: Option<String>,
    /// The title of the column, as the sheet has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What it is.
    pub message: Said,
    /// The nearest valid values, or what else comes into question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<Value>,
}

impl Report {
    /// The report in one language.
    #[must_use]
    pub fn only(mut self, lang: Lang) -> Self {
        self.each_said(&mut |said| *said = said.only(lang));
        self
    }

    fn each_said(&mut self, each: &mut dyn FnMut(&mut Said)) {
        each_of(&mut self.remarks, each);
        for sheet in &mut self.sheets {
            each_of(&mut sheet.remarks, each);
        }
        for row in &mut self.rows {
            each(&mut row.name);
            for change in &mut row.changes {
                each(&mut change.column);
                each_value(change.before.iter_mut().chain(&mut change.after), each);
            }
            for conflict in &mut row.conflicts {
                each(&mut conflict.column);
                each(&mut conflict.message);
                let values = conflict.base.iter_mut().chain(&mut conflict.theirs).chain(&mut conflict.yours);
                each_value(values, each);
            }
            each_of(&mut row.faults, each);
            each_of(&mut row.warnings, each);
        }
    }

    /// Counts the rows anew.
    pub fn count(&mut self) {
        let mut counts = Counts::default();
        for row in &self.rows {
            let counter = match row.state {
                State::Unchanged => &mut counts.unchanged,
                State::Confirmed => &mut counts.confirmed,
                State::Changed => &mut counts.changed,
                State::New => &mut counts.new,
                State::Withdrawn => &mut counts.withdrawn,
                State::Missing => &mut counts.missing,
                State::Conflict => &mut counts.conflict,
                State::Error => &mut counts.error,
            };
            *counter += 1;
            counts.warnings += row.warnings.len();
        }
        self.counts = counts;
    }
}

fn each_of(remarks: &mut [Remark], each: &mut dyn FnMut(&mut Said)) {
    for remark in remarks {
        each(&mut remark.message);
        each_value(&mut remark.nearest, each);
    }
}

fn each_value<'v>(values: impl IntoIterator<Item = &'v mut Value>, each: &mut dyn FnMut(&mut Said)) {
    for value in values {
        each(&mut value.words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_in_one_language_says_nothing_in_another() {
        let message = || Said::with(|lang| format!("message {lang}"));
        let remark = || Remark {
            code: "bad_date".to_owned(),
            place: Some("Projets!C12".to_owned()),
            column: None,
            value: None,
            message: message(),
            nearest: vec![Value { value: "2015".to_owned(), words: message() }],
        };
        let value = || Some(Value { value: "ended".to_owned(), words: message() });
        let row = RowReport {
            place: None,
            kind: RecordKind::Project,
            id: None,
            name: message(),
            state: State::Conflict,
            changes: vec![FieldChange {
                place: String::new(),
                column: message(),
                pointer: String::new(),
                before: value(),
                after: value(),
            }],
            conflicts: vec![FieldConflict {
                place: String::new(),
                column: message(),
                pointer: String::new(),
                base: value(),
                theirs: value(),
                yours: value(),
                message: message(),
            }],
            faults: vec![remark()],
            warnings: vec![remark()],
        };
        let sheet = SheetReport {
            name: String::new(),
            kind: None,
            lang: None,
            header: None,
            rows: 0,
            remarks: vec![remark()],
        };
        let report =
            Report { remarks: vec![remark()], sheets: vec![sheet], rows: vec![row], ..Report::default() };
        let text = format!("{:?}", report.only(Lang::Zh));
        assert!(text.contains("message zh"));
        assert!(!text.contains("message fr") && !text.contains("message en"), "{text}");
    }
}
