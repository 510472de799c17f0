//! Where territories, actors and partnerships are: as a snapshot has them, or as a change set would.

use std::collections::HashMap;

use atlas_index::Snapshot;
use atlas_model::{Actor, Change, Id, Partnership, Record, Territory};

/// A snapshot with the records that some changes put over it.
pub(super) struct Ground<'a> {
    snapshot: &'a Snapshot,
    territories: HashMap<&'a Id, &'a Territory>,
    actors: HashMap<&'a Id, &'a Actor>,
    partnerships: HashMap<&'a Id, &'a Partnership>,
}

impl<'a> Ground<'a> {
    /// As the snapshot has it.
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        Self::with(snapshot, [])
    }

    /// As the changes would leave it.
    pub(super) fn with(snapshot: &'a Snapshot, changes: impl IntoIterator<Item = &'a Change>) -> Self {
        let (territories, actors, partnerships) = Default::default();
        let mut ground = Self { snapshot, territories, actors, partnerships };
        for change in changes {
            match change {
                Change::Put(Record::Territory(territory)) => {
                    ground.territories.insert(&territory.id, territory);
                }
                Change::Put(Record::Actor(actor)) => {
                    ground.actors.insert(&actor.id, actor);
                }
                Change::Put(Record::Partnership(partnership)) => {
                    ground.partnerships.insert(&partnership.id, partnership);
                }
                _ => {}
            }
        }
        ground
    }

    /// The country of a territory.
    pub(super) fn country_of(&self, territory: &Id) -> Option<&'a Id> {
        let table = self.snapshot.territories();
        let standing = || table.record(table.by_id(territory.as_str())?);
        self.territories.get(territory).copied().or_else(standing).map(|territory| &territory.country)
    }

    /// The territory in which an actor sits.
    pub(super) fn seat_of(&self, actor: &Id) -> Option<&'a Id> {
        self.actor(actor).map(|actor| &actor.seat)
    }

    /// The territory that an actor governs.
    pub(super) fn governed_by(&self, actor: &Id) -> Option<&'a Id> {
        self.actor(actor)?.governs.as_ref()
    }

    /// Whom a partnership links.
    pub(super) fn actors_of_partnership(&self, partnership: &Id) -> &'a [Id] {
        let table = self.snapshot.partnerships();
        let standing = || table.record(table.by_id(partnership.as_str())?);
        let found = self.partnerships.get(partnership).copied().or_else(standing);
        found.map_or(&[], |partnership| &partnership.actors)
    }

    fn actor(&self, actor: &Id) -> Option<&'a Actor> {
        let table = self.snapshot.actors();
        let standing = || table.record(table.by_id(actor.as_str())?);
        self.actors.get(actor).copied().or_else(standing)
    }
}
