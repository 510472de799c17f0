//! RFC 7946, as a validator that is not ours reads it, and the rules that it does not check.

#![expect(clippy::panic, reason = "every function here is part of a test")]

use std::path::PathBuf;
use std::process::{Command, Output};

use atlas_tests::harness::{Server, repository};
use geojson::{FeatureCollection, GeoJson, GeometryValue};

use super::{COLLECTIONS, rows, rules, save, save_collections};

/// Where the validator is. It is never installed by a test: tests need no network.
fn validators() -> PathBuf {
    let directory = repository().join("tests/validators");
    let is_there = directory.join("node_modules/@placemarkio/check-geojson/package.json").exists();
    assert!(
        is_there,
        "the validator of GeoJSON is not installed; install it with: npm --prefix tests/validators ci"
    );
    directory
}

/// Asks the validator about files.
fn validate(files: &[PathBuf]) -> Output {
    let node = Command::new("node").arg("geojson.mjs").args(files).current_dir(validators()).output();
    node.expect("node is missing: https://nodejs.org")
}

/// Expects the validator to find nothing wrong.
pub(crate) fn passes(files: &[PathBuf]) {
    let output = validate(files);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A list as GeoJSON.
pub(crate) async fn collection(server: &Server, path: &str) -> FeatureCollection {
    let text = server.get(path).await.text();
    match text.parse::<GeoJson>() {
        Ok(GeoJson::FeatureCollection(collection)) => collection,
        other => panic!("{path}: {other:?}"),
    }
}

#[tokio::test]
async fn every_collection_passes_an_independent_validator() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::fixture().await;
    let mut files = save_collections(&server, directory.path()).await;
    for (number, path) in COLLECTIONS.iter().enumerate() {
        let file = directory.path().join(format!("all-languages-{number}.geojson"));
        files.push(save(&server, &format!("{path}&lang=all"), file).await);
    }
    passes(&files);
}

#[tokio::test]
async fn single_features_and_empty_collections_pass_it_too() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::fixture().await;
    let mut files = Vec::new();
    for (number, path) in COLLECTIONS.iter().enumerate() {
        let first = server.get(&format!("{path}&limit=1")).await.ids().remove(0);
        let one = path.replacen('?', &format!("/{first}?"), 1);
        let none = format!("{path}&bbox=0,-60,1,-59");
        assert_eq!(server.get(&none).await.ids(), Vec::<String>::new(), "the southern ocean is empty");
        for (name, path) in [("one", one), ("none", none)] {
            files.push(save(&server, &path, directory.path().join(format!("{name}-{number}.geojson"))).await);
        }
    }
    passes(&files);
}

#[test]
fn the_validator_refuses_what_is_broken() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("broken.geojson");
    for broken in [
        r#"{"type":"Point","coordinates":[1]}"#,
        r#"{"type":"LineString","coordinates":[[1,2]]}"#,
        r#"{"type":"Polygon","coordinates":[[[0,0],[3,0],[3,3],[1,1]]]}"#,
        r#"{"type":"Feature","geometry":null}"#,
        r#"{"type":"FeatureCollection","features":[null]}"#,
        r#"{"type":"Point","bbox":[1,2,3],"coordinates":[1,2]}"#,
        r#"{"type":"Point","coordinates":[1,2]"#,
    ] {
        std::fs::write(&file, broken).unwrap();
        assert_eq!(validate(std::slice::from_ref(&file)).status.code(), Some(1), "{broken}");
    }
}

#[tokio::test]
async fn every_collection_holds_every_record_and_keeps_the_rules_that_validators_leave_out() {
    let server = Server::fixture().await;
    for path in COLLECTIONS {
        let list = path.split(['/', '?']).nth(2).unwrap();
        let collection = collection(&server, path).await;
        assert_eq!(collection.features.len(), rows(list).len(), "{path}");
        let faults: Vec<String> = collection.features.iter().flat_map(rules::faults).collect();
        assert_eq!(faults, Vec::<String>::new(), "{path}");
    }
}

#[tokio::test]
async fn each_kind_of_record_has_its_own_kind_of_geometry() {
    let server = Server::fixture().await;
    for path in COLLECTIONS {
        let mut placed = 0;
        for feature in collection(&server, path).await.features {
            let Some(geometry) = &feature.geometry else { continue };
            let is_right = match &geometry.value {
                GeometryValue::Point { .. } => !path.contains("partnerships"),
                GeometryValue::LineString { .. } | GeometryValue::MultiLineString { .. } => {
                    path.contains("partnerships")
                }
                GeometryValue::MultiPolygon { .. } => path.ends_with("boundary"),
                _ => false,
            };
            assert!(is_right, "{path}: {:?} is a {}", feature.id, geometry.value.type_name());
            placed += 1;
        }
        assert!(placed > 0, "{path}: nothing is anywhere");
    }
}

#[tokio::test]
async fn outlines_are_those_of_the_fixtures() {
    let server = Server::fixture().await;
    let path = "/v1/territories?f=geojson&geometry=boundary";
    let is_outline = |feature: &&geojson::Feature| {
        feature.geometry.as_ref().is_some_and(|geometry| !rules::polygons(geometry).is_empty())
    };
    let served = collection(&server, path).await.features.iter().filter(is_outline).count();
    let text = std::fs::read_to_string(repository().join("fixtures/reference/boundaries.geojson")).unwrap();
    let GeoJson::FeatureCollection(kept) = text.parse().unwrap() else { panic!("no collection") };
    assert_eq!(served, kept.features.len());
    assert!(served > 300, "{served}");
}

#[tokio::test]
async fn the_arc_of_a_partnership_between_france_and_china_runs_north_of_both() {
    let server = Server::fixture().await;
    let arcs = collection(&server, "/v1/partnerships?f=geojson").await.features;
    assert_eq!(arcs.len(), 57);
    let nantes = arcs.iter().find(|feature| feature.property("id").is_some_and(|id| id == "nantes--qingdao"));
    let line = rules::lines(nantes.unwrap().geometry.as_ref().unwrap()).remove(0);
    let highest = line.iter().map(|position| position[1]).fold(f64::MIN, f64::max);
    assert!((60.0..75.0).contains(&highest), "{highest}");
}
