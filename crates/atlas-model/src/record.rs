//! One record of any kind.

use serde::{Deserialize, Serialize};

use crate::terms::vocabulary;
use crate::{
    Actor, Event, Fault, FaultKind, Id, Need, Partnership, Period, Project, Provenance, Resource, Source,
    SurveyCampaign, Territory, Text, Theme,
};

vocabulary! {
    /// The kinds of record, in an order in which each refers mostly to the kinds before it.
    RecordKind {
        /// [`Source`].
        Source = "source", "source", "source", "来源";
        /// [`Theme`].
        Theme = "theme", "thème", "theme", "主题";
        /// [`Territory`].
        Territory = "territory", "territoire", "territory", "地区";
        /// [`Actor`].
        Actor = "actor", "acteur", "actor", "参与方";
        /// [`SurveyCampaign`].
        Campaign = "campaign", "campagne d'enquête", "survey campaign", "调查";
        /// [`Event`].
        Event = "event", "événement", "event", "活动";
        /// [`Partnership`].
        Partnership = "partnership", "partenariat", "partnership", "合作关系";
        /// [`Project`].
        Project = "project", "projet", "project", "项目";
        /// [`Resource`].
        Resource = "resource", "ressource", "resource", "资源";
        /// [`Need`].
        Need = "need", "besoin", "need", "需求";
    }
}

impl RecordKind {
    /// The plural, as in URLs (`/v1/territories`) and file names (`territories.csv`).
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Source => "sources",
            Self::Theme => "themes",
            Self::Territory => "territories",
            Self::Actor => "actors",
            Self::Campaign => "campaigns",
            Self::Event => "events",
            Self::Partnership => "partnerships",
            Self::Project => "projects",
            Self::Resource => "resources",
            Self::Need => "needs",
        }
    }
}

/// Which record: its kind and identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordRef {
    /// The kind.
    pub kind: RecordKind,
    /// The identifier, unique within the kind.
    pub id: Id,
}

impl std::fmt::Display for RecordRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.id)
    }
}

/// A record of any kind. In JSON: `{"kind": "project", "record": { … }}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "record", rename_all = "lowercase")]
pub enum Record {
    /// A source.
    Source(Source),
    /// A theme.
    Theme(Theme),
    /// A territory.
    Territory(Territory),
    /// An actor.
    Actor(Actor),
    /// A survey campaign.
    Campaign(SurveyCampaign),
    /// An event.
    Event(Event),
    /// A partnership.
    Partnership(Partnership),
    /// A project.
    Project(Project),
    /// A resource.
    Resource(Resource),
    /// A need.
    Need(Need),
}

/// Runs one expression on whichever record it is.
macro_rules! each_record {
    ($value:expr, $record:ident => $body:expr) => {
        match $value {
            Record::Source($record) => $body,
            Record::Theme($record) => $body,
            Record::Territory($record) => $body,
            Record::Actor($record) => $body,
            Record::Campaign($record) => $body,
            Record::Event($record) => $body,
            Record::Partnership($record) => $body,
            Record::Project($record) => $body,
            Record::Resource($record) => $body,
            Record::Need($record) => $body,
        }
    };
}

impl Record {
    /// What kind of record it is.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            Self::Source(_) => RecordKind::Source,
            Self::Theme(_) => RecordKind::Theme,
            Self::Territory(_) => RecordKind::Territory,
            Self::Actor(_) => RecordKind::Actor,
            Self::Campaign(_) => RecordKind::Campaign,
            Self::Event(_) => RecordKind::Event,
            Self::Partnership(_) => RecordKind::Partnership,
            Self::Project(_) => RecordKind::Project,
            Self::Resource(_) => RecordKind::Resource,
            Self::Need(_) => RecordKind::Need,
        }
    }

    /// Its identifier.
    #[must_use]
    pub const fn id(&self) -> &Id {
        each_record!(self, record => &record.id)
    }

    /// Its kind and identifier.
    #[must_use]
    pub fn reference(&self) -> RecordRef {
        RecordRef { kind: self.kind(), id: self.id().clone() }
    }

    /// Where it is known from.
    #[must_use]
    pub const fn provenance(&self) -> &Provenance {
        each_record!(self, record => &record.provenance)
    }

    /// Its name, title or label; empty for records that have none of their own.
    #[must_use]
    pub const fn name(&self) -> &Text {
        match self {
            Self::Source(record) => &record.title,
            Self::Theme(record) => &record.label,
            Self::Territory(record) => &record.name,
            Self::Actor(record) => &record.name,
            Self::Campaign(record) => &record.name,
            Self::Event(record) => &record.name,
            Self::Partnership(record) => &record.name,
            Self::Project(record) => &record.title,
            Self::Resource(record) => &record.name,
            Self::Need(record) => &record.description,
        }
    }

    fn period(&self) -> Option<&Period> {
        match self {
            Self::Campaign(record) => Some(&record.period),
            Self::Event(record) => Some(&record.period),
            Self::Partnership(record) => Some(&record.period),
            Self::Project(record) => Some(&record.period),
            Self::Resource(record) => Some(&record.period),
            _ => None,
        }
    }

    /// What is wrong with the record in itself, whatever else exists. Places are JSON pointers.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.period().is_some_and(Period::is_reversed) {
            faults.push(Fault::at("/period/end", FaultKind::EndBeforeStart));
        }
        let name_at = match self {
            Self::Source(_) | Self::Project(_) => "/title",
            Self::Theme(_) => "/label",
            Self::Need(_) => "/description",
            Self::Partnership(_) => "",
            _ => "/name",
        };
        if !name_at.is_empty() && self.name().is_empty() {
            faults.push(Fault::at(name_at, FaultKind::Missing));
        }
        for (lang, text) in self.name().iter() {
            if text.len() > Text::MAX_LEN {
                let bounds =
                    FaultKind::OutOfRange { min: "1".into(), max: format!("{} bytes", Text::MAX_LEN) };
                faults.push(Fault::at(format!("{name_at}/{lang}"), bounds));
            }
        }
        match self {
            Self::Territory(record) => {
                if record.valid_from.zip(record.valid_to).is_some_and(|(from, to)| to < from) {
                    faults.push(Fault::at("/valid_to", FaultKind::EndBeforeStart));
                }
                if record.parent.as_ref() == Some(&record.id) {
                    faults.push(Fault::at("/parent", FaultKind::Cycle));
                }
            }
            Self::Theme(record) if record.parent.as_ref() == Some(&record.id) => {
                faults.push(Fault::at("/parent", FaultKind::Cycle));
            }
            Self::Partnership(record) => {
                if record.actors.is_empty() {
                    faults.push(Fault::at("/actors", FaultKind::Missing));
                }
                repeated(&record.actors, "/actors", &mut faults);
                repeated(&record.themes, "/themes", &mut faults);
            }
            Self::Project(record) => {
                repeated(&record.partnerships, "/partnerships", &mut faults);
                repeated(&record.territories, "/territories", &mut faults);
                repeated(&record.themes, "/themes", &mut faults);
                repeated(&record.participants, "/participants", &mut faults);
            }
            Self::Resource(record) => {
                repeated(&record.covers, "/covers", &mut faults);
                repeated(&record.themes, "/themes", &mut faults);
            }
            _ => {}
        }
        faults
    }
}

fn repeated<T: PartialEq + ToString>(values: &[T], at: &str, faults: &mut Vec<Fault>) {
    for (index, value) in values.iter().enumerate() {
        if values[..index].contains(value) {
            faults.push(Fault::new(format!("{at}/{index}"), value.to_string(), FaultKind::Duplicate));
        }
    }
}

/// Lets each record type become a [`Record`].
macro_rules! into_record {
    ($($variant:ident($record:ident)),+) => {
        $(
            impl From<$record> for Record {
                fn from(record: $record) -> Self {
                    Self::$variant(record)
                }
            }
        )+
    };
}
into_record!(
    Source(Source),
    Theme(Theme),
    Territory(Territory),
    Actor(Actor),
    Campaign(SurveyCampaign),
    Event(Event),
    Partnership(Partnership),
    Project(Project),
    Resource(Resource),
    Need(Need)
);
