//! Bounded activities within or beside partnerships.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::terms::vocabulary;
use crate::{Id, PartialDate, Period, Position, Provenance, Status, Text};

vocabulary! {
    /// The part an actor takes in a project (IATI codelist OrganisationRole).
    ActorRole {
        /// Pays (IATI 1).
        Funding = "funding", "financeur", "funding", "资助方";
        /// Answers for it (IATI 2).
        Accountable = "accountable", "responsable", "accountable", "责任方";
        /// Manages it on behalf of others (IATI 3).
        Extending = "extending", "intermédiaire", "extending", "中介方";
        /// Carries it out (IATI 4).
        Implementing = "implementing", "opérateur", "implementing", "实施方";
    }
}

/// A bounded activity: who does what, where, on which theme, with which result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Identifier.
    #[schema(value_type = String)]
    pub id: Id,
    /// Title.
    pub title: Text,
    /// What it is, in a few sentences.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    /// The partnerships it belongs to; none for a project beside any partnership.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub partnerships: Vec<Id>,
    /// Who takes part, in which role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, example = json!(["fr-charente-maritime:accountable"]))]
    pub participants: Vec<Participant>,
    /// The territories of action, on both sides; the one that stands for the project first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub territories: Vec<Id>,
    /// The primary theme or sub-theme.
    #[schema(value_type = String)]
    pub theme: Id,
    /// Further themes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub themes: Vec<Id>,
    /// Where it stands.
    pub status: Status,
    /// From when to when.
    #[serde(default, skip_serializing_if = "Period::is_unknown")]
    pub period: Period,
    /// What it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "120000 EUR")]
    pub budget: Option<Money>,
    /// Who pays, through which programme.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub funding: Vec<Funding>,
    /// What came of it, or is expected: figures with unit and date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, example = json!(["doctors trained=1000 persons@2015"]))]
    pub results: Vec<Figure>,
    /// Its own point, where it is known better than its territories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<[f64; 2]>)]
    pub point: Option<Position>,
    /// Where it is known from.
    pub provenance: Provenance,
}

/// An actor with its role in a project, written `actor:role`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Participant {
    /// Who.
    pub actor: Id,
    /// In which role.
    pub role: ActorRole,
}

impl fmt::Display for Participant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.actor, self.role)
    }
}

impl FromStr for Participant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (actor, role) = text.split_once(':').ok_or("a participant is written actor:role")?;
        Ok(Self {
            actor: Id::new(actor).map_err(|error| error.to_string())?,
            role: role.parse().map_err(|error: crate::TermError| error.to_string())?,
        })
    }
}

/// An amount in whole units of a currency (ISO 4217), written `120000 EUR`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money {
    /// Whole units of the currency.
    pub amount: u64,
    /// Three capital letters.
    pub currency: String,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

impl FromStr for Money {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            || "an amount is written in whole units with its currency, for example 120000 EUR".to_owned();
        let (amount, currency) = text.split_once(' ').ok_or_else(expected)?;
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(expected());
        }
        Ok(Self { amount: amount.parse().map_err(|_| expected())?, currency: currency.to_owned() })
    }
}

/// Money for a project: from whom, through which programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// The programme or call, or how it is paid, in the source's words.
    pub programme: String,
    /// The funder, where it is an actor of the atlas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub actor: Option<Id>,
    /// How much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub amount: Option<Money>,
}

/// A figure: what was counted, how much, in which unit, when. Written `measure=value unit@date`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Figure {
    /// What was counted.
    pub measure: String,
    /// How much.
    pub value: f64,
    /// In which unit, where the measure does not say it.
    pub unit: Option<String>,
    /// When it held.
    pub date: Option<PartialDate>,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.measure, self.value)?;
        if let Some(unit) = &self.unit {
            write!(f, " {unit}")?;
        }
        if let Some(date) = self.date {
            write!(f, "@{date}")?;
        }
        Ok(())
    }
}

impl FromStr for Figure {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            || "a figure is written measure=value, measure=value unit or measure=value unit@date".to_owned();
        let (measure, rest) = text.split_once('=').ok_or_else(expected)?;
        let (amount, date) = match rest.split_once('@') {
            Some((amount, date)) => (amount, Some(date.parse().map_err(|_| expected())?)),
            None => (rest, None),
        };
        let (value, unit) = match amount.split_once(' ') {
            Some((value, unit)) => (value, Some(unit.to_owned())),
            None => (amount, None),
        };
        let value: f64 = value.parse().map_err(|_| expected())?;
        let plain = |text: &str| !text.is_empty() && !text.contains([';', '=', '@']);
        if !value.is_finite() || !plain(measure) || !unit.as_deref().is_none_or(plain) {
            return Err(expected());
        }
        // Zero has no sign: equal figures are written alike.
        Ok(Self { measure: measure.to_owned(), value: value + 0.0, unit, date })
    }
}

/// Gives a compact text form its serde conversions.
macro_rules! serde_through_text {
    ($($name:ident),+) => {
        $(
            impl TryFrom<String> for $name {
                type Error = String;

                fn try_from(text: String) -> Result<Self, String> {
                    text.parse()
                }
            }

            impl From<$name> for String {
                fn from(value: $name) -> Self {
                    value.to_string()
                }
            }
        )+
    };
}
serde_through_text!(Participant, Money, Figure);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_forms_round_trip() {
        for text in ["fr-charente-maritime:accountable", "org-ffe:implementing"] {
            assert_eq!(text.parse::<Participant>().unwrap().to_string(), text);
        }
        for text in ["clubs_prevus=30", "médecins formés=1000 personnes@2015", "surface=3600.5 m2"] {
            assert_eq!(text.parse::<Figure>().unwrap().to_string(), text);
        }
        assert_eq!("pertes=-0".parse::<Figure>().unwrap().to_string(), "pertes=0");
        assert_eq!("6000 EUR".parse::<Money>().unwrap().to_string(), "6000 EUR");
    }

    #[test]
    fn what_is_not_a_figure_is_refused() {
        for text in ["clubs", "clubs=", "clubs=many", "=3", "clubs=NaN", "clubs=1@soon"] {
            assert!(text.parse::<Figure>().is_err(), "{text}");
        }
        assert!("6000 euros".parse::<Money>().is_err());
        assert!("fr-x:boss".parse::<Participant>().is_err());
    }
}
