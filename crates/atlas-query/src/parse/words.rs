//! Searches by words: every word must begin some word of a record.

use atlas_index::fold;

use super::value::Values;
use crate::Expr;

/// Searches separated by commas, any of which may hold.
pub(super) fn search(at: &str, text: &str, values: &mut Values<'_>) -> Option<Expr> {
    let searches: Vec<Expr> = text
        .split(',')
        .map(words)
        .filter(|words| !words.is_empty())
        .map(|words| Expr::all(words.into_iter().map(Expr::Word).collect()))
        .collect();
    if searches.is_empty() {
        values.malformed(at, text, "one letter, digit or character at least");
        return None;
    }
    Some(Expr::any(searches))
}

/// The longest run of Chinese characters that the index keeps as one word.
const LONGEST_RUN: usize = 12;

/// The folded words of a search. A run of Chinese characters is one word, apart from what surrounds
/// it, as in the index; a longer one is looked for piece by piece.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
        let letters: Vec<char> = word.chars().collect();
        for run in letters.chunk_by(|a, b| is_unspaced(*a) == is_unspaced(*b)) {
            if run.first().is_some_and(|c| is_unspaced(*c)) {
                found.extend(run.chunks(LONGEST_RUN).map(|piece| piece.iter().collect::<String>()));
            } else {
                found.push(run.iter().collect());
            }
        }
    }
    found
}

/// Whether a character belongs to a script that is written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_folded_and_chinese_stands_apart() {
        assert_eq!(words("Côte-d'Or"), ["cote", "d", "or"]);
        assert_eq!(words("CRBC吉林省2"), ["crbc", "吉林省", "2"]);
        assert_eq!(words("中国人民对外友好协会吉林省分会"), ["中国人民对外友好协会吉林", "省分会"]);
        assert!(words(" - ’ ").is_empty());
    }
}
