//! Where statements come from.

use serde::{Deserialize, Serialize};

use crate::{Id, PartialDate, Provenance, Text};

/// A source: minutes, an article, a code list, a map. What must be credited says how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Identifier.
    #[schema(value_type = String)]
    pub id: Id,
    /// Title, in the source's own language.
    pub title: Text,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub date: Option<PartialDate>,
    /// The licence under which its content is reused, as an SPDX identifier where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The credit that every use must show, for sources that ask for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
    /// How the atlas came to it.
    pub provenance: Provenance,
}
