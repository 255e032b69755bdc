//! Territories of any size drawn from a seed, as tables: companies around towns, flows of what the catalogue knows.

#![allow(dead_code, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

pub mod rounds;
pub mod sectors;

use std::fmt::Write as _;
use std::path::Path;

use boucle::catalogue::Catalogue;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Numbers that look random and are the same everywhere (`SplitMix64`, Steele, Lea and Flood, 2014).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap_or(0)
    }

    /// From 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Companies in a square of France, a third of them in towns, with `flows` flows each: a territory of 1,000 companies
/// is as dense as one of 100,000, which is larger.
pub fn write(folder: &Path, companies: usize, flows: usize, seed: u64) {
    let mut numbers = Numbers(seed);
    let materials: Vec<&str> = Catalogue::embedded().materials.keys().map(boucle::id::MaterialId::as_str).collect();
    // 100,000 companies on 60,000 km2, as many as a French region has beyond its shops and offices
    let side = (companies as f64 * 0.6).sqrt() / 111.0;
    let towns: Vec<(f64, f64)> =
        (0..=companies / 200).map(|_| (numbers.share() * side, numbers.share() * side * 1.4)).collect();
    let (mut company_rows, mut flow_rows) = (
        String::from("company,name,naf,lat,lon\n"),
        String::from("flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n"),
    );
    for number in 0..companies {
        let (mut lat, mut lon) = (numbers.share() * side, numbers.share() * side * 1.4);
        if numbers.below(3) == 0 {
            let town = towns[numbers.below(towns.len())];
            (lat, lon) = (town.0 + numbers.share() * 0.03, town.1 + numbers.share() * 0.04);
        }
        let _ = writeln!(company_rows, "c{number},Company {number},,{:.5},{:.5}", 46.0 + lat, 1.0 + lon);
        for flow in 0..flows {
            let direction = if numbers.below(2) == 0 { "out" } else { "in" };
            let material = materials[numbers.below(materials.len())];
            // most flows are small, few are large
            let tonnes = (numbers.share() * 9.0).exp() / 8.0;
            let cost = numbers.below(200);
            let evidence = ["measured", "declared", "estimated"][numbers.below(3)];
            let _ = writeln!(
                flow_rows,
                "c{number}-{flow},c{number},{direction},{material},{tonnes:.3},t,{cost},{evidence}"
            );
        }
    }
    std::fs::write(folder.join("companies.csv"), company_rows).expect("the folder can be written");
    std::fs::write(folder.join("flows.csv"), flow_rows).expect("the folder can be written");
}

/// The most memory that the process has held, KiB, where the system says it.
pub fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Says that this process is one of those that are timed.
pub const ONE: &str = "--one";

/// What a bench is asked on the command line.
pub enum Words {
    /// To time one size, with these words.
    One(Vec<String>),
    /// To time sizes, or those given here, each in a process of its own with these options.
    Sizes(Vec<String>, Vec<String>),
}

/// Reads the command line.
pub fn words(sizes: &[&str]) -> Words {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.iter().any(|word| word == ONE) {
        return Words::One(words);
    }
    let (mut asked, mut options) = (Vec::new(), Vec::new());
    let mut rest = words.into_iter();
    while let Some(word) = rest.next() {
        if word.starts_with("--") {
            options.extend([Some(word), rest.next()].into_iter().flatten());
        } else {
            asked.push(word);
        }
    }
    if asked.is_empty() {
        asked = sizes.iter().map(|size| (*size).to_owned()).collect();
    }
    Words::Sizes(asked, options)
}

/// Processor time of all threads of this process, where the system says it, in its clock ticks of 10 ms.
pub fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
