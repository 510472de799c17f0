//! How much of a file is taken.

/// The bounds of one file. Whatever is beyond them is refused, never cut.
///
/// With the defaults, reading takes less than 256 MiB whatever the file holds; a test measures it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The file itself, in bytes.
    pub file_bytes: usize,
    /// What its compressed parts may grow to, all together, in bytes.
    pub inflated_bytes: usize,
    /// The files inside a workbook, read or not.
    pub parts: usize,
    /// Sheets, hidden ones included.
    pub sheets: usize,
    /// Rows that hold something, in all sheets together.
    pub rows: usize,
    /// The columns up to the last that holds something.
    pub columns: usize,
    /// Cells from the first to the last that holds something of each row, in all sheets together.
    pub cells: usize,
    /// The characters of one cell.
    pub cell_chars: usize,
    /// The texts of all cells together, in bytes of UTF-8.
    pub text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 8 << 20,
            inflated_bytes: 128 << 20,
            parts: 1000,
            sheets: 40,
            rows: 100_000,
            columns: 200,
            cells: 2_000_000,
            // What a cell of Excel holds.
            cell_chars: 32_767,
            text_bytes: 32 << 20,
        }
    }
}
