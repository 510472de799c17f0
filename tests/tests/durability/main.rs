//! What is written is written whole, whatever happens; what goes out comes back unchanged; what is doubtful
//! is found.

mod check;
mod kill;
mod refusals;
mod round_trip;

use std::collections::BTreeMap;
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

/// What a run printed, on both of its outputs.
fn said(output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{out}{err}")
}

/// Imports packages, which must be accepted, and gives what was printed.
fn import(database: &Path, packages: &[&str]) -> String {
    let output = atlas(database, &[&["import"], packages].concat());
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

/// All records of a database, through the store, as after a restart of the service.
async fn load(database: &Path) -> Dataset {
    let options = OpenOptions { create: false, ..OpenOptions::default() };
    let store = atlas_store::open(&database.to_string_lossy(), options).await;
    let store = store.expect("the database can be opened");
    let dataset = store.load().await.expect("the database can be read");
    store.close().await;
    dataset
}

/// Every file of a directory.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(directory).expect("the directory can be read");
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("the directory can be read").path();
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        (name, std::fs::read(&path).expect("the file can be read"))
    };
    entries.map(read).collect()
}
