//! Themes.

use atlas_model::{RecordKind, RevisionNumber, Theme};

use super::{Reader, Rows, Table, codes, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] = &[&THEME, &CODE];

static THEME: Table = Table::of_records(
    "theme",
    record_columns!(
        "parent, label_fr, label_en, label_zh, definition_fr, definition_en, definition_zh, aliases, agreed, \
         cross_cutting"
    ),
);

static CODE: Table =
    Table { name: "theme_code", key: "theme, position", columns: "theme, position, scheme, value" };

pub(super) fn write(theme: &Theme, revision: RevisionNumber, rows: &mut Rows) {
    rows.record(&THEME, &theme.id, revision)
        .maybe_id(theme.parent.as_ref())
        .text(&theme.label)
        .text(&theme.definition)
        .strings(&theme.aliases)
        .flag(theme.agreed)
        .flag(theme.cross_cutting)
        .provenance(&theme.provenance);
    rows.codes(&CODE, &theme.id, &theme.codes);
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<Theme>, StoreError> {
    let mut codes = codes(reader, &CODE).await?;
    records(reader, RecordKind::Theme, &THEME, |row, sources| {
        let id = row.record()?;
        Ok(Theme {
            parent: row.maybe_id()?,
            label: row.text()?,
            definition: row.text()?,
            aliases: row.strings()?,
            agreed: row.flag()?,
            cross_cutting: row.flag()?,
            codes: codes.of(&id),
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}
