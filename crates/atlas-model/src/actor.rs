//! Organisations that cooperate.

use serde::{Deserialize, Serialize};

use crate::terms::vocabulary;
use crate::{Code, Id, Position, Provenance, Text};

vocabulary! {
    /// What kind of organisation an actor is.
    ActorKind {
        /// Collectivité territoriale; in China 地方政府, the people's government of a territory.
        LocalAuthority = "local_authority", "collectivité territoriale", "local authority", "地方政府";
        /// Groupement de collectivités (EPCI, syndicat mixte, network of authorities): identified by SIREN, not a collectivité.
        AuthorityGrouping = "authority_grouping", "groupement de collectivités", "grouping of authorities", "地方政府联合体";
        /// Hospital.
        Hospital = "hospital", "hôpital", "hospital", "医院";
        /// University or other higher education.
        University = "university", "université", "university", "大学";
        /// School, lycée, collège.
        School = "school", "établissement scolaire", "school", "学校";
        /// Research institute, technopole, competitiveness cluster.
        Research = "research", "recherche et innovation", "research and innovation", "科研与创新机构";
        /// Company.
        Company = "company", "entreprise", "company", "企业";
        /// Association, club, committee, federation.
        Association = "association", "association", "association", "协会";
        /// Museum, library, orchestra, cultural institute.
        CulturalInstitution = "cultural_institution", "institution culturelle", "cultural institution", "文化机构";
        /// State administration or agency, embassy, public bank.
        StateAgency = "state_agency", "administration ou agence d'État", "state administration or agency", "国家机构";
        /// Consular chamber, professional body.
        Chamber = "chamber", "chambre consulaire ou interprofession", "chamber or trade body", "商会";
        /// Local public body: tourist office, port, local agency.
        LocalBody = "local_body", "organisme local", "local public body", "地方公共机构";
    }
}

/// An organisation seated in a territory. A local authority also *governs* one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Identifier.
    #[schema(value_type = String)]
    pub id: Id,
    /// What kind of organisation it is.
    pub kind: ActorKind,
    /// Name.
    pub name: Text,
    /// Other names and abbreviations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The territory in which it sits. Its country is the actor's side.
    #[schema(value_type = String)]
    pub seat: Id,
    /// The territory that it governs, for a local authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub governs: Option<Id>,
    /// Official codes (`siren` …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub codes: Vec<Code>,
    /// Its own point, where it is known better than its seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<[f64; 2]>)]
    pub point: Option<Position>,
    /// Web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Whom to turn to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Where it is known from.
    pub provenance: Provenance,
}

/// A public contact: a function and a generic mailbox, never a person (RGPD, art. 5.1.c).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The public function: "international relations office".
    pub function: String,
    /// A generic mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}
