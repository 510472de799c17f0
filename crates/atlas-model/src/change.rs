//! What somebody proposes together, and what was accepted.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Id, Lang, Record, RecordRef};

/// The number of an accepted revision: 1 for the first, without gaps, in commit order. 0 is the empty atlas.
pub type RevisionNumber = u64;

/// Changes that are accepted or refused together, with who proposes them and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeSet {
    /// The function or key label of whoever proposes.
    pub author: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The campaign it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Id>,
    /// What changes. One change per record.
    pub changes: Vec<Change>,
}

/// A change to one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "lowercase")]
#[expect(clippy::large_enum_variant, reason = "nearly every change is a put; boxing would only add a hop")]
pub enum Change {
    /// The record becomes this: created, or replaced whole.
    Put(Record),
    /// The record is withdrawn. Its history stays.
    Delete(RecordRef),
}

impl Change {
    /// The record that changes.
    #[must_use]
    pub fn target(&self) -> RecordRef {
        match self {
            Self::Put(record) => record.reference(),
            Self::Delete(reference) => reference.clone(),
        }
    }
}

/// What a revision did to its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The record did not exist before.
    Created,
    /// The record was replaced.
    Updated,
    /// The record was withdrawn.
    Deleted,
}

impl Action {
    /// The spelling in data.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }

    /// The name shown to people.
    #[must_use]
    pub const fn label(self, lang: Lang) -> &'static str {
        let labels = match self {
            Self::Created => ["créée", "created", "新建"],
            Self::Updated => ["modifiée", "updated", "修改"],
            Self::Deleted => ["retirée", "withdrawn", "撤回"],
        };
        labels[lang.index()]
    }
}

/// One accepted change to one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Its place in the order of everything that was ever accepted.
    pub number: RevisionNumber,
    /// The record.
    pub target: RecordRef,
    /// What was done.
    pub action: Action,
    /// Who.
    pub author: String,
    /// Why.
    pub reason: String,
    /// In which campaign.
    pub campaign: Option<Id>,
    /// When it was accepted.
    pub recorded_at: DateTime<Utc>,
    /// The record before; none if it was created.
    pub before: Option<Record>,
    /// The record after; none if it was deleted.
    pub after: Option<Record>,
}
