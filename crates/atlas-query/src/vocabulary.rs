//! The closed vocabularies that parameters and facets use, as lists of spellings.

use atlas_index::Term;
use atlas_model::{
    ActorKind, Confidence, EventKind, Lang, PartnershipKind, ProvenanceKind, RecordKind, ResourceKind,
    Status, TerritoryLevel,
};

/// One word of a vocabulary: its spelling, its labels, and the term that records carry for it.
pub(crate) struct Word {
    /// The spelling in data and URLs.
    pub(crate) spelling: &'static str,
    /// The names shown to people, in every language.
    pub(crate) labels: [&'static str; 3],
    /// What records carry.
    pub(crate) term: Term,
}

macro_rules! words {
    ($vocabulary:ident, $term:expr) => {
        $vocabulary::ALL
            .iter()
            .zip(0_u8..)
            .map(|(word, at)| Word {
                spelling: word.as_str(),
                labels: [word.label(Lang::Fr), word.label(Lang::En), word.label(Lang::Zh)],
                term: $term(*word, at),
            })
            .collect()
    };
}

/// Statuses.
pub(crate) fn statuses() -> Vec<Word> {
    words!(Status, |word, _| Term::Status(word))
}

/// Levels of territories.
pub(crate) fn levels() -> Vec<Word> {
    words!(TerritoryLevel, |word, _| Term::Level(word))
}

/// Kinds of actors, as the actors that take part in a record.
pub(crate) fn actor_kinds() -> Vec<Word> {
    words!(ActorKind, |word, _| Term::ActorKind(word))
}

/// Kinds of evidence.
pub(crate) fn provenances() -> Vec<Word> {
    words!(ProvenanceKind, |word, _| Term::ProvenanceKind(word))
}

/// How sure a record is.
pub(crate) fn confidences() -> Vec<Word> {
    words!(Confidence, |word, _| Term::Confidence(word))
}

/// A record kind's own kinds; none for those that have none.
pub(crate) fn kinds(kind: RecordKind) -> Vec<Word> {
    match kind {
        RecordKind::Actor => words!(ActorKind, |_, at| Term::Kind(at)),
        RecordKind::Event => words!(EventKind, |_, at| Term::Kind(at)),
        RecordKind::Partnership => words!(PartnershipKind, |_, at| Term::Kind(at)),
        RecordKind::Resource => words!(ResourceKind, |_, at| Term::Kind(at)),
        _ => Vec::new(),
    }
}

/// The spellings of a vocabulary.
pub(crate) fn spellings(words: &[Word]) -> Vec<&'static str> {
    words.iter().map(|word| word.spelling).collect()
}
