//! The formats in which records come in and go out: one module per format, reader and writer apart.
//!
//! Two formats are read as well as written: [`package`] turns a directory of CSV files into a dataset
//! and back without loss, [`record`] does so with one record in JSON. There is no HTTP here and no database: the callers decide
//! where bytes come from and where they go.

mod kinds;
mod names;
mod number;
mod quote;
#[cfg(test)]
mod sample;
mod term;
mod texts;
mod world;

pub mod csv;
pub mod geojson;
pub mod json;
pub mod package;
pub mod record;

pub use names::shown_name;
pub use texts::{Languages, TextChoice, Words};
