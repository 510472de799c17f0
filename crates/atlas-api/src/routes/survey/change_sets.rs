//! Submitting a sheet, looking at what would come of it, correcting it, taking it back.

use std::sync::Arc;

use atlas_model::{FaultKind, Form, Hazard, RevisionNumber};
use atlas_store::{
    ChangeSetHeader, ChangeSetInfo, Decided, ProposalFilter, SheetFile, Submission, SubmittedFile,
};
use atlas_survey::{Grid, Report};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SubsecRound, Utc};
use utoipa::openapi::HttpMethod;
use utoipa_axum::router::OpenApiRouter;

use super::document::{ChangeSetItem, ChangeSetList, DryRun, ReviewedChangeSet, sha256, spoken};
use super::progress::{self, Watch};
use super::upload::{self, Upload};
use super::{campaign_at, is_theirs, open_campaign, review, submitter};
use crate::answer::{Answer, Caching};
use crate::ask::{Ask, F_JSON, FreeParameter, LANG, Look, LookParameter, REASON};
use crate::conditions;
use crate::identity::{self, Caller, rights};
use crate::openapi::Operation;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

const LOOKS: [LookParameter; 2] = [F_JSON, LANG];

const DRY_RUN: LookParameter = LookParameter {
    name: "dry_run",
    values: &["false", "true"],
    doc: "True to be told what would come of a file, without submitting it.",
};

const CAMPAIGN: FreeParameter =
    FreeParameter { name: "campaign", doc: "Only those of this campaign.", example: "2015" };

const STATE: LookParameter = LookParameter {
    name: "state",
    values: &["submitted", "withdrawn", "decided"],
    doc: "Only those that stand there.",
};

const BEFORE: FreeParameter = FreeParameter {
    name: "before",
    doc: "Where the next page begins, as `next` gives it.",
    example: "2015-11-23T12:00:00.000Z,cs-4kq7m2xd3f8hw",
};

/// How many change sets a page holds.
const PAGE: u32 = 100;

const IF_MATCH: &str = "The version that was seen: `\"v3\"`, as the `ETag` of the change set says.";

const FILE: &str = "The sheet: XLSX, ODS or CSV as the body itself, or as the part `file` of a form, beside which \
    `reason` may say why; or JSON, `{\"revision\": 42, \"sheets\": {\"projects\": [{\"id\": …, \"status\": …}]}}`, \
    where a column that a row does not name leaves its field as it is.";

/// Adds the operations.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let submitting = Operation::new(
        "/v1/campaigns/{id}/change-sets",
        "submit_change_set",
        "survey",
        "Submit a sheet to a campaign, or try what would come of it",
    )
    .identified("The identifier of the survey campaign")
    .describe(
        "Nothing is written to the records: the answer is a report, row by row, of what is unchanged, changed \
         (field by field, before and after), new, missing, wrong or doubtful. The ministry then accepts or \
         rejects each row. Needs the role `embassy`, `authority`, `daect` or `admin`; what is out of the \
         submitter's reach is an error of its row. With `Accept: text/event-stream` the answer comes as \
         events: `progress`, then `result` or `problem`.",
    )
    .free(&[REASON])
    .looks(&[F_JSON, LANG, DRY_RUN]);
    let one = |id: &str, summary: &str| {
        Operation::new("/v1/change-sets/{id}", id, "survey", summary)
            .identified("The identifier of the change set")
    };
    let reading = one("get_change_set", "A change set, reviewed against the atlas as it is now")
        .describe("For whoever submitted it, and for the ministry.")
        .looks(&LOOKS)
        .secured()
        .answers::<ReviewedChangeSet>("application/json");
    let correcting = one("correct_change_set", "Send a corrected file")
        .describe("As long as no row is decided. The earlier file is kept.")
        .header("If-Match", true, IF_MATCH)
        .looks(&LOOKS);
    let withdrawing = one("withdraw_change_set", "Take a change set back")
        .describe("What was decided before stays decided; nothing else of it can be.")
        .header("If-Match", true, IF_MATCH)
        .looks(&LOOKS)
        .answers::<ChangeSetItem>("application/json");
    let listing =
        Operation::new("/v1/change-sets", "list_change_sets", "survey", "Change sets, the latest first")
            .describe("The caller's own; for the ministry, all of them.")
            .free(&[CAMPAIGN, BEFORE])
            .looks(&[F_JSON, LANG, STATE])
            .secured()
            .answers::<ChangeSetList>("application/json");
    router
        .routes(takes_file(submitting).answers::<ReviewedChangeSet>("application/json").write(
            HttpMethod::Post,
            ("201", "The change set with its report; 200 with the report alone for a dry run"),
            submit,
        ))
        .routes(listing.get(list))
        .routes(reading.get(get))
        .routes(takes_file(correcting).answers::<ReviewedChangeSet>("application/json").write(
            HttpMethod::Put,
            ("200", "The change set with its new report"),
            correct,
        ))
        .routes(withdrawing.write(HttpMethod::Delete, ("200", "The change set, withdrawn"), withdraw))
}

fn takes_file(operation: Operation) -> Operation {
    ["multipart/form-data", "application/octet-stream", "text/csv"]
        .into_iter()
        .fold(operation, |operation, media_type| operation.takes_file(media_type, FILE))
        .takes_object("application/json", FILE)
}

async fn submit(
    State(atlas): State<Atlas>,
    campaign: Result<Path<String>, PathRejection>,
    ask: Ask,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let caller = identity::require(&atlas, &headers).await?;
    rights::may_propose(&caller)?;
    let Ok(Path(campaign)) = campaign else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    let wants_events = progress::is_wanted(&headers);
    let looks = [F_JSON, LANG, DRY_RUN];
    let look = if wants_events {
        ask.only_json_with(&looks, &[REASON.name])?
    } else {
        ask.only_with(&looks, &[REASON.name])?
    };
    let campaign = open_campaign(&atlas, &campaign)?;
    let upload = upload::take(request).await?;
    let reason = ask.free(REASON.name, &mut Vec::new()).map(str::to_owned).or(upload.reason.clone());
    let header = ChangeSetHeader {
        id: new_id()?,
        campaign: campaign.id.clone(),
        principal: caller.principal,
        author: caller.label,
        country: caller.country,
        actor: caller.actor,
        reason: reason.unwrap_or_default().trim().to_owned(),
        submitted_at: Utc::now().trunc_subsecs(3),
    };
    let info = ChangeSetInfo::submitted(header);
    let is_dry = ask.chosen_value(DRY_RUN) == Some("true");
    let Upload { sheet, grid, .. } = upload;
    let submitting = Submitting { atlas, info, sheet, grid, look, is_dry };
    if wants_events {
        return Ok(progress::stream(look.lang(), |watch| submitting.run(watch)));
    }
    Ok(submitting.run(Watch::default()).await?.into_response())
}

/// A file that was taken and is to be reviewed.
struct Submitting {
    atlas: Atlas,
    info: ChangeSetInfo,
    sheet: SheetFile,
    grid: Grid,
    look: Look,
    is_dry: bool,
}

impl Submitting {
    async fn run(self, watch: Watch) -> Result<Answer, Problem> {
        let Self { atlas, info, sheet, grid, look, is_dry } = self;
        watch.begin("reviewing");
        let reviewed =
            review::against_now(&atlas, submitter(&info), &sheet, info.header.submitted_at, Arc::new(grid))
                .await?;
        watch.begin("answering");
        let (revision, report) = (reviewed.snapshot.revision(), reviewed.review.report);
        if is_dry {
            let report = spoken(report, look.texts);
            let answer = Answer::of(&DryRun {
                revision,
                sha256: conditions::hexadecimal(&sha256(&sheet.bytes)),
                report,
            })?;
            return Ok(answer.at(revision).in_language(look.content_language()).keeping(Caching::Never));
        }
        if report.rows.is_empty() {
            let fault = FaultKind::Hazard { hazard: Hazard::NotASheet };
            return Err(Problem::with(ProblemKind::FileRefused, "file", &sheet.name, fault));
        }
        let submission = Submission { header: info.header.clone(), sheet };
        atlas.store().submit(&submission).await?;
        let (sheet, submitted_at) = (submission.sheet, info.header.submitted_at);
        let file = SubmittedFile { number: 1, sha256: sha256(&sheet.bytes), sheet, submitted_at };
        let location = format!("{}/v1/change-sets/{}", atlas.settings().public_url, info.header.id);
        Ok(shown_with(&info, &file, (revision, report), Vec::new(), look)?.at(revision).created(location))
    }
}

/// A change set with what its file comes to now.
async fn shown(atlas: &Atlas, info: &ChangeSetInfo, look: Look) -> Result<Answer, Problem> {
    let file = latest_file(atlas, &info.header.id).await?;
    let decisions = decisions(atlas, info).await?;
    let grid = Arc::new(upload::reread(&file.sheet).await?);
    let reviewed = review::against_now(atlas, submitter(info), &file.sheet, file.submitted_at, grid).await?;
    let revision = reviewed.snapshot.revision();
    Ok(shown_with(info, &file, (revision, reviewed.review.report), decisions, look)?.at(revision))
}

/// A change set with a report of its latest file, and the revision on which that rests.
pub(super) fn shown_with(
    info: &ChangeSetInfo,
    file: &SubmittedFile,
    report: (RevisionNumber, Report),
    decisions: Vec<Decided>,
    look: Look,
) -> Result<Answer, Problem> {
    let answer = Answer::of(&ReviewedChangeSet::new(info, file, report, decisions, look.texts))?;
    let answer = answer.in_language(look.content_language());
    Ok(answer.tagged(format!("v{}", info.version)).keeping(Caching::Never))
}

/// The latest file of a change set, which has one.
pub(super) async fn latest_file(atlas: &Atlas, id: &str) -> Result<SubmittedFile, Problem> {
    atlas.store().file(id, None).await?.ok_or_else(lost)
}

/// What was decided of a change set.
pub(super) async fn decisions(atlas: &Atlas, info: &ChangeSetInfo) -> Result<Vec<Decided>, Problem> {
    Ok(if info.decided() > 0 { atlas.store().decisions(&info.header.id).await? } else { Vec::new() })
}

async fn get(
    State(atlas): State<Atlas>,
    id: Result<Path<String>, PathRejection>,
    ask: Ask,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let caller = identity::require(&atlas, &headers).await?;
    let look = ask.only(&LOOKS)?;
    let info = find(&atlas, &caller, id).await?;
    shown(&atlas, &info, look).await
}

async fn correct(
    State(atlas): State<Atlas>,
    id: Result<Path<String>, PathRejection>,
    ask: Ask,
    headers: HeaderMap,
    request: Request,
) -> Result<Answer, Problem> {
    let caller = identity::require(&atlas, &headers).await?;
    let look = ask.only(&LOOKS)?;
    let info = find_own(&atlas, &caller, id).await?;
    let version = conditions::version(&headers)?;
    let upload = upload::take(request).await?;
    atlas.store().revise(&info.header.id, version, &upload.sheet, Utc::now()).await?;
    let info = atlas.store().change_set(&info.header.id).await?.ok_or_else(lost)?;
    shown(&atlas, &info, look).await
}

async fn withdraw(
    State(atlas): State<Atlas>,
    id: Result<Path<String>, PathRejection>,
    ask: Ask,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let caller = identity::require(&atlas, &headers).await?;
    let look = ask.only(&LOOKS)?;
    let info = find_own(&atlas, &caller, id).await?;
    let version = conditions::version(&headers)?;
    atlas.store().withdraw(&info.header.id, version, Utc::now()).await?;
    let info = atlas.store().change_set(&info.header.id).await?.ok_or_else(lost)?;
    let answer = Answer::of(&ChangeSetItem::of(&info, look.texts))?.in_language(look.content_language());
    Ok(answer.tagged(format!("v{}", info.version)).keeping(Caching::Never))
}

async fn list(State(atlas): State<Atlas>, ask: Ask, headers: HeaderMap) -> Result<Answer, Problem> {
    let caller = identity::require(&atlas, &headers).await?;
    let looks = [F_JSON, LANG, STATE];
    let look = ask.only_with(&looks, &[CAMPAIGN.name, BEFORE.name])?;
    let mut faults = Vec::new();
    let named = |id| campaign_at(&atlas, CAMPAIGN.name, id, ProblemKind::InvalidRequest);
    let campaign = ask.free(CAMPAIGN.name, &mut faults).map(named).transpose()?;
    let before = ask.free(BEFORE.name, &mut faults).map(place_in_list).transpose()?;
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let is_reviewer = rights::may_review(&caller).is_ok();
    let filter = ProposalFilter {
        campaign: campaign.map(|campaign| campaign.id),
        principal: (!is_reviewer).then_some(caller.principal),
        state: ask.chosen_value(STATE).and_then(|state| state.parse().ok()),
    };
    let before = before.as_ref().map(|(at, id)| (*at, id.as_str()));
    let found = atlas.store().change_sets(&filter, before, PAGE).await?;
    let next = found.last().filter(|_| found.len() == PAGE as usize).map(|last| {
        let at = last.header.submitted_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let before = format!("{at},{}", last.header.id);
        format!("{}{}", atlas.settings().public_url, ask.with(&[(BEFORE.name, &before)]))
    });
    let items = found.iter().map(|info| ChangeSetItem::of(info, look.texts)).collect();
    let mut answer = Answer::of(&ChangeSetList { items, next: next.clone() })?;
    if let Some(next) = next {
        answer = answer.link("next", &next);
    }
    Ok(answer.in_language(look.content_language()).keeping(Caching::Never))
}

/// A change set that the caller has submitted, which nobody else may change.
async fn find_own(
    atlas: &Atlas,
    caller: &Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<ChangeSetInfo, Problem> {
    let info = find(atlas, caller, id).await?;
    if caller.principal == info.header.principal {
        Ok(info)
    } else {
        Err(Problem::new(ProblemKind::Forbidden))
    }
}

/// A change set that the caller may see. Others do not exist, as far as it is told.
pub(super) async fn find(
    atlas: &Atlas,
    caller: &Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<ChangeSetInfo, Problem> {
    let Ok(Path(id)) = id else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    let found = atlas.store().change_set(&id).await?.filter(|info| is_theirs(caller, info));
    found.ok_or_else(|| {
        let fault = FaultKind::UnknownValue { nearest: Vec::new() };
        Problem::with(ProblemKind::NotFound, "id", &id, fault)
    })
}

fn place_in_list(text: &str) -> Result<(DateTime<Utc>, String), Problem> {
    let read = text.split_once(',').and_then(|(at, id)| {
        let at = DateTime::parse_from_rfc3339(at).ok()?.with_timezone(&Utc);
        Some((at, id.to_owned()))
    });
    let fault = FaultKind::BadForm { form: Form::Cursor };
    read.ok_or_else(|| Problem::with(ProblemKind::InvalidRequest, BEFORE.name, text, fault))
}

/// An identifier that nobody can guess, short enough to be told on the telephone.
fn new_id() -> Result<String, Problem> {
    // Without letters and digits that are taken for each other.
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(|error| {
        tracing::error!(%error, "the system gives no random numbers");
        Problem::new(ProblemKind::Internal)
    })?;
    let signs = random.iter().map(|byte| char::from(SIGNS[usize::from(byte & 31)]));
    Ok(format!("cs-{}", signs.collect::<String>()))
}

fn lost() -> Problem {
    tracing::error!("a change set has no file");
    Problem::new(ProblemKind::Internal)
}
