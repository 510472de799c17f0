//! What is special to the file: it is a GeoPackage, and other files are left alone.

use std::path::Path;
use std::process::Command;

use atlas_store::{OpenOptions, StoreError, open};

use crate::backend::{Backend, Sqlite, commit, id, puts};
use crate::samples;

fn ogrinfo(path: &Path, arguments: &[&str]) -> String {
    let output = Command::new("ogrinfo").args(arguments).arg(path).output().unwrap_or_else(|error| {
        panic!("ogrinfo cannot be run ({error}): install GDAL's programs, `apt-get install gdal-bin`")
    });
    let (told, warned) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success() && warned.is_empty(), "ogrinfo warns: {warned}");
    assert!(!told.contains("Warning"), "{told}");
    told
}

/// The part of `ogrinfo -al` that tells of one layer.
fn layer<'a>(told: &'a str, name: &str) -> &'a str {
    let start =
        told.find(&format!("Layer name: {name}\n")).unwrap_or_else(|| panic!("no layer {name} in {told}"));
    let rest = &told[start + 1..];
    rest.find("Layer name: ").map_or(rest, |end| &rest[..end])
}

#[tokio::test]
async fn ogrinfo_opens_the_file_and_lists_each_layer_with_its_features() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let mut records = samples::world();
    let mut project = samples::project("away", "away");
    project.territories = vec![id("bare"), id("jp")];
    let near_fiji = samples::territory("fj", "fj", 178.0, -18.0);
    let near_samoa = samples::territory("ws", "ws", -172.0, -14.0);
    records.extend([
        samples::territory("jp", "jp", 139.5, 35.5).into(),
        near_fiji.into(),
        near_samoa.into(),
        samples::actor("tokyo", "jp").into(),
        samples::actor("suva", "fj").into(),
        samples::actor("apia", "ws").into(),
        project.into(),
        samples::partnership("twins", &["full", "suva", "tokyo"]),
        samples::partnership("pacific", &["suva", "apia"]),
    ]);
    commit(&store, &puts(records)).await;
    // While the file is open, right after migrating and committing, and when it is closed.
    for open in [true, false] {
        if !open {
            store.close().await;
            assert!(!backend.path().with_extension("gpkg-wal").exists());
        }
        let told = ogrinfo(&backend.path(), &["-al"]);
        for (name, count, geometry) in [
            ("territory_point", 6, "Point"),
            ("territory_boundary", 1, "Multi Polygon"),
            ("actor_point", 5, "Point"),
            ("partnership_line", 4, "Multi Line String"),
            ("project_point", 3, "Point"),
            ("source", 2, "None"),
            ("theme", 2, "None"),
            ("campaign", 2, "None"),
            ("event", 2, "None"),
            ("resource", 2, "None"),
            ("need", 2, "None"),
            ("revision", 30, "None"),
        ] {
            let told = layer(&told, name);
            assert!(told.contains(&format!("Geometry: {geometry}\n")), "{told}");
            assert!(told.contains(&format!("Feature Count: {count}\n")), "{told}");
            if geometry != "None" {
                assert!(told.contains("FID Column = fid\nGeometry Column = geom\n"), "{told}");
                assert!(told.contains("ID[\"EPSG\",4326]"), "{told}");
                assert!(!told.contains("geom: String"), "{told}");
            }
        }
        assert!(
            layer(&told, "actor_point")
                .contains("Extent: (-172.000000, -18.000000) - (178.000000, 47.218371)")
        );
        assert!(layer(&told, "actor_point").contains("name_zh (String) = actor 吉林"));
        assert!(layer(&told, "theme").contains("agreed (Integer(Boolean)) = 1"));
        assert!(layer(&told, "revision").contains("recorded_at (DateTime) = 2015/11/23 12:00:00+00"));
        let lines = layer(&told, "partnership_line");
        // "full" sits in country "bare": its own point, and the first actor of another country.
        assert!(lines.contains("MULTILINESTRING ((-1.553621 47.218371,178 -18))"), "{lines}");
        // GDAL writes a whole number now with, now without its decimal.
        let lines = lines.replace("180.0 ", "180 ");
        assert!(lines.contains("MULTILINESTRING ((178 -18,180 -17.2),(-180 -17.2,-172 -14))"), "{lines}");
        let projects = layer(&told, "project_point");
        assert!(projects.contains("POINT (139.5 35.5)"), "the first territory with a point: {projects}");
    }
}

#[tokio::test]
async fn what_depends_on_a_territory_moves_with_it() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let mut records = samples::world();
    let mut by_territory = samples::project("by-territory", "p");
    by_territory.territories = vec![id("jp")];
    let mut by_participant = samples::project("by-participant", "p");
    by_participant.participants = vec!["tokyo:implementing".parse().unwrap()];
    records.extend([
        samples::territory("jp", "jp", 139.5, 35.5).into(),
        samples::actor("tokyo", "jp").into(),
        by_territory.into(),
        by_participant.into(),
        samples::partnership("twins", &["full", "tokyo"]),
    ]);
    commit(&store, &puts(records)).await;
    commit(&store, &puts([samples::territory("jp", "jp", 140.25, 36.25)])).await;
    store.close().await;
    let told = ogrinfo(&backend.path(), &["-al"]);
    assert!(layer(&told, "actor_point").contains("POINT (140.25 36.25)"));
    assert_eq!(layer(&told, "project_point").matches("POINT (140.25 36.25)").count(), 2);
    assert!(layer(&told, "partnership_line").contains("140.25 36.25)"));
    assert!(!told.contains("139.5 35.5"), "nothing stays behind");
}

#[tokio::test]
async fn a_new_file_is_recognised_before_it_holds_anything() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let told = ogrinfo(&backend.path(), &["-so", "-al"]);
    assert!(layer(&told, "project_point").contains("Feature Count: 0"));
    store.close().await;
}

#[tokio::test]
async fn other_files_are_refused_and_left_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let check = async |name: &str, bytes: Vec<u8>| {
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).unwrap();
        let found = open(path.to_str().unwrap(), OpenOptions::default()).await;
        assert!(matches!(found, Err(StoreError::NotAnAtlas(_))), "{name}: {:?}", found.err());
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name} was changed");
    };
    check("notes.txt", b"not a database, but longer than a header of one hundred bytes: ".repeat(3)).await;
    // Another program's database, and a GeoPackage that is not ours.
    let made = folder.path().join("made.gpkg");
    for sql in [
        "CREATE TABLE t (a)",
        "PRAGMA application_id = 1196444487",
        "CREATE TABLE _sqlx_migrations (version, checksum)",
    ] {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&made).create_if_missing(true);
        let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
        sqlx::query(sql).execute(&mut connection).await.unwrap();
        sqlx::Connection::close(connection).await.unwrap();
        check("other.gpkg", std::fs::read(&made).unwrap()).await;
    }
    let found = open(folder.path().to_str().unwrap(), OpenOptions::default()).await;
    assert!(matches!(found, Err(StoreError::NotAnAtlas(_))), "a folder");
}

#[tokio::test]
async fn a_missing_file_is_created_only_when_asked() {
    let backend = Sqlite::new();
    let options = OpenOptions { create: false, ..OpenOptions::default() };
    let found = open(&backend.location(), options.clone()).await;
    assert!(matches!(found, Err(StoreError::NotFound(_))));
    assert!(!backend.path().exists());
    backend.open().await.close().await;
    open(&format!("sqlite:{}", backend.location()), options).await.unwrap().close().await;
}

#[tokio::test]
async fn other_backends_are_named_as_not_supported() {
    for location in ["mysql://atlas:secret@db.example/atlas", "mysql://db", ":memory:", "sqlite::memory:", ""]
    {
        match open(location, OpenOptions::default()).await {
            Err(error @ StoreError::UnsupportedBackend(_)) => {
                assert!(!error.to_string().contains("secret"));
            }
            other => panic!("{location}: {:?}", other.err()),
        }
    }
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_refused() {
    let backend = Sqlite::new();
    backend.open().await.close().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(backend.path());
    let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations VALUES (9999, 'later', CURRENT_TIMESTAMP, TRUE, x'00', 0)")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    let found = open(&backend.location(), OpenOptions::default()).await;
    assert!(matches!(found, Err(StoreError::UnsupportedSchema(_))), "{:?}", found.err());
}

#[tokio::test]
async fn a_database_that_another_process_keeps_locked_is_busy() {
    let backend = Sqlite::new();
    backend.open().await.close().await;
    let options =
        OpenOptions { busy_timeout: std::time::Duration::from_millis(50), ..OpenOptions::default() };
    let store = open(&backend.location(), options).await.unwrap();
    let other = sqlx::sqlite::SqliteConnectOptions::new().filename(backend.path());
    let mut other = sqlx::ConnectOptions::connect(&other).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let set = puts(samples::all_bare());
    let refused = store.commit(&set, crate::backend::noon()).await;
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    assert_eq!(store.revision().await.unwrap(), 0, "readers do not wait");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    commit(&store, &set).await;
}

#[tokio::test]
async fn layers_are_dated_and_bounded_by_the_commit_that_changed_them_and_the_file_is_sound() {
    type Contents = (String, Option<f64>, Option<f64>, Option<f64>, Option<f64>);
    let backend = Sqlite::new();
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let later = crate::backend::noon() + chrono::TimeDelta::days(1);
    store.commit(&puts([samples::territory("jp", "jp", 139.5, 35.5)]), later).await.unwrap();
    store.close().await;

    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(backend.path());
    let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
    let mut contents = async |layer: &'static str| -> Contents {
        sqlx::query_as(
            "SELECT last_change, min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = $1",
        )
        .bind(layer)
        .fetch_one(&mut connection)
        .await
        .unwrap()
    };
    let (first, second) = ("2015-11-23T12:00:00.000Z".to_owned(), "2015-11-24T12:00:00.000Z".to_owned());
    let points = (second.clone(), Some(2.25), Some(35.5), Some(139.5), Some(48.75));
    assert_eq!(contents("territory_point").await, points);
    let outlines = (second.clone(), Some(2.0), Some(45.0), Some(6.0), Some(49.0));
    assert_eq!(contents("territory_boundary").await, outlines);
    assert_eq!(contents("theme").await, (first, None, None, None, None));
    assert_eq!(contents("revision").await.0, second);
    let (sound,): (String,) =
        sqlx::query_as("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(sound, "ok");
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await.unwrap();
    assert!(broken.is_empty());
    let (application, version): (i64, i64) = (
        sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut connection).await.unwrap(),
        sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut connection).await.unwrap(),
    );
    assert_eq!((application, version), (0x4750_4B47, 10_300));
}
