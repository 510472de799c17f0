//! Files that are refused, each with its reason and its place.

use std::io::Write;

use atlas_model::Lang;
use atlas_survey::{Limits, read};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::made::{archive, open_document, workbook, workbook_members};
use super::{refused, refused_within};

/// A workbook of one cell, with other members.
fn with(others: &[(&str, &str)]) -> Vec<String> {
    refused(&workbook("<row r='1'><c r='A1'><v>1</v></c></row>", others))
}

/// A table of these rows.
fn table(rows: &str) -> Vec<u8> {
    open_document(&format!("<table:table table:name='Projets'>{rows}</table:table>"), &[])
}

/// A compound file with a stream of this name.
fn compound_file(stream: &str) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(1024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

#[test]
fn what_is_no_sheet_is_told_with_what_to_do() {
    for (bytes, code) in [
        (b"  \r\n".to_vec(), "empty_file"),
        (b"%PDF-1.7".to_vec(), "not_a_sheet"),
        (b"<!DOCTYPE html><table>".to_vec(), "not_a_sheet"),
        (archive(&[("liste.csv", b"a;b")]), "not_a_sheet"),
        (archive(&[("enquete.xlsx", &workbook("", &[]))]), "not_a_sheet"),
        (compound_file("Workbook"), "old_workbook"),
        (compound_file("EncryptedPackage"), "protected"),
        (workbook("", &[])[..300].to_vec(), "damaged"),
        ([b"PK\x03\x04".as_slice(), &[0; 100]].concat(), "damaged"),
    ] {
        assert_eq!(refused(&bytes), [format!("enquete.xlsx {code}")]);
    }
    let faults = read(&compound_file("Workbook"), None, &Limits::default()).unwrap_err();
    assert_eq!(
        faults[0].message(Lang::Fr),
        "classeur d'un ancien format ou binaire (.xls, .xlsb) ; enregistrez-le en .xlsx"
    );
}

#[test]
fn texts_and_presentations_are_no_sheets() {
    let relations = |target: &str| {
        format!(
            "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='{target}'/></Relationships>"
        )
    };
    assert_eq!(with(&[("_rels/.rels", &relations("word/document.xml"))]), ["enquete.xlsx not_a_sheet"]);
    let text = archive(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")]);
    assert_eq!(refused(&text), ["enquete.xlsx not_a_sheet"]);
}

#[test]
fn macros_links_and_objects_are_all_named_at_once() {
    let found = with(&[
        ("xl/vbaProject.bin", "\u{fffd}"),
        ("xl/externalLinks/externalLink1.xml", "<a/>"),
        ("xl/embeddings/oleObject1.bin", "x"),
    ]);
    assert_eq!(found, ["enquete.xlsx macros", "enquete.xlsx external_link", "enquete.xlsx embedded_object"]);
    let kind =
        "<Types><Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>";
    assert_eq!(with(&[("[Content_Types].xml", kind)]), ["enquete.xlsx macros"]);
    let binary =
        "<Types><Override ContentType='application/vnd.ms-excel.sheet.binary.macroEnabled.main'/></Types>";
    assert_eq!(with(&[("[Content_Types].xml", binary)]), ["enquete.xlsx old_workbook"]);
    let sheets = "<Relationships><Relationship Id='s1' Type='x/xlMacrosheet' Target='worksheets/sheet1.xml'/></Relationships>";
    assert_eq!(with(&[("xl/_rels/workbook.xml.rels", sheets)]), ["enquete.xlsx macros"]);
}

#[test]
fn what_is_fetched_from_elsewhere_is_refused() {
    let relations = "<Relationships><Relationship Id='l' Type='x/image' Target='https://example.org/a.png' TargetMode='External'/></Relationships>";
    assert_eq!(with(&[("xl/drawings/_rels/drawing1.xml.rels", relations)]), ["enquete.xlsx external_link"]);
    assert_eq!(with(&[("xl/connections.xml", "<a/>")]), ["enquete.xlsx external_link"]);
    for inside in [
        "<table:table-source xlink:href='file:///etc/passwd'/>",
        "<table:shapes><draw:image xlink:href='http://example.org/a.png'/></table:shapes>",
        "<office:dde-source office:dde-application='cmd'/>",
        "<table:table-row><table:table-cell><draw:object xlink:href='../other.ods'/></table:table-cell></table:table-row>",
    ] {
        let found = refused(&table(inside));
        assert!(found.len() == 1 && found[0].ends_with("external_link"), "{inside}: {found:?}");
    }
}

#[test]
fn programs_of_open_documents_are_refused() {
    let found =
        refused(&open_document("", &[("Basic/Standard/Module1.xml", "<a/>"), ("Scripts/python/a.py", "x")]));
    assert_eq!(found, ["enquete.xlsx macros", "enquete.xlsx macros"]);
    let listener = "<table:shapes><office:event-listeners><script:event-listener/></office:event-listeners></table:shapes>";
    assert_eq!(refused(&table(listener)), ["Projets macros"]);
    let manifest = "<m><manifest:encryption-data/></m>";
    let protected = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", b"\x00\x01"),
    ]);
    assert_eq!(refused(&protected), ["enquete.xlsx protected"]);
}

#[test]
fn names_that_lead_out_of_the_archive_are_refused() {
    for name in ["../evil.xml", "/etc/passwd", "xl\\evil.xml", "C:/evil.xml", "xl//evil.xml", "xl/./evil.xml"]
    {
        assert_eq!(with(&[(name, "x")]), ["enquete.xlsx unsafe_name"], "{name}");
    }
    assert_eq!(with(&[(&"long/".repeat(60), "x")]), ["enquete.xlsx unsafe_name"]);
    let outside = "<Relationships><Relationship Id='s1' Type='x/worksheet' Target='../../../evil.xml'/></Relationships>";
    assert_eq!(with(&[("xl/_rels/workbook.xml.rels", outside)]), ["enquete.xlsx unsafe_name"]);
}

#[test]
fn a_name_used_twice_is_refused() {
    assert_eq!(with(&[("XL/Workbook.xml", "x")]), ["enquete.xlsx unsafe_name"]);
    // Written under another name of the same length, then renamed in both places.
    let twice = workbook("", &[("xl/workbook.xmm", "<workbook/>")]);
    let twice = replace(&twice, b"xl/workbook.xmm", b"xl/workbook.xml");
    assert_eq!(refused(&twice), ["enquete.xlsx unsafe_name"]);
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = bytes.to_vec();
    while let Some(at) = replaced.windows(from.len()).position(|window| window == from) {
        replaced[at..at + to.len()].copy_from_slice(to);
    }
    replaced
}

#[test]
fn archives_inside_the_archive_are_refused() {
    let inner = archive(&[("a", b"b")]);
    let sheet = "<worksheet/>";
    let mut members: Vec<(&str, &[u8])> = Vec::new();
    let usual = workbook_members(sheet, &[]);
    members.extend(usual.iter().map(|(name, text)| (*name, text.as_bytes())));
    members.push(("xl/media/image1.png", &inner));
    assert_eq!(refused(&archive(&members)), ["enquete.xlsx nested_archive"]);
    let object = compound_file("Package");
    members.pop();
    members.push(("docProps/object.dat", &object));
    assert_eq!(refused(&archive(&members)), ["enquete.xlsx embedded_object"]);
}

#[test]
fn encrypted_members_are_refused() {
    let mut bytes = workbook("<row><c><v>1</v></c></row>", &[]);
    // The first bit of the flags, in the first entry of the directory.
    let at = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[at + 8] |= 1;
    assert_eq!(refused(&bytes), ["enquete.xlsx protected"]);
}

#[test]
fn too_many_members_are_refused_before_they_are_looked_at() {
    let names: Vec<String> = (0..1001).map(|number| format!("a{number}")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(refused(&archive(&members)), ["enquete.xlsx too_many_parts"]);
}

#[test]
fn something_before_the_archive_is_refused() {
    let polyglot = [b"PKsomething;else\n".as_slice(), &workbook("", &[])].concat();
    assert_eq!(refused(&polyglot), ["enquete.xlsx damaged"]);
}

#[test]
fn bombs_are_refused_by_what_comes_out_of_them() {
    let thin = workbook(&"<!-- nothing -->".repeat(1_500_000), &[]);
    assert_eq!(refused(&thin), ["Projets bomb"]);
    let small = Limits { inflated_bytes: 100_000, ..Limits::default() };
    let rows = "<row><c><v>1</v></c></row>".repeat(10_000);
    assert_eq!(refused_within(&workbook(&rows, &[]), &small), ["enquete.xlsx bomb"]);
    // The same with a directory that claims next to nothing.
    let mut lying = workbook(&rows, &[]);
    let size = u32::try_from("<worksheet><sheetData></sheetData></worksheet>".len() + rows.len()).unwrap();
    lying = replace(&lying, &size.to_le_bytes(), &10_u32.to_le_bytes());
    let found = refused_within(&lying, &small);
    assert!(found[0].ends_with("bomb") || found[0].ends_with("damaged"), "{found:?}");
}

#[test]
fn members_that_share_their_bytes_are_refused() {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("mimetype", SimpleFileOptions::default()).unwrap();
    writer.start_file("xl/a", SimpleFileOptions::default()).unwrap();
    writer.write_all(&[b' '; 100_000]).unwrap();
    writer.shallow_copy_file("xl/a", "xl/b").unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(refused(&bytes), ["enquete.xlsx bomb"]);
}

#[test]
fn document_types_and_entities_are_refused() {
    let lol =
        "<!DOCTYPE a [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><sst><si><t>&b;</t></si></sst>";
    assert_eq!(with(&[("xl/sharedStrings.xml", lol)]), ["enquete.xlsx document_type"]);
    let outside = "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><worksheet/>";
    assert_eq!(with(&[("xl/worksheets/sheet1.xml", outside)]), ["Projets document_type"]);
    assert_eq!(refused(&table("<text:p>&xxe;</text:p>")), ["Projets document_type"]);
}

#[test]
fn places_that_no_sheet_has_are_refused() {
    for rows in [
        "<row r='0'/>",
        "<row r='1048577'/>",
        "<row r='99999999999'/>",
        "<row r='2'/><row r='2'/>",
        "<row r='2'><c r='A3'/></row>",
        "<row r='2'><c r='ZZZZZZ2'/></row>",
        "<row r='2'><c r='B2'><v>1</v></c><c r='A2'><v>1</v></c></row>",
    ] {
        let found = refused(&workbook(rows, &[]));
        assert!(found.len() == 1 && found[0].ends_with("bad_place"), "{rows}: {found:?}");
    }
    let found = refused(&table("<table:table-row table:number-rows-repeated='0'/>"));
    assert_eq!(found, ["Projets bad_place"]);
}

#[test]
fn limits_are_told_with_the_place_that_passes_them() {
    let limits = Limits { rows: 3, columns: 3, cells: 6, cell_chars: 5, sheets: 1, ..Limits::default() };
    let within = |rows: &str| refused_within(&workbook(rows, &[]), &limits);
    assert_eq!(within(&"<row><c><v>1</v></c></row>".repeat(4)), ["Projets!4 too_many_rows"]);
    assert_eq!(within("<row r='2'><c r='D2'><v>1</v></c></row>"), ["Projets!D2 too_many_columns"]);
    assert_eq!(within(&"<row><c/><c/><c><v>1</v></c></row>".repeat(3)), ["Projets!3 too_many_cells"]);
    let long = "<row><c t='str'><v>abcdef</v></c><c t='str'><v>中文中文中文</v></c><c t='str'><v>éé\u{e9}éé</v></c></row>";
    assert_eq!(within(long), ["Projets!A1 long_cell", "Projets!B1 long_cell"]);
    let two = open_document("<table:table table:name='A'/><table:table table:name='B'/>", &[]);
    assert_eq!(refused_within(&two, &limits), ["enquete.xlsx too_many_sheets"]);
    assert_eq!(refused_within(b"a;b;c;d\n", &limits), ["D1 too_many_columns"]);
    assert_eq!(refused_within(b"abcdef;b\nc;abcdef\n", &limits), ["A1 long_cell", "B2 long_cell"]);
    let tiny = Limits { file_bytes: 3, ..Limits::default() };
    assert_eq!(refused_within(b"a;b;c", &tiny), ["enquete.xlsx too_large"]);
}

#[test]
fn rows_and_cells_that_are_repeated_with_content_count_as_often() {
    let cell = "<table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>";
    let rows = format!("<table:table-row table:number-rows-repeated='1048576'>{cell}</table:table-row>");
    assert_eq!(refused(&table(&rows)), ["Projets!1 too_many_rows"]);
    let wide = "<table:table-row><table:table-cell table:number-columns-repeated='4294967295' office:value-type='float' office:value='1'/></table:table-row>";
    assert_eq!(refused(&table(wide)), ["Projets!GS1 too_many_columns"]);
    let spaces = "<table:table-row><table:table-cell><text:p>a<text:s text:c='4000000000'/></text:p></table:table-cell></table:table-row>";
    assert_eq!(refused(&table(spaces)), ["Projets!A1 long_cell"]);
}

#[test]
fn numbers_and_texts_that_are_none_are_damaged() {
    for cell in
        ["<c><v>abc</v></c>", "<c><v>1e999</v></c>", "<c t='s'><v>9</v></c>", "<c t='zz'><v>1</v></c>"]
    {
        assert_eq!(refused(&workbook(&format!("<row>{cell}</row>"), &[])), ["Projets!A1 damaged"], "{cell}");
    }
    assert_eq!(with(&[("xl/worksheets/sheet1.xml", "<worksheet><sheetData>")]), ["Projets damaged"]);
    assert_eq!(with(&[("xl/worksheets/sheet1.xml", "<worksheet>\u{0}")]), ["Projets damaged"]);
}
