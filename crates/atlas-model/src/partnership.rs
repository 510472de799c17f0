//! Lasting links between authorities.

use serde::{Deserialize, Serialize};

use crate::terms::vocabulary;
use crate::{Id, Period, Provenance, Status, Text};

vocabulary! {
    /// What kind of agreement a partnership rests on.
    PartnershipKind {
        /// Jumelage, 友好城市.
        Twinning = "twinning", "jumelage", "twinning", "友好城市";
        /// Accord or convention de coopération.
        CooperationAgreement = "cooperation_agreement", "accord de coopération", "cooperation agreement", "合作协议";
        /// Accord de partenariat.
        PartnershipAgreement = "partnership_agreement", "accord de partenariat", "partnership agreement", "伙伴关系协议";
        /// Charte or pacte d'amitié.
        FriendshipCharter = "friendship_charter", "charte ou pacte d'amitié", "friendship charter or pact", "友好宪章";
        /// An agreement on one subject (tourism, for example).
        ThematicAgreement = "thematic_agreement", "accord thématique", "thematic agreement", "专题协议";
        /// Cooperation in fact, under an agreement that is not known.
        Cooperation = "cooperation", "coopération", "cooperation", "合作关系";
    }
}

/// A lasting link between one or more actors on each side.
///
/// The sides are the countries of the actors' seats; nothing limits them to two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Partnership {
    /// Identifier.
    #[schema(value_type = String)]
    pub id: Id,
    /// A title, where it has one of its own.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub name: Text,
    /// What kind of agreement it rests on.
    pub kind: PartnershipKind,
    /// The actors, the leading one of each side before the others of that side.
    #[schema(value_type = Vec<String>)]
    pub actors: Vec<Id>,
    /// Where it stands.
    pub status: Status,
    /// From when to when.
    #[serde(default, skip_serializing_if = "Period::is_unknown")]
    pub period: Period,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub themes: Vec<Id>,
    /// Anything a reader should know: framework agreements, conflicting dates.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
    /// Where it is known from.
    pub provenance: Provenance,
}
