//! What prices tell without a relaxed program: bounds, and the rounds that a better answer may run.

use rayon::prelude::*;

use super::labels::Care;
use super::listing::Listing;
use super::live::Live;
use super::master::{Master, Point};
use super::model::Tour;
use super::near::Near;
use super::pricing::{Ask, cheapest};
use crate::optimise::solver;

/// Relative accuracy of central prices.
const CENTRAL: f64 = 1e-6;
/// Most rounds that are listed for the solver to choose from.
const LISTED: usize = 300;
/// Most paths in listing them.
const PATHS: usize = 60_000;
/// Most paths for each stop in the search for a last bound when time is over.
const LAST_LABELS: usize = 300;
/// Classes with more stops begin at prices of their own instead of those of the first relaxed program.
pub(super) const FAR: usize = 300;

impl Master<'_> {
    /// A bound over all rounds from prices that need not be optimal: the value of the rows at their prices, what each
    /// column of the base can take off, and what rounds can: each stop is in one at most.
    pub(super) fn bound(&self, live: &Live, duals: &[f64], least: &[f64], free: bool) -> f64 {
        let streams = self.model.streams.iter().enumerate();
        let rounds = streams.map(|(index, stream)| {
            let of = self.model.classes.iter().zip(least).filter(|(class, _)| class.stream == index);
            let worst = of.map(|(_, least)| *least).fold(0.0, f64::min);
            worst * f64::from(u32::try_from(stream.cover.len()).unwrap_or(u32::MAX))
        });
        live.lagrange(self.model, duals, free) + rounds.sum::<f64>()
    }

    /// A bound from prices that need not be those of a relaxed program: an exact search with memories as long as it can
    /// afford.
    pub(super) fn last_bound(&self, live: &Live, duals: &[f64]) -> f64 {
        let least = |class: usize| {
            let arcs = self.model.arcs(class, duals, &live.cuts, false);
            let ground = &self.model.classes[class].ground;
            let labels = LAST_LABELS * ground.stops().max(100);
            let ask = Ask { limit: -self.tolerance, most: 1, each: 1, care: Care::Exact, labels, until: None };
            let short = |size: usize| Near::nearest(ground.stops(), size, |a, b| ground.km(a, b));
            // a wait that earns is beyond what bounds without hours can tell
            let loose = || {
                let ask = Ask { labels: self.labels, ..ask };
                if arcs.hour < 0.0 { None } else { cheapest(&ground.loosened(), &short(2), &arcs, ask) }
            };
            let found = cheapest(ground, &self.near[class], &arcs, ask)
                .or_else(|| cheapest(ground, &short(2), &arcs, ask))
                .or_else(loose)?;
            Some(found.first().map_or(-self.tolerance, |path| path.weight))
        };
        let least: Option<Vec<f64>> = (0..self.model.classes.len()).into_par_iter().map(least).collect();
        least.map_or(f64::NEG_INFINITY, |least| self.bound(live, duals, &least, false))
    }

    /// A bound when the search ends before any: at the best prices that quick searches knew, which may be far from any
    /// bound, or at those of stops by themselves.
    pub(super) fn fallback(&self, live: &Live, prices: Option<&[f64]>) -> f64 {
        let alone = self.last_bound(live, &self.shares(live));
        prices.map_or(alone, |prices| alone.max(self.last_bound(live, prices)))
    }

    /// Prices in the middle of those that are best for the rounds known, where streams have a choice beside rounds: the
    /// corners that a simplex ends in pay some stops all and others nothing, and rounds at such prices are many and bad.
    pub(super) fn central(&self) -> Option<Vec<f64>> {
        if !self.model.has_choice() {
            return None;
        }
        let mut lp = self.model.base.clone();
        lp.columns.extend(self.active().cloned());
        let duals = solver::relax(&lp, CENTRAL).ok()?.duals;
        Some(duals.into_iter().zip(&lp.rows).map(|(dual, row)| row.0.signed(dual)).collect())
    }

    /// Prices at which no round improves anything where a round is at least as long as the way to its farthest stop and
    /// back: of each stop, the part of a round to it alone that its load fills (Haimovich and Rinnooy Kan, 1985).
    pub(super) fn shares(&self, live: &Live) -> Vec<f64> {
        let mut prices = vec![0.0; self.model.base.rows.len() + live.cuts.len()];
        for (index, stream) in self.model.streams.iter().enumerate() {
            for (stop, &row) in stream.cover.iter().enumerate() {
                let classes = self.model.classes.iter().enumerate().filter(|(_, class)| class.stream == index);
                let by_rounds = classes.filter_map(|(class, numbers)| {
                    let at = numbers.stops.binary_search(&stop).ok()?;
                    let filled = numbers.ground.visits[at].load / numbers.ground.most.load;
                    Some(self.model.cost(&Tour { class, order: vec![at] }) * filled)
                });
                let otherwise = stream.otherwise[stop]
                    .iter()
                    .map(|&column| self.model.base.columns[column].cost / stream.parts(stop));
                let least = by_rounds.chain(otherwise).fold(f64::INFINITY, f64::min);
                prices[row] = if least.is_finite() { least.max(0.0) } else { 0.0 };
            }
        }
        prices
    }

    /// Every round that an answer below `aim` may run, as far as the prices of a point where no round was missing tell.
    /// `None`: too many.
    #[must_use]
    pub fn list(&self, point: &Point, aim: f64) -> Option<Vec<Tour>> {
        let live = self.live.as_ref()?;
        let stops: usize = self.model.streams.iter().map(|stream| stream.cover.len()).sum();
        let rounding = self.tolerance * f64::from(u32::try_from(stops).unwrap_or(u32::MAX));
        let limit = aim - live.lagrange(self.model, &point.duals, false) + rounding;
        let list = |class: usize| {
            let arcs = self.model.arcs(class, &point.duals, &live.cuts, false);
            let numbers = &self.model.classes[class];
            let listing =
                Listing { class: numbers, near: &self.near[class], arcs: &arcs, limit, labels: PATHS, rounds: LISTED };
            listing.run().map(|orders| orders.into_iter().map(|order| Tour { class, order }).collect::<Vec<_>>())
        };
        let listed: Option<Vec<_>> = (0..self.model.classes.len()).into_par_iter().map(list).collect();
        let tours: Vec<Tour> = listed?.into_iter().flatten().collect();
        (tours.len() <= LISTED).then_some(tours)
    }
}
