//! Territories as they are: few large companies and many small ones, in communes, with the materials of their sectors.
//!
//! Shares of sectors, materials and tonnes are assumptions made to give a benchmark the shape of a real case; none is a
//! figure of any territory.

use std::fmt::Write as _;
use std::path::Path;

use super::Numbers;

/// A sector: its NAF class, its share of the companies, and what a company of 20 people gives and takes, t a year.
struct Sector {
    naf: &'static str,
    share: f64,
    gives: &'static [(&'static str, f64)],
    takes: &'static [(&'static str, f64)],
}

const COMMON: &[(&str, f64)] =
    &[("cardboard", 6.0), ("film", 1.5), ("pallet", 5.0), ("paper-office", 1.0), ("wood-crate", 1.0)];

const SECTORS: [Sector; 12] = [
    Sector {
        naf: "10.71A",
        share: 0.14,
        gives: &[
            ("food-waste", 20.0),
            ("bread-waste", 15.0),
            ("used-cooking-oil", 2.0),
            ("bran", 12.0),
            ("plastic-crate", 1.0),
        ],
        takes: &[
            ("plastic-crate", 2.0),
            ("packaging-reusable", 4.0),
            ("pallet", 6.0),
            ("wood-pellet", 30.0),
            ("yeast", 3.0),
        ],
    },
    Sector {
        naf: "16.23Z",
        share: 0.09,
        gives: &[
            ("wood-offcut", 80.0),
            ("sawdust", 60.0),
            ("mdf-offcut", 20.0),
            ("particleboard-offcut", 15.0),
            ("bark", 30.0),
        ],
        takes: &[
            ("wood-chips", 100.0),
            ("wood-offcut", 40.0),
            ("strapping", 2.0),
            ("sawdust", 30.0),
            ("mdf-offcut", 10.0),
        ],
    },
    Sector {
        naf: "17.21A",
        share: 0.03,
        gives: &[("cardboard", 90.0), ("cardboard-tube", 10.0), ("paper-mixed", 30.0), ("kraft", 12.0)],
        takes: &[
            ("cardboard-bale", 300.0),
            ("cardboard", 150.0),
            ("kraft", 60.0),
            ("paper-mixed", 90.0),
            ("cardboard-tube", 6.0),
        ],
    },
    Sector {
        naf: "22.22Z",
        share: 0.06,
        gives: &[("hdpe", 20.0), ("pp", 20.0), ("ldpe", 15.0), ("pet", 10.0), ("plastic-purge", 5.0), ("big-bag", 3.0)],
        takes: &[
            ("pe-granulate", 120.0),
            ("hdpe", 60.0),
            ("pp", 60.0),
            ("ldpe", 40.0),
            ("pet", 30.0),
            ("big-bag", 5.0),
        ],
    },
    Sector {
        naf: "24.51Z",
        share: 0.04,
        gives: &[("foundry-sand", 200.0), ("blast-furnace-slag", 60.0), ("refractory-brick", 8.0), ("iron-oxide", 5.0)],
        takes: &[
            ("steel-scrap", 400.0),
            ("cast-iron-scrap", 200.0),
            ("metal-swarf", 150.0),
            ("sand", 300.0),
            ("steel-offcut", 200.0),
        ],
    },
    Sector {
        naf: "25.62B",
        share: 0.12,
        gives: &[
            ("metal-swarf", 40.0),
            ("steel-offcut", 30.0),
            ("aluminium-swarf", 8.0),
            ("cutting-fluid", 3.0),
            ("steel-scrap", 12.0),
        ],
        takes: &[("steel-offcut", 10.0), ("wiping-cloth", 1.0), ("base-oil", 3.0), ("blasting-grit", 4.0)],
    },
    Sector {
        naf: "23.61Z",
        share: 0.05,
        gives: &[("concrete-rubble", 150.0), ("tile-ceramic", 20.0), ("brick-rubble", 40.0), ("lime-sludge", 10.0)],
        takes: &[
            ("aggregate", 800.0),
            ("fly-ash", 100.0),
            ("sand", 600.0),
            ("granulated-slag", 120.0),
            ("foundry-sand", 100.0),
        ],
    },
    Sector {
        naf: "41.20B",
        share: 0.16,
        gives: &[
            ("rubble", 200.0),
            ("excavated-soil", 400.0),
            ("plasterboard-waste", 12.0),
            ("wood-class-b", 20.0),
            ("steel-scrap", 6.0),
        ],
        takes: &[
            ("aggregate", 500.0),
            ("topsoil", 60.0),
            ("excavated-soil", 200.0),
            ("gravel", 200.0),
            ("brick-rubble", 20.0),
        ],
    },
    Sector {
        naf: "01.50Z",
        share: 0.09,
        gives: &[("manure-cattle", 400.0), ("straw", 60.0), ("agricultural-film", 3.0), ("green-waste", 20.0)],
        takes: &[
            ("animal-feed", 120.0),
            ("bran", 40.0),
            ("compost-product", 200.0),
            ("animal-bedding", 60.0),
            ("sawdust", 30.0),
            ("digestate", 300.0),
        ],
    },
    Sector {
        naf: "20.59Z",
        share: 0.05,
        gives: &[
            ("solvent-spent", 10.0),
            ("spent-hcl", 20.0),
            ("ibc", 8.0),
            ("plastic-drum", 6.0),
            ("steel-drum", 6.0),
        ],
        takes: &[
            ("ibc", 10.0),
            ("steel-drum", 8.0),
            ("hydrochloric-acid", 30.0),
            ("plastic-drum", 6.0),
            ("ethanol", 20.0),
        ],
    },
    Sector {
        naf: "38.32Z",
        share: 0.03,
        gives: &[("wood-chips", 200.0), ("glass-cullet", 100.0), ("textile-waste", 30.0), ("tyre", 20.0)],
        takes: &[
            ("glass-cullet", 60.0),
            ("textile-waste", 40.0),
            ("wood-crate", 30.0),
            ("film", 100.0),
            ("pallet", 80.0),
        ],
    },
    Sector {
        naf: "52.10B",
        share: 0.14,
        gives: &[("pallet", 60.0), ("film", 30.0), ("strapping", 3.0), ("cardboard", 40.0), ("big-bag", 3.0)],
        takes: &[
            ("pallet", 60.0),
            ("packaging-reusable", 20.0),
            ("ibc", 3.0),
            ("plastic-crate", 5.0),
            ("wood-crate", 5.0),
        ],
    },
];

/// What facilities run, with their gate fee in EUR/t and what a platform of each kind takes, t a year.
const OPERATIONS: [(&str, u32, u32); 5] = [
    ("sort-cardboard", 40, 4_000),
    ("sort-film", 110, 800),
    ("chip-wood", 25, 6_000),
    ("crush-rubble", 9, 30_000),
    ("recycle-metal", 15, 5_000),
];

/// Companies to one facility.
const TO_A_FACILITY: usize = 60;
/// Companies to one commune.
const TO_A_COMMUNE: usize = 25;

/// Draws companies with `flows` flows each, and facilities, and writes them as tables; as dense at any size.
pub fn write(folder: &Path, companies: usize, flows: usize, seed: u64) {
    let mut numbers = Numbers(seed);
    let side = (companies as f64 * 0.6).sqrt() / 111.0;
    let place = |numbers: &mut Numbers| (46.0 + numbers.share() * side, 1.0 + numbers.share() * side * 1.4);
    let communes: Vec<(f64, f64)> = (0..=companies / TO_A_COMMUNE).map(|_| place(&mut numbers)).collect();
    let mut company_rows = String::from("company,name,naf,lat,lon,employees\n");
    let mut flow_rows = String::from("flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n");
    for number in 0..companies {
        // the larger communes are drawn more often, as the square of a uniform draw
        let rank = numbers.share().powi(2) * communes.len() as f64;
        let town = communes[(rank as usize).min(communes.len() - 1)];
        let (lat, lon) = (town.0 + numbers.share() * 0.03, town.1 + numbers.share() * 0.04);
        let sector = draw_sector(numbers.share());
        // sizes follow a Pareto law: most companies have a few people, one in a thousand has hundreds
        let people = (4.0 * (1.0 - numbers.share()).powf(-0.8)).min(2_000.0);
        let _ = writeln!(company_rows, "c{number},Company {number},{},{lat:.5},{lon:.5},{people:.0}", sector.naf);
        for flow in 0..flows {
            let given = flow * 5 < flows * 3;
            let (direction, material, typical) = draw_flow(&mut numbers, sector, given);
            let tonnes = typical * people / 20.0 * (0.3 + 1.4 * numbers.share());
            let cost = if given { 40 + numbers.below(140) } else { 60 + numbers.below(240) };
            let _ =
                writeln!(flow_rows, "c{number}-{flow},c{number},{direction},{material},{tonnes:.3},t,{cost},declared");
        }
    }
    let mut facility_rows = String::from("facility,name,lat,lon,local,status\n");
    let mut operation_rows = String::from("facility,process,cost_eur_per_t,capacity_t\n");
    for number in 0..=companies / TO_A_FACILITY {
        let (lat, lon) = place(&mut numbers);
        let _ = writeln!(facility_rows, "j{number},Platform {number},{lat:.5},{lon:.5},yes,existing");
        let (process, fee, capacity) = OPERATIONS[number % OPERATIONS.len()];
        let fee = f64::from(fee) * (0.8 + 0.4 * numbers.share());
        let _ = writeln!(operation_rows, "j{number},{process},{fee:.2},{capacity}");
    }
    let tables = [
        ("about.csv", "status,note_fr,note_en\nillustrative,tirage,drawn\n".to_owned()),
        ("companies.csv", company_rows),
        ("flows.csv", flow_rows),
        ("facilities.csv", facility_rows),
        ("operations.csv", operation_rows),
    ];
    for (name, text) in tables {
        std::fs::write(folder.join(name), text).expect("the folder can be written");
    }
}

fn draw_sector(share: f64) -> &'static Sector {
    let mut left = share * SECTORS.iter().map(|sector| sector.share).sum::<f64>();
    for sector in &SECTORS {
        left -= sector.share;
        if left < 0.0 {
            return sector;
        }
    }
    &SECTORS[SECTORS.len() - 1]
}

fn draw_flow(numbers: &mut Numbers, sector: &Sector, given: bool) -> (&'static str, &'static str, f64) {
    let own = if given { sector.gives } else { sector.takes };
    let list = if given && numbers.below(3) == 0 { COMMON } else { own };
    let (material, typical) = list[numbers.below(list.len())];
    (if given { "out" } else { "in" }, material, typical)
}
