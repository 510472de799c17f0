//! `atlas copy` moves a whole house, from a file to a server and back, with its history.

use atlas_model::Revision;
use atlas_testdb::fresh_database;
use atlas_tests::harness::run;

use super::{import, import_fixtures, load, open, said, succeed};

/// Every revision of a database.
async fn log(location: &str) -> Vec<Revision> {
    let store = open(location).await;
    let log = store.revisions_since(0, u32::MAX).await.unwrap();
    store.close().await;
    log
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_moves_to_a_server_and_back_and_nothing_is_lost() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
    let database = fresh_database();
    let (first, url, last) = (at("first.gpkg"), database.url().to_owned(), at("new/last.gpkg"));
    import_fixtures(&first).await;
    for update in ["fixtures/updates/2016", "fixtures/updates/2017"] {
        import(&first, &[update]).await;
    }
    // Something withdrawn: its revision has no record after it.
    let revision = import(&first, &["fixtures/reference", "fixtures/france-china-2015", "--prune"]).await;
    let (records, revisions) = (load(&first).await, log(&first).await);
    assert_eq!((records.revision, revisions.len() as u64), (revision, revision));
    assert!(revisions.iter().any(|revision| revision.after.is_none()));
    for (from, to) in [(&first, &url), (&url, &last)] {
        let told = succeed("unused.gpkg", &["copy", "--from", from, "--to", to]).await;
        assert!(told.contains("150 projects") && told.contains(&format!("revision {revision}")), "{told}");
        assert!(load(to).await == records, "{to}: other records");
        assert!(log(to).await == revisions, "{to}: other revisions");
    }
    // Both go on where the first stood.
    for location in [&url, &last] {
        assert!(import(location, &["fixtures/updates/2016"]).await > revision);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_needs_a_source_and_an_empty_target() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
    let database = fresh_database();
    let (full, url) = (at("full.gpkg"), database.url());
    import_fixtures(&full).await;
    import(url, &["fixtures/reference"]).await;
    let before = load(url).await;
    let refused = run("unused.gpkg", &["copy", "--from", &full, "--to", url]).await;
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("nothing was written"), "{}", said(&refused));
    assert!(load(url).await == before);
    let missing = run("unused.gpkg", &["copy", "--from", &at("missing.gpkg"), "--to", &at("new.gpkg")]).await;
    assert_eq!(missing.status.code(), Some(1), "{}", said(&missing));
    assert!(said(&missing).contains("there is no database"), "{}", said(&missing));
    assert!(!directory.path().join("new.gpkg").exists() && !directory.path().join("missing.gpkg").exists());
    for arguments in [&["copy", "--from", full.as_str()][..], &["copy", "--to", full.as_str()]] {
        assert_eq!(run("unused.gpkg", arguments).await.status.code(), Some(2));
    }
}
