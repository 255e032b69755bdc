//! The best leads of one output: along each chain from the nearest taker on, until no farther one can be among the best.

use super::certainty::{Certainty, PROPERTY_UNKNOWN};
use super::chain::{Chain, Host};
use super::ground::{Ground, Neighbour};
use super::score::{Score, Stake, nearness, quantity_fit, saturating};
use super::value::Way;
use super::{Found, Lead, To, cascade, knowledge, order};
use crate::dataset::{Bound, Flow};
use crate::discover::{Reason, Rejection};
use crate::id::PlaceId;

/// Takers looked at along one chain, for each lead that is kept: the nearest.
const LOOK: usize = 8;
/// Takers looked at along one chain at least.
const LOOK_LEAST: usize = 64;
/// Rejections kept for one output at most.
const MOST_REJECTED: usize = 20;

/// The search of one output.
struct Search<'g, 'a> {
    ground: &'g Ground<'a>,
    from: u32,
    /// Longest leg, km.
    limit: f64,
    found: Found,
}

/// Where a chain ends before the last leg: place, distance so far, facilities passed, legs.
struct Start {
    place: u32,
    km: f64,
    via: Vec<u32>,
}

/// The best leads of an output.
pub(super) fn leads_of(ground: &Ground<'_>, from: u32) -> Found {
    let mut search = Search { ground, from, limit: limit(ground, from), found: Found::default() };
    let chains = ground.chains(ground.item(from).material);
    if chains.is_empty() {
        search.reject(None, Reason::NoTaker);
    }
    for (number, chain) in (0_u32..).zip(chains) {
        search.follow(number, chain);
    }
    search.found
}

/// Longest leg of an output, km.
fn limit(ground: &Ground<'_>, from: u32) -> f64 {
    let most = ground.reuse().map_or(0.0, |reuse| reuse.max_km.value());
    let piped = knowledge::is_piped(ground.material(ground.item(from).material));
    if piped { most.min(ground.settings().pipe.value()) } else { most }
}

impl Search<'_, '_> {
    fn follow(&mut self, number: u32, chain: &Chain) {
        let offered = chain.steps.iter().filter(|step| step.host == Host::Facility).count();
        if chain.product.is_none() && offered == 1 {
            self.facilities(number, chain);
            return;
        }
        let Some(start) = self.start(chain) else { return };
        match chain.product {
            Some(product) => self.takers(number, chain, product, &start),
            None => self.offer(number, chain, &start, None, start.km),
        }
    }

    /// Passes the chain's facilities of the dataset, each the nearest to the one before.
    fn start(&self, chain: &Chain) -> Option<Start> {
        let mut start = Start { place: self.ground.item(self.from).company, km: 0.0, via: Vec::new() };
        for step in chain.steps.iter().filter(|step| step.host == Host::Facility) {
            let hosts = self.ground.around(start.place, self.ground.hosts(step.process));
            let nearest = hosts.min_by(|a, b| a.km.total_cmp(&b.km).then(a.number.cmp(&b.number)))?;
            if nearest.km > self.limit {
                return None;
            }
            start.km += nearest.km;
            start.place = self.ground.place_of_facility(nearest.number);
            start.via.push(nearest.number);
        }
        Some(start)
    }

    /// The facilities that process the output, nearest first.
    fn facilities(&mut self, number: u32, chain: &Chain) {
        let Some(step) = chain.steps.last() else { return };
        let origin = self.ground.item(self.from).company;
        let hosts: Vec<Neighbour> =
            self.ground.around(origin, self.ground.hosts(step.process)).take(LOOK_LEAST).collect();
        for host in hosts {
            let stated = host.sorted && self.ground.is_stated(origin, self.ground.place_of_facility(host.number));
            if stated {
                continue;
            }
            if host.km > self.limit {
                self.too_far(To::Facility(host.number), host.km);
            } else if self.goes_there(host.number) {
                self.reject(Some(To::Facility(host.number)), Reason::AlreadyThere);
            } else {
                let place = self.ground.place_of_facility(host.number);
                self.offer(number, chain, &Start { place, km: host.km, via: vec![host.number] }, None, host.km);
            }
        }
    }

    /// The companies that buy the product, nearest first, until the rest cannot be among the best.
    fn takers(&mut self, number: u32, chain: &Chain, product: u32, start: &Start) {
        let keep = self.ground.settings().keep;
        let ceiling = Ceiling::new(self, chain, product);
        let mut looked = 0;
        for taker in self.ground.around(start.place, self.ground.inputs(product)) {
            let worst = self.worst();
            if taker.sorted && (looked >= LOOK_LEAST.max(LOOK * keep) || ceiling.at(self, start, taker.km) < worst) {
                return;
            }
            let item = self.ground.item(taker.number);
            let own = item.company == self.ground.item(self.from).company;
            if own || (taker.sorted && self.ground.is_stated(start.place, item.company)) {
                continue;
            }
            looked += 1;
            if taker.km <= self.limit {
                self.offer(number, chain, start, Some(taker.number), start.km + taker.km);
                continue;
            }
            if chain.steps.is_empty() {
                self.too_far(To::Input(taker.number), taker.km);
            }
            if taker.sorted {
                return;
            }
        }
    }

    /// Scores a way, and keeps it if it is among the best.
    fn offer(&mut self, number: u32, chain: &Chain, start: &Start, input: Option<u32>, km: f64) {
        let ground = self.ground;
        let to = match (input, start.via.last()) {
            (Some(input), _) => To::Input(input),
            (None, Some(facility)) => To::Facility(*facility),
            (None, None) => return,
        };
        let (tonnes, fit, quality) = match self.quantities(chain, start, input) {
            Ok(quantities) => quantities,
            Err(reason) => return self.reject(Some(to), reason),
        };
        let way = Way { from: self.from, chain, via: &start.via, to: input, km };
        let taken = input.map_or(1.0, |input| ground.item(input).certainty());
        let given = ground.item(self.from).certainty();
        let legs = start.via.len() + usize::from(input.is_some());
        let stake = Stake {
            eur: tonnes.and_then(|tonnes| Some(way.eur_per_t(ground, tonnes)? * tonnes)),
            co2e_kg: tonnes.and_then(|tonnes| Some(way.co2e_per_t(ground)? * tonnes)),
            certainty: Certainty { given, taken, chain: chain.certainty, quality },
            km,
            limit_km: self.limit * f64::from(u32::try_from(legs.max(1)).unwrap_or(1)),
            quantity: fit,
        };
        let typical = ground.item(self.from).is_typical() || input.is_some_and(|input| ground.item(input).is_typical());
        self.keep(Lead {
            kind: chain.kind,
            from: self.from,
            to,
            chain: Some(number),
            via: start.via.clone().into_boxed_slice(),
            tonnes,
            score: Score::new(ground.settings(), &stake),
            typical,
        });
    }

    /// Tonnes that can go, how well quantities match, and how sure the quality is.
    fn quantities(
        &self,
        chain: &Chain,
        start: &Start,
        input: Option<u32>,
    ) -> Result<(Option<f64>, Option<f64>, f64), Reason> {
        let ground = self.ground;
        let offered = ground.item(self.from).tonnes;
        let (wanted, mut most, quality) = match input {
            Some(input) => {
                let item = ground.item(input);
                let wanted = item.tonnes.map(|tonnes| tonnes / chain.ratio);
                let (share, quality) = match (ground.item(self.from).flow, item.flow) {
                    (Some(output), Some(input)) => quality(output, input, chain.steps.is_empty())?,
                    _ => (1.0, 1.0),
                };
                (wanted, wanted.map(|wanted| wanted * share), quality)
            }
            None => (offered, offered, 1.0),
        };
        for (facility, step) in start.via.iter().zip(chain.steps.iter().filter(|step| step.host == Host::Facility)) {
            let operation = ground.operation(*facility, step.process).and_then(|operation| operation.capacity);
            let capacity = [operation, ground.facility(*facility).capacity].into_iter().flatten();
            for capacity in capacity.map(|capacity| capacity.value() / step.fed) {
                most = Some(most.map_or(capacity, |most| most.min(capacity)));
            }
        }
        let tonnes = offered.zip(most).map(|(offered, most)| offered.min(most));
        let lot = ground.reuse().map_or(0.0, |reuse| reuse.min_lot.value());
        if let Some(available_t) = tonnes.filter(|tonnes| *tonnes <= 0.0 || *tonnes < lot) {
            return Err(Reason::BelowLot { available_t, lot_t: lot });
        }
        let fit = match input {
            Some(_) => offered.zip(wanted).map(|(offered, wanted)| quantity_fit(offered, wanted)),
            None => offered.zip(tonnes).map(|(offered, tonnes)| quantity_fit(offered, tonnes)),
        };
        Ok((tonnes, fit, quality))
    }

    /// One lead for each pair, its best; and of all, the best.
    fn keep(&mut self, lead: Lead) {
        let most = self.ground.settings().keep;
        let leads = &mut self.found.leads;
        if let Some(same) = leads.iter().position(|known| known.to == lead.to) {
            if order(&leads[same], &lead).is_le() {
                return;
            }
            leads.remove(same);
        } else if leads.len() == most {
            self.found.left += 1;
            match leads.last() {
                Some(worst) if order(&lead, worst).is_lt() => leads.truncate(most - 1),
                _ => return,
            }
        }
        let at = leads.partition_point(|known| order(known, &lead).is_lt());
        leads.insert(at, lead);
    }

    /// The score that a lead must beat.
    fn worst(&self) -> f64 {
        let leads = &self.found.leads;
        let full = leads.len() >= self.ground.settings().keep;
        leads.last().filter(|worst| full && !worst.typical).map_or(f64::NEG_INFINITY, |worst| worst.score.total)
    }

    /// Whether the output goes to this facility today: staying there is no lead.
    fn goes_there(&self, facility: u32) -> bool {
        let today = self.ground.item(self.from).flow.and_then(|flow| flow.facility.as_ref());
        today == Some(&self.ground.facility(facility).id)
    }

    fn too_far(&mut self, to: To, km: f64) {
        self.reject(Some(to), Reason::TooFar { km, max_km: self.limit });
    }

    fn reject(&mut self, to: Option<To>, reason: Reason) {
        let ground = self.ground;
        if self.found.rejected.len() >= MOST_REJECTED || ground.item(self.from).is_typical() {
            return;
        }
        let to = to.and_then(|to| match to {
            To::Input(input) => Some(PlaceId::from(&ground.company_of(input).id).to_string()),
            To::Facility(facility) => Some(ground.facility(facility).id.to_string()),
            To::Pool(_) => None,
        });
        let what = ground.material(ground.item(self.from).material).id.to_string();
        self.found.rejected.push(Rejection { from: ground.company_of(self.from).id.to_string(), to, what, reason });
    }
}

/// The best score that any taker along a chain could have at some distance.
struct Ceiling {
    eur_part: f64,
    co2e_part: f64,
    certainty: f64,
}

impl Ceiling {
    fn new(search: &Search<'_, '_>, chain: &Chain, product: u32) -> Self {
        let (ground, settings) = (search.ground, search.ground.settings());
        let item = ground.item(search.from);
        let tonnes = item.tonnes.unwrap_or(0.0);
        let processes =
            chain.steps.iter().map(|step| ground.process(step.process).emissions().value().min(0.0) * step.fed);
        let material = ground.material(product);
        let virgin = material.virgin_co2e.map_or(0.0, crate::quantity::KgCo2ePerTonne::value).max(0.0);
        let co2e = ground.outlet_co2e(search.from).max(0.0) + virgin * chain.ratio - processes.sum::<f64>();
        let eur = item.cost().unwrap_or(0.0).max(0.0) + ground.highest_price(product) * chain.ratio;
        // a facility may pay for what it takes: then no bound is known
        let paid = chain.steps.iter().any(|step| step.host == Host::Facility);
        Self {
            eur_part: if paid { 1.0 } else { saturating(Some(eur * tonnes), settings.half_eur) },
            co2e_part: saturating(Some(co2e * tonnes), settings.half_co2e_kg),
            certainty: item.certainty() * chain.certainty,
        }
    }

    fn at(&self, search: &Search<'_, '_>, start: &Start, km: f64) -> f64 {
        let weights = &search.ground.settings().weights;
        let legs = f64::from(u32::try_from(start.via.len() + 1).unwrap_or(1));
        let near = nearness(start.km + km, search.limit * legs);
        let sum = weights.eur * self.eur_part
            + weights.co2e * self.co2e_part
            + weights.certainty * self.certainty
            + weights.distance * near
            + weights.quantity;
        sum / weights.sum()
    }
}

/// The share of an input that an output may be, by the input's limits, and how sure that is. What a process has changed
/// has to be measured anew.
fn quality(output: &Flow, input: &Flow, as_it_is: bool) -> Result<(f64, f64), Reason> {
    let (mut share, mut sure) = (1.0_f64, 1.0);
    if !as_it_is {
        let limits = input.qualities.iter().filter(|limit| matches!(limit.bound, Bound::AtMost | Bound::AtLeast));
        return Ok((share, limits.fold(sure, |sure, _| sure * PROPERTY_UNKNOWN)));
    }
    match cascade::heat(output, input) {
        cascade::Heat::TooCold(content, limit) => {
            return Err(Reason::QualityLimit { property: cascade::TEMPERATURE.to_owned(), content, limit });
        }
        cascade::Heat::Unknown => sure *= PROPERTY_UNKNOWN,
        cascade::Heat::Silent | cascade::Heat::Enough => {}
    }
    for limit in cascade::blended(input) {
        let Some(content) = output.quality(&limit.property, Bound::Content) else {
            sure *= PROPERTY_UNKNOWN;
            continue;
        };
        let sign = if limit.bound == Bound::AtMost { 1.0 } else { -1.0 };
        let excess = |value: f64| sign * (value - limit.value);
        if excess(content) > 0.0 {
            // with virgin supply v and limit L, a share s of content c is within: s c + (1 - s) v <= L
            let virgin = excess(input.virgin_content(limit));
            let most = (-virgin / (excess(content) - virgin)).max(0.0);
            if most <= 0.0 {
                let property = limit.property.clone();
                return Err(Reason::QualityLimit { property, content, limit: limit.value });
            }
            share = share.min(most);
        }
    }
    Ok((share, sure))
}
