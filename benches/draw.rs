//! Writes a territory of `benches/territory`, without its facilities, and a scenario on it to a folder, for other tools to
//! read.
//!
//! `cargo bench --bench draw -- FOLDER COMPANIES` draws that many companies of ten flows each.
#![allow(clippy::expect_used, clippy::cast_precision_loss)]

mod territory;

use std::path::Path;

use territory::sectors;

const FLOWS: usize = 10;
const SEED: u64 = 20_241_107;
/// Links of one material between any two companies near enough, at the cost of haulage alone.
const SCENARIO: &str = "boucle: 1\nname: drawn\ndataset: .\nlanguage: en\n\
                        synergies: {reuse: {max_km: 60, min_lot_t: 0, link_eur_per_year: 0}}\n\
                        assume: {detour_factor: 1.3, haulage: {eur_per_t: 4, eur_per_t_km: 0.15}}\n";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [folder, companies] = words.as_slice() else {
        // a plain `cargo bench` asks for nothing to be drawn
        return;
    };
    let companies = companies.parse().expect("a number of companies");
    std::fs::create_dir_all(folder).expect("the folder can be made");
    sectors::write(Path::new(folder), companies, FLOWS, SEED);
    for table in ["facilities.csv", "operations.csv"] {
        std::fs::remove_file(Path::new(folder).join(table)).expect("the folder can be changed");
    }
    std::fs::write(Path::new(folder).join("scenario.yaml"), SCENARIO).expect("the folder can be written");
}
