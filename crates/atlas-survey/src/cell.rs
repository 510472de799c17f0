//! A cell as somebody typed it, to the text that a package has for the same value.
//!
//! Names of other records are read in [`crate::names`]; here is what needs no atlas.

pub(crate) mod date;
pub(crate) mod list;
pub(crate) mod money;
pub(crate) mod number;

use atlas_model::{Figure, Lang};
use unicode_normalization::UnicodeNormalization;

use crate::issue::Issue;
use crate::report::Value;
use crate::vocabulary::{Vocabulary, truth};
use crate::{Cell, Said};

/// A value that was read, with what a person should know of the reading.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Read {
    /// The value as a package has it; empty for nothing.
    pub(crate) text: String,
    /// What to say of it.
    pub(crate) notes: Vec<Note>,
}

/// Something to say of a cell, or of a part of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    /// What it is.
    pub(crate) issue: Issue,
    /// The part of the cell; none for the whole.
    pub(crate) part: Option<String>,
    /// What would have been right.
    pub(crate) nearest: Vec<Value>,
}

/// What was read, or all that is wrong.
pub(crate) type Reading = Result<Read, Vec<Note>>;

impl Read {
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), notes: Vec::new() }
    }
}

impl Note {
    pub(crate) fn of(issue: Issue) -> Self {
        Self { issue, part: None, nearest: Vec::new() }
    }
}

impl From<Issue> for Note {
    fn from(issue: Issue) -> Self {
        Self::of(issue)
    }
}

/// What somebody sees in a cell, as text: full-width signs as ASCII, odd spaces as spaces.
///
/// # Errors
/// [`Issue::Formula`] and [`Issue::SheetError`]: a survey is made of values.
pub(crate) fn typed(cell: &Cell) -> Result<String, Issue> {
    match cell {
        Cell::Text(text) => Ok(tidy(text)),
        other => shown(other),
    }
}

/// A text that people read: its signs as they are, without spaces at its ends.
///
/// # Errors
/// As [`typed`].
pub(crate) fn prose(cell: &Cell) -> Result<String, Issue> {
    match cell {
        Cell::Text(text) => {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            Ok(unquoted(text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'))
                .to_owned())
        }
        other => shown(other),
    }
}

fn shown(cell: &Cell) -> Result<String, Issue> {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Text(text) => Ok(text.clone()),
        Cell::Number(number) => Ok(number::shown(*number)),
        Cell::Moment(moment) if moment.time() == chrono::NaiveTime::MIN => Ok(moment.date().to_string()),
        Cell::Moment(moment) => Ok(moment.to_string()),
        Cell::Truth(truth) => Ok(truth.to_string()),
        Cell::Error(_) => Err(Issue::SheetError),
        Cell::Formula(_) => Err(Issue::Formula),
    }
}

/// What stands in a cell, for a message.
pub(crate) fn quoted(cell: &Cell) -> Option<String> {
    const LONGEST: usize = 120;
    let text = match cell {
        Cell::Error(text) => text.clone(),
        Cell::Formula(text) if text.starts_with('=') => text.clone(),
        Cell::Formula(text) => format!("={text}"),
        Cell::Text(text) => text.trim().to_owned(),
        other => shown(other).ok()?,
    };
    if text.is_empty() {
        return None;
    }
    let short: String = text.chars().take(LONGEST).collect();
    Some(if short.len() < text.len() { short + "…" } else { short })
}

/// Full-width letters, digits and signs as ASCII, each run of spaces as one.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    for c in unquoted(text.trim()).nfkc() {
        match c {
            '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' => {}
            '\r' => {}
            '\n' => {
                tidied.truncate(tidied.trim_end_matches(' ').len());
                tidied.push('\n');
            }
            c if c.is_whitespace() => {
                if !tidied.is_empty() && !tidied.ends_with([' ', '\n']) {
                    tidied.push(' ');
                }
            }
            '、' => tidied.push('、'),
            '。' => tidied.push('.'),
            c => tidied.push(c),
        }
    }
    tidied.truncate(tidied.trim_end().len());
    tidied
}

/// Without the apostrophe that our sheets put before what a spreadsheet would take for a formula.
fn unquoted(text: &str) -> &str {
    const TRIGGERS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(TRIGGERS) => rest,
        _ => text,
    }
}

/// A term of a vocabulary, by its spelling or by a label in any language.
pub(crate) fn term(vocabulary: Vocabulary, typed: &str) -> Reading {
    vocabulary.read(typed).map(Read::of).map_err(|near| {
        let nearest = near
            .into_iter()
            .map(|spelling| Value {
                value: spelling.to_owned(),
                words: Said::with(|lang: Lang| vocabulary.label(spelling, lang)),
            })
            .collect();
        vec![Note { issue: Issue::UnknownTerm, part: None, nearest }]
    })
}

/// Yes or no.
pub(crate) fn yes_or_no(typed: &str) -> Result<bool, Vec<Note>> {
    if typed.is_empty() {
        return Ok(false);
    }
    truth(typed).ok_or_else(|| vec![Issue::BadTruth.into()])
}

/// Figures: `measure = value unit@date`, several of them separated as lists are.
pub(crate) fn figures(typed: &str) -> Reading {
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    for item in list::strong_items(typed) {
        match figure(item) {
            Some(figure) => found.push(figure.to_string()),
            None => {
                wrong.push(Note {
                    issue: Issue::BadFigure,
                    part: Some(item.to_owned()),
                    nearest: Vec::new(),
                });
            }
        }
    }
    if wrong.is_empty() { Ok(Read::of(list::join(found))) } else { Err(wrong) }
}

fn figure(item: &str) -> Option<Figure> {
    let (measure, rest) = item.rsplit_once('=').or_else(|| item.split_once(':'))?;
    let (amount, date) = match rest.rsplit_once('@') {
        Some((amount, date)) => (amount, Some(date)),
        None => match rest.trim().strip_suffix(')').and_then(|inner| inner.rsplit_once('(')) {
            Some((amount, date)) => (amount, Some(date)),
            None => (rest, None),
        },
    };
    let date = match date {
        Some(date) => Some(date::text(date.trim()).ok()?.0),
        None => None,
    };
    let (number, unit) = number::leading(amount.trim())?;
    let unit = unit.trim();
    let measure = measure.trim();
    let plain = |text: &str| !text.contains([';', '=', '@']);
    let is_sound = !measure.is_empty() && plain(measure) && plain(unit);
    is_sound.then(|| Figure {
        measure: measure.to_owned(),
        value: number,
        unit: (!unit.is_empty()).then(|| unit.to_owned()),
        date,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_spaces_and_full_width_signs_are_those_that_were_meant() {
        assert_eq!(tidy("\u{a0} １２\u{3000}０００\u{202f}€ "), "12 000 €");
        assert_eq!(tidy("吉林；长春"), "吉林;长春");
        assert_eq!(tidy("农业、美食"), "农业、美食");
        assert_eq!(tidy("'+33 2 40"), "+33 2 40");
        assert_eq!(tidy("'oui'"), "'oui'");
    }

    #[test]
    fn what_people_read_keeps_its_signs() {
        let cell = Cell::Text(" « Santé » : deux\r\nlignes ".to_owned());
        assert_eq!(prose(&cell).unwrap(), "« Santé » : deux\nlignes");
    }

    #[test]
    fn figures_are_read_with_their_units_and_dates() {
        let read = |typed: &str| figures(typed).map(|read| read.text);
        assert_eq!(
            read("médecins formés = 1 000 personnes@2015").unwrap(),
            "médecins formés=1000 personnes@2015"
        );
        assert_eq!(read("surface: 3 600,5 m2 (2014); clubs=30").unwrap(), "surface=3600.5 m2@2014;clubs=30");
        assert_eq!(read("premier accord (année)=2014").unwrap(), "premier accord (année)=2014");
        assert_eq!(read("beaucoup").unwrap_err()[0].issue, Issue::BadFigure);
    }

    #[test]
    fn a_formula_and_an_error_are_no_values() {
        assert_eq!(typed(&Cell::Formula("A1+1".into())), Err(Issue::Formula));
        assert_eq!(typed(&Cell::Error("#REF!".into())), Err(Issue::SheetError));
        assert_eq!(quoted(&Cell::Formula("A1+1".into())).as_deref(), Some("=A1+1"));
    }
}
