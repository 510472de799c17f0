//! Builds a grid within its limits, and knows which cell is being read.
//!
//! Readers of every format put their cells here, so that the same limits and places hold for all.

use atlas_model::{Fault, FaultKind, Hazard};

use super::{Cell, Grid, Limits, MAX_FAULTS, Row, Sheet, place};

/// The rows that any spreadsheet program has at most (ECMA-376, OpenDocument in LibreOffice).
const SHEET_ROWS: u32 = 1_048_576;

/// The longest name of a sheet, in characters. Excel has 31, others more.
const MAX_NAME: usize = 255;

/// A grid that is being read.
pub(super) struct Building<'l> {
    pub(super) limits: &'l Limits,
    file: &'l str,
    grid: Grid,
    faults: Vec<Fault>,
    sheet: Sheet,
    is_hidden: bool,
    /// The row that is being read; 0 outside of rows.
    row: u32,
    /// The cell that is being read, while one is.
    column: Option<usize>,
    cells: Vec<Cell>,
    rows_taken: usize,
    cells_taken: usize,
    text_taken: usize,
}

impl<'l> Building<'l> {
    pub(super) fn new(limits: &'l Limits, file: &'l str) -> Self {
        Self {
            limits,
            file,
            grid: Grid::default(),
            faults: Vec::new(),
            sheet: Sheet::default(),
            is_hidden: false,
            row: 0,
            column: None,
            cells: Vec::new(),
            rows_taken: 0,
            cells_taken: 0,
            text_taken: 0,
        }
    }

    /// Where reading is: the file, or sheet, row and cell as far as they are known.
    fn here(&self) -> String {
        let here = place(&self.sheet.name, self.row, self.column);
        if here.is_empty() { self.file.to_owned() } else { here }
    }

    /// Notes a fault at this place without giving up the file.
    ///
    /// # Errors
    ///
    /// The same hazard, once so many were noted that reading on is of no use.
    pub(super) fn note(&mut self, hazard: Hazard) -> Result<(), Hazard> {
        if self.faults.len() + 1 >= MAX_FAULTS {
            return Err(hazard);
        }
        let fault = Fault::at(self.here(), FaultKind::Hazard { hazard });
        self.faults.push(fault);
        Ok(())
    }

    /// Begins a sheet.
    ///
    /// # Errors
    ///
    /// One sheet too many, or a name that no sheet has.
    pub(super) fn open_sheet(&mut self, name: String, is_hidden: bool) -> Result<(), Hazard> {
        let max = self.limits.sheets;
        if self.grid.sheets.len() + self.grid.hidden.len() >= max {
            return Err(Hazard::TooManySheets { max });
        }
        if name.chars().count() > MAX_NAME {
            return Err(Hazard::Damaged);
        }
        self.sheet = Sheet { name, rows: Vec::new() };
        self.is_hidden = is_hidden;
        (self.row, self.column) = (0, None);
        Ok(())
    }

    /// Ends the sheet.
    pub(super) fn close_sheet(&mut self) {
        let sheet = std::mem::take(&mut self.sheet);
        let sheets = if self.is_hidden { &mut self.grid.hidden } else { &mut self.grid.sheets };
        sheets.push(sheet);
        (self.row, self.column) = (0, None);
    }

    /// Begins a row, by its number from 1 on.
    ///
    /// # Errors
    ///
    /// A number that is no row's, or not after the last.
    pub(super) fn open_row(&mut self, number: u32) -> Result<(), Hazard> {
        let last = std::mem::replace(&mut self.row, number);
        self.column = None;
        if number <= last || number > SHEET_ROWS {
            return Err(Hazard::BadPlace);
        }
        Ok(())
    }

    /// The row that is being read, or was read last.
    pub(super) const fn row(&self) -> u32 {
        self.row
    }

    /// Says which cell of the row is being read, from 0 on.
    pub(super) const fn at_column(&mut self, column: usize) {
        self.column = Some(column);
    }

    /// Puts what the cell of the row holds.
    ///
    /// # Errors
    ///
    /// A cell too far right, not after the last, or a text too much.
    pub(super) fn put(&mut self, column: usize, cell: Cell) -> Result<(), Hazard> {
        self.column = Some(column);
        if column < self.cells.len() {
            return Err(Hazard::BadPlace);
        }
        if cell.is_blank() && (cell == Cell::Empty || column >= self.limits.columns) {
            return Ok(());
        }
        if column >= self.limits.columns {
            return Err(Hazard::TooManyColumns { max: self.limits.columns });
        }
        let cell = self.within(cell)?;
        self.cells.resize(column, Cell::Empty);
        self.cells.push(cell);
        Ok(())
    }

    /// Ends the row, which stands there so many times.
    ///
    /// # Errors
    ///
    /// Too many rows, cells or texts.
    pub(super) fn close_row(&mut self, times: u32) -> Result<(), Hazard> {
        self.column = None;
        while self.cells.last().is_some_and(Cell::is_blank) {
            self.cells.pop();
        }
        // What stands in blank rows only does not count.
        if !self.cells.is_empty() {
            self.take_rows(times)?;
        }
        self.cells.clear();
        self.row = self.row.saturating_add(times - 1);
        Ok(())
    }

    fn take_rows(&mut self, times: u32) -> Result<(), Hazard> {
        let limits = self.limits;
        let times_taken = times as usize;
        let text: usize = self.cells.iter().map(text_len).sum();
        self.rows_taken = self.rows_taken.saturating_add(times_taken);
        if self.rows_taken > limits.rows {
            return Err(Hazard::TooManyRows { max: limits.rows });
        }
        self.cells_taken = self.cells_taken.saturating_add(self.cells.len().saturating_mul(times_taken));
        if self.cells_taken > limits.cells {
            return Err(Hazard::TooManyCells { max: limits.cells });
        }
        // The texts of the row itself were counted as they came.
        self.text_taken = self.text_taken.saturating_add(text.saturating_mul(times_taken - 1));
        if self.text_taken > limits.text_bytes {
            return Err(Hazard::TooMuchText { max: limits.text_bytes });
        }
        if self.row.checked_add(times - 1).is_none_or(|last| last > SHEET_ROWS) {
            return Err(Hazard::BadPlace);
        }
        for number in self.row + 1..self.row + times {
            self.sheet.rows.push(Row { number, cells: self.cells.clone() });
        }
        // Moved rather than kept with room to grow: there may be many.
        let cells: Vec<Cell> = self.cells.drain(..).collect();
        let at = self.sheet.rows.len() + 1 - times_taken;
        self.sheet.rows.insert(at, Row { number: self.row, cells });
        Ok(())
    }

    /// A cell whose text is not too long, counted.
    fn within(&mut self, cell: Cell) -> Result<Cell, Hazard> {
        let (Cell::Text(text) | Cell::Error(text) | Cell::Formula(text)) = &cell else {
            return Ok(cell);
        };
        let max = self.limits.cell_chars;
        if text.len() > max && text.chars().count() > max {
            self.note(Hazard::LongCell { max })?;
            return Ok(Cell::Empty);
        }
        self.text_taken = self.text_taken.saturating_add(text.len());
        if self.text_taken > self.limits.text_bytes {
            return Err(Hazard::TooMuchText { max: self.limits.text_bytes });
        }
        Ok(cell)
    }

    /// The grid, unless something was wrong: then everything that was.
    ///
    /// # Errors
    ///
    /// The faults noted, and where reading had to stop, why.
    pub(super) fn finish(mut self, read: Result<(), Hazard>) -> Result<Grid, Vec<Fault>> {
        if let Err(hazard) = read {
            let fault = Fault::at(self.here(), FaultKind::Hazard { hazard });
            self.faults.push(fault);
        }
        if self.faults.is_empty() { Ok(self.grid) } else { Err(self.faults) }
    }
}

fn text_len(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::Error(text) | Cell::Formula(text) => text.len(),
        _ => 0,
    }
}
