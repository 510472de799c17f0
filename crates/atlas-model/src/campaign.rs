//! Update rounds.

use serde::{Deserialize, Serialize};

use crate::{Figure, Id, Period, Provenance, Text};

/// A round in which authorities and embassies bring the atlas up to date, such as that of 2015.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyCampaign {
    /// Identifier: `2015`.
    #[schema(value_type = String)]
    pub id: Id,
    /// Name.
    pub name: Text,
    /// The countries it covers, by territory identifier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub countries: Vec<Id>,
    /// From when to when it ran.
    #[serde(default, skip_serializing_if = "Period::is_unknown")]
    pub period: Period,
    /// What it counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub figures: Vec<Figure>,
    /// What a reader should know of it.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
    /// Where it is known from.
    pub provenance: Provenance,
}
