//! Sheets as an officer sends them back: thousands of projects with another title and status.

use atlas_index::Snapshot;
use atlas_model::{Lang, Project, Status};
use atlas_survey::workbook::{Request, write};
use atlas_survey::{Cell, Grid, Limits, Scope, Sheet, read};
use chrono::NaiveDate;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

/// The language of the sheets.
const LANG: Lang = Lang::Fr;

/// How the sheet of projects and its columns are called in that language.
const PROJECTS: &str = "Projets";
const ID: &str = "Identifiant";
const TITLE: &str = "Titre";
const STATUS: &str = "État";

/// A title by which projects alone are known: the name of a file says nothing of its kind.
const TITLE_OF_PROJECT: &str = "Intitulé du projet";

/// The workbook of a country, filled with what the atlas says.
///
/// # Panics
/// If it cannot be written.
#[must_use]
pub fn handed_out(snapshot: &Snapshot, scope: &Scope) -> Vec<u8> {
    let created = NaiveDate::from_ymd_opt(2015, 11, 23).expect("it is a day");
    write(&Request { snapshot, scope, campaign: None, lang: LANG, created }).expect("texts fit their cells")
}

/// The same workbook with another title and status in the first rows of its projects.
///
/// # Panics
/// If it is none of ours.
#[must_use]
pub fn filled_in(workbook: &[u8], rows: usize, round: usize) -> Vec<u8> {
    let mut grid = read(workbook, None, &Limits::default()).expect("it is a workbook");
    let sheet = grid.sheets.iter_mut().find(|sheet| sheet.name == PROJECTS).expect("it has projects");
    change(sheet, rows, round);
    save(&grid).expect("what was a workbook can be one again")
}

/// A CSV file of the first projects, each with another title and status.
///
/// # Panics
/// Never: it is written to memory.
#[must_use]
pub fn as_csv(snapshot: &Snapshot, rows: usize, round: usize) -> Vec<u8> {
    let mut file = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    file.write_record([ID, TITLE_OF_PROJECT, STATUS]).expect("memory takes it");
    for (_, entry) in snapshot.projects().iter().take(rows) {
        let Project { id, status, .. } = &entry.record;
        let row = [id.as_str(), &title(id.as_str(), round), next(*status).label(LANG)];
        file.write_record(row).expect("memory takes it");
    }
    file.into_inner().expect("memory takes it")
}

fn change(sheet: &mut Sheet, rows: usize, round: usize) {
    let header = sheet.rows.first().expect("it has a header");
    let column = |title: &str| {
        let is_it = |cell: &Cell| text(cell).trim_end_matches(" *") == title;
        header.cells.iter().position(is_it).expect("the column is there")
    };
    let [id_at, title_at, status_at] = [ID, TITLE, STATUS].map(column);
    for row in sheet.rows.iter_mut().skip(1).take(rows) {
        let status = Status::ALL.iter().find(|status| status.label(LANG) == text(&row.cells[status_at]));
        let status = next(*status.expect("it has a status"));
        row.cells[title_at] = Cell::Text(title(text(&row.cells[id_at]), round));
        row.cells[status_at] = Cell::Text(status.label(LANG).to_owned());
    }
}

fn text(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) => text,
        _ => "",
    }
}

fn title(id: &str, round: usize) -> String {
    format!("Réseau d'eau relevé {round} fois ({id})")
}

fn next(status: Status) -> Status {
    let at = Status::ALL.iter().position(|one| *one == status).unwrap_or_default();
    Status::ALL[(at + 1) % Status::ALL.len()]
}

/// A workbook of these cells, hidden sheets included.
fn save(grid: &Grid) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    for sheet in &grid.sheets {
        fill(workbook.add_worksheet(), sheet)?;
    }
    for sheet in &grid.hidden {
        fill(workbook.add_worksheet().set_hidden(true), sheet)?;
    }
    workbook.save_to_buffer()
}

fn fill(into: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    into.set_name(&sheet.name)?;
    for row in &sheet.rows {
        for (column, cell) in (0_u16..).zip(&row.cells) {
            let text = text(cell);
            if !text.is_empty() {
                into.write_string(row.number - 1, column, text)?;
            }
        }
    }
    Ok(())
}
