//! Boxes and distances on the globe.

use atlas_model::Position;

/// A box in WGS 84 degrees. West may be greater than east: the box then crosses the antimeridian
/// (RFC 7946 §5.2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bbox {
    /// Western edge, degrees.
    pub west: f64,
    /// Southern edge, degrees.
    pub south: f64,
    /// Eastern edge, degrees.
    pub east: f64,
    /// Northern edge, degrees.
    pub north: f64,
}

impl Bbox {
    /// The whole world.
    pub const WORLD: Self = Self { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

    /// Whether the point lies in the box, edges included.
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        self.holds(position.lon(), position.lat())
    }

    /// Whether the point of this longitude and latitude lies in the box; without branches, for the
    /// loops that test thousands.
    pub(crate) fn holds(&self, lon: f64, lat: f64) -> bool {
        let (after, before) = (self.west <= lon, lon <= self.east);
        let in_lon = if self.west <= self.east { after & before } else { after | before };
        in_lon & (self.south <= lat) & (lat <= self.north)
    }

    /// The box as one or two boxes that do not cross the antimeridian.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Self> {
        let whole = (self.west <= self.east).then_some(*self);
        let split = [Self { east: 180.0, ..*self }, Self { west: -180.0, ..*self }];
        let split = if whole.is_some() { None } else { Some(split) };
        whole.into_iter().chain(split.into_iter().flatten())
    }

    /// The smallest box that holds every point within a distance of a centre.
    pub(crate) fn around(centre: Position, radius_m: f64) -> Self {
        let lat_reach = (radius_m / EARTH_RADIUS_M).to_degrees() + 1e-9;
        let (south, north) = (centre.lat() - lat_reach, centre.lat() + lat_reach);
        if south <= -90.0 || north >= 90.0 {
            return Self { south: south.max(-90.0), north: north.min(90.0), ..Self::WORLD };
        }
        // The widest meridian distance of a spherical cap lies poleward of its centre.
        let sine = (radius_m / EARTH_RADIUS_M).sin() / centre.lat().to_radians().cos();
        let lon_reach = if sine >= 1.0 { 180.0 } else { sine.asin().to_degrees() + 1e-9 };
        if lon_reach >= 180.0 {
            return Self { south, north, ..Self::WORLD };
        }
        let wrap = |lon: f64| (lon + 540.0).rem_euclid(360.0) - 180.0;
        Self { west: wrap(centre.lon() - lon_reach), south, east: wrap(centre.lon() + lon_reach), north }
    }
}

/// Mean radius of the earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The great-circle distance between two points, in metres, on a sphere of the mean radius.
#[must_use]
pub fn distance_m(a: Position, b: Position) -> f64 {
    let (lat_a, lat_b) = (a.lat().to_radians(), b.lat().to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((b.lon() - a.lon()).to_radians() / 2.0).sin();
    let h = half_lat.mul_add(half_lat, lat_a.cos() * lat_b.cos() * half_lon * half_lon);
    2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::new(lon, lat).unwrap()
    }

    #[test]
    fn a_box_may_cross_the_antimeridian() {
        let pacific = Bbox { west: 170.0, south: -30.0, east: -140.0, north: 0.0 };
        assert!(pacific.contains(at(-149.5, -17.5)) && pacific.contains(at(178.0, -18.0)));
        assert!(!pacific.contains(at(2.3, -10.0)));
        assert_eq!(pacific.parts().count(), 2);
    }

    #[test]
    fn nantes_lies_about_9100_km_from_qingdao() {
        let distance = distance_m(at(-1.554, 47.218), at(120.383, 36.067));
        assert!((9_000_000.0..9_400_000.0).contains(&distance), "{distance}");
    }

    #[test]
    fn the_box_around_a_circle_holds_its_rim() {
        for (lon, lat, radius) in
            [(179.5, -17.0, 200_000.0), (2.3, 48.8, 1_000_000.0), (0.0, 89.0, 300_000.0)]
        {
            let around = Bbox::around(at(lon, lat), radius);
            for step in 0..72 {
                let bearing = f64::from(step) * 5f64.to_radians();
                let angle = radius / EARTH_RADIUS_M;
                let phi = f64::to_radians(lat);
                let rim_lat = (phi.sin() * angle.cos() + phi.cos() * angle.sin() * bearing.cos()).asin();
                let rim_lon = lon.to_radians()
                    + (bearing.sin() * angle.sin() * phi.cos())
                        .atan2(angle.cos() - phi.sin() * rim_lat.sin());
                let wrapped = (rim_lon.to_degrees() + 540.0).rem_euclid(360.0) - 180.0;
                assert!(around.contains(at(wrapped, rim_lat.to_degrees())), "{lon} {lat} {bearing}");
            }
        }
    }
}
