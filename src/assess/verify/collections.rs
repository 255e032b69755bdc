//! What pooling brings, worked out anew from the ledgers, the rounds and the inputs.

use std::collections::BTreeMap;

use super::Check;
use crate::assess::CollectionLine;
use crate::assess::collections::{Told, collections};
use crate::assess::results::ResultFolder;

type Figure = (&'static str, fn(&CollectionLine) -> Option<f64>);

const FIGURES: [Figure; 14] = [
    ("tonnes", |line| Some(line.tonnes.value())),
    ("trips", |line| Some(line.trips)),
    ("load factor", |line| line.load_factor),
    ("km today", |line| Some(line.today.km.value())),
    ("km alone", |line| line.alone.map(|it| it.km.value())),
    ("km proposed", |line| Some(line.proposed.km.value())),
    ("kgCO2e today", |line| Some(line.today.co2e.value())),
    ("kgCO2e alone", |line| line.alone.map(|it| it.co2e.value())),
    ("kgCO2e proposed", |line| Some(line.proposed.co2e.value())),
    ("EUR today", |line| Some(line.today.eur.value())),
    ("EUR alone", |line| line.alone.map(|it| it.eur.value())),
    ("EUR proposed", |line| Some(line.proposed.eur.value())),
    ("EUR of treatment", |line| Some(line.treatment.value())),
    ("km per tonne", |line| line.km_per_tonne),
];

impl Check<'_> {
    /// Every line of collections.csv, and no other.
    pub(super) fn collections(&mut self, folder: &ResultFolder) {
        let expected = collections(Told {
            dataset: self.dataset,
            scenario: self.scenario,
            distances: &self.distances,
            today: self.today,
            proposed: self.proposed,
            rounds: self.rounds,
        });
        let number = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
        let lines = (number(folder.collections.len()), number(expected.len()));
        self.agree("collection", || "lines of collections.csv".into(), lines.0, lines.1);
        let stated: BTreeMap<_, _> = folder.collections.iter().map(|it| ((&it.stream, &it.company), it)).collect();
        for line in &expected {
            let stated = stated.get(&(&line.stream, &line.company));
            let stream = line.stream.as_ref().map_or_else(|| "all streams".to_owned(), |it| format!("stream `{it}`"));
            let company = line.company.as_ref().map(|it| format!(", company `{it}`")).unwrap_or_default();
            let served = stated.is_some_and(|it| it.served == line.served);
            self.agree("collection", || format!("modes of {stream}{company}"), f64::from(u8::from(served)), 1.0);
            for (what, of) in FIGURES {
                // what neither states agrees; no figure is negative where nothing can be
                let figure = |line: &CollectionLine| of(line).unwrap_or(-1.0);
                let stated = stated.map_or(f64::NAN, |it| figure(it));
                self.agree("collection", || format!("{what} of {stream}{company}"), stated, figure(line));
            }
        }
    }
}
