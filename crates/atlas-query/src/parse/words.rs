//! Searches by words: every word must begin some word of a record.

use atlas_index::search_words;

use super::value::Values;
use crate::Expr;

/// Searches separated by commas, any of which may hold.
pub(super) fn search(at: &str, text: &str, values: &mut Values<'_>) -> Option<Expr> {
    let searches: Vec<Expr> = text
        .split(',')
        .map(search_words)
        .filter(|words| !words.is_empty())
        .map(|words| Expr::all(words.into_iter().map(Expr::Word).collect()))
        .collect();
    if searches.is_empty() {
        values.malformed(at, text, "one letter, digit or character at least");
        return None;
    }
    Some(Expr::any(searches))
}
