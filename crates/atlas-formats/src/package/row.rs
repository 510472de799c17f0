//! One row of one kind of record, cell by cell: for whoever fills in records from other tables than
//! those of a package, with the same columns and the same cells.

use atlas_model::{FaultKind, Record, RecordKind};

use super::cell::Form;
use super::column::Layout;
use super::layouts::Tabular;
use crate::kinds::for_kind;

/// The row of a kind: made once, used for any number of records.
pub struct Row {
    columns: Vec<Column>,
    form: Box<dyn AnyForm>,
}

/// One column of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in a package: `title_fr`, `participants`.
    pub name: String,
    /// Where its value stands in the record form: a JSON pointer.
    pub pointer: String,
    /// Whether a record cannot do without it.
    pub required: bool,
    /// Whether it holds several values, joined by `;`.
    pub is_list: bool,
    /// The kind of record that it names by identifier.
    pub refers: Option<RecordKind>,
}

impl Row {
    /// The row of a kind.
    #[must_use]
    pub fn of(kind: RecordKind) -> Self {
        let form: Box<dyn AnyForm> = for_kind!(kind, T => Box::new(TypedForm(T::layout())));
        Self { columns: form.columns(), form }
    }

    /// Its columns, in the order of a package.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The position of the column of this name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// What one cell of a record says; nothing for a record of another kind, or past the last column.
    #[must_use]
    pub fn cell(&self, record: &Record, column: usize) -> String {
        let mut out = String::new();
        self.form.write(record, column, &mut out);
        out
    }

    /// What every cell of a record says, in the order of the columns.
    #[must_use]
    pub fn write(&self, record: &Record) -> Vec<String> {
        (0..self.columns.len()).map(|column| self.cell(record, column)).collect()
    }

    /// Sets what one cell says in a record of this kind.
    ///
    /// # Errors
    /// Why the cell cannot be read; the record is then unchanged.
    pub fn apply(&self, record: &mut Record, column: usize, text: &str) -> Result<(), FaultKind> {
        if text.is_empty() && self.columns.get(column).is_some_and(|column| column.required) {
            return Err(FaultKind::Missing);
        }
        self.form.read(record, column, text)
    }

    /// What no single cell can tell: the name of the column at fault, and why.
    #[must_use]
    pub fn check(&self, record: &Record) -> Option<(&'static str, FaultKind)> {
        self.form.check(record)
    }

    /// A record to be filled in: its members are placeholders until every required column is set.
    #[must_use]
    pub fn blank(&self) -> Record {
        self.form.blank()
    }
}

/// A layout whose type is known no more.
trait AnyForm: Send + Sync {
    fn columns(&self) -> Vec<Column>;
    fn write(&self, record: &Record, column: usize, out: &mut String);
    fn read(&self, record: &mut Record, column: usize, text: &str) -> Result<(), FaultKind>;
    fn check(&self, record: &Record) -> Option<(&'static str, FaultKind)>;
    fn blank(&self) -> Record;
}

struct TypedForm<R>(Layout<R>);

impl<R: Tabular + Send + Sync> AnyForm for TypedForm<R> {
    fn columns(&self) -> Vec<Column> {
        let described = self.0.columns.iter().map(|column| Column {
            name: column.name.clone(),
            pointer: column.pointer.clone(),
            required: column.required,
            is_list: column.form == Form::List,
            refers: column.refers,
        });
        described.collect()
    }

    fn write(&self, record: &Record, column: usize, out: &mut String) {
        if let (Some(row), Some(column)) = (R::of_record(record), self.0.columns.get(column)) {
            (column.write)(row, out);
        }
    }

    fn read(&self, record: &mut Record, column: usize, text: &str) -> Result<(), FaultKind> {
        match (R::of_record_mut(record), self.0.columns.get(column)) {
            (Some(row), Some(column)) => (column.read)(row, text),
            _ => Ok(()),
        }
    }

    fn check(&self, record: &Record) -> Option<(&'static str, FaultKind)> {
        R::of_record(record).and_then(self.0.check)
    }

    fn blank(&self) -> Record {
        self.0.blank.clone().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_record_written_cell_by_cell_is_read_back_the_same() {
        // Child tables and outlines have files of their own.
        let whole = |record: &Record| match record {
            Record::Territory(record) => record.boundary.is_none(),
            Record::Project(record) => record.funding.is_empty(),
            Record::Event(record) => record.workshops.is_empty(),
            _ => true,
        };
        let records = sample::world().into_records();
        for record in records.iter().filter(|record| whole(record)) {
            let row = Row::of(record.kind());
            let mut copy = row.blank();
            for (column, text) in row.write(record).iter().enumerate() {
                if !text.is_empty() {
                    row.apply(&mut copy, column, text).unwrap();
                }
            }
            assert_eq!(&copy, record);
        }
    }

    #[test]
    fn a_contact_goes_when_both_of_its_cells_are_empty() {
        let row = Row::of(RecordKind::Actor);
        let mut record = row.blank();
        let at = |name: &str| row.position(name).unwrap();
        row.apply(&mut record, at("contact_function"), "bureau international").unwrap();
        row.apply(&mut record, at("contact_email"), "contact@example.org").unwrap();
        row.apply(&mut record, at("contact_function"), "").unwrap();
        assert_eq!(row.check(&record), Some(("contact_function", FaultKind::Missing)));
        row.apply(&mut record, at("contact_email"), "").unwrap();
        assert_eq!(record, row.blank());
    }

    #[test]
    fn an_empty_cell_clears_what_is_optional_and_is_refused_where_it_is_required() {
        let row = Row::of(RecordKind::Theme);
        let mut record = row.blank();
        let label = row.position("label_fr").unwrap();
        row.apply(&mut record, label, "Eau").unwrap();
        row.apply(&mut record, label, "").unwrap();
        assert!(record.name().is_empty());
        assert_eq!(row.apply(&mut record, 0, ""), Err(FaultKind::Missing));
    }
}
