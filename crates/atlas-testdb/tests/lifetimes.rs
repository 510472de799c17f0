//! Servers and databases end with what they were made for.
#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use atlas_testdb::{Cluster, Database, fresh_database};
use sqlx::{Connection, PgConnection};

/// Set for the copies of this program that are to die with a server of their own.
const DIES: &str = "ATLAS_TESTDB_DIES";

async fn answers(url: &str) -> bool {
    match PgConnection::connect(url).await {
        Ok(mut connection) => {
            sqlx::query_scalar::<_, i32>("SELECT 1").fetch_one(&mut connection).await.is_ok()
        }
        Err(_) => false,
    }
}

async fn postgis(database: &Database) -> String {
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    sqlx::query_scalar("SELECT PostGIS_Lib_Version()").fetch_one(&mut connection).await.unwrap()
}

/// Waits until something holds, which takes a server a moment.
fn soon(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own_with_postgis() {
    let (one, two) = (fresh_database(), fresh_database());
    assert_ne!(one.name(), two.name());
    for database in [&one, &two] {
        assert!(postgis(database).await.starts_with('3'), "{}", database.url());
    }
    let mut connection = PgConnection::connect(one.url()).await.unwrap();
    let url = one.url().to_owned();
    drop(one);
    assert!(sqlx::query("SELECT 1").execute(&mut connection).await.is_err(), "dropped under a connection");
    assert!(!answers(&url).await);
    assert!(answers(two.url()).await);
}

#[tokio::test]
async fn a_server_of_ones_own_can_be_stopped_killed_and_started_again() {
    let cluster = Cluster::start();
    let database = cluster.fresh_database();
    for kill in [false, true, true] {
        assert!(answers(database.url()).await);
        if kill {
            cluster.kill();
        } else {
            cluster.stop();
        }
        assert!(!answers(database.url()).await);
        cluster.restart();
    }
    assert!(answers(database.url()).await);
}

/// Not a test of its own unless another one starts it: it makes a server, tells its port, and dies.
#[test]
fn a_process_that_dies_as_it_is_told_to() {
    let Ok(how) = std::env::var(DIES) else { return };
    let cluster = Cluster::shared();
    println!("\n{}", cluster.url());
    match how.as_str() {
        "panic" => panic!("as it was told to"),
        "exit" => std::process::exit(3),
        _ => std::thread::sleep(Duration::from_secs(600)),
    }
}

#[test]
fn no_server_and_no_file_outlives_a_process_however_it_dies() {
    for how in ["panic", "exit", "kill"] {
        let folder = tempfile::tempdir().unwrap();
        // Whoever runs the server must reach it.
        let everybody = std::os::unix::fs::PermissionsExt::from_mode(0o1777);
        std::fs::set_permissions(folder.path(), everybody).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_process_that_dies_as_it_is_told_to", "--nocapture"])
            .env(DIES, how)
            .env("TMPDIR", folder.path())
            .env_remove("ATLAS_TEST_DATABASE_URL")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let told = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut lines = std::io::BufRead::lines(told).map_while(Result::ok);
        let url = lines.find(|line| line.starts_with("postgres://")).unwrap();
        let port: u16 = url.rsplit([':', '/']).nth(1).unwrap().parse().unwrap();
        if how == "kill" {
            child.kill().unwrap();
        }
        child.wait().unwrap();
        soon(&format!("{how}: the server runs on"), || TcpStream::connect(("127.0.0.1", port)).is_err());
        let left = || -> Vec<PathBuf> {
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect()
        };
        soon(&format!("{how}: files are left"), || left().is_empty());
    }
}
