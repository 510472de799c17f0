//! Makes files of every format out of rows written as text: cells between bars, an empty line for a blank row.
//!
//! `=` begins a formula, `#n` a number, `#d` a day, `#t` is true.

use atlas_model::{Id, Lang};
use atlas_survey::workbook::{Request, write};
use atlas_survey::{Cell, Grid, Limits, Row, Scope, Sheet, read};
use chrono::NaiveDate;
use encoding_rs::Encoding;
use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::case::atlas;
use crate::made;

/// A sheet of these rows.
pub(crate) fn sheet(name: &str, rows: &[&str]) -> Sheet {
    let rows = (1..).zip(rows).filter(|(_, row)| !row.is_empty());
    let rows = rows.map(|(number, row)| Row { number, cells: row.split('|').map(cell).collect() });
    Sheet { name: name.to_owned(), rows: rows.collect() }
}

fn cell(text: &str) -> Cell {
    match text.split_once(' ') {
        _ if text.is_empty() => Cell::Empty,
        _ if text == "#t" => Cell::Truth(true),
        Some(("#n", number)) => Cell::Number(number.parse().unwrap()),
        Some(("#d", day)) => Cell::Moment(day.parse::<NaiveDate>().unwrap().into()),
        _ => match text.strip_prefix('=') {
            Some(formula) => Cell::Formula(formula.to_owned()),
            None => Cell::Text(text.to_owned()),
        },
    }
}

/// An XLSX workbook; the titles above a table are merged across it.
pub(crate) fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let created = NaiveDate::from_ymd_opt(2016, 3, 14).unwrap().and_hms_opt(0, 0, 0).unwrap();
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created));
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for from in sheets {
        let to = workbook.add_worksheet();
        to.set_name(&from.name).unwrap();
        for row in &from.rows {
            let at = row.number - 1;
            if let [Cell::Text(title)] = &row.cells[..]
                && row.number < 4
            {
                to.merge_range(at, 0, at, 5, title, &Format::new().set_bold()).unwrap();
                continue;
            }
            for (column, cell) in (0_u16..).zip(&row.cells) {
                match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => to.write_string(at, column, text),
                    Cell::Number(number) => to.write_number(at, column, *number),
                    Cell::Moment(moment) => to.write_datetime_with_format(at, column, moment, &day),
                    Cell::Truth(truth) => to.write_boolean(at, column, *truth),
                    Cell::Error(_) => continue,
                    Cell::Formula(formula) => {
                        to.write_formula(at, column, Formula::new(formula).set_result("1"))
                    }
                }
                .unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// An OpenDocument workbook.
pub(crate) fn ods(sheets: &[Sheet]) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut tables = String::new();
    for sheet in sheets {
        tables += &format!("<table:table table:name='{}'>", escaped(&sheet.name));
        let mut next = 1;
        for row in &sheet.rows {
            if row.number > next {
                tables += &format!(
                    "<table:table-row table:number-rows-repeated='{}'><table:table-cell/></table:table-row>",
                    row.number - next
                );
            }
            next = row.number + 1;
            tables += "<table:table-row>";
            for cell in &row.cells {
                tables += &match cell {
                    Cell::Text(text) => {
                        let lines: Vec<String> = text
                            .split('\n')
                            .map(|line| format!("<text:p>{}</text:p>", escaped(line)))
                            .collect();
                        format!(
                            "<table:table-cell office:value-type='string'>{}</table:table-cell>",
                            lines.concat()
                        )
                    }
                    Cell::Number(number) => {
                        format!("<table:table-cell office:value-type='float' office:value='{number}'/>")
                    }
                    Cell::Moment(moment) => format!(
                        "<table:table-cell office:value-type='date' office:date-value='{}'/>",
                        moment.date()
                    ),
                    _ => "<table:table-cell/>".to_owned(),
                };
            }
            tables += "</table:table-row>";
        }
        tables += "</table:table>";
    }
    made::open_document(&tables, &[])
}

/// A CSV file: the first sheet, in an encoding, with a separator.
pub(crate) fn csv(sheet: &Sheet, separator: char, encoding: &'static Encoding) -> Vec<u8> {
    let text = lines(sheet, separator);
    let (bytes, _, lost) = encoding.encode(&text);
    assert!(!lost, "the encoding has not all signs");
    bytes.into_owned()
}

/// A CSV file in UTF-8, with a byte order mark.
pub(crate) fn csv_with_mark(sheet: &Sheet, separator: char) -> Vec<u8> {
    format!("\u{feff}{}", lines(sheet, separator)).into_bytes()
}

/// What Excel calls Unicode text: UTF-16, little end first, with a mark and tabs.
pub(crate) fn unicode_text(sheet: &Sheet) -> Vec<u8> {
    format!("\u{feff}{}", lines(sheet, '\t')).encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn lines(sheet: &Sheet, separator: char) -> String {
    let mut out = String::new();
    let mut next = 1;
    for row in &sheet.rows {
        for _ in next..row.number {
            out += "\r\n";
        }
        next = row.number + 1;
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| match cell {
                Cell::Text(text) if text.contains([separator, '"', '\n']) => {
                    format!("\"{}\"", text.replace('"', "\"\""))
                }
                Cell::Text(text) => text.clone(),
                Cell::Number(number) => number.to_string(),
                _ => String::new(),
            })
            .collect();
        out += &cells.join(&separator.to_string());
        out += "\r\n";
    }
    out
}

/// The workbook of some territories as it goes out.
pub(crate) fn taken(territories: &[&str], lang: Lang) -> Vec<u8> {
    let scope = Scope { territories: territories.iter().map(|id| Id::new(id).unwrap()).collect() };
    let campaign = Id::new("2015").unwrap();
    let created = NaiveDate::from_ymd_opt(2016, 3, 1).unwrap();
    write(&Request { snapshot: atlas(), scope: &scope, campaign: Some(&campaign), lang, created }).unwrap()
}

/// The same workbook after somebody typed into it: for each change the sheet, the record or else the number of the
/// row, the title of the column, the text.
pub(crate) fn filled(territories: &[&str], lang: Lang, typed: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let Grid { mut sheets, hidden } = read(&taken(territories, lang), None, &Limits::default()).unwrap();
    for (name, row, title, text) in typed {
        let sheet = sheets.iter_mut().find(|sheet| sheet.name == *name).unwrap();
        let is = |cell: &Cell, wanted: &str| matches!(cell, Cell::Text(own) if own.trim_end_matches(" *") == wanted);
        let column = sheet.rows[0].cells.iter().position(|cell| is(cell, title)).unwrap();
        let at = sheet.rows.iter().position(|one| match row.parse::<u32>() {
            Ok(number) => one.number == number,
            Err(_) => is(&one.cells[0], row),
        });
        let at = at.unwrap_or_else(|| {
            sheet.rows.push(Row { number: row.parse().unwrap(), cells: Vec::new() });
            sheet.rows.len() - 1
        });
        let cells = &mut sheet.rows[at].cells;
        cells.resize(cells.len().max(column + 1), Cell::Empty);
        cells[column] = cell(text);
    }
    // A spreadsheet that saves it keeps the hidden sheets.
    let mut all = sheets;
    all.extend(hidden);
    xlsx(&all)
}
