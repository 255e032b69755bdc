//! `synergies`: what may be proposed.

use super::alone;
use super::defaults::{self, Bounds};
use super::joined;
use super::node::{Content, Node};
use super::reader::{Reader, Section};
use super::{Days, DropOff, Mode, PooledContract, Reuse, Stream, Trips};
use crate::diagnostic::Finding;
use crate::diagnostic::codes::scenario as codes;
use crate::id::{CompanyId, FacilityId, StreamId, VehicleId};
use crate::quantity::{Euros, EurosPerKm, EurosPerTonne, KgCo2ePerKm, Kilometres, Tonnes};

const KEYS: [&str; 2] = ["reuse", "collection"];
const REUSE: [&str; 7] = ["max_km", "max_steps", "min_lot_t", "link_eur_per_year", "max_partners", "seasons", "trips"];
const TRIPS: [&str; 2] = ["vehicle", "below_t"];
const STREAM: [&str; 13] = [
    "stream",
    "materials",
    "modes",
    "compulsory",
    "vehicles",
    "trunk",
    "unload",
    "frequency",
    "days",
    "excluded_pairs",
    "alone",
    "drop_off",
    "contract",
];
pub(super) const MODES: [(&str, Mode); 3] =
    [("round", Mode::Round), ("drop_off", Mode::DropOff), ("alone", Mode::Alone)];

/// Reuse links and collections. `synergies` must be written, so that proposing nothing is a choice.
pub(super) fn read(top: &Section<'_>, synergies_written: bool, reader: &mut Reader) -> (Option<Reuse>, Vec<Stream>) {
    if !synergies_written && !reader.partial {
        let finding = Finding::error(codes::MISSING_KEY, "`synergies` is missing")
            .at_place(top.place.clone())
            .help("say what may be proposed; `synergies: {}` proposes nothing");
        reader.findings.push(finding);
    }
    let section = reader.section(top, "synergies", &KEYS);
    let reuse = read_reuse(&section, reader);
    let items = reader.items(&section, "collection").unwrap_or_default();
    let sections: Vec<Section<'_>> = items.into_iter().map(|(node, path)| reader.map(node, path)).collect();
    let joins = |section: &Section<'_>| section.get("joins").is_some();
    let mut read: Vec<Option<Stream>> =
        sections.iter().map(|section| if joins(section) { None } else { read_stream(section, reader) }).collect();
    for (at, section) in sections.iter().enumerate().filter(|(_, section)| joins(section)) {
        let own: Vec<&Stream> = read.iter().flatten().filter(|stream| stream.joins.is_empty()).collect();
        let joined = joined::read(section, &own, reader);
        read[at] = joined;
    }
    let mut streams: Vec<Stream> = Vec::with_capacity(read.len());
    for stream in read.into_iter().flatten() {
        if let Some(first) = streams.iter().find(|known| known.id == stream.id) {
            let line = first.place.line.map_or_else(String::new, |line| format!(", first at line {line}"));
            let message = format!("stream `{}` is given twice{line}", stream.id);
            let finding = Finding::error(codes::DUPLICATE_ITEM, message).at_place(stream.place.clone());
            reader.findings.push(finding.help("give each stream its own name"));
        }
        streams.push(stream);
    }
    (reuse, streams)
}

fn read_reuse(synergies: &Section<'_>, reader: &mut Reader) -> Option<Reuse> {
    let section = reader.section(synergies, "reuse", &REUSE);
    let trips = reader.section(&section, "trips", &TRIPS);
    let trips = trips.is_written().then(|| {
        let below = Tonnes(reader.required_number(&trips, "below_t", Bounds::MoreThan(0.0)));
        Some(Trips { vehicle: VehicleId::from(reader.required_text(&trips, "vehicle")?), below })
    });
    section.is_written().then(|| Reuse {
        max_km: Kilometres(reader.number(&section, "max_km", Bounds::AtLeast(0.0), defaults::MAX_KM)),
        max_steps: reader.whole(&section, "max_steps", Bounds::Between(0.0, 10.0), defaults::MAX_STEPS) as usize,
        min_lot: Tonnes(reader.number(&section, "min_lot_t", Bounds::AtLeast(0.0), defaults::MIN_LOT_T)),
        link_cost: Euros(reader.number(
            &section,
            "link_eur_per_year",
            Bounds::AtLeast(0.0),
            defaults::LINK_EUR_PER_YEAR,
        )),
        max_partners: section
            .get("max_partners")
            .and_then(|node| reader.whole_in(node, &section.path_of("max_partners"), Bounds::AtLeast(0.0))),
        seasons: reader.flag(&section, "seasons", true),
        trips: trips.flatten(),
    })
}

fn read_stream(section: &Section<'_>, reader: &mut Reader) -> Option<Stream> {
    if !section.is_written() {
        return None;
    }
    reader.only(section, &STREAM);
    let name = reader.required_text(section, "stream");
    let materials = match section.get("materials") {
        Some(_) => texts(section, "materials", reader),
        None => reader.missing(section, "materials", Vec::new()),
    };
    let modes = read_modes(section, reader);
    let vehicles = texts(section, "vehicles", reader).into_iter().map(VehicleId::from).collect();
    let mut unload: Vec<FacilityId> = texts(section, "unload", reader).into_iter().map(FacilityId::from).collect();
    unload.sort_unstable();
    let stream = Stream {
        id: StreamId::from(name?),
        joins: Vec::new(),
        materials,
        compulsory: reader.flag(section, "compulsory", false),
        vehicles,
        trunk: reader.optional_text(section, "trunk").map(VehicleId::from),
        unload,
        frequency: read_frequency(section, reader),
        days: read_days(section, reader),
        excluded_pairs: read_pairs(section, reader),
        alone: alone::read(section, reader),
        drop_off: read_drop_off(section, reader),
        contract: read_contract(section, reader),
        place: section.place.clone(),
        modes,
    };
    check_modes(&stream, section, reader);
    Some(stream)
}

/// A list of texts without repetition; not empty when it is written.
pub(super) fn texts(section: &Section<'_>, key: &str, reader: &mut Reader) -> Vec<String> {
    read_list(section, key, reader, Reader::text_in).unwrap_or_default()
}

fn read_modes(section: &Section<'_>, reader: &mut Reader) -> Vec<Mode> {
    let modes = read_list(section, "modes", reader, |reader, node, path| reader.word_in(node, path, &MODES));
    let mut modes =
        modes.unwrap_or_else(|| reader.take_default(section, "modes", vec![Mode::Round], "[round]".to_owned(), None));
    modes.sort_unstable();
    modes
}

pub(super) fn read_frequency(section: &Section<'_>, reader: &mut Reader) -> Vec<u32> {
    let visits = Bounds::Between(1.0, 366.0);
    let frequency = read_list(section, "frequency", reader, |reader, node, path| reader.whole_in(node, path, visits));
    let mut frequency = frequency.unwrap_or_else(|| {
        let text = format!("[{}]", defaults::FREQUENCY);
        reader.take_default(section, "frequency", vec![defaults::FREQUENCY], text, None)
    });
    frequency.sort_unstable();
    frequency
}

/// The days of the week on which rounds run.
pub(super) fn read_days(section: &Section<'_>, reader: &mut Reader) -> Days {
    let words: Vec<(&str, Days)> = Days::words().filter_map(|word| Some((word, Days::named(word)?))).collect();
    let days = read_list(section, "days", reader, |reader, node, path| reader.word_in(node, path, &words));
    match days {
        Some(days) => days.into_iter().fold(Days::NONE, Days::and),
        None => reader.take_default(
            section,
            "days",
            Days::ALL,
            format!("[{}]", Days::words().collect::<Vec<_>>().join(", ")),
            None,
        ),
    }
}

/// Pairs of companies, each in the order of their ids.
pub(super) fn read_pairs(section: &Section<'_>, reader: &mut Reader) -> Vec<(CompanyId, CompanyId)> {
    let pairs = read_list(section, "excluded_pairs", reader, |reader, node, path| {
        let texts: Option<Vec<String>> = match &node.content {
            Content::List(items) if items.len() == 2 => {
                items.iter().enumerate().map(|(at, item)| reader.text_in(item, &format!("{path}[{at}]"))).collect()
            }
            _ => {
                reader.wrong_type(node, path, "a list of two companies");
                None
            }
        };
        let [one, other] = <[String; 2]>::try_from(texts?).ok()?.map(CompanyId::from);
        Some(if one <= other { (one, other) } else { (other, one) })
    });
    let mut pairs = pairs.unwrap_or_default();
    pairs.sort_unstable();
    pairs
}

/// The items of a list that must hold at least one, each once; none when the key is not written.
fn read_list<T: PartialEq>(
    section: &Section<'_>,
    key: &str,
    reader: &mut Reader,
    read: impl Fn(&mut Reader, &Node, &str) -> Option<T>,
) -> Option<Vec<T>> {
    let node = section.get(key)?;
    let items = reader.items(section, key).unwrap_or_default();
    if matches!(&node.content, Content::List(list) if list.is_empty()) {
        let path = section.path_of(key);
        let finding = Finding::error(codes::EMPTY_LIST, format!("`{path}` is an empty list"))
            .at_place(node.source.place(&path))
            .help("give at least one item, or remove the key");
        reader.findings.push(finding);
    }
    let mut values = Vec::with_capacity(items.len());
    for (item, path) in items {
        let Some(value) = read(reader, item, &path) else { continue };
        if values.contains(&value) {
            let message = format!("`{}` is given twice in `{}`", item.inline(), section.path_of(key));
            let finding = Finding::error(codes::DUPLICATE_ITEM, message).at_place(item.source.place(&path));
            reader.findings.push(finding.help("keep one of them"));
        } else {
            values.push(value);
        }
    }
    Some(values)
}

fn read_drop_off(stream: &Section<'_>, reader: &mut Reader) -> Option<DropOff> {
    let section = reader.section(stream, "drop_off", &["max_km", "eur_per_km", "co2e_kg_per_km"]);
    section.is_written().then(|| DropOff {
        max_km: Kilometres(reader.required_number(&section, "max_km", Bounds::AtLeast(0.0))),
        eur_per_km: EurosPerKm(reader.required_number(&section, "eur_per_km", Bounds::AtLeast(0.0))),
        co2e_per_km: KgCo2ePerKm(reader.required_number(&section, "co2e_kg_per_km", Bounds::AtLeast(0.0))),
    })
}

fn read_contract(stream: &Section<'_>, reader: &mut Reader) -> Option<PooledContract> {
    let section = reader.section(stream, "contract", &["min_t", "eur_per_missing_t"]);
    let price = |reader: &mut Reader| {
        let written = section.get("eur_per_missing_t").is_some();
        written.then(|| reader.required_number(&section, "eur_per_missing_t", Bounds::AtLeast(0.0)))
    };
    section.is_written().then(|| PooledContract {
        min_t: Tonnes(reader.required_number(&section, "min_t", Bounds::MoreThan(0.0))),
        eur_per_missing_t: price(reader).map(EurosPerTonne),
    })
}

/// Each mode needs its key, and a tariff needs its mode.
fn check_modes(stream: &Stream, section: &Section<'_>, reader: &mut Reader) {
    for (word, mode) in MODES {
        let (key, with) = match mode {
            Mode::Round => ("vehicles", "the vehicles that may run rounds"),
            Mode::DropOff => ("drop_off", "`max_km`, `eur_per_km` and `co2e_kg_per_km`"),
            Mode::Alone => ("alone", "`eur_per_pickup` and `eur_per_t`"),
        };
        let allowed = stream.modes.contains(&mode);
        let written = section.get(key);
        if allowed && written.is_none() {
            let message = format!("stream `{}` allows mode `{word}` and lacks `{key}`", stream.id);
            let finding = Finding::error(codes::MODE_INCOMPLETE, message).at_place(section.place_of("modes"));
            reader.findings.push(finding.help(format!("add `{key}` with {with}, or set `modes` without `{word}`")));
        }
        if let (false, Some(node), true) = (allowed, written, mode != Mode::Round) {
            let message = format!("`{key}` of stream `{}` has no effect: mode `{word}` is not allowed", stream.id);
            let finding =
                Finding::warning(codes::NO_EFFECT, message).at_place(node.source.place(&section.path_of(key)));
            reader.findings.push(finding.help(format!("add `{word}` to `modes`, or remove the key")));
        }
    }
}
