//! The rows of a CSV file as RFC 4180 writes them, numbered as a spreadsheet shows them.
//!
//! Stricter than most readers on purpose: a quote that is never closed would otherwise swallow the
//! rest of a file into one cell without a word. The header is row 1; a cell of several lines makes
//! one row; a blank line counts as a row and holds nothing. A byte order mark is passed over.

use std::io::{self, BufRead};

use atlas_model::FaultKind;

/// Reads one row after the other.
pub(crate) struct Rows<R> {
    input: R,
    raw: Vec<u8>,
    row: u32,
}

/// The cells of one row; kept between rows so that reading does not allocate.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: BufRead> Rows<R> {
    /// The rows of this input.
    pub(crate) fn new(input: R) -> Self {
        Self { input, raw: Vec::new(), row: 0 }
    }

    /// The number of the row read last.
    pub(crate) fn row(&self) -> u32 {
        self.row
    }

    /// Reads the next row into `cells`; `None` at the end of the file, a fault for a row whose
    /// quotes are wrong.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub(crate) fn next_row(&mut self, cells: &mut Cells) -> io::Result<Option<Result<(), FaultKind>>> {
        self.raw.clear();
        cells.clear();
        let mut quotes = 0;
        loop {
            let from = self.raw.len();
            let read = self.input.read_until(b'\n', &mut self.raw)?;
            if read == 0 && from == 0 {
                return Ok(None);
            }
            quotes += self.raw[from..].iter().filter(|byte| **byte == b'"').count();
            if quotes % 2 == 0 {
                break;
            }
            if read == 0 {
                self.row += 1;
                return Ok(Some(Err(malformed("a closing quote before the end of the file"))));
            }
        }
        self.row += 1;
        let mut line = self.raw.as_slice();
        if self.row == 1 {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        line = line.strip_suffix(b"\n").unwrap_or(line);
        line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Some(cells.split(line)))
    }
}

impl Cells {
    /// How many cells the row has.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no cell of the row holds anything.
    pub(crate) fn is_blank(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The cell at this position, unquoted.
    pub(crate) fn get(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.bytes.get(start..end)
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn split(&mut self, line: &[u8]) -> Result<(), FaultKind> {
        let mut rest = line;
        loop {
            rest = match rest.strip_prefix(b"\"") {
                Some(quoted) => self.quoted(quoted)?,
                None => self.bare(rest)?,
            };
            self.ends.push(self.bytes.len());
            match rest.strip_prefix(b",") {
                Some(next) => rest = next,
                None if rest.is_empty() => return Ok(()),
                None => return Err(stray_quote()),
            }
        }
    }

    /// Takes a cell without quotes; returns what follows it.
    fn bare<'a>(&mut self, text: &'a [u8]) -> Result<&'a [u8], FaultKind> {
        let end = text.iter().position(|byte| *byte == b',').unwrap_or(text.len());
        let (cell, rest) = text.split_at(end);
        if cell.contains(&b'"') {
            return Err(stray_quote());
        }
        self.bytes.extend_from_slice(cell);
        Ok(rest)
    }

    /// Takes a cell whose opening quote was read; returns what follows its closing quote.
    fn quoted<'a>(&mut self, mut text: &'a [u8]) -> Result<&'a [u8], FaultKind> {
        loop {
            let quote = text.iter().position(|byte| *byte == b'"').ok_or_else(stray_quote)?;
            self.bytes.extend_from_slice(&text[..quote]);
            text = &text[quote + 1..];
            match text.strip_prefix(b"\"") {
                Some(after) => {
                    self.bytes.push(b'"');
                    text = after;
                }
                None => return Ok(text),
            }
        }
    }
}

fn stray_quote() -> FaultKind {
    malformed("quotes around a whole cell, and a quote within it written twice")
}

fn malformed(expected: &str) -> FaultKind {
    FaultKind::Malformed { expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u32, Result<Vec<String>, FaultKind>)> {
        let mut rows = Rows::new(text.as_bytes());
        let mut cells = Cells::default();
        let mut found = vec![];
        while let Some(result) = rows.next_row(&mut cells).unwrap() {
            let texts = (0..cells.len())
                .map(|index| String::from_utf8(cells.get(index).unwrap().to_vec()).unwrap())
                .collect();
            found.push((rows.row(), result.map(|()| texts)));
        }
        found
    }

    fn cells(text: &str) -> Vec<String> {
        read(text).remove(0).1.unwrap()
    }

    #[test]
    fn quotes_commas_and_line_ends_within_cells_are_kept() {
        assert_eq!(cells("a,\"b,c\",\"d\"\"e\",\"f\ng\"\n"), ["a", "b,c", "d\"e", "f\ng"]);
        assert_eq!(cells("\u{feff}id, x ,\r\n"), ["id", " x ", ""]);
        assert_eq!(cells("last line"), ["last line"]);
        assert_eq!(cells("\"\",\"\""), ["", ""]);
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let rows: Vec<u32> = read("id\n\"two\nlines\"\n\nfour\n")
            .into_iter()
            .filter(|(_, c)| c.is_ok())
            .map(|r| r.0)
            .collect();
        assert_eq!(rows, [1, 2, 3, 4]);
    }

    #[test]
    fn wrong_quotes_are_faults_and_the_next_row_is_read() {
        let rows = read("a,b\"c\"\n\"d\"e,f\ng,h\n");
        assert!(rows[0].1.is_err());
        assert!(rows[1].1.is_err());
        assert_eq!(rows[2].1.as_ref().unwrap(), &["g", "h"]);
        assert!(read("a,\"never closed\nb,c\n")[0].1.is_err());
    }
}
