//! `alone`: what a haulier asks who comes to one company alone.

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use super::defaults::Bounds;
use super::reader::{Reader, Section};
use super::resolved::{map, word};
use crate::diagnostic::Finding;
use crate::diagnostic::codes::scenario as codes;
use crate::quantity::{Euros, EurosPerTonne, Kilometres, Tonnes};
use crate::tariff::{Applies, PriceFrom, Tariff, reached};

const KEYS: [&str; 4] = ["eur_per_pickup", "eur_per_t", "bands", "rebate"];
const BAND: [&str; 4] = ["from_km", "from_t", "eur_per_pickup", "eur_per_t"];
const REBATE: [&str; 3] = ["of", "applies", "steps"];
const STEP: [&str; 2] = ["from_t", "less_eur_per_t"];
const OF: [(&str, RebateOf); 2] = [("stream", RebateOf::Stream), ("company", RebateOf::Company)];
const APPLIES: [(&str, Applies); 2] = [("beyond", Applies::Beyond), ("all", Applies::All)];

/// A haulier's tariff for one company served alone; treatment is paid apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alone {
    /// What it asks where no band is reached, each pickup.
    pub eur_per_pickup: Euros,
    /// And each tonne.
    pub eur_per_t: EurosPerTonne,
    /// Its price list by distance, then by the tonnes of a pickup: in that order, none twice, and each distance from 0 t on.
    #[serde(default)]
    pub bands: Vec<AloneBand>,
    /// What it takes off for the tonnes of a year.
    #[serde(default)]
    pub rebate: Option<Rebate>,
}

/// A line of a haulier's price list.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AloneBand {
    /// From how far away on, one way.
    pub from_km: Kilometres,
    /// From how many tonnes of one pickup on.
    pub from: Tonnes,
    /// What each pickup costs.
    pub eur_per_pickup: Euros,
    /// And each tonne.
    pub eur_per_t: EurosPerTonne,
}

/// Whose tonnes of a year a rebate counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RebateOf {
    /// Those of all companies that the haulier comes to alone for the stream.
    #[default]
    Stream,
    /// Those of each company.
    Company,
}

/// What a haulier takes off a tonne, by the tonnes of a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rebate {
    /// Whose tonnes count.
    pub of: RebateOf,
    /// The first price is 0, what is taken off is negative.
    pub tariff: Tariff,
}

impl Alone {
    /// What a pickup of so many tonnes costs so far away, and each of its tonnes, rebates apart: the last line whose distance
    /// is reached and, of those of that distance, whose tonnes are.
    #[must_use]
    pub fn prices(&self, km: Kilometres, load: Tonnes) -> (Euros, EurosPerTonne) {
        let near = self.bands.iter().filter(|band| reached(km.value(), band.from_km.value()));
        let zone = near.clone().map(|band| band.from_km).next_back().unwrap_or_default();
        let mut lines = near.filter(|band| band.from_km == zone && reached(load.value(), band.from.value()));
        lines.next_back().map_or((self.eur_per_pickup, self.eur_per_t), |band| (band.eur_per_pickup, band.eur_per_t))
    }

    /// The rebate on the tonnes of one side.
    #[must_use]
    pub fn rebate(&self, of: RebateOf) -> Option<&Tariff> {
        self.rebate.as_ref().filter(|rebate| rebate.of == of).map(|rebate| &rebate.tariff)
    }
}

pub(super) fn read(stream: &Section<'_>, reader: &mut Reader) -> Option<Alone> {
    let section = reader.section(stream, "alone", &KEYS);
    section.is_written().then(|| Alone {
        eur_per_pickup: Euros(reader.required_number(&section, "eur_per_pickup", Bounds::AtLeast(0.0))),
        eur_per_t: EurosPerTonne(reader.required_number(&section, "eur_per_t", Bounds::AtLeast(0.0))),
        bands: read_bands(&section, reader),
        rebate: read_rebate(&section, reader),
    })
}

/// The maps of a list, which holds one at least.
fn maps<'a>(section: &Section<'a>, key: &str, known: &[&str], reader: &mut Reader) -> Vec<Section<'a>> {
    let Some(items) = reader.items(section, key) else { return Vec::new() };
    if items.is_empty() {
        let path = section.path_of(key);
        let finding = Finding::error(codes::EMPTY_LIST, format!("`{path}` is an empty list"));
        let finding = finding.at_place(section.place_of(key)).help("give at least one item, or remove the key");
        reader.findings.push(finding);
    }
    let maps: Vec<Section<'a>> = items.into_iter().map(|(node, path)| reader.map(node, path)).collect();
    for map in &maps {
        reader.only(map, known);
    }
    maps
}

/// A number of a band, 0 where it is not written: that is no assumption to dispute.
fn from(section: &Section<'_>, key: &str, reader: &mut Reader) -> f64 {
    section.get(key).map_or(0.0, |node| reader.number_in(node, &section.path_of(key), Bounds::AtLeast(0.0)))
}

fn read_bands(section: &Section<'_>, reader: &mut Reader) -> Vec<AloneBand> {
    let read: Vec<(AloneBand, Section<'_>)> = maps(section, "bands", &BAND, reader)
        .into_iter()
        .map(|line| {
            let band = AloneBand {
                from_km: Kilometres(from(&line, "from_km", reader)),
                from: Tonnes(from(&line, "from_t", reader)),
                eur_per_pickup: Euros(reader.required_number(&line, "eur_per_pickup", Bounds::AtLeast(0.0))),
                eur_per_t: EurosPerTonne(reader.required_number(&line, "eur_per_t", Bounds::AtLeast(0.0))),
            };
            (band, line)
        })
        .collect();
    let key = |band: &AloneBand| (band.from_km.value(), band.from.value());
    for (at, (band, line)) in read.iter().enumerate() {
        let (km, t) = key(band);
        let own = km == 0.0 && t == 0.0;
        if own || read[..at].iter().any(|(other, _)| key(other) == (km, t)) {
            let path = &line.path;
            let message = format!("`{path}` begins at {km} km and {t} t, where another price begins");
            let help = if own {
                "write that price as `eur_per_pickup` and `eur_per_t` of `alone`"
            } else {
                "keep one of them"
            };
            reader.findings.push(Finding::error(codes::BANDS, message).at_place(line.place.clone()).help(help));
        }
        if km > 0.0 && t > 0.0 && !read.iter().any(|(other, _)| key(other) == (km, 0.0)) {
            let message =
                format!("`{}` begins at {km} km and {t} t, and no price is for less than that there", line.path);
            let help = format!("add a band with `from_km: {km}` and no `from_t`");
            reader.findings.push(Finding::error(codes::BANDS, message).at_place(line.place.clone()).help(help));
        }
    }
    let mut bands: Vec<AloneBand> = read.into_iter().map(|(band, _)| band).collect();
    bands.sort_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
    bands
}

fn read_rebate(alone: &Section<'_>, reader: &mut Reader) -> Option<Rebate> {
    let section = reader.section(alone, "rebate", &REBATE);
    if !section.is_written() {
        return None;
    }
    let of = reader.word(&section, "of", &OF, OF[0]);
    let applies = reader.word(&section, "applies", &APPLIES, APPLIES[0]);
    if section.get("steps").is_none() {
        reader.missing(&section, "steps", ());
    }
    let mut prices = vec![PriceFrom { from: Tonnes::ZERO, price: EurosPerTonne::ZERO }];
    for step in maps(&section, "steps", &STEP, reader) {
        let from = Tonnes(reader.required_number(&step, "from_t", Bounds::MoreThan(0.0)));
        let less = EurosPerTonne(reader.required_number(&step, "less_eur_per_t", Bounds::AtLeast(0.0)));
        if prices.iter().any(|known| known.from == from && from > Tonnes::ZERO) {
            let message = format!("`{}` begins at {} t, where another rebate begins", step.path, from.value());
            let finding = Finding::error(codes::BANDS, message).at_place(step.place.clone());
            reader.findings.push(finding.help("keep one of them"));
        }
        prices.push(PriceFrom { from, price: -less });
    }
    prices.sort_by(|a, b| a.from.value().total_cmp(&b.from.value()));
    Some(Rebate { of, tariff: Tariff { applies, prices, source: String::new() } })
}

pub(super) fn resolved(alone: &Alone) -> Value {
    let band = |band: &AloneBand| {
        map([
            ("from_km", Some(band.from_km.value().into())),
            ("from_t", Some(band.from.value().into())),
            ("eur_per_pickup", Some(band.eur_per_pickup.value().into())),
            ("eur_per_t", Some(band.eur_per_t.value().into())),
        ])
    };
    let step = |step: &PriceFrom| {
        map([("from_t", Some(step.from.value().into())), ("less_eur_per_t", Some((-step.price.value()).into()))])
    };
    let rebate = alone.rebate.as_ref().map(|rebate| {
        map([
            ("of", word(&OF, rebate.of)),
            ("applies", word(&APPLIES, rebate.tariff.applies)),
            ("steps", Some(rebate.tariff.prices.iter().skip(1).map(step).collect())),
        ])
    });
    map([
        ("eur_per_pickup", Some(alone.eur_per_pickup.value().into())),
        ("eur_per_t", Some(alone.eur_per_t.value().into())),
        ("bands", (!alone.bands.is_empty()).then(|| alone.bands.iter().map(band).collect())),
        ("rebate", rebate),
    ])
}
