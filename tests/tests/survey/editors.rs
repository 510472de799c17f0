//! Twenty people edit the same ten records at once.

use serde_json::{Value, json};

use super::{Office, offices};

const EDITORS: usize = 20;
const RECORDS: usize = 10;
const EDITS: usize = 5;

/// What became of one person's edits.
#[derive(Default)]
struct Told {
    accepted: usize,
    stale: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn no_accepted_edit_is_lost_and_everyone_who_comes_too_late_is_told() {
    for office in offices().await {
        check(office).await;
    }
}

async fn check(office: Office) {
    let list = office.service(0).get(&format!("/v1/projects?limit={RECORDS}")).await.json();
    let paths: Vec<String> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| format!("/v1/projects/{}", item["id"].as_str().unwrap()))
        .collect();
    assert_eq!(paths.len(), RECORDS);
    let people = (0..EDITORS).map(|nth| edit(&office, &paths, nth));
    let told = futures_util::future::join_all(people).await;
    let accepted: usize = told.iter().map(|told| told.accepted).sum();
    let stale: usize = told.iter().map(|told| told.stale).sum();
    assert_eq!(accepted, EDITORS * EDITS);
    assert!(stale > 0, "they never met");

    let (mut marks, mut revisions) = (Vec::new(), 0);
    for path in &paths {
        let (form, _) = newest(&office, path).await;
        marks.extend(marks_of(&form));
        let history = office.service(1).get(&format!("{path}/revisions")).await.json();
        revisions += history["matched"].as_u64().unwrap() - 1;
    }
    marks.sort();
    let mut expected: Vec<String> =
        (0..EDITORS).flat_map(|nth| (0..EDITS).map(move |edit| mark(nth, edit))).collect();
    expected.sort();
    assert_eq!(marks, expected, "every accepted edit stands");
    assert_eq!(usize::try_from(revisions).unwrap(), accepted, "each made one revision");
}

fn mark(nth: usize, edit: usize) -> String {
    format!("person {nth} edit {edit}")
}

/// Adds one line to the description of a record, edit by edit; reads again whenever told to.
async fn edit(office: &Office, paths: &[String], nth: usize) -> Told {
    let mut told = Told::default();
    while told.accepted < EDITS {
        let path = &paths[(nth * 7 + told.accepted * 3) % paths.len()];
        let (form, tag) = office.form(nth, path).await.unwrap();
        let mut lines = marks_of(&form);
        lines.push(mark(nth, told.accepted));
        let patch = json!({ "description": { "en": lines.join("\n") } });
        let answer = office.edit(nth, "PATCH", path, ("if-match", &tag), &patch).await;
        match answer.status {
            200 => told.accepted += 1,
            412 => {
                let stale = &answer.json()["stale"];
                assert_ne!(stale["theirs"], stale["base"], "{stale}");
                assert_eq!(stale["yours"]["description"]["en"], lines.join("\n"));
                told.stale += 1;
            }
            // Many on one file wait for their turn.
            503 => {}
            _ => panic!("{}", answer.text()),
        }
    }
    told
}

/// The lines that were added.
fn marks_of(form: &Value) -> Vec<String> {
    let text = form["description"]["en"].as_str().unwrap_or_default();
    text.lines().filter(|line| line.starts_with("person ")).map(str::to_owned).collect()
}

/// A record as the last revision has it, on a service that may be behind.
async fn newest(office: &Office, path: &str) -> (Value, String) {
    let mut last = 0;
    for replica in &office.replicas {
        let head = replica.get("/v1").await;
        last = last.max(head.header("atlas-revision").parse::<u64>().unwrap());
    }
    let answer = office.service(0).get_at(last, &format!("{path}/record")).await;
    (answer.json(), answer.header("etag").to_owned())
}
