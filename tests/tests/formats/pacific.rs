//! Partnerships across the Pacific: great circles, cut where the map ends.

#![expect(clippy::panic, clippy::unwrap_used, reason = "every function here is part of a test")]

use std::f64::consts::PI;

use geojson::{Feature, Position};

use super::geojson::{collection, passes};
use super::{actor, country, partnership, rules, save, serve};

const SHANGHAI: [f64; 2] = [121.47, 31.23];
const SAN_FRANCISCO: [f64; 2] = [-122.42, 37.77];
const SUVA: [f64; 2] = [178.44, -18.14];
const APIA: [f64; 2] = [-171.77, -13.83];
/// An island on the antimeridian.
const TAVEUNI: [f64; 2] = [180.0, -16.86];
/// Opposite to Shanghai, nearly: the way there passes close to a pole.
const ROSARIO: [f64; 2] = [-60.64, -32.95];

const PLACES: [(&str, [f64; 2]); 6] = [
    ("shanghai", SHANGHAI),
    ("san-francisco", SAN_FRANCISCO),
    ("suva", SUVA),
    ("apia", APIA),
    ("taveuni", TAVEUNI),
    ("rosario", ROSARIO),
];

/// The arcs between these places, each from a partnership of its own, once the validator and the rules
/// have passed them.
async fn arcs(partnerships: &[&[&str]]) -> Vec<Feature> {
    let directory = tempfile::tempdir().unwrap();
    let mut records = Vec::new();
    for (number, (id, point)) in PLACES.into_iter().enumerate() {
        let seat = format!("P{number}");
        records.push(country(&seat, point));
        records.push(actor(id, id, &seat));
    }
    for (number, actors) in partnerships.iter().enumerate() {
        records.push(partnership(&format!("partnership-{number}"), actors));
    }
    let server = serve(directory.path(), records).await;
    let path = "/v1/partnerships?f=geojson";
    passes(&[save(&server, path, directory.path().join("arcs.geojson")).await]);
    let arcs = collection(&server, path).await.features;
    assert_eq!(arcs.len(), partnerships.len());
    assert_eq!(arcs.iter().flat_map(rules::faults).collect::<Vec<_>>(), Vec::<String>::new());
    arcs
}

async fn arc(from: &str, to: &str) -> Vec<Vec<Position>> {
    let arcs = arcs(&[&[from, to]]).await;
    rules::lines(arcs[0].geometry.as_ref().unwrap())
}

/// Expects two lines that end and begin at the same latitude, on the two sides of the antimeridian, where
/// the great circle between the places crosses it.
fn check_cut(lines: &[Vec<Position>], from: [f64; 2], to: [f64; 2]) {
    let [before, after] = lines else { panic!("{} lines", lines.len()) };
    let (end, start) = (&before[before.len() - 1], &after[0]);
    let side = 180_f64.copysign(from[0]);
    assert_eq!((end[0], start[0]), (side, -side));
    assert_eq!(end[1], start[1], "the latitude is shared");
    let expected = latitude_at_180(from, to);
    assert!((end[1] - expected).abs() < 1e-4, "{} is not {expected}", end[1]);
}

/// The latitude at which the great circle through two places meets the antimeridian.
fn latitude_at_180([lon, lat]: [f64; 2], [other_lon, other_lat]: [f64; 2]) -> f64 {
    let radians = |degrees: f64| degrees * PI / 180.0;
    let sine = |from: f64, to: f64| radians(to - from).sin();
    let tangent = (radians(lat).tan() * sine(180.0, other_lon) + radians(other_lat).tan() * sine(lon, 180.0))
        / sine(lon, other_lon);
    tangent.atan() * 180.0 / PI
}

/// The distance in degrees of a great circle, by the haversine formula.
fn distance([lon, lat]: [f64; 2], [other_lon, other_lat]: [f64; 2]) -> f64 {
    let radians = |degrees: f64| degrees * PI / 180.0;
    let half = |from: f64, to: f64| (radians(to - from) / 2.0).sin().powi(2);
    let part = half(lat, other_lat) + radians(lat).cos() * radians(other_lat).cos() * half(lon, other_lon);
    2.0 * part.sqrt().asin() * 180.0 / PI
}

/// Expects the shortest way between two places, in steps of about a hundred kilometres.
fn check_way(lines: &[Vec<Position>], from: [f64; 2], to: [f64; 2]) {
    let (first, last) = (&lines[0][0], lines[lines.len() - 1].last().unwrap());
    assert!(distance([first[0], first[1]], from) < 1e-6 && distance([last[0], last[1]], to) < 1e-6);
    let mut length = 0.0;
    for step in lines.iter().flat_map(|line| line.windows(2)) {
        let degrees = distance([step[0][0], step[0][1]], [step[1][0], step[1][1]]);
        assert!(degrees < 1.0, "{step:?} is {degrees} degrees long");
        length += degrees;
    }
    let shortest = distance(from, to);
    assert!((length - shortest).abs() < 1e-3, "{length} degrees instead of {shortest}");
}

#[tokio::test]
async fn an_arc_across_the_pacific_is_split_at_the_antimeridian_and_shares_the_latitude() {
    let eastward = arc("shanghai", "san-francisco").await;
    check_cut(&eastward, SHANGHAI, SAN_FRANCISCO);
    check_way(&eastward, SHANGHAI, SAN_FRANCISCO);

    let westward = arc("san-francisco", "shanghai").await;
    check_cut(&westward, SAN_FRANCISCO, SHANGHAI);
    check_way(&westward, SAN_FRANCISCO, SHANGHAI);

    let short = arc("suva", "apia").await;
    check_cut(&short, SUVA, APIA);
    check_way(&short, SUVA, APIA);
}

#[tokio::test]
async fn the_box_of_an_arc_across_the_pacific_crosses_the_antimeridian_too() {
    let arcs = arcs(&[&["suva", "apia"]]).await;
    let bbox = arcs[0].bbox.as_deref().unwrap();
    assert_eq!((bbox[0], bbox[2]), (SUVA[0], APIA[0]), "west is greater than east");
}

#[tokio::test]
async fn an_arc_that_begins_or_ends_on_the_antimeridian_is_not_split() {
    for (from, to, at, other) in [
        ("taveuni", "apia", TAVEUNI, APIA),
        ("apia", "taveuni", APIA, TAVEUNI),
        ("suva", "taveuni", SUVA, TAVEUNI),
    ] {
        let lines = arc(from, to).await;
        assert_eq!(lines.len(), 1, "{from} to {to}: {lines:?}");
        check_way(&lines, at, other);
    }
}

#[tokio::test]
async fn an_arc_to_the_other_end_of_the_world_is_the_shortest_way() {
    check_way(&arc("shanghai", "rosario").await, SHANGHAI, ROSARIO);
}

#[tokio::test]
async fn a_partnership_of_three_countries_has_an_arc_for_each_two_of_them() {
    let arcs = arcs(&[&["shanghai", "san-francisco", "suva"]]).await;
    let lines = rules::lines(arcs[0].geometry.as_ref().unwrap());
    let [a, b, c, d, e] = &lines[..] else { panic!("{} lines", lines.len()) };
    for (lines, from, to) in [
        (vec![a.clone(), b.clone()], SHANGHAI, SAN_FRANCISCO),
        (vec![c.clone()], SHANGHAI, SUVA),
        (vec![d.clone(), e.clone()], SAN_FRANCISCO, SUVA),
    ] {
        check_way(&lines, from, to);
    }
    check_cut(&[d.clone(), e.clone()], SAN_FRANCISCO, SUVA);
}
