//! Lists and items of every kind of record: one handler each, registered once per kind.

mod document;
mod history;
mod page;
mod write;

use std::sync::Arc;

use atlas_formats::json;
use atlas_index::Snapshot;
use atlas_model::{Fault, FaultKind, RecordKind, Rival};
use atlas_query::{Caller, Query, parse, search};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;

use super::compute;
use crate::answer::Answer;
use crate::ask::{Ask, F, F_TABLE, FLAT, GEOMETRY, LANG, Look, LookParameter, names_of};
use crate::negotiate::Format;
use crate::past::WHEN_NAMES;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

pub(super) use history::RevisionItem;

/// The most records in one JSON answer.
const MAX_JSON: usize = 1_000;

/// The most records in one GeoJSON or CSV answer, and what is given where nobody says: maps and
/// sheets want everything at once, and the largest list known today has 12,129 records.
const MAX_LIMIT: usize = 20_000;

/// Above so many records even a short page may take long to find.
const LARGE_TABLE: usize = 100_000;

/// Adds the operations of each kind of record: its list, its items, their edits and their history.
pub(super) fn add(mut router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    for kind in RecordKind::ALL.iter().copied() {
        let list = move |State(atlas): State<Atlas>, ask: Ask| list_records(kind, atlas, ask);
        let item = move |State(atlas): State<Atlas>, id: Result<Path<String>, PathRejection>, ask: Ask| {
            get_record(kind, atlas, id, ask)
        };
        router = router.routes(document::list(kind).get(list)).routes(document::item(kind).get(item));
        router = write::add(history::add(router, kind), kind);
    }
    router
}

/// How lists of a kind can look.
const fn list_looks(kind: RecordKind) -> &'static [LookParameter] {
    match kind {
        RecordKind::Theme => &[F_TABLE, LANG, FLAT],
        _ => item_looks(kind),
    }
}

/// How items of a kind can look.
const fn item_looks(kind: RecordKind) -> &'static [LookParameter] {
    match kind {
        RecordKind::Territory => &[F, LANG, GEOMETRY],
        RecordKind::Source | RecordKind::Theme | RecordKind::Campaign => &[F_TABLE, LANG],
        _ => &[F, LANG],
    }
}

async fn list_records(kind: RecordKind, atlas: Atlas, ask: Ask) -> Result<Answer, Problem> {
    let (look, faults) = ask.look(list_looks(kind))?;
    let snapshot = atlas.snapshot_for(&ask).await?;
    let query = read_query(kind, &ask, look, faults, &snapshot)?;
    if is_tree(kind, look) {
        return theme_tree(&atlas, &snapshot, look);
    }
    let is_long = query.limit > MAX_JSON || snapshot.count(kind) > LARGE_TABLE;
    compute(is_long, move || {
        let found = search(&snapshot, kind, &query);
        let page = page::Page { atlas: &atlas, snapshot: &snapshot, kind, look, ask: &ask, found };
        page.answer()
    })
    .await?
}

async fn get_record(
    kind: RecordKind,
    atlas: Atlas,
    id: Result<Path<String>, PathRejection>,
    ask: Ask,
) -> Result<Answer, Problem> {
    let look = ask.only_with(item_looks(kind), &WHEN_NAMES)?;
    let Ok(Path(id)) = id else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    let snapshot = atlas.snapshot_for(&ask).await?;
    let Some(ix) = snapshot.find(kind, &id) else { return Err(no_such_record(kind, id, snapshot).await) };
    let body = page::item(&snapshot, kind, ix, look);
    let answer = Answer::records(look.format, body).at(snapshot.revision());
    Ok(answer.in_language(look.content_language()).named(page::file_name(&id, look.format)))
}

fn is_tree(kind: RecordKind, look: Look) -> bool {
    kind == RecordKind::Theme && !look.flat && look.format == Format::Json
}

/// Reads the filters, the order and the page, with all faults of the whole request.
fn read_query(
    kind: RecordKind,
    ask: &Ask,
    look: Look,
    mut faults: Vec<Fault>,
    snapshot: &Snapshot,
) -> Result<Query, Problem> {
    let names = [names_of(list_looks(kind)), WHEN_NAMES.to_vec()].concat();
    let max_limit = if look.format == Format::Json { MAX_JSON } else { MAX_LIMIT };
    let caller = Caller { also_known: &names, max_limit, lang: look.lang() };
    if is_tree(kind, look) {
        let of_list = |name: &str| atlas_query::parameters(kind).iter().any(|known| known.name == name);
        let conflict = || FaultKind::Conflict { with: Rival::Field("flat=false".to_owned()) };
        let beside = ask.pairs.iter().filter(|(name, _)| of_list(name));
        faults.extend(beside.map(|(name, value)| Fault::new(name, value, conflict())));
    }
    let mut query = Problem::unless_sound(faults, parse(kind, &ask.pairs, &caller, snapshot))?;
    if look.format != Format::Json && !ask.pairs.iter().any(|(name, _)| name == "limit") {
        query.limit = MAX_LIMIT;
    }
    Ok(query)
}

/// All themes, each under its broader one.
fn theme_tree(atlas: &Atlas, snapshot: &Snapshot, look: Look) -> Result<Answer, Problem> {
    let tree = document::ThemeTree {
        revision: snapshot.revision(),
        matched: snapshot.themes().len(),
        returned: snapshot.themes().len(),
        items: json::theme_tree(snapshot, look.texts),
        attribution: atlas.credits(snapshot),
    };
    Ok(Answer::of(&tree)?.at(snapshot.revision()).in_language(look.content_language()))
}

/// The problem for an identifier that no record has. Looking for near ones among many takes long.
async fn no_such_record(kind: RecordKind, id: String, snapshot: Arc<Snapshot>) -> Problem {
    let is_long = snapshot.count(kind) > LARGE_TABLE / 10;
    let wanted = id.clone();
    match compute(is_long, move || snapshot.nearest_ids(kind, &wanted)).await {
        Ok(nearest) => Problem::with(ProblemKind::NotFound, "id", &id, FaultKind::Dangling { kind, nearest }),
        Err(problem) => problem,
    }
}
