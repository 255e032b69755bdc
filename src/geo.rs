//! Points on the globe and the great circle between them.

use serde::{Deserialize, Serialize};

use crate::quantity::Kilometres;

/// Mean Earth radius in km (IUGG mean radius R1).
pub const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A point in decimal degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Latitude, -90 to 90.
    pub lat: f64,
    /// Longitude, -180 to 180.
    pub lon: f64,
}

impl Point {
    /// The point on a sphere of radius 1 around the origin.
    #[must_use]
    pub fn on_unit_sphere(self) -> [f64; 3] {
        let (lat, lon) = (self.lat.to_radians(), self.lon.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    }

    /// Great-circle distance by the haversine formula.
    #[must_use]
    pub fn great_circle(self, other: Self) -> Kilometres {
        let (lat1, lat2) = (self.lat.to_radians(), other.lat.to_radians());
        let half_dlat = (lat2 - lat1) / 2.0;
        let half_dlon = (other.lon - self.lon).to_radians() / 2.0;
        let h = half_dlat.sin().powi(2) + lat1.cos() * lat2.cos() * half_dlon.sin().powi(2);
        Kilometres(2.0 * EARTH_RADIUS_KM * h.sqrt().min(1.0).asin())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_degree_of_latitude_is_a_360th_of_the_meridian() {
        let a = Point { lat: 47.0, lon: 2.7 };
        let b = Point { lat: 48.0, lon: 2.7 };
        let expected = EARTH_RADIUS_KM * std::f64::consts::PI / 180.0;
        assert!((a.great_circle(b).value() - expected).abs() < 1e-9);
    }
}
