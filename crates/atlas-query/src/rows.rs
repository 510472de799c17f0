//! One view of every table, so that filters, pages and facets are written once for all record kinds.

use atlas_index::{Bbox, Ix, Set, Snapshot, Span, Table, Term};
use atlas_model::{
    Actor, Event, Id, Need, Partnership, Position, Project, RecordKind, Resource, Source, SurveyCampaign,
    Territory, Text, Theme,
};

/// What a query needs of a table, whatever its records are.
pub(crate) trait Rows {
    /// The records that exist.
    fn live(&self) -> &Set;
    /// The records that carry a term.
    fn posting(&self, term: Term) -> Option<&Set>;
    /// The days between which a record lasts.
    fn span(&self, ix: Ix) -> Span;
    /// Where a record is.
    fn positions(&self, ix: Ix) -> &[Position];
    /// The records with a position in a box.
    fn in_box(&self, bbox: &Bbox, within: Option<&Set>) -> Set;
    /// The records with a position within a distance of a point, in metres.
    fn near(&self, centre: Position, radius_m: f64, within: Option<&Set>) -> Set;
    /// The records with a word of this beginning.
    fn with_word(&self, folded: &str) -> Set;
    /// The record of an identifier.
    fn by_id(&self, id: &str) -> Option<Ix>;
    /// The identifier of a record that exists.
    fn id(&self, ix: Ix) -> Option<&Id>;
    /// The name, title or label of a record that exists.
    fn name(&self, ix: Ix) -> Option<&Text>;
    /// The first members of a set in the order of identifiers, strictly after one.
    fn first(&self, set: &Set, after: Option<&str>, count: usize) -> Vec<Ix>;
}

/// The table of a record kind.
pub(crate) fn rows(snapshot: &Snapshot, kind: RecordKind) -> &dyn Rows {
    match kind {
        RecordKind::Source => snapshot.sources(),
        RecordKind::Theme => snapshot.themes(),
        RecordKind::Territory => snapshot.territories(),
        RecordKind::Actor => snapshot.actors(),
        RecordKind::Campaign => snapshot.campaigns(),
        RecordKind::Event => snapshot.events(),
        RecordKind::Partnership => snapshot.partnerships(),
        RecordKind::Project => snapshot.projects(),
        RecordKind::Resource => snapshot.resources(),
        RecordKind::Need => snapshot.needs(),
    }
}

/// Gives each table the view; `name` is the field by which people know the record.
macro_rules! rows_of {
    ($($record:ident.$name:ident),+) => {
        $(
            impl Rows for Table<$record> {
                fn live(&self) -> &Set {
                    self.live()
                }

                fn posting(&self, term: Term) -> Option<&Set> {
                    self.posting(term)
                }

                fn span(&self, ix: Ix) -> Span {
                    self.span(ix)
                }

                fn positions(&self, ix: Ix) -> &[Position] {
                    self.positions(ix)
                }

                fn in_box(&self, bbox: &Bbox, within: Option<&Set>) -> Set {
                    self.in_box(bbox, within)
                }

                fn near(&self, centre: Position, radius_m: f64, within: Option<&Set>) -> Set {
                    self.near(centre, radius_m, within)
                }

                fn with_word(&self, folded: &str) -> Set {
                    self.with_word(folded)
                }

                fn by_id(&self, id: &str) -> Option<Ix> {
                    self.by_id(id)
                }

                fn id(&self, ix: Ix) -> Option<&Id> {
                    self.record(ix).map(|record| &record.id)
                }

                fn name(&self, ix: Ix) -> Option<&Text> {
                    self.record(ix).map(|record| &record.$name)
                }

                fn first(&self, set: &Set, after: Option<&str>, count: usize) -> Vec<Ix> {
                    self.ordered(set, after).take(count).collect()
                }
            }
        )+
    };
}
rows_of!(
    Source.title,
    Theme.label,
    Territory.name,
    Actor.name,
    SurveyCampaign.name,
    Event.name,
    Partnership.name,
    Project.title,
    Resource.name,
    Need.description
);
