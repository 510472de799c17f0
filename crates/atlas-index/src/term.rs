//! What a record can be found by.

use atlas_model::{ActorKind, Confidence, ProvenanceKind, Status, TerritoryLevel};

/// The dense position of a record in its table, within one snapshot only.
///
/// It never leaves the process: a later snapshot may give it to another record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ix(pub u32);

impl Ix {
    /// The position as an index into a slice.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One thing that a record can be found by; a table keeps the set of records for each.
///
/// Territories, themes, actors and partnerships are named by their position in their own tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// Acts in exactly this territory.
    ///
    /// A project acts in its territories of action, or else where its participants are; a
    /// partnership where its actors are; an actor in the territory that it governs, or else in its
    /// seat; a resource in what it covers and where it sits; a need and an event where they are.
    In(Ix),
    /// Acts in this territory or in one of its descendants.
    Within(Ix),
    /// The same, or in one of its predecessors: see [`crate::Hierarchy::lineage`].
    WithinLineage(Ix),
    /// Has to do with this country on either side: a territory of action or an actor's seat.
    Country(Ix),
    /// Acts in a territory of this level.
    Level(TerritoryLevel),
    /// Names exactly this theme.
    Theme(Ix),
    /// Names this theme or one of its sub-themes.
    About(Ix),
    /// Stands here.
    Status(Status),
    /// Is of this kind: the position in the vocabulary of kinds of its own record kind.
    Kind(u8),
    /// This actor takes part, owns, hosts or expresses.
    Actor(Ix),
    /// An actor of this kind takes part, owns, hosts or expresses.
    ActorKind(ActorKind),
    /// Belongs to this partnership.
    Partnership(Ix),
    /// Rests on this kind of evidence.
    ProvenanceKind(ProvenanceKind),
    /// Is this sure.
    Confidence(Confidence),
    /// A theme on which the steering committee agreed.
    Agreed,
    /// A territory that still exists: no day of ending is known.
    Current,
}

impl Term {
    /// The term that stands in for this one where both mean the same: within a territory that
    /// contains no other is in it; the lineage of one that has no predecessors is what is within it.
    pub(crate) const fn narrower(self) -> Option<Self> {
        match self {
            Self::WithinLineage(ix) => Some(Self::Within(ix)),
            Self::Within(ix) => Some(Self::In(ix)),
            Self::About(ix) => Some(Self::Theme(ix)),
            _ => None,
        }
    }
}
