//! Import, export and import again change nothing; what is wrong is refused whole.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use atlas_formats::package;
use atlas_model::Dataset;
use atlas_tests::harness::{PACKAGES, repository};

use super::{atlas, load};

fn import(database: &Path, packages: &[&str]) -> String {
    let output = atlas(database, &[&["import"], packages].concat());
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    said
}

/// Every file of a directory, the descriptor aside, which names the revision.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    let named =
        entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()));
    named.filter(|(name, _)| name != "datapackage.json").collect()
}

#[tokio::test]
async fn import_export_and_import_change_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    import(&at("first.gpkg"), &PACKAGES);
    let first = load(&at("first.gpkg")).await;

    let mut expected = Vec::new();
    for name in PACKAGES {
        expected.extend(package::read(&repository().join(name)).unwrap().dataset.into_records());
    }
    let mut expected = Dataset::from_records(expected);
    expected.revision = first.revision;
    assert_eq!(first, expected);

    import(&at("first.gpkg"), &PACKAGES);
    assert_eq!(load(&at("first.gpkg")).await.revision, first.revision, "a second import makes no revision");

    let exported = at("exported");
    assert!(atlas(&at("first.gpkg"), &["export", exported.to_str().unwrap()]).status.success());
    import(&at("second.gpkg"), &[exported.to_str().unwrap()]);
    let mut second = load(&at("second.gpkg")).await;
    second.revision = first.revision;
    assert_eq!(second, first);

    let again = at("again");
    assert!(atlas(&at("second.gpkg"), &["export", again.to_str().unwrap()]).status.success());
    assert_eq!(files(&again), files(&exported));
}

#[tokio::test]
async fn a_package_with_faults_is_refused_whole_and_every_fault_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let (database, broken) = (directory.path().join("atlas.gpkg"), directory.path().join("broken"));
    import(&database, &PACKAGES);
    let before = load(&database).await;

    copy(&repository().join(PACKAGES[1]), &broken);
    let right = std::fs::read_to_string(broken.join("projects.csv")).unwrap();
    let values =
        right.replacen(",active,", ",actif,", 1).replacen(",documented,high,", ",documented,hihg,", 1);
    // References are followed once every row can be read.
    let references = right.replacen(",culture,", ",cultrue,", 1);
    for (projects, named) in
        [(values, vec!["actif", "active", "hihg", "high"]), (references, vec!["cultrue", "culture"])]
    {
        std::fs::write(broken.join("projects.csv"), projects).unwrap();
        let output = atlas(&database, &["import", broken.to_str().unwrap()]);
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr);
        for word in named.into_iter().chain(["projects.csv, row"]) {
            assert!(said.contains(word), "{word}: {said}");
        }
        assert_eq!(load(&database).await, before);
    }
}

#[tokio::test]
async fn what_came_after_2015_is_imported_on_top() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("atlas.gpkg");
    import(&database, &PACKAGES);
    let before = load(&database).await;
    let updates = ["fixtures/updates/2016", "fixtures/updates/2017", "fixtures/updates/2018"];
    import(&database, &updates);
    let after = load(&database).await;
    assert!(after.revision > before.revision);
    assert!(after.projects.len() > before.projects.len());
    let chengdu =
        after.events.iter().find(|event| event.period.start.is_some_and(|start| start.year() == 2016));
    assert!(chengdu.is_some(), "the Rencontres of Chengdu have taken place");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
