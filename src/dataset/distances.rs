//! distances.csv, and the pairs that it must hold because nothing else gives their distance.

use std::collections::BTreeMap;

use super::Leg;
use super::context::Context;
use super::place::Located;
use super::row::Range;
use crate::diagnostic::{Finding, Findings};
use crate::id::PlaceId;
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

/// A company or facility, for the check of coverage.
pub(super) struct Spot {
    pub id: PlaceId,
    pub located: Located,
    pub hub: bool,
    /// Table and key column.
    pub home: (&'static str, &'static str),
}

/// A place without coordinates needs its distance to every other place; names a pair that is missing.
pub(super) fn check_coverage(
    context: &Context<'_>,
    spots: &[Spot],
    legs: &BTreeMap<(PlaceId, PlaceId), Leg>,
    findings: &mut Findings,
) {
    for spot in spots.iter().filter(|spot| spot.located == Located::Nowhere) {
        let others = spots.iter().filter(|other| other.id != spot.id && other.located != Located::Wrong);
        let missing: Vec<&Spot> =
            others.clone().filter(|other| !legs.contains_key(&(spot.id.clone(), other.id.clone()))).collect();
        let Some(first) = missing.first() else { continue };
        let finding = if spot.hub && missing.len() == others.count() {
            Finding::error("facilities.hub-without-place", format!("hub `{}` has no place", spot.id))
                .help("give its coordinates, its commune or its host company")
        } else {
            let more = if missing.len() > 1 { format!(" (and {} more)", missing.len() - 1) } else { String::new() };
            let message = format!("`{}` has no place, and no distance leads to `{}`{more}", spot.id, first.id);
            Finding::error("distances.uncovered", message)
                .help("give its coordinates or its commune, or its distance to every company and facility")
        };
        let (table, key) = spot.home;
        findings.push(finding.at_place(context.place_of(table, key, spot.id.as_str(), Some("lat"))));
    }
}
