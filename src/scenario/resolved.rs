//! A resolved scenario as a YAML document that stands alone.

use serde_yaml::{Mapping, Value};

use super::alone;
use super::discover;
use super::goals::{METRICS, MINIMISE};
use super::synergies::MODES;
use super::{Assumptions, Change, Edit, Language, Limit, Next, Reuse, Scenario, Stream, Target, Trips};
use crate::id::CompanyId;

impl Scenario {
    /// The scenario with its inheritance and its defaults written out. Loaded again it gives the same scenario,
    /// but for where values are written; a relative `dataset` counts from the folder the program was called in.
    #[must_use]
    pub fn resolved_yaml(&self) -> String {
        let language = match self.language {
            Language::Fr => "fr",
            Language::En => "en",
        };
        let document = map([
            ("boucle", Some(1.into())),
            ("name", Some(text(&self.name))),
            ("title", Some(map([("fr", Some(text(&self.title.fr))), ("en", Some(text(&self.title.en)))]))),
            ("dataset", Some(text(&self.dataset.display().to_string()))),
            ("language", Some(language.into())),
            ("synergies", Some(self.synergies())),
            ("discover", Some(discover::resolved(&self.discover))),
            ("objective", Some(self.objective())),
            ("targets", (!self.targets.is_empty()).then(|| targets(&self.targets))),
            ("robust", self.low_flows.map(|flows| map([("low_flows", Some(flows.into()))]))),
            ("change", (!self.changes.is_empty()).then(|| self.changes.iter().map(change).collect())),
            ("assume", Some(assume(&self.assume))),
            ("solver", Some(self.solver())),
        ]);
        // Texts, finite numbers, lists and maps with keys of text can always be written.
        serde_yaml::to_string(&document).unwrap_or_default()
    }

    fn synergies(&self) -> Value {
        map([
            ("reuse", self.reuse.as_ref().map(reuse)),
            ("collection", (!self.collection.is_empty()).then(|| self.collection.iter().map(stream).collect())),
        ])
    }

    fn objective(&self) -> Value {
        map([
            ("minimise", word(&MINIMISE, self.objective.minimise)),
            ("co2e_eur_per_t", Some(self.objective.co2e_eur_per_t.into())),
            ("insertion_eur_per_hour", Some(self.objective.insertion_value.value().into())),
            ("then", (!self.objective.then.is_empty()).then(|| self.objective.then.iter().map(next).collect())),
        ])
    }

    fn solver(&self) -> Value {
        map([
            ("name", Some(text(&self.solver.name))),
            ("gap", Some(self.solver.gap.into())),
            ("time_limit_s", Some(self.solver.time_limit_s.into())),
            ("nodes", Some(self.solver.nodes.into())),
            ("programs", Some(self.solver.programs.into())),
            ("prices", Some(self.solver.prices.into())),
        ])
    }
}

fn next(next: &Next) -> Value {
    map([("minimise", word(&MINIMISE, next.minimise)), ("give_way", Some(next.give_way.into()))])
}

fn reuse(reuse: &Reuse) -> Value {
    map([
        ("max_km", Some(reuse.max_km.value().into())),
        ("max_steps", Some(reuse.max_steps.into())),
        ("min_lot_t", Some(reuse.min_lot.value().into())),
        ("link_eur_per_year", Some(reuse.link_cost.value().into())),
        ("max_partners", reuse.max_partners.map(Into::into)),
        ("seasons", Some(reuse.seasons.into())),
        ("trips", reuse.trips.as_ref().map(trips)),
    ])
}

fn trips(trips: &Trips) -> Value {
    map([("vehicle", Some(trips.vehicle.as_str().into())), ("below_t", Some(trips.below.value().into()))])
}

fn stream(stream: &Stream) -> Value {
    let drop_off = stream.drop_off.as_ref().map(|drop_off| {
        map([
            ("max_km", Some(drop_off.max_km.value().into())),
            ("eur_per_km", Some(drop_off.eur_per_km.value().into())),
            ("co2e_kg_per_km", Some(drop_off.co2e_per_km.value().into())),
        ])
    });
    let contract = stream.contract.as_ref().map(|contract| {
        let price = contract.eur_per_missing_t.map(|price| price.value().into());
        map([("min_t", Some(contract.min_t.value().into())), ("eur_per_missing_t", price)])
    });
    let own = stream.joins.is_empty();
    let vehicles = stream.vehicles.iter().map(|vehicle| text(vehicle.as_str())).collect();
    let unload: Vec<Value> = stream.unload.iter().map(|facility| text(facility.as_str())).collect();
    map([
        ("stream", Some(text(stream.id.as_str()))),
        ("joins", (!own).then(|| stream.joins.iter().map(|stream| text(stream.as_str())).collect())),
        ("materials", own.then(|| stream.materials.iter().map(|material| text(material)).collect())),
        ("modes", own.then(|| stream.modes.iter().filter_map(|mode| word(&MODES, *mode)).collect())),
        ("compulsory", own.then_some(stream.compulsory.into())),
        ("vehicles", (!stream.vehicles.is_empty()).then_some(vehicles)),
        ("unload", (!unload.is_empty()).then_some(unload.into())),
        ("trunk", stream.trunk.as_ref().map(|vehicle| text(vehicle.as_str()))),
        ("frequency", Some(stream.frequency.iter().copied().map(Value::from).collect())),
        ("days", Some(stream.days.to_string().split(' ').map(text).collect())),
        (
            "excluded_pairs",
            (!stream.excluded_pairs.is_empty()).then(|| stream.excluded_pairs.iter().map(pair).collect()),
        ),
        ("alone", stream.alone.as_ref().map(alone::resolved)),
        ("drop_off", drop_off),
        ("contract", contract),
    ])
}

fn pair((one, other): &(CompanyId, CompanyId)) -> Value {
    Value::Sequence(vec![text(one.as_str()), text(other.as_str())])
}

fn targets(targets: &[Target]) -> Value {
    let mut mapping = Mapping::new();
    for target in targets {
        let limit = match target.limit {
            Limit::AtLeast(value) => ("at_least", Some(value.into())),
            Limit::AtMost(value) => ("at_most", Some(value.into())),
        };
        if let Some(key) = word(&METRICS, target.metric) {
            mapping.insert(key, map([limit, ("price", target.price.map(Value::from))]));
        }
    }
    Value::Mapping(mapping)
}

fn change(change: &Change) -> Value {
    let table = ("table", Some(text(&change.table)));
    match &change.edit {
        Edit::Set { filter, set } => map([table, ("where", Some(cells(filter))), ("set", Some(cells(set)))]),
        Edit::Drop(row) => map([table, ("drop", Some(cells(row)))]),
        Edit::Add(row) => map([table, ("add", Some(cells(row)))]),
    }
}

fn cells(cells: &[(String, String)]) -> Value {
    Value::Mapping(cells.iter().map(|(column, cell)| (text(column), text(cell))).collect())
}

fn assume(assume: &Assumptions) -> Value {
    let haulage = &assume.haulage;
    map([
        ("detour_factor", Some(assume.detour_factor.into())),
        ("speed_kmh", Some(assume.speed_kmh.into())),
        ("working_time_h", Some(assume.working_time_h.into())),
        ("day_starts_h", Some(assume.day_starts_h.into())),
        ("service_min", Some(assume.service_min.into())),
        ("unload_min", Some(assume.unload_min.into())),
        (
            "haulage",
            Some(map([
                ("eur_per_t_km", Some(haulage.eur_per_t_km.into())),
                ("eur_per_t", Some(haulage.eur_per_t.value().into())),
                ("co2e_kg_per_t_km", Some(haulage.co2e_kg_per_t_km.into())),
                ("load_t", Some(haulage.load.value().into())),
            ])),
        ),
        ("pickup", Some(map([("co2e_kg_per_km", Some(assume.pickup_co2e.value().into()))]))),
        (
            "disposal",
            Some(map([
                ("eur_per_t", Some(assume.disposal_cost.value().into())),
                ("co2e_kg_per_t", Some(assume.disposal_co2e.value().into())),
            ])),
        ),
    ])
}

/// A map of the keys that have a value, in this order.
pub(super) fn map<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    Value::Mapping(entries.into_iter().filter_map(|(key, value)| Some((text(key), value?))).collect())
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// The word for a choice.
pub(super) fn word<T: Copy + PartialEq>(words: &[(&str, T)], value: T) -> Option<Value> {
    words.iter().find(|(_, known)| *known == value).map(|(word, _)| text(word))
}
