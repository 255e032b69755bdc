//! Every round that could be part of a better answer: paths without repeated stops whose reduced weight is within the gap
//! (route enumeration: Baldacci, Christofides and Mingozzi, 2008).

use super::arcs::Arcs;
use super::ground::Visit;
use super::labels::{Care, Labels, Search};
use super::model::{Affine, Class, Extent};
use super::near::Near;

/// No path before.
const FIRST: usize = usize::MAX;

/// A path from the start that visits no stop twice.
#[derive(Debug, Clone, Copy)]
struct Path {
    set: u128,
    stop: usize,
    weight: f64,
    /// What it adds to the objective, without prices.
    cost: f64,
    taken: Visit,
    odd: u128,
    before: usize,
}

/// What is listed, and how much of it at most.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// The class.
    pub class: &'a Class,
    /// Memories of the paths that bound completions.
    pub near: &'a Near,
    /// Reduced weights.
    pub arcs: &'a Arcs,
    /// Only rounds up to this reduced weight.
    pub limit: f64,
    /// Most labels in the bounds, and most paths.
    pub labels: usize,
    /// Most rounds.
    pub rounds: usize,
}

impl Listing<'_> {
    /// Most stops of a class that can be listed: they are the bits of a set.
    pub const STOPS: usize = 128;

    /// All rounds within the limit, but for those that a cheaper order of the same stops makes superfluous. `None`: too
    /// many, a class with hours or days, or loads that earn.
    #[must_use]
    pub fn run(&self) -> Option<Vec<Vec<usize>>> {
        let ground = &self.class.ground;
        if ground.rules.is_some() || ground.stops() > Self::STOPS || self.arcs.earns() {
            return None;
        }
        let search = Search {
            ground,
            near: self.near,
            arcs: self.arcs,
            care: Care::Exact,
            backwards: true,
            by_time: ground.shorter_by_time(),
            timed: ground.timed(),
            bulky: ground.bulky(),
            most: self.labels,
            until: None,
            whole: true,
        };
        let rest = Rest::new(search.run()?, ground.stops());
        let mut all: Vec<Path> = Vec::new();
        let mut rounds: Vec<(u128, f64, usize)> = Vec::new();
        let mut level = vec![FIRST];
        while !level.is_empty() {
            let mut next = Vec::new();
            for &id in &level {
                let path = all.get(id).copied().unwrap_or_else(|| self.start());
                self.extend(&search, &rest, id, &path, &mut next);
                if id != FIRST && self.closes(&path) {
                    let cost = path.cost + self.leg(&path, ground.end());
                    rounds.push((path.set, cost, id));
                }
            }
            self.thin(&search, &mut next);
            level = (all.len()..all.len() + next.len()).collect();
            all.extend(next);
            if all.len() > self.labels {
                return None;
            }
        }
        rounds.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        if self.by_cost() {
            rounds.dedup_by_key(|round| round.0);
        }
        (rounds.len() <= self.rounds).then(|| rounds.into_iter().map(|(_, _, id)| order(&all, id)).collect())
    }

    fn start(&self) -> Path {
        let stop = self.class.ground.start();
        let weight = self.arcs.constant;
        Path { set: 0, stop, weight, cost: 0.0, taken: Visit::default(), odd: 0, before: FIRST }
    }

    /// Whether of two orders of the same stops the cheaper one always does: where length and hours enter no row.
    fn by_cost(&self) -> bool {
        self.class.measured.is_empty()
    }

    /// What the way from the end of a path to a place adds to the objective.
    fn leg(&self, path: &Path, to: usize) -> f64 {
        let ground = &self.class.ground;
        let (km, hours) = (ground.km(path.stop, to), ground.hours(path.stop, to));
        let carried = if path.set == 0 { 0.0 } else { path.taken.load * km };
        Affine { fixed: 0.0, ..self.class.cost }.at(Extent { km, hours, tkm: carried })
    }

    /// The reduced weight of a path with the way to a place.
    fn weight(&self, path: &Path, to: usize) -> f64 {
        path.weight + self.arcs.weight(path.stop, to) + path.taken.load * self.arcs.per_tonne(path.stop, to)
    }

    fn closes(&self, path: &Path) -> bool {
        let ground = &self.class.ground;
        let hours = path.taken.hours + ground.hours(path.stop, ground.end());
        let whole = Visit { hours, ..path.taken };
        whole.within(&ground.road()) && self.weight(path, ground.end()) <= self.limit
    }

    fn extend(&self, search: &Search<'_>, rest: &Rest, id: usize, path: &Path, next: &mut Vec<Path>) {
        let ground = &self.class.ground;
        for stop in (0..ground.stops()).filter(|&stop| path.set >> stop & 1 == 0) {
            let weight = self.weight(path, stop);
            let driving = Visit { hours: path.taken.hours + ground.hours(path.stop, stop), ..path.taken };
            let room = search.most_on_board() - search.on_board(&driving);
            // what a path from here pays for pairs of members on both sides of the leg is left out
            if !weight.is_finite() || weight + rest.least(stop, room) > self.limit {
                continue;
            }
            let taken = driving.and(&ground.visits[stop]);
            if !taken.within(&ground.road()) {
                continue;
            }
            let (odd, paid) = search.turned(path.odd, stop);
            let cost = path.cost + self.leg(path, stop);
            next.push(Path { set: path.set | 1 << stop, stop, weight: weight + paid, cost, taken, odd, before: id });
        }
    }

    /// Of paths over the same stops to the same stop, drops those that another replaces in every answer.
    ///
    /// A round that is dropped, put in an answer better than the best known, could be replaced by the cheaper one; the
    /// answer would be better still, so that the cheaper one is within the limit and listed.
    fn thin(&self, search: &Search<'_>, paths: &mut Vec<Path>) {
        if !self.by_cost() {
            return;
        }
        paths.sort_by(|a, b| {
            let key = (a.set, a.stop).cmp(&(b.set, b.stop));
            key.then(a.cost.total_cmp(&b.cost))
                .then(a.taken.hours.total_cmp(&b.taken.hours))
                .then(a.before.cmp(&b.before))
        });
        let mut kept: Option<(u128, usize, f64)> = None;
        paths.retain(|path| {
            let same = kept.filter(|(set, stop, _)| (*set, *stop) == (path.set, path.stop));
            let stays = same.is_none_or(|(_, _, hours)| search.timed && path.taken.hours < hours);
            if stays {
                kept = Some((path.set, path.stop, path.taken.hours));
            }
            stays
        });
    }
}

fn order(all: &[Path], id: usize) -> Vec<usize> {
    let mut order = Vec::new();
    let mut at = id;
    while at != FIRST {
        order.push(all[at].stop);
        at = all[at].before;
    }
    order.reverse();
    order
}

/// For each stop, the least weight of a path from the end to it, by what it has on board.
struct Rest {
    labels: Labels,
    least: Vec<f64>,
}

impl Rest {
    fn new(labels: Labels, stops: usize) -> Self {
        let mut least = Vec::with_capacity(stops * Labels::layers());
        for stop in 0..stops {
            let mut best = f64::INFINITY;
            for layer in 0..Labels::layers() {
                let cheapest = labels.ids(stop, layer).first().map(|&id| labels.all[id as usize].weight);
                best = best.min(cheapest.unwrap_or(f64::INFINITY));
                least.push(best);
            }
        }
        Self { labels, least }
    }

    /// The least weight among paths for which there may be room.
    fn least(&self, stop: usize, room: f64) -> f64 {
        self.least[stop * Labels::layers() + self.labels.layer_of(room.max(0.0) * (1.0 + 1e-9))]
    }
}
