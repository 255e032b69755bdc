//! `collections.csv`.

use serde::{Deserialize, Serialize};

use super::{Number, Row};
use crate::assess::{CollectionLine, Transport};
use crate::id::{CompanyId, StreamId};
use crate::quantity::{Euros, KgCo2e, Kilometres, Tonnes};

table! {
    /// What pooling brings to a company, to a stream, or in all.
    CollectionRow in "collections.csv" {
        stream: Option<StreamId>, company: Option<CompanyId>, served: String, tonnes_t: Number,
        trips_per_year: Number, load_factor: Option<Number>, km_per_t: Option<Number>,
        km_today: Number, km_alone: Option<Number>, km_proposed: Number,
        co2e_kg_today: Number, co2e_kg_alone: Option<Number>, co2e_kg_proposed: Number,
        eur_today: Number, eur_alone: Option<Number>, eur_proposed: Number, eur_treatment: Number,
    }
}

impl From<&CollectionLine> for CollectionRow {
    fn from(it: &CollectionLine) -> Self {
        let alone = |of: fn(Transport) -> f64| it.alone.map(|alone| Number::from(of(alone)));
        Self {
            stream: it.stream.clone(),
            company: it.company.clone(),
            served: it.served.clone(),
            tonnes_t: it.tonnes.value().into(),
            trips_per_year: it.trips.into(),
            load_factor: it.load_factor.map(Number::from),
            km_per_t: it.km_per_tonne.map(Number::from),
            km_today: it.today.km.value().into(),
            km_alone: alone(|of| of.km.value()),
            km_proposed: it.proposed.km.value().into(),
            co2e_kg_today: it.today.co2e.value().into(),
            co2e_kg_alone: alone(|of| of.co2e.value()),
            co2e_kg_proposed: it.proposed.co2e.value().into(),
            eur_today: it.today.eur.value().into(),
            eur_alone: alone(|of| of.eur.value()),
            eur_proposed: it.proposed.eur.value().into(),
            eur_treatment: it.treatment.value().into(),
        }
    }
}

impl From<CollectionRow> for CollectionLine {
    fn from(row: CollectionRow) -> Self {
        let transport = |km: Number, eur: Number, co2e: Number| Transport {
            km: Kilometres(km.0),
            eur: Euros(eur.0),
            co2e: KgCo2e(co2e.0),
        };
        let alone = row.km_alone.zip(row.eur_alone).zip(row.co2e_kg_alone);
        Self {
            stream: row.stream,
            company: row.company,
            served: row.served,
            tonnes: Tonnes(row.tonnes_t.0),
            trips: row.trips_per_year.0,
            load_factor: row.load_factor.map(|share| share.0),
            km_per_tonne: row.km_per_t.map(|rate| rate.0),
            today: transport(row.km_today, row.eur_today, row.co2e_kg_today),
            alone: alone.map(|((km, eur), co2e)| transport(km, eur, co2e)),
            proposed: transport(row.km_proposed, row.eur_proposed, row.co2e_kg_proposed),
            treatment: Euros(row.eur_treatment.0),
        }
    }
}
