//! Territories and actors, as `/v1` shows them.

use std::borrow::Cow;

use atlas_index::Ix;
use atlas_model::{Actor, ActorKind, Code, Contact, PartialDate, Position, Territory, TerritoryLevel};
use serde::Serialize;

use super::Item;
use super::reference::{NamedRef, ProvenanceItem, Scribe, TerritoryRef};
use crate::texts::Words;

/// An official code.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CodeItem<'a> {
    /// The code list: `insee-reg`, `gbt2260`, `siren` …
    #[schema(example = "gbt2260")]
    pub scheme: Cow<'a, str>,
    /// The code within it, always a text.
    #[schema(example = "220000")]
    pub value: Cow<'a, str>,
}

/// A place: a country, a région, a province, a département, a prefecture, a commune …
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TerritoryItem<'a> {
    /// Identifier.
    #[schema(example = "FR-REG-52")]
    pub id: Cow<'a, str>,
    /// Usual name.
    pub name: Words<'a>,
    /// The name in Chinese characters, where there is one and `name` is not it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_name: Option<Cow<'a, str>>,
    /// Hanyu pinyin with tone marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinyin: Option<Cow<'a, str>>,
    /// Other names in any language.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub aliases: &'a [String],
    /// Rank, comparable between countries.
    pub level: TerritoryLevel,
    /// The same in words.
    pub level_label: Words<'a>,
    /// The country's own word for this kind of territory.
    pub kind: Cow<'a, str>,
    /// Its country.
    pub country: NamedRef<'a>,
    /// The territory that contains it today, or contained it when it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<TerritoryRef<'a>>,
    /// All territories that contain or contained it, the nearest first.
    pub ancestors: Vec<TerritoryRef<'a>>,
    /// Memberships besides the parent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub part_of: Vec<MembershipItem<'a>>,
    /// Official codes.
    pub codes: Vec<CodeItem<'a>>,
    /// First day of existence; absent means older than, or not researched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub valid_from: Option<PartialDate>,
    /// First day on which it no longer exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2016-01-01")]
    pub valid_to: Option<PartialDate>,
    /// Whether no day of ending is known.
    pub current: bool,
    /// What was merged into it, split into it or renamed to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<TerritoryRef<'a>>,
    /// What it was merged into, split into or renamed to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<TerritoryRef<'a>>,
    /// The territory where its authority sits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<TerritoryRef<'a>>,
    /// A point that stands for it: longitude, latitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<[f64; 2]>, example = json!([-0.8, 47.4]))]
    pub point: Option<Position>,
    /// Whether its outline is known (`f=geojson&geometry=boundary`).
    pub has_boundary: bool,
    /// Inhabitants, as the source gives them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<u32>,
    /// Where it is known from.
    pub provenance: ProvenanceItem<'a>,
}

/// Membership of a territory in another one besides its parent, for a time.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct MembershipItem<'a> {
    /// The containing territory.
    pub territory: TerritoryRef<'a>,
    /// First day of membership.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub start: Option<PartialDate>,
    /// First day on which it was no longer a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub end: Option<PartialDate>,
}

impl Item for Territory {
    fn item<'a>(&'a self, scribe: Scribe<'a>, ix: Ix) -> impl Serialize + 'a {
        TerritoryItem::new(self, scribe, ix)
    }
}

impl<'a> TerritoryItem<'a> {
    pub(crate) fn new(territory: &'a Territory, scribe: Scribe<'a>, ix: Ix) -> Self {
        let places = scribe.world.0.places();
        let references = |positions: &[Ix]| -> Vec<TerritoryRef<'a>> {
            scribe.world.places(positions).map(|place| scribe.territory(&place.id)).collect()
        };
        let membership = |part: &'a atlas_model::PartOf| MembershipItem {
            territory: scribe.territory(&part.territory),
            start: part.start,
            end: part.end,
        };
        Self {
            id: territory.id.as_str().into(),
            name: scribe.texts.words(&territory.name),
            local_name: scribe.texts.characters(&territory.name).map(Cow::from),
            pinyin: territory.pinyin.as_deref().map(Cow::from),
            aliases: &territory.aliases,
            level: territory.level,
            level_label: scribe.texts.label(territory.level),
            kind: territory.kind.as_str().into(),
            country: scribe.named::<Territory>(&territory.country),
            parent: territory.parent.as_ref().map(|id| scribe.territory(id)),
            ancestors: references(places.ancestors(ix)),
            part_of: territory.part_of.iter().map(membership).collect(),
            codes: codes(&territory.codes),
            valid_from: territory.valid_from,
            valid_to: territory.valid_to,
            current: territory.valid_to.is_none(),
            predecessors: references(places.predecessors(ix)),
            successors: references(places.successors(ix)),
            seat: territory.seat.as_ref().map(|id| scribe.territory(id)),
            point: territory.point,
            has_boundary: territory.boundary.is_some(),
            population: territory.population,
            provenance: scribe.provenance(&territory.provenance),
        }
    }
}

/// An organisation seated in a territory.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ActorItem<'a> {
    /// Identifier.
    #[schema(example = "fr-pays-de-la-loire")]
    pub id: Cow<'a, str>,
    /// Usual name.
    pub name: Words<'a>,
    /// The name in Chinese characters, where there is one and `name` is not it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_name: Option<Cow<'a, str>>,
    /// Other names and abbreviations.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub aliases: &'a [String],
    /// What kind of organisation it is.
    pub kind: ActorKind,
    /// The same in words.
    pub kind_label: Words<'a>,
    /// The country in which it sits: its side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<NamedRef<'a>>,
    /// The territory in which it sits.
    pub seat: TerritoryRef<'a>,
    /// The territory that it governs, for a local authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governs: Option<TerritoryRef<'a>>,
    /// Official codes.
    pub codes: Vec<CodeItem<'a>>,
    /// Where it is on a map: longitude, latitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<[f64; 2]>)]
    pub point: Option<Position>,
    /// Web site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<Cow<'a, str>>,
    /// Whom to turn to: a function and a generic mailbox, never a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<&'a Contact>,
    /// Where it is known from.
    pub provenance: ProvenanceItem<'a>,
}

impl Item for Actor {
    fn item<'a>(&'a self, scribe: Scribe<'a>, _: Ix) -> impl Serialize + 'a {
        ActorItem::new(self, scribe)
    }
}

impl<'a> ActorItem<'a> {
    pub(crate) fn new(actor: &'a Actor, scribe: Scribe<'a>) -> Self {
        Self {
            id: actor.id.as_str().into(),
            name: scribe.texts.words(&actor.name),
            local_name: scribe.texts.characters(&actor.name).map(Cow::from),
            aliases: &actor.aliases,
            kind: actor.kind,
            kind_label: scribe.texts.label(actor.kind),
            country: scribe.world.country(&actor.seat).map(|id| scribe.named::<Territory>(id)),
            seat: scribe.territory(&actor.seat),
            governs: actor.governs.as_ref().map(|id| scribe.territory(id)),
            codes: codes(&actor.codes),
            point: scribe.world.position_of(actor),
            website: actor.website.as_deref().map(Cow::from),
            contact: actor.contact.as_ref(),
            provenance: scribe.provenance(&actor.provenance),
        }
    }
}

pub(super) fn codes(codes: &[Code]) -> Vec<CodeItem<'_>> {
    fn item(code: &Code) -> CodeItem<'_> {
        CodeItem { scheme: code.scheme.as_str().into(), value: code.value.as_str().into() }
    }
    codes.iter().map(item).collect()
}
