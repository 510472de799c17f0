//! Survey campaigns.

use atlas_model::{RecordKind, RevisionNumber, SurveyCampaign};

use super::{Reader, Rows, Table, figures, ids, record_columns, records};
use crate::StoreError;

pub(super) static TABLES: &[&Table] = &[&CAMPAIGN, &COUNTRY, &FIGURE];

static CAMPAIGN: Table = Table::of_records(
    "campaign",
    record_columns!("name_fr, name_en, name_zh, state, period_start, period_end, note_fr, note_en, note_zh"),
);

static COUNTRY: Table =
    Table { name: "campaign_country", key: "campaign, position", columns: "campaign, position, territory" };

static FIGURE: Table = Table {
    name: "campaign_figure",
    key: "campaign, position",
    columns: "campaign, position, measure, value, unit, date",
};

pub(super) fn write(campaign: &SurveyCampaign, revision: RevisionNumber, rows: &mut Rows) {
    rows.record(&CAMPAIGN, &campaign.id, revision)
        .text(&campaign.name)
        .term(campaign.state)
        .period(&campaign.period)
        .text(&campaign.note)
        .provenance(&campaign.provenance);
    rows.ids(&COUNTRY, &campaign.id, &campaign.countries);
    rows.figures(&FIGURE, &campaign.id, &campaign.figures);
}

pub(super) async fn load(reader: &mut impl Reader) -> Result<Vec<SurveyCampaign>, StoreError> {
    let mut countries = ids(reader, &COUNTRY).await?;
    let mut figures = figures(reader, &FIGURE).await?;
    records(reader, RecordKind::Campaign, &CAMPAIGN, |row, sources| {
        let id = row.record()?;
        Ok(SurveyCampaign {
            name: row.text()?,
            countries: countries.of(&id),
            state: row.term()?,
            period: row.period()?,
            figures: figures.of(&id),
            note: row.text()?,
            provenance: row.provenance(sources.of(&id))?,
            id,
        })
    })
    .await
}
