//! What a round keeps beside its load: hours and days of its stops, and stops that may not share it.

use super::ground::Ground;

/// Rules of the stops of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Earliest leaving and latest return, hours of the day, unloading taken off.
    pub day: (f64, f64),
    /// Of each stop: from when to when a visit may begin, hours of the day; infinite: at any time.
    pub windows: Vec<(f64, f64)>,
    /// Of each stop: hours of service.
    pub service: Vec<f64>,
    /// Of each stop: the days of the week on which it may be visited, as bits.
    pub open: Vec<u8>,
    /// Days of the week on which a round must be able to run.
    pub days: u32,
    /// Of each stop: its kind, as a bit; 0: it may be with any other.
    pub kind: Vec<u128>,
    /// Of each stop: the kinds that it may not be with.
    pub barred: Vec<u128>,
}

/// Every day of the week.
pub const ALL_DAYS: u8 = 0b111_1111;

/// Rounding of hours.
const ROUNDING: f64 = 1e-9;

/// What a path has come to.
///
/// Left at t, no later than `leave`, it is done at max(`done`, t + `work`): the function of Savelsbergh (1992). Its
/// least duration is max(`work`, `done` - `leave`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// Earliest end of the last visit, hour of the day.
    pub done: f64,
    /// Driving and service, hours.
    pub work: f64,
    /// Latest leaving that meets all windows.
    pub leave: f64,
    /// Days on which all stops may be visited.
    pub days: u8,
    /// Kinds that may not be added.
    pub barred: u128,
}

impl Clock {
    /// Hours of waiting when the round leaves as late as it can without ending later.
    #[must_use]
    pub fn waiting(&self) -> f64 {
        (self.done - self.leave - self.work).max(0.0)
    }

    /// When a round of least duration leaves, at the earliest.
    #[must_use]
    pub fn leaves(&self) -> f64 {
        (self.done - self.work).min(self.leave)
    }

    /// The latest end of the last visit without any waiting.
    #[must_use]
    pub fn late(&self) -> f64 {
        self.leave + self.work
    }
}

impl Rules {
    /// Those that forbid nothing but what takes too long.
    #[must_use]
    pub fn none(ground: &Ground) -> Self {
        let n = ground.stops();
        Self {
            day: (0.0, ground.most.hours),
            windows: vec![(f64::NEG_INFINITY, f64::INFINITY); n],
            service: ground.visits.iter().map(|visit| visit.hours).collect(),
            open: vec![ALL_DAYS; n],
            days: 0,
            kind: vec![0; n],
            barred: vec![0; n],
        }
    }

    /// Before the first stop.
    #[must_use]
    pub fn start(&self) -> Clock {
        Clock { done: self.day.0, work: 0.0, leave: f64::INFINITY, days: ALL_DAYS, barred: 0 }
    }

    /// After a drive and the visit of a stop; none when a rule forbids it.
    #[must_use]
    pub fn visit(&self, clock: &Clock, drive: f64, stop: usize) -> Option<Clock> {
        let (from, until) = self.windows[stop];
        let arrival = clock.done + drive;
        let days = clock.days & self.open[stop];
        let late = arrival > until + ROUNDING || !drive.is_finite();
        if late || days.count_ones() < self.days || clock.barred & self.kind[stop] != 0 {
            return None;
        }
        Some(Clock {
            done: arrival.max(from) + self.service[stop],
            work: clock.work + drive + self.service[stop],
            leave: clock.leave.min(until - clock.work - drive),
            days,
            barred: clock.barred | self.barred[stop],
        })
    }

    /// After all stops of an order and the way back; `drive` gives the hours from place to place, `n` the number of
    /// stops: the start is place n, the place of unloading n + 1. None when a rule forbids the round.
    #[must_use]
    pub fn round(&self, order: &[usize], n: usize, drive: impl Fn(usize, usize) -> f64) -> Option<Clock> {
        let (mut clock, mut at) = (self.start(), n);
        for &stop in order {
            clock = self.visit(&clock, drive(at, stop), stop)?;
            at = stop;
        }
        let back = drive(at, n + 1) + drive(n + 1, n);
        let end = Clock { done: clock.done + back, work: clock.work + back, ..clock };
        (end.done <= self.day.1 + ROUNDING).then_some(end)
    }

    /// Whether some stop is not open all day.
    #[must_use]
    pub fn windowed(&self) -> bool {
        self.windows.iter().any(|(from, until)| from.is_finite() || until.is_finite())
    }

    /// The rules of other stops: `of` gives for each the stop here, none where it is not in the class.
    #[must_use]
    pub fn select(&self, of: &[Option<usize>]) -> Self {
        fn pick<T: Copy>(values: &[T], of: &[Option<usize>], none: T) -> Vec<T> {
            of.iter().map(|stop| stop.map_or(none, |stop| values[stop])).collect()
        }
        Self {
            day: self.day,
            windows: pick(&self.windows, of, (f64::INFINITY, f64::NEG_INFINITY)),
            service: pick(&self.service, of, 0.0),
            open: pick(&self.open, of, 0),
            days: self.days,
            kind: pick(&self.kind, of, 0),
            barred: pick(&self.barred, of, 0),
        }
    }
}

/// Kinds of stops from pairs that may not be together: stops with the same partners are of one kind. First the kind of
/// each stop, then the kinds that each may not be with; none when there are more kinds than bits.
#[must_use]
pub fn kinds(stops: usize, apart: impl Iterator<Item = (usize, usize)>) -> Option<(Vec<u128>, Vec<u128>)> {
    let mut partners = vec![std::collections::BTreeSet::new(); stops];
    for (a, b) in apart {
        partners[a].insert(b);
        partners[b].insert(a);
    }
    let mut met: Vec<&std::collections::BTreeSet<usize>> = Vec::new();
    let mut kind = vec![0; stops];
    for (stop, set) in partners.iter().enumerate().filter(|(_, set)| !set.is_empty()) {
        let at = met.iter().position(|other| *other == set).unwrap_or_else(|| {
            met.push(set);
            met.len() - 1
        });
        kind[stop] = 1_u128.checked_shl(u32::try_from(at).ok()?)?;
    }
    let barred = partners.iter().map(|set| set.iter().fold(0, |bits, &other| bits | kind[other])).collect();
    Some((kind, barred))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(windows: &[(f64, f64)]) -> Rules {
        let n = windows.len();
        Rules {
            day: (8.0, 16.0),
            windows: windows.to_vec(),
            service: vec![0.5; n],
            open: vec![ALL_DAYS; n],
            days: 1,
            kind: vec![0; n],
            barred: vec![0; n],
        }
    }

    /// All places are one hour apart. Stop 0 opens from 10 to 11, stop 1 from 14 to 15.
    #[test]
    fn a_round_waits_as_little_as_its_windows_allow() {
        let mut rules = rules(&[(10.0, 11.0), (14.0, 15.0)]);
        rules.day.1 = 17.0;
        let clock = rules.round(&[0, 1], 2, |_, _| 1.0).unwrap();
        // leave at 10, at stop 0 from 11 to 11.5, at stop 1 at 12.5, wait 1.5 until 14, done at 14.5, back at 16.5
        assert!((clock.waiting() - 1.5).abs() < 1e-12 && (clock.leaves() - 10.0).abs() < 1e-12);
        assert!(rules.round(&[1, 0], 2, |_, _| 1.0).is_none(), "stop 0 is closed by then");
    }

    #[test]
    fn a_round_that_returns_after_the_day_is_none() {
        let rules = rules(&[(14.0, 15.0)]);
        // done at 14.5, unloads at 15.5, back at 16.5 with legs of one hour, at 15.5 with half hours
        assert!(rules.round(&[0], 1, |_, _| 1.0).is_none());
        assert!((rules.round(&[0], 1, |_, _| 0.5).unwrap().leaves() - 13.5).abs() < 1e-12);
    }

    #[test]
    fn a_round_has_a_day_on_which_all_its_stops_are_open() {
        let mut rules = rules(&[(f64::NEG_INFINITY, f64::INFINITY); 2]);
        rules.open = vec![0b11, 0b110];
        assert!(rules.round(&[0, 1], 2, |_, _| 0.5).is_some());
        rules.days = 2;
        assert!(rules.round(&[0, 1], 2, |_, _| 0.5).is_none());
    }

    #[test]
    fn stops_with_the_same_partners_are_of_one_kind() {
        // 0 and 1 may not be with 2; 3 may be with all
        let (kind, barred) = kinds(4, [(0, 2), (2, 1)].into_iter()).unwrap();
        assert_eq!(kind, [1, 1, 2, 0]);
        assert_eq!(barred, [2, 2, 1, 0]);
        assert!(kinds(300, (0..150).map(|at| (at, at + 150))).is_none());
    }
}
