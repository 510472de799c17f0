//! What territories and actors ask for.

use serde::{Deserialize, Serialize};

use crate::{Id, PartialDate, Provenance, Text};

/// Something that a territory or one of its actors asks for, on a theme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Identifier.
    #[schema(value_type = String)]
    pub id: Id,
    /// Where it is felt.
    #[schema(value_type = String)]
    pub territory: Id,
    /// Who put it into words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub expressed_by: Option<Id>,
    /// What it is about: a theme or a sub-theme.
    #[schema(value_type = String)]
    pub theme: Id,
    /// What is asked for.
    pub description: Text,
    /// To whom it was put, in the source's words.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub addressed_to: Text,
    /// Where it was put.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub event: Option<Id>,
    /// When it was put.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// The projects that answer it; none for an unmet need.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub met_by: Vec<Id>,
    /// Where it is known from.
    pub provenance: Provenance,
}
