//! Geometries as PostGIS takes and gives them (EWKB), WGS 84, longitude first.

use geo_types::Geometry;
use geozero::wkb::Ewkb;
use geozero::{CoordDimensions, ToGeo, ToWkb};

use crate::StoreError;

/// The spatial reference system of every geometry.
const WGS_84: i32 = 4326;

/// Writes a geometry.
pub(super) fn encode(geometry: &Geometry<f64>) -> Result<Vec<u8>, StoreError> {
    geometry
        .to_ewkb(CoordDimensions::xy(), Some(WGS_84))
        .map_err(|error| StoreError::unreadable("a geometry", error))
}

/// Reads a geometry.
pub(super) fn decode(bytes: &[u8]) -> Result<Geometry<f64>, StoreError> {
    Ewkb(bytes).to_geo().map_err(|error| StoreError::unreadable("a geometry", error))
}

#[cfg(test)]
mod tests {
    use geo_types::{MultiPolygon, Point};

    use super::*;

    #[test]
    fn points_and_empty_boundaries_read_back_exactly() {
        let point = Geometry::from(Point::new(-1.554_136, 47.218_372));
        let bytes = encode(&point).unwrap();
        assert_eq!((bytes.len(), &bytes[..9]), (25, &[1, 1, 0, 0, 0x20, 0xE6, 0x10, 0, 0][..]));
        assert_eq!(decode(&bytes).unwrap(), point);
        let empty = Geometry::from(MultiPolygon::<f64>::new(vec![]));
        assert_eq!(decode(&encode(&empty).unwrap()).unwrap(), empty);
    }
}
