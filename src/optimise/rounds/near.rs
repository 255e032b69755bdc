//! Neighbourhoods that bound which stops a path remembers (ng-routes: Baldacci, Mingozzi and Roberti, 2011).

/// For each stop, the stops that a path at it may remember, itself among them.
#[derive(Debug, Clone)]
pub struct Near {
    stops: usize,
    sets: Vec<Vec<usize>>,
    /// Position of a stop in the set of another; none: 255.
    position: Vec<u8>,
}

const NONE: u8 = u8::MAX;

impl Near {
    /// Most stops in a set: they are the bits of a word.
    pub const MOST: usize = 32;

    /// The `size` nearest of each stop under a distance.
    pub fn nearest(stops: usize, size: usize, distance: impl Fn(usize, usize) -> f64) -> Self {
        let sets = (0..stops).map(|at| {
            let mut others: Vec<usize> = (0..stops).collect();
            others.sort_by(|&a, &b| {
                let key = |x: usize| if x == at { f64::NEG_INFINITY } else { distance(at, x).min(distance(x, at)) };
                key(a).total_cmp(&key(b)).then(a.cmp(&b))
            });
            others.truncate(size.clamp(1, Self::MOST));
            others
        });
        let mut near = Self { stops, sets: sets.collect(), position: Vec::new() };
        near.index();
        near
    }

    fn index(&mut self) {
        self.position = vec![NONE; self.stops * self.stops];
        for (at, set) in self.sets.iter().enumerate() {
            for (position, &other) in set.iter().enumerate() {
                self.position[at * self.stops + other] = u8::try_from(position).unwrap_or(NONE);
            }
        }
    }

    /// Has a stop remembered everywhere: no path visits it twice.
    pub fn remember(&mut self, stop: usize) {
        for set in self.sets.iter_mut().filter(|set| !set.contains(&stop)) {
            if set.len() == Self::MOST {
                set.pop();
            }
            set.push(stop);
        }
        self.index();
    }

    /// Number of stops.
    #[must_use]
    pub fn stops(&self) -> usize {
        self.stops
    }

    /// Whether a path at `at` may remember `other`.
    #[must_use]
    pub fn holds(&self, at: usize, other: usize) -> bool {
        self.position[at * self.stops + other] != NONE
    }

    /// The bit of a stop in the memory at `at`; 0 when it is not remembered there.
    #[must_use]
    pub fn bit(&self, at: usize, other: usize) -> u32 {
        match self.position[at * self.stops + other] {
            NONE => 0,
            position => 1 << position,
        }
    }

    /// What of a memory at one stop is still remembered at another.
    #[must_use]
    pub fn carried(&self, memory: u32, from: usize, to: usize) -> u32 {
        let row = &self.position[to * self.stops..(to + 1) * self.stops];
        let mut rest = memory;
        let mut carried = 0;
        while rest != 0 {
            let position = row[self.sets[from][rest.trailing_zeros() as usize]];
            if position != NONE {
                carried |= 1 << position;
            }
            rest &= rest - 1;
        }
        carried
    }

    /// Remembers the repeated stop along each cycle of an order, where there is room; false: nothing changed.
    pub fn forbid_cycles(&mut self, order: &[usize], most: usize) -> bool {
        let mut changed = false;
        for (at, &stop) in order.iter().enumerate() {
            let Some(back) = order[..at].iter().rposition(|&other| other == stop) else { continue };
            let inner = &order[back + 1..at];
            if inner.iter().all(|&node| self.holds(node, stop) || self.sets[node].len() < most.min(Self::MOST)) {
                for &node in inner {
                    if !self.holds(node, stop) {
                        self.sets[node].push(stop);
                        changed = true;
                    }
                }
            }
        }
        if changed {
            self.index();
        }
        changed
    }

    /// Whether an order is one that paths with these memories may take.
    #[must_use]
    pub fn allows(&self, order: &[usize]) -> bool {
        order.iter().enumerate().all(|(at, &stop)| {
            order[..at]
                .iter()
                .rposition(|&other| other == stop)
                .is_none_or(|back| order[back + 1..at].iter().any(|&node| !self.holds(node, stop)))
        })
    }
}
