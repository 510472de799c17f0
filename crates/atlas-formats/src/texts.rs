//! In which languages an answer speaks, and the texts of an answer.

use std::borrow::Cow;

use atlas_model::{Lang, Text};
use serde::Serialize;

use crate::term::Term;

/// In which languages texts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextChoice {
    /// In this one; a text that is missing in it is given in another (see [`Text::get`]).
    One(Lang),
    /// In every language that a text has.
    All,
}

impl TextChoice {
    /// How many choices there are.
    pub const COUNT: usize = Lang::ALL.len() + 1;

    /// The position of this choice among all, for caches.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::One(lang) => lang.index(),
            Self::All => Lang::ALL.len(),
        }
    }

    /// A text in the languages chosen.
    #[must_use]
    pub fn words(self, text: &Text) -> Words<'_> {
        match self {
            Self::One(lang) => Words::One(text.get(lang).into()),
            Self::All => {
                let in_lang = |lang| text.exactly(lang).map(Cow::from);
                Words::All(Languages { fr: in_lang(Lang::Fr), en: in_lang(Lang::En), zh: in_lang(Lang::Zh) })
            }
        }
    }

    /// A text that a record may lack.
    pub(crate) fn some_words(self, text: &Text) -> Option<Words<'_>> {
        (!text.is_empty()).then(|| self.words(text))
    }

    /// A label that exists in every language.
    pub fn labelled(self, label: impl Fn(Lang) -> &'static str) -> Words<'static> {
        match self {
            Self::One(lang) => Words::One(label(lang).into()),
            Self::All => {
                let in_lang = |lang| Some(label(lang).into());
                Words::All(Languages { fr: in_lang(Lang::Fr), en: in_lang(Lang::En), zh: in_lang(Lang::Zh) })
            }
        }
    }

    /// The label of a term.
    pub(crate) fn label(self, term: impl Term) -> Words<'static> {
        self.labelled(|lang| term.label_in(lang))
    }

    /// A name in Chinese characters, where it has one that its text in the language chosen is not.
    pub(crate) fn characters(self, name: &Text) -> Option<&str> {
        let Self::One(lang) = self else { return None };
        name.exactly(Lang::Zh).filter(|zh| *zh != name.get(lang))
    }
}

/// A text: in the language asked a string, in all languages an object with a member for each that it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Words<'a> {
    /// In the language asked.
    One(Cow<'a, str>),
    /// In all languages (`lang=all`).
    All(Languages<'a>),
}

/// A text in every language that it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Languages<'a> {
    /// French.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fr: Option<Cow<'a, str>>,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<Cow<'a, str>>,
    /// Chinese, in simplified characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zh: Option<Cow<'a, str>>,
}

impl Words<'_> {
    /// The same words, free of what they were taken from.
    #[must_use]
    pub fn into_owned(self) -> Words<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::One(text) => Words::One(own(text)),
            Self::All(Languages { fr, en, zh }) => {
                Words::All(Languages { fr: fr.map(own), en: en.map(own), zh: zh.map(own) })
            }
        }
    }
}
