//! GDAL reads the database file and the answers.

#![expect(clippy::panic, reason = "every function here is part of a test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use atlas_tests::harness::{Server, repository, write_fixture};
use geojson::GeoJson;

use super::{COLLECTIONS, rows, save_collections};

/// A layer, as `ogrinfo` tells of it.
#[derive(Debug, Default)]
struct Layer {
    features: usize,
    geometry: String,
    /// The whole text about it, its coordinate system included.
    text: String,
}

/// What `ogrinfo` prints about some layers of a file. It must have nothing to warn of.
fn ogrinfo(arguments: &[&str], file: &Path, layers: &[&str]) -> String {
    let output = Command::new("ogrinfo").args(arguments).arg(file).args(layers).output();
    let output = output.expect("ogrinfo is missing: apt-get install gdal-bin");
    let (said, warned) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && warned.trim().is_empty(), "{arguments:?}: {said}{warned}");
    said.into_owned()
}

/// The layers of a file by name.
fn layers(file: &Path) -> BTreeMap<String, Layer> {
    let mut layers: BTreeMap<String, Layer> = BTreeMap::new();
    let mut name = None;
    for line in ogrinfo(&["-ro", "-so", "-al"], file, &[]).lines() {
        if let Some(layer) = line.strip_prefix("Layer name: ") {
            name = Some(layer.to_owned());
        }
        let Some(name) = &name else { continue };
        let layer = layers.entry(name.clone()).or_default();
        if let Some(count) = line.strip_prefix("Feature Count: ") {
            layer.features = count.parse().expect("a count is a number");
        } else if let Some(geometry) = line.strip_prefix("Geometry: ") {
            geometry.clone_into(&mut layer.geometry);
        }
        layer.text += line;
        layer.text.push('\n');
    }
    layers
}

/// Expects positions in longitude and latitude on the ellipsoid of GPS.
fn is_in_wgs_84(layer: &Layer) -> bool {
    layer.text.contains("\"WGS 84\"") && layer.text.contains("4326")
}

/// What a query in SQL over a file answers: one number.
fn number(file: &Path, dialect: &[&str], sql: &str) -> usize {
    let said = ogrinfo(&[&["-ro", "-q"], dialect, &["-sql", sql]].concat(), file, &[]);
    let value = said.lines().find_map(|line| line.split_once(") = ")).map(|(_, value)| value.trim());
    value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{sql}: {said}"))
}

#[tokio::test]
async fn ogrinfo_lists_the_layers_of_the_database_with_every_feature_in_wgs_84() {
    let directory = tempfile::tempdir().unwrap();
    let layers = layers(&write_fixture(directory.path()).await);
    let text = std::fs::read_to_string(repository().join("fixtures/reference/boundaries.geojson")).unwrap();
    let GeoJson::FeatureCollection(outlines) = text.parse().unwrap() else { panic!("no collection") };
    let lists = [
        ("territory_point", "territories", "Point"),
        ("actor_point", "actors", "Point"),
        ("partnership_line", "partnerships", "Multi Line String"),
        ("project_point", "projects", "Point"),
        ("source", "sources", "None"),
        ("theme", "themes", "None"),
        ("campaign", "campaigns", "None"),
        ("event", "events", "None"),
        ("resource", "resources", "None"),
        ("need", "needs", "None"),
    ];
    let mut expected: BTreeMap<&str, (usize, &str)> =
        lists.iter().map(|(layer, list, geometry)| (*layer, (rows(list).len(), *geometry))).collect();
    let records = expected.values().map(|(count, _)| count).sum();
    expected.insert("territory_boundary", (outlines.features.len(), "Multi Polygon"));
    expected.insert("revision", (records, "None"));
    assert_eq!((expected["partnership_line"].0, expected["project_point"].0), (57, 150));

    let found: BTreeMap<&str, (usize, &str)> = layers
        .iter()
        .map(|(name, layer)| (name.as_str(), (layer.features, layer.geometry.as_str())))
        .collect();
    assert_eq!(found, expected);
    for (name, layer) in layers.iter().filter(|(_, layer)| layer.geometry != "None") {
        assert!(is_in_wgs_84(layer), "{name}: {}", layer.text);
    }
}

#[tokio::test]
async fn every_feature_of_the_database_can_be_read_and_is_somewhere() {
    let directory = tempfile::tempdir().unwrap();
    let file = write_fixture(directory.path()).await;
    for (layer, list, geometry) in [
        ("territory_point", "territories", "POINT"),
        ("actor_point", "actors", "POINT"),
        ("partnership_line", "partnerships", "MULTILINESTRING"),
        ("project_point", "projects", "POINT"),
    ] {
        let read = ogrinfo(&["-ro", "-q", "-fields=NO"], &file, &[layer]);
        let known = rows(list);
        assert_eq!(read.matches(&format!("OGRFeature({layer}):")).count(), known.len(), "{layer}");
        let placed =
            read.lines().filter(|line| line.trim_start().starts_with(&format!("{geometry} ("))).count();
        let nowhere = known.values().filter(|row| list == "territories" && row["point"].is_empty()).count();
        assert_eq!(placed, known.len() - nowhere, "{layer}");
    }
}

#[tokio::test]
async fn every_outline_of_the_database_is_valid() {
    let directory = tempfile::tempdir().unwrap();
    let file = write_fixture(directory.path()).await;
    // As GEOS judges: rings that do not cross themselves or each other, holes within their outer ring.
    let sql = "SELECT COUNT(*) AS n FROM territory_boundary WHERE ST_IsValid(geom) = 1";
    let valid = number(&file, &["-dialect", "SQLite"], sql);
    assert_eq!(valid, number(&file, &[], "SELECT COUNT(*) AS n FROM territory_boundary"));
    assert!(valid > 300, "{valid}");
}

#[tokio::test]
async fn gdal_reads_every_collection_as_one_layer_with_all_its_features_in_wgs_84() {
    let directory = tempfile::tempdir().unwrap();
    let files = save_collections(&Server::fixture().await, directory.path()).await;
    for (file, path) in files.iter().zip(COLLECTIONS) {
        let layers = layers(file);
        let list = path.split(['/', '?']).nth(2).unwrap();
        let [layer] = &layers.values().collect::<Vec<_>>()[..] else { panic!("{path}: {layers:?}") };
        assert_eq!(layer.features, rows(list).len(), "{path}");
        assert!(is_in_wgs_84(layer), "{path}: {}", layer.text);
        assert!(layer.text.contains("id: String"), "{path}: {}", layer.text);
    }
}
