//! Workbooks written by hand, for what no well-behaved program writes.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// An archive of these members, compressed.
pub(crate) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The members of a workbook of one sheet, whose XML is given, with others in their place or beside.
pub(crate) fn workbook_members<'m>(sheet: &'m str, others: &[(&'m str, &'m str)]) -> Vec<(&'m str, &'m str)> {
    let mut members = vec![
        ("[Content_Types].xml", "<Types><Default Extension='xml' ContentType='application/xml'/></Types>"),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id='a' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name='Projets' sheetId='1' r:id='s1'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='s1' Type='x/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='t' Type='x/sharedStrings' Target='sharedStrings.xml'/><Relationship Id='f' Type='x/styles' Target='styles.xml'/></Relationships>",
        ),
        ("xl/sharedStrings.xml", "<sst><si><t>thème</t></si></sst>"),
        (
            "xl/styles.xml",
            "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>",
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    for (name, text) in others {
        members.retain(|(other, _)| other != name);
        members.push((name, text));
    }
    members
}

/// A workbook of one sheet, with what stands in `sheetData`.
pub(crate) fn workbook(rows: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let members = workbook_members(&sheet, others);
    let members: Vec<(&str, &[u8])> = members.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    archive(&members)
}

/// An OpenDocument sheet, with what stands in `office:spreadsheet`, and other members.
pub(crate) fn open_document(tables: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name='ta1' style:family='table'><style:table-properties table:display='true'/></style:style><style:style style:name='ta2' style:family='table'><style:table-properties table:display='false'/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let mut members: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ];
    members.extend(others.iter().map(|(name, text)| (*name, text.as_bytes())));
    archive(&members)
}
