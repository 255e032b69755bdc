//! Paths from the start (or, backwards, from the end) that no other dominates.

use std::time::Instant;

use super::arcs::Arcs;
use super::ground::{Ground, Visit};
use super::near::Near;
use crate::optimise::solver::over;

/// A path to a stop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Label {
    pub weight: f64,
    pub taken: Visit,
    /// Of a path from the end, what each tonne that comes before it weighs along it.
    pub ahead: f64,
    /// Subset rows of which the path has visited an odd number of members.
    pub odd: u128,
    /// Stops that the path may not visit next, as bits of the memory at its stop.
    pub memory: u32,
    pub before: u32,
    pub stop: u32,
    gone: bool,
}

/// No label before.
pub(super) const FIRST: u32 = u32::MAX;
/// Loads are sorted into so many layers.
const LAYERS: usize = 48;

/// Labels at which a quick search goes no further.
const QUICK: usize = 100_000;
/// Labels between two looks at the time.
pub(super) const LOOK: usize = 64;
/// Stops that a path goes on to from each, in a quick search.
const WAYS: usize = 40;

/// How strictly labels are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// A cheaper and lighter path always wins: quick, and may miss rounds.
    Quick,
    /// Only a path that can be completed in every way that the other can.
    Exact,
}

/// What is searched.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
pub(super) struct Search<'a> {
    pub ground: &'a Ground,
    pub near: &'a Near,
    pub arcs: &'a Arcs,
    pub care: Care,
    pub backwards: bool,
    /// Whether paths are layered, and joined, by their hours instead of their load.
    pub by_time: bool,
    /// Which limits can bind beside the load.
    pub timed: bool,
    pub bulky: bool,
    /// Most labels; beyond, the search gives up.
    pub most: usize,
    /// When the search gives up.
    pub until: Option<Instant>,
    /// Whether paths go on beyond half.
    pub whole: bool,
}

/// All labels that were kept, by stop and layer.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub all: Vec<Label>,
    layers: Vec<Vec<u32>>,
    waiting: Vec<Vec<u32>>,
    step: f64,
}

impl Labels {
    /// Labels of a stop on a layer, cheapest first.
    pub fn ids(&self, stop: usize, layer: usize) -> &[u32] {
        &self.layers[stop * LAYERS + layer]
    }

    /// Number of layers.
    pub const fn layers() -> usize {
        LAYERS
    }

    /// The least load, or hours, on a layer.
    pub fn least(&self, layer: usize) -> f64 {
        self.step * (f64::from(u32::try_from(layer).unwrap_or(0)))
    }

    /// The layer of a load, or of hours.
    pub fn layer_of(&self, amount: f64) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "loads are finite and positive")]
        let layer = (amount / self.step) as usize;
        layer.min(LAYERS - 1)
    }

    /// The stops of a path, as driven from its beginning.
    pub fn order(&self, id: u32) -> Vec<usize> {
        let mut order = Vec::new();
        let mut at = id;
        while at != FIRST {
            let label = &self.all[at as usize];
            order.push(label.stop as usize);
            at = label.before;
        }
        order.reverse();
        order
    }
}

/// Transition of the states of subset rows at a stop.
#[derive(Debug, Clone, Copy, Default)]
struct Turn {
    keep: u128,
    flip: u128,
}

impl Search<'_> {
    /// Extends paths as long as they are at most half full; `None` when there are too many.
    pub fn run(&self) -> Option<Labels> {
        let n = self.ground.stops();
        let mut labels = Labels {
            all: Vec::new(),
            layers: vec![Vec::new(); n * LAYERS],
            waiting: vec![Vec::new(); LAYERS],
            step: (self.most_on_board() / 48.0).max(f64::MIN_POSITIVE),
        };
        let turns = self.turns();
        let ways = self.ways();
        let from = if self.backwards { self.ground.end() } else { self.ground.start() };
        for (stop, turn) in turns.iter().enumerate() {
            let driving = Visit { hours: self.hours(from, stop), ..Visit::default() };
            let ahead = self.ahead(stop, from);
            let label = Label {
                weight: self.weight(from, stop) + ahead * self.ground.visits[stop].load,
                ahead,
                taken: driving.and(&self.ground.visits[stop]),
                odd: turn.flip,
                memory: self.near.bit(stop, stop),
                before: FIRST,
                stop: u32::try_from(stop).unwrap_or(u32::MAX),
                gone: false,
            };
            self.keep(&mut labels, label);
        }
        for layer in 0..LAYERS {
            // a stop that weighs little may add to the layer that is being emptied
            let mut next = 0;
            while let Some(&id) = labels.waiting[layer].get(next) {
                next += 1;
                let label = labels.all[id as usize];
                if !label.gone && (self.whole || self.on_board(&label.taken) <= self.half()) {
                    self.extend(&mut labels, id, &label, &turns, &ways[label.stop as usize]);
                }
                if labels.all.len() > self.most || next.is_multiple_of(LOOK) && over(self.until) {
                    return None;
                }
                if self.care == Care::Quick && labels.all.len() > QUICK {
                    return Some(labels);
                }
            }
        }
        Some(labels)
    }

    /// What paths are layered by: load, or hours.
    pub fn on_board(&self, taken: &Visit) -> f64 {
        if self.by_time { taken.hours } else { taken.load }
    }

    /// The most of it.
    pub fn most_on_board(&self) -> f64 {
        self.on_board(&self.ground.road())
    }

    /// A path is built from both ends until half of it.
    pub fn half(&self) -> f64 {
        self.most_on_board() / 2.0
    }

    fn extend(&self, labels: &mut Labels, id: u32, label: &Label, turns: &[Turn], ways: &[usize]) {
        let at = label.stop as usize;
        for &next in ways {
            let turn = &turns[next];
            let weight = self.weight(at, next);
            if !weight.is_finite() || label.memory & self.near.bit(at, next) != 0 {
                continue;
            }
            let driving = Visit { hours: self.hours(at, next), ..label.taken };
            let taken = Visit { hours: label.taken.hours + driving.hours, ..driving }.and(&self.ground.visits[next]);
            if taken.load > self.ground.most.load * (1.0 + 1e-9) {
                continue;
            }
            let kept = label.odd & turn.keep;
            let paid = self.price(kept & turn.flip);
            let ahead = label.ahead + self.ahead(next, at);
            let carried = if self.backwards {
                ahead * self.ground.visits[next].load
            } else {
                label.taken.load * self.arcs.per_tonne(at, next)
            };
            let extended = Label {
                weight: label.weight + weight + carried + paid,
                ahead,
                taken,
                odd: kept ^ turn.flip,
                memory: self.near.carried(label.memory, at, next) | self.near.bit(next, next),
                before: id,
                stop: u32::try_from(next).unwrap_or(u32::MAX),
                gone: false,
            };
            self.keep(labels, extended);
        }
    }

    /// Adds a label unless it breaks a limit or another dominates it; removes those that it dominates.
    fn keep(&self, labels: &mut Labels, label: Label) {
        let stop = label.stop as usize;
        if !label.weight.is_finite() || !label.taken.within(&self.ground.road()) {
            return;
        }
        let layer = labels.layer_of(self.on_board(&label.taken));
        for lower in 0..=layer {
            for &id in &labels.layers[stop * LAYERS + lower] {
                let other = &labels.all[id as usize];
                if other.weight > label.weight {
                    break;
                }
                if self.dominates(other, &label) {
                    return;
                }
            }
        }
        for higher in layer..LAYERS {
            let mut ids = std::mem::take(&mut labels.layers[stop * LAYERS + higher]);
            let from = ids.partition_point(|&id| labels.all[id as usize].weight < label.weight);
            let mut kept = from;
            for at in from..ids.len() {
                let other = &mut labels.all[ids[at] as usize];
                if self.dominates(&label, other) {
                    other.gone = true;
                } else {
                    ids[kept] = ids[at];
                    kept += 1;
                }
            }
            ids.truncate(kept);
            labels.layers[stop * LAYERS + higher] = ids;
        }
        let id = u32::try_from(labels.all.len()).unwrap_or(FIRST);
        let list = &mut labels.layers[stop * LAYERS + layer];
        let at = list.partition_point(|&other| labels.all[other as usize].weight <= label.weight);
        list.insert(at, id);
        labels.all.push(label);
        labels.waiting[layer].push(id);
    }

    /// Whether every completion of `other` is as good after `label`.
    fn dominates(&self, label: &Label, other: &Label) -> bool {
        if label.weight > other.weight || label.taken.load > other.taken.load {
            return false;
        }
        if self.timed && label.taken.hours > other.taken.hours || self.bulky && label.taken.volume > other.taken.volume
        {
            return false;
        }
        if self.care == Care::Quick {
            return true;
        }
        if label.memory & !other.memory != 0 {
            return false;
        }
        let odd = label.odd & !other.odd;
        if odd == 0 && label.ahead <= other.ahead {
            return true;
        }
        // as much as may come before the other is carried along what is longer here
        let room = (self.ground.most.load * (1.0 + 1e-9) - other.taken.load).max(0.0);
        let carried = (label.ahead - other.ahead).max(0.0) * room;
        label.weight + self.price(odd) + carried <= other.weight
    }

    /// What a tonne weighs on the way from a stop to the place that a path from the end comes from.
    fn ahead(&self, stop: usize, from: usize) -> f64 {
        if self.backwards { self.arcs.per_tonne(stop, from) } else { 0.0 }
    }

    /// The prices of a set of subset rows.
    pub fn price(&self, mut rows: u128) -> f64 {
        let mut sum = 0.0;
        while rows != 0 {
            sum += self.arcs.subsets[rows.trailing_zeros() as usize].price;
            rows &= rows - 1;
        }
        sum
    }

    /// The states of the subset rows after a stop, and what it pays to them.
    pub fn turned(&self, odd: u128, stop: usize) -> (u128, f64) {
        let turn = self.turn(stop);
        let kept = odd & turn.keep;
        (kept ^ turn.flip, self.price(kept & turn.flip))
    }

    fn weight(&self, a: usize, b: usize) -> f64 {
        if self.backwards { self.arcs.backward(a, b) } else { self.arcs.weight(a, b) }
    }

    fn hours(&self, a: usize, b: usize) -> f64 {
        if self.backwards { self.ground.hours(b, a) } else { self.ground.hours(a, b) }
    }

    /// The stops that a path goes on to from each: all of them, or when it may miss rounds, the cheapest.
    fn ways(&self) -> Vec<Vec<usize>> {
        let n = self.ground.stops();
        let most = if self.care == Care::Quick { WAYS } else { n };
        let ways = (0..n).map(|at| {
            let mut ways: Vec<usize> = (0..n).filter(|&next| self.weight(at, next).is_finite()).collect();
            if ways.len() > most {
                let cheaper = |a: &usize, b: &usize| self.weight(at, *a).total_cmp(&self.weight(at, *b)).then(a.cmp(b));
                ways.select_nth_unstable_by(most, cheaper);
                ways.truncate(most);
                ways.sort_unstable();
            }
            ways
        });
        ways.collect()
    }

    fn turns(&self) -> Vec<Turn> {
        (0..self.ground.stops()).map(|stop| self.turn(stop)).collect()
    }

    fn turn(&self, stop: usize) -> Turn {
        let mut turn = Turn::default();
        for (row, subset) in self.arcs.subsets.iter().enumerate() {
            let member = subset.members.contains(&stop);
            turn.keep |= u128::from(member || subset.memory[stop]) << row;
            turn.flip |= u128::from(member) << row;
        }
        turn
    }
}
