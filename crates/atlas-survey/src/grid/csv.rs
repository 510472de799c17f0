//! Reads CSV (RFC 4180) as spreadsheet programs write it: with `;`, `,` or tabs between cells.
//!
//! Where a lenient reader would guess what a stray quote means, the row is named instead: guessing
//! wrong moves every cell after it. Rows count as a spreadsheet counts them, blank ones included.

use atlas_model::{Fault, Hazard};

use super::build::Building;
use super::text::decode;
use super::{Cell, Grid, Limits};

/// What stands between cells, the most usual first.
const SEPARATORS: [char; 3] = [';', '\t', ','];

/// How many rows are looked at to tell the separator.
const LOOKED_AT: usize = 100;

/// Reads the bytes of a CSV file.
///
/// # Errors
///
/// All that is wrong with it.
pub(super) fn read(bytes: &[u8], file: &str, limits: &Limits) -> Result<Grid, Vec<Fault>> {
    let mut building = Building::new(limits, file);
    let read = decode(bytes).and_then(|text| fill(&mut building, &text));
    building.finish(read)
}

fn fill(building: &mut Building<'_>, text: &str) -> Result<(), Hazard> {
    if looks_like_markup(text) {
        return Err(Hazard::NotASheet);
    }
    building.open_sheet(String::new(), false)?;
    let (separator, text) = said_separator(text).unwrap_or_else(|| (likely_separator(text), text));
    let mut scanner = Scanner::new(text, separator);
    let mut number = 0;
    while !scanner.is_done() {
        number += 1;
        building.open_row(number)?;
        let mut column = 0;
        loop {
            building.at_column(column);
            let (cell, end) = scanner.cell();
            match cell {
                Ok(text) => building.put(column, typed(text))?,
                Err(hazard) => building.note(hazard)?,
            }
            column += 1;
            if end == End::Row {
                break;
            }
        }
        building.close_row(1)?;
    }
    building.close_sheet();
    Ok(())
}

/// A page or an XML file under a name that ends in `.csv` or `.xls`, as web sites offer them.
fn looks_like_markup(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(9).collect();
    let start = start.to_ascii_lowercase();
    ["<?xml", "<!doctype", "<html", "<table", "<meta", "<workbook"].iter().any(|tag| start.starts_with(tag))
}

/// What the text of a cell is, where spreadsheet programs take it for more than text.
fn typed(text: String) -> Cell {
    if text.is_empty() {
        return Cell::Empty;
    }
    // `="01001"` is how Excel is kept from dropping zeros.
    let quoted = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match quoted {
        Some(inner) if !inner.contains('"') => Cell::Text(inner.to_owned()),
        _ if text.starts_with('=') => Cell::Formula(text),
        _ => Cell::Text(text),
    }
}

/// The separator that Excel's own first line says (`sep=;`), and the rest.
fn said_separator(text: &str) -> Option<(char, &str)> {
    let said = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP="))?;
    let separator = said.chars().next().filter(|c| !matches!(c, '"' | '\r' | '\n'))?;
    let rest = &said[separator.len_utf8()..];
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']))?;
    Some((separator, rest))
}

/// The separator that gives most rows the same number of cells, more than one.
fn likely_separator(text: &str) -> char {
    let mut best = (0, 0, SEPARATORS[0]);
    for separator in SEPARATORS {
        let mut scanner = Scanner::new(text, separator);
        let mut widths: Vec<usize> = Vec::new();
        while !scanner.is_done() && widths.len() < LOOKED_AT {
            let mut width = 1;
            while scanner.cell().1 == End::Cell {
                width += 1;
            }
            widths.push(width);
        }
        widths.retain(|width| *width > 1);
        let alike = |width: &usize| (widths.iter().filter(|other| *other == width).count(), *width);
        if let Some((rows, width)) = widths.iter().map(alike).max()
            && (rows, width) > (best.0, best.1)
        {
            best = (rows, width, separator);
        }
    }
    best.2
}

/// What a cell ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Cell,
    Row,
}

/// Cells of a text, one after another.
struct Scanner<'t> {
    rest: &'t str,
    separator: char,
    /// Whether a separator was the last thing read: a cell follows, be it empty.
    is_within_row: bool,
}

impl<'t> Scanner<'t> {
    const fn new(text: &'t str, separator: char) -> Self {
        Self { rest: text, separator, is_within_row: false }
    }

    const fn is_done(&self) -> bool {
        self.rest.is_empty() && !self.is_within_row
    }

    /// The next cell, or what is wrong with it, and what it ends with.
    fn cell(&mut self) -> (Result<String, Hazard>, End) {
        if let Some(rest) = self.rest.strip_prefix('"') {
            return self.quoted(rest);
        }
        let separator = self.separator;
        let text = self.up_to(|c| c == separator || c == '\n' || c == '\r');
        // The quotes of ="01001" are part of it.
        let is_stray = text.contains('"') && !text.starts_with("=\"");
        let text = if is_stray { Err(Hazard::StrayQuote) } else { Ok(text.to_owned()) };
        (text, self.end())
    }

    /// A cell between quotes, the first of which is passed.
    fn quoted(&mut self, rest: &'t str) -> (Result<String, Hazard>, End) {
        self.rest = rest;
        let mut text = String::new();
        loop {
            text += self.up_to(|c| c == '"');
            if self.rest.is_empty() {
                self.is_within_row = false;
                return (Err(Hazard::OpenQuote), End::Row);
            }
            self.rest = &self.rest[1..];
            match self.rest.strip_prefix('"') {
                Some(rest) => self.rest = rest,
                None => break,
            }
            text.push('"');
        }
        let separator = self.separator;
        let after = self.up_to(|c| c == separator || c == '\n' || c == '\r');
        // Spaces that a hand put there after the closing quote mean nothing.
        let is_stray = after.chars().any(|c| c != ' ');
        let end = self.end();
        if is_stray { (Err(Hazard::StrayQuote), end) } else { (Ok(text), end) }
    }

    fn up_to(&mut self, is_end: impl Fn(char) -> bool) -> &'t str {
        let at = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(at);
        self.rest = rest;
        text
    }

    /// Passes what stands after a cell.
    fn end(&mut self) -> End {
        if let Some(rest) = self.rest.strip_prefix(self.separator) {
            self.rest = rest;
            self.is_within_row = true;
            return End::Cell;
        }
        let rest = self.rest;
        self.rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
        self.is_within_row = false;
        End::Row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(text: &str) -> Grid {
        read(text.as_bytes(), "file", &Limits::default()).unwrap()
    }

    /// The rows of a text with their numbers, cells between bars.
    fn rows(text: &str) -> Vec<String> {
        let grid = grid(text);
        let shown = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Empty => String::new(),
            other => format!("{other:?}"),
        };
        let row = |row: &super::super::Row| {
            let cells: Vec<String> = row.cells.iter().map(shown).collect();
            format!("{} {}", row.number, cells.join("|"))
        };
        grid.sheets[0].rows.iter().map(row).collect()
    }

    fn faults(text: &str) -> Vec<String> {
        let faults = read(text.as_bytes(), "file", &Limits::default()).unwrap_err();
        faults.iter().map(|fault| format!("{} {}", fault.at, fault.kind.code())).collect()
    }

    #[test]
    fn the_separator_is_told_by_the_content() {
        assert_eq!(rows("a;b;c\n1,5;2,5;x, y\n"), ["1 a|b|c", "2 1,5|2,5|x, y"]);
        assert_eq!(rows("a,b\n1;2,3\n\"x,y\",z\n"), ["1 a|b", "2 1;2|3", "3 x,y|z"]);
        assert_eq!(rows("a\tb\r\n1,2\t3;4\r\n"), ["1 a|b", "2 1,2|3;4"]);
        assert_eq!(
            rows("Enquête 2015, volet 1\n\nnom;thème;lieu\nx;y;z\n"),
            ["1 Enquête 2015, volet 1", "3 nom|thème|lieu", "4 x|y|z"]
        );
        assert_eq!(rows("nom\nJilin"), ["1 nom", "2 Jilin"]);
    }

    #[test]
    fn the_separator_that_the_first_line_says_is_used_and_the_line_is_no_row() {
        assert_eq!(rows("sep=|\r\na;b|c\r\n"), ["1 a;b|c"]);
        assert_eq!(rows("sep=,\na;b;c,d\n"), ["1 a;b;c|d"]);
    }

    #[test]
    fn quoted_cells_hold_separators_quotes_and_line_breaks() {
        assert_eq!(rows("a;b\n\"x;\"\"y\"\"\nz\";2\n3;\"4\" \n"), ["1 a|b", "2 x;\"y\"\nz|2", "3 3|4"]);
    }

    #[test]
    fn blank_rows_are_left_out_and_still_counted() {
        assert_eq!(rows("\r\na;b\r\n;;;\r\n \r\nc;;\r\n"), ["2 a|b", "5 c"]);
        assert_eq!(rows("a;b\rc;d\r"), ["1 a|b", "2 c|d"]);
        assert_eq!(rows("a;b\n;d"), ["1 a|b", "2 |d"]);
    }

    #[test]
    fn stray_quotes_are_all_refused_with_their_cells() {
        assert_eq!(faults("a;b\n5\" pipe;x\n\"y\" z;1\n"), ["A2 stray_quote", "A3 stray_quote"]);
        assert_eq!(faults("a;b\n1;\"x\n2;3\n"), ["B2 open_quote"]);
    }

    #[test]
    fn formulas_are_told_from_texts_kept_from_being_numbers() {
        let cells = &grid("=1+1;=\"01001\";\"=\"\"2A004\"\"\"\n").sheets[0].rows[0].cells;
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(cells, &[Cell::Formula("=1+1".into()), text("01001"), text("2A004")]);
    }

    #[test]
    fn pages_and_xml_are_no_sheets() {
        assert_eq!(faults(" <html><table>"), ["file not_a_sheet"]);
        assert_eq!(faults("<?xml version='1.0'?><Workbook/>"), ["file not_a_sheet"]);
    }

    #[test]
    fn millions_of_blank_rows_are_nothing() {
        let text = "\n".repeat(1_000_000) + "a";
        assert_eq!(rows(&text), ["1000001 a"]);
    }
}
