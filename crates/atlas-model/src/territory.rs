//! Places: countries, regions, departments, municipalities, past and present.

use serde::{Deserialize, Serialize};

use crate::terms::vocabulary;
use crate::{Boundary, Code, Id, PartialDate, Position, Provenance, Text};

vocabulary! {
    /// The rank of a territory, comparable between countries.
    TerritoryLevel {
        /// A country (ISO 3166-1).
        Country = "country", "pays", "country", "国家";
        /// First level: région in France, province-level unit in China (GB/T 2260 `xx0000`).
        Region = "region", "région / province", "region / province", "大区／省";
        /// Second level: département in France, prefecture-level unit in China (`xxxx00`).
        Department = "department", "département / préfecture", "department / prefecture", "省／地级市";
        /// A grouping of municipalities: EPCI in France.
        Grouping = "grouping", "intercommunalité", "grouping of municipalities", "市镇联合体";
        /// Commune in France, county-level unit or town in China.
        Municipality = "municipality", "commune / district", "municipality / county", "市镇／县";
    }
}

/// A place: a country, a région, a province, a département, a prefecture, a commune …
///
/// A territory that no longer exists is kept, with the day on which it ended and its successors:
/// Lorraine ended on 2016-01-01 and was merged into Grand Est (loi n° 2015-29 du 16 janvier 2015).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Territory {
    /// Identifier: `FR-REG-52`, `CN-220000`, `FR`.
    #[schema(value_type = String, example = "FR-REG-52")]
    pub id: Id,
    /// Comparable rank.
    pub level: TerritoryLevel,
    /// The country's own word for this kind of territory (`prefecture-level-city`, `commune`).
    pub kind: String,
    /// The country, by its territory identifier (ISO 3166-1 alpha-2).
    #[schema(value_type = String, example = "FR")]
    pub country: Id,
    /// Usual name.
    pub name: Text,
    /// Hanyu pinyin with tone marks, for names in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinyin: Option<String>,
    /// Other names in any language: older romanisations, former names, abbreviations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Official codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, example = json!(["insee-reg:52", "iso3166-2:FR-PDL"]))]
    pub codes: Vec<Code>,
    /// The territory that contains it today, or contained it when it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub parent: Option<Id>,
    /// Other territories that contain or contained it: a former région, an intercommunality.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part_of: Vec<PartOf>,
    /// First day of existence; absent means older than, or not researched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub valid_from: Option<PartialDate>,
    /// First day on which it no longer exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2016-01-01")]
    pub valid_to: Option<PartialDate>,
    /// What it was merged into, split into or renamed to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub successors: Vec<Id>,
    /// The territory where its authority sits: the chef-lieu.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub seat: Option<Id>,
    /// A point that stands for it: a label point, or the seat of its authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<[f64; 2]>)]
    pub point: Option<Position>,
    /// Its outline, where known, simplified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Vec<Vec<[f64; 2]>>>>)]
    pub boundary: Option<Boundary>,
    /// Inhabitants, as the source gives them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<u32>,
    /// Where it is known from.
    pub provenance: Provenance,
}

/// Membership of a territory in another one besides its parent, for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartOf {
    /// The containing territory.
    #[schema(value_type = String)]
    pub territory: Id,
    /// First day of membership; absent means since the beginning, or not researched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub start: Option<PartialDate>,
    /// First day on which it was no longer a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub end: Option<PartialDate>,
}
