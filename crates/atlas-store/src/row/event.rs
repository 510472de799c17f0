//! Events, their workshops, and the pairs that present in them.

use atlas_model::{Event, Id, Pair, RecordKind, RevisionNumber, Text, Workshop};

use super::{Lists, Reader, Rows, Table, figures, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] = &[&EVENT, &FIGURE, &WORKSHOP, &PAIR, &PAIR_ACTOR];

static EVENT: Table = Table::of_records(
    "event",
    record_columns!(
        "kind, name_fr, name_en, name_zh, period_start, period_end, territory, host, note_fr, note_en, \
         note_zh"
    ),
);

static FIGURE: Table = Table {
    name: "event_figure",
    key: "event, position",
    columns: "event, position, measure, value, unit, date",
};

static WORKSHOP: Table = Table {
    name: "event_workshop",
    key: "event, position",
    columns: "event, position, id, theme, question_fr, question_en, question_zh",
};

static PAIR: Table = Table {
    name: "workshop_pair",
    key: "event, workshop, position",
    columns: "event, position, workshop, project",
};

static PAIR_ACTOR: Table = Table {
    name: "workshop_pair_actor",
    key: "event, workshop, pair, position",
    columns: "event, position, workshop, pair, actor",
};

pub(super) fn write(event: &Event, revision: RevisionNumber, rows: &mut Rows) {
    let id = &event.id;
    rows.record(&EVENT, id, revision)
        .term(event.kind)
        .text(&event.name)
        .period(&event.period)
        .maybe_id(event.territory.as_ref())
        .maybe_id(event.host.as_ref())
        .text(&event.note)
        .provenance(&event.provenance);
    rows.figures(&FIGURE, id, &event.figures);
    rows.list(&WORKSHOP, id, &event.workshops, |row, workshop| {
        row.id(&workshop.id).maybe_id(workshop.theme.as_ref()).text(&workshop.question);
    });
    for (w, workshop) in (0..).zip(&event.workshops) {
        rows.list(&PAIR, id, &workshop.pairs, |row, pair| {
            row.number(w).maybe_id(pair.project.as_ref());
        });
        for (p, pair) in (0..).zip(&workshop.pairs) {
            rows.list(&PAIR_ACTOR, id, &pair.actors, |row, actor| {
                row.number(w).number(p).id(actor);
            });
        }
    }
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<Event>, StoreError> {
    let mut figures = figures(reader, &FIGURE).await?;
    let mut workshops =
        Lists::load(reader, &WORKSHOP, |row| Ok((row.id()?, row.maybe_id()?, row.text()?))).await?;
    let mut pairs = Lists::load(reader, &PAIR, |row| Ok((row.number()?, row.maybe_id()?))).await?;
    let mut actors =
        Lists::load(reader, &PAIR_ACTOR, |row| Ok((row.number()?, row.number()?, row.id()?))).await?;
    records(reader, RecordKind::Event, &EVENT, |row, sources| {
        let id = row.record()?;
        Ok(Event {
            kind: row.term()?,
            name: row.text()?,
            period: row.period()?,
            territory: row.maybe_id()?,
            host: row.maybe_id()?,
            figures: figures.of(&id),
            note: row.text()?,
            workshops: assemble(workshops.of(&id), &pairs.of(&id), &actors.of(&id)),
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}

/// Puts the pairs and their actors, which carry the positions of what they belong to, back in place.
fn assemble(
    workshops: Vec<(Id, Option<Id>, Text)>,
    pairs: &[(u64, Option<Id>)],
    actors: &[(u64, u64, Id)],
) -> Vec<Workshop> {
    let actors_of = |w: u64, p: u64| {
        actors.iter().filter(|actor| (actor.0, actor.1) == (w, p)).map(|actor| actor.2.clone()).collect()
    };
    let pairs_of = |w: u64| {
        let pairs = pairs.iter().filter(|pair| pair.0 == w);
        (0..).zip(pairs).map(|(p, pair)| Pair { actors: actors_of(w, p), project: pair.1.clone() }).collect()
    };
    (0..)
        .zip(workshops)
        .map(|(w, (id, theme, question))| Workshop { id, theme, question, pairs: pairs_of(w) })
        .collect()
}
