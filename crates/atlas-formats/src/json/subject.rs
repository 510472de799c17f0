//! Themes, sources, events and survey campaigns, as `/v1` shows them.

use std::borrow::Cow;

use atlas_index::Ix;
use atlas_model::{
    CampaignState, Event, EventKind, Period, Project, Source, SurveyCampaign, Territory, Theme,
};
use serde::Serialize;

use super::Item;
use super::cooperation::{FigureItem, figures};
use super::place::{CodeItem, codes};
use super::reference::{ActorRef, NamedRef, ProvenanceItem, Scribe, SourceRef, TerritoryRef};
use crate::texts::Words;

/// What a theme says of itself, wherever it is shown whole.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ThemeBody<'a> {
    /// Identifier.
    pub id: Cow<'a, str>,
    /// Preferred label.
    pub label: Words<'a>,
    /// What it covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<Words<'a>>,
    /// Whether the steering committee agreed on it.
    pub agreed: bool,
    /// Whether it cuts across the others.
    pub cross_cutting: bool,
    /// Equivalents in other code lists.
    pub codes: Vec<CodeItem<'a>>,
}

/// A subject in the tree of themes.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ThemeItem<'a> {
    /// What it says of itself.
    #[serde(flatten)]
    pub theme: ThemeBody<'a>,
    /// Other words for it, in any language.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub aliases: &'a [String],
    /// The broader theme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<NamedRef<'a>>,
    /// The narrower themes.
    pub children: Vec<NamedRef<'a>>,
    /// Where it comes from.
    pub provenance: ProvenanceItem<'a>,
}

/// A theme with the themes below it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ThemeNode<'a> {
    /// What it says of itself.
    #[serde(flatten)]
    pub theme: ThemeBody<'a>,
    /// The narrower themes, by identifier.
    #[schema(no_recursion)]
    pub children: Vec<ThemeNode<'a>>,
}

impl<'a> ThemeBody<'a> {
    fn new(theme: &'a Theme, scribe: Scribe<'a>) -> Self {
        Self {
            id: theme.id.as_str().into(),
            label: scribe.texts.words(&theme.label),
            definition: scribe.texts.some_words(&theme.definition),
            agreed: theme.agreed,
            cross_cutting: theme.cross_cutting,
            codes: codes(&theme.codes),
        }
    }
}

impl Item for Theme {
    fn item<'a>(&'a self, scribe: Scribe<'a>, ix: Ix) -> impl Serialize + 'a {
        ThemeItem::new(self, scribe, ix)
    }
}

impl<'a> ThemeItem<'a> {
    pub(crate) fn new(theme: &'a Theme, scribe: Scribe<'a>, ix: Ix) -> Self {
        let snapshot = scribe.world.0;
        let children = snapshot.subjects().children(ix).iter();
        Self {
            theme: ThemeBody::new(theme, scribe),
            aliases: &theme.aliases,
            parent: theme.parent.as_ref().map(|id| scribe.named::<Theme>(id)),
            children: children
                .filter_map(|ix| snapshot.themes().record(*ix))
                .map(|child| scribe.named::<Theme>(&child.id))
                .collect(),
            provenance: scribe.provenance(&theme.provenance),
        }
    }
}

impl<'a> ThemeNode<'a> {
    /// The trees below the themes that have no parent, agreed ones first, then by identifier.
    pub(crate) fn roots(scribe: Scribe<'a>) -> Vec<Self> {
        let table = scribe.world.0.themes();
        let roots = table.iter().filter(|(_, entry)| entry.record.parent.is_none());
        let mut nodes: Vec<Self> = roots.map(|(ix, entry)| Self::new(&entry.record, scribe, ix)).collect();
        nodes.sort_by_key(|node| !node.theme.agreed);
        nodes
    }

    fn new(theme: &'a Theme, scribe: Scribe<'a>, ix: Ix) -> Self {
        let snapshot = scribe.world.0;
        let below = snapshot.subjects().children(ix).iter().map(|ix| (*ix, snapshot.themes().record(*ix)));
        Self {
            theme: ThemeBody::new(theme, scribe),
            children: below.filter_map(|(ix, theme)| Some(Self::new(theme?, scribe, ix))).collect(),
        }
    }
}

/// A source: minutes, an article, a code list, a map.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SourceItem<'a> {
    /// What it takes to find and to credit it.
    #[serde(flatten)]
    pub source: SourceRef<'a>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Cow<'a, str>>,
    /// How the atlas came to it.
    pub provenance: ProvenanceItem<'a>,
}

impl Item for Source {
    fn item<'a>(&'a self, scribe: Scribe<'a>, _: Ix) -> impl Serialize + 'a {
        SourceItem {
            source: scribe.source(&self.id),
            publisher: self.publisher.as_deref().map(Cow::from),
            provenance: scribe.provenance(&self.provenance),
        }
    }
}

/// A round in which the atlas was brought up to date.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CampaignItem<'a> {
    /// Identifier.
    #[schema(example = "2015")]
    pub id: Cow<'a, str>,
    /// Usual name.
    pub name: Words<'a>,
    /// The countries it covers.
    pub countries: Vec<NamedRef<'a>>,
    /// Whether it still takes contributions.
    pub state: CampaignState,
    /// The same in words.
    pub state_label: Words<'a>,
    /// From when to when it ran.
    pub period: Period,
    /// What it counted.
    pub figures: Vec<FigureItem<'a>>,
    /// What a reader should know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Words<'a>>,
    /// Where it is known from.
    pub provenance: ProvenanceItem<'a>,
}

impl Item for SurveyCampaign {
    fn item<'a>(&'a self, scribe: Scribe<'a>, _: Ix) -> impl Serialize + 'a {
        CampaignItem {
            id: self.id.as_str().into(),
            name: scribe.texts.words(&self.name),
            countries: self.countries.iter().map(|id| scribe.named::<Territory>(id)).collect(),
            state: self.state,
            state_label: scribe.texts.label(self.state),
            period: self.period,
            figures: figures(&self.figures),
            note: scribe.texts.some_words(&self.note),
            provenance: scribe.provenance(&self.provenance),
        }
    }
}

/// An event at which partners meet.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct EventItem<'a> {
    /// Identifier.
    pub id: Cow<'a, str>,
    /// Usual name.
    pub name: Words<'a>,
    /// What kind of event it is.
    pub kind: EventKind,
    /// The same in words.
    pub kind_label: Words<'a>,
    /// From when to when.
    pub period: Period,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub territory: Option<TerritoryRef<'a>>,
    /// Who receives the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<ActorRef<'a>>,
    /// Attendance and other counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<FigureItem<'a>>,
    /// Anything a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Words<'a>>,
    /// Its workshops.
    pub workshops: Vec<WorkshopItem<'a>>,
    /// Where it is known from.
    pub provenance: ProvenanceItem<'a>,
}

/// A workshop: a theme, put as a question that pairs of partners answer together.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct WorkshopItem<'a> {
    /// Identifier within the event.
    pub id: Cow<'a, str>,
    /// The theme; none for a question that cuts across themes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<NamedRef<'a>>,
    /// The problem, as a question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<Words<'a>>,
    /// Who presents together.
    pub pairs: Vec<PairItem<'a>>,
}

/// Actors of two sides proposed to present together.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PairItem<'a> {
    /// The actors, one of each side.
    pub actors: Vec<ActorRef<'a>>,
    /// The project that they present.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<NamedRef<'a>>,
}

impl Item for Event {
    fn item<'a>(&'a self, scribe: Scribe<'a>, _: Ix) -> impl Serialize + 'a {
        EventItem {
            id: self.id.as_str().into(),
            name: scribe.texts.words(&self.name),
            kind: self.kind,
            kind_label: scribe.texts.label(self.kind),
            period: self.period,
            territory: self.territory.as_ref().map(|id| scribe.territory(id)),
            host: self.host.as_ref().map(|id| scribe.actor(id)),
            figures: figures(&self.figures),
            note: scribe.texts.some_words(&self.note),
            workshops: self.workshops.iter().map(|one| WorkshopItem::new(one, scribe)).collect(),
            provenance: scribe.provenance(&self.provenance),
        }
    }
}

impl<'a> WorkshopItem<'a> {
    fn new(workshop: &'a atlas_model::Workshop, scribe: Scribe<'a>) -> Self {
        let pair = |pair: &'a atlas_model::Pair| PairItem {
            actors: scribe.actors(&pair.actors),
            project: pair.project.as_ref().map(|id| scribe.named::<Project>(id)),
        };
        Self {
            id: workshop.id.as_str().into(),
            theme: workshop.theme.as_ref().map(|id| scribe.named::<Theme>(id)),
            question: scribe.texts.some_words(&workshop.question),
            pairs: workshop.pairs.iter().map(pair).collect(),
        }
    }
}
