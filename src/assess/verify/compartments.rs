//! Streams that share a round, each in a compartment of its own.

use super::Check;
use crate::assess::RoundPlan;
use crate::dataset::{Compartment, Vehicle};
use crate::scenario::Stream;

impl Check<'_> {
    /// In a vehicle with compartments, each stream on board of a shared round is in one of its own, within its payload and
    /// its volume; nothing is said of compartments otherwise.
    pub(super) fn compartments(&mut self, plan: &RoundPlan, stream: &Stream, vehicle: &Vehicle) {
        let what = |part: &str| format!("{part} of round {}", plan.round);
        let number = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
        let apart = !stream.joins.is_empty() && !vehicle.compartments.is_empty();
        let expected = if apart { plan.loads.len() } else { 0 };
        let said = || what("streams in compartments");
        self.agree("round.compartments", said, number(plan.compartments.len()), number(expected));
        let mut used = plan.compartments.clone();
        used.sort_unstable();
        used.dedup();
        let twice = plan.compartments.len() - used.len();
        self.agree("round.compartments", || what("streams that share a compartment"), number(twice), 0.0);
        for ((of, _), at) in plan.loads.iter().zip(&plan.compartments) {
            let Some(room) = at.checked_sub(1).and_then(|at| vehicle.compartments.get(at)) else {
                self.agree("round.compartments", || what(&format!("compartment {at}")), 0.0, 1.0);
                continue;
            };
            let Some(own) = self.scenario.collection.iter().find(|it| it.id == *of) else { continue };
            let (mut load, mut volume) = (0.0, 0.0);
            for stop in plan.stops() {
                let visits = self.parts(stream, stop) * f64::from(plan.frequency);
                load += self.load(own, stop).0 / visits;
                volume += self.volume(own, stop) / visits;
            }
            let what = || what(&format!("compartment {at}"));
            self.at_most("round.compartment-payload", what, load, room.payload.value());
            self.at_most("round.compartment-volume", what, volume, room.volume_m3.unwrap_or(f64::INFINITY));
        }
    }

    /// The part of what a company has of joined streams that fits into the compartments of a vehicle, each stream in the
    /// one where that is most; infinite where they mix.
    pub(super) fn room_apart(&self, stream: &Stream, company: &str, vehicle: &Vehicle) -> f64 {
        if stream.joins.is_empty() || vehicle.compartments.is_empty() {
            return f64::INFINITY;
        }
        let own = self.scenario.taken_by(stream).map(|(_, own)| (self.load(own, company).0, self.volume(own, company)));
        best(&own.collect::<Vec<_>>(), &vehicle.compartments)
    }
}

/// The most of all loads that fits when each has one room of its own: tried in every way.
fn best(loads: &[(f64, f64)], rooms: &[Compartment]) -> f64 {
    let Some(((load, volume), rest)) = loads.split_first() else { return f64::INFINITY };
    let with = |at: usize| {
        let others: Vec<Compartment> = [&rooms[..at], &rooms[at + 1..]].concat();
        let of = |amount: f64, limit: f64| if amount > 0.0 { limit / amount } else { f64::INFINITY };
        let own = of(*load, rooms[at].payload.value()).min(of(*volume, rooms[at].volume_m3.unwrap_or(f64::INFINITY)));
        own.min(best(rest, &others))
    };
    (0..rooms.len()).map(with).fold(0.0, f64::max)
}
