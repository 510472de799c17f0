//! Reads a workbook in Office Open XML (ECMA-376, transitional or strict).
//!
//! Sheets are read cell by cell: the dimensions that a sheet claims are not looked at. What a
//! workbook may hold beside cells and is refused is in `parts`.

mod cell;
mod parts;
mod sheet;
mod strings;
mod styles;

use atlas_model::{Fault, FaultKind, Hazard};

use super::archive::Archive;
use super::build::Building;
use super::xml::Node;
use super::{Grid, Limits};
pub(super) use cell::moment;
use parts::Related;
use strings::Strings;
use styles::Styles;

/// The member that every package of this kind has, and no other.
pub(super) const MARK: &str = "[Content_Types].xml";

/// What all sheets of a workbook share.
struct Book {
    strings: Strings,
    styles: Styles,
    /// Whether days count from 1904 on, as in workbooks of old Macintosh programs.
    is_from_1904: bool,
}

/// A sheet that a workbook names.
struct Named {
    name: String,
    /// Its relationship, which says where it is.
    relation: String,
    is_hidden: bool,
}

/// Reads the workbook in an archive.
///
/// # Errors
///
/// All that is wrong with it.
pub(super) fn read(archive: &mut Archive<'_>, file: &str, limits: &Limits) -> Result<Grid, Vec<Fault>> {
    let faults = parts::hazards(archive, file);
    if !faults.is_empty() {
        return Err(faults);
    }
    let one = |hazard| vec![Fault::at(file, FaultKind::Hazard { hazard })];
    let main = parts::workbook(archive).map_err(one)?;
    let mut building = Building::new(limits, file);
    let read = fill(archive, &main, &mut building);
    building.finish(read)
}

fn fill(archive: &mut Archive<'_>, main: &str, building: &mut Building<'_>) -> Result<(), Hazard> {
    let related = parts::related(archive, main)?;
    let (sheets, is_from_1904) = workbook(archive, main, building.limits)?;
    let strings = match part(&related, "sharedStrings") {
        Some(path) => Strings::read(archive, path, building.limits)?,
        None => Strings::default(),
    };
    let styles = match part(&related, "styles") {
        Some(path) => Styles::read(archive, path)?,
        None => Styles::default(),
    };
    let book = Book { strings, styles, is_from_1904 };
    for Named { name, relation, is_hidden } in sheets {
        let to = related.iter().find(|one| one.id == relation).ok_or(Hazard::Damaged)?;
        match to.kind.as_str() {
            "worksheet" => {
                building.open_sheet(name, is_hidden)?;
                let mut xml = archive.xml(&to.target)?.ok_or(Hazard::Damaged)?;
                sheet::read(&mut xml, &book, building)?;
                building.close_sheet();
            }
            // A chart on a sheet of its own has no cells.
            "chartsheet" => {}
            // Old macros and dialogs.
            _ => return Err(Hazard::Macros),
        }
    }
    Ok(())
}

/// The part that stands in a relation of this kind to the workbook.
fn part<'r>(related: &'r [Related], kind: &str) -> Option<&'r str> {
    related.iter().find(|one| one.kind == kind).map(|one| one.target.as_str())
}

/// The sheets that a workbook names, and whether its days count from 1904 on.
fn workbook(archive: &mut Archive<'_>, main: &str, limits: &Limits) -> Result<(Vec<Named>, bool), Hazard> {
    let mut xml = archive.xml(main)?.ok_or(Hazard::Damaged)?;
    let (mut sheets, mut is_from_1904) = (Vec::new(), false);
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else { continue };
        match tag.name() {
            "workbookPr" => {
                is_from_1904 =
                    tag.attribute("date1904")?.is_some_and(|value| matches!(&*value, "1" | "true"));
            }
            "sheet" => {
                let name = tag.attribute("name")?.ok_or(Hazard::Damaged)?.into_owned();
                let relation = tag.attribute("id")?.ok_or(Hazard::Damaged)?.into_owned();
                let state = tag.attribute("state")?;
                let is_hidden = state.is_some_and(|state| matches!(&*state, "hidden" | "veryHidden"));
                if sheets.len() >= limits.sheets {
                    return Err(Hazard::TooManySheets { max: limits.sheets });
                }
                sheets.push(Named { name, relation, is_hidden });
            }
            _ => {}
        }
    }
    Ok((sheets, is_from_1904))
}
