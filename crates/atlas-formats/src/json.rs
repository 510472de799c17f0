//! The items of `/v1`: records with everything that they refer to named, in the languages asked.
//!
//! Each item type is what OpenAPI documents and what [`item`] writes. The page around the items
//! (revision, counts, links) belongs to the API.

mod cooperation;
mod place;
mod reference;
mod subject;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use atlas_index::{Ix, Rendered, Snapshot};
use atlas_model::RecordKind;
use serde::Serialize;

use crate::kinds::{Kept, for_kind};
use crate::texts::TextChoice;
use crate::world::World;

pub use cooperation::{
    FigureItem, FundingItem, MoneyItem, NeedItem, ParticipantItem, PartnershipItem, ProjectItem, ResourceItem,
};
pub use place::{ActorItem, CodeItem, MembershipItem, TerritoryItem};
pub use reference::{ActorRef, NamedRef, ProvenanceItem, SourceRef, TerritoryRef};
pub use subject::{
    CampaignItem, EventItem, PairItem, SourceItem, ThemeBody, ThemeItem, ThemeNode, WorkshopItem,
};

pub(crate) use reference::Scribe;

/// A record that has an item.
pub(crate) trait Item: Kept {
    /// The item of this record, which stands at `ix`.
    fn item<'a>(&'a self, scribe: Scribe<'a>, ix: Ix) -> impl Serialize + 'a;

    /// A reference to this record.
    fn reference<'a>(&'a self, scribe: Scribe<'a>) -> NamedRef<'a> {
        scribe.named::<Self>(self.id())
    }
}

/// Appends the item of one record, as JSON without white space; nothing if no record stands there.
pub fn item(snapshot: &Snapshot, kind: RecordKind, ix: Ix, texts: TextChoice, out: &mut Vec<u8>) {
    let scribe = Scribe { world: World(snapshot), texts };
    for_kind!(kind, T => {
        if let Some(record) = T::table(snapshot).record(ix) {
            // Writing plain values to memory cannot fail.
            let _ = serde_json::to_writer(out, &record.item(scribe, ix));
        }
    });
}

/// The item of one record, from the cache beside it; `None` if no record stands there.
#[must_use]
pub fn rendered(snapshot: &Snapshot, kind: RecordKind, ix: Ix, texts: TextChoice) -> Option<Arc<Rendered>> {
    crate::kinds::rendered(snapshot, kind, ix, texts.index(), |out| item(snapshot, kind, ix, texts, out))
}

/// The tree of themes: its roots, agreed ones first.
#[must_use]
pub fn theme_tree(snapshot: &Snapshot, texts: TextChoice) -> Vec<ThemeNode<'_>> {
    ThemeNode::roots(Scribe { world: World(snapshot), texts })
}

/// References for answers that the API builds itself, such as the coordination answers.
///
/// Each is `None` if no record stands there.
impl<'a> ActorRef<'a> {
    /// A reference to the actor at this position.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot, ix: Ix, texts: TextChoice) -> Option<Self> {
        let actor = snapshot.actors().record(ix)?;
        Some(Scribe { world: World(snapshot), texts }.actor(&actor.id))
    }
}

impl<'a> TerritoryRef<'a> {
    /// A reference to the territory at this position.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot, ix: Ix, texts: TextChoice) -> Option<Self> {
        let territory = snapshot.territories().record(ix)?;
        Some(Scribe { world: World(snapshot), texts }.territory(&territory.id))
    }
}

impl<'a> NamedRef<'a> {
    /// A reference to a record of any kind; the name of a partnership without one is made of its
    /// actors' names.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot, kind: RecordKind, ix: Ix, texts: TextChoice) -> Option<Self> {
        let scribe = Scribe { world: World(snapshot), texts };
        for_kind!(kind, T => T::table(snapshot).record(ix).map(|record| record.reference(scribe)))
    }
}
