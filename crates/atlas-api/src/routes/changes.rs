//! The feed of everything that is accepted, in commit order, complete: as pages, as Atom, as events.
//!
//! A snapshot at a revision and the feed since then make the present: whoever mirrors the atlas needs
//! nothing else. What is withdrawn comes as a tombstone.

mod atom;
mod events;

use atlas_formats::TextChoice;
use atlas_formats::record;
use atlas_model::{Fault, FaultKind, Form, RecordKind, Revision, RevisionNumber};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

use super::records::RevisionItem;
use crate::answer::Answer;
use crate::ask::{Ask, F, FreeParameter, LANG, Look, LookParameter, names_of};
use crate::negotiate::Format;
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::state::Atlas;

const F_OF_FEED: LookParameter = LookParameter {
    values: &["json", "atom", "events"],
    doc: "The form of the feed: a page of JSON, an Atom feed (RFC 4287) of the latest changes, or server-sent events that go on as changes are accepted. Wins over the `Accept` header.",
    ..F
};

const LOOKS: [LookParameter; 2] = [F_OF_FEED, LANG];

const SINCE: FreeParameter = FreeParameter {
    name: "since",
    doc: "Only the revisions after this number; 0, which is all of them, where it is not given. In Atom, the latest ones.",
    example: "0",
};

const LIMIT: FreeParameter = FreeParameter {
    name: "limit",
    doc: "How many revisions a page holds, from 1 to 1,000; 100 where it is not given.",
    example: "100",
};

const KIND: FreeParameter = FreeParameter {
    name: "kind",
    doc: "Only changes to records of these kinds, as in paths: `projects,partnerships`. A comma is *or*.",
    example: "projects",
};

const MAX_LIMIT: u32 = 1_000;

/// How many revisions are looked through for one page. Of a kind that changes rarely a page may then hold
/// fewer changes than asked for, or none, and still lead to a next one.
const MOST_READ: u64 = 5_000;

/// One accepted change.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ChangeItem {
    /// The kind of record, as in paths.
    #[schema(example = "projects")]
    kind: &'static str,
    /// The identifier of the record.
    id: String,
    #[serde(flatten)]
    revision: RevisionItem,
    /// The whole record after the change, in its record form; null where it was withdrawn.
    #[schema(value_type = Option<Object>, required = true)]
    record: Option<Value>,
}

/// A page of the feed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Changes {
    /// The revision that this reads up to.
    revision: u64,
    /// The revision after which it begins.
    since: u64,
    /// The changes, in the order in which they were accepted.
    items: Vec<ChangeItem>,
    /// Where the next page is; null where the feed is read to its end. Ask again later with `since` set to
    /// `revision`.
    #[schema(required = true)]
    next: Option<String>,
}

/// Which part of the feed is asked for.
#[derive(Debug, Clone)]
struct Part {
    since: Option<RevisionNumber>,
    limit: u32,
    /// The kinds wanted; all of them where there are none.
    kinds: Vec<RecordKind>,
    look: Look,
}

/// Adds the operation.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let operation = Operation::new("/v1/changes", "list_changes", "history", "Everything that was accepted, in order")
        .describe(
            "Complete and ordered by commit: a snapshot at revision *r* and the feed since *r* make the present. \
             As events, each carries its revision as `id`; a client that reconnects sends `Last-Event-ID` and \
             misses nothing.",
        )
        .free(&[SINCE, LIMIT, KIND])
        .looks(&LOOKS)
        .linked("`rel=\"next\"`: the next page; absent where the feed is read to its end")
        .of_records()
        .answers::<Changes>("application/json")
        .answers_text("application/atom+xml")
        .answers_text("text/event-stream");
    router.routes(operation.get(list_changes))
}

async fn list_changes(State(atlas): State<Atlas>, headers: HeaderMap, ask: Ask) -> Result<Response, Problem> {
    let part = part(&ask)?;
    match part.look.format {
        Format::Events => events::stream(atlas, part, &headers),
        Format::Atom => Ok(atom::feed(&atlas, &part, &ask).await?.into_response()),
        _ => Ok(page(&atlas, &part, &ask).await?.into_response()),
    }
}

fn part(ask: &Ask) -> Result<Part, Problem> {
    let (look, mut faults) = ask.look(&LOOKS)?;
    let known = [names_of(&LOOKS), vec![SINCE.name, LIMIT.name, KIND.name]].concat();
    faults.extend(ask.strangers_to(&known));
    let since = number(ask, SINCE.name, 0, u64::MAX, &mut faults);
    let limit = number(ask, LIMIT.name, 1, MAX_LIMIT.into(), &mut faults);
    let mut kinds = Vec::new();
    for word in ask.free(KIND.name, &mut faults).into_iter().flat_map(|value| value.split(',')) {
        match RecordKind::ALL.iter().find(|kind| kind.plural() == word) {
            Some(kind) => kinds.push(*kind),
            None => {
                let all = RecordKind::ALL.iter().map(|kind| kind.plural());
                let mut nearest = atlas_model::nearest(word, all.clone());
                if nearest.is_empty() {
                    nearest = all.map(str::to_owned).collect();
                }
                faults.push(Fault::new(KIND.name, word, FaultKind::UnknownValue { nearest }));
            }
        }
    }
    if faults.is_empty() {
        let limit = limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(100);
        Ok(Part { since, limit, kinds, look })
    } else {
        Err(Problem::invalid(faults))
    }
}

fn number(ask: &Ask, name: &str, min: u64, max: u64, faults: &mut Vec<Fault>) -> Option<u64> {
    let text = ask.free(name, faults)?;
    let number = text.parse().ok().filter(|number| (min..=max).contains(number));
    if number.is_none() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        let bound = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let form = Form::WholeNumber { min: bound(min), max: bound(max) };
        faults.push(Fault::new(name, text, FaultKind::BadForm { form }));
        return None;
    }
    number
}

async fn page(atlas: &Atlas, part: &Part, ask: &Ask) -> Result<Answer, Problem> {
    let (since, until) = (part.since.unwrap_or_default(), atlas.revision());
    let (items, read) = part.read(atlas, since, until).await?;
    let next = (read < until)
        .then(|| format!("{}{}", atlas.settings().public_url, ask.with(&[("since", &read.to_string())])));
    let answer = Changes {
        revision: read.max(since).min(until),
        since,
        items: items.iter().map(|one| ChangeItem::of(one, part.look.texts)).collect(),
        next: next.clone(),
    };
    let mut answer = Answer::of(&answer)?.at(until).in_language(part.look.content_language());
    if let Some(next) = next {
        answer = answer.link("next", &next);
    }
    Ok(answer)
}

impl Part {
    /// The next changes after a revision, and up to which revision the log was read for them: to where
    /// there are as many as asked for, to the end, or as far as one page may look.
    async fn read(
        &self,
        atlas: &Atlas,
        since: RevisionNumber,
        until: RevisionNumber,
    ) -> Result<(Vec<Revision>, RevisionNumber), Problem> {
        let (mut found, mut read) = (Vec::new(), since);
        let wanted = usize::try_from(self.limit).unwrap_or(usize::MAX);
        // Where only some kinds are wanted, most of what is read may be passed over.
        let at_a_time = if self.kinds.is_empty() { self.limit } else { MAX_LIMIT };
        let furthest = until.min(since.saturating_add(MOST_READ));
        while read < furthest && found.len() < wanted {
            let page = atlas.store().revisions_since(read, at_a_time).await?;
            if page.is_empty() {
                break;
            }
            for revision in page.into_iter().take_while(|revision| revision.number <= until) {
                if found.len() == wanted {
                    break;
                }
                read = revision.number;
                if self.kinds.is_empty() || self.kinds.contains(&revision.target.kind) {
                    found.push(revision);
                }
            }
        }
        Ok((found, read))
    }
}

impl ChangeItem {
    fn of(revision: &Revision, texts: TextChoice) -> Self {
        Self {
            kind: revision.target.kind.plural(),
            id: revision.target.id.to_string(),
            revision: RevisionItem::of(revision, texts),
            record: revision.after.as_ref().map(record::write),
        }
    }
}
