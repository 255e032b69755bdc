//! `assume` and `solver`: figures a user may dispute, and how the program is solved.

use super::defaults::{self, ASSUMED, Bounds};
use super::reader::{Reader, Section};
use super::{Assumptions, Haulage, SolverOptions};
use crate::quantity::{EurosPerTonne, KgCo2ePerKm, KgCo2ePerTonne, Tonnes};

const SECTIONS: [&str; 3] = ["haulage", "pickup", "disposal"];
pub(super) const SOLVERS: [(&str, &str); 3] = [("auto", "auto"), ("microlp", "microlp"), ("highs", "highs")];

/// The assumptions, each from the file or from the catalogue's factor.
pub(super) fn read_assumptions(top: &Section<'_>, reader: &mut Reader) -> Assumptions {
    let own: Vec<&str> = keys_of("").into_iter().chain(SECTIONS).collect();
    let assume = reader.section(top, "assume", &own);
    let nested = SECTIONS.map(|name| (name, reader.section(&assume, name, &keys_of(name))));
    let [
        detour_factor,
        speed_kmh,
        working_time_h,
        day_starts_h,
        service_min,
        unload_min,
        haulage_eur_per_t_km,
        haulage_eur_per_t,
        haulage_co2e,
        haulage_load,
        pickup_co2e,
        disposal_cost,
        disposal_co2e,
    ] = ASSUMED.map(|row| {
        let section = nested.iter().find(|(name, _)| *name == row.section).map_or(&assume, |(_, section)| section);
        reader.assumed(section, &row)
    });
    Assumptions {
        detour_factor,
        speed_kmh,
        working_time_h,
        day_starts_h,
        service_min,
        unload_min,
        haulage: Haulage {
            eur_per_t_km: haulage_eur_per_t_km,
            eur_per_t: EurosPerTonne(haulage_eur_per_t),
            co2e_kg_per_t_km: haulage_co2e,
            load: Tonnes(haulage_load),
        },
        pickup_co2e: KgCo2ePerKm(pickup_co2e),
        disposal_cost: EurosPerTonne(disposal_cost),
        disposal_co2e: KgCo2ePerTonne(disposal_co2e),
    }
}

/// Keys of a map of `assume`.
fn keys_of(section: &str) -> Vec<&'static str> {
    ASSUMED.iter().filter(|row| row.section == section).map(|row| row.key).collect()
}

/// Solver settings.
pub(super) fn read_solver(top: &Section<'_>, reader: &mut Reader) -> SolverOptions {
    let section = reader.section(top, "solver", &["name", "gap", "time_limit_s", "nodes", "programs", "prices"]);
    SolverOptions {
        name: reader.word(&section, "name", &SOLVERS, SOLVERS[0]).to_owned(),
        gap: reader.number(&section, "gap", Bounds::Between(0.0, 1.0), defaults::GAP),
        time_limit_s: reader.number(&section, "time_limit_s", Bounds::MoreThan(0.0), defaults::TIME_LIMIT_S),
        nodes: reader.whole(&section, "nodes", Bounds::AtLeast(0.0), defaults::NODES),
        programs: reader.whole(&section, "programs", Bounds::AtLeast(1.0), defaults::PROGRAMS),
        prices: reader.whole(&section, "prices", Bounds::Between(0.0, 1000.0), defaults::PRICES),
    }
}
