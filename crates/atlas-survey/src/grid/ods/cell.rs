//! What stands in one cell of an OpenDocument sheet.

use std::io::BufRead;

use atlas_model::Hazard;

use super::super::Cell;
use super::super::xlsx::moment;
use super::super::xml::{Node, Tag, Xml};
use super::check;

/// What the beginning of a cell says.
pub(super) struct Opening {
    kind: String,
    /// The value, of whichever type.
    value: Option<String>,
    formula: Option<String>,
}

impl Opening {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// The attributes cannot be read.
    pub(super) fn read(tag: &Tag<'_>) -> Result<Self, Hazard> {
        let own = |name| -> Result<Option<String>, Hazard> {
            Ok(tag.attribute(name)?.map(std::borrow::Cow::into_owned))
        };
        let kind = own("value-type")?.unwrap_or_default();
        let value = match kind.as_str() {
            "float" | "percentage" | "currency" => own("value")?,
            "date" => own("date-value")?,
            "boolean" => own("boolean-value")?,
            "string" => own("string-value")?,
            _ => None,
        };
        Ok(Self { kind, value, formula: own("formula")? })
    }
}

/// Reads the cell that has just begun: its value where it says one, or else the text that it shows.
///
/// # Errors
///
/// It is damaged, hostile or says a value of another type.
pub(super) fn read<R: BufRead>(xml: &mut Xml<R>, opening: Opening, max_chars: usize) -> Result<Cell, Hazard> {
    let shown = shown(xml, max_chars)?;
    if let Some(formula) = opening.formula {
        // Before the formula stands the name of its grammar: `of:=SUM([.A1:.A3])`.
        let start = formula.find('=').unwrap_or(0);
        return Ok(Cell::Formula(formula[start..].to_owned()));
    }
    Ok(match (opening.kind.as_str(), opening.value) {
        ("float" | "percentage" | "currency", Some(value)) => {
            let number: f64 = value.trim().parse().map_err(|_| Hazard::Damaged)?;
            if !number.is_finite() {
                return Err(Hazard::Damaged);
            }
            Cell::Number(number)
        }
        ("date", Some(value)) => moment(&value).map_or(Cell::Text(shown), Cell::Moment),
        ("boolean", Some(value)) => Cell::Truth(value == "true"),
        ("string", Some(value)) if shown.is_empty() => Cell::Text(value),
        _ if shown.is_empty() => Cell::Empty,
        _ => Cell::Text(shown),
    })
}

/// The text that a cell shows: its paragraphs as lines, without comments and drawings. What is longer
/// than a cell can be is cut one character behind that, so that it is still seen to be too long.
fn shown<R: BufRead>(xml: &mut Xml<R>, max_chars: usize) -> Result<String, Hazard> {
    let inside = xml.depth();
    let mut text = Bounded { text: String::new(), left: max_chars + 1 };
    let mut paragraphs = 0;
    while xml.depth() >= inside {
        // What stands between paragraphs is no text.
        let is_text = xml.depth() > inside;
        match xml.next()?.ok_or(Hazard::Damaged)? {
            Node::Open(tag) => {
                check(&tag)?;
                match tag.name() {
                    "p" | "h" => {
                        if paragraphs > 0 {
                            text.push("\n", 1);
                        }
                        paragraphs += 1;
                    }
                    "s" => text.push(" ", tag.number("c")?.unwrap_or(1)),
                    "tab" => text.push("\t", 1),
                    "line-break" => text.push("\n", 1),
                    // Parts of a paragraph.
                    "span" | "a" | "meta" | "date" | "time" | "sheet-name" | "title" | "file-name" => {}
                    // Comments, drawings, readings beside characters.
                    _ => super::skip(xml)?,
                }
            }
            // Line breaks of the file are spaces of the text (OpenDocument 1.3 part 3, 6.1.2).
            Node::Text(piece) if is_text => text.push(&piece.replace(['\n', '\t'], " "), 1),
            Node::Text(_) | Node::Close | Node::Aside => {}
        }
    }
    Ok(text.text)
}

/// A text that takes no more than so many characters.
struct Bounded {
    text: String,
    left: usize,
}

impl Bounded {
    fn push(&mut self, piece: &str, times: usize) {
        for _ in 0..times.min(self.left) {
            let before = self.text.len();
            self.text.extend(piece.chars().take(self.left));
            self.left -= self.text[before..].chars().count();
        }
    }
}
