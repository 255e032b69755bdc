//! The rounds of a class with [`Rules`] that improve a program at given prices: paths from the start only, since what a
//! path waits depends on when it left.

use super::arcs::Arcs;
use super::ground::{Ground, Visit};
use super::labels::LOOK;
use super::near::Near;
use super::pricing::{Ask, Care, Path};
use super::rules::{Clock, Rules};
use crate::optimise::solver::over;

/// Loads are sorted into so many layers.
const LAYERS: usize = 48;
/// No label before.
const FIRST: usize = usize::MAX;

#[derive(Debug, Clone, Copy)]
struct Label {
    /// With what is waited so far.
    weight: f64,
    load: f64,
    volume: f64,
    clock: Clock,
    odd: u128,
    memory: u32,
    before: usize,
    stop: usize,
    gone: bool,
}

struct Search<'a> {
    ground: &'a Ground,
    rules: &'a Rules,
    near: &'a Near,
    arcs: &'a Arcs,
    ask: Ask,
    /// From each place, the least hours to the end.
    times: Vec<f64>,
    windowed: bool,
    parted: bool,
    timed: bool,
    all: Vec<Label>,
    /// Labels kept, by stop, cheapest first.
    kept: Vec<Vec<usize>>,
    waiting: Vec<Vec<usize>>,
}

/// The cheapest paths below a limit, cheapest first, as [`super::pricing::cheapest`]. `None`: gave up.
pub(super) fn cheapest(ground: &Ground, rules: &Rules, near: &Near, arcs: &Arcs, ask: Ask) -> Option<Vec<Path>> {
    let mut search = Search {
        ground,
        rules,
        near,
        arcs,
        ask,
        times: ground.times(),
        windowed: rules.windowed(),
        parted: rules.parted(),
        timed: rules.windowed() || ground.timed(),
        all: Vec::new(),
        kept: vec![Vec::new(); ground.stops()],
        waiting: vec![Vec::new(); LAYERS],
    };
    search.run()?;
    Some(search.paths())
}

impl Search<'_> {
    fn run(&mut self) -> Option<()> {
        let start = Label {
            weight: self.arcs.constant,
            load: 0.0,
            volume: 0.0,
            clock: self.rules.start(),
            odd: 0,
            memory: 0,
            before: FIRST,
            stop: self.ground.start(),
            gone: false,
        };
        for stop in 0..self.ground.stops() {
            self.extend(FIRST, &start, stop);
        }
        for layer in 0..LAYERS {
            let mut next = 0;
            while let Some(&id) = self.waiting[layer].get(next) {
                next += 1;
                let label = self.all[id];
                if !label.gone {
                    for stop in 0..self.ground.stops() {
                        self.extend(id, &label, stop);
                    }
                }
                if self.all.len() > self.ask.labels || next.is_multiple_of(LOOK) && over(self.ask.until) {
                    return None;
                }
            }
        }
        Some(())
    }

    fn extend(&mut self, id: usize, label: &Label, next: usize) {
        let weight = self.arcs.weight(label.stop, next);
        let first = id == FIRST;
        if !weight.is_finite() || (!first && label.memory & self.near.bit(label.stop, next) != 0) {
            return;
        }
        let Some(clock) = self.rules.visit(&label.clock, self.ground.hours(label.stop, next), next) else { return };
        let visit = &self.ground.visits[next];
        let (load, volume) = (label.load + visit.load, label.volume + visit.volume);
        let taken = Visit { load, volume, hours: 0.0 };
        if !taken.within(&self.ground.most) || self.late(&clock, self.times[next]) {
            return;
        }
        let known = if first { 0 } else { self.near.carried(label.memory, label.stop, next) };
        let (odd, paid) = self.turn(label.odd, next);
        let waited = clock.waiting() - label.clock.waiting();
        let carried = if first { 0.0 } else { label.load * self.arcs.per_tonne(label.stop, next) };
        let weight = label.weight + weight + carried + paid + if waited > 0.0 { self.arcs.hour * waited } else { 0.0 };
        let memory = known | self.near.bit(next, next);
        self.keep(Label { weight, load, volume, clock, odd, memory, before: id, stop: next, gone: false });
    }

    /// Whether a round is back too late when it takes so long to the end from where it is.
    fn late(&self, clock: &Clock, hours: f64) -> bool {
        let back = self.ground.hours(self.ground.end(), self.ground.start());
        clock.done + hours + back > self.rules.day.1 + 1e-9
    }

    /// The states of the subset rows after a stop, and what it pays to them.
    fn turn(&self, odd: u128, stop: usize) -> (u128, f64) {
        let (mut now, mut paid) = (odd, 0.0);
        for (row, subset) in self.arcs.subsets.iter().enumerate() {
            let bit = 1_u128 << row;
            if subset.members.contains(&stop) {
                paid += if now & bit != 0 { subset.price } else { 0.0 };
                now ^= bit;
            } else if !subset.memory[stop] {
                now &= !bit;
            }
        }
        (now, paid)
    }

    /// Adds a label unless another dominates it; removes those that it dominates.
    fn keep(&mut self, label: Label) {
        let mut kept = std::mem::take(&mut self.kept[label.stop]);
        let from = kept.partition_point(|&id| self.all[id].weight <= label.weight);
        let beaten = kept[..from].iter().any(|&id| self.dominates(&self.all[id], &label));
        if !beaten {
            let mut at = from;
            for index in from..kept.len() {
                let id = kept[index];
                if self.dominates(&label, &self.all[id]) {
                    self.all[id].gone = true;
                } else {
                    kept[at] = id;
                    at += 1;
                }
            }
            kept.truncate(at);
            kept.insert(from, self.all.len());
            let layer = self.layer(label.load);
            self.waiting[layer].push(self.all.len());
            self.all.push(label);
        }
        self.kept[label.stop] = kept;
    }

    fn layer(&self, load: f64) -> usize {
        let step = (self.ground.most.load / 48.0).max(f64::MIN_POSITIVE);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "loads are finite and positive")]
        let layer = (load / step) as usize;
        layer.min(LAYERS - 1)
    }

    /// Whether every completion of `other` is allowed, and as good, after `label`.
    fn dominates(&self, label: &Label, other: &Label) -> bool {
        let fuller = label.load > other.load || label.volume > other.volume;
        let fuller = fuller || self.arcs.earns() && label.load < other.load;
        let fuller = fuller || self.parted && label.clock.filled.iter().zip(&other.clock.filled).any(|(a, b)| a > b);
        if label.weight > other.weight || fuller || (self.timed && label.clock.done > other.clock.done) {
            return false;
        }
        if self.ask.care == Care::Quick {
            return true;
        }
        let days = other.clock.days & !label.clock.days != 0 && self.rules.days > 0;
        if days || label.clock.barred & !other.clock.barred != 0 || label.memory & !other.memory != 0 {
            return false;
        }
        let ahead = label.odd & !other.odd;
        let owed: f64 = (0..self.arcs.subsets.len())
            .filter(|row| ahead >> row & 1 != 0)
            .map(|row| self.arcs.subsets[row].price)
            .sum();
        match self.later_waiting(label, other) {
            Some(waiting) => self.unwaited(label) + owed + waiting <= self.unwaited(other),
            None => false,
        }
    }

    /// The weight without what is waited so far.
    fn unwaited(&self, label: &Label) -> f64 {
        let waited = label.clock.waiting();
        if self.windowed && waited > 0.0 { label.weight - self.arcs.hour * waited } else { label.weight }
    }

    /// What a completion may have to wait more after `label` than after `other`, at its price; none: unknown.
    ///
    /// A completion is a function max(a, t + b) for t up to l. Its duration after a path is the greatest of five sums, of
    /// which each is at most max(work - work', leave' - leave) greater than after the other path, where `done` is not
    /// later. With driving and service in the weights, that leaves (leave' + work') - (leave + work), if positive.
    fn later_waiting(&self, label: &Label, other: &Label) -> Option<f64> {
        if !self.windowed || self.arcs.hour == 0.0 {
            return Some(0.0);
        }
        let (late, after) = (label.clock.late(), other.clock.late());
        if self.arcs.hour < 0.0 {
            let same = label.clock.done.total_cmp(&other.clock.done).is_eq()
                && label.clock.work.total_cmp(&other.clock.work).is_eq();
            return (same && late.total_cmp(&after).is_eq()).then_some(0.0);
        }
        Some(if late >= after { 0.0 } else { self.arcs.hour * (after - late) })
    }

    /// The cheapest labels as rounds, each stop in a limited number of them, no set of visits twice.
    fn paths(&self) -> Vec<Path> {
        let end = self.ground.end();
        let mut ends: Vec<(f64, usize)> = (0..self.all.len())
            .filter(|&id| {
                !self.all[id].gone && !self.late(&self.all[id].clock, self.ground.hours(self.all[id].stop, end))
            })
            .map(|id| (self.whole(&self.all[id], end), id))
            .filter(|(weight, _)| *weight < self.ask.limit)
            .collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut used = vec![0; self.ground.stops()];
        let mut met = std::collections::BTreeSet::new();
        let mut paths = Vec::new();
        for (weight, id) in ends {
            if paths.len() >= self.ask.most {
                break;
            }
            let order = self.order(id);
            if order.iter().all(|&stop| used[stop] >= self.ask.each) {
                continue;
            }
            let mut visits = order.clone();
            visits.sort_unstable();
            if met.insert(visits) {
                for &stop in &order {
                    used[stop] += 1;
                }
                paths.push(Path { order, weight });
            }
        }
        paths
    }

    /// The weight of a path with the way to the end.
    fn whole(&self, label: &Label, end: usize) -> f64 {
        label.weight + self.arcs.weight(label.stop, end) + label.load * self.arcs.per_tonne(label.stop, end)
    }

    fn order(&self, id: usize) -> Vec<usize> {
        let mut order = Vec::new();
        let mut at = id;
        while at != FIRST {
            order.push(self.all[at].stop);
            at = self.all[at].before;
        }
        order.reverse();
        order
    }
}
