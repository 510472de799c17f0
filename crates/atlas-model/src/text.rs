//! Texts in several languages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language in which the atlas answers.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French, the language of the committee's minutes; used where none is asked for.
    #[default]
    Fr,
    /// English.
    En,
    /// Chinese, in simplified characters.
    Zh,
}

impl Lang {
    /// Every language, in the order in which a missing text falls back to another.
    pub const ALL: &'static [Self] = &[Self::Fr, Self::En, Self::Zh];

    /// The ISO 639-1 code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The position of this language in [`Lang::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|lang| lang.as_str() == text).ok_or(())
    }
}

/// One text in up to three languages; a language that is missing is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fr: Option<String>,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// Chinese, in simplified characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zh: Option<String>,
}

impl Text {
    /// The longest text in one language, in bytes.
    pub const MAX_LEN: usize = 20_000;

    /// A text known in French alone.
    #[must_use]
    pub fn fr(text: impl Into<String>) -> Self {
        Self { fr: Some(text.into()), ..Self::default() }
    }

    /// The text in exactly this language.
    #[must_use]
    pub fn exactly(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::Fr => self.fr.as_deref(),
            Lang::En => self.en.as_deref(),
            Lang::Zh => self.zh.as_deref(),
        }
    }

    /// Sets the text of one language; an empty text clears it.
    pub fn set(&mut self, lang: Lang, text: &str) {
        let value = (!text.is_empty()).then(|| text.to_owned());
        match lang {
            Lang::Fr => self.fr = value,
            Lang::En => self.en = value,
            Lang::Zh => self.zh = value,
        }
    }

    /// The text in this language, or else in the first language that has one; empty if none has.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        self.exactly(lang)
            .or_else(|| Lang::ALL.iter().find_map(|other| self.exactly(*other)))
            .unwrap_or_default()
    }

    /// Whether no language has a text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Lang::ALL.iter().all(|lang| self.exactly(*lang).is_none())
    }

    /// Each language that has a text, with it.
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &str)> {
        Lang::ALL.iter().filter_map(|lang| self.exactly(*lang).map(|text| (*lang, text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_french_first() {
        let text = Text { fr: Some("Pékin".into()), en: None, zh: Some("北京市".into()) };
        assert_eq!(text.get(Lang::En), "Pékin");
        assert_eq!(text.get(Lang::Zh), "北京市");
        assert_eq!(Text::default().get(Lang::Fr), "");
    }
}
