//! `rounds.csv`.

use serde::{Deserialize, Serialize};

use super::{Number, PATH_SEPARATOR, Row};
use crate::assess::RoundPlan;
use crate::id::StreamId;
use crate::quantity::{Euros, Hours, KgCo2e, Kilometres, Tonnes};

table! {
    /// A round; what is not said to be per year is each time.
    RoundRow in "rounds.csv" {
        round: usize, stream: StreamId, vehicle: String, times_per_year: u32, days: String, path: String,
        leaves_h: Number, arrivals_h: String,
        load_t: Number, streams: String, loads_t: String, compartments: Option<String>, load_factor: Number, km: Number,
        hours_h: Number, eur_per_year: Number, co2e_kg_per_year: Number,
    }
}

impl From<&RoundPlan> for RoundRow {
    fn from(it: &RoundPlan) -> Self {
        let list = |words: Vec<String>| words.join(PATH_SEPARATOR);
        Self {
            round: it.round,
            stream: it.stream.clone(),
            vehicle: it.vehicle.clone(),
            times_per_year: it.frequency,
            days: it.days.clone(),
            path: it.path.join(PATH_SEPARATOR),
            leaves_h: it.leaves.into(),
            arrivals_h: list(it.arrivals.iter().map(|hours| format!("{hours:.2}")).collect()),
            load_t: it.load.value().into(),
            streams: list(it.loads.iter().map(|(stream, _)| stream.to_string()).collect()),
            loads_t: list(it.loads.iter().map(|(_, load)| load.value().to_string()).collect()),
            compartments: Some(list(it.compartments.iter().map(ToString::to_string).collect()))
                .filter(|it| !it.is_empty()),
            load_factor: it.load_factor.into(),
            km: it.km.value().into(),
            hours_h: it.hours.value().into(),
            eur_per_year: it.eur.value().into(),
            co2e_kg_per_year: it.co2e.value().into(),
        }
    }
}

impl From<RoundRow> for RoundPlan {
    fn from(row: RoundRow) -> Self {
        let list = |text: &str| text.split(PATH_SEPARATOR).map(str::to_owned).collect::<Vec<String>>();
        let number = |word: String| word.parse::<f64>().unwrap_or(f64::NAN);
        let loads = list(&row.loads_t).into_iter().map(|load| Tonnes(number(load)));
        let compartments = row.compartments.iter().flat_map(|text| list(text));
        Self {
            round: row.round,
            stream: row.stream,
            vehicle: row.vehicle,
            frequency: row.times_per_year,
            days: row.days,
            leaves: row.leaves_h.0,
            path: list(&row.path),
            arrivals: list(&row.arrivals_h).into_iter().map(number).collect(),
            load: Tonnes(row.load_t.0),
            loads: list(&row.streams).into_iter().map(StreamId::from).zip(loads).collect(),
            compartments: compartments.map(|number| number.parse().unwrap_or_default()).collect(),
            load_factor: row.load_factor.0,
            km: Kilometres(row.km.0),
            hours: Hours(row.hours_h.0),
            eur: Euros(row.eur_per_year.0),
            co2e: KgCo2e(row.co2e_kg_per_year.0),
        }
    }
}
