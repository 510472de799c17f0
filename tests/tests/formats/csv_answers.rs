//! CSV answers, as a reader that is not ours parses them.

#![expect(clippy::panic, reason = "every function here is part of a test")]

use std::collections::{BTreeMap, BTreeSet};

use atlas_tests::harness::{LISTS, Server};
use serde_json::{Value, json};

use super::{actor, country, partnership, rows, serve};

/// The column of identifiers in each language.
const LANGUAGES: [(&str, &str); 3] = [("fr", "identifiant"), ("en", "identifier"), ("zh", "标识")];

/// The first characters by which spreadsheets know a formula, in their full width too.
const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// Whether a spreadsheet would compute a cell: digits alone are a number, `-inf` is a name.
fn is_formula(cell: &str) -> bool {
    let is_number = cell.ends_with(|c: char| c.is_ascii_digit()) && cell.parse::<f64>().is_ok();
    cell.starts_with(TRIGGERS) && !is_number
}

/// The rows of an answer by column. A row with another number of cells than the header is an error here.
async fn sheet(server: &Server, path: &str) -> Vec<BTreeMap<String, String>> {
    let answer = server.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    assert!(answer.header("content-type").starts_with("text/csv"), "{path}");
    let text = answer.text();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let titles = reader.headers().expect("there is a header").clone();
    assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), titles.len(), "{path}: a title stands twice");
    let rows = reader.deserialize().collect::<Result<_, _>>();
    rows.unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[tokio::test]
async fn every_list_has_a_row_for_every_record_in_every_language() {
    let server = Server::fixture().await;
    for list in LISTS {
        let expected: Vec<String> = rows(list).into_keys().collect();
        for (lang, identifier) in LANGUAGES {
            let flat = if list == "themes" { "&flat=true" } else { "" };
            let sheet = sheet(&server, &format!("/v1/{list}?f=csv&lang={lang}{flat}")).await;
            let ids: Vec<&String> = sheet.iter().map(|row| &row[identifier]).collect();
            assert_eq!(ids, expected.iter().collect::<Vec<_>>(), "{list} in {lang}");
        }
    }
}

#[tokio::test]
async fn no_cell_of_the_fixtures_is_a_formula() {
    let server = Server::fixture().await;
    for list in LISTS {
        for row in sheet(&server, &format!("/v1/{list}?f=csv")).await {
            for (column, cell) in row {
                assert!(!is_formula(&cell), "{list}, {column}: {cell}");
            }
        }
    }
}

#[tokio::test]
async fn formulas_are_neutralised_wherever_they_were_entered_and_numbers_stay_numbers() {
    let formulas = [
        "=HYPERLINK(\"https://example.org\",\"x\")",
        "+1+1",
        "-1+1",
        "@SUM(A1:A9)",
        "=1,2\n=3",
        "\t=1",
        "\n=1",
        "＝HYPERLINK(\"https://example.org\")",
        "＠SUM(A1:A9)",
        "-inf",
        "+nan",
    ];
    let directory = tempfile::tempdir().unwrap();
    let theme = json!({ "id": "water", "label": { "fr": "eau" }, "agreed": true });
    let mut records = vec![
        country("AA", [-61.5, -16.25]),
        country("BB", [25.0, 5.0]),
        actor("b", "b", "BB"),
        json!({ "kind": "theme", "record": theme }),
    ];
    for (number, formula) in formulas.iter().enumerate() {
        let id = format!("a{number}");
        records.push(actor(&id, formula, "AA"));
        let mut noted = partnership(&format!("p{number}"), &[&id, "b"]);
        noted["record"]["note"] = json!({ "fr": formula });
        records.push(noted);
        records.push(json!({ "kind": "project", "record": {
            "id": format!("p{number}"), "title": { "fr": formula }, "description": { "fr": formula },
            "theme": "water", "status": "active", "partnerships": [format!("p{number}")],
            "territories": ["AA"],
        } }));
    }
    let server = serve(directory.path(), records).await;
    for (list, columns) in
        [("actors", &["nom"][..]), ("partnerships", &["note"]), ("projects", &["titre", "description"])]
    {
        let sheet = sheet(&server, &format!("/v1/{list}?f=csv&lang=fr")).await;
        for column in columns {
            let cells: BTreeSet<&str> =
                sheet.iter().map(|row| row[*column].as_str()).filter(|cell| *cell != "b").collect();
            let expected: Vec<String> = formulas.iter().map(|formula| format!("'{formula}")).collect();
            assert_eq!(cells, expected.iter().map(String::as_str).collect(), "{list}, {column}");
        }
        // Names of actors begin what is joined into one cell, and the name of a partnership too.
        for (column, cell) in sheet.iter().flatten() {
            assert!(!is_formula(cell), "{list}, {column}: {cell}");
        }
    }
    let actors = sheet(&server, "/v1/actors?f=csv&lang=en").await;
    assert_eq!((actors[0]["longitude"].as_str(), actors[0]["latitude"].as_str()), ("-61.5", "-16.25"));

    // Only sheets need it: the other formats give what was entered.
    let names: BTreeSet<String> = server.get("/v1/actors?lang=fr").await.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|item: &Value| Some(item["name"].as_str()?.to_owned()))
        .collect();
    assert!(formulas.iter().all(|formula| names.contains(*formula)), "{names:?}");
}
