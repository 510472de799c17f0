//! What a record refers to, looked up in a snapshot: shared by every format that expands names.
//!
//! A snapshot holds no reference that leads nowhere; the lookups still answer `None` rather than
//! panic, and the formats then show the identifier alone.

use std::borrow::Cow;

use atlas_index::{Ix, Snapshot};
use atlas_model::{Actor, Id, Lang, Partnership, Position, Project, Territory, Text};

use crate::kinds::Kept;

/// A snapshot, asked by identifier.
#[derive(Clone, Copy)]
pub(crate) struct World<'a>(pub(crate) &'a Snapshot);

impl<'a> World<'a> {
    /// The record with this identifier.
    pub(crate) fn get<T: Kept>(self, id: &Id) -> Option<&'a T> {
        let table = T::table(self.0);
        table.record(table.by_id(id.as_str())?)
    }

    /// The country of a territory.
    pub(crate) fn country(self, territory: &Id) -> Option<&'a Id> {
        Some(&self.get::<Territory>(territory)?.country)
    }

    /// The country in which an actor sits: its side.
    pub(crate) fn side(self, actor: &Id) -> Option<&'a Id> {
        self.country(&self.get::<Actor>(actor)?.seat)
    }

    /// The countries of these territories and actors, each once, in their order.
    pub(crate) fn countries<'i>(
        self,
        territories: impl IntoIterator<Item = &'i Id>,
        actors: impl IntoIterator<Item = &'i Id>,
    ) -> Vec<&'a Id> {
        let of_places = territories.into_iter().filter_map(|id| self.country(id));
        let of_actors = actors.into_iter().filter_map(|id| self.side(id));
        let mut found = vec![];
        for country in of_places.chain(of_actors) {
            if !found.contains(&country) {
                found.push(country);
            }
        }
        found
    }

    /// The countries of a project: of its territories of action, then of who takes part.
    pub(crate) fn countries_of_project(self, project: &Project) -> Vec<&'a Id> {
        self.countries(&project.territories, project.participants.iter().map(|one| &one.actor))
    }

    /// The leading actor of each side of a partnership; all of its actors where they are of one country.
    pub(crate) fn leading(self, partnership: &Partnership) -> Vec<&'a Actor> {
        let mut sides = vec![];
        let mut leading = vec![];
        for actor in partnership.actors.iter().filter_map(|id| self.get::<Actor>(id)) {
            let side = self.country(&actor.seat);
            if !sides.contains(&side) {
                sides.push(side);
                leading.push(actor);
            }
        }
        if leading.len() > 1 {
            return leading;
        }
        partnership.actors.iter().filter_map(|id| self.get::<Actor>(id)).collect()
    }

    /// The name of a partnership: its own, or else those of its leading actors: "A – B".
    pub(crate) fn partnership_name<'p>(self, partnership: &'p Partnership) -> Cow<'p, Text> {
        if !partnership.name.is_empty() {
            return Cow::Borrowed(&partnership.name);
        }
        let leading = self.leading(partnership);
        let mut name = Text::default();
        for lang in Lang::ALL {
            // A language in which no actor has a name would only repeat another one.
            if leading.iter().any(|actor| actor.name.exactly(*lang).is_some()) {
                let names: Vec<&str> = leading.iter().map(|actor| actor.name.get(*lang)).collect();
                name.set(*lang, &names.join(" – "));
            }
        }
        Cow::Owned(name)
    }

    /// Where an actor is on a map.
    pub(crate) fn position_of(self, actor: &Actor) -> Option<Position> {
        self.0.position_of_actor(self.0.actors().by_id(actor.id.as_str())?)
    }

    /// The identifiers at these positions in the table of territories.
    pub(crate) fn places(self, positions: &[Ix]) -> impl Iterator<Item = &'a Territory> {
        positions.iter().filter_map(move |ix| self.0.territories().record(*ix))
    }
}
