//! Folding: one spelling for all the ways in which people type a name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of a text: lower case, without accents, tones or ligatures, full-width forms as
/// ASCII, and every apostrophe, hyphen or other punctuation as one space.
///
/// `"Côte-d'Or"` becomes `"cote d or"`, `"Jílín Shěng"` becomes `"jilin sheng"`; Chinese characters stay.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // Decomposing costs ten times as much as the rest, and most letters have nothing to decompose.
    if text.is_ascii() {
        text.chars().for_each(|c| fold_into(&mut folded, c));
    } else {
        text.nfkd().filter(|c| !is_combining_mark(*c)).for_each(|c| fold_into(&mut folded, c));
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether a name, folded and without its spaces, begins with these letters: none if it does not, else
/// whether more follow. Folds no more of the name than decides.
pub(crate) fn begins_with(name: &str, letters: &str) -> Option<bool> {
    let mut wanted = letters.chars();
    let mut piece = String::new();
    for c in name.nfkd().filter(|c| !is_combining_mark(*c)) {
        piece.clear();
        fold_into(&mut piece, c);
        for letter in piece.chars() {
            match wanted.next() {
                Some(expected) if expected == letter => {}
                Some(_) => return None,
                None => return Some(true),
            }
        }
    }
    wanted.next().is_none().then_some(false)
}

fn fold_into(folded: &mut String, c: char) {
    match c {
        'œ' | 'Œ' => folded.push_str("oe"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'ß' => folded.push_str("ss"),
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        'đ' | 'Đ' => folded.push('d'),
        c if c.is_ascii_alphanumeric() => folded.push(c.to_ascii_lowercase()),
        c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
        _ if folded.is_empty() || folded.ends_with(' ') => {}
        _ => folded.push(' '),
    }
}

/// Whether a character belongs to a script that is written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}

/// The longest piece kept of a run of Chinese characters.
const LONGEST_RUN: usize = 12;

/// The words of a text that somebody searches for: what each must begin, in a record's own words.
///
/// A run of Chinese characters is one word, apart from what surrounds it; one longer than the index
/// keeps is looked for piece by piece.
#[must_use]
pub fn search_words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    each_run(&fold(text), |run, unspaced| {
        if unspaced {
            let characters: Vec<char> = run.chars().collect();
            found.extend(characters.chunks(LONGEST_RUN).map(|piece| piece.iter().collect::<String>()));
        } else {
            found.push(run.to_owned());
        }
    });
    found
}

/// Calls `each` with every word of a text that a search may begin with.
///
/// Runs of Chinese characters give every suffix, so that a search finds a name from its middle.
pub(crate) fn words(text: &str, mut each: impl FnMut(&str)) {
    each_run(&fold(text), |run, unspaced| {
        if !unspaced {
            return each(run);
        }
        for (start, _) in run.char_indices() {
            let suffix = &run[start..];
            let end = suffix.char_indices().nth(LONGEST_RUN).map_or(suffix.len(), |(at, _)| at);
            each(&suffix[..end]);
        }
    });
}

/// Calls `each` with every run of a folded text that is all Chinese, or has no Chinese and no space.
fn each_run(folded: &str, mut each: impl FnMut(&str, bool)) {
    for word in folded.split(' ') {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|c| is_unspaced(c) != is_unspaced(first)).unwrap_or(rest.len());
            let (run, next) = rest.split_at(end);
            each(run, is_unspaced(first));
            rest = next;
        }
    }
}

/// The words of a name, and the name written as one word: `xi an` is also found as `xian`.
pub(crate) fn name_words(text: &str, mut each: impl FnMut(&str)) {
    words(text, &mut each);
    let folded = fold(text);
    if folded.contains(' ') && folded.len() <= 40 {
        each(&folded.replace(' ', ""));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        for text in ["Côte-d'Or", "COTE D’OR", "cote  d or", "Ｃôte-d'Or"] {
            assert_eq!(fold(text), "cote d or", "{text}");
        }
        assert_eq!(fold("Jílín Shěng"), "jilin sheng");
        assert_eq!(fold("Sacré-Cœur"), "sacre coeur");
        assert_eq!(fold(" 吉林省（东北） "), "吉林省 东北");
        assert_eq!(fold("…"), "");
    }

    #[test]
    fn the_beginning_of_a_name_is_compared_as_if_it_were_folded() {
        let names = ["Côte-d'Or", "  L’Île", "Sacré-Cœur", "西安市", "Jílín Shěng", "…", "ﬁn de"];
        let typed =
            ["cote d or", "Cote", "ile", "l'ile", "sacre coeur", "sacrec", "西安", "jilinsheng", "fin", "x"];
        for name in names {
            for typed in typed {
                let (whole, letters) = (fold(name).replace(' ', ""), fold(typed).replace(' ', ""));
                let expected = whole.starts_with(&letters).then(|| whole != letters);
                assert_eq!(begins_with(name, &letters), expected, "{name} {typed}");
            }
        }
    }

    #[test]
    fn chinese_names_are_found_from_their_middle() {
        let mut found = Vec::new();
        words("吉林省 CRBC2", |word| found.push(word.to_owned()));
        assert_eq!(found, ["吉林省", "林省", "省", "crbc2"]);
    }

    #[test]
    fn searches_are_folded_and_chinese_stands_apart() {
        assert_eq!(search_words("Côte-d'Or"), ["cote", "d", "or"]);
        assert_eq!(search_words("CRBC吉林省2"), ["crbc", "吉林省", "2"]);
        assert_eq!(search_words("中国人民对外友好协会吉林省分会"), ["中国人民对外友好协会吉林", "省分会"]);
        assert!(search_words(" - ’ ").is_empty());
    }

    #[test]
    fn a_name_of_several_words_is_also_one_word() {
        let mut found = Vec::new();
        name_words("Xi'an", |word| found.push(word.to_owned()));
        assert_eq!(found, ["xi", "an", "xian"]);
    }
}
