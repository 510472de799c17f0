//! Import, export and import again change nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use atlas_formats::package;
use atlas_model::Dataset;
use atlas_tests::harness::{PACKAGES, repository};

use super::{atlas, files, import, load, said};

/// The records of several packages, as one dataset that is not stored.
fn merged(packages: &[&str]) -> Dataset {
    let read = |name: &&str| package::read(&repository().join(name)).unwrap().dataset.into_records();
    Dataset::from_records(packages.iter().flat_map(read))
}

#[tokio::test]
async fn import_export_and_import_change_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let (first, exported) = (at("first.gpkg"), at("exported"));
    let exported_to = exported.to_str().unwrap();
    import(&first, &PACKAGES);
    let stored = load(&first).await;
    let wanted = Dataset { revision: stored.revision, ..merged(&PACKAGES) };
    assert!(stored == wanted, "what is stored is not what the packages hold");
    assert_eq!(stored.revision, wanted.len() as u64, "each record was written once");

    let export = atlas(&first, &["export", exported_to]);
    assert!(export.status.success(), "{}", said(&export));
    let read_back = package::read(&exported).unwrap().dataset;
    assert!(Dataset { revision: stored.revision, ..read_back } == wanted, "the export is not what is stored");

    // Into the same database, and into a new one.
    for packages in [&PACKAGES[..], &[exported_to]] {
        let said = import(&first, packages);
        assert!(said.contains("nothing changed"), "{said}");
    }
    assert!(load(&first).await == stored, "an import that changes nothing makes no revision");
    let second = at("second.gpkg");
    import(&second, &[exported_to]);
    assert!(load(&second).await == stored, "the import of an export is not what was exported");
}

#[tokio::test]
async fn a_second_export_is_byte_identical() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let export = |database: &str, to: &str| {
        let output = atlas(&at(database), &["export", at(to).to_str().unwrap()]);
        assert!(output.status.success(), "{}", said(&output));
        files(&at(to))
    };
    import(&at("first.gpkg"), &PACKAGES);
    let exported = export("first.gpkg", "exported");
    assert!(exported.len() > 10, "{:?}", exported.keys());
    assert!(export("first.gpkg", "again") == exported, "of the same database");
    assert!(export("first.gpkg", "exported") == exported, "over the first one");
    import(&at("second.gpkg"), &[at("exported").to_str().unwrap()]);
    assert!(export("second.gpkg", "of-second") == exported, "of a database made from the first one");
}

#[tokio::test]
async fn what_came_after_2015_is_imported_on_top() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("atlas.gpkg");
    import(&database, &PACKAGES);
    let before = load(&database).await;
    let updates = ["fixtures/updates/2016", "fixtures/updates/2017", "fixtures/updates/2018"];
    for update in updates {
        import(&database, &[update]);
    }
    let after = load(&database).await;
    assert!(after.revision > before.revision);
    assert!(after.projects.len() > before.projects.len());
    let event = after.events.iter().find(|event| event.period.start.is_some_and(|on| on.year() == 2016));
    assert!(event.is_some(), "the Rencontres of Chengdu have taken place");

    // A later package replaces the records of an earlier one, as the command line says.
    let mut expected: std::collections::BTreeMap<_, _> = std::collections::BTreeMap::new();
    for package in PACKAGES.iter().chain(&updates) {
        let records = merged(&[package]).into_records();
        expected.extend(records.into_iter().map(|record| (record.reference(), record)));
    }
    let expected = Dataset::from_records(expected.into_values());
    assert!(Dataset { revision: 0, ..after } == expected, "an update changed something else");
}
