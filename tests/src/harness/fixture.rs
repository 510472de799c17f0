//! The database of the fixtures: imported and indexed once for all tests of a process, then copied.

use std::path::{Path, PathBuf};

use atlas_formats::package;
use atlas_index::Snapshot;
use atlas_model::{ChangeSet, Dataset};
use atlas_store::{Absent, OpenOptions, Terms, diff};
use tokio::sync::OnceCell;

use super::place::repository;

/// The data packages that the fixture database holds, as paths from the repository's root: what
/// `make run` loads.
pub const PACKAGES: [&str; 2] = ["fixtures/reference", "fixtures/france-china-2015"];

/// Writes a copy of the fixture database into a directory and says where.
///
/// # Panics
/// If the fixtures cannot be read or stored, or the copy cannot be written.
pub async fn write_fixture(directory: &Path) -> PathBuf {
    let path = directory.join("atlas.gpkg");
    tokio::fs::write(&path, &fixture().await.bytes).await.expect("the copy can be written");
    path
}

/// The index of the fixture database, as it was read back from it.
pub(super) async fn fixture_snapshot() -> Snapshot {
    fixture().await.snapshot.clone()
}

struct Fixture {
    /// A GeoPackage is one file: its bytes are the whole database.
    bytes: Vec<u8>,
    snapshot: Snapshot,
}

async fn fixture() -> &'static Fixture {
    static FIXTURE: OnceCell<Fixture> = OnceCell::const_new();
    FIXTURE.get_or_init(import).await
}

async fn import() -> Fixture {
    let mut records = Vec::new();
    for package in PACKAGES {
        let read = package::read(&repository().join(package)).expect("the package can be read");
        records.extend(read.dataset.into_records());
    }
    let wanted = Dataset::from_records(records);
    let directory = tempfile::tempdir().expect("there is a directory for temporary files");
    let path = directory.path().join("atlas.gpkg");
    let store = atlas_store::open(&path.to_string_lossy(), OpenOptions::default()).await;
    let store = store.expect("a database can be made");
    let changes = diff(&Dataset::default(), &wanted, Absent::Keep);
    let change_set = ChangeSet {
        author: "fixtures".to_owned(),
        reason: format!("import of {}", PACKAGES.join(", ")),
        campaign: None,
        changes,
    };
    let imported = store.import(&change_set, &Terms::default(), chrono::Utc::now(), &mut |_, _| {}).await;
    imported.expect("the fixtures are accepted");
    let stored = store.load().await.expect("the database can be read");
    store.close().await;
    Fixture {
        bytes: std::fs::read(&path).expect("the database is one file"),
        snapshot: Snapshot::build(stored).expect("the records can be indexed"),
    }
}
