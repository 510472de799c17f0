//! Where a record is known from, and how sure it is.

use serde::{Deserialize, Serialize};

use crate::terms::vocabulary;
use crate::{Id, PartialDate};

vocabulary! {
    /// What kind of evidence a record rests on.
    ProvenanceKind {
        /// The minutes of a steering committee.
        Minutes = "minutes", "compte rendu du comité", "committee minutes", "委员会会议纪要";
        /// A public source that can be read again.
        Documented = "documented", "source publique", "public source", "公开来源";
        /// An authority's own statement through a survey.
        Declared = "declared", "déclaré par la collectivité", "declared by the authority", "地方政府申报";
        /// The atlas's own classification or reference work, not a fact about cooperation.
        Editorial = "editorial", "travail éditorial", "editorial work", "编辑整理";
        /// Made up for a benchmark or a test; never shown as fact.
        Synthetic = "synthetic", "synthétique", "synthetic", "合成数据";
    }
}

vocabulary! {
    /// How sure a record is.
    Confidence {
        /// Dated, explicit evidence.
        High = "high", "élevée", "high", "高";
        /// Evidence that is indirect, undated or partly in conflict.
        Medium = "medium", "moyenne", "medium", "中";
        /// A single weak indication.
        Low = "low", "faible", "low", "低";
    }
}

/// The origin of one record: every record has one, every answer can show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The kind of evidence.
    pub kind: ProvenanceKind,
    /// How sure the record is.
    pub confidence: Confidence,
    /// The sources, by identifier, the one that counts most first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub sources: Vec<Id>,
    /// The place in the first source: page, section, agenda item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// When the statement was made or last confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2015-11-23")]
    pub date: Option<PartialDate>,
    /// The function (never the name) of whoever entered the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<String>,
    /// What a reader must know to judge the record: conflicting dates, doubts, deductions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Provenance {
    /// A provenance without further detail.
    #[must_use]
    pub const fn new(kind: ProvenanceKind, confidence: Confidence, sources: Vec<Id>) -> Self {
        Self { kind, confidence, sources, locator: None, date: None, entered_by: None, note: None }
    }
}
