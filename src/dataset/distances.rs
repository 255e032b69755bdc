//! distances.csv, and the pairs that it must hold because nothing else gives their distance.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::place::Located;
use super::row::Range;
use super::{Flow, Leg};
use crate::diagnostic::{Finding, Findings};
use crate::id::{FlowId, PlaceId};
use crate::quantity::{Hours, Kilometres};

/// Legs by origin and destination; the way back is that of the way out unless the table has both.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<(PlaceId, PlaceId), Leg> {
    let rows = context.read("distances", findings, |row| {
        let (from, to) = (row.needed("from"), row.needed("to"));
        row.reference("from", "distances.unknown-place", &context.places);
        row.reference("to", "distances.unknown-place", &context.places);
        let km = row.needed_number("km", Range::NotNegative);
        let time = row.number("minutes", Range::NotNegative).map(|minutes| Hours(minutes / 60.0));
        let (from, to) = (from?, to?);
        if from == to {
            row.push(
                "to",
                Finding::error("distances.same-place", format!("the distance goes from `{from}` to itself"))
                    .help("correct one of the two names, or remove the row"),
            );
        }
        Some(((PlaceId::from(from), PlaceId::from(to)), Leg { km: Kilometres(km?), time }))
    });
    let back: Vec<_> = rows.iter().map(|((from, to), leg)| ((to.clone(), from.clone()), *leg)).collect();
    let mut legs: BTreeMap<_, _> = rows.into_iter().collect();
    for (pair, leg) in back {
        legs.entry(pair).or_insert(leg);
    }
    legs
}

/// Nearest places through which a detour is looked for.
const NEAREST: usize = 10;
/// How much longer than a detour the direct way may be.
const SLACK: f64 = 1.01;

/// A direct way that is longer than a detour through a third place deserves a look: typing errors show like that.
pub(super) fn check_triangles(
    context: &Context<'_>,
    legs: &BTreeMap<(PlaceId, PlaceId), Leg>,
    findings: &mut Findings,
) {
    let mut from: BTreeMap<&PlaceId, Vec<(f64, &PlaceId)>> = BTreeMap::new();
    for ((start, end), leg) in legs {
        from.entry(start).or_default().push((leg.km.value(), end));
    }
    for ways in from.values_mut() {
        ways.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
        ways.truncate(NEAREST);
    }
    let shorter = |((start, end), leg): (&(PlaceId, PlaceId), &Leg)| {
        let detours = from[start].iter().filter(|(_, via)| *via != end).filter_map(|(km, via)| {
            let rest = legs.get(&((*via).clone(), end.clone()))?;
            Some((km + rest.km.value(), *via))
        });
        let (detour, via) = detours.min_by(|a, b| a.0.total_cmp(&b.0))?;
        (leg.km.value() > detour * SLACK).then(|| (start.clone(), end.clone(), leg.km.value(), detour, via.clone()))
    };
    let found: Vec<_> = legs.iter().filter_map(shorter).collect();
    let Some((start, end, km, detour, via)) = found.first() else { return };
    let more = if found.len() > 1 { format!(" (and {} more ways)", found.len() - 1) } else { String::new() };
    let message = format!("from `{start}` to `{end}` is {km} km, and {detour:.1} km through `{via}`{more}");
    let row = context.rows("distances").find(|(table, row)| {
        let cell = |column| table.cell(row, column);
        let ends = (cell("from"), cell("to"));
        ends == (Some(start.as_str()), Some(end.as_str())) || ends == (Some(end.as_str()), Some(start.as_str()))
    });
    let place = row.map(|(table, row)| table.place(row, Some("km"))).unwrap_or_default();
    let finding = Finding::warning("distances.triangle", message).at_place(place);
    findings.push(finding.help("correct the distance, unless it is meant"));
}

/// A company or facility, for the check of coverage.
pub(super) struct Spot {
    pub id: PlaceId,
    pub located: Located,
    pub hub: bool,
    /// Table and key column.
    pub home: (&'static str, &'static str),
}

/// A place without coordinates needs a distance, and one to each facility that its flows name; without one to another
/// place nothing can go between the two, which deserves a look.
pub(super) fn check_coverage(
    context: &Context<'_>,
    spots: &[Spot],
    flows: &BTreeMap<FlowId, Flow>,
    legs: &BTreeMap<(PlaceId, PlaceId), Leg>,
    findings: &mut Findings,
) {
    let named = flows.values().filter_map(|flow| Some((PlaceId::from(&flow.company), flow.facility.as_ref()?)));
    let used: BTreeSet<(PlaceId, PlaceId)> = named
        .map(|(company, facility)| (company, PlaceId::from(facility)))
        .flat_map(|(a, b)| [(a.clone(), b.clone()), (b, a)])
        .collect();
    let mut apart: BTreeMap<(&PlaceId, &PlaceId), &Spot> = BTreeMap::new();
    for spot in spots.iter().filter(|spot| spot.located == Located::Nowhere) {
        let others = spots.iter().filter(|other| other.id != spot.id && other.located != Located::Wrong);
        let pair = |other: &Spot| (spot.id.clone(), other.id.clone());
        let missing: Vec<&Spot> = others.clone().filter(|other| !legs.contains_key(&pair(other))).collect();
        let needed = missing.iter().find(|other| used.contains(&pair(other)));
        let Some(first) = needed.or(missing.first()) else { continue };
        if missing.len() < others.count() && needed.is_none() {
            for other in missing {
                apart.entry(((&spot.id).min(&other.id), (&spot.id).max(&other.id))).or_insert(spot);
            }
            continue;
        }
        findings.push(uncovered(context, spot, first, missing.len()));
    }
    if let Some(((from, to), spot)) = apart.first_key_value() {
        let pairs = if apart.len() == 1 { "1 pair".to_owned() } else { format!("{} pairs", apart.len()) };
        let message = format!("nothing gives the distance of {pairs} of places, such as `{from}` and `{to}`");
        let (table, key) = spot.home;
        findings.push(
            Finding::warning("distances.partial", message)
                .at_place(context.place_of(table, key, spot.id.as_str(), Some("lat")))
                .help("nothing can go between them; give coordinates or distances if it should"),
        );
    }
}

fn uncovered(context: &Context<'_>, spot: &Spot, other: &Spot, missing: usize) -> Finding {
    let (table, key) = spot.home;
    let place = context.place_of(table, key, spot.id.as_str(), Some("lat"));
    if spot.hub {
        return Finding::error("facilities.hub-without-place", format!("hub `{}` has no place", spot.id))
            .help("give its coordinates, its commune or its host company")
            .at_place(place);
    }
    let more = if missing > 1 { format!(" (and {} more)", missing - 1) } else { String::new() };
    let message = format!("`{}` has no place, and no distance leads to `{}`{more}", spot.id, other.id);
    Finding::error("distances.uncovered", message)
        .help("give its coordinates or its commune, or its distances")
        .at_place(place)
}
