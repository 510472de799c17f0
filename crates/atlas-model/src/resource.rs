//! Shared means.

use serde::{Deserialize, Serialize};

use crate::terms::vocabulary;
use crate::{Id, Period, Provenance, Status, Text};

vocabulary! {
    /// What a resource is.
    ResourceKind {
        /// A representation office.
        Office = "office", "bureau", "office", "办事处";
        /// A relay on site: volunteer (VIE, VSI) or correspondent.
        Relay = "relay", "relais sur place", "relay on site", "当地联络人";
        /// A club of companies or partners.
        Club = "club", "club", "club", "俱乐部";
        /// A platform, network or country group.
        Platform = "platform", "plate-forme ou réseau", "platform or network", "平台或网络";
        /// A call for projects or a fund.
        Funding = "funding", "financement", "funding", "资金";
        /// A prize.
        Prize = "prize", "prix", "prize", "奖项";
        /// A tool or reference: atlas, web site, method.
        Tool = "tool", "outil ou référence", "tool or reference", "工具或资料";
        /// A committee that keeps a link alive.
        Committee = "committee", "comité", "committee", "委员会";
    }
}

vocabulary! {
    /// Whether others than the owner may use a resource.
    Sharing {
        /// A source says that others may.
        Shared = "shared", "partagé", "shared", "共享";
        /// Only the owner's own people.
        Restricted = "restricted", "réservé", "restricted", "限内部使用";
        /// No source says.
        Unspecified = "unspecified", "non précisé", "unspecified", "未说明";
    }
}

/// A shared means: an office, a volunteer on site, a club, a platform.
///
/// The committee's example: the Qingdao office of Pays de la Loire, open to the other French
/// authorities at work in Shandong (minutes of 23 November 2015).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Identifier.
    #[schema(value_type = String)]
    pub id: Id,
    /// What it is.
    pub kind: ResourceKind,
    /// Name.
    pub name: Text,
    /// What it offers.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    /// Whose it is.
    #[schema(value_type = String)]
    pub owner: Id,
    /// Where it sits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub seat: Option<Id>,
    /// The territories in which it serves; none means wherever its users work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub covers: Vec<Id>,
    /// What it is good for; none means any theme.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub themes: Vec<Id>,
    /// Whether others may use it.
    pub sharing: Sharing,
    /// Who may use it, in the source's words.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub available_to: Text,
    /// Where it stands.
    pub status: Status,
    /// From when to when.
    #[serde(default, skip_serializing_if = "Period::is_unknown")]
    pub period: Period,
    /// Where it is known from.
    pub provenance: Provenance,
}
