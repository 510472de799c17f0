//! Reading files of every format, as people make them and as nobody should.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fuzz;
mod gdal;
mod hostile;
mod made;
mod open_documents;
mod workbooks;

use atlas_survey::{Cell, Grid, Limits, Sheet, read};

/// The grid of a file that must be readable.
fn grid(bytes: &[u8]) -> Grid {
    read(bytes, None, &Limits::default()).unwrap()
}

/// What is wrong with a file that must be refused: place, then code, of each fault.
fn refused(bytes: &[u8]) -> Vec<String> {
    refused_within(bytes, &Limits::default())
}

fn refused_within(bytes: &[u8], limits: &Limits) -> Vec<String> {
    let faults = read(bytes, Some("enquete.xlsx"), limits).unwrap_err();
    faults.iter().map(|fault| format!("{} {}", fault.at, fault.kind.code())).collect()
}

/// The rows of a sheet with their numbers, cells between bars.
fn rows(sheet: &Sheet) -> Vec<String> {
    let shown = |cell: &Cell| match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => format!("{number}n"),
        Cell::Moment(moment) => moment.to_string(),
        Cell::Truth(truth) => truth.to_string(),
        Cell::Error(text) => format!("error {text}"),
        Cell::Formula(text) => format!("formula {text}"),
    };
    let rows = sheet.rows.iter();
    rows.map(|row| format!("{} {}", row.number, row.cells.iter().map(shown).collect::<Vec<_>>().join("|")))
        .collect()
}
