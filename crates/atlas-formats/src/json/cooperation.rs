//! Partnerships, projects, resources and needs, as `/v1` shows them.

use std::borrow::Cow;

use atlas_index::Ix;
use atlas_model::{
    ActorRole, Event, Figure, Money, Need, PartialDate, Partnership, PartnershipKind, Period, Position,
    Project, Resource, ResourceKind, Sharing, Status, Territory, Theme,
};
use serde::Serialize;

use super::Item;
use super::reference::{ActorRef, NamedRef, ProvenanceItem, Scribe, TerritoryRef};
use crate::texts::Words;

/// A lasting link between one or more actors on each side.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PartnershipItem<'a> {
    /// Identifier.
    pub id: Cow<'a, str>,
    /// Its own name, or else the names of the leading actor of each side: "A – B".
    pub name: Words<'a>,
    /// The name in Chinese characters, where there is one and `name` is not it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_name: Option<Cow<'a, str>>,
    /// What kind of agreement it rests on.
    pub kind: PartnershipKind,
    /// The same in words.
    pub kind_label: Words<'a>,
    /// Where it stands.
    pub status: Status,
    /// The same in words.
    pub status_label: Words<'a>,
    /// From when to when.
    pub period: Period,
    /// The countries on its sides.
    pub countries: Vec<NamedRef<'a>>,
    /// The actors, the leading one of each side before the others of that side.
    pub actors: Vec<ActorRef<'a>>,
    /// What it is about.
    pub themes: Vec<NamedRef<'a>>,
    /// Anything a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Words<'a>>,
    /// Where it is known from.
    pub provenance: ProvenanceItem<'a>,
}

impl Item for Partnership {
    fn item<'a>(&'a self, scribe: Scribe<'a>, _: Ix) -> impl Serialize + 'a {
        PartnershipItem::new(self, scribe)
    }

    fn reference<'a>(&'a self, scribe: Scribe<'a>) -> NamedRef<'a> {
        scribe.partnership(&self.id)
    }
}

impl<'a> PartnershipItem<'a> {
    pub(crate) fn new(partnership: &'a Partnership, scribe: Scribe<'a>) -> Self {
        let NamedRef { id, name, local_name } = scribe.partnership(&partnership.id);
        let countries = scribe.world.countries([], &partnership.actors);
        Self {
            id,
            name,
            local_name,
            kind: partnership.kind,
            kind_label: scribe.texts.label(partnership.kind),
            status: partnership.status,
            status_label: scribe.texts.label(partnership.status),
            period: partnership.period,
            countries: countries.into_iter().map(|id| scribe.named::<Territory>(id)).collect(),
            actors: scribe.actors(&partnership.actors),
            themes: scribe.themes(&partnership.themes),
            note: scribe.texts.some_words(&partnership.note),
            provenance: scribe.provenance(&partnership.provenance),
        }
    }
}

/// A bounded activity: who does what, where, on which theme, with which result.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ProjectItem<'a> {
    /// Identifier.
    pub id: Cow<'a, str>,
    /// Title.
    pub title: Words<'a>,
    /// What it is, in a few sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Words<'a>>,
    /// The primary theme or sub-theme.
    pub theme: NamedRef<'a>,
    /// Further themes.
    pub themes: Vec<NamedRef<'a>>,
    /// Where it stands.
    pub status: Status,
    /// The same in words.
    pub status_label: Words<'a>,
    /// From when to when.
    pub period: Period,
    /// The countries of its territories and of those who take part.
    pub countries: Vec<NamedRef<'a>>,
    /// The partnerships it belongs to.
    pub partnerships: Vec<NamedRef<'a>>,
    /// Who takes part, in which role.
    pub participants: Vec<ParticipantItem<'a>>,
    /// The territories of action, on both sides; the one that stands for the project first.
    pub territories: Vec<TerritoryRef<'a>>,
    /// Where it is on a map: longitude, latitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<[f64; 2]>)]
    pub point: Option<Position>,
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<MoneyItem<'a>>,
    /// Who pays, through which programme.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub funding: Vec<FundingItem<'a>>,
    /// What came of it, or is expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<FigureItem<'a>>,
    /// Where it is known from.
    pub provenance: ProvenanceItem<'a>,
}

/// An actor with its role in a project.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ParticipantItem<'a> {
    /// Who.
    pub actor: ActorRef<'a>,
    /// In which role.
    pub role: ActorRole,
    /// The same in words.
    pub role_label: Words<'a>,
}

/// An amount in whole units of a currency.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct MoneyItem<'a> {
    /// Whole units.
    pub amount: u64,
    /// ISO 4217 code.
    #[schema(example = "EUR")]
    pub currency: Cow<'a, str>,
}

/// Money for a project.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FundingItem<'a> {
    /// The programme or call, in the source's words.
    pub programme: Cow<'a, str>,
    /// The funder, where it is an actor of the atlas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<ActorRef<'a>>,
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<MoneyItem<'a>>,
}

/// A figure: what was counted, how much, in which unit, when.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FigureItem<'a> {
    /// What was counted.
    pub measure: Cow<'a, str>,
    /// How much.
    #[serde(serialize_with = "short_number")]
    pub value: f64,
    /// In which unit, where the measure does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Cow<'a, str>>,
    /// When it held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
}

impl Item for Project {
    fn item<'a>(&'a self, scribe: Scribe<'a>, ix: Ix) -> impl Serialize + 'a {
        ProjectItem::new(self, scribe, ix)
    }
}

impl<'a> ProjectItem<'a> {
    pub(crate) fn new(project: &'a Project, scribe: Scribe<'a>, ix: Ix) -> Self {
        let participant = |one: &'a atlas_model::Participant| ParticipantItem {
            actor: scribe.actor(&one.actor),
            role: one.role,
            role_label: scribe.texts.label(one.role),
        };
        let funding = |one: &'a atlas_model::Funding| FundingItem {
            programme: one.programme.as_str().into(),
            actor: one.actor.as_ref().map(|id| scribe.actor(id)),
            amount: one.amount.as_ref().map(money),
        };
        let countries = scribe.world.countries_of_project(project);
        Self {
            id: project.id.as_str().into(),
            title: scribe.texts.words(&project.title),
            description: scribe.texts.some_words(&project.description),
            theme: scribe.named::<Theme>(&project.theme),
            themes: scribe.themes(&project.themes),
            status: project.status,
            status_label: scribe.texts.label(project.status),
            period: project.period,
            countries: countries.into_iter().map(|id| scribe.named::<Territory>(id)).collect(),
            partnerships: project.partnerships.iter().map(|id| scribe.partnership(id)).collect(),
            participants: project.participants.iter().map(participant).collect(),
            territories: scribe.territories(&project.territories),
            point: scribe.world.0.projects().positions(ix).first().copied(),
            budget: project.budget.as_ref().map(money),
            funding: project.funding.iter().map(funding).collect(),
            results: figures(&project.results),
            provenance: scribe.provenance(&project.provenance),
        }
    }
}

fn money(money: &Money) -> MoneyItem<'_> {
    MoneyItem { amount: money.amount, currency: money.currency.as_str().into() }
}

/// Writes a whole number without a decimal point.
fn short_number<S: serde::Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    // Up to here every whole number has a double of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        serializer.serialize_i64(*value as i64)
    } else {
        serializer.serialize_f64(*value)
    }
}

pub(super) fn figures(figures: &[Figure]) -> Vec<FigureItem<'_>> {
    fn item(figure: &Figure) -> FigureItem<'_> {
        FigureItem {
            measure: figure.measure.as_str().into(),
            value: figure.value,
            unit: figure.unit.as_deref().map(Cow::from),
            date: figure.date,
        }
    }
    figures.iter().map(item).collect()
}

/// A shared means: an office, a volunteer on site, a club, a platform.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ResourceItem<'a> {
    /// Identifier.
    pub id: Cow<'a, str>,
    /// Usual name.
    pub name: Words<'a>,
    /// What it is.
    pub kind: ResourceKind,
    /// The same in words.
    pub kind_label: Words<'a>,
    /// What it offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Words<'a>>,
    /// Whose it is.
    pub owner: ActorRef<'a>,
    /// Where it sits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<TerritoryRef<'a>>,
    /// Where it is on a map: longitude, latitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<[f64; 2]>)]
    pub point: Option<Position>,
    /// The territories in which it serves; none means wherever its users work.
    pub covers: Vec<TerritoryRef<'a>>,
    /// What it is good for; none means any theme.
    pub themes: Vec<NamedRef<'a>>,
    /// Whether others may use it.
    pub sharing: Sharing,
    /// The same in words.
    pub sharing_label: Words<'a>,
    /// Who may use it, in the source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available_to: Option<Words<'a>>,
    /// Where it stands.
    pub status: Status,
    /// The same in words.
    pub status_label: Words<'a>,
    /// From when to when.
    pub period: Period,
    /// Where it is known from.
    pub provenance: ProvenanceItem<'a>,
}

impl Item for Resource {
    fn item<'a>(&'a self, scribe: Scribe<'a>, ix: Ix) -> impl Serialize + 'a {
        ResourceItem::new(self, scribe, ix)
    }
}

impl<'a> ResourceItem<'a> {
    pub(crate) fn new(resource: &'a Resource, scribe: Scribe<'a>, ix: Ix) -> Self {
        Self {
            id: resource.id.as_str().into(),
            name: scribe.texts.words(&resource.name),
            kind: resource.kind,
            kind_label: scribe.texts.label(resource.kind),
            description: scribe.texts.some_words(&resource.description),
            owner: scribe.actor(&resource.owner),
            seat: resource.seat.as_ref().map(|id| scribe.territory(id)),
            point: scribe.world.0.resources().positions(ix).first().copied(),
            covers: scribe.territories(&resource.covers),
            themes: scribe.themes(&resource.themes),
            sharing: resource.sharing,
            sharing_label: scribe.texts.label(resource.sharing),
            available_to: scribe.texts.some_words(&resource.available_to),
            status: resource.status,
            status_label: scribe.texts.label(resource.status),
            period: resource.period,
            provenance: scribe.provenance(&resource.provenance),
        }
    }
}

/// Something that a territory or one of its actors asks for, on a theme.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct NeedItem<'a> {
    /// Identifier.
    pub id: Cow<'a, str>,
    /// What is asked for.
    pub description: Words<'a>,
    /// What it is about.
    pub theme: NamedRef<'a>,
    /// Where it is felt.
    pub territory: TerritoryRef<'a>,
    /// Who put it into words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expressed_by: Option<ActorRef<'a>>,
    /// To whom it was put, in the source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addressed_to: Option<Words<'a>>,
    /// Where it was put.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<NamedRef<'a>>,
    /// When it was put.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// Whether some project answers it.
    pub met: bool,
    /// The projects that answer it.
    pub met_by: Vec<NamedRef<'a>>,
    /// Where it is known from.
    pub provenance: ProvenanceItem<'a>,
}

impl Item for Need {
    fn item<'a>(&'a self, scribe: Scribe<'a>, _: Ix) -> impl Serialize + 'a {
        NeedItem::new(self, scribe)
    }
}

impl<'a> NeedItem<'a> {
    pub(crate) fn new(need: &'a Need, scribe: Scribe<'a>) -> Self {
        Self {
            id: need.id.as_str().into(),
            description: scribe.texts.words(&need.description),
            theme: scribe.named::<Theme>(&need.theme),
            territory: scribe.territory(&need.territory),
            expressed_by: need.expressed_by.as_ref().map(|id| scribe.actor(id)),
            addressed_to: scribe.texts.some_words(&need.addressed_to),
            event: need.event.as_ref().map(|id| scribe.named::<Event>(id)),
            date: need.date,
            met: !need.met_by.is_empty(),
            met_by: need.met_by.iter().map(|id| scribe.named::<Project>(id)).collect(),
            provenance: scribe.provenance(&need.provenance),
        }
    }
}
