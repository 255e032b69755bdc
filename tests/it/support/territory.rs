//! Territories of reuse and collection drawn by proptest, as tables whose rows can be put in any order.

use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::{Case, between};

/// A process, what it takes, and what it makes of a tonne.
type Process = (&'static str, &'static str, &'static [(&'static str, f64)]);

pub const PROCESSES: [Process; 3] = [
    ("p-chipping", "p-wood", &[("p-chip", 0.8), ("p-dust", 0.1)]),
    ("p-pressing", "p-chip", &[("p-board", 0.7)]),
    ("p-melting", "p-metal", &[]),
];
const GIVEN: [&str; 2] = ["p-wood", "p-metal"];
const TAKEN: [&str; 4] = ["p-wood", "p-metal", "p-chip", "p-board"];
const COMPANIES: usize = 4;

type Spot = (u32, u32);

#[derive(Debug, Clone)]
pub struct Out {
    pub company: usize,
    pub material: usize,
    /// Tenths of a tonne.
    pub tenths: u32,
    pub cost: u32,
    pub oil: u32,
}

#[derive(Debug, Clone)]
pub struct In {
    pub company: usize,
    pub material: usize,
    pub tenths: u32,
    pub price: u32,
    /// Most oil, in tenths; the virgin supply has none.
    pub oil: Option<u32>,
}

#[derive(Debug, Clone)]
pub struct Plant {
    pub process: usize,
    pub fee: u32,
    pub capacity: Option<u32>,
    /// EUR a year when it is a candidate.
    pub opening: Option<u32>,
    pub at: Spot,
}

/// What the scenario lets the program choose from.
#[derive(Debug, Clone)]
pub struct Asked {
    pub max_km: u32,
    pub max_steps: u32,
    pub min_lot: u32,
    pub link_cost: u32,
    pub modes: Vec<&'static str>,
    pub frequency: Vec<u32>,
    pub minimise: &'static str,
}

#[derive(Debug, Clone)]
pub struct Territory {
    pub places: Vec<Spot>,
    pub outs: Vec<Out>,
    pub ins: Vec<In>,
    pub plants: Vec<Plant>,
    pub hub: Option<Spot>,
    pub asked: Asked,
    /// Tonnes and capacities are multiplied by this.
    pub scale: f64,
}

fn spot() -> impl Strategy<Value = Spot> {
    (0..30_u32, 0..30_u32)
}

fn plant() -> impl Strategy<Value = Plant> {
    (0..3_usize, 0..80_u32, of(5..100_u32), of(0..200_u32), spot())
        .prop_map(|(process, fee, capacity, opening, at)| Plant { process, fee, capacity, opening, at })
}

fn asked() -> impl Strategy<Value = Asked> {
    let modes = select(vec![vec![], vec!["round"], vec!["round", "alone"], vec!["round", "drop_off", "alone"]]);
    let minimise = select(vec!["net_cost", "net_cost", "co2e", "km"]);
    let frequency = select(vec![vec![1], vec![1, 4]]);
    (10..60_u32, 0..3_u32, 0..3_u32, select(vec![0, 50]), modes, frequency, minimise).prop_map(
        |(max_km, max_steps, min_lot, link_cost, modes, frequency, minimise)| Asked {
            max_km,
            max_steps,
            min_lot,
            link_cost,
            modes,
            frequency,
            minimise,
        },
    )
}

/// Any small territory.
pub fn territory() -> impl Strategy<Value = Territory> {
    let out = (0..COMPANIES, 0..GIVEN.len(), 1..80_u32, 0..200_u32, 0..6_u32)
        .prop_map(|(company, material, tenths, cost, oil)| Out { company, material, tenths, cost, oil });
    let input = (0..COMPANIES, 0..TAKEN.len(), 1..80_u32, 0..200_u32, of(0..6_u32))
        .prop_map(|(company, material, tenths, price, oil)| In { company, material, tenths, price, oil });
    (
        prop::collection::vec(spot(), COMPANIES),
        prop::collection::vec(out, 1..5),
        prop::collection::vec(input, 0..4),
        prop::collection::vec(plant(), 1..4),
        of(spot()),
        asked(),
    )
        .prop_map(|(places, outs, ins, mut plants, hub, asked)| {
            // somebody takes what the first output gives: a collection has somewhere to go
            plants[0].process = if outs[0].material == 0 { 0 } else { 2 };
            Territory { places, outs, ins, plants, hub, asked, scale: 1.0 }
        })
}

fn road(a: Spot, b: Spot) -> f64 {
    f64::from(a.0.abs_diff(b.0) + a.1.abs_diff(b.1))
}

impl Territory {
    /// Tables and scenario on disk.
    pub fn case(&self) -> Case {
        Case::new(&self.tables(), &self.scenario())
    }

    fn tonnes(&self, tenths: u32) -> f64 {
        f64::from(tenths) / 10.0 * self.scale
    }

    pub fn tables(&self) -> Vec<(&'static str, String)> {
        let mut places: Vec<(String, Spot)> =
            self.places.iter().enumerate().map(|(index, at)| (format!("c{index}"), *at)).collect();
        let companies: Vec<String> = places.iter().map(|(name, _)| format!("{name},Company {name}")).collect();
        places.extend(self.plants.iter().enumerate().map(|(index, plant)| (format!("j{index}"), plant.at)));
        places.extend(self.hub.iter().map(|at| ("hub".to_owned(), *at)));
        let places: Vec<(&str, Spot)> = places.iter().map(|(name, at)| (name.as_str(), *at)).collect();
        let (flows, qualities) = self.flows();
        let (facilities, operations) = self.facilities();
        let processes =
            PROCESSES.iter().enumerate().map(|(i, (process, input, _))| format!("{process},{input},R4,{}", 5 * i));
        let yields = PROCESSES.iter().flat_map(|(process, _, made)| {
            made.iter().map(move |(output, ratio)| format!("{process},{output},{ratio}"))
        });
        let materials = ["p-wood,20,", "p-metal,300,", "p-chip,40,", "p-board,90,60", "p-dust,,"];
        vec![
            ("companies", table("company,name", &companies)),
            ("flows", table("flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence", &flows)),
            ("qualities", table("flow,property,value,bound", &qualities)),
            ("materials", table("material,virgin_co2e_kg_per_t,market_eur_per_t", &materials.map(str::to_owned))),
            ("processes", table("process,input,operation_code,co2e_kg_per_t", &processes.collect::<Vec<_>>())),
            ("yields", table("process,output,yield", &yields.collect::<Vec<_>>())),
            ("facilities", table("facility,name,local,status,opening_eur_per_year,capacity_t,hub", &facilities)),
            ("operations", table("facility,process,cost_eur_per_t,insertion_hours_per_t", &operations)),
            (
                "vehicles",
                table(
                    "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km",
                    &["van,9,0.5,20,10,0.4".to_owned(), "truck,20,0.9,25,15,0.7".to_owned()],
                ),
            ),
            ("distances", between(&places, road)),
        ]
    }

    fn flows(&self) -> (Vec<String>, Vec<String>) {
        let (mut flows, mut qualities) = (Vec::new(), Vec::new());
        for (index, Out { company, material, tenths, cost, oil }) in self.outs.iter().enumerate() {
            let tonnes = self.tonnes(*tenths);
            flows.push(format!("f{index},c{company},out,{},{tonnes},t,{cost},measured", GIVEN[*material]));
            qualities.push(format!("f{index},oil,{},content", f64::from(*oil) / 10.0));
        }
        for (index, In { company, material, tenths, price, oil }) in self.ins.iter().enumerate() {
            let tonnes = self.tonnes(*tenths);
            flows.push(format!("d{index},c{company},in,{},{tonnes},t,{price},measured", TAKEN[*material]));
            qualities.extend(oil.map(|oil| format!("d{index},oil,{},at_most", f64::from(oil) / 10.0)));
        }
        (flows, qualities)
    }

    fn facilities(&self) -> (Vec<String>, Vec<String>) {
        let (mut facilities, mut operations) = (Vec::new(), Vec::new());
        for (index, plant) in self.plants.iter().enumerate() {
            let capacity = plant.capacity.map_or_else(String::new, |tenths| self.tonnes(tenths).to_string());
            let status = plant.opening.map_or_else(|| "existing,".to_owned(), |eur| format!("candidate,{eur}"));
            facilities.push(format!("j{index},Plant {index},yes,{status},{capacity},no"));
            operations.push(format!("j{index},{},{},3", PROCESSES[plant.process].0, plant.fee));
        }
        facilities.extend(self.hub.map(|_| "hub,Hub,yes,existing,,,yes".to_owned()));
        (facilities, operations)
    }

    pub fn scenario(&self) -> String {
        let Asked { max_km, max_steps, min_lot, link_cost, modes, frequency, minimise } = &self.asked;
        let collection = if modes.is_empty() {
            String::new()
        } else {
            format!(
                "  collection:\n    - stream: s\n      materials: [p-wood, p-metal]\n      modes: [{}]\n      vehicles: [van, truck]\n\
                 \x20     frequency: {frequency:?}\n      alone: {{eur_per_pickup: 60, eur_per_t: 5}}\n\
                 \x20     drop_off: {{max_km: 20, eur_per_km: 0.8, co2e_kg_per_km: 0.2}}\n",
                modes.join(", ")
            )
        };
        format!(
            "synergies:\n  reuse: {{max_km: {max_km}, max_steps: {max_steps}, min_lot_t: {min_lot}, link_eur_per_year: {link_cost}}}\n{collection}\
             objective: {{minimise: {minimise}, co2e_eur_per_t: 50, insertion_eur_per_hour: 1}}\n"
        )
    }
}

fn table(header: &str, rows: &[String]) -> String {
    format!("{header}\n{}\n", rows.join("\n"))
}

/// The same table with its rows in another order.
pub fn shuffled(table: &str, by: usize) -> String {
    let (header, rows) = table.split_once('\n').unwrap_or((table, ""));
    let mut rows: Vec<&str> = rows.lines().collect();
    if !rows.is_empty() {
        let middle = by % rows.len();
        rows.rotate_left(middle);
        rows[..middle].reverse();
    }
    format!("{header}\n{}\n", rows.join("\n"))
}
