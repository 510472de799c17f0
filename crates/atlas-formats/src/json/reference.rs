//! References to other records, with their names expanded, and the provenance of a record.

use std::borrow::Cow;

use atlas_model::{
    Actor, ActorKind, Confidence, Id, PartialDate, Partnership, Provenance, ProvenanceKind, Source,
    Territory, TerritoryLevel, Theme,
};
use serde::Serialize;

use crate::kinds::Kept;
use crate::texts::{TextChoice, Words};
use crate::world::World;

/// A reference to a record: a theme, a partnership, a project, an event, a country.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct NamedRef<'a> {
    /// Identifier.
    pub id: Cow<'a, str>,
    /// Name, title or label.
    pub name: Words<'a>,
    /// The name in Chinese characters, where a place or an organisation has one and `name` is not it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_name: Option<Cow<'a, str>>,
}

/// A reference to a territory.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TerritoryRef<'a> {
    /// What every reference has.
    #[serde(flatten)]
    pub named: NamedRef<'a>,
    /// Rank, comparable between countries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<TerritoryLevel>,
    /// Its country, by identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Cow<'a, str>>,
}

/// A reference to an actor.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ActorRef<'a> {
    /// What every reference has.
    #[serde(flatten)]
    pub named: NamedRef<'a>,
    /// What kind of organisation it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ActorKind>,
    /// The country in which it sits, by identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Cow<'a, str>>,
}

/// A reference to a source, with what it takes to find and to credit it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SourceRef<'a> {
    /// Identifier.
    pub id: Cow<'a, str>,
    /// Title.
    pub title: Words<'a>,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Cow<'a, str>>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// The licence under which its content is reused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<Cow<'a, str>>,
    /// The credit that every use must show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Cow<'a, str>>,
}

/// Where a record is known from, and how sure it is.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ProvenanceItem<'a> {
    /// The kind of evidence.
    pub kind: ProvenanceKind,
    /// The same in words.
    pub kind_label: Words<'a>,
    /// How sure the record is.
    pub confidence: Confidence,
    /// The same in words.
    pub confidence_label: Words<'a>,
    /// The sources, the one that counts most first.
    pub sources: Vec<SourceRef<'a>>,
    /// The place in the first source: page, section, agenda item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locator: Option<Cow<'a, str>>,
    /// When the statement was made or last confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2015-11-23")]
    pub date: Option<PartialDate>,
    /// What a reader must know to judge the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Cow<'a, str>>,
}

/// Expands what a record refers to, in the languages chosen.
#[derive(Clone, Copy)]
pub(crate) struct Scribe<'a> {
    pub(crate) world: World<'a>,
    pub(crate) texts: TextChoice,
}

impl<'a> Scribe<'a> {
    /// A reference by identifier and name.
    pub(crate) fn named<T: Kept>(self, id: &'a Id) -> NamedRef<'a> {
        let name = self.world.get::<T>(id).map(Kept::name);
        NamedRef {
            id: id.as_str().into(),
            name: name.map_or_else(|| Words::One(id.as_str().into()), |name| self.texts.words(name)),
            local_name: name
                .filter(|_| T::PROPER)
                .and_then(|name| self.texts.characters(name))
                .map(Cow::from),
        }
    }

    pub(crate) fn territory(self, id: &'a Id) -> TerritoryRef<'a> {
        let territory = self.world.get::<Territory>(id);
        TerritoryRef {
            named: self.named::<Territory>(id),
            level: territory.map(|territory| territory.level),
            country: territory.map(|territory| territory.country.as_str().into()),
        }
    }

    pub(crate) fn territories(self, ids: &'a [Id]) -> Vec<TerritoryRef<'a>> {
        ids.iter().map(|id| self.territory(id)).collect()
    }

    pub(crate) fn actor(self, id: &'a Id) -> ActorRef<'a> {
        ActorRef {
            named: self.named::<Actor>(id),
            kind: self.world.get::<Actor>(id).map(|actor| actor.kind),
            country: self.world.side(id).map(|country| country.as_str().into()),
        }
    }

    pub(crate) fn actors(self, ids: &'a [Id]) -> Vec<ActorRef<'a>> {
        ids.iter().map(|id| self.actor(id)).collect()
    }

    pub(crate) fn themes(self, ids: &'a [Id]) -> Vec<NamedRef<'a>> {
        ids.iter().map(|id| self.named::<Theme>(id)).collect()
    }

    pub(crate) fn partnership(self, id: &'a Id) -> NamedRef<'a> {
        let Some(partnership) = self.world.get::<Partnership>(id) else {
            return self.named::<Partnership>(id);
        };
        let name = self.world.partnership_name(partnership);
        NamedRef {
            id: id.as_str().into(),
            name: self.texts.words(&name).into_owned(),
            local_name: self.texts.characters(&name).map(|zh| Cow::Owned(zh.to_owned())),
        }
    }

    pub(crate) fn source(self, id: &'a Id) -> SourceRef<'a> {
        let source = self.world.get::<Source>(id);
        let text = |text: &'a Option<String>| text.as_deref().map(Cow::from);
        SourceRef {
            id: id.as_str().into(),
            title: self.named::<Source>(id).name,
            url: source.and_then(|source| text(&source.url)),
            date: source.and_then(|source| source.date),
            licence: source.and_then(|source| text(&source.licence)),
            attribution: source.and_then(|source| text(&source.attribution)),
        }
    }

    pub(crate) fn provenance(self, provenance: &'a Provenance) -> ProvenanceItem<'a> {
        ProvenanceItem {
            kind: provenance.kind,
            kind_label: self.texts.label(provenance.kind),
            confidence: provenance.confidence,
            confidence_label: self.texts.label(provenance.confidence),
            sources: provenance.sources.iter().map(|id| self.source(id)).collect(),
            locator: provenance.locator.as_deref().map(Cow::from),
            date: provenance.date,
            note: provenance.note.as_deref().map(Cow::from),
        }
    }
}
