//! Synthetic worlds of any size, for benchmarks and tests only.
//!
//! A world has the proportions of the French atlas (12,129 projects, 4,756 authorities of one
//! country, 9,889 partners, 140 countries) and says in every record that it is made up. The same
//! size and seed always give the same world.

mod activities;
mod random;
mod territories;
mod text;

pub use random::Random;

use atlas_model::{Confidence, Dataset, Id, Provenance, ProvenanceKind, Source, Text};

/// How many countries a world has; the first is the one whose authorities seek partners in the others.
pub const COUNTRIES: usize = 140;

/// A world with this many projects.
#[must_use]
pub fn world(projects: usize, seed: u64) -> Dataset {
    let mut random = Random::new(seed);
    let mut dataset = Dataset { sources: vec![source()], themes: text::themes(), ..Dataset::default() };
    let places = territories::fill(&mut dataset, projects, &mut random);
    activities::fill(&mut dataset, &places, projects, &mut random);
    dataset.sort();
    dataset
}

/// The identifier of the one source that every record names.
const SOURCE: &str = "synthetic-world";

fn source() -> Source {
    Source {
        id: id(SOURCE),
        title: Text {
            fr: Some("Monde synthétique : aucune de ces fiches n'est réelle".to_owned()),
            en: Some("Synthetic world: none of these records is real".to_owned()),
            zh: Some("合成数据：所有记录均非真实".to_owned()),
        },
        publisher: None,
        url: None,
        date: None,
        licence: Some("CC0-1.0".to_owned()),
        attribution: None,
        provenance: Provenance::new(ProvenanceKind::Synthetic, Confidence::Low, Vec::new()),
    }
}

fn provenance() -> Provenance {
    Provenance::new(ProvenanceKind::Synthetic, Confidence::Low, vec![id(SOURCE)])
}

fn id(text: &str) -> Id {
    Id::new(text).expect("identifiers of synthetic worlds are made of letters, digits and hyphens")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_is_whole_and_repeatable() {
        let made = world(2_000, 7);
        assert_eq!(made.projects.len(), 2_000);
        assert_eq!(made.territories.iter().filter(|t| t.parent.is_none()).count(), COUNTRIES);
        assert_eq!(made.faults(), []);
        assert_eq!(made, world(2_000, 7));
        assert_ne!(made, world(2_000, 8));
    }

    #[test]
    fn at_the_size_of_the_french_atlas_it_has_its_proportions() {
        let made = world(12_129, 1);
        let hub = made.actors.iter().filter(|actor| actor.id.as_str().starts_with("a000-")).count();
        assert!((4_300..5_200).contains(&hub), "{hub}");
        assert!((9_000..10_800).contains(&(made.actors.len() - hub)), "{}", made.actors.len() - hub);
    }
}
