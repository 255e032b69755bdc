//! periods.csv and profiles.csv: the parts of the year, and how what is uneven spreads over them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::row::{Range, Row};
use super::{Dataset, Operation};
use crate::diagnostic::{Finding, Findings};
use crate::id::{FacilityId, FlowId, PeriodId, ProcessId};

/// Days that the periods of a year may sum to: 52 weeks, or a leap year.
const YEAR_DAYS: std::ops::RangeInclusive<f64> = 364.0..=366.0;

/// A part of the year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Period {
    /// Its name.
    pub id: PeriodId,
    /// How many days it has.
    pub days: f64,
}

/// What a profile is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seasonal {
    /// The quantity of a flow.
    Flow(FlowId),
    /// The capacities of a facility, where its process line has no profile of its own.
    Facility(FacilityId),
    /// The capacities of one process line.
    Operation(FacilityId, ProcessId),
}

impl Seasonal {
    /// The flow, or the facility.
    fn id(&self) -> &str {
        match self {
            Self::Flow(flow) => flow.as_str(),
            Self::Facility(facility) | Self::Operation(facility, _) => facility.as_str(),
        }
    }
}

impl Dataset {
    /// The share of the year's quantity of a flow in each period: its profile, else the days.
    #[must_use]
    pub fn flow_shares(&self, flow: &FlowId) -> Vec<f64> {
        self.shares([Seasonal::Flow(flow.clone())])
    }

    /// The share of the year's capacity of a facility, or of one of its process lines, in each period.
    #[must_use]
    pub fn capacity_shares(&self, facility: &FacilityId, process: Option<&ProcessId>) -> Vec<f64> {
        let own = process.map(|process| Seasonal::Operation(facility.clone(), process.clone()));
        self.shares(own.into_iter().chain([Seasonal::Facility(facility.clone())]))
    }

    fn shares(&self, of: impl IntoIterator<Item = Seasonal>) -> Vec<f64> {
        let profile = of.into_iter().find_map(|of| self.profiles.get(&of).cloned());
        profile.unwrap_or_else(|| {
            let year: f64 = self.periods.iter().map(|period| period.days).sum();
            self.periods.iter().map(|period| period.days / year).collect()
        })
    }
}

/// The periods in their order.
pub(super) fn periods(context: &Context<'_>, findings: &mut Findings) -> Vec<Period> {
    let mut rows = context.read("periods", findings, |row| {
        let id = row.needed("period").map(PeriodId::from);
        let position = row.needed_number("position", Range::Any);
        let days = row.needed_number("days", Range::Positive);
        Some((position?, Period { id: id?, days: days? }))
    });
    rows.sort_by(|(a, one), (b, other)| a.total_cmp(b).then(one.id.cmp(&other.id)));
    for pair in rows.windows(2).filter(|pair| pair[0].0.total_cmp(&pair[1].0).is_eq()) {
        let [(position, first), (_, second)] = pair else { continue };
        let message = format!("periods `{}` and `{}` both have position {position}", first.id, second.id);
        let place = context.place_of("periods", "period", second.id.as_str(), Some("position"));
        let finding = Finding::error("periods.same-position", message).at_place(place);
        findings.push(finding.help("number the periods in the order of the year: 1, 2, 3"));
    }
    let days: f64 = rows.iter().map(|(_, period)| period.days).sum();
    if let Some((_, first)) = rows.first().filter(|_| !YEAR_DAYS.contains(&days) && context.raw.whole("periods")) {
        let place = context.place_of("periods", "period", first.id.as_str(), Some("days"));
        let finding = Finding::error("periods.not-a-year", format!("the periods have {days} days together"));
        findings.push(finding.at_place(place).help("give each its days; together they are a year, 364 to 366 days"));
    }
    rows.into_iter().map(|(_, period)| period).collect()
}

/// The profiles: the parts of each, over their sum.
pub(super) fn profiles(
    context: &Context<'_>,
    periods: &[Period],
    operations: &BTreeMap<(FacilityId, ProcessId), Operation>,
    findings: &mut Findings,
) -> BTreeMap<Seasonal, Vec<f64>> {
    let mut known = BTreeSet::new();
    let rows = context.read("profiles", findings, |row| {
        let (of, period, part) = part(row, context, operations)?;
        if !known.insert((of.clone(), period.clone())) {
            let message = format!("the profile of `{}` has period `{period}` twice", of.id());
            let finding = Finding::error("table.repeated-id", message);
            row.push("period", finding.help("remove one of the two rows"));
        }
        Some((of, period, part))
    });
    let mut profiles: BTreeMap<Seasonal, Vec<f64>> = BTreeMap::new();
    for (of, period, part) in rows {
        let parts = profiles.entry(of).or_insert_with(|| vec![0.0; periods.len()]);
        if let Some(at) = periods.iter().position(|it| it.id == period) {
            parts[at] = part;
        }
    }
    for (of, parts) in &mut profiles {
        let sum: f64 = parts.iter().sum();
        if sum <= 0.0 && !findings.has_errors() {
            findings.push(empty(context, of));
        }
        for part in parts {
            *part /= sum;
        }
    }
    profiles
}

fn part(
    row: &mut Row<'_, '_>,
    context: &Context<'_>,
    operations: &BTreeMap<(FacilityId, ProcessId), Operation>,
) -> Option<(Seasonal, PeriodId, f64)> {
    let period = row.needed("period").map(PeriodId::from);
    row.reference("period", "profiles.unknown-period", &context.periods);
    row.reference("flow", "profiles.unknown-flow", &context.flows);
    row.reference("facility", "profiles.unknown-facility", &context.facilities);
    let part = row.needed_number("part", Range::NotNegative);
    let (flow, facility, process) = (row.text("flow"), row.text("facility"), row.text("process"));
    let of = match (flow, facility, process) {
        (Some(flow), None, None) => Seasonal::Flow(flow.into()),
        (None, Some(facility), None) => Seasonal::Facility(facility.into()),
        (None, Some(facility), Some(process)) => {
            let operation = (FacilityId::from(facility), ProcessId::from(process));
            if !operations.contains_key(&operation) && context.facilities.has(facility) {
                let message = format!("facility `{facility}` does not run process `{process}`");
                let finding = Finding::error("profiles.process-not-at-facility", message);
                row.push("process", finding.help("add the row to operations.csv, or correct the name"));
            }
            Seasonal::Operation(operation.0, operation.1)
        }
        _ => {
            let finding = Finding::error("profiles.whose", "a profile is of one flow, or of one facility");
            row.push("flow", finding.help("fill `flow`, or `facility` with or without `process`, and no other"));
            return None;
        }
    };
    Some((of, period?, part?))
}

fn empty(context: &Context<'_>, of: &Seasonal) -> Finding {
    let column = if matches!(of, Seasonal::Flow(_)) { "flow" } else { "facility" };
    let id = of.id();
    Finding::error("profiles.nothing", format!("the profile of `{id}` has nothing in any period"))
        .at_place(context.place_of("profiles", column, id, Some("part")))
        .help("write what falls in each period, in any measure: tonnes, shares, degree days")
}
