//! The members of a JSON object, written one after the other.

use std::fmt::Display;
use std::io::Write;

use atlas_model::{Lang, Text};

use crate::term::Term;
use crate::texts::TextChoice;

/// Writes the members of one object; the braces are the caller's.
pub(super) struct Members<'o> {
    out: &'o mut Vec<u8>,
    texts: TextChoice,
    first: bool,
}

impl<'o> Members<'o> {
    pub(super) fn new(out: &'o mut Vec<u8>, texts: TextChoice) -> Self {
        Self { out, texts, first: true }
    }

    /// A member that is a string.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        push_string(value, self.out);
    }

    /// A member that may be absent, whose text form needs no escape: a date, an amount.
    pub(super) fn plain(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.name(name);
            // Writing to a Vec cannot fail.
            let _ = write!(self.out, "\"{value}\"");
        }
    }

    /// A member that is a number or a truth value.
    pub(super) fn bare(&mut self, name: &str, value: impl Display) {
        self.name(name);
        let _ = write!(self.out, "{value}");
    }

    /// A list of strings.
    pub(super) fn list<'v>(&mut self, name: &str, values: impl IntoIterator<Item = &'v str>) {
        self.name(name);
        self.out.push(b'[');
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            push_string(value, self.out);
        }
        self.out.push(b']');
    }

    /// A proper name: as [`Members::words`], with its Chinese characters where those do not show it.
    pub(super) fn proper(&mut self, name: &str, text: &Text) {
        self.words(name, text);
        if let Some(zh) = self.texts.characters(text) {
            self.text(&in_lang(name, Lang::Zh), zh);
        }
    }

    /// A text: one member, or one for each language that it has.
    pub(super) fn words(&mut self, name: &str, text: &Text) {
        match self.texts {
            TextChoice::One(lang) => self.text(name, text.get(lang)),
            TextChoice::All => {
                for (lang, words) in text.iter() {
                    self.text(&in_lang(name, lang), words);
                }
            }
        }
    }

    /// The proper names of several records: one list, or one for each language.
    pub(super) fn names(&mut self, name: &str, texts: &[&Text]) {
        match self.texts {
            TextChoice::One(lang) => {
                self.list(name, texts.iter().map(|text| text.get(lang)));
                if texts.iter().any(|text| self.texts.characters(text).is_some()) {
                    self.list(&in_lang(name, Lang::Zh), texts.iter().map(|text| text.get(Lang::Zh)));
                }
            }
            TextChoice::All => {
                for lang in Lang::ALL {
                    self.list(&in_lang(name, *lang), texts.iter().map(|text| text.get(*lang)));
                }
            }
        }
    }

    /// A term: its spelling, and its label beside it.
    pub(super) fn term(&mut self, name: &str, term: impl Term) {
        self.text(name, term.spelling());
        let label = format!("{name}_label");
        match self.texts {
            TextChoice::One(lang) => self.text(&label, term.label_in(lang)),
            TextChoice::All => {
                for lang in Lang::ALL {
                    self.text(&in_lang(&label, *lang), term.label_in(*lang));
                }
            }
        }
    }

    fn name(&mut self, name: &str) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        push_string(name, self.out);
        self.out.push(b':');
    }
}

fn in_lang(name: &str, lang: Lang) -> String {
    format!("{name}_{lang}")
}

/// Appends a string with its quotes, escaped.
pub(super) fn push_string(text: &str, out: &mut Vec<u8>) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}
