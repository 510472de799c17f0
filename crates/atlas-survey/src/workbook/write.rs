//! Writes the workbook.

use atlas_model::{Id, Lang, RecordKind};
use chrono::NaiveTime;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, Format, FormatAlign, FormatBorder,
    ProtectionOptions, Workbook, Worksheet,
};

use super::lists::Lists;
use super::{IDENTITY, INSTRUCTIONS, Request, WorkbookError, display, help};
use crate::columns::{Column, KINDS, Layout, Shape, sheet_title};
use crate::names::Names;
use crate::scope::Reach;

/// How many rows below the last record people may fill in with the lists at hand.
const ROOM: u32 = 500;

/// The longest text that a cell takes, in characters (a limit of the file format's usual programs).
const LONGEST_CELL: usize = 32_767;

/// Writes the workbook of a scope, filled with what the atlas says now.
///
/// # Errors
/// [`WorkbookError`], where a value does not fit a cell.
pub fn write(request: &Request<'_>) -> Result<Vec<u8>, WorkbookError> {
    let names = Names::new(request.snapshot);
    let reach = Reach::new(request.scope, &names);
    let mut workbook = Workbook::new();
    let created = request.created.and_time(NaiveTime::MIN);
    workbook.set_properties(&DocProperties::new().set_title("Atlas").set_creation_datetime(&created));
    instructions(&mut workbook, request)?;
    // The sheets that are filled in come before the lists, but point to them.
    let mut rows = Vec::new();
    for layout in KINDS.into_iter().filter_map(Layout::of) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_title(layout.kind, request.lang))?;
        rows.push(fill(sheet, layout, &names, &reach, request.lang)?);
    }
    let lists = Lists::write(&mut workbook, &names, &reach, request.lang)?;
    for (layout, rows) in KINDS.into_iter().filter_map(Layout::of).zip(rows) {
        let sheet = workbook.worksheet_from_name(sheet_title(layout.kind, request.lang))?;
        help_columns(sheet, layout, &lists, rows, request.lang)?;
    }
    identity(&mut workbook, request)?;
    Ok(workbook.save_to_buffer()?)
}

fn instructions(workbook: &mut Workbook, request: &Request<'_>) -> Result<(), WorkbookError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(INSTRUCTIONS[request.lang.index()])?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 96)?;
    let title = Format::new().set_bold().set_font_size(14);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 0;
    for (at, line) in help::instructions(request.lang).iter().enumerate() {
        if at == 0 {
            sheet.write_string_with_format(row, 0, *line, &title)?;
        } else {
            sheet.write_string_with_format(row, 1, *line, &text)?;
        }
        row += 1;
    }
    let names = Names::new(request.snapshot);
    let places = request.scope.territories.iter();
    let places: Vec<String> = places.map(|id| names.name(RecordKind::Territory, id, request.lang)).collect();
    let campaign = request.campaign.map(ToString::to_string).unwrap_or_default();
    let values = [campaign, places.join(", "), request.snapshot.revision().to_string()];
    for (label, value) in help::about(request.lang).into_iter().zip(values) {
        row += 1;
        sheet.write_string_with_format(row, 0, label, &Format::new().set_bold())?;
        write_text(sheet, row, 1, &value, &text)?;
    }
    sheet.protect();
    Ok(())
}

/// Writes the header and the records of a kind; says how many there are.
fn fill(
    sheet: &mut Worksheet,
    layout: &Layout,
    names: &Names<'_>,
    reach: &Reach<'_, '_>,
    lang: Lang,
) -> Result<u32, WorkbookError> {
    let header = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00_2F_55))
        .set_font_color(Color::White)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin);
    let locked = Format::new()
        .set_num_format("@")
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0xEE_EE_EE));
    let open = Format::new().set_num_format("@").set_align(FormatAlign::Top).set_text_wrap().set_unlocked();
    for (at, column) in (0_u16..).zip(&layout.columns) {
        let is_id = column.shape == Shape::Id;
        let needed = if column.required && !is_id { " *" } else { "" };
        let title = format!("{}{needed}", column.titles[lang.index()]);
        sheet.write_string_with_format(0, at, title, &header)?;
        sheet.set_column_width(at, width(column))?;
        sheet.set_column_format(at, if is_id { &locked } else { &open })?;
    }
    let mut row = 0;
    for id in reach.ids(layout.kind) {
        let Some(record) = names.snapshot().record(layout.kind, id.as_str()) else { continue };
        row += 1;
        for (at, column) in (0_u16..).zip(&layout.columns) {
            let Some(cell) = column.at.map(|at| layout.row.cell(&record, at)) else { continue };
            let mut shown = display(names, column, &cell, lang);
            if shown.chars().count() > LONGEST_CELL {
                // Without the names beside the identifiers it is much shorter.
                shown = cell;
            }
            if !shown.is_empty() {
                let format = if column.shape == Shape::Id { &locked } else { &open };
                write_text(sheet, row, at, &shown, format)?;
            }
        }
    }
    let fields = u16::try_from(layout.columns.len()).unwrap_or(1).saturating_sub(1);
    sheet.autofilter(0, 0, row.max(1), fields)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        // Neither sorting nor inserting: both lead to a sheet of which only a part is sorted. Rows have room
        // at the end.
        use_autofilter: true,
        ..ProtectionOptions::new()
    });
    Ok(row)
}

/// Writes a text as a text: what a spreadsheet would take for a formula once it is edited carries the mark
/// that keeps it one.
fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), WorkbookError> {
    const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];
    if text.starts_with(TRIGGERS) {
        sheet.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// Adds the lists and the hints to the columns of a sheet.
fn help_columns(
    sheet: &mut Worksheet,
    layout: &Layout,
    lists: &Lists,
    rows: u32,
    lang: Lang,
) -> Result<(), WorkbookError> {
    for (at, column) in (0_u16..).zip(&layout.columns) {
        let hint = help::hint(column.shape, lang);
        let list = lists.range(column.shape);
        let mut validation = match &list {
            Some(range) => DataValidation::new().allow_list_formula(range.clone()),
            None if hint.is_some() => DataValidation::new().allow_any_value(),
            None => continue,
        };
        // A term of another spelling can be refused at once; names are many, and are read when the file
        // comes back.
        let is_closed = matches!(column.shape, Shape::Term(_) | Shape::One(RecordKind::Theme));
        validation = validation
            .ignore_blank(true)
            .set_error_style(DataValidationErrorStyle::Warning)
            .show_error_message(is_closed);
        if let Some(hint) = hint {
            validation = validation.set_input_message(hint)?;
        }
        sheet.add_data_validation(1, at, rows + ROOM, at, &validation)?;
    }
    Ok(())
}

fn identity(workbook: &mut Workbook, request: &Request<'_>) -> Result<(), WorkbookError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(IDENTITY)?;
    sheet.set_hidden(true);
    let territories: Vec<&str> = request.scope.territories.iter().map(Id::as_str).collect();
    let lines = [
        ("campaign", request.campaign.map(ToString::to_string)),
        ("revision", Some(request.snapshot.revision().to_string())),
        ("territories", Some(territories.join(";"))),
        ("lang", Some(request.lang.to_string())),
        ("created", Some(request.created.to_string())),
    ];
    let text = Format::new().set_num_format("@");
    let mut row = 0;
    for (key, value) in lines {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            sheet.write_string(row, 0, key)?;
            sheet.write_string_with_format(row, 1, value, &text)?;
            row += 1;
        }
    }
    Ok(())
}

/// The width of a column, in characters.
fn width(column: &Column) -> f64 {
    match column.shape {
        Shape::Id => 26.0,
        Shape::Text if column.lang.is_some() => 44.0,
        Shape::Date | Shape::Confirmed | Shape::Withdrawn => 14.0,
        Shape::Money | Shape::Term(_) => 18.0,
        Shape::Many(_) | Shape::Participants => 44.0,
        _ => 30.0,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use atlas_index::Snapshot;

    use super::super::{identity as identity_of, is_own};
    use super::*;
    use crate::fixture::atlas;
    use crate::{Cell, Limits, Scope, Submission, read, review};

    #[test]
    fn the_same_atlas_gives_the_same_bytes_in_every_language() {
        let scope = Scope { territories: vec![Id::new("CN").unwrap()] };
        let campaign = Id::new("2015").unwrap();
        for lang in Lang::ALL.iter().copied() {
            let request = Request {
                snapshot: atlas(),
                scope: &scope,
                campaign: Some(&campaign),
                lang,
                created: NaiveDate::from_ymd_opt(2016, 3, 14).unwrap(),
            };
            let bytes = write(&request).unwrap();
            assert!(bytes.starts_with(b"PK") && bytes.len() < 1_000_000, "{}", bytes.len());
            assert_eq!(write(&request).unwrap(), bytes);
        }
    }

    #[test]
    fn a_workbook_that_comes_back_says_what_it_is() {
        let scope = Scope { territories: vec![Id::new("FR-REG-53").unwrap(), Id::new("FR-REG-52").unwrap()] };
        let campaign = Id::new("2015").unwrap();
        let created = NaiveDate::from_ymd_opt(2016, 3, 14).unwrap();
        let request =
            Request { snapshot: atlas(), scope: &scope, campaign: Some(&campaign), lang: Lang::Zh, created };
        let grid = read(&write(&request).unwrap(), None, &Limits::default()).unwrap();
        let identity = identity_of(&grid).unwrap();
        assert_eq!(identity.campaign, Some(campaign.clone()));
        assert_eq!((identity.revision, identity.lang), (atlas().revision(), Lang::Zh));
        assert_eq!(identity.scope, scope);
        assert_eq!(grid.sheets.iter().filter(|sheet| !is_own(sheet)).count(), KINDS.len());
    }

    #[test]
    fn a_text_that_begins_like_a_formula_comes_back_as_the_text_that_it_is() {
        let mut dataset = atlas().to_dataset();
        let project = dataset.projects.first_mut().unwrap();
        project.title.fr = Some("=HYPERLINK(\"https://example.org\")".to_owned());
        project.title.en = Some("＠risk".to_owned());
        let snapshot = Snapshot::build(dataset).unwrap();
        let scope = Scope { territories: vec![Id::new("CN").unwrap()] };
        let created = NaiveDate::from_ymd_opt(2016, 3, 14).unwrap();
        let request = Request { snapshot: &snapshot, scope: &scope, campaign: None, lang: Lang::Fr, created };
        let grid = read(&write(&request).unwrap(), None, &Limits::default()).unwrap();
        let cells = grid.sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| &row.cells);
        let found =
            |wanted: &str| cells.clone().any(|cell| matches!(cell, Cell::Text(text) if text == wanted));
        assert!(found("=HYPERLINK(\"https://example.org\")") && found("＠risk"));
        assert!(!cells.clone().any(|cell| matches!(cell, Cell::Formula(_))));
        let submission = Submission {
            snapshot: &snapshot,
            base: None,
            scope: Some(&scope),
            entered_by: "DAECT",
            date: "2016".parse().unwrap(),
        };
        let counts = review(&grid, &submission).report.counts;
        assert_eq!((counts.changed, counts.error), (0, 0));
    }
}
