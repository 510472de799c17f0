//! The rules for GeoJSON that validators leave out: which way outlines run, what a box holds, where lines
//! may jump (RFC 7946, sections 3.1.6, 3.1.9, 4 and 5).

use geojson::{Feature, Geometry, GeometryValue, Position};

/// What is wrong with a feature; empty where nothing is.
pub(crate) fn faults(feature: &Feature) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(geometry) = &feature.geometry {
        let positions = positions(geometry);
        faults.extend(
            positions.iter().filter(|at| !is_in_the_world(at)).map(|at| format!("{at:?} is nowhere")),
        );
        faults.extend(lines(geometry).iter().flat_map(|line| line_faults(line)));
        faults.extend(polygons(geometry).iter().flat_map(|polygon| polygon_faults(polygon)));
        faults.extend(box_faults(feature.bbox.as_deref(), geometry, &positions));
    }
    faults.iter().map(|fault| format!("{:?}: {fault}", feature.id)).collect()
}

/// The lines of a geometry: those of an arc, one after the other.
pub(crate) fn lines(geometry: &Geometry) -> Vec<Vec<Position>> {
    match &geometry.value {
        GeometryValue::LineString { coordinates } => vec![coordinates.clone()],
        GeometryValue::MultiLineString { coordinates } => coordinates.clone(),
        _ => vec![],
    }
}

/// The polygons of a geometry, as rings.
pub(crate) fn polygons(geometry: &Geometry) -> Vec<Vec<Vec<Position>>> {
    match &geometry.value {
        GeometryValue::Polygon { coordinates } => vec![coordinates.clone()],
        GeometryValue::MultiPolygon { coordinates } => coordinates.clone(),
        _ => vec![],
    }
}

fn positions(geometry: &Geometry) -> Vec<Position> {
    match &geometry.value {
        GeometryValue::Point { coordinates } => vec![coordinates.clone()],
        _ => lines(geometry).concat().into_iter().chain(polygons(geometry).concat().concat()).collect(),
    }
}

/// Longitude, then latitude, in degrees, and no height.
fn is_in_the_world(position: &Position) -> bool {
    position.len() == 2 && position[0].abs() <= 180.0 && position[1].abs() <= 90.0
}

/// No step leads over the antimeridian, where a flat map would draw it through the whole world.
fn line_faults(line: &[Position]) -> Vec<String> {
    let jumps = line.windows(2).filter(|step| (step[1][0] - step[0][0]).abs() > 180.0);
    jumps.map(|step| format!("a line jumps from {:?} to {:?}", step[0], step[1])).collect()
}

/// Rings are closed; seen from above, the outer one runs counterclockwise and the holes run clockwise.
fn polygon_faults(polygon: &[Vec<Position>]) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, ring) in polygon.iter().enumerate() {
        if ring.first() != ring.last() {
            faults.push(format!("ring {number} is open"));
        }
        if (signed_area(ring) > 0.0) != (number == 0) {
            faults.push(format!("ring {number} runs the wrong way round"));
        }
        faults.extend(line_faults(ring));
    }
    faults
}

/// Twice the area of a ring in square degrees, positive where it runs counterclockwise. Counted from its
/// first position: far from the origin, small differences of large products would be lost.
fn signed_area(ring: &[Position]) -> f64 {
    let from = |at: &Position| (at[0] - ring[0][0], at[1] - ring[0][1]);
    let part = |pair: &[Position]| {
        let ((x, y), (next_x, next_y)) = (from(&pair[0]), from(&pair[1]));
        x * next_y - next_x * y
    };
    ring.windows(2).map(part).sum()
}

/// A box is there for all but points, holds every position, and is no larger than that takes. Its west is
/// greater than its east where it crosses the antimeridian.
fn box_faults(bbox: Option<&[f64]>, geometry: &Geometry, positions: &[Position]) -> Vec<String> {
    let Some(bbox) = bbox else {
        let is_point = matches!(geometry.value, GeometryValue::Point { .. });
        return if is_point { vec![] } else { vec!["there is no box".to_owned()] };
    };
    let &[west, south, east, north] = bbox else { return vec![format!("{bbox:?} is no box")] };
    let is_between =
        |lon: f64| if west <= east { west <= lon && lon <= east } else { lon >= west || lon <= east };
    let is_outside = |at: &&Position| !is_between(at[0]) || !(south..=north).contains(&at[1]);
    let outside = positions.iter().filter(is_outside).map(|at| format!("{at:?} lies outside {bbox:?}"));
    let is_touched = |axis: usize, degrees: f64| positions.iter().any(|at| at[axis] == degrees);
    let sides = [(0, west), (1, south), (0, east), (1, north)];
    let far = sides.into_iter().filter(|(axis, degrees)| !is_touched(*axis, *degrees));
    outside
        .chain(far.map(|(_, degrees)| format!("nothing touches the side at {degrees} of {bbox:?}")))
        .collect()
}

#[test]
fn each_rule_finds_what_breaks_it() {
    let found = |geometry: &str, bbox: &str| {
        let bbox = if bbox.is_empty() { String::new() } else { format!("\"bbox\":{bbox},") };
        let text = format!("{{\"type\":\"Feature\",{bbox}\"properties\":{{}},\"geometry\":{geometry}}}");
        faults(&text.parse().unwrap()).len()
    };
    let line = |coordinates: &str| format!(r#"{{"type":"LineString","coordinates":{coordinates}}}"#);
    let ring = |coordinates: &str| format!(r#"{{"type":"Polygon","coordinates":{coordinates}}}"#);
    let point = |coordinates: &str| format!(r#"{{"type":"Point","coordinates":{coordinates}}}"#);
    assert_eq!(found(&point("[180,-90]"), ""), 0);
    assert_eq!(found(&point("[39.9,116.4]"), ""), 1, "latitude first");
    assert_eq!(found(&line("[[0,0],[2,2]]"), "[0,0,2,2]"), 0);
    assert_eq!(found(&line("[[0,0],[2,2]]"), ""), 1, "no box");
    assert_eq!(found(&line("[[0,0],[2,2]]"), "[0,0,2,3]"), 1, "a box too large");
    assert_eq!(found(&line("[[0,0],[1,3],[2,2]]"), "[0,0,2,2]"), 1, "a box too small");
    assert_eq!(found(&line("[[179,0],[-179,2]]"), "[179,0,-179,2]"), 1, "a line through the whole world");
    assert_eq!(found(&ring("[[[0,0],[2,0],[2,2],[0,0]]]"), "[0,0,2,2]"), 0);
    assert_eq!(found(&ring("[[[0,0],[2,2],[2,0],[0,0]]]"), "[0,0,2,2]"), 1, "clockwise");
    let hole = "[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]";
    assert_eq!(found(&ring(hole), "[0,0,4,4]"), 1, "a hole that runs like an outer ring");
}
