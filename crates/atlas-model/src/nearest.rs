//! The nearest valid values to a misspelt one.

/// At most three candidates that resemble `value`, the nearest first; none where nothing does.
///
/// Resemblance is the Damerau-Levenshtein distance over characters in lower case, up to a third of
/// the longer text, or one text beginning with the other (three characters or more). A text of one or
/// two characters resembles nothing else: half of it would have to be wrong.
pub fn nearest<'a>(value: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = value.to_lowercase();
    let wanted_len = wanted.chars().count();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        let len = lower.chars().count();
        let limit = wanted_len.max(len) / 3;
        let prefix = wanted_len.min(len) >= 3 && (lower.starts_with(&wanted) || wanted.starts_with(&lower));
        if prefix {
            found.push((1, candidate));
        } else if wanted_len.abs_diff(len) <= limit {
            let distance = strsim::damerau_levenshtein(&wanted, &lower);
            if distance <= limit {
                found.push((distance, candidate));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, candidate)| candidate.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_word_and_nonsense_finds_none() {
        let themes = ["sante", "tourisme", "energie"];
        assert_eq!(nearest("snate", themes), ["sante"]);
        assert_eq!(nearest("Tourism", themes), ["tourisme"]);
        assert!(nearest("xyzxyz", themes).is_empty());
    }

    #[test]
    fn a_short_word_is_not_near_to_every_other_short_word() {
        assert!(nearest("x", ["f", "lang"]).is_empty());
        assert!(nearest("XX", ["CX", "MX", "CN"]).is_empty());
        assert_eq!(nearest("cn", ["FR", "CN"]), ["CN"]);
        assert_eq!(nearest("jsn", ["json", "csv"]), ["json"]);
    }
}
