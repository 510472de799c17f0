//! Who is at work where, and why the atlas says so.
//!
//! One question in two directions: `in` is the territory of action, `from` is where the actors
//! sit. French actors in Jilin are `from=FR&in=CN-220000`, Chinese actors in Pays de la Loire
//! `from=CN&in=FR-REG-52`. Every actor of an answer comes with the records that put it there, each
//! with the territory through which it holds and how that relates to the one asked for.

mod find;
mod question;
mod zone;

use atlas_index::Ix;
use atlas_model::RecordKind;

use crate::parameter::{Parameter, coordination_parameters};

pub use find::find_actors;
pub use question::{ActorsQuestion, parse_actors};

/// The parameters that [`parse_actors`] knows.
#[must_use]
pub fn actors_parameters() -> &'static [Parameter] {
    coordination_parameters()
}

/// How a territory, and what is placed there, relates to the territory asked for; the strongest
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It is the territory asked for.
    Direct,
    /// It lies within the territory asked for.
    SubTerritory,
    /// It contains the territory asked for: asked for Changchun, found at Jilin. A whole country is
    /// too wide to say anything about a place within it, and does not count.
    Parent,
    /// It is a predecessor of the territory asked for, or lay within one.
    Lineage,
    /// A resource of the actor covers the territory asked for.
    Resource,
}

impl Relation {
    /// Every relation, the strongest first.
    pub const ALL: &'static [Self] =
        &[Self::Direct, Self::SubTerritory, Self::Parent, Self::Lineage, Self::Resource];

    /// The spelling in data.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::SubTerritory => "sub_territory",
            Self::Parent => "parent",
            Self::Lineage => "lineage",
            Self::Resource => "resource",
        }
    }

    /// How much a record counts that holds through this relation.
    const fn points(self) -> u64 {
        match self {
            Self::Direct => 4,
            Self::SubTerritory | Self::Lineage => 3,
            Self::Parent | Self::Resource => 1,
        }
    }
}

/// Who is at work in a territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorsAnswer {
    /// The actors: authorities and their groupings first, then by weight, then by identifier.
    pub actors: Vec<ActorAtWork>,
    /// The resources that cover the territory, whoever owns them: those that others may use first,
    /// then the closest, then by identifier.
    pub resources: Vec<CoveringResource>,
    /// How many there are in all, whatever the limit.
    pub counts: ActorsCounts,
}

/// How many distinct records an answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActorsCounts {
    /// Actors.
    pub actors: u64,
    /// Local authorities and groupings of them among the actors.
    pub authorities: u64,
    /// Partnerships that put an actor there.
    pub partnerships: u64,
    /// Projects that put an actor there.
    pub projects: u64,
    /// Resources that cover the territory.
    pub resources: u64,
    /// Those of them that others than their owner may use.
    pub shared_resources: u64,
}

/// An actor with what puts it in the territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorAtWork {
    /// The actor.
    pub actor: Ix,
    /// The territory that it governs, or else its seat.
    pub place: Ix,
    /// How that relates to `from`; none where `from` was not given.
    pub belongs: Option<Relation>,
    /// The sum over its reasons of 3 for a partnership, 1 for a project or a resource, times 4 for
    /// a direct relation, 3 through a sub-territory or lineage, 1 through a parent or a resource.
    pub weight: u64,
    /// How many partnerships put it there.
    pub partnerships: u64,
    /// How many projects put it there.
    pub projects: u64,
    /// How many of its resources cover the territory.
    pub resources: u64,
    /// The reasons, the strongest first, partnerships before projects; as many as were asked for.
    pub reasons: Vec<Reason>,
}

/// A record that puts an actor in a territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// How the record relates to the territory asked for.
    pub relation: Relation,
    /// What kind of record it is: partnership, project or resource.
    pub kind: RecordKind,
    /// The record.
    pub record: Ix,
    /// The territory through which it holds.
    pub through: Ix,
    /// For a project that names no actor of this one's country: the partnership by which it is this
    /// actor's.
    pub partnership: Option<Ix>,
}

/// A resource that covers a territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoveringResource {
    /// The resource. Its record says who may use it.
    pub resource: Ix,
    /// How the territory that it covers relates to the one asked for.
    pub relation: Relation,
    /// The territory that it covers, or in which it sits.
    pub through: Ix,
    /// Whether a source says that others than the owner may use it.
    pub shared: bool,
    /// Whether its owner is one of the actors asked for.
    pub owned: bool,
}
