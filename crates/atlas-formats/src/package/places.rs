//! Where a fault stands, in words that a person at a spreadsheet follows: file, row and column.

use std::collections::HashMap;

use atlas_model::{Id, Record};

use super::layouts::{Tabular, children};
use crate::kinds::for_kind;

/// `projects.csv, row 12, theme`.
pub(super) fn place(file: &str, row: u32, column: Option<&str>) -> String {
    match column {
        Some(column) => format!("{file}, row {row}, {column}"),
        None => format!("{file}, row {row}"),
    }
}

/// The rows of the child tables, by the record that they belong to, in its order.
#[derive(Debug, Default)]
pub(super) struct ChildRows {
    /// By project.
    pub(super) funding: HashMap<Id, Vec<u32>>,
    /// By event.
    pub(super) workshops: HashMap<Id, Vec<u32>>,
    /// By event and workshop.
    pub(super) pairs: HashMap<(Id, Id), Vec<u32>>,
}

/// Turns a JSON pointer into a record that stood in `row` into file, row and column.
pub(super) fn locate(record: &Record, row: u32, pointer: &str, children: &ChildRows) -> String {
    in_child(record, pointer, children).unwrap_or_else(|| {
        for_kind!(record.kind(), T => {
            let layout = T::layout();
            place(&layout.file(), row, Some(layout.column_of(pointer)))
        })
    })
}

fn in_child(record: &Record, pointer: &str, rows: &ChildRows) -> Option<String> {
    let mut steps = pointer.trim_start_matches('/').split('/');
    let (member, index) = (steps.next()?, steps.next()?.parse::<usize>().ok()?);
    let rest = steps.next()?;
    match (record, member) {
        (Record::Project(project), "funding") => {
            let layout = children::funding();
            let row = *rows.funding.get(&project.id)?.get(index)?;
            Some(place(&layout.file(), row, Some(layout.column_of(&format!("/funding/{rest}")))))
        }
        (Record::Event(event), "workshops") if rest == "pairs" => {
            let layout = children::pairs();
            let key = (event.id.clone(), event.workshops.get(index)?.id.clone());
            let row = *rows.pairs.get(&key)?.get(steps.next()?.parse::<usize>().ok()?)?;
            Some(place(&layout.file(), row, Some(layout.column_of(&format!("/pair/{}", steps.next()?)))))
        }
        (Record::Event(event), "workshops") => {
            let layout = children::workshops();
            let row = *rows.workshops.get(&event.id)?.get(index)?;
            Some(place(&layout.file(), row, Some(layout.column_of(&format!("/workshop/{rest}")))))
        }
        _ => None,
    }
}
