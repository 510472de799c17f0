//! Whichever database stands behind it, a service gives the same answers, to the byte.

mod requests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use atlas_api::Settings;
use atlas_testdb::fresh_database;
use atlas_tests::harness::{Answer, Server};

use super::{import, import_fixtures, succeed};
use requests::{Request, World};

/// How many requests are under way at once.
const LANES: usize = 4;

/// What is the same whatever the database: everything but the moment and the number of the request.
#[derive(Debug, PartialEq, Eq)]
struct Compared {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Compared {
    fn of(answer: &Answer) -> Self {
        let is_problem = answer.header("content-type") == "application/problem+json";
        let value = |name: &str| (name.to_owned(), answer.header(name).to_owned());
        let mut headers: BTreeMap<String, String> =
            answer.headers.keys().map(|name| value(name.as_str())).collect();
        for name in ["date", "x-request-id"] {
            headers.remove(name);
        }
        let mut body = answer.bytes.clone();
        if is_problem && !body.is_empty() {
            let mut problem = answer.json();
            let id = problem.as_object_mut().unwrap().remove("request_id");
            assert!(id.is_some_and(|id| id.is_string()));
            body = serde_json::to_vec(&problem).unwrap();
            headers.remove("content-length");
        }
        Self { status: answer.status, headers, body }
    }
}

/// Asks both services everything, and gives how many different requests that were, by status.
async fn compare(file: Server, server: Server) -> BTreeMap<u16, usize> {
    let world = World::of(&file).await;
    let requests: BTreeSet<Request> = requests::all(&file, &world).await.into_iter().collect();
    let (file, server, requests) = (Arc::new(file), Arc::new(server), Arc::new(Vec::from_iter(requests)));
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let (file, server, requests) = (Arc::clone(&file), Arc::clone(&server), Arc::clone(&requests));
            tokio::spawn(async move {
                let (mut counts, mut different) = (BTreeMap::new(), Vec::new());
                for request in requests.iter().skip(lane).step_by(LANES) {
                    let (one, other) = tokio::join!(request.send(&file), request.send(&server));
                    let (one, other) = (Compared::of(&one), Compared::of(&other));
                    *counts.entry(one.status).or_insert(0) += 1;
                    if one != other {
                        different.push(format!("{request}: {}", difference(&one, &other)));
                    }
                }
                (counts, different)
            })
        })
        .collect();
    let (mut counts, mut different) = (BTreeMap::new(), Vec::new());
    for lane in lanes {
        let (of_lane, found) = lane.await.unwrap();
        for (status, count) in of_lane {
            *counts.entry(status).or_insert(0) += count;
        }
        different.extend(found);
    }
    let shown = &different[..different.len().min(10)];
    assert!(different.is_empty(), "{} of {} answers differ: {shown:#?}", different.len(), requests.len());
    counts
}

/// Where two answers part.
fn difference(one: &Compared, other: &Compared) -> String {
    if (one.status, &one.headers) != (other.status, &other.headers) {
        return format!("{} {:?} or {} {:?}", one.status, one.headers, other.status, other.headers);
    }
    let at = one.body.iter().zip(&other.body).take_while(|(one, other)| one == other).count();
    let around = |body: &[u8]| {
        let around = &body[at.saturating_sub(40)..body.len().min(at + 80)];
        String::from_utf8_lossy(around).into_owned()
    };
    format!("byte {at}: …{}… or …{}…", around(&one.body), around(&other.body))
}

/// At least 200 different requests that succeed, and a good many that do not.
fn assert_thorough(counts: &BTreeMap<u16, usize>) {
    let of = |status| counts.get(&status).copied().unwrap_or_default();
    assert!(of(200) >= 200 && of(304) >= 5 && of(400) >= 30 && of(404) >= 5, "{counts:?}");
    assert!(counts.keys().all(|status| *status < 500), "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_backends_answer_alike() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("atlas.gpkg").to_string_lossy().into_owned();
    let database = fresh_database();
    let url = database.url();
    let (one, other) = tokio::join!(import_fixtures(&file), import_fixtures(url));
    assert_eq!(one, other);
    let update = ["fixtures/updates/2016"];
    let (one, other) = tokio::join!(import(&file, &update), import(url, &update));
    assert_eq!(one, other);
    let on_file = Server::over(&file, Settings::default()).await;
    let on_server = Server::over(url, Settings::default()).await;
    assert_thorough(&compare(on_file, on_server).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_backends_answer_alike_over_a_world_of_140_countries() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("atlas.gpkg").to_string_lossy().into_owned();
    let database = fresh_database();
    let url = database.url();
    let make = ["synth", "--projects", "12129"];
    tokio::join!(succeed(&file, &make), succeed(url, &make));
    let on_file = Server::over(&file, Settings::default()).await;
    let landing = on_file.get("/v1").await.json();
    assert_eq!(landing["records"]["projects"], 12_129);
    let countries = on_file.get("/v1/territories?level=country&limit=1").await.json();
    assert_eq!(countries["matched"], atlas_synth::COUNTRIES);
    let on_server = Server::over(url, Settings::default()).await;
    assert_thorough(&compare(on_file, on_server).await);
}
