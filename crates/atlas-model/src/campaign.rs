//! Update rounds.

use serde::{Deserialize, Serialize};

use crate::terms::vocabulary;
use crate::{Figure, Id, Period, Provenance, Text};

vocabulary! {
    /// Whether a campaign still takes contributions.
    CampaignState {
        /// Sheets are handed out and taken in.
        Open = "open", "ouverte", "open", "进行中";
        /// It is over: how the atlas stood then is what the campaign answers.
        Closed = "closed", "close", "closed", "已结束";
    }
}

impl Default for CampaignState {
    /// A campaign of which nothing else is said is over: those that came before the atlas are.
    fn default() -> Self {
        Self::Closed
    }
}

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
    /// Whether it still takes contributions.
    #[serde(default)]
    pub state: CampaignState,
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

impl SurveyCampaign {
    /// Whether it is over.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.state == CampaignState::Closed
    }
}
