//! Sheets that a program sends: JSON, one list of rows for each sheet, each row an object by column.
//!
//! `{"revision": 42, "territories": ["CN"], "sheets": {"projects": [{"id": "…", "status": "ended"}]}}`. A column
//! that a row does not name leaves its field as it is; null empties it. Rows count from 2, as under a header.

use std::collections::HashMap;

use atlas_model::{Fault, FaultKind, Form, Hazard};
use serde_json::{Map, Value};

use super::{Cell, Grid, Limits, Row, Sheet, place};
use crate::workbook;

/// Reads such a text.
///
/// # Errors
/// Every fault, by JSON pointer.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Grid, Vec<Fault>> {
    // A value takes several times the bytes of its text.
    let max = limits.file_bytes / 2;
    if bytes.len() > max {
        return Err(vec![Fault::at("", FaultKind::Hazard { hazard: Hazard::TooLarge { max } })]);
    }
    let whole = atlas_formats::record::parse(bytes).map_err(|fault| vec![fault])?;
    let mut reader = Reader { limits, grid: Grid::default(), cells: 0, faults: Vec::new() };
    match &whole {
        Value::Object(members) => reader.members(members),
        _ => reader.faults.push(bad("", Form::Object)),
    }
    reader.faults.truncate(MOST_FAULTS);
    if reader.faults.is_empty() { Ok(reader.grid) } else { Err(reader.faults) }
}

/// How many faults are told.
const MOST_FAULTS: usize = 1_000;

struct Reader<'a> {
    limits: &'a Limits,
    grid: Grid,
    cells: usize,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn members(&mut self, members: &Map<String, Value>) {
        const KNOWN: [&str; 3] = ["revision", "territories", "sheets"];
        for name in members.keys().filter(|name| !KNOWN.contains(&name.as_str())).take(MOST_FAULTS) {
            let nearest = atlas_model::nearest(name, KNOWN);
            self.faults.push(Fault::at(format!("/{name}"), FaultKind::UnknownName { nearest }));
        }
        let mut identity = Vec::new();
        match members.get("revision") {
            None | Some(Value::Null) => {}
            Some(Value::Number(number)) if number.is_u64() => identity.push(("revision", number.to_string())),
            Some(_) => self.faults.push(bad("/revision", Form::WholeNumber { min: 0, max: usize::MAX })),
        }
        match members.get("territories") {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                let ids: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                identity.push(("territories", ids.join(";")));
            }
            Some(_) => self.faults.push(bad("/territories", Form::List { perhaps: None })),
        }
        if identity.iter().any(|(name, _)| *name == "territories") && identity.len() == 1 {
            self.faults.push(Fault::at("/revision", FaultKind::Missing));
        }
        if !identity.is_empty() {
            self.grid.hidden.push(workbook::identity_sheet(&identity));
        }
        match members.get("sheets") {
            Some(Value::Object(sheets)) => {
                for (name, rows) in sheets {
                    self.sheet(name, rows);
                }
            }
            Some(_) => self.faults.push(bad("/sheets", Form::Object)),
            None => self.faults.push(Fault::at("/sheets", FaultKind::Missing)),
        }
    }

    /// One list of rows: a sheet for each run of rows that name the same columns, all of one name.
    fn sheet(&mut self, name: &str, rows: &Value) {
        let Value::Array(rows) = rows else {
            return self.faults.push(bad(&format!("/sheets/{name}"), Form::List { perhaps: None }));
        };
        if rows.len() > self.limits.rows {
            let max = self.limits.rows.to_string();
            let kind = FaultKind::OutOfRange { min: "0".to_owned(), max };
            return self.faults.push(Fault::new(format!("/sheets/{name}"), rows.len().to_string(), kind));
        }
        // The sheet of each set of columns that rows name.
        let mut sheets: HashMap<Vec<&str>, usize> = HashMap::new();
        for (number, row) in (2..).zip(rows) {
            let at = place(name, number, None);
            if self.faults.len() >= MOST_FAULTS {
                return;
            }
            let Value::Object(members) = row else {
                self.faults.push(bad(&at, Form::Object));
                continue;
            };
            self.cells += members.len();
            let names: Vec<&str> = members.keys().map(String::as_str).collect();
            let known = sheets.get(&names).copied();
            if let Some(hazard) = self.exceeded(members.len(), known.is_none()) {
                return self.faults.push(Fault::at(at, FaultKind::Hazard { hazard }));
            }
            let cells = (0..).zip(members.values());
            let cells = cells.map(|(column, value)| self.cell(name, number, column, value)).collect();
            let sheet = known.unwrap_or_else(|| {
                let header = names.iter().map(|name| Cell::Text((*name).to_owned())).collect();
                let rows = vec![Row { number: 1, cells: header }];
                self.grid.sheets.push(Sheet { name: name.to_owned(), rows });
                sheets.insert(names, self.grid.sheets.len() - 1);
                self.grid.sheets.len() - 1
            });
            self.grid.sheets[sheet].rows.push(Row { number, cells });
        }
    }

    /// Which limit a row of so many columns is beyond, if any.
    fn exceeded(&self, columns: usize, is_new_sheet: bool) -> Option<Hazard> {
        let Limits { columns: most_columns, cells, sheets, .. } = *self.limits;
        if columns > most_columns {
            Some(Hazard::TooManyColumns { max: most_columns })
        } else if self.cells > cells {
            Some(Hazard::TooManyCells { max: cells })
        } else if is_new_sheet && self.grid.sheets.len() >= sheets {
            Some(Hazard::TooManySheets { max: sheets })
        } else {
            None
        }
    }

    fn cell(&mut self, sheet: &str, row: u32, column: usize, value: &Value) -> Cell {
        match value {
            Value::Null => Cell::Empty,
            Value::Bool(truth) => Cell::Truth(*truth),
            Value::Number(number) => number.as_f64().map_or(Cell::Empty, Cell::Number),
            Value::String(text) if text.chars().count() <= self.limits.cell_chars => Cell::Text(text.clone()),
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                Cell::Text(items.join("\n"))
            }
            _ => {
                self.faults.push(bad(&place(sheet, row, Some(column)), Form::Text { perhaps: None }));
                Cell::Empty
            }
        }
    }
}

fn bad(at: &str, form: Form) -> Fault {
    Fault::at(at, FaultKind::BadForm { form })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Grid, Vec<Fault>> {
        read(text.as_bytes(), &Limits::default())
    }

    #[test]
    fn rows_that_name_the_same_columns_are_one_sheet() {
        let grid = read_text(
            r#"{"revision": 7, "territories": ["CN"], "sheets": {"projects": [
                {"id": "a", "status": "ended"}, {"id": "b", "status": null}, {"id": "c", "themes": ["x", "y"]}
            ]}}"#,
        )
        .unwrap();
        let numbers: Vec<Vec<u32>> =
            grid.sheets.iter().map(|sheet| sheet.rows.iter().map(|row| row.number).collect()).collect();
        assert_eq!(numbers, [vec![1, 2, 3], vec![1, 4]]);
        assert_eq!(grid.sheets[0].rows[2].cells, [Cell::Text("b".to_owned()), Cell::Empty]);
        assert_eq!(grid.sheets[1].rows[1].cells[1], Cell::Text("x\ny".to_owned()));
        let identity = workbook::identity(&grid).unwrap();
        assert_eq!((identity.revision, identity.scope.territories.len()), (7, 1));
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let limits = Limits { sheets: 2, columns: 3, cells: 8, file_bytes: 400, ..Limits::default() };
        let refused = |rows: &str| {
            let text = format!(r#"{{"sheets": {{"projects": [{rows}]}}}}"#);
            read(text.as_bytes(), &limits).unwrap_err()[0].kind.code()
        };
        assert_eq!(refused(r#"{"a":1},{"b":1},{"c":1}"#), "too_many_sheets");
        assert_eq!(refused(r#"{"a":1,"b":1,"c":1,"d":1}"#), "too_many_columns");
        assert_eq!(refused(&[r#"{"a":1}"#; 9].join(",")), "too_many_cells");
        assert_eq!(refused(&[r#"{"a":1}"#; 30].join(",")), "too_large");
        let unknown: String = (0..2_000).map(|n| format!("\"x{n}\":1,")).collect();
        let text = format!("{{{unknown}\"sheets\":{{}}}}");
        assert_eq!(read(text.as_bytes(), &Limits::default()).unwrap_err().len(), 1_000);
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let faults = read_text(
            r#"{"revision": "7", "sheet": {}, "sheets": {"projects": [1, {"id": {"a": 1}}], "needs": {}}}"#,
        )
        .unwrap_err();
        let places: Vec<&str> = faults.iter().map(|fault| fault.at.as_str()).collect();
        assert_eq!(places, ["/sheet", "/revision", "/sheets/needs", "projects!2", "projects!A3"]);
        assert!(read_text("{").is_err());
        assert_eq!(read_text("{}").unwrap_err()[0].at, "/sheets");
    }
}
