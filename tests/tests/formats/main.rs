//! What other people's programs make of the answers and of the database file.

mod csv_answers;
mod geojson;
mod gis;
mod pacific;
mod rules;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use atlas_api::Settings;
use atlas_model::{ChangeSet, Dataset, Record};
use atlas_store::{Absent, OpenOptions, diff};
use atlas_tests::harness::{PACKAGES, Server, repository};
use serde_json::{Value, json};

/// Every list that is served as GeoJSON, with each geometry that it can have.
const COLLECTIONS: [&str; 8] = [
    "/v1/projects?f=geojson",
    "/v1/partnerships?f=geojson",
    "/v1/territories?f=geojson",
    "/v1/territories?f=geojson&geometry=boundary",
    "/v1/actors?f=geojson",
    "/v1/resources?f=geojson",
    "/v1/needs?f=geojson",
    "/v1/events?f=geojson",
];

/// Writes an answer to a file.
async fn save(server: &Server, path: &str, file: PathBuf) -> PathBuf {
    let answer = server.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    tokio::fs::write(&file, answer.decoded()).await.expect("the file can be written");
    file
}

/// Writes each collection of a service to a file, and gives those in the order of [`COLLECTIONS`].
async fn save_collections(server: &Server, directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for (number, path) in COLLECTIONS.iter().enumerate() {
        files.push(save(server, path, directory.join(format!("{number}.geojson"))).await);
    }
    files
}

/// A service over a new database with these records, to each of which a provenance is added.
async fn serve(directory: &Path, records: Vec<Value>) -> Server {
    let read = |mut record: Value| -> Record {
        record["record"]["provenance"] = json!({ "kind": "synthetic", "confidence": "low" });
        serde_json::from_value(record).expect("it is a record")
    };
    let wanted = Dataset::from_records(records.into_iter().map(read));
    let database = directory.join("atlas.gpkg");
    let store = atlas_store::open(&database.to_string_lossy(), OpenOptions::default()).await;
    let store = store.expect("a database can be made");
    let change_set = ChangeSet {
        author: "tests".to_owned(),
        reason: "a world of this test".to_owned(),
        campaign: None,
        changes: diff(&Dataset::default(), &wanted, Absent::Keep),
    };
    store.commit(&change_set, chrono::Utc::now()).await.expect("the records are accepted");
    store.close().await;
    Server::over(&database.to_string_lossy(), Settings::default()).await
}

/// A country at a point.
fn country(id: &str, point: [f64; 2]) -> Value {
    json!({ "kind": "territory", "record": {
        "id": id, "level": "country", "kind": "country", "country": id, "name": { "fr": id }, "point": point,
    } })
}

/// An actor that sits there.
fn actor(id: &str, name: &str, seat: &str) -> Value {
    let actor = json!({ "id": id, "kind": "association", "name": { "fr": name }, "seat": seat });
    json!({ "kind": "actor", "record": actor })
}

/// A twinning.
fn partnership(id: &str, actors: &[&str]) -> Value {
    let partnership = json!({ "id": id, "kind": "twinning", "actors": actors, "status": "active" });
    json!({ "kind": "partnership", "record": partnership })
}

/// The rows of the fixtures' files of one kind by identifier, read without the code under test.
fn rows(list: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let files = PACKAGES.map(|package| repository().join(package).join(format!("{list}.csv")));
    let mut rows = BTreeMap::new();
    for file in files.iter().filter(|file| file.exists()) {
        let mut reader = csv::Reader::from_path(file).expect("the file can be read");
        for row in reader.deserialize::<BTreeMap<String, String>>() {
            let row = row.expect("a row has as many cells as the header");
            rows.insert(row["id"].clone(), row);
        }
    }
    assert!(!rows.is_empty(), "the fixtures have no {list}");
    rows
}
