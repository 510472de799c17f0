//! GeoJSON geometries and bounding boxes, written as text (RFC 7946 §3.1, §5).

use geo::orient::{Direction, Orient};
use geo_types::{LineString, MultiPolygon};

use super::arc::Point;
use crate::number::push_number;

/// How many decimals positions have in answers: about 11 cm.
const DECIMALS: u32 = 6;

/// What a feature is drawn as. All coordinates are longitude, latitude in degrees.
#[derive(Debug, PartialEq)]
pub(super) enum Shape<'a> {
    /// Nobody knows where it is.
    Nowhere,
    /// One place.
    Point(Point),
    /// One or more lines, none of which crosses the antimeridian.
    Lines(Vec<Vec<Point>>),
    /// An outline.
    Outline(&'a MultiPolygon<f64>),
}

impl Shape<'_> {
    /// Appends `"geometry":…` and, for anything but a point, `"bbox":[…],` before it.
    pub(super) fn push_members(&self, out: &mut Vec<u8>) {
        match self {
            Self::Nowhere => out.extend_from_slice(b"\"geometry\":null"),
            Self::Point(point) => {
                out.extend_from_slice(b"\"geometry\":{\"type\":\"Point\",\"coordinates\":");
                push_point(*point, DECIMALS, out);
                out.push(b'}');
            }
            Self::Lines(lines) => {
                push_box(lines.iter().map(Vec::as_slice), out);
                out.extend_from_slice(b",\"geometry\":{\"type\":\"");
                if let [line] = lines.as_slice() {
                    out.extend_from_slice(b"LineString\",\"coordinates\":");
                    push_line(line, out);
                } else {
                    out.extend_from_slice(b"MultiLineString\",\"coordinates\":");
                    push_list(lines, out, |line, out| push_line(line, out));
                }
                out.push(b'}');
            }
            Self::Outline(shape) => {
                let rings: Vec<Vec<Point>> = shape
                    .iter()
                    .map(|part| part.exterior().coords().map(|at| [at.x, at.y]).collect())
                    .collect();
                push_box(rings.iter().map(Vec::as_slice), out);
                out.extend_from_slice(b",\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":");
                push_outline(shape, DECIMALS, out);
                out.push(b'}');
            }
        }
    }
}

/// Appends the coordinates of a `MultiPolygon`: outer rings counter-clockwise, holes clockwise.
pub(crate) fn push_outline(shape: &MultiPolygon<f64>, decimals: u32, out: &mut Vec<u8>) {
    let oriented = shape.orient(Direction::Default);
    push_list(&oriented.0, out, |part, out| {
        let rings: Vec<&LineString<f64>> = std::iter::once(part.exterior()).chain(part.interiors()).collect();
        push_list(&rings, out, |ring, out| {
            push_list(&ring.0, out, |at, out| push_point([at.x, at.y], decimals, out));
        });
    });
}

fn push_line(line: &[Point], out: &mut Vec<u8>) {
    push_list(line, out, |point, out| push_point(*point, DECIMALS, out));
}

fn push_point([lon, lat]: Point, decimals: u32, out: &mut Vec<u8>) {
    out.push(b'[');
    push_number(lon, decimals, out);
    out.push(b',');
    push_number(lat, decimals, out);
    out.push(b']');
}

fn push_list<T>(items: &[T], out: &mut Vec<u8>, push: impl Fn(&T, &mut Vec<u8>)) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        push(item, out);
    }
    out.push(b']');
}

fn push_box<'p>(parts: impl Iterator<Item = &'p [Point]> + Clone, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"bbox\":[");
    for (index, degrees) in bounds(parts).into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        push_number(degrees, DECIMALS, out);
    }
    out.push(b']');
}

/// The smallest box around parts of which none crosses the antimeridian: west, south, east, north.
/// West is greater than east where the box crosses it (RFC 7946 §5.2).
fn bounds<'p>(parts: impl Iterator<Item = &'p [Point]> + Clone) -> [f64; 4] {
    let extent = |points: &[Point], axis: usize| {
        let ends = (f64::INFINITY, f64::NEG_INFINITY);
        points.iter().fold(ends, |(low, high), point| (low.min(point[axis]), high.max(point[axis])))
    };
    let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut spans: Vec<(f64, f64)> = vec![];
    for part in parts {
        let (low, high) = extent(part, 1);
        (south, north) = (south.min(low), north.max(high));
        spans.push(extent(part, 0));
    }
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    // The box leaves out the widest gap between the spans; at first the one over the antimeridian.
    let west_most = spans.first().map_or(0.0, |span| span.0);
    let mut reach = spans.first().map_or(0.0, |span| span.1);
    let mut gaps = vec![];
    for (start, end) in spans {
        if start > reach {
            gaps.push((start - reach, start, reach));
        }
        reach = reach.max(end);
    }
    let over = west_most + 360.0 - reach;
    let widest = gaps.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).filter(|gap| gap.0 > over);
    let (west, east) = widest.map_or((west_most, reach), |(_, west, east)| (west, east));
    [west, south, east, north]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parts: &[&[Point]], expected: [f64; 4]) {
        assert_eq!(bounds(parts.iter().copied()), expected);
    }

    #[test]
    fn a_box_crosses_the_antimeridian_only_where_that_is_shorter() {
        check(&[&[[-2.0, 46.0], [3.0, 48.0]]], [-2.0, 46.0, 3.0, 48.0]);
        check(
            &[&[[121.0, 31.0], [180.0, 50.0]], &[[-180.0, 50.0], [-122.0, 38.0]]],
            [121.0, 31.0, -122.0, 50.0],
        );
        check(
            &[&[[177.0, -18.0], [179.0, -16.0]], &[[-179.0, -17.0], [-178.5, -16.0]]],
            [177.0, -18.0, -178.5, -16.0],
        );
        check(&[&[[-5.0, 42.0], [8.0, 51.0]], &[[55.0, -21.0], [56.0, -20.0]]], [-5.0, -21.0, 56.0, 51.0]);
    }

    #[test]
    fn outlines_follow_the_right_hand_rule() {
        let clockwise = "[[[[0,0],[0,3],[3,3],[3,0],[0,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]]]";
        let boundary: atlas_model::Boundary = serde_json::from_str(clockwise).unwrap();
        let mut out = vec![];
        Shape::Outline(boundary.shape()).push_members(&mut out);
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#""bbox":[0,0,3,3],"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[3,0],[3,3],[0,3],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]]}"#);
    }
}
