//! The closed vocabularies as people write them: spellings, labels in every language, other words.

use std::sync::OnceLock;

use atlas_index::fold;
use atlas_model::{ActorKind, ActorRole, Lang, PartnershipKind, ResourceKind, Sharing, Status, nearest};

/// One term of a vocabulary.
pub(crate) struct Word {
    /// The spelling in data.
    pub(crate) spelling: &'static str,
    /// The names shown to people.
    pub(crate) labels: [&'static str; 3],
}

/// A closed vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Vocabulary {
    ActorKind,
    PartnershipKind,
    ResourceKind,
    Sharing,
    Status,
    ActorRole,
}

/// Other words for a term: the vocabulary, the spelling of the term, the words.
const OTHER_WORDS: &[(Vocabulary, &str, &[&str])] = &[
    (Vocabulary::Status, "planned", &["à venir", "prévue", "en projet", "upcoming", "拟议", "计划"]),
    (
        Vocabulary::Status,
        "active",
        &["active", "en cours", "ongoing", "running", "in progress", "进行", "正在进行", "在建"],
    ),
    (Vocabulary::Status, "presumed_active", &["présumée active", "sans doute actif"]),
    (Vocabulary::Status, "suspended", &["suspendue", "en pause", "paused", "中止"]),
    (
        Vocabulary::Status,
        "ended",
        &[
            "terminée",
            "achevé",
            "achevée",
            "fini",
            "clos",
            "close",
            "finished",
            "completed",
            "完成",
            "已完成",
            "结束",
        ],
    ),
    (Vocabulary::Status, "cancelled", &["abandonnée", "annulé", "annulée", "canceled", "abandoned", "取消"]),
    (Vocabulary::Status, "unknown", &["inconnue", "non connu", "ne sait pas", "不详"]),
    (
        Vocabulary::PartnershipKind,
        "twinning",
        &["jumelé", "villes jumelées", "sister cities", "友城", "姐妹城市"],
    ),
    (
        Vocabulary::PartnershipKind,
        "cooperation_agreement",
        &["accord", "convention", "convention de coopération", "agreement"],
    ),
    (Vocabulary::ActorKind, "local_authority", &["collectivité", "authority", "地方政府机构"]),
    (Vocabulary::Sharing, "shared", &["oui", "yes", "mutualisé", "mutualisée", "partagée", "是"]),
    (Vocabulary::Sharing, "restricted", &["non", "no", "réservée", "否"]),
    (Vocabulary::ActorRole, "accountable", &["porteur", "chef de file", "pilote", "lead", "牵头"]),
    (Vocabulary::ActorRole, "funding", &["bailleur", "funder", "donor", "出资方"]),
    (Vocabulary::ActorRole, "implementing", &["partenaire", "partner", "operator", "合作方"]),
];

macro_rules! words_of {
    ($vocabulary:ident) => {
        $vocabulary::ALL
            .iter()
            .map(|term| Word {
                spelling: term.as_str(),
                labels: [term.label(Lang::Fr), term.label(Lang::En), term.label(Lang::Zh)],
            })
            .collect()
    };
}

impl Vocabulary {
    /// Its terms, in the order in which people expect to read them.
    pub(crate) fn words(self) -> Vec<Word> {
        match self {
            Self::ActorKind => words_of!(ActorKind),
            Self::PartnershipKind => words_of!(PartnershipKind),
            Self::ResourceKind => words_of!(ResourceKind),
            Self::Sharing => words_of!(Sharing),
            Self::Status => words_of!(Status),
            Self::ActorRole => words_of!(ActorRole),
        }
    }

    /// The spelling of the term that somebody wrote, by any of its words.
    ///
    /// # Errors
    /// The spellings of the nearest terms; of all where none is near.
    pub(crate) fn read(self, typed: &str) -> Result<&'static str, Vec<&'static str>> {
        let wanted = fold(typed);
        let known = self.known();
        if let Some((_, spelling)) = known.iter().find(|(name, _)| *name == wanted) {
            return Ok(spelling);
        }
        let mut found: Vec<&'static str> = Vec::new();
        for near in nearest(&wanted, known.iter().map(|(name, _)| name.as_str())) {
            let spelling = known.iter().find(|(name, _)| *name == near).map(|(_, spelling)| *spelling);
            found.extend(spelling.filter(|spelling| !found.contains(spelling)));
        }
        if found.is_empty() {
            found = self.words().iter().map(|word| word.spelling).collect();
        }
        Err(found)
    }

    /// Every folded name of a term with the spelling of the term: folded once.
    fn known(self) -> &'static [(String, &'static str)] {
        static KNOWN: [OnceLock<Vec<(String, &'static str)>>; 6] = [const { OnceLock::new() }; 6];
        KNOWN[self as usize].get_or_init(|| {
            let mut known = Vec::new();
            for word in self.words() {
                known.push((fold(word.spelling), word.spelling));
                known.extend(word.labels.iter().map(|label| (fold(label), word.spelling)));
            }
            for (_, spelling, others) in OTHER_WORDS.iter().filter(|(of, _, _)| *of == self) {
                known.extend(others.iter().map(|other| (fold(other), *spelling)));
            }
            known
        })
    }

    /// The name of a term in a language; the spelling itself where it is no term.
    pub(crate) fn label(self, spelling: &str, lang: Lang) -> String {
        let word = self.words().into_iter().find(|word| word.spelling == spelling);
        word.map_or_else(|| spelling.to_owned(), |word| word.labels[lang.index()].to_owned())
    }
}

/// Whether somebody wrote yes or no; none for anything else.
pub(crate) fn truth(typed: &str) -> Option<bool> {
    const YES: &[&str] =
        &["oui", "o", "yes", "y", "x", "xx", "vrai", "true", "ok", "1", "是", "对", "有", "v"];
    const NO: &[&str] = &["non", "n", "no", "faux", "false", "0", "否", "不", "无"];
    if ["✓", "✔", "☑", "√", "×", "✗", "✘"].contains(&typed.trim()) {
        // A cross in a column to be ticked is a tick.
        return Some(true);
    }
    let folded = fold(typed);
    if YES.contains(&folded.as_str()) {
        Some(true)
    } else if NO.contains(&folded.as_str()) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_read_by_its_spelling_and_by_its_label_in_any_language() {
        for typed in ["active", "Actif", " EN COURS ", "进行中", "Ａｃｔｉｖｅ", "ongoing"] {
            assert_eq!(Vocabulary::Status.read(typed), Ok("active"), "{typed}");
        }
        assert_eq!(Vocabulary::PartnershipKind.read("友好城市"), Ok("twinning"));
    }

    #[test]
    fn a_misspelt_term_is_answered_with_the_nearest_and_nonsense_with_all() {
        assert_eq!(Vocabulary::Status.read("termine e"), Err(vec!["ended"]));
        assert_eq!(Vocabulary::Status.read("qqqqqq").unwrap_err().len(), Status::ALL.len());
    }

    #[test]
    fn other_words_are_of_terms_that_exist() {
        for (vocabulary, spelling, _) in OTHER_WORDS {
            assert!(vocabulary.words().iter().any(|word| word.spelling == *spelling), "{spelling}");
        }
    }

    #[test]
    fn yes_and_no_are_read_in_every_language() {
        for typed in ["oui", "Yes", "是", "x", "✓", "1", "VRAI"] {
            assert_eq!(truth(typed), Some(true), "{typed}");
        }
        for typed in ["non", "No", "否", "0"] {
            assert_eq!(truth(typed), Some(false), "{typed}");
        }
        assert_eq!(truth("peut-être"), None);
    }
}
