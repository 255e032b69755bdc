//! Reuse links: what they carry, and whether they exist.

use super::{Formulation, Problem, haul_impact};
use crate::discover::{Haul, Link};
use crate::network::rates::{self, HaulRates};
use crate::optimise::program::{Impact, Measure, Sense};
use crate::quantity::Tonnes;
use crate::scenario::Scenario;

impl Formulation<'_> {
    /// Columns `link[a]` (t/year), `linked[a]` (0 or 1) where a link has a smallest lot or a yearly cost, and `hauls[a]`,
    /// whole return trips a year, which then bear the haulage.
    pub(super) fn link_columns(&mut self) {
        let Some(reuse) = &self.problem.scenario.reuse else { return };
        for (index, link) in self.problem.candidates.links.iter().enumerate() {
            let trip = self.problem.trip(link);
            let impact = link_impact(self.problem, link);
            let (from, to, material) = (link.from.id(), link.to.id(), link.material.as_str());
            let name = |family: &str| [family, "(", from, ",", to, ",", material, ")"].concat();
            self.columns.link.push(self.program.column(&name("link"), link.bound.value(), impact));
            if let Some((vehicle, rates)) = trip {
                let most = (link.bound.value() / vehicle.payload.value()).ceil();
                let col = self.program.integer(&name("hauls"), most, haul_impact(&rates, 1.0));
                self.columns.hauls.insert(index, (col, vehicle.payload.value()));
            }
            // a contract that says what it costs, or how much goes over, stands for the scenario's figures
            let paid = link.contract(self.problem.dataset).is_some_and(|contract| contract.yearly.is_some());
            let cost = if paid { 0.0 } else { reuse.link_cost.value() };
            if link.lot(self.problem.dataset, reuse).value() > 0.0 || cost > 0.0 {
                let impact = Impact::NONE.with(Measure::Euros, cost);
                self.columns.linked.insert(index, self.program.integer(&name("linked"), 1.0, impact));
            }
        }
    }

    /// `link.bound[a]`, `link.lot[a]`: lot linked[a] <= link[a] <= bound[a] linked[a], t/year;
    /// `link.trips[a]`: link[a] <= payload hauls[a], where a small flow is hauled in whole trips.
    pub(super) fn link_rows(&mut self) {
        let Some(reuse) = &self.problem.scenario.reuse else { return };
        for (&index, &(hauls, payload)) in &self.columns.hauls {
            let link = self.columns.link[index];
            let name = self.program.columns()[link.0].name.trim_start_matches("link").to_owned();
            self.program.row(&format!("link.trips{name}"), [(link, 1.0), (hauls, -payload)], Sense::Le, 0.0);
        }
        for (&index, &linked) in &self.columns.linked {
            let candidate = &self.problem.candidates.links[index];
            let (link, bound) = (self.columns.link[index], candidate.bound.value());
            let lot = candidate.lot(self.problem.dataset, reuse).value();
            let name = self.program.columns()[link.0].name.trim_start_matches("link").to_owned();
            self.program.row(&format!("link.bound{name}"), [(link, 1.0), (linked, -bound)], Sense::Le, 0.0);
            if lot > 0.0 {
                let terms = [(link, 1.0), (linked, -lot)];
                self.program.row(&format!("link.lot{name}"), terms, Sense::Ge, 0.0);
            }
        }
    }
}

/// What a tonne on a link adds to each measure.
fn link_impact(problem: Problem<'_>, link: &Link) -> Impact {
    let haul = link.haul(problem.dataset);
    match problem.trip(link) {
        // whole trips bear their haulage themselves, but for what depends on the load
        Some((vehicle, _)) => reuse_impact(&haul, &rates::carried(vehicle, Tonnes(1.0) * link.km)),
        None => tonne_impact(problem.scenario, &haul),
    }
}

/// What a tonne adds to each measure, where no trip is whole.
pub fn tonne_impact(scenario: &Scenario, haul: &Haul) -> Impact {
    reuse_impact(haul, &rates::haulage(&scenario.assume, haul.km))
}

fn reuse_impact(haul: &Haul, rates: &HaulRates) -> Impact {
    let mut impact = haul_impact(rates, 1.0);
    if let Some(replaces) = haul.replaces {
        impact[Measure::Reused] = replaces;
        if haul.put_out {
            impact[Measure::Recovered] = 1.0;
            impact[Measure::Local] = 1.0;
        }
    }
    impact
}
