//! Searches by words: every word must begin some word of a record, or all be its code.

use atlas_index::search_words;
use atlas_model::{Fault, FaultKind, RecordKind};

use super::value::Values;
use crate::Expr;

/// How many words one search may hold: each costs a walk through the words that begin so.
const MOST_WORDS: usize = 50;

/// Searches separated by commas, any of which may hold. Each is also read as an identifier or an
/// official code, as people type them into the same field.
pub(super) fn search(at: &str, text: &str, kind: RecordKind, values: &mut Values<'_>) -> Option<Expr> {
    let mut searches = Vec::new();
    let mut count = 0;
    for one in text.split(',') {
        let words = search_words(one);
        count += words.len();
        if count > MOST_WORDS {
            let bounds = FaultKind::OutOfRange { min: "1".to_owned(), max: format!("{MOST_WORDS} words") };
            values.faults.push(Fault::new(at, text, bounds));
            return None;
        }
        if !words.is_empty() {
            searches.push(Expr::all(words.into_iter().map(Expr::Word).collect()));
            let exact = values.exactly(kind, one.trim());
            if !exact.is_empty() {
                searches.push(Expr::among(exact));
            }
        }
    }
    if searches.is_empty() {
        values.malformed(at, text, "one letter, digit or character at least");
        return None;
    }
    Some(Expr::any(searches))
}
