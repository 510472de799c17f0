//! How every territory relates to one of them.

use atlas_index::{Ix, Set, Snapshot, Term};
use atlas_model::TerritoryLevel;

use super::Relation;
use crate::Expr;

/// The territories that relate to a target.
pub(super) struct Zone {
    target: Ix,
    lineage: bool,
    descendants: Set,
    /// Predecessors of it and of what lies within it.
    forebears: Set,
    /// What contains it, whole countries left out.
    containers: Vec<Ix>,
    /// The countries that contain it.
    countries: Vec<Ix>,
}

impl Zone {
    pub(super) fn around(snapshot: &Snapshot, target: Ix, lineage: bool) -> Self {
        let places = snapshot.places();
        let descendants = places.descendants(target);
        let forebears = if lineage { places.lineage(target) - &descendants } else { Set::new() };
        let is_country = |ix: &Ix| {
            let territory = snapshot.territories().record(*ix);
            territory.is_some_and(|territory| territory.level == TerritoryLevel::Country)
        };
        let (countries, containers) = places.ancestors(target).iter().copied().partition(is_country);
        Self { target, lineage, descendants, forebears, containers, countries }
    }

    /// How a territory relates to the target; none where it does not.
    pub(super) fn relation(&self, territory: Ix) -> Option<Relation> {
        if territory == self.target {
            Some(Relation::Direct)
        } else if self.descendants.contains(territory.0) {
            Some(Relation::SubTerritory)
        } else if self.containers.contains(&territory) {
            Some(Relation::Parent)
        } else if self.forebears.contains(territory.0) {
            Some(Relation::Lineage)
        } else {
            None
        }
    }

    /// The same, a country that contains the target included.
    pub(super) fn wide_relation(&self, territory: Ix) -> Option<Relation> {
        let is_around = self.countries.contains(&territory);
        self.relation(territory).or(is_around.then_some(Relation::Parent))
    }

    /// The records that act in a territory that relates to the target.
    pub(super) fn filter(&self) -> Expr {
        let inside = if self.lineage { Term::WithinLineage(self.target) } else { Term::Within(self.target) };
        let above = self.containers.iter().map(|ix| Term::In(*ix));
        Expr::Or(std::iter::once(inside).chain(above).map(Expr::Term).collect())
    }

    /// The same, with those that act in a whole country that contains the target.
    pub(super) fn wide_filter(&self) -> Expr {
        let countries = self.countries.iter().map(|ix| Expr::Term(Term::In(*ix)));
        Expr::Or(std::iter::once(self.filter()).chain(countries).collect())
    }

    /// The strongest relation of some territories, with the first of them that has it.
    pub(super) fn strongest(&self, territories: impl IntoIterator<Item = Ix>) -> Option<(Relation, Ix)> {
        let related =
            territories.into_iter().filter_map(|ix| self.relation(ix).map(|relation| (relation, ix)));
        related.min_by_key(|(relation, _)| *relation)
    }
}
