//! Needs.

use atlas_model::{Need, RecordKind, RevisionNumber};

use super::{Reader, Rows, Table, ids, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] = &[&NEED, &PROJECT];

static NEED: Table = Table::of_records(
    "need",
    record_columns!(
        "territory, expressed_by, theme, description_fr, description_en, description_zh, addressed_to_fr, \
         addressed_to_en, addressed_to_zh, event, date"
    ),
);

static PROJECT: Table =
    Table { name: "need_project", key: "need, position", columns: "need, position, project" };

pub(super) fn write(need: &Need, revision: RevisionNumber, rows: &mut Rows) {
    rows.record(&NEED, &need.id, revision)
        .id(&need.territory)
        .maybe_id(need.expressed_by.as_ref())
        .id(&need.theme)
        .text(&need.description)
        .text(&need.addressed_to)
        .maybe_id(need.event.as_ref())
        .date(need.date)
        .provenance(&need.provenance);
    rows.ids(&PROJECT, &need.id, &need.met_by);
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<Need>, StoreError> {
    let mut met_by = ids(reader, &PROJECT).await?;
    records(reader, RecordKind::Need, &NEED, |row, sources| {
        let id = row.record()?;
        Ok(Need {
            territory: row.id()?,
            expressed_by: row.maybe_id()?,
            theme: row.id()?,
            description: row.text()?,
            addressed_to: row.text()?,
            event: row.maybe_id()?,
            date: row.date()?,
            met_by: met_by.of(&id),
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}
