//! Contracts on links and on pooled collections, and how many partners a company has.

use std::collections::BTreeMap;

use super::{Formulation, Partners};
use crate::dataset::Standing;
use crate::id::PlaceId;
use crate::optimise::program::{Col, Impact, Measure, Sense};
use crate::quantity::{Euros, Tonnes};

/// The links of a company with each partner: their columns, with what each can carry, t.
type Links = BTreeMap<PlaceId, Vec<(Col, f64)>>;

impl Formulation<'_> {
    /// Columns `contract[k]` (0 or 1) where a contract has a least tonnage or a yearly cost, and with L and U t/year the
    /// least and the most that it allows: `contract.most[k]`: sum of link <= U contract; `contract.least[k]`: sum of
    /// link >= L contract. What is kept has contract = 1.
    pub(super) fn contract_rows(&mut self) {
        let dataset = self.problem.dataset;
        let links = &self.problem.candidates.links;
        for contract in &dataset.contracts {
            let under = links.iter().enumerate().filter(|(_, link)| link.contract(dataset) == Some(contract));
            let under: Vec<(Col, f64)> =
                under.map(|(index, link)| (self.columns.link[index], link.bound.value())).collect();
            if under.is_empty() {
                continue;
            }
            let name = contract.name();
            let links = || under.iter().map(|&(link, _)| (link, 1.0));
            let all: f64 = under.iter().map(|(_, bound)| bound).sum();
            let most = contract.most.map_or(all, |most| most.value().min(all));
            let least = contract.least.map_or(0.0, Tonnes::value);
            let yearly = contract.yearly.map_or(0.0, Euros::value);
            if least <= 0.0 && yearly <= 0.0 {
                if contract.most.is_some() || most < all {
                    self.program.row(&format!("contract.most({name})"), links(), Sense::Le, most);
                }
                continue;
            }
            let impact = Impact::NONE.with(Measure::Euros, yearly);
            let made = self.program.integer(&format!("contract({name})"), 1.0, impact);
            if contract.standing == Standing::Kept {
                self.program.lower(made, 1.0);
            }
            let within = links().chain([(made, -most)]);
            self.program.row(&format!("contract.most({name})"), within, Sense::Le, 0.0);
            if least > 0.0 {
                let at_least = links().chain([(made, -least)]);
                self.program.row(&format!("contract.least({name})"), at_least, Sense::Ge, 0.0);
            }
        }
    }

    /// Columns `signed[s]` (0 or 1) where a stream has a contract for at least L t/year, and `short[s]`, the tonnes missing to
    /// it, where each has a price: `pooled.most[s]`: sum of collected[s,.,.] <= U signed[s], with U all that the stream can
    /// collect, t/year; `pooled.least[s]`: sum of collected[s,.,.] + short[s] >= L signed[s], t/year.
    pub(super) fn pooled_contracts(&mut self) {
        for (s, settings) in self.problem.scenario.collection.iter().enumerate() {
            let Some(contract) = &settings.contract else { continue };
            let (id, least) = (&settings.id, contract.min_t.value());
            let of_stream = self.columns.collected.iter().filter(|((stream, _, _), _)| *stream == s);
            let collected: Vec<(Col, f64)> = of_stream.map(|(_, &col)| (col, 1.0)).collect();
            let stops = &self.problem.candidates.streams[s].stops;
            let all: f64 = stops.iter().map(|stop| stop.load.value()).sum();
            let signed = self.program.integer(&format!("signed({id})"), 1.0, Impact::NONE);
            let short = contract.eur_per_missing_t.map(|price| {
                let impact = Impact::NONE.with(Measure::Euros, price.value());
                self.program.column(&format!("short({id})"), least, impact)
            });
            self.columns.missing.extend(short.map(|short| (s, short)));
            let most = collected.iter().copied().chain([(signed, -all)]);
            self.program.row(&format!("pooled.most({id})"), most, Sense::Le, 0.0);
            let enough = collected.iter().copied().chain(short.map(|short| (short, 1.0))).chain([(signed, -least)]);
            self.program.row(&format!("pooled.least({id})"), enough, Sense::Ge, 0.0);
        }
    }

    /// Columns `partner[c,p]` (0 or 1), `partner.link[a]`: link[a] <= bound[a] partner[c,p] for the links between company
    /// c and p either way, and `partners[c]`: sum over p of partner[c,p] <= the most partners of c. Only where c could
    /// have more.
    pub(super) fn partner_rows(&mut self) {
        let Some(reuse) = &self.problem.scenario.reuse else { return };
        let dataset = self.problem.dataset;
        let limits: BTreeMap<PlaceId, u32> = dataset
            .companies
            .values()
            .filter_map(|company| Some((PlaceId::from(&company.id), company.max_partners.or(reuse.max_partners)?)))
            .collect();
        if limits.is_empty() {
            return;
        }
        let mut partners: BTreeMap<PlaceId, Links> = BTreeMap::new();
        for (link, &col) in self.problem.candidates.links.iter().zip(&self.columns.link) {
            let (from, to) = (link.from_place(dataset), link.to_place(dataset));
            for (company, partner) in [(&from, &to), (&to, &from)] {
                if limits.contains_key(company) && company != partner {
                    let links = partners.entry(company.clone()).or_default().entry(partner.clone()).or_default();
                    links.push((col, link.bound.value()));
                }
            }
        }
        for (company, partners) in partners {
            let most = limits[&company];
            if partners.len() <= most as usize {
                continue;
            }
            let mut with = BTreeMap::new();
            for (partner, links) in partners {
                let chosen = self.program.integer(&format!("partner({company},{partner})"), 1.0, Impact::NONE);
                with.insert(partner, chosen);
                for (link, bound) in links {
                    let name = self.program.columns()[link.0].name.trim_start_matches("link(").to_owned();
                    let terms = [(link, 1.0), (chosen, -bound)];
                    self.program.row(&format!("partner.link({company},{name}"), terms, Sense::Le, 0.0);
                }
            }
            let all = with.values().map(|&chosen| (chosen, 1.0));
            let row = self.program.row(&format!("partners({company})"), all, Sense::Le, f64::from(most));
            self.columns.partners.insert(company, Partners { row, with });
        }
    }
}
