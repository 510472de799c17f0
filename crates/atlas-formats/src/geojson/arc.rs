//! Great circles on a map in longitude and latitude.
//!
//! The shortest way between two places on the sphere, in segments short enough that a flat map draws
//! a curve, cut where it crosses the antimeridian (RFC 7946 §3.1.9): both pieces end in the cut
//! point, one at 180 degrees, the other at -180, at the same latitude.

use atlas_model::Position;

/// The longest segment, in degrees of the great circle: about 100 km.
const STEP_DEGREES: f64 = 0.9;

/// A point in degrees: longitude, latitude.
pub(crate) type Point = [f64; 2];

/// The great-circle arc between two places as one line, or as two where it crosses the antimeridian.
///
/// Its ends are exactly those given; an end on the antimeridian takes the sign of its own piece. Of
/// places opposite each other on the globe, which many arcs join, the one over the north pole is taken.
pub(crate) fn great_circle(from: Position, to: Position) -> Vec<Vec<Point>> {
    let (start, end) = (unit(from), unit(to));
    let angle = dot(start, end).clamp(-1.0, 1.0).acos();
    let steps = (angle.to_degrees() / STEP_DEGREES).ceil().max(1.0) as u32;
    let mut points = vec![[from.lon(), from.lat()]];
    let tangent = tangent(start, end, from);
    for step in 1..steps {
        let turned = angle * f64::from(step) / f64::from(steps);
        points.push(degrees(add(scale(start, turned.cos()), scale(tangent, turned.sin()))));
    }
    points.push([to.lon(), to.lat()]);
    cut(&points)
}

/// Cuts a line of short segments where it crosses the antimeridian.
fn cut(points: &[Point]) -> Vec<Vec<Point>> {
    let mut lines = vec![];
    let mut line: Vec<Point> = vec![];
    for &[lon, lat] in points {
        let Some(&[before, _]) = line.last() else {
            line.push([lon, lat]);
            continue;
        };
        if (lon - before).abs() <= 180.0 {
            line.push([lon, lat]);
            continue;
        }
        let side = 180_f64.copysign(before);
        if lon.abs() == 180.0 {
            // The line ends or runs on the antimeridian: the point belongs to this side as well.
            line.push([side, lat]);
            continue;
        }
        if before.abs() == 180.0 {
            // It stood on the antimeridian and leaves to the other side. A point that ends a piece
            // begins the next; a piece of that point alone says nothing.
            let at = line[line.len() - 1][1];
            if line.len() > 1 {
                lines.push(std::mem::take(&mut line));
            }
            line = vec![[-side, at], [lon, lat]];
            continue;
        }
        let at = crossing(line[line.len() - 1], [lon, lat]);
        line.push([side, at]);
        lines.push(std::mem::replace(&mut line, vec![[-side, at], [lon, lat]]));
    }
    lines.push(line);
    lines
}

/// The latitude at which the great circle through two points crosses the antimeridian.
fn crossing(before: Point, after: Point) -> f64 {
    let (a, b) = (on_sphere(before), on_sphere(after));
    // Where the chord meets the plane of the prime meridian; above it lies the arc.
    let share = a[1] / (a[1] - b[1]);
    degrees(add(scale(a, 1.0 - share), scale(b, share)))[1]
}

/// The direction at `start` of the shortest way to `end`, at right angles to `start`.
fn tangent(start: [f64; 3], end: [f64; 3], from: Position) -> [f64; 3] {
    let towards = |goal: [f64; 3]| add(goal, scale(start, -dot(start, goal)));
    let direct = towards(end);
    let length = dot(direct, direct).sqrt();
    if length > 1e-12 {
        return scale(direct, 1.0 / length);
    }
    // The same place, or its opposite: north along the meridian.
    let (lon, lat) = (from.lon().to_radians(), from.lat().to_radians());
    [-lat.sin() * lon.cos(), -lat.sin() * lon.sin(), lat.cos()]
}

fn unit(position: Position) -> [f64; 3] {
    on_sphere([position.lon(), position.lat()])
}

fn on_sphere([lon, lat]: Point) -> [f64; 3] {
    let (lon, lat) = (lon.to_radians(), lat.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

fn degrees([x, y, z]: [f64; 3]) -> Point {
    let lon = y.atan2(x).to_degrees();
    // A line along the antimeridian stays on one side of it, whatever the last digit says.
    let lon = if 180.0 - lon.abs() < 1e-9 { 180_f64.copysign(lon) } else { lon };
    [lon, z.atan2(x.hypot(y)).to_degrees()]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn add(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn scale(a: [f64; 3], by: f64) -> [f64; 3] {
    [a[0] * by, a[1] * by, a[2] * by]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::new(lon, lat).unwrap()
    }

    fn angle(a: Point, b: Point) -> f64 {
        let (a, b) = (on_sphere(a), on_sphere(b));
        // Exact for small angles too, where acos is not.
        let chord = add(a, scale(b, -1.0));
        (dot(chord, chord).sqrt() / 2.0).clamp(0.0, 1.0).asin().to_degrees() * 2.0
    }

    #[test]
    fn the_way_from_nantes_to_changchun_leads_north_of_both() {
        let lines = great_circle(at(-1.554, 47.218), at(125.3, 43.9));
        assert_eq!(lines.len(), 1);
        let top = lines[0].iter().map(|point| point[1]).fold(f64::MIN, f64::max);
        assert!(top > 66.0, "{top}");
    }

    #[test]
    fn an_arc_over_the_pacific_is_cut_once_and_shares_the_cut_point() {
        let lines = great_circle(at(121.47, 31.23), at(-122.4, 37.8));
        assert_eq!(lines.len(), 2);
        let (end, start) = (lines[0].last().unwrap(), lines[1].first().unwrap());
        assert_eq!((end[0], start[0]), (180.0, -180.0));
        assert_eq!(end[1].to_bits(), start[1].to_bits());
    }

    #[test]
    fn places_on_the_antimeridian_need_no_cut_of_their_own() {
        assert_eq!(great_circle(at(180.0, 0.0), at(-179.0, 0.0)).len(), 1);
        assert_eq!(great_circle(at(179.0, 0.0), at(-180.0, 0.0)).len(), 1);
        assert_eq!(great_circle(at(180.0, -85.0), at(-180.0, 85.0)).len(), 1);
        let lines = great_circle(at(180.0, 0.0), at(-179.0, 0.0));
        assert_eq!(lines[0][0], [-180.0, 0.0]);
    }

    #[test]
    fn one_place_gives_a_line_of_no_length() {
        assert_eq!(great_circle(at(3.0, 4.0), at(3.0, 4.0)), vec![vec![[3.0, 4.0], [3.0, 4.0]]]);
    }

    proptest! {
        #[test]
        fn arcs_are_short_segments_between_their_ends(
            (a, b) in (-180.0..=180.0_f64, -180.0..=180.0_f64),
            (c, d) in (-90.0..=90.0_f64, -90.0..=90.0_f64),
        ) {
            check(at(a, c), at(b, d))?;
        }

        #[test]
        fn arcs_between_whole_degrees_hold_at_poles_and_antimeridian(
            (a, b) in (-4..=4_i32, -4..=4_i32),
            (c, d) in (-2..=2_i32, -2..=2_i32),
        ) {
            let whole = |steps: i32| f64::from(steps) * 45.0;
            check(at(whole(a), whole(c)), at(whole(b), whole(d)))?;
        }
    }

    fn check(from: Position, to: Position) -> Result<(), TestCaseError> {
        let lines = great_circle(from, to);
        let (first, last) = (lines[0][0], *lines[lines.len() - 1].last().unwrap());
        prop_assert!(angle(first, [from.lon(), from.lat()]) < 1e-9);
        prop_assert!(angle(last, [to.lon(), to.lat()]) < 1e-9);
        let mut length = 0.0;
        for line in &lines {
            prop_assert!(line.len() >= 2);
            for pair in line.windows(2) {
                let step = angle(pair[0], pair[1]);
                length += step;
                prop_assert!(step < STEP_DEGREES + 1e-6, "{step}");
                prop_assert!((pair[0][0] - pair[1][0]).abs() <= 180.0);
                prop_assert!(pair[0][0].abs() <= 180.0 && pair[0][1].abs() <= 90.0);
            }
        }
        for pair in lines.windows(2) {
            let (end, start) = (pair[0].last().unwrap(), pair[1][0]);
            prop_assert_eq!(end[0].abs(), 180.0);
            prop_assert_eq!(end[0], -start[0]);
            prop_assert_eq!(end[1], start[1]);
        }
        let straight = angle([from.lon(), from.lat()], [to.lon(), to.lat()]);
        prop_assert!((length - straight).abs() < 1e-3, "{length} {straight}");
        Ok(())
    }
}
