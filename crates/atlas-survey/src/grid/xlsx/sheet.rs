//! The rows and cells of one sheet of a workbook, read one after another.

use std::io::BufRead;

use atlas_model::Hazard;

use super::super::Cell;
use super::super::build::Building;
use super::super::xml::{Node, Tag, Xml};
use super::Book;
use super::cell::{address, value};
use super::strings::rich_text;

/// Reads the cells of a sheet. Its own dimensions, widths, conditions and whatever else stands around
/// the cells is passed over.
///
/// # Errors
///
/// It is damaged, hostile or too large.
pub(super) fn read<R: BufRead>(
    xml: &mut Xml<R>,
    book: &Book,
    building: &mut Building<'_>,
) -> Result<(), Hazard> {
    let mut data_at = None;
    let mut is_row = false;
    let mut next_column = 0;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(tag) => match (tag.name(), data_at) {
                ("sheetData", None) => data_at = Some(xml.depth()),
                ("row", Some(_)) => {
                    let number = tag.number("r").map_err(|_| Hazard::BadPlace)?;
                    building.open_row(number.unwrap_or(building.row() + 1))?;
                    (is_row, next_column) = (true, 0);
                }
                ("c", Some(_)) if is_row => {
                    let opening = Opening::read(&tag)?;
                    if let Some((row, column)) = opening.place {
                        if row != building.row() {
                            return Err(Hazard::BadPlace);
                        }
                        next_column = column;
                    }
                    building.at_column(next_column);
                    let cell = cell(xml, &opening, book, building.limits.cell_chars)?;
                    building.put(next_column, cell)?;
                    next_column += 1;
                }
                ("worksheet", None) => {}
                // Cells stand nowhere else.
                _ => xml.skip()?,
            },
            Node::Close => {
                if is_row {
                    building.close_row(1)?;
                    is_row = false;
                } else if data_at.is_some_and(|depth| xml.depth() < depth) {
                    return Ok(());
                }
            }
            Node::Text(_) | Node::Aside => {}
        }
    }
    Ok(())
}

/// What the beginning of a cell says.
struct Opening {
    /// Row from 1 on, column from 0 on, where it says them.
    place: Option<(u32, usize)>,
    kind: String,
    style: usize,
}

impl Opening {
    fn read(tag: &Tag<'_>) -> Result<Self, Hazard> {
        let place = tag.attribute("r")?.map(|text| address(&text)).transpose()?;
        let kind = tag.attribute("t")?.map_or_else(|| "n".to_owned(), std::borrow::Cow::into_owned);
        Ok(Self { place, kind, style: tag.number("s")?.unwrap_or(0) })
    }
}

/// What stands in the cell that has just begun.
fn cell<R: BufRead>(
    xml: &mut Xml<R>,
    opening: &Opening,
    book: &Book,
    max_chars: usize,
) -> Result<Cell, Hazard> {
    let inside = xml.depth();
    let (mut formula, mut written, mut inline) = (None, String::new(), None);
    let mut into = Reading::Nothing;
    while xml.depth() >= inside {
        match xml.next()?.ok_or(Hazard::Damaged)? {
            Node::Open(tag) => match tag.name() {
                "f" => {
                    formula = Some("=".to_owned());
                    into = Reading::Formula;
                }
                "v" => into = Reading::Value,
                "is" => inline = Some(rich_text(xml, max_chars)?),
                _ => xml.skip()?,
            },
            Node::Close => into = Reading::Nothing,
            Node::Text(text) => match (&into, &mut formula) {
                (Reading::Formula, Some(formula)) => append(formula, &text, max_chars),
                (Reading::Value, _) => append(&mut written, &text, max_chars),
                _ => {}
            },
            Node::Aside => {}
        }
    }
    match (formula, inline) {
        (Some(formula), _) => Ok(Cell::Formula(formula)),
        (None, Some(text)) if text.is_empty() => Ok(Cell::Empty),
        (None, Some(text)) => Ok(Cell::Text(text)),
        (None, None) => value(&opening.kind, written, opening.style, book),
    }
}

/// Which text is being read.
enum Reading {
    Nothing,
    Formula,
    Value,
}

/// Appends as long as the text can still be one of a cell; what is longer is seen to be too long.
fn append(to: &mut String, text: &str, max_chars: usize) {
    // Four bytes of UTF-8 are the longest character.
    if to.len() <= max_chars * 4 {
        to.push_str(text);
    }
}
