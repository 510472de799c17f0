//! GeoJSON (RFC 7946): records as features, written straight as text.
//!
//! Longitude before latitude, WGS 84, at most six decimals. Properties are flat, so that a GIS shows
//! each as a column: in one language `name`, with `name_zh` beside it where a place or an organisation
//! has a name in Chinese characters that differs; in all languages `name_fr`, `name_en`, `name_zh`. Every feature says
//! its `provenance` and `confidence`. A feature carries nothing that depends on when it was asked for.

mod arc;
mod collection;
mod feature;
mod geometry;
mod members;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use atlas_index::{Ix, Rendered, Snapshot};
use atlas_model::RecordKind;

use crate::texts::TextChoice;

pub use collection::{Collection, Link};
pub use feature::{Drawing, actor, event, feature, need, partnership, project, resource, territory};

pub(crate) use geometry::push_outline;

/// Whether records of this kind are somewhere, so that they have features.
#[must_use]
pub const fn has_features(kind: RecordKind) -> bool {
    !matches!(kind, RecordKind::Source | RecordKind::Theme | RecordKind::Campaign)
}

/// The feature of one record, drawn as a point or an arc, from the cache beside the record; `None` if
/// no record stands there or its kind has no features.
#[must_use]
pub fn rendered(snapshot: &Snapshot, kind: RecordKind, ix: Ix, texts: TextChoice) -> Option<Arc<Rendered>> {
    if !has_features(kind) {
        return None;
    }
    // The slots before are those of the JSON items.
    let slot = TextChoice::COUNT + texts.index();
    crate::kinds::rendered(snapshot, kind, ix, slot, |out| {
        feature(snapshot, kind, ix, texts, Drawing::Point, out);
    })
}
