//! Words of a report: in every language, or in the one that was asked for.

use atlas_model::{Lang, Text};
use serde::{Deserialize, Serialize};

/// What a report says in words. Made in every language; [`Said::only`] keeps one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Said {
    /// In one language.
    One(String),
    /// In every language of the atlas.
    All(Box<Text>),
}

impl Said {
    /// The words that `say` gives in each language.
    pub(crate) fn with(say: impl Fn(Lang) -> String) -> Self {
        let text = Text { fr: Some(say(Lang::Fr)), en: Some(say(Lang::En)), zh: Some(say(Lang::Zh)) };
        Self::All(Box::new(text))
    }

    /// Words that are the same in every language, such as what somebody typed.
    pub(crate) fn same(text: impl Into<String>) -> Self {
        Self::One(text.into())
    }

    /// The words in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            Self::One(text) => text,
            Self::All(text) => text.get(lang),
        }
    }

    /// The words in this language alone.
    #[must_use]
    pub fn only(&self, lang: Lang) -> Self {
        Self::One(self.get(lang).to_owned())
    }
}
