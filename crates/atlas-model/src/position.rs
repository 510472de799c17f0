//! Points and boundaries in WGS 84, longitude before latitude.

use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon};
use serde::{Deserialize, Serialize};

/// A point in WGS 84 degrees, longitude first; `[lon, lat]` in JSON (RFC 7946 §3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct Position {
    lon: f64,
    lat: f64,
}

/// Why a geometry is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// Longitude outside -180 to 180, latitude outside -90 to 90, or not a number.
    #[error("longitude {lon} or latitude {lat} is outside -180..180, -90..90 (longitude comes first)")]
    OutOfRange {
        /// The longitude given, in degrees.
        lon: f64,
        /// The latitude given, in degrees.
        lat: f64,
    },
    /// A ring with fewer than four positions, or whose first and last positions differ.
    #[error("a boundary ring needs at least four positions and ends where it begins")]
    Ring,
}

impl Position {
    /// A point of this longitude and latitude, in degrees.
    ///
    /// # Errors
    /// [`PositionError::OutOfRange`] outside the world; swapped axes often end here.
    pub fn new(lon: f64, lat: f64) -> Result<Self, PositionError> {
        if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
            Ok(Self { lon: unsigned_zero(lon), lat: unsigned_zero(lat) })
        } else {
            Err(PositionError::OutOfRange { lon, lat })
        }
    }

    /// Degrees east of Greenwich.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north of the equator.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// The same point for geometry code.
    #[must_use]
    pub fn to_point(self) -> Point<f64> {
        Point::new(self.lon, self.lat)
    }
}

impl TryFrom<[f64; 2]> for Position {
    type Error = PositionError;

    fn try_from([lon, lat]: [f64; 2]) -> Result<Self, PositionError> {
        Self::new(lon, lat)
    }
}

impl From<Position> for [f64; 2] {
    fn from(position: Position) -> Self {
        [position.lon, position.lat]
    }
}

type Rings = Vec<Vec<[f64; 2]>>;

/// The outline of a territory: one or more polygons, WGS 84 degrees, longitude first.
///
/// In JSON, the `coordinates` of a GeoJSON `MultiPolygon`. Rings are closed and lie inside the
/// world; the right-hand rule is applied on the way out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Rings>", into = "Vec<Rings>")]
pub struct Boundary(MultiPolygon<f64>);

impl Boundary {
    /// Takes a geometry whose rings are closed and inside the world.
    ///
    /// # Errors
    /// [`PositionError`] for a ring that is open, too short, or outside the world.
    pub fn new(mut shape: MultiPolygon<f64>) -> Result<Self, PositionError> {
        for ring in
            shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        {
            if ring.0.len() < 4 || !ring.is_closed() {
                return Err(PositionError::Ring);
            }
            for coord in ring.coords() {
                Position::new(coord.x, coord.y)?;
            }
        }
        let settle = |ring: &mut LineString<f64>| {
            for coord in ring.coords_mut() {
                *coord = Coord { x: unsigned_zero(coord.x), y: unsigned_zero(coord.y) };
            }
        };
        for polygon in &mut shape {
            polygon.exterior_mut(settle);
            polygon.interiors_mut(|rings| rings.iter_mut().for_each(settle));
        }
        Ok(Self(shape))
    }

    /// The geometry.
    #[must_use]
    pub const fn shape(&self) -> &MultiPolygon<f64> {
        &self.0
    }
}

impl TryFrom<Vec<Rings>> for Boundary {
    type Error = PositionError;

    fn try_from(polygons: Vec<Rings>) -> Result<Self, PositionError> {
        let ring = |positions: Vec<[f64; 2]>| -> Result<LineString<f64>, PositionError> {
            // `Polygon::new` would close an open ring silently.
            if positions.first() != positions.last() {
                return Err(PositionError::Ring);
            }
            Ok(positions.into_iter().map(|[x, y]| Coord { x, y }).collect())
        };
        let polygon = |rings: Rings| -> Result<Polygon<f64>, PositionError> {
            let mut rings = rings.into_iter().map(ring);
            let exterior = rings.next().ok_or(PositionError::Ring)??;
            Ok(Polygon::new(exterior, rings.collect::<Result<_, _>>()?))
        };
        Self::new(polygons.into_iter().map(polygon).collect::<Result<Vec<_>, _>>()?.into())
    }
}

impl From<Boundary> for Vec<Rings> {
    fn from(boundary: Boundary) -> Self {
        let ring = |line: &LineString<f64>| line.coords().map(|coord| [coord.x, coord.y]).collect();
        let rings = |polygon: &Polygon<f64>| {
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect::<Rings>()
        };
        boundary.0.iter().map(rings).collect()
    }
}

/// Zero without a minus sign, so that equal positions are also written alike.
fn unsigned_zero(degrees: f64) -> f64 {
    degrees + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longitude_comes_first_and_the_world_ends_somewhere() {
        let nantes = Position::new(-1.554, 47.218).unwrap();
        assert_eq!(serde_json::to_string(&nantes).unwrap(), "[-1.554,47.218]");
        assert!(Position::new(43.9, 125.3).is_err(), "latitude and longitude of Changchun, swapped");
        assert!(Position::new(f64::NAN, 0.0).is_err());
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(serde_json::to_string(&Position::new(-0.0, -0.0).unwrap()).unwrap(), "[0.0,0.0]");
        let boundary: Boundary =
            serde_json::from_str("[[[[-0.0,0],[1,-0.0],[1,1],[-0.0,0]],[[-0.0,0],[1,0],[1,1],[0,0]]]]")
                .unwrap();
        assert!(!serde_json::to_string(&boundary).unwrap().contains('-'));
    }

    #[test]
    fn boundaries_round_trip_and_open_rings_are_refused() {
        let text = "[[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]]";
        let boundary: Boundary = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&boundary).unwrap(), text);
        assert!(serde_json::from_str::<Boundary>("[[[[0,0],[1,0],[1,1],[0,1]]]]").is_err());
        assert!(serde_json::from_str::<Boundary>("[[]]").is_err());
    }
}
