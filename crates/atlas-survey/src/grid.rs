//! What a file holds once it is read, whichever format it had: sheets of rows of cells.
//!
//! What the cells mean is not known here. Files that are broken, hostile or too large are refused
//! before anything is made of them.

mod archive;
mod build;
mod csv;
mod json;
mod limits;
mod ods;
mod text;
mod xlsx;
mod xml;

use atlas_model::{Fault, FaultKind, Hazard};
use chrono::NaiveDateTime;

pub use limits::Limits;

/// Reads a file of any format: its content tells which, never its name, which is only the place of
/// faults that concern the whole file.
///
/// # Errors
///
/// Everything that could be found wrong, each fault with sheet and cell (`Projets!C12`) where it has one.
pub fn read(bytes: &[u8], name: Option<&str>, limits: &Limits) -> Result<Grid, Vec<Fault>> {
    let file = name.filter(|name| !name.is_empty()).unwrap_or("file");
    let whole = |hazard| vec![Fault::at(file, FaultKind::Hazard { hazard })];
    refuse_others(bytes, limits).map_err(whole)?;
    if bytes.trim_ascii_start().starts_with(b"{") {
        return json::read(bytes, limits);
    }
    if !bytes.starts_with(b"PK") {
        return csv::read(bytes, file, limits);
    }
    let mut archive = archive::Archive::open(bytes, limits).map_err(whole)?;
    let is_workbook = archive.has(xlsx::MARK);
    if !is_workbook && !archive.has(ods::MARK) {
        return Err(whole(Hazard::NotASheet));
    }
    let faults = archive.look(file);
    if !faults.is_empty() {
        return Err(faults);
    }
    if is_workbook { xlsx::read(&mut archive, file, limits) } else { ods::read(&mut archive, file, limits) }
}

/// Refuses what is told by size and first bytes alone.
fn refuse_others(bytes: &[u8], limits: &Limits) -> Result<(), Hazard> {
    if bytes.len() > limits.file_bytes {
        return Err(Hazard::TooLarge { max: limits.file_bytes });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Hazard::EmptyFile);
    }
    if bytes.starts_with(archive::COMPOUND_FILE) {
        let is_encrypted = ENCRYPTED.iter().any(|name| holds_utf_16(bytes, name));
        return Err(if is_encrypted { Hazard::Protected } else { Hazard::OldWorkbook });
    }
    if OTHERS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Hazard::NotASheet);
    }
    Ok(())
}

/// The place of a cell, row or sheet as people write it: `Projets!C12`, `Projets!12`, `Projets`, and
/// `C12` where a sheet has no name. Rows count from 1, columns from 0; row 0 stands for none.
#[must_use]
pub fn place(sheet: &str, row: u32, column: Option<usize>) -> String {
    let within = match (row, column) {
        (0, _) => return sheet.to_owned(),
        (_, None) => row.to_string(),
        (_, Some(column)) => format!("{}{row}", letters(column)),
    };
    if sheet.is_empty() { within } else { format!("{sheet}!{within}") }
}

/// The letters of a column, counted from 0: `A`, `Z`, `AA`.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).expect("below 26");
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// No more faults are collected: whoever made that file needs no longer list.
const MAX_FAULTS: usize = 100;

/// How files of other programs begin that have no bytes which no text has.
const OTHERS: [&[u8]; 7] =
    [b"%PDF", b"{\\rtf", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c"];

/// The parts that a Compound File has when it is a workbook with a password (MS-OFFCRYPTO).
const ENCRYPTED: [&str; 2] = ["EncryptedPackage", "EncryptionInfo"];

fn holds_utf_16(bytes: &[u8], text: &str) -> bool {
    let wanted: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Everything in a file that could be data.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// The sheets that a reader of the file sees, in its order. A CSV file is one sheet without a name.
    pub sheets: Vec<Sheet>,
    /// The sheets that are hidden from a reader of the file, in its order: where a workbook that the
    /// atlas made keeps what it is. What people hid is theirs, and no data.
    pub hidden: Vec<Sheet>,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Its name as written on its tab.
    pub name: String,
    /// The rows that hold something, in order. Blank rows are left out.
    pub rows: Vec<Row>,
}

/// One row that holds something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Its number as a spreadsheet shows it: the first row is 1.
    pub number: u32,
    /// Its cells from the first column to the last that holds something.
    pub cells: Vec<Cell>,
}

/// What one cell holds. A spreadsheet's own types are kept: what they mean depends on the column.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, as typed: spaces and odd forms of signs included.
    Text(String),
    /// A number. Dates that a sheet does not mark as such are numbers too.
    Number(f64),
    /// A day, or a moment, that the sheet marks as one.
    Moment(NaiveDateTime),
    /// True or false.
    Truth(bool),
    /// Where the sheet shows an error (`#REF!`) instead of a value, what it shows.
    Error(String),
    /// A formula, without its result: a survey is made of values.
    Formula(String),
}

impl Cell {
    /// Whether the cell holds nothing but spaces.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(char::is_whitespace),
            _ => false,
        }
    }
}
