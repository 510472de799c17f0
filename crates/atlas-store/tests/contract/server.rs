//! What is special to a server: other people's tables, several programs at once, and its absence.

use std::sync::Arc;
use std::time::{Duration, Instant};

use atlas_store::{OpenOptions, StoreError, Terms, open};
use atlas_testdb::Cluster;

use crate::backend::{Backend, Postgres, commit, connect, execute, noon, puts};
use crate::samples;

#[tokio::test(flavor = "multi_thread")]
async fn many_that_open_a_new_database_at_once_migrate_it_once() {
    let backend = Arc::new(Postgres::new());
    let opening: Vec<_> = (0..8)
        .map(|_| {
            let backend = Arc::clone(&backend);
            tokio::spawn(async move { backend.open().await })
        })
        .collect();
    let mut stores = Vec::new();
    for store in opening {
        stores.push(store.await.unwrap());
    }
    commit(&stores[0], &puts(samples::all_bare())).await;
    for store in &stores {
        assert_eq!(store.load().await.unwrap(), stores[0].load().await.unwrap());
    }
    let mut connection = connect(&backend.location()).await;
    let applied: Vec<i64> = sqlx::query_scalar("SELECT version FROM _sqlx_migrations ORDER BY version")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/postgres")).unwrap();
    assert_eq!(applied, (1..).take(files.count()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_missing_database_or_schema_is_named_without_the_password() {
    let backend = Postgres::new();
    let secret = backend.location();
    let secret = secret.split(['@', ':']).nth(2).unwrap();
    let missing = backend.location().replace("atlas_test_", "missing_");
    let only_existing = OpenOptions { create: false, ..OpenOptions::default() };
    for (location, options) in
        [(missing, OpenOptions::default()), (backend.location(), only_existing.clone())]
    {
        match open(&location, options).await {
            Err(error @ StoreError::NotFound(_)) => {
                let told = error.to_string();
                assert!(told.contains(location.rsplit('/').next().unwrap()), "{told}");
                assert!(!told.contains(secret), "{told}");
            }
            other => panic!("{:?}", other.err()),
        }
    }
    backend.open().await.close().await;
    open(&backend.location().replace("postgres://", "postgresql://"), only_existing).await.unwrap();
}

#[tokio::test]
async fn tables_of_the_same_name_that_are_not_ours_are_left_as_they_are() {
    for sql in [
        "CREATE TABLE project (a text)",
        "CREATE TABLE _sqlx_migrations (version bigint, checksum bytea);
         INSERT INTO _sqlx_migrations VALUES (1, 'another')",
    ] {
        let backend = Postgres::new();
        let mut connection = connect(&backend.location()).await;
        execute(&mut connection, sql).await;
        let found = open(&backend.location(), OpenOptions::default()).await;
        assert!(matches!(found, Err(StoreError::NotAnAtlas(_))), "{:?}", found.err());
        let tables: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM information_schema.tables
             WHERE table_schema = 'public' AND table_name IN ('theme', 'revision')",
        )
        .fetch_one(&mut connection)
        .await
        .unwrap();
        assert_eq!(tables, 0);
    }
    // Tables of other names are no hindrance.
    let backend = Postgres::new();
    execute(&mut connect(&backend.location()).await, "CREATE TABLE somebody_elses (a text)").await;
    commit(&backend.open().await, &puts(samples::world())).await;
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    let backend = Postgres::new();
    backend.open().await.close().await;
    let mut connection = connect(&backend.location()).await;
    execute(&mut connection, "INSERT INTO _sqlx_migrations VALUES (9999, 'later', now(), TRUE, '', 0)").await;
    let found = open(&backend.location(), OpenOptions::default()).await;
    assert!(matches!(found, Err(StoreError::UnsupportedSchema(_))), "{:?}", found.err());
}

#[tokio::test]
async fn a_database_in_which_another_program_writes_is_busy() {
    let backend = Postgres::new();
    let options = OpenOptions { busy_timeout: Duration::from_millis(100), ..OpenOptions::default() };
    let store = open(&backend.location(), options).await.unwrap();
    let mut other = connect(&backend.location()).await;
    // Every lock of ours, whichever its key.
    execute(&mut other, "BEGIN; SELECT pg_advisory_xact_lock(x'61746c61'::int, 1)").await;
    let set = puts(samples::all_bare());
    let refused = store.commit(&set, noon()).await;
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    assert_eq!(store.revision().await.unwrap(), 0, "readers do not wait");
    execute(&mut other, "ROLLBACK").await;
    commit(&store, &set).await;
}

#[tokio::test]
async fn every_commit_notifies_its_last_revision() {
    let backend = Postgres::new();
    let store = backend.open().await;
    let mut listener = sqlx::postgres::PgListener::connect(&backend.location()).await.unwrap();
    listener.listen("atlas_revision").await.unwrap();
    let last = commit(&store, &puts(samples::world())).await.len();
    assert_eq!(listener.recv().await.unwrap().payload(), last.to_string());
    assert!(commit(&store, &puts(samples::world())).await.is_empty(), "nothing changes, nothing is told");
    commit(&store, &puts([samples::project("p", "p")])).await;
    assert_eq!(listener.recv().await.unwrap().payload(), (last + 1).to_string());
}

/// Far more than the seconds after which a server that is gone must show.
const SOON: Duration = Duration::from_secs(30);

fn assert_unavailable<T: std::fmt::Debug>(answer: &Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_gone_shows_and_one_that_comes_back_is_used_again() {
    let cluster = Cluster::start();
    let database = cluster.fresh_database();
    let store = open(database.url(), OpenOptions::default()).await.unwrap();
    let mut last = commit(&store, &puts(samples::world())).await.len() as u64;
    assert_eq!(store.changed(0, SOON).await.unwrap(), last);
    for crash in [false, true] {
        if crash {
            cluster.kill();
        } else {
            cluster.stop();
        }
        let began = Instant::now();
        assert_unavailable(&store.changed(last, Duration::from_secs(600)).await);
        assert_unavailable(&store.revision().await);
        assert_unavailable(&store.load().await.map(|dataset| dataset.revision));
        assert_unavailable(&store.commit(&puts([samples::project("p", "lost")]), noon()).await);
        assert_unavailable(&open(database.url(), OpenOptions::default()).await.map(|_| ()));
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());

        cluster.restart();
        assert_eq!(store.revision().await.unwrap(), last);
        let set = puts([samples::project("p", &format!("{crash}"))]);
        let (told, revisions) = tokio::join!(store.changed(last, SOON), commit(&store, &set));
        last += 1;
        assert_eq!((told.unwrap(), revisions[0].number), (last, last));
        // The listener hears again what others commit.
        let other = open(database.url(), OpenOptions::default()).await.unwrap();
        let set = puts([samples::project("p", &format!("other {crash}"))]);
        let (told, _) = tokio::join!(store.changed(last, SOON), commit(&other, &set));
        last += 1;
        assert_eq!(told.unwrap(), last);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_answers_no_more_shows_within_seconds() {
    let cluster = Cluster::start();
    let database = cluster.fresh_database();
    let store = open(database.url(), OpenOptions::default()).await.unwrap();
    let last = commit(&store, &puts(samples::world())).await.len() as u64;
    assert_eq!(store.changed(0, SOON).await.unwrap(), last);
    cluster.freeze();
    let began = Instant::now();
    assert_unavailable(&store.changed(last, Duration::from_secs(1)).await);
    assert_unavailable(&store.revision().await);
    assert_unavailable(&store.commit(&puts([samples::project("p", "lost")]), noon()).await);
    assert_unavailable(&open(database.url(), OpenOptions::default()).await.map(|_| ()));
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    cluster.thaw();
    let set = puts([samples::project("p", "after")]);
    let (told, revisions) = tokio::join!(store.changed(last, SOON), commit(&store, &set));
    assert_eq!((told.unwrap(), revisions[0].number), (last + 1, last + 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_during_an_import_holds_nothing_of_it() {
    let cluster = Cluster::start();
    let database = cluster.fresh_database();
    let store = open(database.url(), OpenOptions::default()).await.unwrap();
    let mut records = samples::all_bare();
    records.extend((0..5_000).map(|n| samples::project(&format!("p{n}"), "many").into()));
    let set = puts(records);
    let failed = store
        .import(&set, &Terms::default(), noon(), &mut |done, of| {
            if done > of / 2 && done < of {
                cluster.kill();
            }
        })
        .await;
    assert_unavailable(&failed);
    cluster.restart();
    assert_eq!(store.revision().await.unwrap(), 0);
    assert!(store.load().await.unwrap().is_empty());
    let written = store.import(&set, &Terms::default(), noon(), &mut |_, _| {}).await.unwrap();
    assert_eq!(written.last, set.changes.len() as u64);
}

#[tokio::test]
async fn who_may_only_read_reads_and_is_told_that_nobody_writes_there() {
    let backend = Postgres::new();
    let store = backend.open().await;
    let last = commit(&store, &puts(samples::world())).await.len() as u64;
    let read_only = format!("{}?options=-c%20default_transaction_read_only%3Don", backend.location());
    let reader = open(&read_only, OpenOptions::default()).await.unwrap();
    assert_eq!(reader.load().await.unwrap(), store.load().await.unwrap());
    assert_eq!(reader.changed(0, SOON).await.unwrap(), last);
    assert_unavailable(&reader.commit(&puts([samples::project("p", "p")]), noon()).await);
}
