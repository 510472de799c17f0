//! One CSV file: its rows read and written after its layout.

use std::collections::HashSet;
use std::io::{self, BufRead, Write};

use atlas_model::{Fault, FaultKind, nearest};

use super::cell::Form;
use super::column::Layout;
use super::descriptor::Ids;
use super::places::place;
use super::rows::{Cells, Rows};

/// A row that was read.
pub(super) enum Found<R> {
    /// Every cell of it could be read.
    Whole(R),
    /// Some cells could not; their members are still those of a blank row.
    Faulty(R),
}

/// Reads the rows of a file and hands each to `keep`, with its number. What is wrong goes to
/// `faults`; `file` is the name shown there.
///
/// # Errors
/// When the input cannot be read.
pub(super) fn read<R: Clone + 'static>(
    layout: &Layout<R>,
    file: &str,
    input: impl BufRead,
    faults: &mut Vec<Fault>,
    mut keep: impl FnMut(Found<R>, u32, &mut Vec<Fault>),
) -> io::Result<()> {
    let mut rows = Rows::new(input);
    let mut cells = Cells::default();
    let columns = match rows.next_row(&mut cells)? {
        None => {
            faults.push(Fault::at(file, FaultKind::Missing));
            return Ok(());
        }
        Some(Err(kind)) => {
            faults.push(Fault::at(place(file, 1, None), kind));
            return Ok(());
        }
        Some(Ok(())) => header(layout, file, &cells, faults),
    };
    // With a required column missing no row is whole, but their faults are still told.
    let complete =
        layout.columns.iter().enumerate().all(|(at, c)| !c.required || columns.contains(&Some(at)));
    while let Some(read) = rows.next_row(&mut cells)? {
        let row = rows.row();
        let before = faults.len();
        if let Err(kind) = read {
            faults.push(Fault::at(place(file, row, None), kind));
            continue;
        }
        if cells.is_blank() {
            continue;
        }
        if cells.len() != columns.len() {
            let expected = format!("{} cells, as in the header, not {}", columns.len(), cells.len());
            faults.push(Fault::at(place(file, row, None), FaultKind::Malformed { expected }));
            continue;
        }
        let record = fill(layout, &columns, &cells, |column, fault| {
            faults.push(Fault { at: place(file, row, Some(column)), ..fault });
        });
        let whole = complete && faults.len() == before;
        keep(if whole { Found::Whole(record) } else { Found::Faulty(record) }, row, faults);
    }
    Ok(())
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
    mut wrong: impl FnMut(&str, Fault),
) -> R {
    let mut record = layout.blank.clone();
    for (index, column) in columns.iter().enumerate() {
        let Some(column) = column.and_then(|at| layout.columns.get(at)) else { continue };
        let bytes = cells.get(index).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(bytes) else {
            let kind = FaultKind::Malformed { expected: "text in UTF-8".to_owned() };
            wrong(&column.name, Fault::new("", String::from_utf8_lossy(bytes), kind));
            continue;
        };
        if text.is_empty() && column.required {
            wrong(&column.name, Fault::at("", FaultKind::Missing));
        } else if let Err(kind) = (column.read)(&mut record, text) {
            wrong(&column.name, Fault::new("", text, kind));
        }
    }
    if let Some((column, kind)) = (layout.check)(&record) {
        wrong(column, Fault::at("", kind));
    }
    record
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
