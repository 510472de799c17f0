//! The personal contacts of an actor, for the callers who need them, and who looked at them.
//!
//! They are personal data: they come from the store, never from a snapshot, and their answers are kept
//! nowhere. Whoever may not see them is answered the same whether there are any.

mod body;

use atlas_index::Snapshot;
use atlas_model::{Actor, ContactAction, FaultKind, Form, Id, RecordKind};
use atlas_store::{ContactAccess, Fingerprint, PersonalContact, Visitor, fingerprint};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::openapi::HttpMethod;
use utoipa_axum::router::OpenApiRouter;

use crate::answer::{Answer, Caching};
use crate::ask::{Ask, FreeParameter, LANG_OF_PAGE as LANG};
use crate::conditions;
use crate::identity::{self, Caller, rights};
use crate::openapi::Operation;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

const TAG: &str = "contacts";
const JSON: &str = "application/json";
const PATH: &str = "/v1/actors/{id}/contacts";

/// Said of every operation on contacts.
const PERSONAL: &str = "Personal data, in no export and no history. For the actor's own authority, the embassy \
    in its country, `daect` and `admin`; every call is noted.";

const IF_MATCH: &str = "The `ETag` of a read of these contacts, or of their last change. Without it the answer is \
    428; if they were changed since, 412. Where there are none yet, `If-None-Match: *` will do.";

const IF_NONE_MATCH: &str = "`*`: only where the actor has no contacts yet.";

/// How many notes one page holds.
const NOTES: u32 = 100;

const BEFORE: FreeParameter = FreeParameter {
    name: "before",
    doc: "Only notes with a smaller number: the next page begins before the last number of this one.",
    example: "1200",
};

/// The personal contacts of an actor.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ContactList {
    /// Whose they are.
    #[schema(value_type = String)]
    actor: Id,
    /// The contacts, in the order in which they were put.
    contacts: Vec<ContactItem>,
}

/// One of them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ContactItem {
    /// The function.
    function: String,
    /// Who holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Address of a mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// Why this may be kept (RGPD, art. 6).
    legal_basis: String,
    /// When it was written.
    updated_at: DateTime<Utc>,
    /// Who wrote it, as a function.
    updated_by: String,
}

/// Who did what with personal contacts, the last first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ContactAccesses {
    /// The notes.
    items: Vec<AccessItem>,
    /// What to give as `before` for the next page; null on the last one.
    #[schema(required = true)]
    next_before: Option<u64>,
}

/// That somebody looked at the contacts of an actor, or changed them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AccessItem {
    /// A number that grows with time.
    number: u64,
    /// When.
    at: DateTime<Utc>,
    /// Who.
    #[schema(example = "key:4kq7m2xd")]
    principal: String,
    /// Who, as a function.
    label: String,
    /// Whose contacts.
    #[schema(value_type = String)]
    actor: Id,
    /// What was done.
    action: ContactAction,
    /// The same in the language asked.
    action_label: &'static str,
}

/// Adds the operations.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let operation = |id: &str, summary: &str| {
        let operation = Operation::new(PATH, id, TAG, summary).describe(PERSONAL);
        operation.identified("The identifier of the actor").looks(&[LANG]).secured()
    };
    let read = operation("get_contacts", "The personal contacts of an actor").answers::<ContactList>(JSON);
    let replace =
        operation("replace_contacts", "Put other personal contacts in the place of those there are")
            .takes::<body::Contacts>(
                JSON,
                "All contacts of the actor, twenty at most; an empty list erases them",
            )
            .header("If-Match", false, IF_MATCH)
            .header("If-None-Match", false, IF_NONE_MATCH)
            .answers::<ContactList>(JSON);
    let erase = operation("erase_contacts", "Erase the personal contacts of an actor for good")
        .answers::<ContactList>(JSON);
    let accesses =
        Operation::new("/v1/contact-accesses", "list_contact_accesses", TAG, "Who looked at contacts")
            .describe("Every look at personal contacts and every change, the last first. For `admin`.")
            .free(&[BEFORE])
            .looks(&[LANG])
            .secured()
            .answers::<ContactAccesses>(JSON);
    router
        .routes(read.get(get_contacts))
        .routes(replace.write(HttpMethod::Put, ("200", "The contacts as they are now"), replace_contacts))
        .routes(erase.write(HttpMethod::Delete, ("200", "No contacts"), erase_contacts))
        .routes(accesses.get(list_contact_accesses))
}

type Place = Result<Path<String>, PathRejection>;

async fn get_contacts(
    State(atlas): State<Atlas>,
    id: Place,
    headers: HeaderMap,
    ask: Ask,
) -> Result<Answer, Problem> {
    let (caller, actor) = admitted(&atlas, id, &headers, &ask).await?;
    let contacts = atlas.store().read_contacts(&actor, &visitor(caller), Utc::now()).await?;
    answer(actor, contacts)
}

async fn replace_contacts(
    State(atlas): State<Atlas>,
    id: Place,
    headers: HeaderMap,
    ask: Ask,
    given: Result<Bytes, BytesRejection>,
) -> Result<Answer, Problem> {
    let (caller, actor) = admitted(&atlas, id, &headers, &ask).await?;
    let seen = conditions::contacts(&headers)?;
    let given = given.map_err(|_| Problem::new(ProblemKind::ContentTooLarge))?;
    let contacts = body::read(&given, &caller.label, Utc::now())?;
    replace(&atlas, caller, actor, contacts, Some(seen)).await
}

/// Who asks for contacts to be erased need not have seen them: whatever there is goes (RGPD, art. 17).
async fn erase_contacts(
    State(atlas): State<Atlas>,
    id: Place,
    headers: HeaderMap,
    ask: Ask,
) -> Result<Answer, Problem> {
    let (caller, actor) = admitted(&atlas, id, &headers, &ask).await?;
    replace(&atlas, caller, actor, Vec::new(), None).await
}

async fn replace(
    atlas: &Atlas,
    caller: Caller,
    actor: Id,
    contacts: Vec<PersonalContact>,
    seen: Option<Fingerprint>,
) -> Result<Answer, Problem> {
    atlas.store().replace_contacts(&actor, &contacts, seen, &visitor(caller), Utc::now()).await?;
    answer(actor, contacts)
}

async fn list_contact_accesses(
    State(atlas): State<Atlas>,
    headers: HeaderMap,
    ask: Ask,
) -> Result<Answer, Problem> {
    let caller = identity::require(&atlas, &headers).await?;
    rights::may_audit(&caller)?;
    let (look, mut faults) = ask.look(&[LANG])?;
    faults.extend(ask.strangers_to(&[LANG.name, BEFORE.name]));
    let before = ask.free(BEFORE.name, &mut faults).map(str::parse::<u64>).transpose();
    let before = before.map_err(|_| {
        let form = Form::WholeNumber { min: 0, max: usize::MAX };
        vec![atlas_model::Fault::at(BEFORE.name, FaultKind::BadForm { form })]
    });
    let before = Problem::unless_sound(faults, before)?;
    let noted = atlas.store().contact_accesses(before, NOTES).await?;
    let is_full = noted.len() == usize::try_from(NOTES).unwrap_or(usize::MAX);
    let next_before = noted.last().filter(|_| is_full).map(|last| last.number);
    let item = |access: ContactAccess| AccessItem {
        number: access.number,
        at: access.at,
        principal: access.visitor.principal,
        label: access.visitor.label,
        actor: access.actor,
        action_label: access.action.label(look.lang()),
        action: access.action,
    };
    let list = ContactAccesses { items: noted.into_iter().map(item).collect(), next_before };
    Ok(Answer::of(&list)?.in_language(look.lang().as_str()).keeping(Caching::Never))
}

/// The caller and the actor whose contacts it may see. Whether there are any plays no part in it.
async fn admitted(atlas: &Atlas, id: Place, headers: &HeaderMap, ask: &Ask) -> Result<(Caller, Id), Problem> {
    let caller = identity::require(atlas, headers).await?;
    ask.page_lang()?;
    let Ok(Path(id)) = id else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    let snapshot = atlas.snapshot();
    let actor = actor(&snapshot, &id)?;
    rights::may_keep_contacts(&caller, &snapshot, actor)?;
    Ok((caller, actor.id.clone()))
}

fn actor<'a>(snapshot: &'a Snapshot, id: &str) -> Result<&'a Actor, Problem> {
    let found = snapshot.actors().by_id(id).and_then(|ix| snapshot.actors().record(ix));
    found.ok_or_else(|| {
        let kind = RecordKind::Actor;
        let nearest = snapshot.nearest_ids(kind, id);
        Problem::with(ProblemKind::NotFound, "id", id, FaultKind::Dangling { kind, nearest })
    })
}

fn visitor(caller: Caller) -> Visitor {
    Visitor { principal: caller.principal, label: caller.label }
}

fn answer(actor: Id, contacts: Vec<PersonalContact>) -> Result<Answer, Problem> {
    let tag = conditions::tag_of_contacts(fingerprint(&contacts));
    let item = |contact: PersonalContact| ContactItem {
        function: contact.function,
        name: contact.name,
        email: contact.email,
        phone: contact.phone,
        legal_basis: contact.legal_basis,
        updated_at: contact.updated_at,
        updated_by: contact.updated_by,
    };
    let list = ContactList { actor, contacts: contacts.into_iter().map(item).collect() };
    Ok(Answer::of(&list)?.tagged(tag).keeping(Caching::Never))
}
