//! Companies too large for one visit: they are collected in equal parts, by several rounds.

use super::collection::Stop;
use crate::dataset::{Dataset, Vehicle};
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
    let fits = stream.vehicles.iter().map(|id| room(&dataset.vehicles[id], stop)).fold(0.0, f64::max);
    let parts = (stop.load.value() / f64::from(*often) / fits - 1e-9).ceil();
    (1..=MOST).find(|&count| f64::from(count) >= parts).unwrap_or(1)
}

/// Tonnes of what a company gives that a vehicle takes, by payload and, where every density is known, by volume.
pub(super) fn room(vehicle: &Vehicle, stop: &Stop) -> f64 {
    let by_volume = stop.volume_m3.zip(vehicle.volume_m3).filter(|(volume, _)| *volume > 0.0);
    by_volume.map_or(f64::INFINITY, |(volume, room)| stop.load.value() * room / volume).min(vehicle.payload.value())
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
            ..whole
        };
        stops.extend(std::iter::repeat_n(part, parts as usize));
    }
    stops
}
