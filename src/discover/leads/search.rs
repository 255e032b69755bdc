//! The best leads of one output: along each chain from the nearest taker on, until no farther one can be among the best.

use super::certainty::{Certainty, PROPERTY_UNKNOWN};
use super::chain::{Chain, Host};
use super::ground::Ground;
use super::score::{Score, Stake, nearness, quantity_fit, saturating};
use super::value::Way;
use super::{Found, Lead, To, cascade, knowledge, order};
use crate::dataset::{Bound, Flow, Operation};
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

/// Where a chain ends before the last leg: place, distance so far, facilities passed and what each does.
struct Start<'a> {
    place: u32,
    km: f64,
    via: Vec<u32>,
    runs: Vec<Option<&'a Operation>>,
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

impl<'a> Search<'_, 'a> {
    fn follow(&mut self, number: u32, chain: &Chain) {
        let offered = chain.steps.iter().filter(|step| step.host == Host::Facility).count();
        if chain.product.is_none() && offered == 1 {
            self.facilities(number, chain);
            return;
        }
        let Some(product) = chain.product else {
            if let Some(start) = self.start(chain) {
                self.offer(number, chain, &start, None, start.km, &Ceiling::UNKNOWN);
            }
            return;
        };
        let ceiling = Ceiling::new(self, chain, product);
        // takers at stated distances are all looked at: nothing is known of the best of them
        if self.ground.dataset.distances.is_empty() && ceiling.on_the_spot(self) < self.worst() {
            return;
        }
        if let Some(start) = self.start(chain) {
            self.takers(number, chain, product, &start, &ceiling);
        }
    }

    /// Passes the chain's facilities of the dataset, each the nearest to the one before.
    fn start(&self, chain: &Chain) -> Option<Start<'a>> {
        let place = self.ground.item(self.from).company;
        let mut start = Start { place, km: 0.0, via: Vec::new(), runs: Vec::new() };
        for step in chain.steps.iter().filter(|step| step.host == Host::Facility) {
            let nearest = self.ground.nearest(start.place, self.ground.hosts(step.process))?;
            if nearest.km > self.limit {
                return None;
            }
            start.km += nearest.km;
            start.place = self.ground.place_of_facility(nearest.number);
            start.via.push(nearest.number);
            start.runs.push(self.ground.operation(nearest.number, step.process));
        }
        Some(start)
    }

    /// The facilities that process the output, nearest first.
    fn facilities(&mut self, number: u32, chain: &Chain) {
        let Some(step) = chain.steps.last() else { return };
        let origin = self.ground.item(self.from).company;
        for host in self.ground.around(origin, self.ground.hosts(step.process)).take(LOOK_LEAST) {
            let stated = host.sorted && self.ground.is_stated(origin, self.ground.place_of_facility(host.number));
            if stated {
                continue;
            }
            if host.km > self.limit {
                self.too_far(To::Facility(host.number), host.km);
                if host.sorted && self.found.rejected.len() >= MOST_REJECTED {
                    return;
                }
            } else if self.goes_there(host.number) {
                self.reject(Some(To::Facility(host.number)), Reason::AlreadyThere);
            } else {
                let place = self.ground.place_of_facility(host.number);
                let (via, runs) = (vec![host.number], vec![self.ground.operation(host.number, step.process)]);
                let start = Start { place, km: host.km, via, runs };
                self.offer(number, chain, &start, None, host.km, &Ceiling::UNKNOWN);
            }
        }
    }

    /// The companies that buy the product, nearest first, until the rest cannot be among the best.
    fn takers(&mut self, number: u32, chain: &Chain, product: u32, start: &Start<'_>, ceiling: &Ceiling) {
        let keep = self.ground.settings().keep;
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
                self.offer(number, chain, start, Some(taker.number), start.km + taker.km, ceiling);
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
    fn offer(&mut self, number: u32, chain: &Chain, start: &Start<'_>, input: Option<u32>, km: f64, ceiling: &Ceiling) {
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
        let taken = input.map_or(1.0, |input| ground.item(input).certainty);
        let given = ground.item(self.from).certainty;
        let legs = start.via.len() + usize::from(input.is_some());
        let mut stake = Stake {
            eur: None,
            co2e_kg: None,
            certainty: Certainty { given, taken, chain: chain.certainty, quality },
            km,
            limit_km: self.limit_of(legs),
            quantity: fit,
        };
        if ceiling.of(self, &stake) < self.worst() {
            return self.leave(&to);
        }
        let way = Way { from: self.from, chain, runs: &start.runs, to: input, km };
        stake.eur = tonnes.and_then(|tonnes| Some(way.eur_per_t(ground, tonnes)? * tonnes));
        stake.co2e_kg = tonnes.and_then(|tonnes| Some(way.co2e_per_t(ground)? * tonnes));
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
        start: &Start<'_>,
        input: Option<u32>,
    ) -> Result<(Option<f64>, Option<f64>, f64), Reason> {
        let ground = self.ground;
        let offered = ground.item(self.from).tonnes;
        let (wanted, mut most, quality) = match input {
            Some(input) => {
                let item = ground.item(input);
                let wanted = item.tonnes.map(|tonnes| tonnes / chain.ratio);
                let (share, quality) = match (ground.item(self.from).flow, item.flow) {
                    (Some(output), Some(input)) if !item.qualities.is_empty() => {
                        quality(output, input, chain.steps.is_empty())?
                    }
                    _ => (1.0, 1.0),
                };
                (wanted, wanted.map(|wanted| wanted * share), quality)
            }
            None => (offered, offered, 1.0),
        };
        let offered_steps = chain.steps.iter().filter(|step| step.host == Host::Facility);
        for ((facility, operation), step) in start.via.iter().zip(&start.runs).zip(offered_steps) {
            let operation = operation.and_then(|operation| operation.capacity);
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

    /// Counts a lead that is not among the best, unless a better one of the same pair is.
    fn leave(&mut self, to: &To) {
        self.found.left += usize::from(self.found.leads.iter().all(|known| known.to != *to));
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

    /// Longest way of so many legs, km.
    fn limit_of(&self, legs: usize) -> f64 {
        self.limit * f64::from(u32::try_from(legs.max(1)).unwrap_or(1))
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
    /// Where nothing is known.
    const UNKNOWN: Self = Self { eur_part: 1.0, co2e_part: 1.0, certainty: 1.0 };

    fn new(search: &Search<'_, '_>, chain: &Chain, product: u32) -> Self {
        let (ground, settings) = (search.ground, search.ground.settings());
        let item = ground.item(search.from);
        let tonnes = item.tonnes.unwrap_or(0.0);
        let processes =
            chain.steps.iter().map(|step| ground.process(step.process).emissions().value().min(0.0) * step.fed);
        let material = ground.material(product);
        let virgin = material.virgin_co2e.map_or(0.0, crate::quantity::KgCo2ePerTonne::value).max(0.0);
        let co2e = ground.outlet_co2e(search.from).max(0.0) + virgin * chain.ratio - processes.sum::<f64>();
        let eur = item.cost.unwrap_or(0.0).max(0.0) + ground.highest_price(product) * chain.ratio;
        // a facility may pay for what it takes: then no bound is known
        let paid = chain.steps.iter().any(|step| step.host == Host::Facility);
        Self {
            eur_part: if paid { 1.0 } else { saturating(Some(eur * tonnes), settings.half_eur) },
            co2e_part: saturating(Some(co2e * tonnes), settings.half_co2e_kg),
            certainty: item.certainty * chain.certainty,
        }
    }

    /// Where the taker is so far from where the chain ends.
    fn at(&self, search: &Search<'_, '_>, start: &Start<'_>, km: f64) -> f64 {
        let near = nearness(start.km + km, search.limit_of(start.via.len() + 1));
        self.total(search, self.certainty, near, 1.0)
    }

    /// Where nothing is known of the distance.
    fn on_the_spot(&self, search: &Search<'_, '_>) -> f64 {
        self.total(search, self.certainty, 1.0, 1.0)
    }

    /// Of a taker of which all but the worth is known.
    fn of(&self, search: &Search<'_, '_>, stake: &Stake) -> f64 {
        let near = nearness(stake.km, stake.limit_km);
        self.total(search, stake.certainty.value(), near, stake.quantity.unwrap_or(0.0))
    }

    fn total(&self, search: &Search<'_, '_>, certainty: f64, near: f64, quantity: f64) -> f64 {
        let weights = &search.ground.settings().weights;
        let sum = weights.eur * self.eur_part
            + weights.co2e * self.co2e_part
            + weights.certainty * certainty
            + weights.distance * near
            + weights.quantity * quantity;
        sum / weights.sum()
    }
}

/// The share of an input that an output may be, by the input's limits, and how sure that is. What a process has changed
/// has to be measured anew.
fn quality(output: &Flow, input: &Flow, as_it_is: bool) -> Result<(f64, f64), Reason> {
    let (mut share, mut sure) = (1.0_f64, 1.0);
    if !as_it_is {
        let limits = input.qualities.iter().filter(|property| property.is_limit());
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
