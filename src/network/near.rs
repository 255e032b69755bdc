//! Who is near a place: an R-tree over points of the globe.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::geo::{EARTH_RADIUS_KM, Point};
use crate::quantity::Kilometres;

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

    /// All points, nearest first, each with its great-circle distance.
    pub fn from_nearest(&self, place: Point) -> impl Iterator<Item = (Kilometres, u32)> + '_ {
        let nearest = self.tree.nearest_neighbor_iter_with_distance_2(place.on_unit_sphere());
        nearest.map(|(entry, squared)| (great_circle(squared), entry.data))
    }
}

/// Great-circle distance of two points of the unit sphere, from the square of their straight distance.
fn great_circle(squared: f64) -> Kilometres {
    Kilometres(2.0 * EARTH_RADIUS_KM * (squared.sqrt() / 2.0).min(1.0).asin())
}

#[cfg(test)]
mod tests {
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
}
