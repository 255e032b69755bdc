//! Collections drawn from a seed, as tables: pure routing, as `docs/benchmarks.md` states it, and a territory of depots.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Numbers;

/// Mean stops of a round of pure routing.
const PER_ROUND: f64 = 6.0;
const COMPANIES: &str = "company,name";
const FLOWS: &str = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence";
const VEHICLES: &str = "vehicle,payload_t,eur_per_km,eur_per_hour,co2e_kg_per_km,speed_kmh,depot";

fn table(folder: &Path, name: &str, header: &str, rows: &str) {
    std::fs::write(folder.join(format!("{name}.csv")), format!("{header}\n{rows}")).expect("the folder can be written");
}

fn goods(folder: &Path) {
    table(folder, "materials", "material", "goods\n");
    table(folder, "processes", "process,input,operation_code,co2e_kg_per_t", "take,goods,R3,0\n");
}

fn scenario(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("scenario.yaml");
    std::fs::write(&path, format!("boucle: 1\nname: drawn\ndataset: .\n{text}")).expect("the folder can be written");
    path
}

/// Distance in whole kilometres, halves upwards.
fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    ((a.0 - b.0).hypot(a.1 - b.1) + 0.5).floor()
}

/// Points of a square of 1,000 km, half of them near a few seeds, as in Uchoa and others (European Journal of Operational
/// Research 257, 2017): a point is kept with probability exp(-distance / 40), summed over the seeds.
fn points(stops: usize, numbers: &mut Numbers) -> Vec<(f64, f64)> {
    let mut point = || ((numbers.share() * 1000.0).floor(), (numbers.share() * 1000.0).floor());
    let depot = point();
    let seeds: Vec<(f64, f64)> = (0..(stops / 15).max(2)).map(|_| point()).collect();
    let mut points: Vec<(f64, f64)> = [depot].into_iter().chain(seeds.iter().copied().take(stops / 2)).collect();
    while points.len() <= stops {
        let at = ((numbers.share() * 1000.0).floor(), (numbers.share() * 1000.0).floor());
        let near: f64 = seeds.iter().map(|seed| (-(at.0 - seed.0).hypot(at.1 - seed.1) / 40.0).exp()).sum();
        if points.len() > stops / 2 || numbers.share() < near {
            points.push(at);
        }
    }
    points
}

/// Capacitated vehicle routing: one depot, demands of 1 to 100 t, rounds of some six stops.
pub fn routing(folder: &Path, stops: usize, seed: u64, seconds: f64) -> PathBuf {
    let mut numbers = Numbers(seed);
    let points = points(stops, &mut numbers);
    let demands: Vec<f64> = (0..stops).map(|_| (1.0 + numbers.share() * 100.0).floor()).collect();
    let payload = (PER_ROUND * demands.iter().sum::<f64>() / stops as f64).ceil().max(100.0);
    let ids: Vec<String> = (0..=stops).map(|at| if at == 0 { "depot".to_owned() } else { format!("c{at}") }).collect();
    let (mut companies, mut flows, mut legs) = (String::new(), String::new(), String::new());
    for (id, demand) in ids[1..].iter().zip(&demands) {
        let _ = writeln!(companies, "{id},{id}");
        let _ = writeln!(flows, "f-{id},{id},out,goods,{demand},t,0,measured");
    }
    for (at, a) in ids.iter().enumerate() {
        for (to, b) in ids.iter().enumerate().skip(at + 1) {
            let _ = writeln!(legs, "{a},{b},{}", km(points[at], points[to]));
        }
    }
    goods(folder);
    table(folder, "companies", COMPANIES, &companies);
    table(folder, "flows", FLOWS, &flows);
    table(folder, "facilities", "facility,name,local", "depot,depot,yes\n");
    table(folder, "operations", "facility,process,cost_eur_per_t", "depot,take,0\n");
    table(folder, "vehicles", VEHICLES, &format!("truck,{payload},1,0,0,1000000000,depot\n"));
    table(folder, "distances", "from,to,km", &legs);
    let text = "synergies:\n  collection:\n    - {stream: goods, materials: [goods], modes: [round], vehicles: [truck], \
                frequency: [1], compulsory: true}\nassume: {service_min: 0, unload_min: 0}\n";
    scenario(folder, &format!("{text}solver: {{time_limit_s: {seconds}}}\n"))
}

/// A collection over a territory of 100 by 140 km: a place of unloading with a truck in each of some towns, companies with 2
/// to 60 t a year, visited 12 or 26 times a year by any truck, or alone.
pub fn depots(folder: &Path, stops: usize, towns: usize, seed: u64, seconds: f64) -> PathBuf {
    let mut numbers = Numbers(seed);
    let mut place = || (46.0 + numbers.share() * 0.9, 1.0 + numbers.share() * 1.8);
    let (mut companies, mut flows) = (String::new(), String::new());
    let (mut facilities, mut operations, mut vehicles) = (String::new(), String::new(), String::new());
    for town in 0..towns {
        let (lat, lon) = place();
        let _ = writeln!(facilities, "d{town},Depot {town},{lat:.5},{lon:.5},yes");
        let _ = writeln!(operations, "d{town},take,20");
        let _ = writeln!(vehicles, "truck{town},5,0.6,27,0.7,50,d{town}");
    }
    for stop in 0..stops {
        let (lat, lon) = place();
        let _ = writeln!(companies, "c{stop},Company {stop},{lat:.5},{lon:.5}");
    }
    for stop in 0..stops {
        // most are small, few are large
        let tonnes = 2.0 * (numbers.share() * 30.0_f64.ln()).exp();
        let _ = writeln!(flows, "f{stop},c{stop},out,goods,{tonnes:.3},t,120,measured");
    }
    goods(folder);
    table(folder, "companies", "company,name,lat,lon", &companies);
    table(folder, "flows", FLOWS, &flows);
    table(folder, "facilities", "facility,name,lat,lon,local", &facilities);
    table(folder, "operations", "facility,process,cost_eur_per_t", &operations);
    table(folder, "vehicles", VEHICLES, &vehicles);
    let trucks: Vec<String> = (0..towns).map(|town| format!("truck{town}")).collect();
    let text = format!(
        "synergies:\n  collection:\n    - {{stream: goods, materials: [goods], modes: [round, alone], vehicles: [{}], \
         frequency: [12, 26], alone: {{eur_per_pickup: 95, eur_per_t: 0}}}}\nsolver: {{gap: 0.01, time_limit_s: {seconds}}}\n",
        trucks.join(", ")
    );
    scenario(folder, &text)
}
