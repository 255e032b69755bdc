//! The dataset made ready for the search: numbered, by material, with an R-tree for each.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::chain::{Chain, chains};
use super::item::Item;
use super::precedent::Precedents;
use super::{Lead, knowledge, typical};
use crate::catalogue::{Catalogue, Material, Process};
use crate::dataset::{Company, Dataset, Direction, Facility, Flow, Operation};
use crate::geo::Point;
use crate::id::{CompanyId, FacilityId, MaterialId, PlaceId, ProcessId};
use crate::network::Near;
use crate::quantity::EurosPerTonne;
use crate::scenario::{Discover, Reuse, Scenario};

/// The dataset as the search sees it. Companies, facilities, materials, processes and items go by number, in the order
/// of their ids; the number of a place is that of its company, or of its facility after all companies.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// By number.
    pub companies: Vec<&'a Company>,
    /// By number.
    pub facilities: Vec<&'a Facility>,
    /// By number: those of the dataset, and of the catalogue where the dataset says nothing else.
    pub materials: Vec<&'a Material>,
    /// By number.
    pub processes: Vec<&'a Process>,
    /// By number: flows in the order of their ids, then what is typical.
    pub items: Vec<Item<'a>>,
    /// Published exchanges.
    pub(super) precedents: Precedents<'a>,
    /// The chains that start from each material that is given.
    chains: Vec<Vec<Chain>>,
    inputs: Vec<Takers>,
    hosts: Vec<Takers>,
    legs: Vec<Vec<(u32, f64)>>,
    outlet_co2e: Vec<f64>,
    highest_price: Vec<f64>,
}

/// Those that take a material or run a process: by place.
#[derive(Debug, Default)]
pub(super) struct Takers {
    /// Numbers by place; filled only where distances are stated.
    at: BTreeMap<u32, Vec<u32>>,
    near: Near,
}

impl<'a> Ground<'a> {
    pub(super) fn new(dataset: &'a Dataset, catalogue: &'a Catalogue, scenario: &'a Scenario) -> Self {
        let materials = knowledge::merged(&catalogue.materials, &dataset.materials);
        let processes = knowledge::merged(&catalogue.processes, &dataset.processes);
        let mut ground = Self {
            dataset,
            scenario,
            companies: dataset.companies.values().collect(),
            facilities: dataset.facilities.values().collect(),
            precedents: Precedents::new(catalogue, &materials),
            materials,
            processes,
            items: Vec::new(),
            chains: Vec::new(),
            inputs: Vec::new(),
            hosts: Vec::new(),
            legs: Vec::new(),
            outlet_co2e: Vec::new(),
            highest_price: Vec::new(),
        };
        ground.items = ground.own_items();
        ground.items.extend(typical::items(&ground, catalogue));
        ground.legs = ground.read_legs();
        ground.inputs = ground.index_inputs();
        ground.hosts = ground.index_hosts();
        ground.outlet_co2e = super::score::outlets(&ground);
        ground.highest_price = ground.read_prices();
        ground.chains = ground.read_chains();
        ground
    }

    /// The settings of the search.
    #[must_use]
    pub fn settings(&self) -> &'a Discover {
        &self.scenario.discover
    }

    /// What links may be; all defaults where the scenario proposes none.
    pub(super) fn reuse(&self) -> Option<&'a Reuse> {
        self.scenario.reuse.as_ref()
    }

    /// Numbers of the items of a direction.
    pub fn numbers(&self, direction: Direction) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.items).filter(move |(_, item)| item.direction == direction).map(|(number, _)| number)
    }

    /// An item.
    #[must_use]
    pub fn item(&self, number: u32) -> &Item<'a> {
        &self.items[number as usize]
    }

    /// The company of an item.
    #[must_use]
    pub fn company_of(&self, number: u32) -> &'a Company {
        self.companies[self.item(number).company as usize]
    }

    /// A material.
    #[must_use]
    pub fn material(&self, number: u32) -> &'a Material {
        self.materials[number as usize]
    }

    /// A process.
    #[must_use]
    pub fn process(&self, number: u32) -> &'a Process {
        self.processes[number as usize]
    }

    /// The process of an id.
    #[must_use]
    pub fn named_process(&self, id: &str) -> Option<&'a Process> {
        self.process_number(&ProcessId::from(id)).map(|number| self.process(number))
    }

    /// A facility.
    #[must_use]
    pub fn facility(&self, number: u32) -> &'a Facility {
        self.facilities[number as usize]
    }

    /// The chains that start from a material.
    #[must_use]
    pub fn chains(&self, material: u32) -> &[Chain] {
        &self.chains[material as usize]
    }

    /// What a facility does with a process.
    pub(super) fn operation(&self, facility: u32, process: u32) -> Option<&'a Operation> {
        let key = (self.facility(facility).id.clone(), self.process(process).id.clone());
        self.dataset.operations.get(&key)
    }

    /// Emissions of an item's outlet of today, kgCO2e/t.
    pub(super) fn outlet_co2e(&self, number: u32) -> f64 {
        self.outlet_co2e.get(number as usize).copied().unwrap_or(0.0)
    }

    /// The most that anybody pays for a material, EUR/t; at least its market price, and at least 0.
    pub(super) fn highest_price(&self, material: u32) -> f64 {
        self.highest_price[material as usize]
    }

    /// The number of a material.
    pub(super) fn material_number(&self, id: &MaterialId) -> Option<u32> {
        number(self.materials.binary_search_by(|material| material.id.cmp(id)))
    }

    /// The number of a process.
    pub(super) fn process_number(&self, id: &ProcessId) -> Option<u32> {
        number(self.processes.binary_search_by(|process| process.id.cmp(id)))
    }

    pub(super) fn company_number(&self, id: &CompanyId) -> Option<u32> {
        number(self.companies.binary_search_by(|company| company.id.cmp(id)))
    }

    pub(super) fn facility_number(&self, id: &FacilityId) -> Option<u32> {
        number(self.facilities.binary_search_by(|facility| facility.id.cmp(id)))
    }

    /// The place of a facility.
    pub(super) fn place_of_facility(&self, facility: u32) -> u32 {
        count(self.companies.len()) + facility
    }

    /// The coordinates of a place.
    pub(super) fn point(&self, place: u32) -> Option<Point> {
        let place = place as usize;
        match self.companies.get(place) {
            Some(company) => company.point,
            None => self.facilities.get(place - self.companies.len()).and_then(|facility| facility.point),
        }
    }

    /// Who buys a material.
    pub(super) fn inputs(&self, material: u32) -> &Takers {
        &self.inputs[material as usize]
    }

    /// Who runs a process, by number of facility.
    pub(super) fn hosts(&self, process: u32) -> &Takers {
        &self.hosts[process as usize]
    }

    /// Those at stated distances from a place in the order of their places, then the others from the nearest on, each
    /// with its distance, one way. `sorted` is false for the first, whose distances follow no order.
    pub(super) fn around<'s>(&'s self, place: u32, takers: &'s Takers) -> impl Iterator<Item = Neighbour> + 's {
        let legs = &self.legs[place as usize];
        let here = takers.at.get(&place).into_iter().flatten().map(|number| Neighbour::new(*number, 0.0, false));
        let stated = legs.iter().flat_map(move |(to, km)| {
            takers.at.get(to).into_iter().flatten().map(|number| Neighbour::new(*number, *km, false))
        });
        let detour = self.scenario.assume.detour_factor;
        let nearest = self.point(place).map(|point| takers.near.from_nearest(point));
        let nearest = nearest.into_iter().flatten();
        here.chain(stated).chain(nearest.map(move |(km, number)| Neighbour::new(number, km.value() * detour, true)))
    }

    /// The nearest of those around a place; of several, the one with the least number.
    pub(super) fn nearest(&self, place: u32, takers: &Takers) -> Option<Neighbour> {
        let mut nearest: Option<Neighbour> = None;
        for other in self.around(place, takers) {
            let order = nearest.map(|known| other.km.total_cmp(&known.km).then(other.number.cmp(&known.number)));
            if order.is_none_or(Ordering::is_lt) {
                nearest = Some(other);
            } else if other.sorted && nearest.is_some_and(|known| known.km < other.km) {
                break;
            }
        }
        nearest
    }

    /// Whether the distance between two places is stated.
    pub(super) fn is_stated(&self, from: u32, to: u32) -> bool {
        let legs = &self.legs[from as usize];
        !legs.is_empty() && (from == to || legs.binary_search_by(|(place, _)| place.cmp(&to)).is_ok())
    }

    /// Distance between two places, one way: stated, else the great circle times the detour factor.
    pub(super) fn km(&self, from: u32, to: u32) -> Option<f64> {
        if from == to {
            return Some(0.0);
        }
        let legs = &self.legs[from as usize];
        if let Ok(at) = legs.binary_search_by(|(place, _)| place.cmp(&to)) {
            return Some(legs[at].1);
        }
        let (a, b) = (self.point(from)?, self.point(to)?);
        Some(a.great_circle(b).value() * self.scenario.assume.detour_factor)
    }

    /// Whether distances from a place are stated.
    pub(super) fn has_legs(&self, place: u32) -> bool {
        !self.legs[place as usize].is_empty()
    }

    /// The chain of a lead.
    #[must_use]
    pub fn chain_of(&self, lead: &Lead) -> Option<&Chain> {
        self.chains(self.item(lead.from).material).get(lead.chain? as usize)
    }

    fn own_items(&self) -> Vec<Item<'a>> {
        let flows: Vec<&Flow> = self.dataset.flows.values().collect();
        flows
            .into_par_iter()
            .filter_map(|flow| {
                let (company, material) = (self.company_number(&flow.company)?, self.material_number(&flow.material)?);
                Some(Item::of(flow, company, material))
            })
            .collect()
    }

    /// Stated distances from each place, in both ways unless each is stated, in the order of places.
    fn read_legs(&self) -> Vec<Vec<(u32, f64)>> {
        let mut legs = vec![Vec::new(); self.companies.len() + self.facilities.len()];
        let place = |id: &PlaceId| {
            self.company_number(&CompanyId::from(id.as_str())).or_else(|| {
                let facility = self.facility_number(&FacilityId::from(id.as_str()))?;
                Some(self.place_of_facility(facility))
            })
        };
        for ((from, to), leg) in &self.dataset.distances {
            let Some((a, b)) = place(from).zip(place(to)) else { continue };
            legs[a as usize].push((b, leg.km.value()));
            if !self.dataset.distances.contains_key(&(to.clone(), from.clone())) {
                legs[b as usize].push((a, leg.km.value()));
            }
        }
        for list in &mut legs {
            list.sort_by(|(a, km_a), (b, km_b)| a.cmp(b).then(km_a.total_cmp(km_b)));
        }
        legs
    }

    fn read_prices(&self) -> Vec<f64> {
        let market = self.materials.iter().map(|material| material.market.map_or(0.0, EurosPerTonne::value).max(0.0));
        let mut prices: Vec<f64> = market.collect();
        for item in self.items.iter().filter(|item| item.direction == Direction::In) {
            let price = &mut prices[item.material as usize];
            *price = item.cost.unwrap_or(0.0).max(*price);
        }
        prices
    }

    fn index_inputs(&self) -> Vec<Takers> {
        let mut places = vec![Vec::new(); self.materials.len()];
        for input in self.numbers(Direction::In) {
            let item = self.item(input);
            places[item.material as usize].push((item.company, input));
        }
        self.index(places)
    }

    fn index_hosts(&self) -> Vec<Takers> {
        let mut places = vec![Vec::new(); self.processes.len()];
        for (facility, process) in self.dataset.operations.keys() {
            let Some((facility, process)) = self.facility_number(facility).zip(self.process_number(process)) else {
                continue;
            };
            places[process as usize].push((self.place_of_facility(facility), facility));
        }
        self.index(places)
    }

    fn index(&self, places: Vec<Vec<(u32, u32)>>) -> Vec<Takers> {
        let stated = !self.dataset.distances.is_empty();
        places
            .into_par_iter()
            .map(|list| {
                let mut at: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
                for (place, number) in list.iter().filter(|_| stated) {
                    at.entry(*place).or_default().push(*number);
                }
                let points = list.iter().filter_map(|(place, number)| Some((self.point(*place)?, *number)));
                Takers { at, near: Near::new(points.collect()) }
            })
            .collect()
    }

    fn read_chains(&self) -> Vec<Vec<Chain>> {
        let mut given = vec![false; self.materials.len()];
        for output in self.numbers(Direction::Out) {
            given[self.item(output).material as usize] = true;
        }
        let steps = self.reuse().map_or(0, |reuse| reuse.max_steps);
        (0..count(given.len()))
            .into_par_iter()
            .map(|material| if given[material as usize] { chains(self, material, steps) } else { Vec::new() })
            .collect()
    }
}

impl Takers {
    /// Whether there is nobody.
    pub(super) fn is_empty(&self) -> bool {
        self.near.is_empty() && self.at.is_empty()
    }
}

/// Somebody at some distance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbour {
    /// Number of the item or facility.
    pub number: u32,
    /// One way.
    pub km: f64,
    /// Whether all that follow are at least as far.
    pub sorted: bool,
}

impl Neighbour {
    fn new(number: u32, km: f64, sorted: bool) -> Self {
        Self { number, km, sorted }
    }
}

fn number(found: Result<usize, usize>) -> Option<u32> {
    found.ok().and_then(|at| u32::try_from(at).ok())
}

/// A length as a number: four thousand million items do not fit in memory.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
