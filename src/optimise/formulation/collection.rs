//! Collections: modes, what they carry, trunk haulage, and the least number of rounds.

use super::{Formulation, haul_impact};
use crate::discover::{Stop, StreamCandidates, Taker, TrunkOption};
use crate::id::{FacilityId, MaterialId};
use crate::network::rates;
use crate::optimise::program::{Col, Impact, Measure, RowId, Sense};
use crate::quantity::Tonnes;
use crate::scenario::Stream;

impl<'a> Formulation<'a> {
    /// Columns of the modes (0 or 1), of what is collected (t/year) and of trunk haulage (t and trips a year).
    pub(super) fn collection_columns(&mut self) {
        let problem = self.problem;
        for (s, stream) in problem.candidates.streams.iter().enumerate() {
            let settings = &problem.scenario.collection[s];
            if stream.joins.is_empty() {
                self.mode_columns(s, stream, settings);
                self.collected_columns(s, stream);
            } else {
                self.together_columns(s, stream);
            }
            self.trunk_columns(s, stream);
        }
    }

    fn mode_columns(&mut self, s: usize, stream: &StreamCandidates, settings: &Stream) {
        for (index, stop) in stream.companies() {
            let upper = if stop.compulsory { 0.0 } else { 1.0 };
            let name = format!("outside({},{})", stream.id, stop.company);
            self.columns.outside.insert((s, index), self.program.integer(&name, upper, Impact::NONE));
        }
        for (index, option) in stream.drop_offs.iter().enumerate() {
            let rates = rates::drop_off(settings, option.km);
            let name = format!("drop_off({},{},{})", stream.id, stream.stops[option.stop].company, option.hub);
            let impact = haul_impact(&rates, f64::from(option.trips));
            self.columns.drop_off.insert((s, index), self.program.integer(&name, 1.0, impact));
        }
        for (index, option) in stream.alones.iter().enumerate() {
            let stop = &stream.stops[option.stop];
            let assume = &self.problem.scenario.assume;
            let year = rates::alone(settings, assume, option.km, stop.whole(), option.trips);
            let mut impact = haul_impact(&year, 1.0);
            impact[Measure::Euros] += (self.last_rebate(s) * stop.whole()).value();
            let name = format!("alone({},{},{})", stream.id, stop.company, option.facility);
            self.columns.alone.insert((s, index), self.program.integer(&name, 1.0, impact));
        }
    }

    /// Whether the flows of a stop of joined streams go together, or each by a mode of its own stream.
    fn together_columns(&mut self, s: usize, stream: &StreamCandidates) {
        for (index, stop) in stream.companies() {
            let upper = if stop.compulsory { 0.0 } else { 1.0 };
            let ends = format!("{},{}", stream.id, stop.company);
            let outside = self.program.integer(&format!("apart({ends})"), upper, Impact::NONE);
            self.columns.outside.insert((s, index), outside);
            let together = self.program.integer(&format!("together({ends})"), 1.0, Impact::NONE);
            self.columns.together.insert((s, index), together);
        }
    }

    /// A flow can be brought wherever a mode of its company unloads and its material can go on.
    fn collected_columns(&mut self, s: usize, stream: &StreamCandidates) {
        for (index, stop) in stream.companies() {
            let drop_offs = stream.drop_offs.iter().filter(|d| d.stop == index).map(|d| &d.hub);
            let alones = stream.alones.iter().filter(|a| a.stop == index).map(|a| &a.facility);
            let own = stream.rounds.iter().filter(|r| r.stops.contains(&index));
            let joined = self.joined(s, stop).flat_map(|(joined, at)| {
                let rounds = self.problem.candidates.streams[joined].rounds.iter();
                rounds.filter(move |r| r.stops.contains(&at))
            });
            let rounds = own.chain(joined).map(|r| &r.unload);
            let mut places: Vec<&FacilityId> = drop_offs.chain(alones).chain(rounds).collect();
            places.sort();
            places.dedup();
            for flow in &stop.flows {
                let flow = &self.problem.dataset.flows[flow];
                for &place in &places {
                    if self.goes_on(stream, place, &flow.material) {
                        let name = format!("collected({},{},{place})", stream.id, flow.id);
                        let impact = Impact::NONE.with(Measure::Collected, 1.0);
                        let unstated = self.problem.candidates.mixes.unstated(place, flow).is_some();
                        let most = if unstated { 0.0 } else { flow.quantity.value() };
                        let col = self.program.column(&name, most, impact);
                        self.columns.collected.insert((s, flow.id.clone(), place.clone()), col);
                    }
                }
            }
        }
    }

    fn goes_on(&self, stream: &StreamCandidates, place: &FacilityId, material: &MaterialId) -> bool {
        let hauled = stream.trunks.iter().any(|t| t.hub == *place && t.materials.contains(material));
        hauled || self.problem.candidates.operations.iter().any(|(f, _, m)| f == place && m == material)
    }

    fn trunk_columns(&mut self, s: usize, stream: &StreamCandidates) {
        for (index, trunk) in stream.trunks.iter().enumerate() {
            let ends = format!("{},{},{}", stream.id, trunk.hub, trunk.facility);
            let vehicle = &self.problem.dataset.vehicles[&trunk.vehicle];
            let carried = haul_impact(&rates::carried(vehicle, Tonnes(1.0) * trunk.km), 1.0);
            for material in &trunk.materials {
                let name = format!("trunk({ends},{material})");
                let col = self.program.column(&name, f64::INFINITY, carried);
                self.columns.trunk.insert((s, index, material.clone()), col);
            }
            let rates = rates::trip(vehicle, trunk.km * 2.0, trunk.hours);
            let load: f64 = trunk.materials.iter().map(|material| self.hauled(s, trunk, material)).sum();
            let most = (load / vehicle.payload.value() - 1e-9).ceil().max(1.0);
            let col = self.program.integer(&format!("trips({ends})"), most, haul_impact(&rates, 1.0));
            self.columns.trips.insert((s, index), col);
        }
    }

    /// The collections that join a stream with others, and the place of a company among their stops.
    fn joined<'s>(&'s self, s: usize, stop: &'s Stop) -> impl Iterator<Item = (usize, usize)> + use<'s, 'a> {
        let streams = self.problem.candidates.streams.iter().enumerate();
        streams.filter(move |(_, stream)| stream.joins.contains(&s)).filter_map(move |(joined, stream)| {
            stream.stops.iter().position(|other| other.company == stop.company).map(|at| (joined, at))
        })
    }

    /// `cover[s,i]`: rounds that visit i + `drop_off`[i] + alone[i] + outside[i] + together[.,i] = 1; where i has parts, so
    /// for each part, with the same columns of the other modes. Where s joins streams: rounds that visit i + apart[s,i] = 1,
    /// and `joined[s,i]`: together[s,i] + apart[s,i] = 1.
    pub(super) fn cover(&mut self) {
        for (s, stream) in self.problem.candidates.streams.iter().enumerate() {
            for (index, stop) in stream.stops.iter().enumerate() {
                let terms: Vec<_> = self.served_otherwise(s, index).into_iter().map(|(_, col)| (col, 1.0)).collect();
                let part = if stop.parts > 1 { format!(",{}", index - stop.first + 1) } else { String::new() };
                let name = format!("cover({},{}{part})", stream.id, stop.company);
                let row = self.program.row(&name, terms, Sense::Eq, 1.0);
                self.round_rows.cover.insert((s, index), row);
            }
        }
        for (&(s, index), &together) in &self.columns.together {
            let stream = &self.problem.candidates.streams[s];
            let terms = [(together, 1.0), (self.columns.outside[&(s, index)], 1.0)];
            let name = format!("joined({},{})", stream.id, stream.stops[index].company);
            self.program.row(&name, terms, Sense::Eq, 1.0);
        }
    }

    /// `carry[s,f,j]`: collected[s,f,j] <= quantity[f] times the modes that bring the company's flows to j, t/year;
    /// `hub[s,f,j]`: collected[s,f,j] <= quantity[f] open[j], where j is a candidate that costs to open.
    pub(super) fn carry(&mut self) {
        for (key, &col) in &self.columns.collected {
            let (s, flow, place) = key;
            let stream = &self.problem.candidates.streams[*s];
            let company = &self.problem.dataset.flows[flow].company;
            let quantity = self.problem.dataset.flows[flow].quantity.value();
            let Some(index) = stream.stops.iter().position(|stop| stop.company == *company) else { continue };
            let modes = self.served_otherwise(*s, index).into_iter();
            let modes = modes.filter(|(to, _)| to.as_ref() == Some(place)).map(|(_, mode)| (mode, -quantity));
            let terms: Vec<_> = modes.chain([(col, 1.0)]).collect();
            let name = format!("carry({},{flow},{place})", stream.id);
            let row = self.program.row(&name, terms, Sense::Le, 0.0);
            self.round_rows.carry.insert(key.clone(), row);
            if let Some(&open) = self.columns.open.get(place) {
                let name = format!("hub({},{flow},{place})", stream.id);
                self.program.row(&name, [(col, 1.0), (open, -quantity)], Sense::Le, 0.0);
            }
        }
    }

    /// The rows that a visit of a stop by a round of a class enters, with what it enters each by.
    pub(in crate::optimise) fn visit_rows(&self, s: usize, option: usize, stop: usize) -> Vec<(RowId, f64)> {
        let stream = &self.problem.candidates.streams[s];
        let unload = &stream.rounds[option].unload;
        let own = [s];
        let taken = if stream.joins.is_empty() { own.as_slice() } else { &stream.joins };
        let flows = stream.stops[stop].flows.iter().zip(&stream.stops[stop].tonnes);
        let carried = flows.flat_map(|(flow, tonnes)| {
            let rows = taken.iter().filter_map(|&s| self.round_rows.carry.get(&(s, flow.clone(), unload.clone())));
            rows.map(|&row| (row, -tonnes.value()))
        });
        [(self.round_rows.cover[&(s, stop)], 1.0)].into_iter().chain(carried).collect()
    }

    /// The columns that serve a stop without a round, with where they bring its flows.
    pub(in crate::optimise) fn served_otherwise(&self, s: usize, stop: usize) -> Vec<(Option<FacilityId>, Col)> {
        let stream = &self.problem.candidates.streams[s];
        let joined = self.joined(s, &stream.stops[stop]);
        let together = joined.filter_map(|key| self.columns.together.get(&key)).map(|&col| (None, col));
        let together: Vec<(Option<FacilityId>, Col)> = together.collect();
        let stop = stream.stops[stop].first;
        let drop_offs = stream.drop_offs.iter().enumerate().filter(|(_, option)| option.stop == stop);
        let alones = stream.alones.iter().enumerate().filter(|(_, option)| option.stop == stop);
        drop_offs
            .map(|(index, option)| (Some(option.hub.clone()), self.columns.drop_off[&(s, index)]))
            .chain(alones.map(|(index, option)| (Some(option.facility.clone()), self.columns.alone[&(s, index)])))
            .chain([(None, self.columns.outside[&(s, stop)])])
            .chain(together)
            .collect()
    }

    /// `trips[s,h,j]`: sum of trunk[s,h,j,.] <= payload trips[s,h,j], t/year;
    /// `trips.material[s,h,j,m]`: trunk[s,h,j,m] <= the most of m that h can have and j can take, times
    /// trips[s,h,j], t/year, which whole trips imply, and which keeps the relaxed program from a fraction of a trip.
    pub(super) fn trips(&mut self) {
        for (&(s, index), &trips) in &self.columns.trips {
            let stream = &self.problem.candidates.streams[s];
            let trunk = &stream.trunks[index];
            let payload = self.problem.dataset.vehicles[&trunk.vehicle].payload.value();
            let hauled = trunk.materials.iter().map(|m| (self.columns.trunk[&(s, index, m.clone())], 1.0));
            let terms: Vec<_> = hauled.chain([(trips, -payload)]).collect();
            let name = format!("trips({},{},{})", stream.id, trunk.hub, trunk.facility);
            self.program.row(&name, terms, Sense::Le, 0.0);
            for material in &trunk.materials {
                let col = self.columns.trunk[&(s, index, material.clone())];
                let name = format!("trips.material({},{},{},{material})", stream.id, trunk.hub, trunk.facility);
                let mut all = self.hauled(s, trunk, material);
                // what j also makes it may sell or dispose of, whatever it can process
                if !self.columns.disposed.contains_key(&(trunk.facility.clone(), material.clone())) {
                    all = all.min(self.intake(&trunk.facility, material));
                }
                self.program.row(&name, [(col, 1.0), (trips, -all)], Sense::Le, 0.0);
            }
        }
    }

    /// The most of a material that a trunk of a stream can haul, t/year: what the stream can collect, or, where the hub
    /// may receive or make the material in another way, all that leaves companies.
    fn hauled(&self, s: usize, trunk: &TrunkOption, material: &MaterialId) -> f64 {
        let (dataset, candidates) = (self.problem.dataset, self.problem.candidates);
        let others = candidates.streams.iter().enumerate().filter(|(other, it)| *other != s && it.joins.is_empty());
        let of = |stream: &StreamCandidates| -> f64 {
            let stops = stream.stops.iter().flat_map(|stop| stop.flows.iter().zip(&stop.tonnes));
            stops.filter(|(flow, _)| dataset.flows[*flow].material == *material).map(|(_, tonnes)| tonnes.value()).sum()
        };
        let linked = candidates.links.iter().any(|link| {
            link.material == *material && matches!(&link.to, Taker::Facility(facility) if *facility == trunk.hub)
        });
        let made = self.columns.disposed.contains_key(&(trunk.hub.clone(), material.clone()));
        if linked || made || others.map(|(_, stream)| of(stream)).sum::<f64>() > 0.0 {
            return dataset.total_output().value();
        }
        of(&candidates.streams[s])
    }

    /// `rounds[s]`: the least number of rounds a year.
    ///
    /// With P the largest payload, rounds carry at most P each, so rounds + sum over stops of (load / P) (not by
    /// round) >= total load / P = b. Rounding by f = b - floor(b) gives the valid (mixed integer rounding) row
    /// rounds + sum of (floor(a) + min(frac(a) / f, 1)) (not by round) >= ceil(b), with a = load / P.
    pub(super) fn round_count(&mut self) {
        for (s, stream) in self.problem.candidates.streams.iter().enumerate() {
            let payloads = stream.rounds.iter().map(|r| self.problem.dataset.vehicles[&r.vehicle].payload.value());
            let payload = payloads.fold(0.0, f64::max);
            if payload == 0.0 {
                continue;
            }
            let load: Tonnes = stream.stops.iter().map(|stop| stop.load).sum();
            let total = load.value() / payload;
            let fraction = total - total.floor();
            let rounded = fraction > 1e-6;
            let mut terms = Vec::new();
            for (index, stop) in stream.stops.iter().enumerate() {
                let share = stop.load.value() / payload;
                let weight =
                    if rounded { share.floor() + ((share - share.floor()) / fraction).min(1.0) } else { share };
                terms.extend(self.served_otherwise(s, index).into_iter().map(|(_, col)| (col, weight)));
            }
            let least = if rounded { total.ceil() } else { total };
            let row = self.program.row(&format!("rounds({})", stream.id), terms, Sense::Ge, least);
            self.round_rows.count.insert(s, row);
        }
    }
}
