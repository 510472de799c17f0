//! The workbook that goes out: one sheet for each kind of record, pre-filled, with lists to choose from, and a
//! hidden sheet by which it is known when it comes back.
//!
//! The same snapshot, scope, language and date give the same bytes.

mod cells;
mod help;
mod lists;
mod write;

use atlas_index::Snapshot;
use atlas_model::{Id, Lang, RevisionNumber};
use chrono::NaiveDate;

use crate::scope::Scope;
use crate::{Cell, Grid, Row, Sheet};

pub use write::write;

pub(crate) use cells::display;

/// The name of the hidden sheet that says what the workbook is.
const IDENTITY: &str = "atlas";

/// The name of the hidden sheet with the lists.
const LISTS: &str = "atlas-lists";

/// The names of the sheet of instructions.
const INSTRUCTIONS: [&str; 3] = ["Mode d'emploi", "Instructions", "填写说明"];

/// What a workbook is made of.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The atlas from which it is filled.
    pub snapshot: &'a Snapshot,
    /// What it is about.
    pub scope: &'a Scope,
    /// The campaign to which it belongs.
    pub campaign: Option<&'a Id>,
    /// The language of its titles, labels and instructions.
    pub lang: Lang,
    /// The day on which it is made.
    pub created: NaiveDate,
}

/// What a workbook says of itself when it comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The campaign to which it belongs.
    pub campaign: Option<Id>,
    /// The revision of the atlas from which it was filled.
    pub revision: RevisionNumber,
    /// What it is about.
    pub scope: Scope,
    /// Its language.
    pub lang: Lang,
}

/// Why a workbook cannot be made: the library that writes it refuses a value.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written")]
pub struct WorkbookError(#[from] rust_xlsxwriter::XlsxError);

/// What a file says of itself; none where it does not come from here, or somebody touched what it says.
///
/// Whoever reads it must still check that the submitter may speak for this scope: anybody can write a sheet.
#[must_use]
pub fn identity(grid: &Grid) -> Option<Identity> {
    let sheet = grid.hidden.iter().chain(&grid.sheets).find(|sheet| sheet.name == IDENTITY)?;
    let value = |key: &str| -> Option<&str> {
        sheet.rows.iter().find_map(|row| match &row.cells[..] {
            [Cell::Text(name), Cell::Text(value), ..] if name == key => Some(value.as_str()),
            _ => None,
        })
    };
    let campaign = match value("campaign") {
        Some(text) => Some(Id::new(text).ok()?),
        None => None,
    };
    let territories = value("territories").unwrap_or_default();
    let territories = territories.split(';').filter(|id| !id.is_empty()).map(|id| Id::new(id).ok());
    Some(Identity {
        campaign,
        revision: value("revision")?.parse().ok()?,
        scope: Scope { territories: territories.collect::<Option<_>>()? },
        lang: value("lang")?.parse().ok()?,
    })
}

/// The hidden sheet that says these things of a file, as [`identity`] reads it.
pub(crate) fn identity_sheet(says: &[(&str, String)]) -> Sheet {
    let lang = ("lang", Lang::default().to_string());
    let cells = says.iter().chain([&lang]).map(|(name, value)| [(*name).to_owned(), value.clone()]);
    let rows = (1..).zip(cells).map(|(number, cells)| Row { number, cells: cells.map(Cell::Text).to_vec() });
    Sheet { name: IDENTITY.to_owned(), rows: rows.collect() }
}

/// Whether a sheet is one of ours that nobody fills in.
pub(crate) fn is_own(sheet: &Sheet) -> bool {
    sheet.name == IDENTITY || sheet.name == LISTS || INSTRUCTIONS.contains(&sheet.name.as_str())
}
