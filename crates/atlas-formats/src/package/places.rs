//! Where a fault stands, in words that a person at a spreadsheet follows: file, row and column.

use std::collections::HashMap;

use atlas_model::{Id, RecordKind};

use super::layouts::{Tabular, children};
use crate::kinds::for_kind;

/// `projects.csv, row 12, theme`.
pub(super) fn place(file: &str, row: u32, column: Option<&str>) -> String {
    match column {
        Some(column) => format!("{file}, row {row}, {column}"),
        None => format!("{file}, row {row}"),
    }
}

/// The rows in which the records of a package stand.
#[derive(Debug, Default)]
pub struct Places {
    /// By kind and identifier, of rows that cannot be read otherwise too: their records are not missing,
    /// they are faulty.
    pub(super) records: HashMap<RecordKind, HashMap<Id, u32>>,
    /// By project, in the order in which it holds them.
    pub(super) funding: HashMap<Id, Vec<u32>>,
    /// By event, in the order in which it holds them.
    pub(super) workshops: HashMap<Id, Vec<u32>>,
    /// By event and position of the workshop in it.
    pub(super) pairs: HashMap<(Id, usize), Vec<u32>>,
}

impl Places {
    /// The file, row and column of what a JSON pointer into a record names; none for a record of which
    /// the package has no row.
    #[must_use]
    pub fn find(&self, kind: RecordKind, id: &Id, pointer: &str) -> Option<String> {
        let row = self.records.get(&kind)?.get(id)?;
        Some(self.locate(kind, id, *row, pointer))
    }

    /// As [`Places::find`], for a record that stands in `row`.
    pub(super) fn locate(&self, kind: RecordKind, id: &Id, row: u32, pointer: &str) -> String {
        self.in_child(kind, id, pointer).unwrap_or_else(|| {
            for_kind!(kind, T => {
                let layout = T::layout();
                place(&layout.file(), row, Some(layout.column_of(pointer)))
            })
        })
    }

    fn in_child(&self, kind: RecordKind, id: &Id, pointer: &str) -> Option<String> {
        let mut steps = pointer.trim_start_matches('/').split('/');
        let (member, index) = (steps.next()?, steps.next()?.parse::<usize>().ok()?);
        let rest = steps.next()?;
        match (kind, member) {
            (RecordKind::Project, "funding") => {
                let layout = children::funding();
                let row = *self.funding.get(id)?.get(index)?;
                Some(place(&layout.file(), row, Some(layout.column_of(&format!("/funding/{rest}")))))
            }
            (RecordKind::Event, "workshops") if rest == "pairs" => {
                let layout = children::pairs();
                let rows = self.pairs.get(&(id.clone(), index))?;
                let row = *rows.get(steps.next()?.parse::<usize>().ok()?)?;
                Some(place(&layout.file(), row, Some(layout.column_of(&format!("/pair/{}", steps.next()?)))))
            }
            (RecordKind::Event, "workshops") => {
                let layout = children::workshops();
                let row = *self.workshops.get(id)?.get(index)?;
                Some(place(&layout.file(), row, Some(layout.column_of(&format!("/workshop/{rest}")))))
            }
            _ => None,
        }
    }
}
