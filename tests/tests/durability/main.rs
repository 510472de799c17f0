//! What is written is written whole, whatever happens; what goes out comes back unchanged.

mod kill;
mod round_trip;

use std::path::Path;
use std::process::{Command, Output};

use atlas_model::Dataset;
use atlas_store::OpenOptions;

/// Runs the binary on a database and waits for it.
fn atlas(database: &Path, arguments: &[&str]) -> Output {
    Command::new(atlas_tests::harness::binary())
        .args(arguments)
        .arg("--database")
        .arg(database)
        .current_dir(atlas_tests::harness::repository())
        .output()
        .expect("the binary starts")
}

/// All records of a database, through the store, as after a restart of the service.
async fn load(database: &Path) -> Dataset {
    let store = atlas_store::open(&database.to_string_lossy(), OpenOptions::default()).await;
    let store = store.expect("the database can be opened");
    let dataset = store.load().await.expect("the database can be read");
    store.close().await;
    dataset
}
