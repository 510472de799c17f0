//! Several services on one PostgreSQL database, and one answer whatever the database: real processes, real
//! servers, killed and started again.
#![expect(clippy::unwrap_used, clippy::panic, reason = "every function here is part of a test")]

mod alike;
mod chaos;
mod copy;
mod following;
mod keys;
mod starting;
mod surviving;

use atlas_model::{Change, ChangeSet, Dataset, Id, Need, Record, RevisionNumber};
use atlas_store::{OpenOptions, Store};
use atlas_tests::harness::{import, import_fixtures, key, said, succeed};

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
