//! Companies too large for one visit: they are collected in equal parts, by several rounds.

use super::collection::{Share, Stop};
use crate::dataset::{Compartment, Dataset, Vehicle};
use crate::quantity::Tonnes;
use crate::scenario::{Days, Mode, Stream};

/// Most parts: a company that needs more is left to other modes.
pub const MOST: u32 = 50;

/// Into how many parts a company's flows are cut: the fewest such that a part fits into some vehicle of the stream, when it
/// is visited as often as the scenario and its open days allow. What it may store limits how seldom it is visited, and no
/// parts.
fn needed(dataset: &Dataset, stream: &Stream, stop: &Stop) -> u32 {
    let open = |times: &&u32| Days::needed(**times) <= stop.days.count();
    let often = stream.frequency.iter().filter(open).max();
    let Some(often) = often.filter(|_| stream.modes.contains(&Mode::Round)) else { return 1 };
    let vehicles = stream.vehicles.iter().map(|id| &dataset.vehicles[id]);
    let rooms = vehicles.flat_map(|vehicle| {
        compartments(vehicle, stream).into_iter().map(move |compartments| room(vehicle, &compartments, stop))
    });
    let fits = rooms.fold(0.0, f64::max);
    let parts = (stop.load.value() / f64::from(*often) / fits - 1e-9).ceil();
    (1..=MOST).find(|&count| f64::from(count) >= parts).unwrap_or(1)
}

/// The ways in which a vehicle keeps the streams of a collection apart: for each, the compartment of each stream, in which
/// all that a round takes of it is. One way with none where streams mix, or there is one; of ways that allow the same, one.
pub(super) fn compartments(vehicle: &Vehicle, stream: &Stream) -> Vec<Vec<usize>> {
    if vehicle.compartments.is_empty() || stream.joins.is_empty() {
        return vec![Vec::new()];
    }
    let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in &stream.joins {
        let free =
            |way: &Vec<usize>| (0..vehicle.compartments.len()).filter(|at| !way.contains(at)).collect::<Vec<_>>();
        let longer = |way: Vec<usize>| free(&way).into_iter().map(move |at| [way.as_slice(), &[at]].concat());
        ways = ways.into_iter().flat_map(longer).collect();
    }
    let sizes = |way: &Vec<usize>| way.iter().map(|&at| vehicle.compartments[at]).collect::<Vec<_>>();
    let mut met: Vec<Vec<Compartment>> = Vec::new();
    ways.retain(|way| {
        let sizes = sizes(way);
        let new = !met.contains(&sizes);
        met.push(sizes);
        new
    });
    ways
}

/// Tonnes of what a company gives that a vehicle takes, by payload and, where every density is known, by volume; of
/// streams that it keeps apart, until the first of their compartments is full.
pub(super) fn room(vehicle: &Vehicle, compartments: &[usize], stop: &Stop) -> f64 {
    let fits = |load: Tonnes, volume_m3: Option<f64>, room: Compartment| {
        let by_load = if load > Tonnes::ZERO { room.payload / load } else { f64::INFINITY };
        let by_volume = volume_m3.zip(room.volume_m3).filter(|(volume, _)| *volume > 0.0);
        by_volume.map_or(f64::INFINITY, |(volume, room)| room / volume).min(by_load)
    };
    let whole = Compartment { payload: vehicle.payload, volume_m3: vehicle.volume_m3 };
    let apart = stop.shares.iter().zip(compartments);
    let apart = apart.map(|(share, &at)| fits(share.load, share.volume_m3, vehicle.compartments[at]));
    stop.load.value() * apart.fold(fits(stop.load, stop.volume_m3, whole), f64::min)
}

impl Share {
    fn part(&self, share: f64) -> Self {
        Self { load: self.load * share, volume_m3: self.volume_m3.map(|volume| volume * share) }
    }
}

/// The companies of a stream as its rounds see them: each as often as it has parts, one after the other.
pub(super) fn cut(dataset: &Dataset, stream: &Stream, companies: impl Iterator<Item = Stop>) -> Vec<Stop> {
    let mut stops = Vec::new();
    for whole in companies {
        let parts = needed(dataset, stream, &whole);
        let share = 1.0 / f64::from(parts);
        let first = stops.len();
        let part = Stop {
            first,
            parts,
            load: whole.load * share,
            tonnes: whole.tonnes.iter().map(|tonnes| *tonnes * share).collect::<Vec<Tonnes>>(),
            volume_m3: whole.volume_m3.map(|volume| volume * share),
            shares: whole.shares.iter().map(|of| of.part(share)).collect(),
            ..whole
        };
        stops.extend(std::iter::repeat_n(part, parts as usize));
    }
    stops
}
