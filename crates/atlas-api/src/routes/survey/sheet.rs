//! The pre-filled workbook of a campaign.

use atlas_model::{Fault, FaultKind, Id, Lang, PartialDate, RecordKind};
use atlas_survey::{Scope, workbook};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;

use super::{campaign, default_scope};
use crate::answer::{Answer, Caching};
use crate::ask::{Ask, FreeParameter, LANG_OF_PAGE as LANG};
use crate::openapi::Operation;
use crate::problem::{Problem, ProblemKind};
use crate::routes::{by_name, compute};
use crate::state::Atlas;

/// The media type of a workbook (ECMA-376).
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a sheet is about.
pub(super) const TERRITORY: FreeParameter = FreeParameter {
    name: "territory",
    doc: "The territories that the sheet is about, by identifier; a comma is *or*. Where it is not given, the countries of the campaign.",
    example: "CN",
};

/// Adds the operation.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let operation = Operation::new(
        "/v1/campaigns/{id}/sheet.xlsx",
        "get_campaign_sheet",
        "survey",
        "The workbook of a campaign, filled with what the atlas knows",
    )
    .identified("The identifier of the survey campaign")
    .describe(
        "One sheet for each kind of record, with lists to choose from and instructions in the language asked. A \
         hidden sheet says of which revision it is, so that nothing that others change meanwhile is overwritten \
         when it comes back.",
    )
    .free(&[TERRITORY])
    .looks(&[LANG])
    .of_records()
    .answers_text(XLSX);
    router.routes(operation.get(get_sheet))
}

async fn get_sheet(
    State(atlas): State<Atlas>,
    id: Result<Path<String>, PathRejection>,
    ask: Ask,
) -> Result<Answer, Problem> {
    let Ok(Path(id)) = id else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    ask.only_with(&[LANG], &[TERRITORY.name])?;
    let lang = ask.lang();
    let campaign = campaign(&atlas, &id)?;
    let territories = match territories(&atlas, &ask)? {
        Some(territories) => territories,
        None => default_scope(&atlas, None, &campaign),
    };
    let snapshot = atlas.snapshot();
    let revision = snapshot.revision();
    let name = format!("{}-{}.xlsx", file_stem(lang), campaign.id);
    let made = compute(true, move || {
        // The same revision gives the same bytes: the file bears the day on which its campaign began.
        let created = campaign.period.start.map(PartialDate::first_day).unwrap_or_default();
        let scope = Scope { territories };
        let campaign = Some(&campaign.id);
        workbook::write(&workbook::Request { snapshot: &snapshot, scope: &scope, campaign, lang, created })
    });
    match made.await? {
        Ok(bytes) => {
            let answer = Answer::file(XLSX, bytes).keeping(Caching::Revalidate).at(revision);
            Ok(answer.in_language(lang.as_str()).named(name))
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a workbook cannot be written");
            Err(Problem::new(ProblemKind::Internal))
        }
    }
}

const fn file_stem(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "enquete",
        Lang::En => "survey",
        Lang::Zh => "diaocha",
    }
}

/// The territories that a request names, if it names any.
///
/// # Errors
/// A problem that names those that do not exist.
pub(super) fn territories(atlas: &Atlas, ask: &Ask) -> Result<Option<Vec<Id>>, Problem> {
    let mut faults = Vec::new();
    let Some(text) = ask.free(TERRITORY.name, &mut faults) else { return Ok(None) };
    let (snapshot, kind) = (atlas.snapshot(), RecordKind::Territory);
    let mut found = Vec::new();
    for value in text.split(',') {
        match snapshot.territories().by_id(value).and_then(|ix| snapshot.territories().record(ix)) {
            Some(territory) => found.push(territory.id.clone()),
            None => {
                let named = by_name(&snapshot, kind, value);
                let nearest = if named.is_empty() { snapshot.nearest_ids(kind, value) } else { named };
                faults.push(Fault::new(TERRITORY.name, value, FaultKind::Dangling { kind, nearest }));
            }
        }
    }
    if faults.is_empty() { Ok(Some(found)) } else { Err(Problem::invalid(faults)) }
}
