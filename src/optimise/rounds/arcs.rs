//! What legs and stops weigh at given prices.

use super::ground::Ground;

/// A subset-row cut at its price (Jepsen, Petersen, Spoorendonk and Pisinger, 2008), with a limited memory
/// (Pecin, Pessoa, Poggi and Uchoa, 2017): every second member visited costs the price, and a path that leaves the
/// memory forgets how many it visited.
#[derive(Debug, Clone)]
pub struct SubsetPrice {
    /// Stops of the class.
    pub members: Vec<usize>,
    /// By stop: whether a path there remembers; members do.
    pub memory: Vec<bool>,
    /// Positive.
    pub price: f64,
}

/// The weight of what is on board, at a price of its t.km.
///
/// What a stop loads goes on to the end, whatever way that is. Its shortest way there is part of the weight of the stop;
/// each leg weighs, for each tonne on board, what it makes the rest longer than that: km(a, b) + way(b) - way(a).
#[derive(Debug, Clone)]
pub struct Laden {
    size: usize,
    per_tonne: Vec<f64>,
    /// Tonnes of each visit.
    load: Vec<f64>,
    /// Of what each visit loads, on its shortest way to the end.
    least: Vec<f64>,
    /// Whether hauling pays, so that no way is counted with the stops.
    pub earns: bool,
}

impl Laden {
    /// For the legs of a class.
    #[must_use]
    pub fn new(ground: &Ground, price: f64) -> Self {
        let (size, earns) = (ground.size(), price < 0.0);
        let ways = if earns { vec![0.0; size] } else { ground.ways() };
        let leg = |a: usize, b: usize| {
            let longer = ground.km(a, b) + ways[b] - ways[a];
            if a < ground.stops() && longer.is_finite() { price * longer.max(0.0) } else { 0.0 }
        };
        let load: Vec<f64> = ground.visits.iter().map(|visit| visit.load).collect();
        Self {
            per_tonne: (0..size * size).map(|pair| leg(pair / size, pair % size)).collect(),
            least: load
                .iter()
                .zip(&ways)
                .map(|(load, way)| if *load > 0.0 { price * load * way } else { 0.0 })
                .collect(),
            load,
            size,
            earns,
        }
    }

    /// What a visit weighs at least.
    #[must_use]
    pub fn least(&self, stop: usize) -> f64 {
        self.least[stop]
    }

    fn order(&self, order: &[usize]) -> f64 {
        let (mut sum, mut load) = (0.0, 0.0);
        for (at, &stop) in order.iter().enumerate() {
            load += self.load[stop];
            let next = order.get(at + 1).copied().unwrap_or(self.size - 1);
            sum += load * self.per_tonne[stop * self.size + next];
        }
        sum
    }
}

/// Reduced weights of the legs of a class.
#[derive(Debug, Clone)]
pub struct Arcs {
    size: usize,
    /// From place to place, the prize of the place arrived at taken off; infinite: forbidden.
    weight: Vec<f64>,
    /// Of a round as such.
    pub constant: f64,
    /// Of an hour, waiting included.
    pub hour: f64,
    /// What is on board, where it weighs.
    pub laden: Option<Laden>,
    /// Whether both directions weigh the same.
    pub symmetric: bool,
    /// Prices of the subset rows, at most [`Arcs::SUBSETS`].
    pub subsets: Vec<SubsetPrice>,
}

impl Arcs {
    /// Most subset rows: they are the bits of a state.
    pub const SUBSETS: usize = 128;

    /// From a function of two places, stops first, then start and end.
    pub fn new(stops: usize, constant: f64, weight: impl Fn(usize, usize) -> f64) -> Self {
        let size = stops + 2;
        let weight = (0..size).flat_map(|a| (0..size).map(move |b| (a, b))).map(|(a, b)| weight(a, b)).collect();
        Self { size, weight, constant, hour: 0.0, laden: None, symmetric: false, subsets: Vec::new() }
    }

    /// The weight of a leg.
    #[must_use]
    pub fn weight(&self, a: usize, b: usize) -> f64 {
        self.weight[a * self.size + b]
    }

    /// The weights of the legs from a place to all.
    #[must_use]
    pub fn row(&self, from: usize) -> &[f64] {
        &self.weight[from * self.size..][..self.size]
    }

    /// The weight of arriving at `b` from `a` when the round is built from its end: the leg is driven from b to a, and
    /// the prize of b is that of a path that ends there.
    #[must_use]
    pub fn backward(&self, a: usize, b: usize) -> f64 {
        self.weight[b * self.size + a]
    }

    /// What each tonne on board adds to the weight of a leg.
    #[must_use]
    pub fn per_tonne(&self, a: usize, b: usize) -> f64 {
        self.laden.as_ref().map_or(0.0, |laden| laden.per_tonne[a * self.size + b])
    }

    /// Whether what is on board makes a way weigh less: then no completion of a path is bounded by that of a lighter one.
    #[must_use]
    pub fn earns(&self) -> bool {
        self.laden.as_ref().is_some_and(|laden| laden.earns)
    }

    /// Adds to the weight of a leg.
    pub fn add(&mut self, a: usize, b: usize, value: f64) {
        self.weight[a * self.size + b] += value;
    }

    /// The weight of a whole order, with the prices of the subset rows.
    #[must_use]
    pub fn order(&self, order: &[usize]) -> f64 {
        let mut at = self.size - 2;
        let mut sum = self.constant;
        for &next in order.iter().chain(&[self.size - 1]) {
            sum += self.weight(at, next);
            at = next;
        }
        let paid = |subset: &SubsetPrice| {
            subset.price * f64::from(pairs(order, |stop| subset.members.contains(&stop), |stop| subset.memory[stop]))
        };
        let carried = self.laden.as_ref().map_or(0.0, |laden| laden.order(order));
        sum + carried + self.subsets.iter().map(paid).sum::<f64>()
    }
}

/// How often an order completes a pair of members without leaving the memory.
pub fn pairs(order: &[usize], member: impl Fn(usize) -> bool, memory: impl Fn(usize) -> bool) -> u32 {
    let (mut pairs, mut odd) = (0, false);
    for &stop in order {
        odd &= memory(stop) || member(stop);
        if member(stop) {
            pairs += u32::from(odd);
            odd = !odd;
        }
    }
    pairs
}
