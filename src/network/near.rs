//! Who is near a place: an R-tree over points of the globe.

use std::f64::consts::FRAC_PI_2;

use rstar::primitives::GeomWithData;
use rstar::{PointDistance, RTree};

use crate::geo::{EARTH_RADIUS_KM, Point};
use crate::quantity::Kilometres;

/// How many times as far as asked is looked for points beyond: among many, some are there.
const RING: f64 = 1.1;

type Entry = GeomWithData<[f64; 3], u32>;

/// Numbered points, to be asked for those nearest to a place. Points are kept on the unit sphere, where the straight
/// distance c and the great circle d (in radii) have c = 2 sin(d / 2): no map projection, exact at any latitude.
#[derive(Debug, Default)]
pub struct Near {
    tree: RTree<Entry>,
}

impl Near {
    /// An index of points. The same points in the same order give the same answers in the same order.
    #[must_use]
    pub fn new(points: Vec<(Point, u32)>) -> Self {
        let entries = points.into_iter().map(|(point, number)| Entry::new(point.on_unit_sphere(), number)).collect();
        Self { tree: RTree::bulk_load(entries) }
    }

    /// How many points there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tree.size() == 0
    }

    /// The numbers of the points within a distance, and of the nearest so many beyond it; in no order.
    #[must_use]
    pub fn within(&self, place: Point, most: Kilometres, beyond: usize) -> Vec<u32> {
        let at = place.on_unit_sphere();
        let (reach, ring) = (straight_squared(most), straight_squared(most * RING));
        let around = self.tree.locate_within_distance(at, ring);
        let (mut found, mut far) = (Vec::new(), Vec::new());
        for entry in around {
            let squared = entry.distance_2(&at);
            if squared <= reach { found.push(entry.data) } else { far.push((squared, entry.data)) }
        }
        if far.len() < beyond && found.len() + far.len() < self.len() {
            let nearest = self.tree.nearest_neighbor_iter_with_distance_2(at);
            far = nearest.map(|(entry, squared)| (squared, entry.data)).skip(found.len()).take(beyond).collect();
        }
        far.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.extend(far.into_iter().take(beyond).map(|(_, number)| number));
        found
    }

    /// All points, nearest first, each with its great-circle distance.
    pub fn from_nearest(&self, place: Point) -> impl Iterator<Item = (Kilometres, u32)> + '_ {
        let nearest = self.tree.nearest_neighbor_iter_with_distance_2(place.on_unit_sphere());
        nearest.map(|(entry, squared)| (great_circle(squared), entry.data))
    }
}

/// The square of the straight distance of two points of the unit sphere, from their great-circle distance.
fn straight_squared(km: Kilometres) -> f64 {
    let half = (km.value() / EARTH_RADIUS_KM / 2.0).clamp(0.0, FRAC_PI_2);
    4.0 * half.sin().powi(2)
}

/// Great-circle distance of two points of the unit sphere, from the square of their straight distance.
fn great_circle(squared: f64) -> Kilometres {
    Kilometres(2.0 * EARTH_RADIUS_KM * (squared.sqrt() / 2.0).min(1.0).asin())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_nearest_come_first_with_their_distance() {
        let at = |lat: f64, lon: f64| Point { lat, lon };
        let towns = [at(48.0, 2.7), at(47.1, 2.7), at(47.0, 2.8), at(-47.0, -177.3)];
        let near = Near::new(towns.iter().copied().zip(0..).collect());
        let here = at(47.0, 2.7);
        let found: Vec<(Kilometres, u32)> = near.from_nearest(here).collect();
        assert_eq!(found.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [2, 1, 0, 3]);
        for (km, number) in found {
            let exact = here.great_circle(towns[number as usize]);
            assert!((km.value() - exact.value()).abs() < 1e-6, "{km:?} is not {exact:?}");
        }
    }

    /// Points on a meridian, a hundredth of a degree or 1.112 km apart.
    #[rstest]
    #[case::some_beyond(5.0, 2, 7)]
    #[case::none_beyond(5.0, 0, 5)]
    #[case::all_beyond_in_the_ring(100.0, 5, 95)]
    #[case::all(200.0, 5, 100)]
    #[case::half_round_the_globe(30_000.0, 5, 100)]
    #[case::those_at_the_place(0.0, 3, 4)]
    fn those_within_come_with_the_nearest_beyond(#[case] km: f64, #[case] beyond: usize, #[case] count: u32) {
        let points =
            (0..100).map(|number| (Point { lat: 47.0 + 0.01 * f64::from(number), lon: 2.7 }, number)).collect();
        let mut found = Near::new(points).within(Point { lat: 47.0, lon: 2.7 }, Kilometres(km), beyond);
        found.sort_unstable();
        assert_eq!(found, (0..count).collect::<Vec<_>>());
    }
}
