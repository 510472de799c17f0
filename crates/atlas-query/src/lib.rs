//! Questions to the atlas: pure, synchronous functions over a [`atlas_index::Snapshot`].
//!
//! [`parse`] turns request parameters into a [`Query`], or into every fault of them at once;
//! [`search`] answers it with a [`Page`]. Both rest on one filter, [`Expr`], and one evaluator,
//! [`matches`](fn@matches), so that a filter means the same wherever it is asked. [`summarise`] counts the whole
//! atlas, [`coordination`] tells who is at work where, and why it says so.
//!
//! The same question to the same snapshot gives the same answer, in the same order. There is no
//! I/O, no clock, no JSON and no HTTP here; answers name records by position ([`atlas_index::Ix`]),
//! and whoever renders them expands names and languages.

mod cursor;
mod expr;
mod query;

mod evaluate;
mod facets;
mod order;
mod parameter;
mod parse;
mod rows;
mod search;
mod summary;
mod vocabulary;

pub mod coordination;

pub use cursor::{Cursor, fingerprint};
pub use evaluate::{count, matches};
pub use expr::{Days, Expr};
pub use facets::{FacetCount, FacetCounts, count_by};
pub use parameter::{Parameter, Schema, parameters, summary_parameters};
pub use parse::{Caller, parse, parse_summary};
pub use query::{Column, FacetName, Query, SortKey};
pub use search::{Page, search};
pub use summary::{Breakdown, Summary, summarise};
