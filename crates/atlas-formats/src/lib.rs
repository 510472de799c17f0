//! The formats in which records come in and go out: one module per format, reader and writer apart.
//!
//! [`package`] is the only format that is read as well as written; it turns a directory of CSV files
//! into a dataset and back without loss. There is no HTTP here and no database: the callers decide
//! where bytes come from and where they go.

mod kinds;
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

pub use texts::{Languages, TextChoice, Words};
