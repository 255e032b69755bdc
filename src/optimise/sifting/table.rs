//! All links as columns: each has a cost, and an entry in the balance of its giver and in that of its taker.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::dataset::{Dataset, Direction};
use crate::discover::{OfMaterial, Reach, Reached, Source, Taker};
use crate::id::MaterialId;
use crate::optimise::formulation::Formulation;
use crate::optimise::lp::{LpColumn, unite};
use crate::optimise::prices::family;
use crate::optimise::program::Program;
use crate::quantity::Tonnes;

/// A row of the program, and the entry of a link in it.
pub type Entry = (u32, f64);

/// A link, by its reach and its place there.
pub type Tie = (usize, u32);

/// No row: of one that takes a material, but by no link.
const NONE: u32 = u32::MAX;

/// The entries of links, by their ends.
pub struct Table<'r> {
    reached: &'r Reached<'r>,
    /// The entry in the balance of each giver.
    from: Vec<Entry>,
    /// The entry in the balance of each that takes a material, by its number.
    to: BTreeMap<&'r MaterialId, Vec<Entry>>,
    dataset: &'r Dataset,
}

/// Balances by what they are of.
struct Balances<'p>(HashMap<&'p str, u32>);

impl<'p> Balances<'p> {
    /// None where a row that speaks of links is no balance, or has the name of another.
    fn new(formulation: &'p Formulation<'_>) -> Option<Self> {
        let mut rows = HashMap::new();
        for (index, row) in (0_u32..).zip(formulation.program.rows()) {
            let balance = family(&row.name).starts_with("balance.");
            let speaks = || row.terms.iter().any(|(col, _)| formulation.columns.link.binary_search(col).is_ok());
            if row.name.contains('#') || (!balance && speaks()) {
                return None;
            }
            rows.insert(row.name.as_ref(), index);
        }
        Some(Self(rows))
    }

    fn row(&self, name: &str) -> Option<u32> {
        self.0.get(Program::clean(name).as_str()).copied()
    }

    fn flow(&self, dataset: &Dataset, flow: &crate::id::FlowId) -> Option<u32> {
        let way = if dataset.flows[flow].direction == Direction::Out { "output" } else { "input" };
        self.row(&format!("balance.{way}({flow})"))
    }

    fn facility(&self, facility: &crate::id::FacilityId, material: &MaterialId) -> Option<u32> {
        self.row(&format!("balance.facility({facility},{material})"))
    }
}

impl<'r> Table<'r> {
    /// None where links are in other rows than balances, or something is whole.
    pub fn new(
        reached: &'r Reached<'r>,
        of_materials: &[OfMaterial<'r>],
        formulation: &Formulation<'r>,
    ) -> Option<Self> {
        if formulation.program.has_integers() {
            return None;
        }
        let dataset = formulation.problem.dataset;
        let balances = Balances::new(formulation)?;
        let giver = |reach: &Reach| match &reach.from {
            Source::Output(flow) => Some((balances.flow(dataset, flow)?, 1.0)),
            Source::Product(facility) => Some((balances.facility(facility, &reach.material)?, -1.0)),
        };
        let from: Option<Vec<Entry>> = reached.reaches().iter().map(giver).collect();
        let taker = |material: &MaterialId, taker: Taker| match &taker {
            Taker::Input(flow) => {
                let ratio = dataset.ratio(material, &dataset.flows[flow].material);
                (balances.flow(dataset, flow).unwrap_or(NONE), ratio)
            }
            Taker::Facility(facility) => (balances.facility(facility, material).unwrap_or(NONE), 1.0),
        };
        let takers = |material| reached.takers_of(material).map(|it| taker(material, it)).collect();
        let to = of_materials.iter().map(|&(material, _)| (material, takers(material))).collect();
        Some(Self { reached, from: from?, to, dataset })
    }

    /// Links that join all that links join: of each material, as few as do. None where one has no row to go to.
    pub fn ties(&self, of_materials: &[OfMaterial<'_>]) -> Option<Vec<Tie>> {
        let ties = of_materials.par_iter().flat_map_iter(|(material, of)| self.ties_of(material, of));
        let ties: Vec<Tie> = ties.collect();
        ties.iter().all(|&(reach, place)| self.entries(reach, place)[1].0 != NONE).then_some(ties)
    }

    fn ties_of(&self, material: &MaterialId, of_material: &[usize]) -> Vec<Tie> {
        let takers = self.to[material].len();
        let mut above: Vec<usize> = (0..takers + of_material.len()).collect();
        let mut ties = Vec::new();
        for (giver, &index) in (takers..).zip(of_material) {
            let reach = &self.reaches()[index];
            for (place, &taker) in reach.places().zip(&reach.takers) {
                if unite(&mut above, giver, taker as usize) {
                    ties.push((index, place));
                }
            }
        }
        ties
    }

    /// The reaches that the links are of.
    pub fn reaches(&self) -> &'r [Reach] {
        self.reached.reaches()
    }

    /// The row of the giver of a reach.
    pub fn giver(&self, reach: usize) -> usize {
        self.from[reach].0 as usize
    }

    /// The costs of the links of a reach, and their entries in the balances of takers.
    fn links(&self, reach: usize) -> impl Iterator<Item = (f64, Entry)> + '_ {
        let it = &self.reaches()[reach];
        let to = &self.to[&it.material];
        it.values.iter().zip(&it.takers).map(|(&cost, &taker)| (cost, to[taker as usize]))
    }

    /// The two rows that a link joins.
    pub fn joins(&self, (reach, place): Tie) -> [usize; 2] {
        self.entries(reach, place).map(|(row, _)| row as usize)
    }

    /// The same with rows numbered within parts of the program.
    pub fn within<'p>(mut self, parts: impl Iterator<Item = &'p [usize]>) -> Self {
        let mut place: HashMap<u32, u32> = HashMap::new();
        for rows in parts {
            place.extend((0_u32..).zip(rows).filter_map(|(at, &row)| Some((u32::try_from(row).ok()?, at))));
        }
        for entry in self.from.iter_mut().chain(self.to.values_mut().flatten()) {
            entry.0 = place.get(&entry.0).copied().unwrap_or(NONE);
        }
        self
    }

    /// The reduced costs of the links of a reach at prices of rows.
    pub fn reduced<'t>(&'t self, reach: usize, duals: &'t [f64]) -> impl Iterator<Item = f64> + 't {
        let (row, entry) = self.from[reach];
        let given = duals[row as usize] * entry;
        self.links(reach).map(move |(cost, (row, entry))| cost - given - duals[row as usize] * entry)
    }

    /// Some links of a reach as columns.
    pub fn columns(&self, reach: usize, places: &[u32]) -> Vec<LpColumn> {
        let it = &self.reaches()[reach];
        let column = |(&place, bound): (&u32, Tonnes)| LpColumn {
            cost: it.values[place as usize],
            lower: 0.0,
            upper: bound.value(),
            integer: false,
            terms: self.entries(reach, place).map(|(row, entry)| (row as usize, entry)).into(),
        };
        places.iter().zip(self.reached.bounds(it, places)).map(column).collect()
    }

    /// The entries of a link in the balances of its giver and of its taker.
    pub fn entries(&self, reach: usize, place: u32) -> [Entry; 2] {
        let it = &self.reaches()[reach];
        [self.from[reach], self.to[&it.material][it.takers[place as usize] as usize]]
    }

    /// Whether a column of the program is what is taken for it.
    pub fn is(&self, column: &LpColumn, reach: usize, place: u32) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(1.0);
        let has = |(row, entry): Entry| column.terms.iter().any(|&(r, c)| r == row as usize && near(c, entry));
        let cost = self.reaches()[reach].values[place as usize];
        column.terms.len() == 2 && near(column.cost, cost) && self.entries(reach, place).into_iter().all(has)
    }

    /// The most that some links of a reach can carry together, t a year; for one link, its own.
    pub fn most(&self, reach: usize, places: &[u32]) -> f64 {
        let it = &self.reaches()[reach];
        let links: f64 = self.reached.bounds(it, places).into_iter().map(Tonnes::value).sum();
        match &it.from {
            Source::Output(flow) => links.min(self.dataset.flows[flow].quantity.value()),
            Source::Product(_) => links,
        }
    }
}
