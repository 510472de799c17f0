//! A Tabular Data Package: a directory of CSV files with a `datapackage.json` (Frictionless Data),
//! which is what fixtures are, what `import` reads and what `export` writes.
//!
//! One CSV file per kind of record, named by its plural (`projects.csv`), one row per record, sorted
//! by identifier; what a record holds several of stands in child files (`project_funding.csv`,
//! `workshops.csv`, `pairs.csv`), outlines in `boundaries.geojson`. Files without rows are left out.
//! UTF-8, comma, LF, RFC 4180 quoting. Writing what was read gives the same bytes.
//!
//! Columns may stand in any order; a column that may be empty may be left out, an unknown one is a
//! fault. Cells are taken as they stand, spaces included. Only files that `datapackage.json` lists
//! are read, and a file of the atlas that it does not list is a fault.
//!
//! Whether records refer to records that exist is checked by [`Reading::follow`], for a package may build
//! upon another one; the revision number of a dataset is not kept.

mod boundaries;
pub(crate) mod cell;
pub(crate) mod column;
mod descriptor;
mod layouts;
mod meant;
mod places;
mod reader;
mod reading;
pub mod row;
mod rows;
mod table;
#[cfg(test)]
mod tests;
mod writer;

use std::path::PathBuf;

use atlas_model::{Dataset, Fault};

pub use descriptor::{About, License};
pub use places::Places;
pub use reader::read;
pub use reading::Reading;
pub use writer::write;

#[cfg(test)]
pub(crate) use rows::{Cells, Rows};

/// The name of the file that describes a package.
pub const DESCRIPTOR: &str = "datapackage.json";

/// What a package holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// What the package says of itself.
    pub about: About,
    /// Its records, sorted.
    pub dataset: Dataset,
}

/// Why a package cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// What it says is wrong; each fault names file, row and column. Whoever wrote the package can
    /// correct it.
    #[error("{}", summary(.0))]
    Faults(Vec<Fault>),
    /// A file or directory cannot be opened, read, written or moved.
    #[error("{}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

fn summary(faults: &[Fault]) -> String {
    match faults {
        [] => "the package is faulty".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
    }
}

/// Makes an [`PackageError::Io`] of this path.
fn io_error(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> PackageError {
    let path = path.to_owned();
    move |source| PackageError::Io { path, source }
}
