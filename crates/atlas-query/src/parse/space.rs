//! Boxes and circles: degrees in WGS 84, longitude before latitude. Swapped axes are recognised
//! where the world allows it.

use atlas_index::Bbox;
use atlas_model::{Fault, FaultKind, Form, Position};

use super::value::Values;

/// The smallest radius, in metres: no position is known more exactly.
const LEAST_METRES: f64 = 1.0;

/// The largest radius, in metres: half the way around the earth.
const MOST_METRES: f64 = 20_000_000.0;

/// A box `west,south,east,north`; west greater than east crosses the antimeridian.
pub(super) fn bbox(at: &str, text: &str, values: &mut Values<'_>) -> Option<Bbox> {
    let Some([west, south, east, north]) = numbers::<4>(text) else {
        values.malformed(at, text, Form::Bbox { perhaps: None });
        return None;
    };
    let fits = |west, south, east, north| is_lon(west) && is_lat(south) && is_lon(east) && is_lat(north);
    if !fits(west, south, east, north) {
        if fits(south, west, north, east) {
            let perhaps = Some(format!("{south},{west},{north},{east}"));
            values.malformed(at, text, Form::Bbox { perhaps });
        } else {
            values.out_of_range(at, text, "-180,-90", "180,90");
        }
        return None;
    }
    if south > north {
        let perhaps = Some(format!("{west},{north},{east},{south}"));
        values.malformed(at, text, Form::Bbox { perhaps });
        return None;
    }
    Some(Bbox { west, south, east, north })
}

/// The centre of `near`, and the `radius` around it in metres; the two go together.
pub(super) fn circle(
    near: Option<&str>,
    radius: Option<&str>,
    values: &mut Values<'_>,
) -> Option<(Position, Option<f64>)> {
    let radius_m = radius.and_then(|text| metres("radius", text, values));
    match (near, radius) {
        (Some(_), None) => values.faults.push(Fault::at("radius", FaultKind::Missing)),
        (None, Some(_)) => values.faults.push(Fault::at("near", FaultKind::Missing)),
        _ => {}
    }
    Some((point("near", near?, values)?, radius_m))
}

fn point(at: &str, text: &str, values: &mut Values<'_>) -> Option<Position> {
    let Some([lon, lat]) = numbers::<2>(text) else {
        values.malformed(at, text, Form::Point { perhaps: None });
        return None;
    };
    let position = Position::new(lon, lat).ok();
    if position.is_none() {
        if Position::new(lat, lon).is_ok() {
            values.malformed(at, text, Form::Point { perhaps: Some(format!("{lat},{lon}")) });
        } else {
            values.out_of_range(at, text, "-180,-90", "180,90");
        }
    }
    position
}

fn metres(at: &str, text: &str, values: &mut Values<'_>) -> Option<f64> {
    let (digits, unit) = match text.strip_suffix("km") {
        Some(digits) => (digits, 1_000.0),
        None => (text.strip_suffix('m').unwrap_or(text), 1.0),
    };
    let Some([amount]) = numbers::<1>(digits) else {
        values.malformed(at, text, Form::Distance);
        return None;
    };
    let metres = amount * unit;
    if (LEAST_METRES..=MOST_METRES).contains(&metres) {
        Some(metres)
    } else {
        values.out_of_range(at, text, "1m", "20000km");
        None
    }
}

/// Exactly so many plain decimal numbers, separated by commas.
fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let plain = |part: &str| {
        let digits = part.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
        part.parse::<f64>().ok().filter(|number| digits && number.is_finite())
    };
    let found: Option<Vec<f64>> = text.split(',').map(|part| plain(part.trim())).collect();
    found?.try_into().ok()
}

fn is_lon(degrees: f64) -> bool {
    (-180.0..=180.0).contains(&degrees)
}

fn is_lat(degrees: f64) -> bool {
    (-90.0..=90.0).contains(&degrees)
}
