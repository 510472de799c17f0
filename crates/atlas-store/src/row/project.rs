//! Projects.

use atlas_model::{Funding, Participant, Project, RecordKind, RevisionNumber};

use super::{Lists, Reader, Rows, Table, figures, ids, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] =
    &[&PROJECT, &PARTNERSHIP, &PARTICIPANT, &TERRITORY, &THEME, &FUNDING, &RESULT];

static PROJECT: Table = Table::of_records(
    "project",
    record_columns!(
        "title_fr, title_en, title_zh, description_fr, description_en, description_zh, theme, status, \
         period_start, period_end, budget_amount, budget_currency, point"
    ),
);

static PARTNERSHIP: Table = Table {
    name: "project_partnership",
    key: "project, position",
    columns: "project, position, partnership",
};

static PARTICIPANT: Table = Table {
    name: "project_participant",
    key: "project, position",
    columns: "project, position, actor, role",
};

static TERRITORY: Table =
    Table { name: "project_territory", key: "project, position", columns: "project, position, territory" };

static THEME: Table =
    Table { name: "project_theme", key: "project, position", columns: "project, position, theme" };

static FUNDING: Table = Table {
    name: "project_funding",
    key: "project, position",
    columns: "project, position, programme, actor, amount, currency",
};

static RESULT: Table = Table {
    name: "project_result",
    key: "project, position",
    columns: "project, position, measure, value, unit, date",
};

pub(super) fn write(project: &Project, revision: RevisionNumber, rows: &mut Rows) {
    let id = &project.id;
    rows.record(&PROJECT, id, revision)
        .text(&project.title)
        .text(&project.description)
        .id(&project.theme)
        .term(project.status)
        .period(&project.period)
        .money(project.budget.as_ref())
        .position(project.point)
        .provenance(&project.provenance);
    rows.ids(&PARTNERSHIP, id, &project.partnerships);
    rows.list(&PARTICIPANT, id, &project.participants, |row, participant| {
        row.id(&participant.actor).term(participant.role);
    });
    rows.ids(&TERRITORY, id, &project.territories);
    rows.ids(&THEME, id, &project.themes);
    rows.list(&FUNDING, id, &project.funding, |row, funding| {
        row.string(&funding.programme).maybe_id(funding.actor.as_ref()).money(funding.amount.as_ref());
    });
    rows.figures(&RESULT, id, &project.results);
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<Project>, StoreError> {
    let mut partnerships = ids(reader, &PARTNERSHIP).await?;
    let mut participants =
        Lists::load(reader, &PARTICIPANT, |row| Ok(Participant { actor: row.id()?, role: row.term()? }))
            .await?;
    let mut territories = ids(reader, &TERRITORY).await?;
    let mut themes = ids(reader, &THEME).await?;
    let mut funding = Lists::load(reader, &FUNDING, |row| {
        Ok(Funding { programme: row.string()?, actor: row.maybe_id()?, amount: row.money()? })
    })
    .await?;
    let mut results = figures(reader, &RESULT).await?;
    records(reader, RecordKind::Project, &PROJECT, |row, sources| {
        let id = row.record()?;
        Ok(Project {
            title: row.text()?,
            description: row.text()?,
            partnerships: partnerships.of(&id),
            participants: participants.of(&id),
            territories: territories.of(&id),
            theme: row.id()?,
            themes: themes.of(&id),
            status: row.term()?,
            period: row.period()?,
            budget: row.money()?,
            funding: funding.of(&id),
            results: results.of(&id),
            point: row.position()?,
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}
