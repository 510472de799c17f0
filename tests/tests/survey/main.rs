//! The atlas is brought up to date by several people at once, and nothing is lost: real processes, each
//! database.
#![expect(clippy::unwrap_used, clippy::panic, reason = "every function here is part of a test")]

mod editors;
mod feed;
mod files;
mod round_trip;

use atlas_testdb::{Database, fresh_database};
use atlas_tests::harness::{Answer, Replica, import_fixtures, key};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A database filled with the fixtures, with services on it and a key for the ministry.
struct Office {
    replicas: Vec<Replica>,
    authorization: String,
    /// The key of an embassy in China.
    embassy: String,
    /// The revision of the fixtures.
    imported: u64,
    _kept: Kept,
}

/// What must live as long as the database.
#[expect(dead_code, reason = "dropping it removes the database")]
enum Kept {
    File(TempDir),
    Server(Database),
}

/// One office on each kind of database. A file has one service, a server two.
async fn offices() -> Vec<Office> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("atlas.gpkg").to_str().unwrap().to_owned();
    let database = fresh_database();
    let url = database.url().to_owned();
    let (on_file, on_server) =
        tokio::join!(office(&file, Kept::File(folder), 1), office(&url, Kept::Server(database), 2));
    vec![on_file, on_server]
}

async fn office(location: &str, kept: Kept, services: usize) -> Office {
    let imported = import_fixtures(location).await;
    let authorization = key(location, "daect", &[]).await;
    let embassy = key(location, "embassy", &["--country", "CN"]).await;
    let mut replicas = Vec::new();
    for _ in 0..services {
        replicas.push(Replica::start(location, &["--config", "tests/unlimited.toml"]).await);
    }
    Office { replicas, authorization, embassy, imported, _kept: kept }
}

impl Office {
    /// The service that the nth of several people uses.
    fn service(&self, nth: usize) -> &Replica {
        &self.replicas[nth % self.replicas.len()]
    }

    /// Sends an edit on the condition that the record is as it was read.
    async fn edit(
        &self,
        nth: usize,
        method: &str,
        path: &str,
        condition: (&str, &str),
        body: &Value,
    ) -> Answer {
        let content_type =
            if method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
        let headers =
            [("authorization", self.authorization.as_str()), condition, ("content-type", content_type)];
        self.service(nth).send(method, path, &headers, body).await
    }

    /// A record in its record form, and the tag of what was read.
    async fn form(&self, nth: usize, path: &str) -> Option<(Value, String)> {
        let answer = self.service(nth).get(&format!("{path}/record")).await;
        (answer.status == 200).then(|| (answer.json(), answer.header("etag").to_owned()))
    }

    /// Opens the survey of 2016.
    async fn open_campaign(&self) {
        let campaign = json!({
            "name": { "fr": "Mise à jour de 2016" }, "countries": ["FR", "CN"], "state": "open",
            "period": { "start": "2016" }, "provenance": { "kind": "synthetic", "confidence": "low" },
        });
        let opened = self.edit(0, "PUT", "/v1/campaigns/2016", ("if-none-match", "*"), &campaign).await;
        assert_eq!(opened.status, 201, "{}", opened.text());
    }

    /// Sends a file to the survey of 2016, as a form does, with the key of whoever sends it.
    async fn upload(&self, key: &str, name: &str, file: &[u8], query: &str) -> Answer {
        const BOUNDARY: &str = "----a boundary that no file holds";
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"reason\"\r\n\r\nMise à jour\r\n--{BOUNDARY}\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
        let content_type = format!("multipart/form-data; boundary=\"{BOUNDARY}\"");
        let headers = [("authorization", key), ("content-type", content_type.as_str())];
        let path = format!("/v1/campaigns/2016/change-sets?{query}");
        self.service(0).send_bytes("POST", &path, &headers, body).await
    }
}
