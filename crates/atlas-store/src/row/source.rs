//! Sources.

use atlas_model::{RecordKind, RevisionNumber, Source};

use super::{Reader, Rows, Table, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] = &[&SOURCE];

static SOURCE: Table = Table::of_records(
    "source",
    record_columns!("title_fr, title_en, title_zh, publisher, url, date, licence, attribution"),
);

pub(super) fn write(source: &Source, revision: RevisionNumber, rows: &mut Rows) {
    rows.record(&SOURCE, &source.id, revision)
        .text(&source.title)
        .maybe_string(source.publisher.as_deref())
        .maybe_string(source.url.as_deref())
        .date(source.date)
        .maybe_string(source.licence.as_deref())
        .maybe_string(source.attribution.as_deref())
        .provenance(&source.provenance);
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<Source>, StoreError> {
    records(reader, RecordKind::Source, &SOURCE, |row, sources| {
        let id = row.record()?;
        Ok(Source {
            title: row.text()?,
            publisher: row.maybe_string()?,
            url: row.maybe_string()?,
            date: row.date()?,
            licence: row.maybe_string()?,
            attribution: row.maybe_string()?,
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}
