//! The lists from which people choose, on a hidden sheet: one column for each.

use std::collections::BTreeSet;

use atlas_model::{Id, Lang, Record, RecordKind, TerritoryLevel};
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{Format, Formula, Workbook};

use super::cells::labelled;
use super::{LISTS, WorkbookError};
use crate::columns::{KINDS, Layout, Shape};
use crate::names::Names;
use crate::scope::Reach;

/// How many entries a list has at most: longer ones help nobody.
const LONGEST: usize = 5_000;

/// Where each list stands.
pub(super) struct Lists {
    columns: Vec<(Shape, usize)>,
}

impl Lists {
    /// Writes the lists for the columns of every kind.
    pub(super) fn write(
        workbook: &mut Workbook,
        names: &Names<'_>,
        reach: &Reach<'_, '_>,
        lang: Lang,
    ) -> Result<Self, WorkbookError> {
        let mut shapes: Vec<Shape> = Vec::new();
        for layout in KINDS.into_iter().filter_map(Layout::of) {
            for column in &layout.columns {
                let shape = listed(column.shape);
                shapes.extend(shape.filter(|shape| !shapes.contains(shape)));
            }
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(LISTS)?;
        sheet.set_hidden(true);
        let text = Format::new().set_num_format("@");
        let mut made = Self { columns: Vec::new() };
        for (at, shape) in (0_u16..).zip(shapes) {
            let entries = entries(names, reach, shape, lang);
            for (row, entry) in (0_u32..).zip(&entries) {
                sheet.write_string_with_format(row, at, entry, &text)?;
            }
            made.columns.push((shape, entries.len()));
        }
        Ok(made)
    }

    /// The cells of the list for a shape; none where there is no list or nothing in it.
    pub(super) fn range(&self, shape: Shape) -> Option<Formula> {
        let wanted = listed(shape)?;
        let at = self.columns.iter().position(|(shape, count)| *shape == wanted && *count > 0)?;
        let (_, count) = self.columns.get(at)?;
        let column = column_number_to_name(u16::try_from(at).ok()?);
        Some(Formula::new(format!("='{LISTS}'!${column}$1:${column}${count}")))
    }
}

/// The list of a shape: that of one record serves for several.
fn listed(shape: Shape) -> Option<Shape> {
    match shape {
        Shape::Term(_) | Shape::One(_) => Some(shape),
        Shape::Many(kind) => Some(Shape::One(kind)),
        Shape::Participants => Some(Shape::One(RecordKind::Actor)),
        _ => None,
    }
}

fn entries(names: &Names<'_>, reach: &Reach<'_, '_>, shape: Shape, lang: Lang) -> Vec<String> {
    match shape {
        Shape::Term(vocabulary) => {
            vocabulary.words().iter().map(|word| word.labels[lang.index()].to_owned()).collect()
        }
        Shape::One(RecordKind::Territory) => {
            let ids = territories(names, reach);
            ids.iter().map(|id| labelled(names, RecordKind::Territory, id.as_str(), lang)).collect()
        }
        Shape::One(kind) => {
            let ids = match kind {
                RecordKind::Theme | RecordKind::Actor => names.ids(kind),
                _ => reach.ids(kind),
            };
            let shown = ids.iter().take(LONGEST);
            shown.map(|id| labelled(names, kind, id.as_str(), lang)).collect()
        }
        _ => Vec::new(),
    }
}

/// The territories to choose from: those above municipalities, and whichever the scope's records name.
fn territories(names: &Names<'_>, reach: &Reach<'_, '_>) -> Vec<Id> {
    let mut found: BTreeSet<Id> = BTreeSet::new();
    for kind in KINDS {
        for id in reach.ids(kind) {
            let record = names.snapshot().record(kind, id.as_str());
            let references = record.as_ref().map(Record::references).unwrap_or_default();
            let places = references.iter().filter(|one| one.kind == RecordKind::Territory);
            found.extend(places.map(|one| one.id.clone()));
        }
    }
    let larger = |level: TerritoryLevel| level <= TerritoryLevel::Department;
    for (_, entry) in names.snapshot().territories().iter() {
        let territory = &entry.record;
        if found.len() < LONGEST && larger(territory.level) && territory.valid_to.is_none() {
            found.insert(territory.id.clone());
        }
    }
    found.into_iter().collect()
}
