//! Streams that share a vehicle: items of `collection` that join others in rounds of their own.

use std::collections::BTreeSet;

use super::reader::{Reader, Section};
use super::synergies::{read_days, read_frequency, read_pairs, texts};
use super::{Days, Mode, Stream};
use crate::diagnostic::Finding;
use crate::diagnostic::codes::scenario as codes;
use crate::id::{FacilityId, StreamId, VehicleId};

const KEYS: [&str; 7] = ["stream", "joins", "vehicles", "unload", "frequency", "days", "excluded_pairs"];

/// A collection of what several streams take, loaded together. What it does not say is what its streams have in common,
/// and of their frequencies any; it keeps the pairs that they exclude.
pub(super) fn read(section: &Section<'_>, streams: &[&Stream], reader: &mut Reader) -> Option<Stream> {
    reader.only(section, &KEYS);
    let id = StreamId::from(reader.required_text(section, "stream")?);
    let joins: Vec<StreamId> = texts(section, "joins", reader).into_iter().map(StreamId::from).collect();
    let members = members(&id, &joins, streams, section, reader)?;
    let vehicles = vehicles(&members, section, reader);
    let days = days(&members, section, reader);
    for (none, what) in [(vehicles.is_empty(), "vehicles"), (days == Days::NONE, "days")] {
        if none {
            let finding = refused(section, format!("the streams that `{id}` joins have no {what} in common"));
            reader.findings.push(finding.help(format!("say by `{what}` with which it runs, or join others")));
        }
    }
    let mut unload: Vec<FacilityId> = texts(section, "unload", reader).into_iter().map(FacilityId::from).collect();
    unload.sort_unstable();
    let mut excluded_pairs = read_pairs(section, reader);
    excluded_pairs.extend(members.iter().flat_map(|stream| stream.excluded_pairs.iter().cloned()));
    excluded_pairs.sort_unstable();
    excluded_pairs.dedup();
    Some(Stream {
        id,
        joins,
        materials: members.iter().flat_map(|stream| stream.materials.iter().cloned()).collect(),
        modes: vec![Mode::Round],
        compulsory: false,
        vehicles,
        trunk: None,
        unload,
        frequency: frequency(&members, section, reader),
        days,
        excluded_pairs,
        alone: None,
        drop_off: None,
        contract: None,
        place: section.place.clone(),
    })
}

fn refused(section: &Section<'_>, message: String) -> Finding {
    Finding::error(codes::JOINS, message).at_place(section.place_of("joins"))
}

/// The streams that are joined; none where one of them is not there.
fn members<'s>(
    id: &StreamId,
    joins: &[StreamId],
    streams: &[&'s Stream],
    section: &Section<'_>,
    reader: &mut Reader,
) -> Option<Vec<&'s Stream>> {
    if joins.len() == 1 {
        let finding = refused(section, format!("`{id}` joins one stream only"));
        reader.findings.push(finding.help("name at least two streams that share a vehicle, or remove the item"));
        return None;
    }
    let find = |name: &StreamId| streams.iter().copied().find(|stream| stream.id == *name);
    for name in joins.iter().filter(|name| find(name).is_none() && !reader.partial) {
        let known = streams.iter().map(|stream| stream.id.as_str());
        let finding = refused(section, format!("`{id}` joins `{name}`, which is no stream with `materials`"));
        let help = "name streams of this collection that have `materials` of their own";
        reader.findings.push(finding.did_you_mean(name.as_str(), known, help));
    }
    joins.iter().map(find).collect::<Option<Vec<_>>>().filter(|members| !members.is_empty())
}

fn vehicles(members: &[&Stream], section: &Section<'_>, reader: &mut Reader) -> Vec<VehicleId> {
    if section.get("vehicles").is_some() {
        return texts(section, "vehicles", reader).into_iter().map(VehicleId::from).collect();
    }
    let of_all = |vehicle: &&VehicleId| members.iter().all(|stream| stream.vehicles.contains(vehicle));
    let common: Vec<VehicleId> = members[0].vehicles.iter().filter(of_all).cloned().collect();
    let text = format!("[{}]", common.iter().map(VehicleId::as_str).collect::<Vec<_>>().join(", "));
    reader.take_default(section, "vehicles", common, text, None)
}

fn frequency(members: &[&Stream], section: &Section<'_>, reader: &mut Reader) -> Vec<u32> {
    if section.get("frequency").is_some() {
        return read_frequency(section, reader);
    }
    let any: BTreeSet<u32> = members.iter().flat_map(|stream| stream.frequency.iter().copied()).collect();
    let text = format!("[{}]", any.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    reader.take_default(section, "frequency", any.into_iter().collect(), text, None)
}

fn days(members: &[&Stream], section: &Section<'_>, reader: &mut Reader) -> Days {
    if section.get("days").is_some() {
        return read_days(section, reader);
    }
    let common = members.iter().fold(Days::ALL, |days, stream| days.common(stream.days));
    let text = format!("[{}]", common.to_string().replace(' ', ", "));
    reader.take_default(section, "days", common, text, None)
}
