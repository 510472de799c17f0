//! Workbooks in Office Open XML: of a program that writes them well, and of others.

use atlas_survey::Cell;
use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Formula, Workbook};

use super::made::workbook;
use super::{grid, rows};

#[test]
fn every_type_of_cell_is_read_from_a_workbook_as_excel_writes_it() {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let sheet = book.add_worksheet().set_name("Projets").unwrap();
    sheet.merge_range(0, 0, 0, 3, "Enquête 2015", &Format::new()).unwrap();
    sheet.write(2, 0, " 吉林省 ").unwrap();
    sheet.write(2, 1, 12.5).unwrap();
    sheet.write_with_format(2, 2, &NaiveDate::from_ymd_opt(2015, 4, 1).unwrap(), &day).unwrap();
    sheet.write(2, 3, true).unwrap();
    sheet.write(2, 4, Formula::new("SUM(B3:B4)").set_result("12.5")).unwrap();
    let bold = Format::new().set_bold();
    sheet.write_rich_string(3, 1, &[(&bold, "eau "), (&Format::new(), "potable")]).unwrap();
    book.add_worksheet().set_name("Feuille vide").unwrap();
    let identity = book.add_worksheet().set_name("atlas").unwrap();
    identity.write(0, 0, "campaign").unwrap().set_very_hidden(true);
    let grid = grid(&book.save_to_buffer().unwrap());

    let names: Vec<&str> = grid.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["Projets", "Feuille vide"]);
    assert_eq!(
        rows(&grid.sheets[0]),
        ["1 Enquête 2015", "3  吉林省 |12.5n|2015-04-01 00:00:00|true|formula =SUM(B3:B4)", "4 |eau potable",]
    );
    assert_eq!(rows(&grid.sheets[1]), [""; 0]);
    assert_eq!(
        (grid.hidden[0].name.as_str(), rows(&grid.hidden[0])),
        ("atlas", vec!["1 campaign".to_owned()])
    );
}

#[test]
fn cells_are_read_as_other_programs_write_them() {
    let grid = grid(&workbook(
        "<row><c t='inlineStr'><is><t>sans</t></is></c><c t='s'><v>0</v></c></row>\
         <row r='5' spans='1:3'><c r='B5' t='str'><v>a_x000D_b</v></c><c r='D5' t='e'><v>#REF!</v></c></row>\
         <row r='6'><c r='A6' t='d'><v>2015-04-01T12:00:00Z</v></c><c r='B6' s='1'><v>42095</v></c>\
         <c r='C6' s='1'><v>60</v></c><c r='D6'><f t='shared' si='0'/><v>1</v></c><c r='E6' t='b'><v>0</v></c></row>",
        &[],
    ));
    assert_eq!(
        rows(&grid.sheets[0]),
        [
            "1 sans|thème",
            "5 |a\rb||error #REF!",
            "6 2015-04-01 12:00:00|2015-04-01 00:00:00|60n|formula =|false",
        ]
    );
}

#[test]
fn days_of_old_macintosh_workbooks_count_from_1904() {
    let book = "<workbook><workbookPr date1904='1'/><sheets><sheet name='P' r:id='s1'/></sheets></workbook>";
    let grid = grid(&workbook("<row><c s='1'><v>40633</v></c></row>", &[("xl/workbook.xml", book)]));
    assert_eq!(rows(&grid.sheets[0]), ["1 2015-04-01 00:00:00"]);
}

#[test]
fn elements_with_prefixes_and_the_strict_names_are_read_alike() {
    let members = [
        (
            "_rels/.rels",
            "<Relationships><Relationship Id='a' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument' Target='/xl/workbook.xml'/></Relationships>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<x:worksheet xmlns:x='n'><x:sheetData><x:row r='2'><x:c r='A2'><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>",
        ),
    ];
    assert_eq!(rows(&grid(&workbook("", &members)).sheets[0]), ["2 1n"]);
}

#[test]
fn blank_cells_far_away_and_formatted_rows_without_content_are_nothing() {
    let grid = grid(&workbook(
        "<row r='1'><c r='A1'><v>1</v></c><c r='XFD1' s='1'/></row><row r='2' s='1'/>\
         <row r='1048576'><c r='A1048576' t='str'><v>  </v></c></row>",
        &[],
    ));
    assert_eq!(rows(&grid.sheets[0]), ["1 1n"]);
    assert_eq!(grid.sheets[0].rows[0].cells, [Cell::Number(1.0)]);
}

#[test]
fn links_that_a_reader_may_click_are_harmless() {
    let relations = "<Relationships><Relationship Id='l' Type='x/hyperlink' Target='https://example.org' TargetMode='External'/></Relationships>";
    let others = [("xl/worksheets/_rels/sheet1.xml.rels", relations)];
    assert_eq!(rows(&grid(&workbook("<row><c><v>1</v></c></row>", &others)).sheets[0]), ["1 1n"]);
}
