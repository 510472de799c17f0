//! Who is at work where, and why the atlas says so.

use atlas_formats::json::{ActorRef, NamedRef, TerritoryRef};
use atlas_formats::{TextChoice, Words};
use atlas_index::{Ix, Snapshot};
use atlas_model::{RecordKind, ResourceKind, Sharing, Status, Text};
use atlas_query::Caller;
use atlas_query::coordination::{
    ActorAtWork, ActorsAnswer, ActorsCounts, ActorsQuestion, CoveringResource, Reason, Relation,
    actors_parameters, find_actors, parse_actors,
};
use axum::extract::State;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use super::words::{in_words, labelled};
use crate::answer::Answer;
use crate::ask::{Ask, F_JSON, LANG, LookParameter, names_of};
use crate::openapi::{Limits, Operation};
use crate::past::{WHEN, WHEN_NAMES};
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

const LOOKS: [LookParameter; 2] = [F_JSON, LANG];

/// Who is at work in a territory.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ActorsThere<'a> {
    /// The revision that this reads from.
    revision: u64,
    /// The territory of action.
    r#in: TerritoryRef<'a>,
    /// Where the actors sit; empty for every country but that of `in`.
    from: Vec<TerritoryRef<'a>>,
    /// How many distinct records the answer rests on, whatever the limits.
    counts: Counts,
    /// The actors: authorities and their groupings first, then by weight.
    actors: Vec<ActorThere<'a>>,
    /// The resources that cover the territory, whoever owns them; those that others may use first.
    resources: Vec<ResourceThere<'a>>,
    /// Whom every use must credit.
    attribution: Vec<String>,
}

/// How many distinct records an answer rests on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Counts {
    /// Actors.
    actors: u64,
    /// Local authorities and groupings of them among the actors.
    authorities: u64,
    /// Partnerships that put an actor there.
    partnerships: u64,
    /// Projects that put an actor there.
    projects: u64,
    /// Resources that cover the territory.
    resources: u64,
    /// Those of them that others than their owner may use.
    shared_resources: u64,
}

/// An actor with what puts it in the territory.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ActorThere<'a> {
    /// The actor.
    actor: ActorRef<'a>,
    /// The territory that it governs, or else its seat.
    place: TerritoryRef<'a>,
    /// How that territory relates to `from`; absent where `from` was not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "sub_territory")]
    belongs: Option<&'static str>,
    /// How much it is at work there: the sum over its reasons of 3 for a partnership, 1 for a project or
    /// a resource, times 4 for a direct relation, 3 through a sub-territory or lineage, 1 otherwise.
    weight: u64,
    /// How many partnerships put it there.
    partnerships: u64,
    /// How many projects put it there.
    projects: u64,
    /// How many of its resources cover the territory.
    resources: u64,
    /// The reasons, the strongest first.
    reasons: Vec<ReasonThere<'a>>,
}

/// A record that puts an actor in the territory.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ReasonThere<'a> {
    /// How the record relates to the territory asked for: `direct`, `sub_territory`, `parent`, `lineage`
    /// or `resource`.
    #[schema(example = "direct")]
    relation: &'static str,
    /// The same in words.
    relation_label: Words<'static>,
    /// What kind of record it is: partnership, project or resource.
    kind: RecordKind,
    /// The record.
    record: NamedRef<'a>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// The territory through which it holds.
    through: TerritoryRef<'a>,
    /// For a project that names no actor of this one's country: the partnership by which it is this
    /// actor's.
    #[serde(skip_serializing_if = "Option::is_none")]
    partnership: Option<NamedRef<'a>>,
}

/// A resource that covers the territory.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ResourceThere<'a> {
    /// The resource.
    resource: NamedRef<'a>,
    /// What it is.
    kind: ResourceKind,
    /// The same in words.
    kind_label: Words<'static>,
    /// Whose it is.
    owner: ActorRef<'a>,
    /// Whether others than the owner may use it.
    sharing: Sharing,
    /// The same in words.
    sharing_label: Words<'static>,
    /// Who may use it, in the source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    available_to: Option<Words<'static>>,
    /// Where it stands.
    status: Status,
    /// How the territory that it covers relates to the one asked for.
    relation: &'static str,
    /// The same in words.
    relation_label: Words<'static>,
    /// The territory that it covers, or in which it sits.
    through: TerritoryRef<'a>,
    /// Whether a source says that others than the owner may use it.
    shared: bool,
    /// Whether its owner is one of the actors asked for.
    owned: bool,
}

/// Adds the operation.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let operation = Operation::new(
        "/v1/coordination/actors",
        "find_actors_at_work",
        "coordination",
        "Who is at work in a territory, and why the atlas says so",
    )
    .describe(
        "`in` is the territory of action, `from` is where the actors sit: French actors in Jilin are \
         `from=FR&in=CN-220000`, Chinese actors in Pays de la Loire `from=CN&in=FR-REG-52`. Every actor \
         comes with the partnerships, projects and resources that put it there, and how each relates to \
         the territory: directly, through a sub-territory, a parent, a predecessor or a resource.",
    )
    .filters(actors_parameters(), Limits { json: Caller::default().max_limit, others: None })
    .looks(&LOOKS)
    .free(&WHEN)
    .of_records()
    .answers::<ActorsThere<'static>>("application/json");
    router.routes(operation.get(find_actors_at_work))
}

async fn find_actors_at_work(State(atlas): State<Atlas>, ask: Ask) -> Result<Answer, Problem> {
    let (look, faults) = ask.look(&LOOKS)?;
    let snapshot = atlas.snapshot_for(&ask).await?;
    let names = [names_of(&LOOKS), WHEN_NAMES.to_vec()].concat();
    let caller = Caller { also_known: &names, lang: look.lang(), ..Caller::default() };
    let question = Problem::unless_sound(faults, parse_actors(&ask.pairs, &caller, &snapshot))?;
    let answer = find_actors(&snapshot, &question);
    let scribe = Scribe { snapshot: &snapshot, texts: look.texts };
    let Some(body) = scribe.answer(&question, &answer, atlas.credits(&snapshot)) else {
        tracing::error!("a coordination answer names records that the snapshot lacks");
        return Err(Problem::new(ProblemKind::Internal));
    };
    Ok(Answer::of(&body)?.at(snapshot.revision()).in_language(look.content_language()))
}

/// Expands positions into references. `None` where no record stands at one, which the snapshot excludes.
#[derive(Clone, Copy)]
struct Scribe<'a> {
    snapshot: &'a Snapshot,
    texts: TextChoice,
}

impl<'a> Scribe<'a> {
    fn answer(
        self,
        question: &ActorsQuestion,
        answer: &ActorsAnswer,
        attribution: Vec<String>,
    ) -> Option<ActorsThere<'a>> {
        let ActorsCounts { actors, authorities, partnerships, projects, resources, shared_resources } =
            answer.counts;
        Some(ActorsThere {
            revision: self.snapshot.revision(),
            r#in: self.territory(question.target)?,
            from: question.from.iter().map(|ix| self.territory(*ix)).collect::<Option<_>>()?,
            counts: Counts { actors, authorities, partnerships, projects, resources, shared_resources },
            actors: answer.actors.iter().map(|actor| self.actor_there(actor)).collect::<Option<_>>()?,
            resources: answer.resources.iter().map(|one| self.resource_there(*one)).collect::<Option<_>>()?,
            attribution,
        })
    }

    fn actor_there(self, at_work: &ActorAtWork) -> Option<ActorThere<'a>> {
        Some(ActorThere {
            actor: ActorRef::of(self.snapshot, at_work.actor, self.texts)?,
            place: self.territory(at_work.place)?,
            belongs: at_work.belongs.map(Relation::as_str),
            weight: at_work.weight,
            partnerships: at_work.partnerships,
            projects: at_work.projects,
            resources: at_work.resources,
            reasons: at_work.reasons.iter().map(|reason| self.reason(*reason)).collect::<Option<_>>()?,
        })
    }

    fn reason(self, reason: Reason) -> Option<ReasonThere<'a>> {
        let partnership = |ix| NamedRef::of(self.snapshot, RecordKind::Partnership, ix, self.texts);
        Some(ReasonThere {
            relation: reason.relation.as_str(),
            relation_label: self.relation(reason.relation),
            kind: reason.kind,
            record: NamedRef::of(self.snapshot, reason.kind, reason.record, self.texts)?,
            status: self.status(reason.kind, reason.record),
            through: self.territory(reason.through)?,
            partnership: reason.partnership.and_then(partnership),
        })
    }

    fn resource_there(self, covering: CoveringResource) -> Option<ResourceThere<'a>> {
        let resource = self.snapshot.resources().record(covering.resource)?;
        let owner = self.snapshot.actors().by_id(resource.owner.as_str())?;
        Some(ResourceThere {
            resource: NamedRef::of(self.snapshot, RecordKind::Resource, covering.resource, self.texts)?,
            kind: resource.kind,
            kind_label: labelled(self.texts, |lang| resource.kind.label(lang)),
            owner: ActorRef::of(self.snapshot, owner, self.texts)?,
            sharing: resource.sharing,
            sharing_label: labelled(self.texts, |lang| resource.sharing.label(lang)),
            available_to: self.some_words(&resource.available_to),
            status: resource.status,
            relation: covering.relation.as_str(),
            relation_label: self.relation(covering.relation),
            through: self.territory(covering.through)?,
            shared: covering.shared,
            owned: covering.owned,
        })
    }

    fn territory(self, ix: Ix) -> Option<TerritoryRef<'a>> {
        TerritoryRef::of(self.snapshot, ix, self.texts)
    }

    fn status(self, kind: RecordKind, ix: Ix) -> Option<Status> {
        match kind {
            RecordKind::Partnership => Some(self.snapshot.partnerships().record(ix)?.status),
            RecordKind::Project => Some(self.snapshot.projects().record(ix)?.status),
            RecordKind::Resource => Some(self.snapshot.resources().record(ix)?.status),
            _ => None,
        }
    }

    fn some_words(self, text: &Text) -> Option<Words<'static>> {
        (!text.is_empty()).then(|| in_words(text, self.texts))
    }

    fn relation(self, relation: Relation) -> Words<'static> {
        let labels = match relation {
            Relation::Direct => ["directement", "directly", "直接"],
            Relation::SubTerritory => {
                ["par un territoire inclus", "through a territory within it", "通过下属地区"]
            }
            Relation::Parent => {
                ["par un territoire englobant", "through a territory around it", "通过上级地区"]
            }
            Relation::Lineage => ["par un territoire prédécesseur", "through a predecessor", "通过前身地区"],
            Relation::Resource => ["par une ressource", "through a resource", "通过资源"],
        };
        labelled(self.texts, |lang| labels[lang.index()])
    }
}
