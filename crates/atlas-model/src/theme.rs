//! What cooperation is about.

use serde::{Deserialize, Serialize};

use crate::{Code, Id, Provenance, Text};

/// A subject in the concept scheme: one of the themes agreed in Nantes, a sub-theme, or one that
/// the atlas added to classify what the four do not cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Identifier.
    #[schema(value_type = String)]
    pub id: Id,
    /// The broader theme (`skos:broader`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub parent: Option<Id>,
    /// Preferred label (`skos:prefLabel`).
    pub label: Text,
    /// What it covers (`skos:definition`).
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub definition: Text,
    /// Other words for it, in any language (`skos:altLabel`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Whether the steering committee of 23 November 2015 agreed on it.
    #[serde(default)]
    pub agreed: bool,
    /// Whether it cuts across the others (financing, circular economy, training).
    #[serde(default)]
    pub cross_cutting: bool,
    /// Crosswalk: `oecd-dac` purpose codes, `sdg` goals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub codes: Vec<Code>,
    /// Where it comes from.
    pub provenance: Provenance,
}
