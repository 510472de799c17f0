//! Territories.

use atlas_model::{PartOf, RecordKind, RevisionNumber, Territory};

use super::{Lists, Reader, Rows, Table, codes, ids, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] = &[&TERRITORY, &CODE, &PART_OF, &SUCCESSOR];

static TERRITORY: Table = Table::of_records(
    "territory",
    record_columns!(
        "level, kind, country, name_fr, name_en, name_zh, pinyin, aliases, parent, valid_from, valid_to, \
         seat, point, boundary, population"
    ),
);

static CODE: Table = Table {
    name: "territory_code",
    key: "territory, position",
    columns: "territory, position, scheme, value",
};

static PART_OF: Table = Table {
    name: "territory_part_of",
    key: "territory, position",
    columns: "territory, position, whole, start_date, end_date",
};

static SUCCESSOR: Table = Table {
    name: "territory_successor",
    key: "territory, position",
    columns: "territory, position, successor",
};

pub(super) fn write(territory: &Territory, revision: RevisionNumber, rows: &mut Rows) {
    let id = &territory.id;
    rows.record(&TERRITORY, id, revision)
        .term(territory.level)
        .string(&territory.kind)
        .id(&territory.country)
        .text(&territory.name)
        .maybe_string(territory.pinyin.as_deref())
        .strings(&territory.aliases)
        .maybe_id(territory.parent.as_ref())
        .date(territory.valid_from)
        .date(territory.valid_to)
        .maybe_id(territory.seat.as_ref())
        .position(territory.point)
        .boundary(territory.boundary.as_ref())
        .maybe_number(territory.population)
        .provenance(&territory.provenance);
    rows.codes(&CODE, id, &territory.codes);
    rows.list(&PART_OF, id, &territory.part_of, |row, part| {
        row.id(&part.territory).date(part.start).date(part.end);
    });
    rows.ids(&SUCCESSOR, id, &territory.successors);
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<Territory>, StoreError> {
    let mut codes = codes(reader, &CODE).await?;
    let mut part_of = Lists::load(reader, &PART_OF, |row| {
        Ok(PartOf { territory: row.id()?, start: row.date()?, end: row.date()? })
    })
    .await?;
    let mut successors = ids(reader, &SUCCESSOR).await?;
    records(reader, RecordKind::Territory, &TERRITORY, |row, sources| {
        let id = row.record()?;
        Ok(Territory {
            level: row.term()?,
            kind: row.string()?,
            country: row.id()?,
            name: row.text()?,
            pinyin: row.maybe_string()?,
            aliases: row.strings()?,
            codes: codes.of(&id),
            parent: row.maybe_id()?,
            part_of: part_of.of(&id),
            valid_from: row.date()?,
            valid_to: row.date()?,
            successors: successors.of(&id),
            seat: row.maybe_id()?,
            point: row.position()?,
            boundary: row.boundary()?,
            population: row.maybe_number()?,
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}
