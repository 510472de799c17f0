//! Partnerships.

use atlas_model::{Partnership, RecordKind, RevisionNumber};

use super::{Reader, Rows, Table, ids, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] = &[&PARTNERSHIP, &ACTOR, &THEME];

static PARTNERSHIP: Table = Table::of_records(
    "partnership",
    record_columns!(
        "name_fr, name_en, name_zh, kind, status, period_start, period_end, note_fr, note_en, note_zh"
    ),
);

static ACTOR: Table = Table {
    name: "partnership_actor",
    key: "partnership, position",
    columns: "partnership, position, actor",
};

static THEME: Table = Table {
    name: "partnership_theme",
    key: "partnership, position",
    columns: "partnership, position, theme",
};

pub(super) fn write(partnership: &Partnership, revision: RevisionNumber, rows: &mut Rows) {
    rows.record(&PARTNERSHIP, &partnership.id, revision)
        .text(&partnership.name)
        .term(partnership.kind)
        .term(partnership.status)
        .period(&partnership.period)
        .text(&partnership.note)
        .provenance(&partnership.provenance);
    rows.ids(&ACTOR, &partnership.id, &partnership.actors);
    rows.ids(&THEME, &partnership.id, &partnership.themes);
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<Partnership>, StoreError> {
    let mut actors = ids(reader, &ACTOR).await?;
    let mut themes = ids(reader, &THEME).await?;
    records(reader, RecordKind::Partnership, &PARTNERSHIP, |row, sources| {
        let id = row.record()?;
        Ok(Partnership {
            name: row.text()?,
            kind: row.term()?,
            actors: actors.of(&id),
            status: row.term()?,
            period: row.period()?,
            themes: themes.of(&id),
            note: row.text()?,
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}
