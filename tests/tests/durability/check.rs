//! `atlas check` finds what is doubtful, and only that.

#![expect(clippy::panic, clippy::unwrap_used, reason = "every function here is part of a test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use atlas_formats::package;
use atlas_model::{Dataset, Record};
use atlas_tests::harness::{PACKAGES, repository};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::{atlas, import, said};

/// Exit code where something was found that fails the check.
const FOUND: i32 = 4;

/// A small world in which nothing is doubtful: two countries with an outline and an actor each, and what
/// these do together. Each case adds one record to it.
fn sound() -> Vec<Value> {
    let square = |west: i32, east: i32| json!([[[[west, 0], [east, 0], [east, 10], [west, 10], [west, 0]]]]);
    let country = |id: &str, point: [i32; 2], boundary: Value| {
        json!({ "kind": "territory", "record": {
            "id": id, "level": "country", "kind": "country", "country": id, "name": { "fr": id },
            "point": point, "boundary": boundary,
        } })
    };
    vec![
        json!({ "kind": "theme", "record": { "id": "water", "label": { "fr": "eau" }, "agreed": true } }),
        country("AA", [5, 5], square(0, 10)),
        country("BB", [25, 5], square(20, 30)),
        actor("a", "AA"),
        actor("b", "BB"),
        partnership("a--b", ["a", "b"], "active", "2199"),
        project("wells", "Puits"),
    ]
}

fn actor(id: &str, seat: &str) -> Value {
    let actor = json!({ "id": id, "kind": "association", "name": { "fr": id }, "seat": seat });
    json!({ "kind": "actor", "record": actor })
}

fn partnership(id: &str, actors: [&str; 2], status: &str, end: &str) -> Value {
    json!({ "kind": "partnership", "record": {
        "id": id, "kind": "twinning", "actors": actors, "status": status,
        "period": { "start": "1990", "end": end },
    } })
}

fn project(id: &str, title: &str) -> Value {
    json!({ "kind": "project", "record": {
        "id": id, "title": { "fr": title }, "theme": "water", "status": "active", "partnerships": ["a--b"],
    } })
}

fn region(id: &str, parent: &str, point: [f64; 2]) -> Value {
    json!({ "kind": "territory", "record": {
        "id": id, "level": "region", "kind": "region", "country": parent, "parent": parent,
        "name": { "fr": id }, "point": point,
    } })
}

/// Writes the sound world and what is doubtful as a package, imports that, and gives the database.
fn imported(directory: &Path, doubtful: Vec<Value>) -> PathBuf {
    let mut records = sound();
    records.extend(doubtful);
    let read = |mut record: Value| -> Record {
        record["record"]["provenance"] = json!({ "kind": "synthetic", "confidence": "low" });
        serde_json::from_value(record).unwrap()
    };
    let (to, database) = (directory.join("package"), directory.join("atlas.gpkg"));
    let dataset = Dataset::from_records(records.into_iter().map(read));
    package::write(&dataset, &to, &package::About::new("doubtful")).unwrap();
    import(&database, &[to.to_str().unwrap()]);
    database
}

/// What the check reports as JSON, and its exit code.
fn examine(database: &Path, flags: &[&str]) -> (Value, Option<i32>) {
    let output = atlas(database, &[&["check", "--format", "json"], flags].concat());
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    (report, output.status.code())
}

/// Adds a record to the sound world, and expects this one finding: a doubt, no error.
fn finds(doubtful: Vec<Value>, check: &str, record: [&str; 2], message: &str) {
    let directory = tempfile::tempdir().unwrap();
    let database = imported(directory.path(), doubtful);
    let (report, code) = examine(&database, &[]);
    let [kind, id] = record;
    let finding = json!({ "check": check, "kind": kind, "id": id, "message": message });
    assert_eq!(report["findings"], json!([finding]));
    let counts = report["counts"].as_object().unwrap();
    assert!(counts.iter().all(|(name, count)| *count == usize::from(name == check)), "{counts:?}");
    assert_eq!(code, Some(0), "a doubt is no error");
    assert_eq!(examine(&database, &["--strict"]).1, Some(FOUND), "but it is one where that is asked for");

    let text = atlas(&database, &["check"]);
    assert!(said(&text).contains(&format!("  {kind} {id}: {message}\n")), "{}", said(&text));
}

#[test]
fn a_sound_world_gives_no_finding() {
    let directory = tempfile::tempdir().unwrap();
    let (report, code) = examine(&imported(directory.path(), vec![]), &["--strict"]);
    assert_eq!((&report["findings"], code), (&json!([]), Some(0)));
    assert_eq!(report["records"], sound().len());
}

#[test]
fn a_partnership_with_one_side_is_found() {
    let doubtful = vec![actor("a2", "AA"), partnership("a--a2", ["a", "a2"], "active", "2199")];
    finds(doubtful, "one_sided_partnership", ["partnership", "a--a2"], "all actors sit in AA");
}

#[test]
fn what_ended_in_the_past_and_is_said_to_be_active_is_found() {
    let doubtful = vec![
        actor("a2", "AA"),
        partnership("a2--b", ["a2", "b"], "presumed_active", "2014-06"),
        actor("a3", "AA"),
        partnership("a3--b", ["a3", "b"], "ended", "2014-06"),
    ];
    let message = "presumed_active, but ended 2014-06";
    finds(doubtful, "ended_but_active", ["partnership", "a2--b"], message);
}

#[test]
fn a_point_outside_its_parent_is_found() {
    // 20 km are left to outlines that are simplified: a tenth of a degree is 11 km.
    let doubtful = vec![region("AA-near", "AA", [10.1, 5.0]), region("AA-far", "AA", [12.0, 5.0])];
    let message = "the point 12.0000, 5.0000 lies 222 km outside AA";
    finds(doubtful, "outside_territory", ["territory", "AA-far"], message);
}

#[test]
fn a_probable_duplicate_is_found_whatever_its_accents_and_capitals() {
    let message = "same title and partners as wells";
    finds(vec![project("wells-2", "PÙITS")], "probable_duplicate", ["project", "wells-2"], message);
}

#[tokio::test]
async fn a_rule_that_another_program_broke_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let database = imported(directory.path(), vec![]);
    // No import lets this in.
    let mut connection = SqliteConnectOptions::new().filename(&database).connect().await.unwrap();
    let broken = sqlx::query("UPDATE partnership SET period_end = '1980'").execute(&mut connection).await;
    assert_eq!(broken.unwrap().rows_affected(), 1);
    connection.close().await.unwrap();
    let (report, code) = examine(&database, &[]);
    assert_eq!(code, Some(FOUND));
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{report}");
    assert_eq!((&findings[0]["check"], &findings[0]["id"]), (&json!("invalid"), &json!("a--b")));
    assert!(findings[0]["message"].as_str().unwrap().contains("the end lies before the start"), "{report}");
}

#[test]
fn the_check_of_the_fixtures_finds_what_their_files_say() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("atlas.gpkg");
    import(&database, &PACKAGES);
    let (report, code) = examine(&database, &[]);
    assert_eq!(code, Some(0));
    for check in ["invalid", "one_sided_partnership", "probable_duplicate"] {
        assert_eq!(report["counts"][check], 0, "{report}");
    }
    let found = report["findings"].as_array().unwrap().iter();
    let ended = found.filter(|finding| finding["check"] == "ended_but_active");
    let ended: BTreeSet<String> = ended.map(|finding| finding["id"].as_str().unwrap().to_owned()).collect();
    let today = chrono::Utc::now().date_naive().to_string();
    let mut expected = BTreeSet::new();
    for file in ["partnerships.csv", "projects.csv", "resources.csv"] {
        let path = repository().join(PACKAGES[1]).join(file);
        for row in csv::Reader::from_path(path).unwrap().deserialize() {
            let row: std::collections::BTreeMap<String, String> = row.unwrap();
            // As text, the last day that a date may mean sorts before every later day.
            let last = format!("{}{}", row["end"], &"0000-12-31"[row["end"].len()..]);
            let is_active = ["active", "presumed_active"].contains(&row["status"].as_str());
            if is_active && !row["end"].is_empty() && last < today {
                expected.insert(row["id"].clone());
            }
        }
    }
    assert_eq!(ended, expected);
    assert!(!ended.is_empty());
}
