//! Services start in any order, before their database or at once, and never tell its password.

use std::time::{Duration, Instant};

use atlas_testdb::{Cluster, fresh_database};
use atlas_tests::harness::{Replica, repository, run};
use sqlx::Connection;

use super::{import_fixtures, said};

#[tokio::test(flavor = "multi_thread")]
async fn services_started_at_once_on_an_empty_database_make_its_schema_once() {
    let database = fresh_database();
    let url = database.url();
    let starting: Vec<_> = (0..4)
        .map(|_| {
            let url = url.to_owned();
            tokio::spawn(async move { Replica::start(&url, &[]).await })
        })
        .collect();
    let mut replicas = Vec::new();
    for replica in starting {
        replicas.push(replica.await.unwrap());
    }
    // The time of a row is that of its transaction: one of the services made the whole schema.
    let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
    let (steps, times): (i64, i64) =
        sqlx::query_as("SELECT count(*), count(DISTINCT installed_on) FROM _sqlx_migrations")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    let files = std::fs::read_dir(repository().join("migrations/postgres")).unwrap().count();
    assert_eq!((usize::try_from(steps).unwrap(), times), (files, 1));
    let revision = import_fixtures(url).await;
    for replica in &replicas {
        assert_eq!(replica.get_at(revision, "/v1/partnerships").await.json()["matched"], 57);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_does_not_come_is_given_up_without_telling_the_password() {
    let begun = Instant::now();
    // Nothing listens on port 1.
    let url = "postgres://atlas:very-secret@127.0.0.1:1/atlas";
    let output = run(url, &["serve", "--listen", "127.0.0.1:0", "--wait", "1", "--log", "debug"]).await;
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(begun.elapsed() >= Duration::from_secs(1) && begun.elapsed() < Duration::from_secs(20), "{said}");
    assert!(said.contains("postgres://127.0.0.1:1/atlas") && said.contains("waited 1s"), "{said}");
    for arguments in
        [&["check"][..], &["import", "fixtures/reference"], &["export", "nowhere"], &["serve", "--help"]]
    {
        let output = run(url, arguments).await;
        assert!(!super::said(&output).contains("very-secret"), "{arguments:?}");
    }
    assert!(!said.contains("very-secret"), "{said}");
    let copied = run("unused.gpkg", &["copy", "--from", url, "--to", url]).await;
    assert_eq!(copied.status.code(), Some(1));
    assert!(!super::said(&copied).contains("very-secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_waits_for_its_database() {
    let cluster = Cluster::start();
    let database = cluster.fresh_database();
    let url = database.url();
    let revision = import_fixtures(url).await;
    cluster.stop();
    let replica = tokio::spawn({
        let url = url.to_owned();
        async move { Replica::start(&url, &["--wait", "60"]).await }
    });
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(!replica.is_finished());
    cluster.restart();
    let replica = replica.await.unwrap();
    assert!(replica.log().contains("waiting 60s"), "{}", replica.log());
    assert_eq!(replica.get("/v1").await.header("atlas-revision"), revision.to_string());
}
