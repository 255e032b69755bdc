//! Vehicles that are few: the rounds and trips that they can run in a year.

use std::collections::BTreeSet;

use super::Formulation;
use crate::dataset::Vehicle;
use crate::id::VehicleId;
use crate::optimise::program::{RowId, Sense};
use crate::scenario::Days;

/// A row over what the vehicles of a class do on some days of the week.
#[derive(Debug, Clone)]
pub struct FleetRow {
    /// The row.
    pub row: RowId,
    /// The class.
    pub vehicle: VehicleId,
    /// The days.
    pub days: Days,
}

impl Formulation<'_> {
    /// `fleet[v,D]`: visits a year of the rounds of vehicle v whose stream runs on no other days than D, and where D is the
    /// whole week the trips of its trunks, <= count[v] x days of D in a year. A vehicle runs one round or trip a day.
    ///
    /// D goes over every union of days of the streams that v serves: what can be given a vehicle and a day is then what
    /// satisfies the rows (Hall, 1935).
    pub(super) fn fleet(&mut self) {
        let problem = self.problem;
        for vehicle in problem.dataset.vehicles.values() {
            let Some(count) = vehicle.count else { continue };
            for days in self.unions(vehicle) {
                let mut terms = Vec::new();
                for (&(s, index), &trips) in &self.columns.trips {
                    let own = problem.candidates.streams[s].trunks[index].vehicle == vehicle.id;
                    terms.extend((own && days == Days::ALL).then_some((trips, 1.0)));
                }
                let name = format!("fleet({},{})", vehicle.id, days.to_string().replace(' ', "_"));
                let row = self.program.row(&name, terms, Sense::Le, f64::from(count) * days.a_year());
                self.round_rows.fleet.push(FleetRow { row, vehicle: vehicle.id.clone(), days });
            }
        }
    }

    /// Every union of the days of the streams that a vehicle serves; trunks run on any day.
    fn unions(&self, vehicle: &Vehicle) -> BTreeSet<Days> {
        let streams = self.problem.candidates.streams.iter().zip(&self.problem.scenario.collection);
        let own = streams.flat_map(|(stream, settings)| {
            let hauls = stream.trunks.iter().any(|trunk| trunk.vehicle == vehicle.id);
            let collects = stream.rounds.iter().any(|class| class.vehicle == vehicle.id);
            [collects.then_some(settings.days), hauls.then_some(Days::ALL)]
        });
        let mut unions: BTreeSet<Days> = BTreeSet::new();
        for days in own.flatten() {
            let wider: Vec<Days> = unions.iter().map(|known| known.and(days)).collect();
            unions.extend(wider);
            unions.insert(days);
        }
        unions
    }

    /// The rows that a round of a class enters as such, whatever its stops, with how often.
    pub(in crate::optimise) fn class_rows(&self, stream: usize, option: usize) -> Vec<(RowId, f64)> {
        let class = &self.problem.candidates.streams[stream].rounds[option];
        let days = self.problem.scenario.collection[stream].days;
        let fleet = self.round_rows.fleet.iter().filter(|it| it.vehicle == class.vehicle && days.within(it.days));
        let rows = self.round_rows.count.get(&stream).copied().into_iter().chain(fleet.map(|it| it.row));
        rows.map(|row| (row, f64::from(class.frequency))).collect()
    }
}
