//! Records as rows of tables, whatever the database.
//!
//! Each kind has one module with its tables, `write` (record to rows) and `load` (rows to records). Both
//! name the columns in the order of the table's list, which the contract suite checks by a round trip with
//! every field set. How cells are bound and rows fetched is the backend's business.

mod list;
mod reader;
mod writer;

mod actor;
mod campaign;
mod event;
mod need;
mod partnership;
mod project;
mod resource;
mod source;
mod territory;
mod theme;

use atlas_model::{Dataset, Id, Record, RecordKind, RevisionNumber};

use crate::StoreError;
pub(crate) use list::{Lists, codes, figures, ids, records};
pub(crate) use reader::{Columns, EachRow, Reader, Row, Seen, Select};
pub(crate) use writer::{Cell, Rows};

/// One table: its name, its key and its columns in the order in which rows are written and read.
#[derive(Debug)]
pub(crate) struct Table {
    /// The name.
    pub(crate) name: &'static str,
    /// The columns of the key, which are also the order of reading; the first one names the record.
    pub(crate) key: &'static str,
    /// The columns.
    pub(crate) columns: &'static str,
}

impl Table {
    /// A table with one row per record.
    const fn of_records(name: &'static str, columns: &'static str) -> Self {
        Self { name, key: "id", columns }
    }

    /// Whether a row stands for a record, so that writing it again replaces it.
    pub(crate) fn holds_records(&self) -> bool {
        self.key == "id"
    }

    /// The column that names the record a row belongs to.
    pub(crate) fn owner(&self) -> &'static str {
        self.key.split(", ").next().unwrap_or(self.key)
    }

    /// The columns one by one.
    pub(crate) fn column_names(&self) -> impl Iterator<Item = &'static str> {
        self.columns.split(", ")
    }
}

/// The columns of a table of records: those that every record has around those of its kind.
macro_rules! record_columns {
    ($own:literal) => {
        concat!(
            "id, revision, ",
            $own,
            ", provenance_kind, provenance_confidence, provenance_locator, provenance_date, ",
            "provenance_entered_by, provenance_note"
        )
    };
}
use record_columns;

/// The sources of every record, in one table for all kinds.
pub(crate) static RECORD_SOURCE: Table =
    Table { name: "record_source", key: "record, position", columns: "record, position, kind, source" };

/// The tables of a kind: that of its records first, then those of their lists.
pub(crate) fn tables(kind: RecordKind) -> &'static [&'static Table] {
    match kind {
        RecordKind::Source => source::TABLES,
        RecordKind::Theme => theme::TABLES,
        RecordKind::Territory => territory::TABLES,
        RecordKind::Actor => actor::TABLES,
        RecordKind::Campaign => campaign::TABLES,
        RecordKind::Event => event::TABLES,
        RecordKind::Partnership => partnership::TABLES,
        RecordKind::Project => project::TABLES,
        RecordKind::Resource => resource::TABLES,
        RecordKind::Need => need::TABLES,
    }
}

/// The table that holds the records of a kind.
pub(crate) fn table_of(kind: RecordKind) -> &'static str {
    tables(kind).first().map_or(kind.as_str(), |table| table.name)
}

/// Every table, that of the revisions left out.
pub(crate) fn all_tables() -> impl Iterator<Item = &'static Table> {
    let of_kinds = RecordKind::ALL.iter().flat_map(|kind| tables(*kind).iter().copied());
    of_kinds.chain(std::iter::once(&RECORD_SOURCE))
}

/// Adds the rows of a record that the revision of this number wrote.
pub(crate) fn write(record: &Record, revision: RevisionNumber, rows: &mut Rows) {
    match record {
        Record::Source(record) => source::write(record, revision, rows),
        Record::Theme(record) => theme::write(record, revision, rows),
        Record::Territory(record) => territory::write(record, revision, rows),
        Record::Actor(record) => actor::write(record, revision, rows),
        Record::Campaign(record) => campaign::write(record, revision, rows),
        Record::Event(record) => event::write(record, revision, rows),
        Record::Partnership(record) => partnership::write(record, revision, rows),
        Record::Project(record) => project::write(record, revision, rows),
        Record::Resource(record) => resource::write(record, revision, rows),
        Record::Need(record) => need::write(record, revision, rows),
    }
    let kind = record.kind().as_str();
    rows.list(&RECORD_SOURCE, record.id(), &record.provenance().sources, |row, source: &Id| {
        row.string(kind).id(source);
    });
}

/// Loads every record of every kind.
pub(crate) async fn load(reader: &mut impl Reader, revision: RevisionNumber) -> Result<Dataset, StoreError> {
    Ok(Dataset {
        revision,
        sources: source::load(reader).await?,
        themes: theme::load(reader).await?,
        territories: territory::load(reader).await?,
        actors: actor::load(reader).await?,
        campaigns: campaign::load(reader).await?,
        events: event::load(reader).await?,
        partnerships: partnership::load(reader).await?,
        projects: project::load(reader).await?,
        resources: resource::load(reader).await?,
        needs: need::load(reader).await?,
    })
}
