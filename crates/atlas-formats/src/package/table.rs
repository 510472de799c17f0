//! One CSV file: its rows read and written after its layout.

use std::collections::HashSet;
use std::io::{self, BufRead, Write};

use atlas_model::{Fault, FaultKind, nearest};

use super::cell::Form;
use super::column::{Column, Layout, overlap};
use super::descriptor::Ids;
use super::places::place;
use super::rows::{Cells, Rows};

/// A row that was read, sound or not.
pub(super) struct Found<R> {
    /// What its cells say.
    pub(super) row: R,
    /// Its number, as a spreadsheet shows it.
    pub(super) number: u32,
    /// Which of its members are still those of a blank row.
    pub(super) unread: Unread,
}

/// The members of a row that could not be read, as JSON pointers; a whole row is the empty pointer.
#[derive(Debug, Default)]
pub(super) struct Unread(Vec<String>);

impl Unread {
    /// Whether what stands at a JSON pointer, or a part of it, could not be read.
    pub(super) fn covers(&self, pointer: &str) -> bool {
        self.0.iter().any(|own| overlap(own, pointer))
    }
}

/// Reads the rows of a file and hands each to `keep`. What is wrong goes to `faults`; `file` is the name
/// shown there. Says whether the identifier of every row could be read.
///
/// # Errors
/// When the input cannot be read.
pub(super) fn read<R: Clone + 'static>(
    layout: &Layout<R>,
    file: &str,
    input: impl BufRead,
    faults: &mut Vec<Fault>,
    mut keep: impl FnMut(Found<R>, &mut Vec<Fault>),
) -> io::Result<bool> {
    let mut rows = Rows::new(input);
    let mut cells = Cells::default();
    let columns = match rows.next_row(&mut cells)? {
        None => {
            faults.push(Fault::at(file, FaultKind::Missing));
            return Ok(false);
        }
        Some(Err(kind)) => {
            faults.push(Fault::at(place(file, 1, None), kind));
            return Ok(false);
        }
        Some(Ok(())) => header(layout, file, &cells, faults),
    };
    let absent = absent(layout, &columns);
    let mut identified = true;
    while let Some(read) = rows.next_row(&mut cells)? {
        let number = rows.row();
        let mut unread = Unread(absent.clone());
        let row = if let Err(kind) = read {
            faults.push(Fault::at(place(file, number, None), kind));
            unread.0.push(String::new());
            layout.blank.clone()
        } else if cells.is_blank() {
            continue;
        } else if cells.len() != columns.len() {
            let expected = format!("{} cells, as in the header, not {}", columns.len(), cells.len());
            faults.push(Fault::at(place(file, number, None), FaultKind::Malformed { expected }));
            identify(layout, &columns, &cells, &mut unread)
        } else {
            fill(layout, &columns, &cells, &mut unread, |column, fault| {
                faults.push(Fault { at: place(file, number, Some(column)), ..fault });
            })
        };
        let mut keys = layout.columns.iter().filter(|column| layout.is_key(column));
        identified &= !keys.any(|column| unread.covers(&column.pointer));
        keep(Found { row, number, unread }, faults);
    }
    Ok(identified)
}

/// The members that no row has, for want of their columns. An optional column counts among them only
/// where the header has a name that it may have been meant by.
fn absent<R: 'static>(layout: &Layout<R>, columns: &[Option<usize>]) -> Vec<String> {
    let misspelt = columns.contains(&None);
    let is_absent = |at: usize| !columns.contains(&Some(at));
    let columns = layout.columns.iter().enumerate();
    columns
        .filter(|(at, column)| is_absent(*at) && (column.required || misspelt))
        .map(|(_, column)| column.pointer.clone())
        .collect()
}

/// Which column of the layout each cell of the header names.
fn header<R: 'static>(
    layout: &Layout<R>,
    file: &str,
    cells: &Cells,
    faults: &mut Vec<Fault>,
) -> Vec<Option<usize>> {
    let mut seen = HashSet::new();
    let mut columns = vec![];
    for index in 0..cells.len() {
        let name = String::from_utf8_lossy(cells.get(index).unwrap_or_default()).into_owned();
        let at = place(file, 1, Some(&name));
        let found = layout.names().position(|known| known == name);
        if found.is_none() {
            let nearest = nearest(&name, layout.names());
            faults.push(Fault::new(at, name, FaultKind::UnknownName { nearest }));
        } else if !seen.insert(found) {
            faults.push(Fault::new(at, name, FaultKind::Repeated));
        }
        columns.push(found);
    }
    for (at, column) in layout.columns.iter().enumerate() {
        if column.required && !seen.contains(&Some(at)) {
            faults.push(Fault::at(place(file, 1, Some(&column.name)), FaultKind::Missing));
        }
    }
    columns
}

/// Fills a blank row with its cells; `wrong` is told each fault with its column.
fn fill<R: Clone + 'static>(
    layout: &Layout<R>,
    columns: &[Option<usize>],
    cells: &Cells,
    unread: &mut Unread,
    mut wrong: impl FnMut(&str, Fault),
) -> R {
    let mut row = layout.blank.clone();
    for (index, column) in columns.iter().enumerate() {
        let Some(column) = column.and_then(|at| layout.columns.get(at)) else { continue };
        if let Err(fault) = set(&mut row, column, cells.get(index).unwrap_or_default()) {
            unread.0.push(column.pointer.clone());
            wrong(&column.name, fault);
        }
    }
    if let Some((column, kind)) = (layout.check)(&row) {
        wrong(column, Fault::at("", kind));
    }
    row
}

/// Of a row that has not as many cells as the header, what identifies it: others may refer to it.
fn identify<R: Clone + 'static>(
    layout: &Layout<R>,
    columns: &[Option<usize>],
    cells: &Cells,
    unread: &mut Unread,
) -> R {
    let mut row = layout.blank.clone();
    for (at, column) in layout.columns.iter().enumerate() {
        let cell = columns.iter().position(|named| *named == Some(at)).and_then(|index| cells.get(index));
        let is_read = layout.is_key(column) && cell.is_some_and(|cell| set(&mut row, column, cell).is_ok());
        if !is_read {
            unread.0.push(column.pointer.clone());
        }
    }
    row
}

/// Sets what a cell says in a row.
fn set<R>(row: &mut R, column: &Column<R>, bytes: &[u8]) -> Result<(), Fault> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let kind = FaultKind::Malformed { expected: "text in UTF-8".to_owned() };
        return Err(Fault::new("", String::from_utf8_lossy(bytes), kind));
    };
    if text.is_empty() && column.required {
        return Err(Fault::at("", FaultKind::Missing));
    }
    (column.read)(row, text).map_err(|kind| Fault::new("", text, kind))
}

/// Writes the header and the rows; says for each column whether all that it refers to is among
/// `ids`. What the reader would refuse goes to `faults`.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn write<R: 'static>(
    layout: &Layout<R>,
    rows: impl Iterator<Item = impl std::borrow::Borrow<R>>,
    ids: &Ids,
    out: &mut impl Write,
    faults: &mut Vec<Fault>,
) -> io::Result<Vec<bool>> {
    let mut closed: Vec<bool> = layout.columns.iter().map(|column| column.refers.is_some()).collect();
    let mut line = Vec::new();
    for (index, name) in layout.names().enumerate() {
        push_cell(index, name, &mut line);
    }
    line.push(b'\n');
    out.write_all(&line)?;
    let mut text = String::new();
    for (row, record) in (2..).zip(rows) {
        let record = record.borrow();
        line.clear();
        for (index, column) in layout.columns.iter().enumerate() {
            text.clear();
            (column.write)(record, &mut text);
            if column.required && text.is_empty() {
                faults.push(Fault::at(place(&layout.file(), row, Some(&column.name)), FaultKind::Missing));
            }
            if let Some(kind) = column.refers.filter(|_| closed[index] && column.form != Form::List) {
                closed[index] =
                    text.is_empty() || ids.get(&kind).is_some_and(|ids| ids.contains(text.as_str()));
            }
            push_cell(index, &text, &mut line);
        }
        if let Some((column, kind)) = (layout.check)(record) {
            faults.push(Fault::at(place(&layout.file(), row, Some(column)), kind));
        }
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(closed)
}

/// Appends a cell, after a comma unless it is the first. Cells that begin or end with white space are
/// quoted too, for eyes and for programs that trim.
fn push_cell(index: usize, text: &str, line: &mut Vec<u8>) {
    if index > 0 {
        line.push(b',');
    }
    let at_an_end = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    crate::quote::push_quoted(text, at_an_end, line);
}
