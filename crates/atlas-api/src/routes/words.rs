//! Texts and labels in the languages chosen, for answers that are not made of one record each.

use atlas_formats::{Languages, TextChoice, Words};
use atlas_model::{Lang, Text};

/// A text in the languages chosen.
pub(crate) fn in_words(text: &Text, texts: TextChoice) -> Words<'static> {
    match texts {
        TextChoice::One(lang) => as_is(text.get(lang)),
        TextChoice::All => {
            let exactly = |lang| text.exactly(lang).map(|text| text.to_owned().into());
            Words::All(Languages { fr: exactly(Lang::Fr), en: exactly(Lang::En), zh: exactly(Lang::Zh) })
        }
    }
}

/// A label in the languages chosen.
pub(crate) fn labelled(texts: TextChoice, label: impl Fn(Lang) -> &'static str) -> Words<'static> {
    match texts {
        TextChoice::One(lang) => Words::One(label(lang).into()),
        TextChoice::All => {
            let label = |lang| Some(label(lang).into());
            Words::All(Languages { fr: label(Lang::Fr), en: label(Lang::En), zh: label(Lang::Zh) })
        }
    }
}

/// A text that is the same in every language: a year, an identifier.
pub(crate) fn as_is(text: &str) -> Words<'static> {
    Words::One(text.to_owned().into())
}
