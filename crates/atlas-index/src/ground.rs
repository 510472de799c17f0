//! The records that others refer to, while those are being indexed.

use atlas_model::{Actor, Id, Partnership, Position, Territory, Theme};

use crate::{Hierarchy, Ix, Table};

/// What the description of a record may look up.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) territories: &'a Table<Territory>,
    pub(crate) themes: &'a Table<Theme>,
    pub(crate) actors: &'a Table<Actor>,
    pub(crate) partnerships: &'a Table<Partnership>,
    pub(crate) places: &'a Hierarchy,
    pub(crate) subjects: &'a Hierarchy,
}

impl<'a> Ground<'a> {
    pub(crate) fn territory(&self, id: &Id) -> Option<&'a Territory> {
        self.territories.record(self.territories.by_id(id.as_str())?)
    }

    /// The territory that an actor governs, or else the one in which it sits.
    pub(crate) fn place_of(&self, actor: Ix) -> Option<Ix> {
        let actor = self.actors.record(actor)?;
        self.territories.by_id(actor.governs.as_ref().unwrap_or(&actor.seat).as_str())
    }

    /// Where an actor is on a map: its own point, else the seat of its territory's authority, else its territory.
    pub(crate) fn position_of(&self, actor: &Actor) -> Option<Position> {
        if actor.point.is_some() {
            return actor.point;
        }
        let place = self.territory(actor.governs.as_ref().unwrap_or(&actor.seat))?;
        let seat = place.seat.as_ref().and_then(|id| self.territory(id)).and_then(|seat| seat.point);
        seat.or(place.point)
    }

    pub(crate) fn point_of(&self, territory: Ix) -> Option<Position> {
        self.territories.record(territory)?.point
    }
}
