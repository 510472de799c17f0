//! From the records around a territory to the actors that they put there.

use std::cmp::Reverse;
use std::collections::HashMap;

use atlas_index::{Ix, Set, Snapshot, Term};
use atlas_model::{ActorKind, Project, RecordKind, Sharing};

use super::zone::Zone;
use super::{ActorAtWork, ActorsAnswer, ActorsCounts, ActorsQuestion, CoveringResource, Reason, Relation};
use crate::Expr;
use crate::evaluate::matches;
use crate::rows::rows;

/// Answers the question who is at work in a territory.
///
/// A partnership puts an actor where its partners of other countries are, a project where it acts
/// (or, where it names no territory, where its participants of other countries are): nobody is at
/// work somewhere merely by sitting there. A project that names no actor of a country belongs to
/// the actors that its partnerships have there. An actor comes once, with all its reasons.
#[must_use]
pub fn find_actors(snapshot: &Snapshot, question: &ActorsQuestion) -> ActorsAnswer {
    let zone = Zone::around(snapshot, question.target, question.lineage);
    let asked = asked_for(snapshot, question);
    let mut search = Search { snapshot, zone, asked, found: HashMap::new(), used: HashMap::new() };
    search.look_at_partnerships(question);
    search.look_at_projects(question);
    let resources = search.look_at_resources(question);
    search.answer(question, resources)
}

/// The actors that sit where the question says.
fn asked_for(snapshot: &Snapshot, question: &ActorsQuestion) -> Set {
    let within =
        |ix: Ix| Expr::Term(if question.lineage { Term::WithinLineage(ix) } else { Term::Within(ix) });
    let seated = if question.from.is_empty() {
        let territories = snapshot.territories();
        let home =
            territories.record(question.target).and_then(|target| territories.by_id(target.country.as_str()));
        home.map_or(Expr::All, |home| Expr::Term(Term::Within(home)).negated())
    } else {
        Expr::any(question.from.iter().copied().map(within).collect())
    };
    matches(snapshot, RecordKind::Actor, &Expr::And(vec![seated, question.actors.clone()]))
}

struct Search<'a> {
    snapshot: &'a Snapshot,
    zone: Zone,
    /// The actors asked for.
    asked: Set,
    found: HashMap<Ix, Vec<Reason>>,
    /// The records that put somebody there.
    used: HashMap<RecordKind, Set>,
}

/// An actor of a record, with where it is.
#[derive(Clone, Copy)]
struct Side {
    actor: Ix,
    place: Option<Ix>,
    country: Option<Ix>,
}

impl Search<'_> {
    fn look_at_partnerships(&mut self, question: &ActorsQuestion) {
        let mut filter = vec![self.zone.filter(), question.activities.clone()];
        if !question.from.is_empty() {
            // A partnership acts where its actors are, so one of theirs is found by their place.
            let term = if question.lineage { Term::WithinLineage } else { Term::Within };
            filter.push(Expr::any(question.from.iter().map(|ix| Expr::Term(term(*ix))).collect()));
        }
        for ix in &matches(self.snapshot, RecordKind::Partnership, &Expr::And(filter)) {
            let Some(partnership) = self.snapshot.partnerships().record(Ix(ix)) else { continue };
            let sides: Vec<Side> =
                partnership.actors.iter().filter_map(|id| self.side(id.as_str())).collect();
            for side in sides.iter().filter(|side| self.asked.contains(side.actor.0)) {
                if let Some((relation, through)) = self.across(*side, &sides) {
                    let reason = Reason {
                        relation,
                        kind: RecordKind::Partnership,
                        record: Ix(ix),
                        through,
                        partnership: None,
                    };
                    add(&mut self.found, &mut self.used, side.actor, reason);
                }
            }
        }
    }

    fn look_at_projects(&mut self, question: &ActorsQuestion) {
        let filter = Expr::And(vec![self.zone.filter(), question.activities.clone()]);
        for ix in &matches(self.snapshot, RecordKind::Project, &filter) {
            let Some(project) = self.snapshot.projects().record(Ix(ix)) else { continue };
            let territories = self.snapshot.territories();
            let acts_in = project.territories.iter().filter_map(|id| territories.by_id(id.as_str()));
            let placed = self.zone.strongest(acts_in);
            let participants = self.participants(project);
            let by_partnership = self.by_partnership(project, &participants);
            let own = participants.iter().map(|side| (*side, None));
            for (side, partnership) in own.chain(by_partnership) {
                if !self.asked.contains(side.actor.0) {
                    continue;
                }
                let held =
                    if project.territories.is_empty() { self.across(side, &participants) } else { placed };
                if let Some((relation, through)) = held {
                    let reason =
                        Reason { relation, kind: RecordKind::Project, record: Ix(ix), through, partnership };
                    add(&mut self.found, &mut self.used, side.actor, reason);
                }
            }
        }
    }

    fn look_at_resources(&mut self, question: &ActorsQuestion) -> Vec<CoveringResource> {
        let filter = Expr::And(vec![self.zone.wide_filter(), question.resources.clone()]);
        let mut covering = Vec::new();
        for ix in &matches(self.snapshot, RecordKind::Resource, &filter) {
            let Some(resource) = self.snapshot.resources().record(Ix(ix)) else { continue };
            let territories = self.snapshot.territories();
            let served = resource.covers.iter().chain(&resource.seat);
            let served: Vec<Ix> = served.filter_map(|id| territories.by_id(id.as_str())).collect();
            let related =
                served.iter().filter_map(|ix| self.zone.wide_relation(*ix).map(|relation| (relation, *ix)));
            let Some((relation, through)) = related.min_by_key(|(relation, _)| *relation) else { continue };
            let owner = self.snapshot.actors().by_id(resource.owner.as_str());
            let owner = owner.filter(|owner| self.asked.contains(owner.0));
            if let Some(owner) = owner
                && let Some((_, through)) = self.zone.strongest(served)
            {
                let (relation, kind) = (Relation::Resource, RecordKind::Resource);
                let reason = Reason { relation, kind, record: Ix(ix), through, partnership: None };
                add(&mut self.found, &mut self.used, owner, reason);
            }
            covering.push(CoveringResource {
                resource: Ix(ix),
                relation,
                through,
                shared: resource.sharing == Sharing::Shared,
                owned: owner.is_some(),
            });
        }
        let table = self.snapshot.resources();
        covering.sort_by_key(|found| {
            (Reverse(found.shared), found.relation, table.record(found.resource).map(|record| &record.id))
        });
        covering
    }

    fn answer(self, question: &ActorsQuestion, resources: Vec<CoveringResource>) -> ActorsAnswer {
        let used = |kind| self.used.get(&kind).map_or(0, Set::len);
        let actors = self.snapshot.actors();
        let is_authority = |ix: Ix| {
            let kind = actors.record(ix).map(|actor| actor.kind);
            matches!(kind, Some(ActorKind::LocalAuthority | ActorKind::AuthorityGrouping))
        };
        let counts = ActorsCounts {
            actors: self.found.len() as u64,
            authorities: self.found.keys().filter(|ix| is_authority(**ix)).count() as u64,
            partnerships: used(RecordKind::Partnership),
            projects: used(RecordKind::Project),
            resources: resources.len() as u64,
            shared_resources: resources.iter().filter(|found| found.shared).count() as u64,
        };
        let mut ranked: Vec<(Ix, u64, Vec<Reason>)> =
            self.found.into_iter().map(|(actor, reasons)| (actor, weigh(&reasons), reasons)).collect();
        ranked.sort_by_cached_key(|(actor, weight, _)| {
            (!is_authority(*actor), Reverse(*weight), actors.record(*actor).map(|actor| actor.id.clone()))
        });
        ranked.truncate(question.limit);
        let belongs = Belonging::new(self.snapshot, question);
        let listed = ranked.into_iter().filter_map(|(actor, weight, reasons)| {
            let place = self.snapshot.place_of_actor(actor)?;
            let count = |kind| reasons.iter().filter(|reason| reason.kind == kind).count() as u64;
            Some(ActorAtWork {
                actor,
                place,
                belongs: belongs.relation(place),
                weight,
                partnerships: count(RecordKind::Partnership),
                projects: count(RecordKind::Project),
                resources: count(RecordKind::Resource),
                reasons: strongest_first(self.snapshot, reasons, question.reasons),
            })
        });
        ActorsAnswer { actors: listed.collect(), resources, counts }
    }

    fn side(&self, actor: &str) -> Option<Side> {
        let actor = self.snapshot.actors().by_id(actor)?;
        let place = self.snapshot.place_of_actor(actor);
        Some(Side { actor, place, country: self.snapshot.country_of_actor(actor) })
    }

    /// The actors of a project, each once whatever its roles.
    fn participants(&self, project: &Project) -> Vec<Side> {
        let mut sides: Vec<Side> = Vec::with_capacity(project.participants.len());
        for side in
            project.participants.iter().filter_map(|participant| self.side(participant.actor.as_str()))
        {
            if sides.iter().all(|other| other.actor != side.actor) {
                sides.push(side);
            }
        }
        sides
    }

    /// The actors to whom a project belongs by its partnerships, since it names none of their country.
    fn by_partnership(&self, project: &Project, participants: &[Side]) -> Vec<(Side, Option<Ix>)> {
        let mut found: Vec<(Side, Option<Ix>)> = Vec::new();
        for id in &project.partnerships {
            let Some(ix) = self.snapshot.partnerships().by_id(id.as_str()) else { continue };
            let Some(partnership) = self.snapshot.partnerships().record(ix) else { continue };
            for side in partnership.actors.iter().filter_map(|id| self.side(id.as_str())) {
                let named = participants.iter().any(|other| other.country == side.country);
                if !named && found.iter().all(|(other, _)| other.actor != side.actor) {
                    found.push((side, Some(ix)));
                }
            }
        }
        found
    }

    /// Where the partners of an actor are that sit in other countries.
    fn across(&self, side: Side, sides: &[Side]) -> Option<(Relation, Ix)> {
        let partners = sides.iter().filter(|other| other.country != side.country);
        self.zone.strongest(partners.filter_map(|other| other.place))
    }
}

/// How places relate to where the actors sit.
struct Belonging(Vec<Zone>);

impl Belonging {
    fn new(snapshot: &Snapshot, question: &ActorsQuestion) -> Self {
        Self(question.from.iter().map(|ix| Zone::around(snapshot, *ix, question.lineage)).collect())
    }

    fn relation(&self, place: Ix) -> Option<Relation> {
        self.0.iter().filter_map(|zone| zone.relation(place)).min()
    }
}

fn add(found: &mut HashMap<Ix, Vec<Reason>>, used: &mut HashMap<RecordKind, Set>, actor: Ix, reason: Reason) {
    used.entry(reason.kind).or_default().insert(reason.record.0);
    found.entry(actor).or_default().push(reason);
}

fn weigh(reasons: &[Reason]) -> u64 {
    let points = |reason: &Reason| {
        let record = if reason.kind == RecordKind::Partnership { 3 } else { 1 };
        record * reason.relation.points()
    };
    reasons.iter().map(points).sum()
}

fn strongest_first(snapshot: &Snapshot, mut reasons: Vec<Reason>, limit: usize) -> Vec<Reason> {
    reasons.sort_by_cached_key(|reason| {
        (reason.relation, reason.kind, rows(snapshot, reason.kind).id(reason.record).cloned())
    });
    reasons.truncate(limit);
    reasons
}
