//! Geometries as GeoPackage blobs (OGC 12-128r18, clause 2.1.3), WGS 84, longitude first.

use geo_types::{Coord, Geometry};
use geozero::wkb::GpkgWkb;
use geozero::{CoordDimensions, ToGeo, ToWkb};

use crate::StoreError;

/// The spatial reference system of every geometry.
const WGS_84: i32 = 4326;

/// The flag bit that says that a geometry has no position.
const EMPTY: u8 = 0b0001_0000;

/// Writes a geometry; all but points carry their envelope, so that readers may skip them unread.
pub(super) fn encode(geometry: &Geometry<f64>) -> Result<Vec<u8>, StoreError> {
    let extent = Extent::of(geometry);
    let envelope = match (geometry, extent) {
        (Geometry::Point(_), _) | (_, None) => Vec::new(),
        (_, Some(extent)) => vec![extent.west, extent.east, extent.south, extent.north],
    };
    let mut blob = geometry
        .to_gpkg_wkb(CoordDimensions::xy(), Some(WGS_84), envelope)
        .map_err(|error| StoreError::unreadable("a geometry", error))?;
    if extent.is_none() {
        blob[3] |= EMPTY;
    }
    Ok(blob)
}

/// Reads a geometry.
pub(super) fn decode(blob: &[u8]) -> Result<Geometry<f64>, StoreError> {
    GpkgWkb(blob).to_geo().map_err(|error| StoreError::unreadable("a geometry", error))
}

/// The box around some positions, in degrees. It does not wrap around the antimeridian: a GeoPackage
/// extent cannot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
}

impl Extent {
    /// The box around a geometry; none if it has no position.
    pub(super) fn of(geometry: &Geometry<f64>) -> Option<Self> {
        let mut extent = None;
        let mut add = |coord: &Coord<f64>| {
            let point = Self { west: coord.x, south: coord.y, east: coord.x, north: coord.y };
            extent = Some(point.joined(extent));
        };
        match geometry {
            Geometry::Point(point) => add(&point.0),
            Geometry::MultiLineString(lines) => lines.iter().flat_map(|line| &line.0).for_each(add),
            Geometry::MultiPolygon(polygons) => {
                polygons.iter().flat_map(|polygon| &polygon.exterior().0).for_each(add);
            }
            _ => {}
        }
        extent
    }

    /// The box around both.
    pub(super) fn joined(self, other: Option<Self>) -> Self {
        other.map_or(self, |other| Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        })
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{MultiPolygon, Point, polygon};

    use super::*;

    #[test]
    fn a_point_is_29_bytes_and_reads_back_exactly() {
        let point = Geometry::from(Point::new(-1.554_136, 47.218_372));
        let blob = encode(&point).unwrap();
        assert_eq!((blob.len(), &blob[..8]), (29, &[b'G', b'P', 0, 1, 0xE6, 0x10, 0, 0][..]));
        assert_eq!(decode(&blob).unwrap(), point);
    }

    #[test]
    fn a_boundary_carries_its_envelope_and_an_empty_one_says_so() {
        let square = polygon![(x: 1.0, y: 2.0), (x: 3.0, y: 2.0), (x: 3.0, y: 5.0), (x: 1.0, y: 2.0)];
        let shape = Geometry::from(MultiPolygon::from(vec![square]));
        let blob = encode(&shape).unwrap();
        assert_eq!(blob[3], 0b0000_0011);
        assert_eq!(blob[8..16], 1.0_f64.to_le_bytes());
        assert_eq!(blob[16..24], 3.0_f64.to_le_bytes(), "west, east, south, north");
        assert_eq!(decode(&blob).unwrap(), shape);

        let empty = Geometry::from(MultiPolygon::<f64>::new(vec![]));
        let blob = encode(&empty).unwrap();
        assert_eq!(blob[3], 0b0001_0001);
        assert_eq!(decode(&blob).unwrap(), empty);
    }
}
