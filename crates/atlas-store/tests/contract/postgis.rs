//! What is special to the layers in PostGIS: they are those of the file, with types, keys and indexes.

use std::process::Command;
use std::sync::Arc;

use atlas_model::Record;
use atlas_store::Store;
use sqlx::error::DatabaseError;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::backend::{Backend, Postgres, Sqlite, commit, connect, execute, id, puts};
use crate::samples;

/// The layers, their types of geometry, and the column of a table that each shows.
const LAYERS: [(&str, &str, &str, &str); 5] = [
    ("territory_point", "POINT", "territory", "point"),
    ("territory_boundary", "MULTIPOLYGON", "territory", "boundary"),
    ("actor_point", "POINT", "actor", "place"),
    ("partnership_line", "MULTILINESTRING", "partnership", "line"),
    ("project_point", "POINT", "project", "place"),
];

/// Records that are placed in every way, then moved.
async fn fill(store: &Arc<dyn Store>) {
    let mut records = samples::world();
    let mut by_territory = samples::project("by-territory", "p");
    by_territory.territories = vec![id("bare"), id("jp")];
    let mut by_participant = samples::project("by-participant", "p");
    by_participant.participants =
        vec!["bare:funding".parse().unwrap(), "tokyo:implementing".parse().unwrap()];
    records.extend([
        samples::territory("jp", "jp", 139.5, 35.5).into(),
        samples::territory("fj", "fj", 178.0, -18.0).into(),
        samples::territory("ws", "ws", -172.000_000_1, -14.1).into(),
        samples::actor("tokyo", "jp").into(),
        samples::actor("suva", "fj").into(),
        samples::actor("apia", "ws").into(),
        by_territory.into(),
        by_participant.into(),
        samples::partnership("twins", &["full", "tokyo"]),
        samples::partnership("pacific", &["suva", "apia"]),
        samples::partnership("alone", &["suva"]),
    ]);
    commit(store, &puts(records)).await;
    commit(store, &puts([samples::territory("jp", "jp", 140.25, 36.3)])).await;
    let mut apia = samples::actor("apia", "ws");
    apia.seat = id("jp");
    commit(store, &puts([Record::from(apia), samples::partnership("alone", &["suva", "apia"])])).await;
}

#[tokio::test]
async fn each_layer_is_the_view_that_the_file_has_and_shows_the_same() {
    let (server, file) = (Postgres::new(), Sqlite::new());
    for store in [server.open().await, file.open().await] {
        fill(&store).await;
        store.close().await;
    }
    let mut server = connect(&server.location()).await;
    let mut file = SqliteConnection::connect(&file.location()).await.unwrap();
    for (layer, _, _, _) in LAYERS {
        let columns: Vec<String> = sqlx::query_scalar(
            "SELECT column_name::text FROM information_schema.columns
             WHERE table_name = $1 ORDER BY ordinal_position",
        )
        .bind(layer)
        .fetch_all(&mut server)
        .await
        .unwrap();
        let in_file: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{layer}')")))
                .fetch_all(&mut file)
                .await
                .unwrap();
        assert_eq!(columns, in_file, "{layer}");

        // All but the geometry and the key of the row, as one text each.
        let plain = &columns[1..columns.len() - 1];
        let texts = |cast: &str| -> String {
            let texts: Vec<String> =
                plain.iter().map(|name| format!("COALESCE(CAST({name} AS {cast}), '-')")).collect();
            texts.join(" || '|' || ")
        };
        let sql = format!("SELECT {}, ST_AsBinary(geom, 'NDR') FROM {layer} ORDER BY id", texts("text"));
        let rows: Vec<(String, Option<Vec<u8>>)> =
            sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut server).await.unwrap();
        let sql = format!("SELECT {}, CAST(geom AS BLOB) FROM {layer} ORDER BY id", texts("TEXT"));
        let in_file: Vec<(String, Option<Vec<u8>>)> =
            sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut file).await.unwrap();
        let in_file: Vec<_> =
            in_file.into_iter().map(|(text, blob)| (text, blob.as_deref().map(without_header))).collect();
        assert!(rows.iter().any(|(_, geometry)| geometry.is_some()), "{layer} shows something");
        assert_eq!(rows, in_file, "{layer}");
    }
}

/// The WKB of a GeoPackage blob: what follows its header and envelope.
fn without_header(blob: &[u8]) -> Vec<u8> {
    let envelope = if blob[3] & 0b1110 == 0 { 0 } else { 32 };
    blob[8 + envelope..].to_vec()
}

#[tokio::test]
async fn each_layer_has_its_type_its_reference_system_its_key_and_its_index() {
    let backend = Postgres::new();
    fill(&backend.open().await).await;
    let mut connection = connect(&backend.location()).await;
    for (layer, geometry, table, column) in LAYERS {
        let registered: (String, i32, String) = sqlx::query_as(
            "SELECT type::text, srid, f_geometry_column::text FROM geometry_columns WHERE f_table_name = $1",
        )
        .bind(layer)
        .fetch_one(&mut connection)
        .await
        .unwrap();
        assert_eq!(registered, (geometry.to_owned(), 4326, "geom".to_owned()), "{layer}");
        let (rows, keys): (i64, i64) =
            sqlx::query_as(AssertSqlSafe(format!("SELECT COUNT(fid), COUNT(DISTINCT fid) FROM {layer}")))
                .fetch_one(&mut connection)
                .await
                .unwrap();
        assert_eq!(rows, keys, "{layer}");
        execute(&mut connection, "SET enable_seqscan = off").await;
        let plan: Vec<String> = sqlx::query_scalar(AssertSqlSafe(format!(
            "EXPLAIN SELECT * FROM {layer} WHERE geom && ST_MakeEnvelope(1, 40, 2, 41, 4326)"
        )))
        .fetch_all(&mut connection)
        .await
        .unwrap();
        let searched = plan.iter().any(|line| line.contains("Index Scan") && line.contains(table));
        assert!(searched, "{layer} is searched by the index on {table}.{column}: {plan:#?}");
    }
    let indexes: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM pg_indexes WHERE indexdef LIKE '%USING gist%'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert_eq!(indexes, LAYERS.len() as i64);
}

#[tokio::test]
async fn ogrinfo_lists_each_layer_with_its_features() {
    let backend = Postgres::new();
    fill(&backend.open().await).await;
    let output = Command::new("ogrinfo")
        .args(["-al", "-so", &backend.location().replacen("postgres:", "postgresql:", 1)])
        .output();
    let output = output.unwrap_or_else(|error| {
        panic!("ogrinfo cannot be run ({error}): install GDAL's programs, `apt-get install gdal-bin`")
    });
    let told = String::from_utf8(output.stdout).unwrap();
    for (layer, geometry) in [
        ("territory_point", "Point"),
        ("territory_boundary", "Multi Polygon"),
        ("actor_point", "Point"),
        ("partnership_line", "Multi Line String"),
        ("project_point", "Point"),
    ] {
        let start = told.find(&format!("Layer name: {layer}\n")).unwrap_or_else(|| panic!("{layer}: {told}"));
        let told = &told[start..];
        assert!(told[..200].contains(&format!("Geometry: {geometry}\n")), "{told}");
        assert!(told.contains("ID[\"EPSG\",4326]"), "{told}");
    }
}

#[tokio::test]
async fn a_reference_to_nothing_is_refused_by_the_database_itself() {
    let backend = Postgres::new();
    commit(&backend.open().await, &puts(samples::world())).await;
    let mut connection = connect(&backend.location()).await;
    for sql in [
        "UPDATE project SET theme = 'nowhere'",
        "DELETE FROM territory WHERE id = 'bare'",
        "INSERT INTO partnership_actor VALUES ('nowhere', 0, 'full')",
        "INSERT INTO record_source VALUES ('need', 'full', 9, 'nowhere')",
    ] {
        let refused = sqlx::raw_sql(sql).execute(&mut connection).await.unwrap_err();
        let code = refused.as_database_error().and_then(DatabaseError::code);
        assert_eq!(code.as_deref(), Some("23503"), "{sql}: {refused}");
    }
}
