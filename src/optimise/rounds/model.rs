//! The program that rounds enter, as numbers: its columns and rows without rounds, its streams, its classes of rounds.

use super::arcs::{Arcs, Laden, SubsetPrice, pairs};
use super::ground::Ground;
use crate::optimise::lp::Lp;
use crate::optimise::program::Sense;

/// What a round comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Extent {
    /// Length.
    pub km: f64,
    /// Duration, hours.
    pub hours: f64,
    /// What is on board of each leg times its length, t.km.
    pub tkm: f64,
}

/// Fixed, per km, per hour and per t.km.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub struct Affine {
    pub fixed: f64,
    pub km: f64,
    pub hour: f64,
    pub tkm: f64,
}

impl Affine {
    /// For a round.
    #[must_use]
    pub fn at(&self, extent: Extent) -> f64 {
        // there may be no way at all
        let of = |rate: f64, amount: f64| if rate == 0.0 { 0.0 } else { rate * amount };
        self.fixed + of(self.km, extent.km) + of(self.hour, extent.hours) + of(self.tkm, extent.tkm)
    }

    /// Of a leg, driven empty.
    #[must_use]
    pub fn leg(&self, km: f64, hours: f64) -> f64 {
        Self { fixed: 0.0, ..*self }.at(Extent { km, hours, tkm: 0.0 })
    }

    fn less(&self, other: &Self, times: f64) -> Self {
        Self {
            fixed: self.fixed - times * other.fixed,
            km: self.km - times * other.km,
            hour: self.hour - times * other.hour,
            tkm: self.tkm - times * other.tkm,
        }
    }
}

/// The stops of a stream.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Row that says that each stop is served once.
    pub cover: Vec<usize>,
    /// Tonnes a year of each.
    pub load: Vec<f64>,
    /// Of each, the first of the stops that its other modes serve together with it: parts of one company.
    pub first: Vec<usize>,
    /// Largest payload of its vehicles.
    pub payload: f64,
    /// Columns that serve each stop without a round.
    pub otherwise: Vec<Vec<usize>>,
}

impl Stream {
    /// How many parts the company of a stop has.
    #[must_use]
    pub fn parts(&self, stop: usize) -> f64 {
        let alike = self.first.iter().filter(|first| **first == self.first[stop]).count();
        f64::from(u32::try_from(alike).unwrap_or(u32::MAX))
    }
}

/// A class of rounds.
#[derive(Debug, Clone)]
pub struct Class {
    /// Index of its stream.
    pub stream: usize,
    /// Its stops, by their index in the stream.
    pub stops: Vec<usize>,
    /// Legs and limits.
    pub ground: Ground,
    /// Visits a year.
    pub times: f64,
    /// Weight of a round, a year, by its length and its whole duration.
    pub cost: Affine,
    /// Hours at the place of unloading.
    pub unloading: f64,
    /// Rows that a visit of each stop enters.
    pub visit: Vec<Vec<(usize, f64)>>,
    /// Rows that a round enters as such.
    pub own: Vec<(usize, f64)>,
    /// Rows that its length and duration enter.
    pub measured: Vec<(usize, Affine)>,
}

impl Class {
    /// Whether a round may as well be driven the other way round, whatever prices are.
    #[must_use]
    pub fn reversible(&self) -> bool {
        let indifferent = |affine: &Affine| affine.tkm == 0.0;
        indifferent(&self.cost) && self.measured.iter().all(|(_, it)| indifferent(it)) && self.ground.symmetric()
    }
}

/// A round, or a path that visits a stop more than once.
#[derive(Debug, Clone, PartialEq)]
pub struct Tour {
    /// Its class.
    pub class: usize,
    /// Stops of the class in order.
    pub order: Vec<usize>,
}

impl Tour {
    /// Whether no stop is visited twice.
    #[must_use]
    pub fn elementary(&self) -> bool {
        let mut stops = self.order.clone();
        stops.sort_unstable();
        stops.windows(2).all(|pair| pair[0] != pair[1])
    }
}

/// The program.
#[derive(Debug, Clone)]
pub struct Model {
    /// Columns and rows without rounds.
    pub base: Lp,
    /// For each column of the base, a value that no answer worth having exceeds.
    pub reach: Vec<f64>,
    /// Rows that rounds enter, with the unit in which what is missing to them is counted.
    pub soft: Vec<(usize, f64)>,
    /// Streams.
    pub streams: Vec<Stream>,
    /// Classes.
    pub classes: Vec<Class>,
}

/// A row that was added to the program: a cut or a branch.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// How often rounds enter a set of stops.
    Entries(Entries),
    /// A subset row: rounds that visit two of three stops, at most one.
    Subset(Subset),
    /// A column of the base.
    Bound {
        /// Column.
        column: usize,
        /// Sense.
        sense: Sense,
        /// Value.
        value: f64,
    },
}

/// Entries of rounds into a set of stops, and the other modes of its stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries {
    /// Stream.
    pub stream: usize,
    /// By stop of the stream.
    pub set: Vec<bool>,
    /// Only rounds of this class.
    pub class: Option<usize>,
    /// Whether a round counts as often as it runs.
    pub yearly: bool,
    /// Coefficients of columns of the base.
    pub others: Vec<(usize, f64)>,
    /// Sense.
    pub sense: Sense,
    /// Right-hand side.
    pub rhs: f64,
}

/// A subset row with limited memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Subset {
    /// Stream.
    pub stream: usize,
    /// Stops of the stream.
    pub members: [usize; 3],
    /// By stop of the stream.
    pub memory: Vec<bool>,
}

impl Cut {
    /// Sense and right-hand side.
    #[must_use]
    pub fn side(&self) -> (Sense, f64) {
        match self {
            Self::Entries(entries) => (entries.sense, entries.rhs),
            Self::Subset(_) => (Sense::Le, 1.0),
            Self::Bound { sense, value, .. } => (*sense, *value),
        }
    }
}

impl Model {
    /// What every objective is a multiple of, where all weights are whole numbers; otherwise 0.
    #[must_use]
    pub fn grain(&self) -> f64 {
        let whole = |value: f64| !value.is_finite() || (value - value.round()).abs() < 1e-9;
        let base = self.base.columns.iter().all(|column| column.cost == 0.0 || (column.integer && whole(column.cost)));
        let classes = self.classes.iter().all(|class| {
            let size = class.ground.size();
            let legs = || (0..size * size).all(|leg| whole(class.cost.km * class.ground.km(leg / size, leg % size)));
            class.cost.hour == 0.0 && class.cost.tkm == 0.0 && whole(class.cost.fixed) && legs()
        });
        f64::from(u8::from(base && classes))
    }

    /// Whether anything but rounds of one class can be chosen in a stream.
    #[must_use]
    pub fn has_choice(&self) -> bool {
        let otherwise = self.streams.iter().any(|stream| stream.otherwise.iter().any(|columns| !columns.is_empty()));
        otherwise || self.classes.len() > self.streams.len() || self.classes.iter().any(|c| !c.measured.is_empty())
    }

    /// Length and whole duration of a round, and what it carries how far.
    #[must_use]
    pub fn measure(&self, tour: &Tour) -> Extent {
        let class = &self.classes[tour.class];
        let (km, driving) = class.ground.measure(&tour.order);
        let service: f64 = tour.order.iter().map(|&stop| class.ground.visits[stop].hours).sum();
        let hours = driving + service + class.unloading + class.ground.waiting(&tour.order);
        Extent { km, hours, tkm: class.ground.haulage(&tour.order) }
    }

    /// Weight of a round.
    #[must_use]
    pub fn cost(&self, tour: &Tour) -> f64 {
        self.classes[tour.class].cost.at(self.measure(tour))
    }

    /// What a stop of a class pays of a round: its service and, of the rest of a round to it alone, the part that its load
    /// fills (Haimovich and Rinnooy Kan, 1985).
    #[must_use]
    pub fn shared_cost(&self, class: usize, at: usize) -> f64 {
        let numbers = &self.classes[class];
        let visit = &numbers.ground.visits[at];
        let filled = (visit.load / numbers.ground.most.load).min(1.0);
        let alone = Tour { class, order: vec![at] };
        // what is loaded is carried whoever else is on board
        let own = numbers.cost.hour * visit.hours + numbers.cost.tkm * numbers.ground.haulage(&alone.order);
        (self.cost(&alone) - own) * filled + own
    }

    /// Rows of the base that a round enters.
    #[must_use]
    pub fn terms(&self, tour: &Tour) -> Vec<(usize, f64)> {
        let class = &self.classes[tour.class];
        let extent = self.measure(tour);
        let mut terms: Vec<(usize, f64)> = class.own.clone();
        for &stop in &tour.order {
            terms.extend(&class.visit[stop]);
        }
        terms.extend(class.measured.iter().map(|(row, affine)| (*row, affine.at(extent))));
        terms.sort_by_key(|term| term.0);
        terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        terms
    }

    /// The coefficient of a round in a cut.
    #[must_use]
    pub fn coefficient(&self, cut: &Cut, tour: &Tour) -> f64 {
        let class = &self.classes[tour.class];
        match cut {
            Cut::Entries(entries) => {
                if entries.stream != class.stream || entries.class.is_some_and(|only| only != tour.class) {
                    return 0.0;
                }
                let mut inside = false;
                let mut count = 0.0;
                for &stop in &tour.order {
                    let now = entries.set[class.stops[stop]];
                    count += f64::from(u8::from(now && !inside));
                    inside = now;
                }
                if entries.yearly { count * class.times } else { count }
            }
            Cut::Subset(subset) => {
                if subset.stream != class.stream {
                    return 0.0;
                }
                let member = |stop: usize| subset.members.contains(&class.stops[stop]);
                f64::from(pairs(&tour.order, member, |stop| subset.memory[class.stops[stop]]))
            }
            Cut::Bound { .. } => 0.0,
        }
    }

    /// Weight of rounds of a class at the prices of the rows over measures; `free`: they cost nothing by themselves.
    #[must_use]
    pub fn effective(&self, class: usize, duals: &[f64], free: bool) -> Affine {
        let class = &self.classes[class];
        let cost = if free { Affine::default() } else { class.cost };
        class.measured.iter().fold(cost, |cost, (row, affine)| cost.less(affine, duals[*row]))
    }

    /// The weights of a class's legs at the prices of rows and cuts (in this order); `free`: rounds cost nothing by
    /// themselves.
    #[must_use]
    pub fn arcs(&self, index: usize, duals: &[f64], cuts: &[Cut], free: bool) -> Arcs {
        let class = &self.classes[index];
        let ground = &class.ground;
        let cost = self.effective(index, duals, free);
        let (start, end) = (ground.start(), ground.end());
        let n = ground.stops();
        let laden = (cost.tkm != 0.0).then(|| Laden::new(ground, cost.tkm));
        let prize: Vec<f64> = (0..n + 2)
            .map(|stop| {
                if stop >= n {
                    return 0.0;
                }
                let earned: f64 = class.visit[stop].iter().map(|(row, coefficient)| duals[*row] * coefficient).sum();
                let carried = laden.as_ref().map_or(0.0, |laden| laden.least(stop));
                earned - cost.hour * ground.visits[stop].hours - carried
            })
            .collect();
        let own: f64 = class.own.iter().map(|(row, coefficient)| duals[*row] * coefficient).sum();
        let back = cost.leg(ground.km(end, start), ground.hours(end, start) + class.unloading);
        let mut arcs = Arcs::new(n, cost.fixed + back - own, |a, b| {
            if a == b || a == end || b == start || (a == start && b == end) || !ground.km(a, b).is_finite() {
                return f64::INFINITY;
            }
            cost.leg(ground.km(a, b), ground.hours(a, b)) - f64::midpoint(prize[a], prize[b])
        });
        arcs.hour = cost.hour;
        arcs.symmetric = laden.is_none() && ground.symmetric();
        arcs.laden = laden;
        for (cut, &price) in cuts.iter().zip(&duals[self.base.rows.len()..]) {
            match cut {
                Cut::Entries(entries)
                    if entries.stream == class.stream && entries.class.is_none_or(|only| only == index) =>
                {
                    let inside = |place: usize| place < n && entries.set[class.stops[place]];
                    let earned = price * if entries.yearly { class.times } else { 1.0 };
                    for a in 0..n + 2 {
                        for b in (0..n + 2).filter(|&b| inside(a) != inside(b)) {
                            arcs.add(a, b, -earned / 2.0);
                        }
                    }
                }
                Cut::Subset(subset) if subset.stream == class.stream && price < -1e-12 => {
                    let members: Vec<usize> =
                        (0..n).filter(|&stop| subset.members.contains(&class.stops[stop])).collect();
                    if members.len() >= 2 {
                        let memory = class.stops.iter().map(|&stop| subset.memory[stop]).collect();
                        arcs.subsets.push(SubsetPrice { members, memory, price: -price });
                    }
                }
                _ => {}
            }
        }
        arcs
    }
}
