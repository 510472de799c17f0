//! Reads a sheet in OpenDocument (ISO/IEC 26300), as LibreOffice and others write it.
//!
//! Rows and cells that a file repeats a million times to fill an empty sheet are passed over; ones
//! that hold something count as often as they stand there.

mod cell;

use std::collections::BTreeSet;
use std::io::BufRead;

use atlas_model::{Fault, FaultKind, Hazard};

use super::archive::Archive;
use super::build::Building;
use super::xml::{Node, Tag, Xml};
use super::{Grid, Limits};
use cell::Opening;

/// The member that says what the archive is.
pub(super) const MARK: &str = "mimetype";

/// What it says of a sheet.
const TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The longest list of members, and the longest type, that are read whole, in bytes.
const MAX_MANIFEST: usize = 1 << 20;

/// More styles of tables than any program writes.
const MAX_STYLES: usize = 10_000;

/// Elements that fetch something from elsewhere when the file is opened.
const FETCHING: [&str; 6] = [
    "table-source",
    "cell-range-source",
    "dde-source",
    "dde-link",
    "database-source-query",
    "connection-resource",
];

/// Reads the sheets in an archive.
///
/// # Errors
///
/// All that is wrong with it.
pub(super) fn read(archive: &mut Archive<'_>, file: &str, limits: &Limits) -> Result<Grid, Vec<Fault>> {
    let faults = hazards(archive, file);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut building = Building::new(limits, file);
    let read = fill(archive, &mut building);
    building.finish(read)
}

/// What the members of the archive say before anything of the sheets is read.
fn hazards(archive: &mut Archive<'_>, file: &str) -> Vec<Fault> {
    let one = |hazard| vec![Fault::at(file, FaultKind::Hazard { hazard })];
    let kind = archive.member(MARK).and_then(|member| member.map(|one| one.text(MAX_MANIFEST)).transpose());
    match kind {
        Err(hazard) => return one(hazard),
        Ok(Some(kind)) if kind.trim_end().starts_with(TYPE) => {}
        Ok(_) => return one(Hazard::NotASheet),
    }
    let manifest = archive
        .member("META-INF/manifest.xml")
        .and_then(|member| member.map(|one| one.text(MAX_MANIFEST)).transpose());
    match manifest {
        Err(hazard) => return one(hazard),
        Ok(Some(manifest)) if manifest.contains("encryption-data") => return one(Hazard::Protected),
        Ok(_) => {}
    }
    let refused = archive.names().filter(|name| is_macro(name));
    refused.map(|name| Fault::new(file, name, FaultKind::Hazard { hazard: Hazard::Macros })).collect()
}

/// Programs stand in folders of their own. The lists of libraries that old programs write even where
/// there are none do not count.
fn is_macro(name: &str) -> bool {
    let folded = name.to_ascii_lowercase();
    let is_list = ["script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml"]
        .iter()
        .any(|list| folded.ends_with(&format!("/{list}")));
    (folded.starts_with("basic/") || folded.starts_with("scripts/") || folded.starts_with("dialogs/"))
        && !folded.ends_with('/')
        && !is_list
}

fn fill(archive: &mut Archive<'_>, building: &mut Building<'_>) -> Result<(), Hazard> {
    let mut xml = archive.xml("content.xml")?.ok_or(Hazard::Damaged)?;
    let mut hidden = BTreeSet::new();
    let mut style = None;
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else { continue };
        check(&tag)?;
        match tag.name() {
            "style" => style = tag.attribute("name")?.map(std::borrow::Cow::into_owned),
            "table-properties" if tag.attribute("display")?.as_deref() == Some("false") => {
                hidden.extend(style.take());
                if hidden.len() > MAX_STYLES {
                    return Err(Hazard::Damaged);
                }
            }
            "tracked-changes" => xml.skip()?,
            "table" => {
                let name = tag.attribute("name")?.unwrap_or_default().into_owned();
                let is_hidden = tag.attribute("style-name")?.is_some_and(|style| hidden.contains(&*style));
                building.open_sheet(name, is_hidden)?;
                table(&mut xml, building)?;
                building.close_sheet();
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads the table that has just begun.
fn table<R: BufRead>(xml: &mut Xml<R>, building: &mut Building<'_>) -> Result<(), Hazard> {
    let inside = xml.depth();
    while xml.depth() >= inside {
        let Some(Node::Open(tag)) = xml.next()? else { continue };
        check(&tag)?;
        match tag.name() {
            "table-row" => {
                let times = repeated(&tag, "number-rows-repeated")?;
                building.open_row(building.row().saturating_add(1))?;
                row(xml, building)?;
                building.close_row(times)?;
            }
            // Drawings and forms may hold tables of their own.
            "shapes" | "forms" => skip(xml)?,
            _ => {}
        }
    }
    Ok(())
}

/// Reads the row that has just begun.
fn row<R: BufRead>(xml: &mut Xml<R>, building: &mut Building<'_>) -> Result<(), Hazard> {
    let inside = xml.depth();
    let mut column = 0_usize;
    while xml.depth() >= inside {
        let Some(Node::Open(tag)) = xml.next()? else { continue };
        check(&tag)?;
        match tag.name() {
            "table-cell" => {
                let times = repeated(&tag, "number-columns-repeated")? as usize;
                let opening = Opening::read(&tag)?;
                building.at_column(column);
                let cell = cell::read(xml, opening, building.limits.cell_chars)?;
                if !cell.is_blank() {
                    for at in column..column.saturating_add(times) {
                        building.put(at, cell.clone())?;
                    }
                }
                column = column.saturating_add(times);
            }
            // Below a merged cell: what once stood there is not shown.
            "covered-table-cell" => {
                let times = repeated(&tag, "number-columns-repeated")? as usize;
                skip(xml)?;
                column = column.saturating_add(times);
            }
            _ => skip(xml)?,
        }
    }
    Ok(())
}

/// Passes over the element that has just begun, still looking for what is never taken.
fn skip<R: BufRead>(xml: &mut Xml<R>) -> Result<(), Hazard> {
    let inside = xml.depth();
    while xml.depth() >= inside {
        if let Node::Open(tag) = xml.next()?.ok_or(Hazard::Damaged)? {
            check(&tag)?;
        }
    }
    Ok(())
}

/// How often a row or cell stands there.
fn repeated(tag: &Tag<'_>, attribute: &str) -> Result<u32, Hazard> {
    let times = tag.number(attribute).map_err(|_| Hazard::BadPlace)?.unwrap_or(1);
    if times == 0 { Err(Hazard::BadPlace) } else { Ok(times) }
}

/// Looks at an element for programs and for what is fetched from elsewhere.
fn check(tag: &Tag<'_>) -> Result<(), Hazard> {
    let name = tag.name();
    if FETCHING.contains(&name) {
        return Err(Hazard::ExternalLink);
    }
    if matches!(name, "event-listener" | "applet" | "plugin" | "script") {
        return Err(Hazard::Macros);
    }
    // A link that a reader may click fetches nothing by itself.
    if name == "a" {
        return Ok(());
    }
    match tag.attribute("href")? {
        Some(target) if leads_outside(&target) => Err(Hazard::ExternalLink),
        _ => Ok(()),
    }
}

/// Whether a reference leaves the archive: it has a scheme, or goes up or to the root.
fn leads_outside(target: &str) -> bool {
    let target = target.strip_prefix("./").unwrap_or(target);
    target.contains(':') || target.starts_with('/') || target.split('/').any(|part| part == "..")
}
