//! What prices tell without a relaxed program: bounds, and the rounds that a better answer may run.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use rayon::prelude::*;

use super::listing::Listing;
use super::live::{Live, elastic, signs};
use super::loose;
use super::master::{Master, Point};
use super::model::Tour;
use crate::optimise::lp::LpColumn;
use crate::optimise::solver;

/// Relative accuracy of central prices.
const CENTRAL: f64 = 1e-6;
/// Most rounds that are listed for the solver to choose from.
const LISTED: usize = 300;
/// Most paths in listing them.
const PATHS: usize = 60_000;
/// Prices tried for a bound when time is over.
pub(super) const TRIED: u32 = 8;
/// The part of a way that is left at each of them (Kiefer, 1953).
const GOLDEN: f64 = 0.618_033_988_749_895;
/// Classes with more stops begin at prices of their own instead of those of the first relaxed program.
pub(super) const FAR: usize = 200;

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

    /// A bound from prices that need not be those of a relaxed program, by what rounds weigh under one limit alone.
    pub(super) fn last_bound(&self, live: &Live, duals: &[f64]) -> f64 {
        let least = |class: usize| {
            let arcs = self.model.arcs(class, duals, &live.cuts, false);
            // a wait or a load that earns is beyond what bounds without either can tell
            (arcs.hour >= 0.0 && !arcs.earns()).then(|| loose::least(&self.model.classes[class].ground, &arcs))
        };
        let least: Option<Vec<f64>> = (0..self.model.classes.len()).into_par_iter().map(least).collect();
        least.map_or(f64::NEG_INFINITY, |least| self.bound(live, duals, &least, false))
    }

    /// A bound when the search ends before any: between the best prices that quick searches knew, which may be far from any
    /// bound, and those of stops by themselves. Along the way from one to the other the bound is concave: golden section,
    /// as far as the time kept for it allows.
    pub(super) fn fallback(&self, live: &Live, prices: Option<&[f64]>) -> f64 {
        let shares = self.shares(live);
        let mut best = self.last_bound(live, &shares);
        let Some(prices) = prices else { return best };
        let mut at = |part: f64| {
            let mixed: Vec<f64> = shares.iter().zip(prices).map(|(a, b)| a + part * (b - a)).collect();
            let bound = self.last_bound(live, &mixed);
            best = best.max(bound);
            bound
        };
        let (mut low, mut high) = (0.0, 1.0);
        let (mut left, mut right) = (1.0 - GOLDEN, GOLDEN);
        at(high);
        let (mut lower, mut upper) = (at(left), at(right));
        for _ in 4..TRIED {
            if self.ends.is_some_and(|(ends, each)| Instant::now() + each > ends) {
                break;
            }
            if lower > upper {
                (high, right, upper) = (right, left, lower);
                left = high - GOLDEN * (high - low);
                lower = at(left);
            } else {
                (low, left, lower) = (left, right, upper);
                right = low + GOLDEN * (high - low);
                upper = at(right);
            }
        }
        best
    }

    /// A bound at the prices of stops by themselves, before any search; as long is then kept for each that is tried at the
    /// end, up to a quarter of the time.
    pub(super) fn early(&mut self, live: &Live) -> f64 {
        let shares = self.shares(live);
        let began = Instant::now();
        let bound = self.last_bound(live, &shares);
        let each = began.elapsed();
        if let Some(until) = self.until {
            let now = Instant::now();
            let left = until.saturating_duration_since(now);
            self.ends = Some((until, each));
            self.until = Some(now + left.saturating_sub((TRIED * each).min(left / 4)));
        }
        bound
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
    /// back, for rows and cuts; cuts have none.
    pub(super) fn shares(&self, live: &Live) -> Vec<f64> {
        let mut prices = self.shared.get_or_init(|| self.split()).clone();
        prices.resize(self.model.base.rows.len() + live.cuts.len(), 0.0);
        prices
    }

    /// The prices of the program in which each stop pays its part of a round (`Model::shared_cost`), with the limits on
    /// rounds as such left out.
    fn split(&self) -> Vec<f64> {
        let model = self.model;
        let mut lp = model.base.clone();
        // of rounds that enter the same rows, the cheapest
        let mut paid: BTreeMap<Vec<usize>, LpColumn> = BTreeMap::new();
        for (class, numbers) in model.classes.iter().enumerate() {
            for (at, visit) in numbers.visit.iter().enumerate() {
                let cost = model.shared_cost(class, at);
                let (lower, upper, terms) = (0.0, f64::INFINITY, visit.clone());
                let rows = terms.iter().map(|term| term.0).collect();
                let known = paid.get(&rows).map_or(f64::INFINITY, |known| known.cost);
                if cost < known {
                    paid.insert(rows, LpColumn { cost, lower, upper, integer: false, terms: terms.into() });
                }
            }
        }
        lp.columns.extend(paid.into_values());
        let visited: BTreeSet<usize> =
            model.classes.iter().flat_map(|class| class.visit.iter().flatten()).map(|term| term.0).collect();
        for &(row, unit) in &model.soft {
            let price = if visited.contains(&row) { self.penalty / unit } else { 0.0 };
            lp.columns.extend(signs(lp.rows[row].0).map(|sign| elastic(row, sign, price)));
        }
        solver::relax(&lp, CENTRAL).map_or_else(
            |_| vec![0.0; lp.rows.len()],
            |relaxed| relaxed.duals.into_iter().zip(&lp.rows).map(|(dual, row)| row.0.signed(dual)).collect(),
        )
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
