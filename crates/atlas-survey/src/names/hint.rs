//! Words beside a name that tell which of several is meant: "province du Jilin", "Jilin City".

use atlas_index::fold;
use atlas_model::{Territory, TerritoryLevel};

/// What a word beside a name says of the territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// It is of this level.
    Level(TerritoryLevel),
    /// It is a city, whatever its level.
    City,
}

impl Hint {
    pub(super) fn suits(self, territory: &Territory) -> bool {
        match self {
            Self::Level(level) => territory.level == level,
            Self::City => {
                territory.level == TerritoryLevel::Municipality
                    || territory.kind.contains("city")
                    || territory.kind.contains("municipality")
            }
        }
    }
}

/// Words that say what a territory is, folded.
const HINTS: &[(&str, Hint)] = &[
    ("pays", Hint::Level(TerritoryLevel::Country)),
    ("country", Hint::Level(TerritoryLevel::Country)),
    ("province", Hint::Level(TerritoryLevel::Region)),
    ("region", Hint::Level(TerritoryLevel::Region)),
    ("regional", Hint::Level(TerritoryLevel::Region)),
    ("sheng", Hint::Level(TerritoryLevel::Region)),
    ("departement", Hint::Level(TerritoryLevel::Department)),
    ("departemental", Hint::Level(TerritoryLevel::Department)),
    ("department", Hint::Level(TerritoryLevel::Department)),
    ("prefecture", Hint::Level(TerritoryLevel::Department)),
    ("metropole", Hint::Level(TerritoryLevel::Grouping)),
    ("agglomeration", Hint::Level(TerritoryLevel::Grouping)),
    ("intercommunalite", Hint::Level(TerritoryLevel::Grouping)),
    ("commune", Hint::Level(TerritoryLevel::Municipality)),
    ("district", Hint::Level(TerritoryLevel::Municipality)),
    ("county", Hint::Level(TerritoryLevel::Municipality)),
    ("comte", Hint::Level(TerritoryLevel::Municipality)),
    ("ville", Hint::City),
    ("mairie", Hint::City),
    ("municipalite", Hint::City),
    ("municipality", Hint::City),
    ("municipal", Hint::City),
    ("city", Hint::City),
    ("shi", Hint::City),
];

/// Words that belong to an authority, not to its territory, folded.
const AUTHORITY: &[&str] = &[
    "conseil",
    "gouvernement",
    "populaire",
    "people",
    "peoples",
    "s",
    "government",
    "council",
    "authority",
    "collectivite",
];

/// Endings of the names of authorities in Chinese.
const AUTHORITY_ENDINGS: &[&str] = &["人民政府", "政府"];

/// Words between others.
const BETWEEN: &[&str] = &["de", "du", "des", "d", "la", "le", "les", "l", "of", "the"];

/// The name without the word that tells what it is, and this word; none where there is none.
pub(super) fn take(typed: &str) -> Option<(String, Hint)> {
    let folded = fold(typed);
    let words: Vec<&str> = folded.split(' ').collect();
    let hint_of = |word: &str| HINTS.iter().find(|(hint, _)| *hint == word).map(|(_, hint)| *hint);
    let first = words.first().and_then(|word| hint_of(word));
    let last = words.last().and_then(|word| hint_of(word));
    let (rest, hint) = match (first, last) {
        (Some(hint), _) => (&words[1..], hint),
        (None, Some(hint)) => (&words[..words.len() - 1], hint),
        (None, None) => return None,
    };
    let rest = between_stripped(rest);
    (!rest.is_empty()).then(|| (rest.join(" "), hint))
}

/// The name of an authority's territory: "Gouvernement populaire de la province du Jilin", 吉林省人民政府.
/// None where nothing speaks of an authority.
pub(super) fn without_authority(typed: &str) -> Option<String> {
    let trimmed = typed.trim();
    if let Some(place) = AUTHORITY_ENDINGS.iter().find_map(|ending| trimmed.strip_suffix(ending)) {
        return (!place.is_empty()).then(|| place.to_owned());
    }
    let folded = fold(typed);
    let words: Vec<&str> = folded.split(' ').collect();
    let kept: Vec<&str> = words.iter().copied().filter(|word| !AUTHORITY.contains(word)).collect();
    if kept.len() == words.len() || kept.is_empty() {
        return None;
    }
    Some(between_stripped(&kept).join(" "))
}

fn between_stripped<'w, 't>(words: &'w [&'t str]) -> &'w [&'t str] {
    let start = words.iter().position(|word| !BETWEEN.contains(word)).unwrap_or(words.len());
    let end = words.iter().rposition(|word| !BETWEEN.contains(word)).map_or(start, |at| at + 1);
    &words[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_tells_stands_before_or_behind_the_name() {
        let region = Hint::Level(TerritoryLevel::Region);
        assert_eq!(take("Province du Jilin"), Some(("jilin".into(), region)));
        assert_eq!(take("Jilin (province)"), Some(("jilin".into(), region)));
        assert_eq!(take("Jilin City"), Some(("jilin".into(), Hint::City)));
        assert_eq!(take("Jilin"), None);
        assert_eq!(take("Ville"), None);
    }

    #[test]
    fn an_authority_is_told_from_its_territory() {
        assert_eq!(without_authority("吉林省人民政府").as_deref(), Some("吉林省"));
        assert_eq!(
            without_authority("Conseil régional de Bretagne").as_deref(),
            Some("regional de bretagne")
        );
        assert_eq!(
            without_authority("People's Government of Jilin Province").as_deref(),
            Some("jilin province")
        );
        assert_eq!(without_authority("Bretagne"), None);
    }
}
