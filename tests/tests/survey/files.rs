//! The files of `fixtures/surveys`, sent by people to a service over each database: each gets the committed
//! report, word for word, in every language.
//!
//! The committed reports are made and compared, without a service, by the test `files` of `atlas-survey`. They say
//! what is in the files, not who may propose it: so the ministry sends them, whose reach is everything.

use std::fs;
use std::path::PathBuf;

use atlas_tests::harness::{Answer, repository};
use serde_json::{Value, json};

use super::{Office, offices};

/// What the committed reports call a file of which no name is known.
const NAMELESS: &str = "enquête";

/// A file with the report that is committed beside it.
struct Case {
    name: String,
    bytes: Vec<u8>,
    expected: Value,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_gets_its_exact_report_from_either_database() {
    let (accepted, rejected) = (cases("accepted"), cases("rejected"));
    assert!(accepted.len() >= 15 && rejected.len() >= 25);
    for office in offices().await {
        office.open_campaign().await;
        for case in &accepted {
            try_out(&office, case).await;
            submit_and_withdraw(&office, case).await;
        }
        for case in &rejected {
            if case.expected["refused"].is_null() {
                try_out(&office, case).await;
            } else {
                be_refused(&office, case).await;
            }
        }
        let list = office.get_as_ministry("/v1/change-sets?state=submitted").await.json();
        assert_eq!(list["items"], json!([]), "nothing is left waiting");
    }
}

fn cases(folder: &str) -> Vec<Case> {
    let folder = repository().join("fixtures/surveys").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "json"))
        .collect();
    paths.sort();
    let case = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let report = fs::read(folder.join(format!("{name}.json"))).unwrap();
        Case { bytes: fs::read(&path).unwrap(), expected: serde_json::from_slice(&report).unwrap(), name }
    };
    paths.into_iter().map(case).collect()
}

/// Asks what would come of a file.
async fn try_out(office: &Office, case: &Case) {
    let answer = office.upload(&office.authorization, &case.name, &case.bytes, "lang=all&dry_run=true").await;
    assert_eq!(answer.status, 200, "{}: {}", case.name, answer.text());
    let told = answer.json();
    assert_eq!(told["report"], case.expected["report"], "{}", case.name);
    assert_eq!(told["revision"], office.revision().await, "{}", case.name);
}

/// Submits a file, reads again what was told, and takes it back.
async fn submit_and_withdraw(office: &Office, case: &Case) {
    let submitted = office.upload(&office.authorization, &case.name, &case.bytes, "lang=all").await;
    assert_eq!(submitted.status, 201, "{}: {}", case.name, submitted.text());
    let set = submitted.json();
    assert_eq!(set["report"], case.expected["report"], "{}", case.name);
    assert_eq!(set["file"]["name"], case.name);
    let path = format!("/v1/change-sets/{}", set["id"].as_str().unwrap());
    let kept = office.get_as_ministry(&format!("{path}?lang=all")).await;
    assert_eq!(kept.json()["report"], case.expected["report"], "{} as it is kept", case.name);
    let headers = [("authorization", office.authorization.as_str()), ("if-match", kept.header("etag"))];
    let withdrawn = office.service(0).ask("DELETE", &path, &headers).await;
    assert_eq!(withdrawn.status, 200, "{}: {}", case.name, withdrawn.text());
}

/// A problem tells in one language what the committed report tells in all. It names the file, which the report
/// cannot.
async fn be_refused(office: &Office, case: &Case) {
    let mut told: Vec<Value> = Vec::new();
    for lang in ["fr", "en", "zh"] {
        let query = format!("lang={lang}");
        let answer = office.upload(&office.authorization, &case.name, &case.bytes, &query).await;
        assert_eq!(answer.status, 422, "{}: {}", case.name, answer.text());
        let problem = answer.json();
        assert_eq!(problem["type"], "/docs/problems#file-refused", "{}", case.name);
        let faults = problem["faults"].as_array().unwrap();
        told.resize(faults.len(), json!({}));
        for (told, fault) in told.iter_mut().zip(faults) {
            let at = if fault["at"] == case.name { json!(NAMELESS) } else { fault["at"].clone() };
            told["at"] = at;
            told["code"] = fault["code"].clone();
            told["message"][lang] = fault["message"].clone();
        }
    }
    assert_eq!(json!(told), case.expected["refused"], "{}", case.name);
}

impl Office {
    async fn get_as_ministry(&self, path: &str) -> Answer {
        self.service(0).ask("GET", path, &[("authorization", &self.authorization)]).await
    }

    async fn revision(&self) -> u64 {
        self.service(0).get("/v1").await.header("atlas-revision").parse().unwrap()
    }
}
