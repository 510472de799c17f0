//! RFC 7946, as a validator that is not ours reads it, and the rules that it does not check.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::process::Command;

use atlas_tests::harness::{Server, repository};
use geojson::{Bbox, Feature, FeatureCollection, GeoJson, Geometry, GeometryValue, Position};

use super::{COLLECTIONS, write_collections};

#[tokio::test]
async fn every_collection_passes_an_independent_validator() {
    let validators = repository().join("tests/validators");
    if !validators.join("node_modules").exists() {
        let installed =
            Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&validators).status();
        assert!(installed.is_ok_and(|status| status.success()), "npm ci failed in tests/validators");
    }
    let directory = tempfile::tempdir().unwrap();
    let files = write_collections(&Server::fixture().await, directory.path()).await;
    let output = Command::new("node").arg(validators.join("geojson.mjs")).args(&files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let broken = directory.path().join("broken.geojson");
    std::fs::write(&broken, r#"{"type":"Point","coordinates":[1]}"#).unwrap();
    let output = Command::new("node").arg(validators.join("geojson.mjs")).arg(&broken).output().unwrap();
    assert!(!output.status.success(), "the validator passes anything");
}

async fn collection(server: &Server, path: &str) -> FeatureCollection {
    let text = server.get(path).await.text();
    match text.parse::<GeoJson>() {
        Ok(GeoJson::FeatureCollection(collection)) => collection,
        other => panic!("{path}: {other:?}"),
    }
}

#[tokio::test]
async fn positions_lie_in_the_world_and_boxes_hold_them() {
    let server = Server::fixture().await;
    for path in COLLECTIONS {
        for feature in collection(&server, path).await.features {
            let Some(geometry) = &feature.geometry else { continue };
            for position in positions(geometry) {
                let (lon, lat) = (position[0], position[1]);
                assert!(
                    (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat),
                    "{path}: {position:?}"
                );
                if let Some(bbox) = &feature.bbox {
                    assert!(holds(bbox, lon, lat), "{path}: {:?} outside {bbox:?}", feature.id);
                }
            }
        }
    }
}

#[tokio::test]
async fn outlines_follow_the_right_hand_rule() {
    let server = Server::fixture().await;
    let mut rings = 0;
    for feature in collection(&server, "/v1/territories?f=geojson&geometry=boundary").await.features {
        for polygon in polygons(&feature) {
            for (number, ring) in polygon.iter().enumerate() {
                assert_eq!(ring.first(), ring.last(), "{:?}", feature.id);
                // Exterior rings run counterclockwise: their signed area is positive (RFC 7946 §3.1.6).
                assert_eq!(signed_area(ring) > 0.0, number == 0, "{:?}, ring {number}", feature.id);
                rings += 1;
            }
        }
    }
    assert!(rings > 400, "{rings}");
}

#[tokio::test]
async fn arcs_are_great_circles_in_short_steps() {
    let server = Server::fixture().await;
    let arcs = collection(&server, "/v1/partnerships?f=geojson").await;
    assert_eq!(arcs.features.len(), 57);
    for feature in arcs.features {
        let geometry = feature.geometry.as_ref().unwrap();
        let lines: Vec<Vec<Position>> = match &geometry.value {
            GeometryValue::LineString { coordinates } => vec![coordinates.clone()],
            GeometryValue::MultiLineString { coordinates } => coordinates.clone(),
            other => panic!("{:?} is {}", feature.id, other.type_name()),
        };
        for step in lines.iter().flat_map(|line| line.windows(2)) {
            assert!((step[1][0] - step[0][0]).abs() < 10.0, "{:?} jumps: {step:?}", feature.id);
        }
        // From France to China the great circle runs north of both ends.
        let line = &lines[0];
        let highest = line.iter().map(|position| position[1]).fold(f64::MIN, f64::max);
        let ends = line[0][1].max(line[line.len() - 1][1]);
        assert!(highest >= ends, "{:?}", feature.id);
    }
}

fn holds(bbox: &Bbox, lon: f64, lat: f64) -> bool {
    let [west, south, east, north] = bbox[..] else { panic!("{bbox:?}") };
    let in_lon = if west <= east { (west..=east).contains(&lon) } else { lon >= west || lon <= east };
    in_lon && (south..=north).contains(&lat)
}

fn positions(geometry: &Geometry) -> Vec<Position> {
    match &geometry.value {
        GeometryValue::Point { coordinates } => vec![coordinates.clone()],
        GeometryValue::LineString { coordinates } => coordinates.clone(),
        GeometryValue::MultiLineString { coordinates } => coordinates.concat(),
        GeometryValue::Polygon { coordinates } => coordinates.concat(),
        GeometryValue::MultiPolygon { coordinates } => coordinates.concat().concat(),
        other => panic!("{}", other.type_name()),
    }
}

fn polygons(feature: &Feature) -> Vec<Vec<Vec<Position>>> {
    match feature.geometry.as_ref().map(|geometry| &geometry.value) {
        Some(GeometryValue::MultiPolygon { coordinates }) => coordinates.clone(),
        Some(GeometryValue::Polygon { coordinates }) => vec![coordinates.clone()],
        _ => vec![],
    }
}

fn signed_area(ring: &[Position]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>() / 2.0
}
