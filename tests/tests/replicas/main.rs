//! Several services on one PostgreSQL database, and one answer whatever the database: real processes, real
//! servers, killed and started again.
#![expect(clippy::unwrap_used, clippy::panic, reason = "every function here is part of a test")]

mod alike;
mod chaos;
mod copy;
mod following;
mod starting;
mod surviving;

use std::process::Output;

use atlas_model::{Change, ChangeSet, Dataset, Id, Need, Record, RevisionNumber};
use atlas_store::{OpenOptions, Store};
use atlas_tests::harness::{PACKAGES, run};

/// What a run printed, on both of its outputs.
fn said(output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{out}{err}")
}

/// Runs a command that must succeed, and gives what it printed.
async fn succeed(location: &str, arguments: &[&str]) -> String {
    let output = run(location, arguments).await;
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

/// Imports packages, and gives the last revision.
async fn import(location: &str, packages: &[&str]) -> RevisionNumber {
    let printed = succeed(location, &[&["import"], packages].concat()).await;
    let number = printed.rsplit_once("(revision ").and_then(|(_, rest)| rest.split_once(')'));
    number.and_then(|(number, _)| number.parse().ok()).unwrap_or_else(|| panic!("no revision: {printed}"))
}

/// Imports the fixtures, and gives the last revision.
async fn import_fixtures(location: &str) -> RevisionNumber {
    import(location, &PACKAGES).await
}

/// A database, opened as another program would open it.
async fn open(location: &str) -> std::sync::Arc<dyn Store> {
    let options = OpenOptions { create: false, readers: 1, ..OpenOptions::default() };
    atlas_store::open(location, options).await.unwrap()
}

async fn load(location: &str) -> Dataset {
    let store = open(location).await;
    let dataset = store.load().await.unwrap();
    store.close().await;
    dataset
}

/// A need like one of the fixtures, under another name.
fn need(like: &Need, id: &str, words: &str) -> Need {
    Need { id: Id::new(id).unwrap(), description: atlas_model::Text::fr(words), ..like.clone() }
}

fn change_set(author: &str, reason: &str, changes: Vec<Change>) -> ChangeSet {
    ChangeSet { author: author.to_owned(), reason: reason.to_owned(), campaign: None, changes }
}

/// Writes a need, and gives its revision.
async fn write(store: &dyn Store, need: Need) -> RevisionNumber {
    let changes = vec![Change::Put(Record::from(need))];
    let written = store.commit(&change_set("test", "write", changes), chrono::Utc::now()).await;
    written.unwrap().last().unwrap().number
}

/// The password of a URL.
fn password(url: &str) -> &str {
    let account =
        url.split_once("://").and_then(|(_, rest)| rest.split_once('@')).map(|(account, _)| account);
    account.and_then(|account| account.split_once(':')).map(|(_, password)| password).unwrap()
}
