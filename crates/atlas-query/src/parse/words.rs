//! Searches by words: every word must begin some word of a record, or all be its code. Where one
//! search alone is made and nothing matches, names with a letter amiss do.

use atlas_index::{Names, search_words};
use atlas_model::{Fault, FaultKind, Form, RecordKind};

use super::value::Values;
use crate::Expr;
use crate::evaluate::matches;

/// How many words one search may hold: each costs a walk through the words that begin so.
const MOST_WORDS: usize = 50;

/// The longest search, in bytes, that may be a misspelt name: looking for others costs by the word.
const LONGEST_NAME: usize = 200;

/// The texts that are searched for, of which any may hold.
pub(super) fn texts(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|text| !search_words(text).is_empty())
}

/// Searches separated by commas, any of which may hold. Each is also read as an identifier or an
/// official code, as people type them into the same field.
pub(super) fn search(
    at: &str,
    text: &str,
    kind: RecordKind,
    may_be_fuzzy: bool,
    values: &mut Values<'_>,
) -> Option<Expr> {
    let mut found = Vec::new();
    let mut count = 0;
    for one in texts(text) {
        let words = search_words(one);
        count += words.len();
        if count > MOST_WORDS {
            let bounds = FaultKind::OutOfRange { min: "1".to_owned(), max: format!("{MOST_WORDS} words") };
            values.faults.push(Fault::new(at, text, bounds));
            return None;
        }
        found.push(Expr::all(words.into_iter().map(Expr::Word).collect()));
        let exact = values.exactly(kind, one.trim());
        if !exact.is_empty() {
            found.push(Expr::among(exact));
        }
    }
    if found.is_empty() {
        values.malformed(at, text, Form::SearchWord);
        return None;
    }
    let mut found = Expr::any(found);
    if may_be_fuzzy
        && Names::knows(kind)
        && text.len() <= LONGEST_NAME
        && (values.fuzzy_anyway || matches(values.snapshot, kind, &found).is_empty())
    {
        let nearly = values.snapshot.names().nearly(text, kind);
        if !nearly.is_empty() {
            found = Expr::Or(vec![found, Expr::among(nearly)]);
        }
    }
    Some(found)
}
