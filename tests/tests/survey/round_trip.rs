//! The embassy takes its sheet, changes twelve rows, adds three, blanks one, sends it back; the ministry
//! accepts; everybody sees it, and the survey of before answers as before.

use atlas_survey::{Cell, Grid, Limits, Row, Sheet};
use atlas_tests::harness::Answer;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::{Office, offices};

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_goes_out_comes_back_and_is_published() {
    for office in offices().await {
        round_trip(&office).await;
    }
}

async fn round_trip(office: &Office) {
    office.open_campaign().await;
    let sheet = office.service(0).get("/v1/campaigns/2016/sheet.xlsx?territory=CN&lang=fr").await;
    assert_eq!(sheet.status, 200, "{}", sheet.text());
    let mut grid = atlas_survey::read(&sheet.decoded(), None, &Limits::default()).unwrap();
    let edited = edit(&mut grid);

    let submitted = office.upload(&office.embassy, "enquête.xlsx", &workbook(&grid), "lang=fr").await;
    assert_eq!(submitted.status, 201, "{}", submitted.text());
    let set = submitted.json();
    let counts = &set["report"]["counts"];
    let count = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!((count("changed"), count("new"), count("missing"), count("error")), (12, 3, 1, 0), "{counts}");
    assert!(count("unchanged") > 100, "{counts}");
    for place in &edited.changed {
        let row = row(&set, place);
        assert_eq!(
            (&row["state"], row["changes"].as_array().unwrap().len()),
            (&json!("changed"), 1),
            "{row}"
        );
    }

    let before: u64 = office.service(0).get("/v1").await.header("atlas-revision").parse().unwrap();
    let decided = decide(office, set["id"].as_str().unwrap()).await;
    assert_eq!(decided.status, 200, "{}", decided.text());
    let decided = decided.json();
    assert_eq!(
        (&decided["state"], &decided["accepted"]),
        (&json!("decided"), &json!(15)),
        "{}",
        decided["report"]["counts"]
    );
    let mut made: Vec<u64> = decided["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["revision"].as_u64().unwrap())
        .collect();
    made.sort_unstable();
    assert_eq!(made, (before + 1..=before + 15).collect::<Vec<_>>(), "one range of revisions");

    let last = before + 15;
    let feed = office.service(1).get_at(last, &format!("/v1/changes?since={before}")).await.json();
    let items = feed["items"].as_array().unwrap();
    assert_eq!(items.len(), 15);
    assert!(
        items.iter().all(|item| item["campaign"] == "2016" && item["recorded_at"] == items[0]["recorded_at"])
    );
    let map = office.service(1).get_at(last, "/v1/projects?f=geojson&lang=fr").await.json();
    let titles: Vec<&str> = map["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|feature| feature["properties"]["title"].as_str())
        .collect();
    for title in &edited.titles {
        assert!(titles.contains(&title.as_str()), "{title}");
    }
    let kept = format!("/v1/projects/{}", edited.blanked);
    assert_eq!(office.service(0).get(&kept).await.status, 200, "a row that is gone deletes nothing");

    // The survey of 2015 answers what it answered then.
    let then = office.service(1).get("/v1/summary?campaign=2015").await.json();
    assert_eq!((&then["totals"]["partnerships"], &then["totals"]["projects"]), (&json!(57), &json!(150)));
    let now = office.service(1).get("/v1/summary").await.json();
    assert_eq!((&now["totals"]["partnerships"], &now["totals"]["projects"]), (&json!(57), &json!(153)));
    let old = office.service(1).get("/v1/projects?campaign=2015&f=geojson&lang=fr").await.json();
    assert_eq!(old["numberMatched"], 150);
}

/// What was changed in the sheet.
struct Edited {
    changed: Vec<String>,
    titles: Vec<String>,
    blanked: String,
}

/// Changes twelve rows, adds three and blanks one, as somebody at a spreadsheet does.
fn edit(grid: &mut Grid) -> Edited {
    let sheet = grid.sheets.iter_mut().find(|sheet| sheet.name == "Projets").unwrap();
    let header = &sheet.rows[0];
    let column = |name: &str| {
        let is = |cell: &Cell| matches!(cell, Cell::Text(text) if text == name);
        header.cells.iter().position(is).unwrap_or_else(|| panic!("{name}: {header:?}"))
    };
    let (id, title) = (column("Identifiant"), column("Titre"));
    let mut edited = Edited { changed: vec![], titles: vec![], blanked: String::new() };
    for (nth, row) in sheet.rows.iter_mut().skip(1).take(12).enumerate() {
        let new = format!("Intitulé revu {nth}");
        row.cells[title] = Cell::Text(new.clone());
        edited.changed.push(format!("Projets!{}", row.number));
        edited.titles.push(new);
    }
    let blanked = sheet.rows.remove(14);
    if let Cell::Text(text) = &blanked.cells[id] {
        edited.blanked.clone_from(text);
    }
    let last = sheet.rows.last().unwrap().clone();
    for nth in 1..=3 {
        let mut row = Row { number: last.number + nth, cells: last.cells.clone() };
        row.cells[id] = Cell::Empty;
        let new = format!("Nouveau projet {nth}");
        row.cells[title] = Cell::Text(new.clone());
        edited.titles.push(new);
        sheet.rows.push(row);
    }
    edited
}

/// The grid as a spreadsheet program saves it.
fn workbook(grid: &Grid) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (sheet, is_hidden) in
        grid.sheets.iter().map(|sheet| (sheet, false)).chain(grid.hidden.iter().map(|sheet| (sheet, true)))
    {
        write(sheet, is_hidden, workbook.add_worksheet());
    }
    workbook.save_to_buffer().unwrap()
}

fn write(sheet: &Sheet, is_hidden: bool, to: &mut rust_xlsxwriter::Worksheet) {
    to.set_name(&sheet.name).unwrap().set_hidden(is_hidden);
    for row in &sheet.rows {
        for (column, cell) in (0..).zip(&row.cells) {
            let at = row.number - 1;
            match cell {
                Cell::Text(text) => _ = to.write_string(at, column, text).unwrap(),
                Cell::Number(number) => _ = to.write_number(at, column, *number).unwrap(),
                Cell::Truth(truth) => _ = to.write_boolean(at, column, *truth).unwrap(),
                Cell::Empty => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

/// Accepts everything, as the ministry does, on another service if there is one.
async fn decide(office: &Office, id: &str) -> Answer {
    let headers = [
        ("authorization", office.authorization.as_str()),
        ("content-type", "application/json"),
        ("if-match", "\"v1\""),
    ];
    let path = format!("/v1/change-sets/{id}/decisions");
    office.service(1).send("POST", &path, &headers, &json!({ "others": "accept" })).await
}

fn row<'s>(set: &'s Value, place: &str) -> &'s Value {
    set["report"]["rows"].as_array().unwrap().iter().find(|row| row["place"] == place).unwrap()
}
