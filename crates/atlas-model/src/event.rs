//! The Rencontres, committee meetings and openings, with their workshops and pairs.

use serde::{Deserialize, Serialize};

use crate::terms::vocabulary;
use crate::{Figure, Id, Period, Provenance, Text};

vocabulary! {
    /// What kind of event it is.
    EventKind {
        /// Rencontres franco-chinoises de la coopération décentralisée, or the like of other countries.
        Rencontres = "rencontres", "rencontres", "conference of authorities", "地方政府合作高层论坛";
        /// A steering committee.
        Committee = "committee", "comité de pilotage", "steering committee", "指导委员会";
        /// Anything else: an opening, a visit, a year of culture.
        Other = "other", "autre", "other", "其他";
    }
}

/// An event at which partners meet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Identifier.
    #[schema(value_type = String)]
    pub id: Id,
    /// What kind of event it is.
    pub kind: EventKind,
    /// Name.
    pub name: Text,
    /// From when to when.
    #[serde(default, skip_serializing_if = "Period::is_unknown")]
    pub period: Period,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub territory: Option<Id>,
    /// Who receives the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub host: Option<Id>,
    /// Attendance and other counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub figures: Vec<Figure>,
    /// Anything a reader should know: what was decided, how the date is known.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
    /// Its workshops.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workshops: Vec<Workshop>,
    /// Where it is known from.
    pub provenance: Provenance,
}

/// A workshop: a theme, put as a question that pairs of partners answer together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Workshop {
    /// Identifier within the event.
    #[schema(value_type = String)]
    pub id: Id,
    /// The theme; none for a question that cuts across themes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub theme: Option<Id>,
    /// The problem, as a question.
    pub question: Text,
    /// Who presents together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<Pair>,
}

/// Actors of two sides proposed to present together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The actors, one of each side.
    #[schema(value_type = Vec<String>)]
    pub actors: Vec<Id>,
    /// The project that they present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub project: Option<Id>,
}
