//! The parts of a workbook and how they hang together (ECMA-376 part 2), and which parts are refused.

use atlas_model::{Fault, FaultKind, Hazard};

use super::super::MAX_FAULTS;
use super::super::archive::Archive;
use super::super::xml::Node;
use super::MARK;

/// One relationship of a part to another.
pub(super) struct Related {
    /// Its name within the part that has it.
    pub(super) id: String,
    /// The last word of its type: `worksheet`.
    pub(super) kind: String,
    /// The path of the other part in the archive.
    pub(super) target: String,
}

/// Where parts stand that are never taken, in lower case.
const REFUSED: [(&str, Hazard); 9] = [
    ("xl/vbaproject", Hazard::Macros),
    ("xl/macrosheets/", Hazard::Macros),
    ("xl/dialogsheets/", Hazard::Macros),
    ("xl/activex/", Hazard::Macros),
    ("xl/externallinks/", Hazard::ExternalLink),
    ("xl/connections.xml", Hazard::ExternalLink),
    ("xl/querytables/", Hazard::ExternalLink),
    ("xl/embeddings/", Hazard::EmbeddedObject),
    ("encryptedpackage", Hazard::Protected),
];

/// What the types of parts say that are never taken.
const REFUSED_TYPES: [(&str, Hazard); 6] = [
    // First: what it is named says that it may have macros too.
    ("sheet.binary", Hazard::OldWorkbook),
    ("macroenabled", Hazard::Macros),
    ("vbaproject", Hazard::Macros),
    ("macrosheet", Hazard::Macros),
    ("activex", Hazard::Macros),
    ("externallink", Hazard::ExternalLink),
];

/// All parts that are refused, and all links that lead out of the workbook.
pub(super) fn hazards(archive: &mut Archive<'_>, file: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    for name in &names {
        let folded = name.to_ascii_lowercase();
        let refused = REFUSED.iter().find(|(start, _)| folded.starts_with(start));
        let is_macro = folded.ends_with("vbaproject.bin").then_some(Hazard::Macros);
        if let Some(hazard) = refused.map(|(_, hazard)| *hazard).or(is_macro) {
            faults.push(Fault::new(file, name.clone(), FaultKind::Hazard { hazard }));
        }
    }
    let mut read: Vec<(&str, Result<(), Hazard>)> = vec![(MARK, types(archive))];
    for name in names.iter().filter(|name| name.to_ascii_lowercase().ends_with(".rels")) {
        read.push((name, relations(archive, name, |_| Ok(()))));
    }
    for (name, result) in read {
        let Err(hazard) = result else { continue };
        // The same hazard of several parts is one thing to mend.
        let kind = FaultKind::Hazard { hazard };
        if faults.iter().all(|fault| fault.kind != kind) {
            faults.push(Fault::new(file, name, kind));
        }
    }
    faults.truncate(MAX_FAULTS);
    faults
}

/// The path of the workbook itself.
///
/// # Errors
///
/// The archive is no workbook.
pub(super) fn workbook(archive: &mut Archive<'_>) -> Result<String, Hazard> {
    let related = related(archive, "")?;
    let main = related.into_iter().find(|one| one.kind == "officeDocument").ok_or(Hazard::NotASheet)?;
    // Texts and presentations are packed in the same way.
    let is_workbook =
        main.target.to_ascii_lowercase().ends_with("workbook.xml") || main.target.starts_with("xl/");
    if is_workbook { Ok(main.target) } else { Err(Hazard::NotASheet) }
}

/// What a part is related to; the empty path stands for the whole archive.
///
/// # Errors
///
/// The relationships cannot be read or lead out of the archive.
pub(super) fn related(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Related>, Hazard> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let separator = if folder.is_empty() { "" } else { "/" };
    let path = format!("{folder}{separator}_rels/{name}.rels");
    let mut all = Vec::new();
    relations(archive, &path, |(id, kind, target)| {
        let target = resolve(folder, &target).ok_or(Hazard::UnsafeName)?;
        all.push(Related { id, kind, target });
        Ok(())
    })?;
    Ok(all)
}

/// Gives each relationship of a file of relationships: identifier, kind, target as written.
fn relations(
    archive: &mut Archive<'_>,
    path: &str,
    mut each: impl FnMut((String, String, String)) -> Result<(), Hazard>,
) -> Result<(), Hazard> {
    let Some(mut xml) = archive.xml(path)? else { return Ok(()) };
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else { continue };
        if tag.name() != "Relationship" {
            continue;
        }
        let kind = tag.attribute("Type")?.unwrap_or_default();
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        let is_outside =
            tag.attribute("TargetMode")?.is_some_and(|mode| mode.eq_ignore_ascii_case("External"));
        // A link that a reader may click fetches nothing by itself.
        if is_outside && kind == "hyperlink" {
            continue;
        }
        if is_outside {
            return Err(Hazard::ExternalLink);
        }
        let target = tag.attribute("Target")?.unwrap_or_default().into_owned();
        each((tag.attribute("Id")?.unwrap_or_default().into_owned(), kind, target))?;
    }
    Ok(())
}

/// Looks at the types of all parts.
fn types(archive: &mut Archive<'_>) -> Result<(), Hazard> {
    let mut xml = archive.xml(MARK)?.ok_or(Hazard::Damaged)?;
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else { continue };
        let Some(kind) = tag.attribute("ContentType")? else { continue };
        let kind = kind.to_ascii_lowercase();
        if let Some((_, hazard)) = REFUSED_TYPES.iter().find(|(word, _)| kind.contains(word)) {
            return Err(*hazard);
        }
    }
    Ok(())
}

/// The path of a target as seen from a folder; none if it leads out of the archive.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let (base, target) = match target.strip_prefix('/') {
        Some(target) => ("", target),
        None => (folder, target),
    };
    let mut path: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            part => path.push(part),
        }
    }
    Some(path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_within_the_archive_only() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml").as_deref(), Some("xl/worksheets/sheet1.xml"));
        assert_eq!(resolve("xl/worksheets", "../styles.xml").as_deref(), Some("xl/styles.xml"));
        assert_eq!(resolve("xl", "/xl/styles.xml").as_deref(), Some("xl/styles.xml"));
        assert_eq!(resolve("xl", "../../etc/passwd"), None);
    }
}
