//! How far places are from each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::dataset::{Dataset, Leg};
use crate::geo::Point;
use crate::id::PlaceId;
use crate::quantity::{Hours, Kilometres};
use crate::scenario::Assumptions;

/// Distances between companies and facilities: by the table of the dataset, else the great circle times the
/// detour factor. A pair that the table states in one direction only has the same distance in the other.
#[derive(Debug, Clone)]
pub struct Distances {
    table: BTreeMap<(PlaceId, PlaceId), Leg>,
    partners: BTreeMap<PlaceId, BTreeSet<PlaceId>>,
    points: BTreeMap<PlaceId, Point>,
    detour_factor: f64,
    speed_kmh: f64,
}

/// A place with its coordinates, where known: looked up once, and measured from many times.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The place.
    pub place: PlaceId,
    /// Its coordinates.
    pub point: Option<Point>,
}

impl Distances {
    /// The distances of a dataset under a scenario's assumptions.
    #[must_use]
    pub fn new(dataset: &Dataset, assume: &Assumptions) -> Self {
        let companies = dataset.companies.values().map(|c| (PlaceId::from(&c.id), c.point));
        let facilities = dataset.facilities.values().map(|f| (PlaceId::from(&f.id), f.point));
        let mut partners: BTreeMap<PlaceId, BTreeSet<PlaceId>> = BTreeMap::new();
        for (from, to) in dataset.distances.keys() {
            partners.entry(from.clone()).or_default().insert(to.clone());
            partners.entry(to.clone()).or_default().insert(from.clone());
        }
        Self {
            partners,
            table: dataset.distances.clone(),
            points: companies.chain(facilities).filter_map(|(id, point)| Some((id, point?))).collect(),
            detour_factor: assume.detour_factor,
            speed_kmh: assume.speed_kmh,
        }
    }

    /// Road distance from one place to another, one way; none when neither the table nor coordinates tell.
    #[must_use]
    pub fn km(&self, from: &PlaceId, to: &PlaceId) -> Option<Kilometres> {
        self.between(&self.locate(from.clone()), &self.locate(to.clone()))
    }

    /// A place with what distances are measured from.
    #[must_use]
    pub fn locate(&self, place: PlaceId) -> Located {
        Located { point: self.point(&place), place }
    }

    /// As [`Distances::km`], of two places that are looked up already.
    #[must_use]
    pub fn between(&self, from: &Located, to: &Located) -> Option<Kilometres> {
        // no length is stated, and one place has one point: the same distance as below, without comparing names
        if let (true, Some(from), Some(to)) = (self.table.is_empty(), from.point, to.point) {
            return Some(from.great_circle(to) * self.detour_factor);
        }
        if from.place == to.place {
            return Some(Kilometres::ZERO);
        }
        if let Some(leg) = self.leg(&from.place, &to.place) {
            return Some(leg.km);
        }
        Some(from.point?.great_circle(to.point?) * self.detour_factor)
    }

    /// Driving time from one place to another: by the table, else distance over `speed_kmh` (the scenario's when none).
    #[must_use]
    pub fn time(&self, from: &PlaceId, to: &PlaceId, speed_kmh: Option<f64>) -> Option<Hours> {
        let stated = if from == to { None } else { self.leg(from, to).and_then(|leg| leg.time) };
        match stated {
            Some(time) => Some(time),
            None => Some(Hours(self.km(from, to)?.value() / speed_kmh.unwrap_or(self.speed_kmh))),
        }
    }

    /// The places whose distance from or to a place is stated.
    pub fn stated(&self, place: &PlaceId) -> impl Iterator<Item = &PlaceId> {
        self.partners.get(place).into_iter().flatten()
    }

    /// Road distance over the great circle, where none is stated.
    #[must_use]
    pub fn detour_factor(&self) -> f64 {
        self.detour_factor
    }

    /// Coordinates of a place, where known.
    #[must_use]
    pub fn point(&self, place: &PlaceId) -> Option<Point> {
        self.points.get(place).copied()
    }

    fn leg(&self, from: &PlaceId, to: &PlaceId) -> Option<&Leg> {
        if self.table.is_empty() {
            return None;
        }
        self.table.get(&(from.clone(), to.clone())).or_else(|| self.table.get(&(to.clone(), from.clone())))
    }
}
