//! What is wrong with a point or an outline in JSON, position by position.

use atlas_model::{FaultKind, Form, Position};
use serde_json::Value;

/// A fault of an outline: its place within it, what is wrong, and the part that is.
pub(super) type Found = (String, FaultKind, Value);

/// Reads `[longitude, latitude]`, in degrees.
///
/// # Errors
/// What was probably meant, where the axes are swapped or the position is written in another way.
pub(super) fn position(value: &Value) -> Result<Position, FaultKind> {
    let pair = match value.as_array().map(Vec::as_slice) {
        Some([lon, lat]) => lon.as_f64().zip(lat.as_f64()),
        _ => None,
    };
    let Some((lon, lat)) = pair else {
        return Err(point(meant(value)));
    };
    Position::new(lon, lat).map_err(|_| {
        if Position::new(lat, lon).is_ok() {
            point(Some((lat, lon)))
        } else {
            FaultKind::OutOfRange { min: "-180,-90".to_owned(), max: "180,90".to_owned() }
        }
    })
}

/// The faults of the `coordinates` of a GeoJSON `MultiPolygon`, this many at most.
pub(super) fn faults(value: &Value, most: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let Some(polygons) = value.as_array() else {
        return vec![(String::new(), bad(Form::Boundary), value.clone())];
    };
    for (index, polygon) in polygons.iter().enumerate() {
        let at = format!("/{index}");
        match polygon.as_array() {
            Some(rings) if !rings.is_empty() => {
                for (index, one) in rings.iter().enumerate() {
                    ring(one, &format!("{at}/{index}"), &mut found);
                    if found.len() >= most {
                        found.truncate(most);
                        return found;
                    }
                }
            }
            _ => found.push((at, bad(Form::Boundary), polygon.clone())),
        }
    }
    found.truncate(most);
    found
}

fn ring(value: &Value, at: &str, found: &mut Vec<Found>) {
    let Some(corners) = value.as_array() else {
        found.push((at.to_owned(), bad(Form::Boundary), value.clone()));
        return;
    };
    let before = found.len();
    let mut read = Vec::with_capacity(corners.len());
    for (index, corner) in corners.iter().enumerate() {
        match position(corner) {
            Ok(position) => read.push(position),
            Err(kind) => found.push((format!("{at}/{index}"), kind, corner.clone())),
        }
    }
    if found.len() == before && (read.len() < 4 || read.first() != read.last()) {
        found.push((at.to_owned(), bad(Form::Boundary), value.clone()));
    }
}

/// The position that something else than two numbers stands for: a text `longitude,latitude`, an
/// object with both by name, a GeoJSON point, or more numbers than two.
fn meant(value: &Value) -> Option<(f64, f64)> {
    let (lon, lat) = match value {
        Value::String(text) => {
            let (lon, lat) = text.split_once(',')?;
            (lon.trim().parse().ok()?, lat.trim().parse().ok()?)
        }
        Value::Array(parts) => (parts.first()?.as_f64()?, parts.get(1)?.as_f64()?),
        Value::Object(members) => {
            let named = |names: [&str; 3]| names.iter().find_map(|name| members.get(*name)?.as_f64());
            match members.get("coordinates") {
                Some(coordinates @ Value::Array(_)) => return meant(coordinates),
                _ => (named(["lon", "lng", "longitude"])?, named(["lat", "y", "latitude"])?),
            }
        }
        _ => return None,
    };
    if Position::new(lon, lat).is_ok() {
        Some((lon, lat))
    } else {
        Position::new(lat, lon).is_ok().then_some((lat, lon))
    }
}

fn point(perhaps: Option<(f64, f64)>) -> FaultKind {
    bad(Form::Point { perhaps: perhaps.map(|(lon, lat)| format!("[{lon},{lat}]")) })
}

fn bad(form: Form) -> FaultKind {
    FaultKind::BadForm { form }
}
