//! Resources.

use atlas_model::{RecordKind, Resource, RevisionNumber};

use super::{Reader, Rows, Table, ids, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] = &[&RESOURCE, &TERRITORY, &THEME];

static RESOURCE: Table = Table::of_records(
    "resource",
    record_columns!(
        "kind, name_fr, name_en, name_zh, description_fr, description_en, description_zh, owner, seat, \
         sharing, available_to_fr, available_to_en, available_to_zh, status, period_start, period_end"
    ),
);

static TERRITORY: Table =
    Table { name: "resource_territory", key: "resource, position", columns: "resource, position, territory" };

static THEME: Table =
    Table { name: "resource_theme", key: "resource, position", columns: "resource, position, theme" };

pub(super) fn write(resource: &Resource, revision: RevisionNumber, rows: &mut Rows) {
    rows.record(&RESOURCE, &resource.id, revision)
        .term(resource.kind)
        .text(&resource.name)
        .text(&resource.description)
        .id(&resource.owner)
        .maybe_id(resource.seat.as_ref())
        .term(resource.sharing)
        .text(&resource.available_to)
        .term(resource.status)
        .period(&resource.period)
        .provenance(&resource.provenance);
    rows.ids(&TERRITORY, &resource.id, &resource.covers);
    rows.ids(&THEME, &resource.id, &resource.themes);
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<Resource>, StoreError> {
    let mut covers = ids(reader, &TERRITORY).await?;
    let mut themes = ids(reader, &THEME).await?;
    records(reader, RecordKind::Resource, &RESOURCE, |row, sources| {
        let id = row.record()?;
        Ok(Resource {
            kind: row.term()?,
            name: row.text()?,
            description: row.text()?,
            owner: row.id()?,
            seat: row.maybe_id()?,
            covers: covers.of(&id),
            themes: themes.of(&id),
            sharing: row.term()?,
            available_to: row.text()?,
            status: row.term()?,
            period: row.period()?,
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}
