//! From a kind of record, known when the program runs, to its type.

use std::sync::Arc;

use atlas_index::{Indexed, Ix, Rendered, Snapshot, Table};
use atlas_model::{
    Actor, Event, Need, Partnership, Project, Provenance, RecordKind, Resource, Source, SurveyCampaign,
    Territory, Text, Theme,
};

/// Runs one expression with `$type` standing for the record type of a kind.
macro_rules! for_kind {
    ($kind:expr, $type:ident => $body:expr) => {
        match $kind {
            atlas_model::RecordKind::Source => {
                type $type = atlas_model::Source;
                $body
            }
            atlas_model::RecordKind::Theme => {
                type $type = atlas_model::Theme;
                $body
            }
            atlas_model::RecordKind::Territory => {
                type $type = atlas_model::Territory;
                $body
            }
            atlas_model::RecordKind::Actor => {
                type $type = atlas_model::Actor;
                $body
            }
            atlas_model::RecordKind::Campaign => {
                type $type = atlas_model::SurveyCampaign;
                $body
            }
            atlas_model::RecordKind::Event => {
                type $type = atlas_model::Event;
                $body
            }
            atlas_model::RecordKind::Partnership => {
                type $type = atlas_model::Partnership;
                $body
            }
            atlas_model::RecordKind::Project => {
                type $type = atlas_model::Project;
                $body
            }
            atlas_model::RecordKind::Resource => {
                type $type = atlas_model::Resource;
                $body
            }
            atlas_model::RecordKind::Need => {
                type $type = atlas_model::Need;
                $body
            }
        }
    };
}
pub(crate) use for_kind;

/// A type of record that a snapshot has a table of.
pub(crate) trait Kept: Indexed + Sized + 'static {
    /// Whether its name is a proper one, of a place or of an organisation: those travel in Chinese
    /// characters whatever the language of the answer.
    const PROPER: bool;

    /// The table.
    fn table(snapshot: &Snapshot) -> &Table<Self>;

    /// Its name, title, label or description; empty for a partnership without a name of its own.
    fn name(&self) -> &Text;

    /// Where it is known from.
    fn provenance(&self) -> &Provenance;
}

/// Ties each record type to its table.
macro_rules! kept {
    ($($type:ident, $table:ident, $name:ident, $proper:literal;)+) => {
        $(
            impl Kept for $type {
                const PROPER: bool = $proper;

                fn table(snapshot: &Snapshot) -> &Table<Self> {
                    snapshot.$table()
                }

                fn name(&self) -> &Text {
                    &self.$name
                }

                fn provenance(&self) -> &Provenance {
                    &self.provenance
                }
            }
        )+
    };
}
kept!(
    Source, sources, title, false;
    Theme, themes, label, false;
    Territory, territories, name, true;
    Actor, actors, name, true;
    SurveyCampaign, campaigns, name, false;
    Event, events, name, false;
    Partnership, partnerships, name, true;
    Project, projects, title, false;
    Resource, resources, name, false;
    Need, needs, description, false;
);

/// The bytes that `render` makes of the record at `ix`, from the cache beside it.
pub(crate) fn rendered(
    snapshot: &Snapshot,
    kind: RecordKind,
    ix: Ix,
    slot: usize,
    render: impl FnOnce(&mut Vec<u8>),
) -> Option<Arc<Rendered>> {
    let render = || {
        let mut out = Vec::new();
        render(&mut out);
        out
    };
    let generation = snapshot.generation(kind);
    for_kind!(kind, T => T::table(snapshot).get(ix).map(|entry| entry.rendered(slot, generation, render)))
}
