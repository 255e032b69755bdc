//! The best order of every set of stops, by dynamic programming over sets (Held and Karp, 1962).

/// Distances and driving times between the places of a class of rounds, one way, stops first.
#[derive(Debug, Clone)]
pub struct Legs {
    stops: usize,
    /// km and hours, row by row, over stops, then depot, then place of unloading.
    km: Vec<f64>,
    hours: Vec<f64>,
}

impl Legs {
    /// Builds the matrices from a function of two indices (stops first, then depot, then unloading).
    pub fn new(stops: usize, leg: impl Fn(usize, usize) -> (f64, f64)) -> Self {
        let size = stops + 2;
        let pairs = || (0..size).flat_map(|a| (0..size).map(move |b| (a, b)));
        Self {
            stops,
            km: pairs().map(|(a, b)| leg(a, b).0).collect(),
            hours: pairs().map(|(a, b)| leg(a, b).1).collect(),
        }
    }

    /// Number of stops.
    #[must_use]
    pub fn stops(&self) -> usize {
        self.stops
    }

    /// km between two places.
    #[must_use]
    pub fn km(&self, a: usize, b: usize) -> f64 {
        self.km[a * (self.stops + 2) + b]
    }

    /// Driving hours between two places.
    #[must_use]
    pub fn hours(&self, a: usize, b: usize) -> f64 {
        self.hours[a * (self.stops + 2) + b]
    }

    /// The index of the depot.
    #[must_use]
    pub fn depot(&self) -> usize {
        self.stops
    }

    /// The index of the place of unloading.
    #[must_use]
    pub fn unload(&self) -> usize {
        self.stops + 1
    }

    /// km and driving hours from the depot over stops in this order to the place of unloading and back.
    #[must_use]
    pub fn measure(&self, order: &[usize]) -> (f64, f64) {
        let path = [self.depot()].into_iter().chain(order.iter().copied()).chain([self.unload(), self.depot()]);
        let path: Vec<usize> = path.collect();
        path.windows(2).fold((0.0, 0.0), |(km, h), leg| (km + self.km(leg[0], leg[1]), h + self.hours(leg[0], leg[1])))
    }

    /// Whether every driving time is its distance over one speed, so that one order is best for both.
    #[must_use]
    pub fn proportional(&self) -> bool {
        let speed = self.km.iter().zip(&self.hours).find(|(km, _)| **km > 0.0).map_or(0.0, |(km, h)| h / km);
        self.km.iter().zip(&self.hours).all(|(km, h)| (h - km * speed).abs() <= 1e-9 * (1.0 + h.abs()))
    }
}

/// What a kilometre and an hour weigh when the best order is sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LegWeights {
    /// Per km.
    pub km: f64,
    /// Per hour.
    pub hour: f64,
}

/// The best tour of every non-empty set of at most [`Tours::MOST`] stops; sets are bit masks.
#[derive(Debug, Clone)]
pub struct Tours {
    stops: usize,
    /// For each set and last stop: least weight from the depot, its km and hours, and the stop before.
    weight: Vec<f64>,
    before: Vec<u8>,
    /// For each set: last stop, and km and driving hours of the whole tour.
    last: Vec<u8>,
    length: Vec<(f64, f64)>,
}

impl Tours {
    /// Most stops that are enumerated: 2^15 sets of 15 last stops fit in 10 MB and 20 ms.
    pub const MOST: usize = 15;

    /// Finds them. Ties go to the lower index, so that the answer does not depend on anything else.
    #[must_use]
    pub fn solve(legs: &Legs, weights: LegWeights) -> Self {
        let n = legs.stops();
        let sets = 1usize << n;
        let leg = |a: usize, b: usize| weights.km * legs.km(a, b) + weights.hour * legs.hours(a, b);
        let mut tours = Self {
            stops: n,
            weight: vec![f64::INFINITY; sets * n],
            before: vec![u8::MAX; sets * n],
            last: vec![u8::MAX; sets],
            length: vec![(f64::INFINITY, f64::INFINITY); sets],
        };
        for stop in 0..n {
            tours.weight[(1 << stop) * n + stop] = leg(legs.depot(), stop);
        }
        for set in 1..sets {
            for last in (0..n).filter(|last| set >> last & 1 == 1) {
                let so_far = tours.weight[set * n + last];
                for next in (0..n).filter(|next| set >> next & 1 == 0) {
                    let at = (set | 1 << next) * n + next;
                    let candidate = so_far + leg(last, next);
                    if candidate < tours.weight[at] {
                        tours.weight[at] = candidate;
                        tours.before[at] = u8::try_from(last).unwrap_or(u8::MAX);
                    }
                }
            }
            tours.close(set, legs, leg);
        }
        tours
    }

    fn close(&mut self, set: usize, legs: &Legs, leg: impl Fn(usize, usize) -> f64) {
        let n = self.stops;
        let mut best = (f64::INFINITY, None);
        for last in (0..n).filter(|last| set >> last & 1 == 1) {
            let whole = self.weight[set * n + last] + leg(last, legs.unload());
            if whole < best.0 {
                best = (whole, Some(last));
            }
        }
        if let Some(last) = best.1 {
            self.last[set] = u8::try_from(last).unwrap_or(u8::MAX);
            self.length[set] = legs.measure(&self.order(set));
        }
    }

    /// km and driving hours of the best tour of a set; infinite where a leg is unknown.
    #[must_use]
    pub fn length(&self, set: usize) -> (f64, f64) {
        self.length[set]
    }

    /// The stops of a set in the best order.
    #[must_use]
    pub fn order(&self, mut set: usize) -> Vec<usize> {
        let mut order = Vec::new();
        let mut stop = self.last[set];
        while stop != u8::MAX {
            let at = set * self.stops + usize::from(stop);
            order.push(usize::from(stop));
            set &= !(1 << stop);
            stop = self.before[at];
        }
        order.reverse();
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places on a line at km 0 (depot and unloading), 1, 2, 5: any set costs twice its farthest stop.
    #[test]
    fn stops_on_a_line_cost_twice_the_farthest() {
        let at = [1.0_f64, 2.0, 5.0, 0.0, 0.0];
        let legs = Legs::new(3, |a, b| ((at[a] - at[b]).abs(), (at[a] - at[b]).abs() / 50.0));
        let tours = Tours::solve(&legs, LegWeights { km: 1.0, hour: 0.0 });
        for (set, farthest) in [(0b001, 1.0), (0b010, 2.0), (0b011, 2.0), (0b100, 5.0), (0b111, 5.0)] {
            assert!((tours.length(set).0 - 2.0 * farthest).abs() < 1e-12, "set {set:b}");
            assert!((tours.length(set).1 - 2.0 * farthest / 50.0).abs() < 1e-12);
        }
        assert!(legs.proportional());
    }

    #[test]
    fn the_best_of_all_orders_is_found() {
        // asymmetric distances: only the order 2, 0, 1 avoids the legs of 10 km
        let cheap = [(3, 2), (2, 0), (0, 1), (1, 4), (4, 3)];
        let legs = Legs::new(3, |a, b| if cheap.contains(&(a, b)) { (1.0, 0.1) } else { (10.0, 0.1) });
        let tours = Tours::solve(&legs, LegWeights { km: 1.0, hour: 0.0 });
        assert_eq!(tours.order(0b111), vec![2, 0, 1]);
        assert!((tours.length(0b111).0 - 5.0).abs() < 1e-12);
        assert!(!legs.proportional());
    }
}
