//! Actors.

use atlas_model::{Actor, Contact, RecordKind, RevisionNumber};

use super::{Reader, Row, Rows, Table, codes, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] = &[&ACTOR, &CODE];

static ACTOR: Table = Table::of_records(
    "actor",
    record_columns!(
        "kind, name_fr, name_en, name_zh, aliases, seat, governs, point, website, contact_function, \
         contact_email"
    ),
);

static CODE: Table =
    Table { name: "actor_code", key: "actor, position", columns: "actor, position, scheme, value" };

pub(super) fn write(actor: &Actor, revision: RevisionNumber, rows: &mut Rows) {
    let contact = actor.contact.as_ref();
    rows.record(&ACTOR, &actor.id, revision)
        .term(actor.kind)
        .text(&actor.name)
        .strings(&actor.aliases)
        .id(&actor.seat)
        .maybe_id(actor.governs.as_ref())
        .position(actor.point)
        .maybe_string(actor.website.as_deref())
        .maybe_string(contact.map(|contact| contact.function.as_str()))
        .maybe_string(contact.and_then(|contact| contact.email.as_deref()))
        .provenance(&actor.provenance);
    rows.codes(&CODE, &actor.id, &actor.codes);
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<Actor>, StoreError> {
    let mut codes = codes(reader, &CODE).await?;
    records(reader, RecordKind::Actor, &ACTOR, |row, sources| {
        let id = row.record()?;
        Ok(Actor {
            kind: row.term()?,
            name: row.text()?,
            aliases: row.strings()?,
            seat: row.id()?,
            governs: row.maybe_id()?,
            codes: codes.of(&id),
            point: row.position()?,
            website: row.maybe_string()?,
            contact: contact(row)?,
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}

fn contact(row: &mut Row<'_>) -> Result<Option<Contact>, StoreError> {
    let (function, email) = (row.maybe_string()?, row.maybe_string()?);
    Ok(function.map(|function| Contact { function, email }))
}
