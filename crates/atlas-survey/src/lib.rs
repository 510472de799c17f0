//! The survey: sheets as people fill them in, read row by row against the atlas.
//!
//! Any file becomes a [`Grid`] first. There is no HTTP and no database here.

mod cell;
mod columns;
mod fill;
#[cfg(test)]
mod fixture;
mod grid;
mod header;
mod issue;
mod names;
mod report;
mod review;
mod said;
mod scope;
mod slug;
mod vocabulary;
pub mod workbook;

pub use columns::KINDS;
pub use grid::{Cell, Grid, Limits, Row, Sheet, place, read};
pub use report::{Counts, FieldChange, FieldConflict, Remark, Report, RowReport, SheetReport, State, Value};
pub use review::{OpenField, Past, Proposal, Review, Submission, review};
pub use said::Said;
pub use scope::Scope;
