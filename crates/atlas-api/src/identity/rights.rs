//! What a caller may do: one pure policy over a snapshot.
//!
//! Every write is judged by what stands before it and by what would stand after it, and both must be
//! within the caller's reach: nobody takes over another's record, and nobody moves one out of his own
//! reach, where he could not answer for it any more.
//!
//! | role | may write |
//! | --- | --- |
//! | reader | nothing |
//! | authority | its own actor, but for what says who and where that is (kind, seat, territory governed, codes); the partnerships, projects, resources and needs in which it takes part; further sources |
//! | embassy | the actors seated in its country; the partnerships, projects, resources and needs that touch it on one side at least; the events in it; further sources |
//! | daect, admin | everything |
//!
//! Campaigns, themes and territories, and sources that exist, are for `daect`: others rest on them.

mod ground;

use atlas_index::Snapshot;
use atlas_model::{Actor, Change, Id, Record, RecordKind, Role};

use super::Caller;
use crate::problem::{Problem, ProblemKind};
use ground::Ground;

/// The caller may not. It does not say why: what he may is written in the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Denied;

impl From<Denied> for Problem {
    fn from(_: Denied) -> Self {
        Self::new(ProblemKind::Forbidden)
    }
}

/// Whether a caller may turn one state of a record into another: none before for a new one, none after
/// for a deletion. A snapshot says where those are of whom the record speaks.
pub(crate) fn may_write(
    caller: &Caller,
    snapshot: &Snapshot,
    before: Option<&Record>,
    after: Option<&Record>,
) -> Result<(), Denied> {
    judge(caller, &Ground::of(snapshot), before, &Ground::of(snapshot), after)
}

/// Which of some changes a caller may not commit, by position in order, where a record may speak of others
/// that the changes bring: but of none that is denied itself. Otherwise whoever moves a foreign actor into
/// his reach would be denied that, and yet be believed where it sits.
pub(crate) fn denied(caller: &Caller, snapshot: &Snapshot, changes: &[Change]) -> Vec<usize> {
    let now = Ground::of(snapshot);
    let is_denied = |then: &Ground<'_>, change: &Change| {
        let (target, after) = match change {
            Change::Put(record) => (record.reference(), Some(record)),
            Change::Delete(target) => (target.clone(), None),
        };
        let before = snapshot.record(target.kind, target.id.as_str());
        judge(caller, &now, before.as_ref(), then, after).is_err()
    };
    let (mut allowed, mut denied): (Vec<usize>, Vec<usize>) = ((0..changes.len()).collect(), Vec::new());
    loop {
        let then = Ground::with(snapshot, allowed.iter().map(|at| &changes[*at]));
        let (more, rest): (Vec<usize>, Vec<usize>) =
            allowed.iter().partition(|at| is_denied(&then, &changes[**at]));
        if more.is_empty() {
            denied.sort_unstable();
            return denied;
        }
        denied.extend(more);
        allowed = rest;
    }
}

/// Whether a caller may propose changes at all.
pub(crate) fn may_propose(caller: &Caller) -> Result<(), Denied> {
    allow(caller.role != Role::Reader)
}

/// Whether a caller may see and keep the personal contacts of an actor.
pub(crate) fn may_keep_contacts(caller: &Caller, snapshot: &Snapshot, actor: &Actor) -> Result<(), Denied> {
    let is_within = match caller.role {
        Role::Reader => false,
        Role::Authority => caller.actor.as_ref() == Some(&actor.id),
        Role::Embassy => serves_at(caller, &Ground::of(snapshot), &actor.seat),
        Role::Daect | Role::Admin => true,
    };
    allow(is_within)
}

/// Whether a caller answers for the whole atlas: opens campaigns, accepts what others propose.
pub(crate) fn may_review(caller: &Caller) -> Result<(), Denied> {
    allow(matches!(caller.role, Role::Daect | Role::Admin))
}

/// Whether a caller runs the service: sees who looked up what.
pub(crate) fn may_audit(caller: &Caller) -> Result<(), Denied> {
    allow(caller.role == Role::Admin)
}

fn judge(
    caller: &Caller,
    now: &Ground<'_>,
    before: Option<&Record>,
    then: &Ground<'_>,
    after: Option<&Record>,
) -> Result<(), Denied> {
    let reaches = |ground: &Ground<'_>, record: Option<&Record>| {
        record.is_none_or(|record| is_within_reach(caller, ground, record))
    };
    let is_allowed = match caller.role {
        Role::Reader => false,
        Role::Daect | Role::Admin => true,
        // Who cites a source that is not there adds it; who would change one changes what others say.
        _ if matches!((before, after), (None, Some(Record::Source(_)))) => true,
        Role::Authority => match (before, after) {
            (Some(Record::Actor(before)), Some(Record::Actor(after))) => {
                caller.actor.as_ref() == Some(&before.id) && is_same_organisation(before, after)
            }
            _ => !is_actor(before) && !is_actor(after) && reaches(now, before) && reaches(then, after),
        },
        Role::Embassy => reaches(now, before) && reaches(then, after),
    };
    allow(is_allowed)
}

fn is_within_reach(caller: &Caller, ground: &Ground<'_>, record: &Record) -> bool {
    match caller.role {
        Role::Reader => false,
        Role::Authority => caller.actor.as_ref().is_some_and(|actor| takes_part(actor, ground, record)),
        Role::Embassy => touches(caller, ground, record),
        Role::Daect | Role::Admin => true,
    }
}

/// Whether a record is about what this actor does, offers or asks for.
fn takes_part(own: &Id, ground: &Ground<'_>, record: &Record) -> bool {
    match record {
        Record::Partnership(partnership) => partnership.actors.contains(own),
        Record::Project(project) => {
            let of_partnership = |id: &Id| ground.actors_of_partnership(id).contains(own);
            project.participants.iter().any(|participant| participant.actor == *own)
                || project.partnerships.iter().any(of_partnership)
        }
        Record::Resource(resource) => resource.owner == *own,
        Record::Need(need) => match &need.expressed_by {
            Some(actor) => actor == own,
            // What its territory asks for, where nobody in particular put it into words.
            None => ground.governed_by(own) == Some(&need.territory),
        },
        Record::Source(_)
        | Record::Theme(_)
        | Record::Territory(_)
        | Record::Actor(_)
        | Record::Campaign(_)
        | Record::Event(_) => false,
    }
}

/// Whether a record touches the country in which the caller serves.
fn touches(caller: &Caller, ground: &Ground<'_>, record: &Record) -> bool {
    let at = |territory: &Id| serves_at(caller, ground, territory);
    let of = |actor: &Id| ground.seat_of(actor).is_some_and(at);
    match record {
        Record::Actor(actor) => at(&actor.seat),
        Record::Partnership(partnership) => partnership.actors.iter().any(of),
        Record::Project(project) => {
            project.territories.iter().any(at)
                || project.participants.iter().any(|participant| of(&participant.actor))
                || project.partnerships.iter().any(|id| ground.actors_of_partnership(id).iter().any(of))
        }
        Record::Resource(resource) => {
            of(&resource.owner) || resource.seat.iter().chain(&resource.covers).any(at)
        }
        Record::Need(need) => at(&need.territory) || need.expressed_by.as_ref().is_some_and(of),
        Record::Event(event) => match (&event.territory, &event.host) {
            (Some(territory), _) => at(territory),
            (None, Some(host)) => of(host),
            (None, None) => false,
        },
        Record::Source(_) | Record::Theme(_) | Record::Territory(_) | Record::Campaign(_) => false,
    }
}

fn serves_at(caller: &Caller, ground: &Ground<'_>, territory: &Id) -> bool {
    caller.country.is_some() && ground.country_of(territory) == caller.country.as_ref()
}

/// Whether what says who an actor is and where its reach begins stays as it is.
fn is_same_organisation(before: &Actor, after: &Actor) -> bool {
    before.id == after.id
        && before.kind == after.kind
        && before.seat == after.seat
        && before.governs == after.governs
        && before.codes == after.codes
}

fn is_actor(record: Option<&Record>) -> bool {
    record.is_some_and(|record| record.kind() == RecordKind::Actor)
}

const fn allow(is_allowed: bool) -> Result<(), Denied> {
    if is_allowed { Ok(()) } else { Err(Denied) }
}
