//! Where a company or a facility stands.

use super::row::{Range, Row};
use crate::catalogue::Catalogue;
use crate::diagnostic::Finding;
use crate::geo::Point;

/// Beyond this distance from the commune it states, a point deserves a look.
const FAR_KM: f64 = 50.0;

/// Result of looking for a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Located {
    At(Point),
    /// The row says nothing about its place: distances must cover it.
    Nowhere,
    /// What the row says is wrong, and a finding says so.
    Wrong,
}

impl Located {
    pub fn point(self) -> Option<Point> {
        match self {
            Self::At(point) => Some(point),
            Self::Nowhere | Self::Wrong => None,
        }
    }
}

/// Its own coordinates, else its host's place, else its commune's.
pub(super) fn locate(row: &mut Row<'_, '_>, catalogue: &Catalogue, host: Option<Located>) -> Located {
    match coordinates(row) {
        Coordinates::Given(point) => check_point(row, catalogue, point),
        Coordinates::Wrong => Located::Wrong,
        Coordinates::None => match (host, row.text("commune")) {
            (Some(host @ (Located::At(_) | Located::Wrong)), _) => host,
            (_, Some(commune)) => commune_point(row, catalogue, commune),
            (_, None) => Located::Nowhere,
        },
    }
}

enum Coordinates {
    Given(Point),
    None,
    Wrong,
}

fn coordinates(row: &mut Row<'_, '_>) -> Coordinates {
    let (has_lat, has_lon) = (row.text("lat").is_some(), row.text("lon").is_some());
    match (row.number("lat", Range::Any), row.number("lon", Range::Any)) {
        (Some(lat), Some(lon)) => Coordinates::Given(Point { lat, lon }),
        _ if !has_lat && !has_lon => Coordinates::None,
        _ => {
            if has_lat != has_lon {
                let (given, empty) = if has_lat { ("lat", "lon") } else { ("lon", "lat") };
                row.push(
                    empty,
                    Finding::error("places.half-coordinates", format!("`{given}` is given without `{empty}`"))
                        .help("give both coordinates, or neither: the place is then that of the commune"),
                );
            }
            Coordinates::Wrong
        }
    }
}

fn check_point(row: &mut Row<'_, '_>, catalogue: &Catalogue, point: Point) -> Located {
    let Point { lat, lon } = point;
    if !in_metropolitan_france(point) && in_metropolitan_france(Point { lat: lon, lon: lat }) {
        row.push(
            "lat",
            Finding::error("places.swapped-coordinates", format!("latitude {lat} and longitude {lon} look swapped"))
                .help(format!("in France the latitude is the larger one: lat {lon}, lon {lat}")),
        );
        return Located::Wrong;
    }
    if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
        let message = format!("latitude {lat}, longitude {lon} is not on the globe");
        row.push(
            "lat",
            Finding::error("places.outside-the-world", message)
                .help("give decimal degrees (WGS 84), latitude -90 to 90 and longitude -180 to 180"),
        );
        return Located::Wrong;
    }
    check_near_commune(row, catalogue, point);
    Located::At(point)
}

/// A box around metropolitan France and Corsica.
fn in_metropolitan_france(point: Point) -> bool {
    (41.0..=51.5).contains(&point.lat) && (-5.5..=9.8).contains(&point.lon)
}

fn check_near_commune(row: &mut Row<'_, '_>, catalogue: &Catalogue, point: Point) {
    let Some(name) = row.text("commune") else { return };
    let Some(commune) = catalogue.commune(name) else { return };
    let km = commune.point.great_circle(point).value();
    if km > FAR_KM {
        row.push(
            "lat",
            Finding::warning("places.far-from-commune", format!("the coordinates are {km:.0} km from `{name}`"))
                .help("correct the coordinates or the commune"),
        );
    }
}

fn commune_point(row: &mut Row<'_, '_>, catalogue: &Catalogue, name: &str) -> Located {
    if let Some(commune) = catalogue.commune(name) {
        return Located::At(commune.point);
    }
    row.push(
        "commune",
        Finding::error("places.unknown-commune", format!("commune `{name}` is not in the catalogue")).did_you_mean(
            name,
            catalogue.commune_names(),
            "correct its name, or give the coordinates in columns `lat` and `lon`",
        ),
    );
    Located::Wrong
}
