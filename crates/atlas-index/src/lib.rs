//! The immutable index that answers every read.
//!
//! A [`Snapshot`] holds all current records with what queries need: a bitmap per [`Term`], the
//! closure of territories and themes ([`Hierarchy`]), an R-tree and a grid for space, the words of
//! every name and text. Readers share it; nothing in it ever changes.
//!
//! Each [`Table`] is a dense, sorted *base* plus a small *delta* of what changed since the base
//! was built. [`Snapshot::apply`] makes a new snapshot by copying the delta alone, so publishing a
//! small change costs the same at a thousand records and at a million; [`Snapshot::repacked`]
//! folds the delta into a new base, in the background.
//!
//! There is no I/O, no clock and no JSON here.

mod bbox;
mod fold;
mod posting;
mod term;

mod entry;
mod part;
mod space;
mod table;
mod words;

mod describe;
mod ground;
mod hierarchy;
mod names;
mod relevance;
mod snapshot;

pub use bbox::{Bbox, distance_m};
pub use describe::Indexed;
pub use entry::{Entry, RENDER_SLOTS, Rendered, Span};
pub use fold::{fold, search_words};
pub use hierarchy::Hierarchy;
pub use names::{NameMatch, Names, Quality};
pub use relevance::{Ranking, Relevance};
pub use roaring::RoaringBitmap as Set;
pub use snapshot::{IndexError, Snapshot};
pub use table::Table;
pub use term::{Ix, Term};
