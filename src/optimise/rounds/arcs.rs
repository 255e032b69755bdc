//! What legs and stops weigh at given prices.

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
        Self { size, weight, constant, hour: 0.0, symmetric: false, subsets: Vec::new() }
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
        sum + self.subsets.iter().map(paid).sum::<f64>()
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
