//! limits.csv: what may enter an operation; contents.csv: what its products contain.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::row::{Range, Row};
use super::{Bound, Dataset, Operation};
use crate::catalogue::Process;
use crate::diagnostic::{Finding, Findings};
use crate::id::{FacilityId, MaterialId, ProcessId};

/// A limit on the mean of what enters a facility's process in a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of limits.csv, described in docs/dataset.md")]
pub struct InletLimit {
    pub facility: FacilityId,
    pub process: ProcessId,
    pub property: String,
    /// At most or at least.
    pub bound: Bound,
    pub value: f64,
}

/// What a product of a facility's process contains.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// This much, whatever enters.
    Fixed(f64),
    /// This many times the mean content of what enters the process.
    Share(f64),
}

/// A row of contents.csv.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of contents.csv, described in docs/dataset.md")]
pub struct ProductContent {
    pub facility: FacilityId,
    pub process: ProcessId,
    pub output: MaterialId,
    pub property: String,
    pub content: Content,
}

type Operations = BTreeMap<(FacilityId, ProcessId), Operation>;

/// Limits at the inlets of operations, in the order of their ids.
pub(super) fn read(context: &Context<'_>, operations: &Operations, findings: &mut Findings) -> Vec<InletLimit> {
    let mut limits = context.read("limits", findings, |row| {
        let operation = operation(row, context, operations, "limits.unknown-operation");
        let property = row.needed("property");
        row.needed("bound");
        let bound = row.word("bound", &[("at_most", Bound::AtMost), ("at_least", Bound::AtLeast)]);
        let value = row.needed_number("value", Range::Any);
        check_share(row, property?, value);
        let ((facility, process), property) = (operation?, property?.to_owned());
        Some(InletLimit { facility, process, property, bound: bound?, value: value? })
    });
    let key = |limit: &InletLimit| (limit.facility.clone(), limit.process.clone(), limit.property.clone(), limit.bound);
    limits.sort_by_key(key);
    check_ranges(context, &limits, findings);
    limits
}

/// A row's facility and process, which operations.csv must have together.
pub(super) fn operation(
    row: &mut Row<'_, '_>,
    context: &Context<'_>,
    operations: &Operations,
    code: &'static str,
) -> Option<(FacilityId, ProcessId)> {
    let (facility, process) = (row.needed("facility"), row.needed("process"));
    let key = (FacilityId::from(facility?), ProcessId::from(process?));
    if !operations.contains_key(&key) && context.raw.whole("operations") {
        let message = format!("facility `{}` does not run process `{}` in operations.csv", key.0, key.1);
        let run: BTreeSet<&str> = operations.keys().filter(|(f, _)| *f == key.0).map(|(_, p)| p.as_str()).collect();
        let finding = Finding::error(code, message);
        row.push("process", finding.did_you_mean(key.1.as_str(), run, "add the operation, or correct the two names"));
        return None;
    }
    Some(key)
}

/// Nothing has at least more than at most.
fn check_ranges(context: &Context<'_>, limits: &[InletLimit], findings: &mut Findings) {
    for pair in limits.windows(2) {
        let [most, least] = pair else { continue };
        let same =
            (&most.facility, &most.process, &most.property) == (&least.facility, &least.process, &least.property);
        if !same || least.value <= most.value || (most.bound, least.bound) != (Bound::AtMost, Bound::AtLeast) {
            continue;
        }
        let message = format!(
            "process `{}` of facility `{}` wants at least {} and at most {} of `{}`",
            most.process, most.facility, least.value, most.value, most.property
        );
        findings.push(
            Finding::error("qualities.impossible-range", message)
                .at_place(context.place_of("limits", "process", most.process.as_str(), Some("value")))
                .help("exchange or correct the two values"),
        );
    }
}

/// What products contain, in the order of their ids.
pub(super) fn contents(
    context: &Context<'_>,
    operations: &Operations,
    processes: &BTreeMap<ProcessId, Process>,
    findings: &mut Findings,
) -> Vec<ProductContent> {
    let mut rows = context.read("contents", findings, |row| {
        let operation = operation(row, context, operations, "contents.unknown-operation");
        let (output, property) = (row.needed("output"), row.needed("property"));
        let figure = content(row);
        if let (Some(property), Some(Content::Fixed(value))) = (property, figure) {
            check_share(row, property, Some(value));
        }
        let ((facility, process), output) = (operation?, MaterialId::from(output?));
        let made = processes.get(&process).map_or(&[][..], |process| process.yields.as_slice());
        if made.iter().all(|y| y.output != output) {
            let message = format!("process `{process}` does not make `{output}`");
            let finding = Finding::error("contents.unknown-output", message);
            let known = made.iter().map(|y| y.output.as_str());
            row.push("output", finding.did_you_mean(output.as_str(), known, "name an output of yields.csv"));
            return None;
        }
        Some(ProductContent { facility, process, output, property: property?.to_owned(), content: figure? })
    });
    let key = |it: &ProductContent| (it.facility.clone(), it.process.clone(), it.output.clone(), it.property.clone());
    rows.sort_by_key(key);
    rows
}

fn content(row: &mut Row<'_, '_>) -> Option<Content> {
    let (fixed, share) = (row.text("value").is_some(), row.text("share").is_some());
    if fixed == share {
        let which = if fixed { "both `value` and `share`" } else { "neither `value` nor `share`" };
        let finding = Finding::error("contents.not-one-figure", format!("the row gives {which}"));
        row.push(
            "value",
            finding.help("write what the product contains in `value`, or in `share` how many times what enters"),
        );
        return None;
    }
    if fixed {
        row.number("value", Range::Any).map(Content::Fixed)
    } else {
        row.number("share", Range::NotNegative).map(Content::Share)
    }
}

/// Where a content counts, everything that is made there states it.
pub(super) fn check_missing(context: &Context<'_>, dataset: &Dataset, findings: &mut Findings) {
    let shares = dataset.contents.iter().filter(|it| matches!(it.content, Content::Share(_)));
    let inlets = dataset.limits.iter().map(|it| (&it.facility, &it.process, &it.property, "limits"));
    let inlets = inlets.chain(shares.map(|it| (&it.facility, &it.process, &it.property, "contents")));
    let mut missing: BTreeMap<_, (&'static str, &str)> = BTreeMap::new();
    for (facility, process, property, table) in inlets {
        let Some(process) = dataset.processes.get(process) else { continue };
        for (maker, output) in dataset.made(facility) {
            let taken = dataset.materials.get(output).is_some_and(|material| process.accepts(material));
            // what a process makes and would take again needs no analysis
            if taken && *maker != process.id && dataset.content(facility, maker, output, property).is_none() {
                missing.entry((facility, maker, output, property)).or_insert((table, process.id.as_str()));
            }
        }
    }
    for it in &dataset.contents {
        for (maker, output) in dataset.made(&it.facility).filter(|(_, output)| **output == it.output) {
            if dataset.content(&it.facility, maker, output, &it.property).is_none() {
                missing.entry((&it.facility, maker, output, &it.property)).or_insert(("contents", it.process.as_str()));
            }
        }
    }
    for ((facility, maker, output, property), (table, process)) in missing {
        let message = format!("nothing states `{property}` of the `{output}` that `{maker}` makes at `{facility}`");
        findings.push(
            Finding::error("contents.missing", message)
                .at_place(context.place_of(table, "process", process, Some("property")))
                .help("add it to contents.csv"),
        );
    }
}

/// A limit on what nothing states refuses everything; most often a name is written in two ways.
pub(super) fn check_stated(context: &Context<'_>, dataset: &Dataset, findings: &mut Findings) {
    let outputs = dataset.flows.values().flat_map(|flow| &flow.qualities).filter(|q| q.bound == Bound::Content);
    let stated: BTreeSet<&str> = outputs
        .map(|quality| quality.property.as_str())
        .chain(dataset.contents.iter().map(|content| content.property.as_str()))
        .collect();
    let inputs = dataset.flows.values().flat_map(|flow| &flow.qualities);
    let inputs = inputs.filter(|q| q.is_limit()).map(|q| ("qualities", &q.property));
    let limited: BTreeSet<(&str, &String)> =
        inputs.chain(dataset.limits.iter().map(|limit| ("limits", &limit.property))).collect();
    for (table, property) in limited.into_iter().filter(|(_, property)| !stated.contains(property.as_str())) {
        let finding =
            Finding::warning("qualities.unstated-property", format!("`{property}` is limited, and nothing states it"));
        findings.push(
            finding
                .did_you_mean(
                    property,
                    stated.iter().copied(),
                    "state it of the outputs, or no link will reach who limits it",
                )
                .at_place(context.place_of(table, "property", property, Some("property"))),
        );
    }
}

/// A finding when the name of a property makes it a share, or a percentage, and a value is not one.
pub(super) fn check_share(row: &mut Row<'_, '_>, property: &str, value: Option<f64>) {
    let percent = ["_pct", "_percent", "%"].iter().any(|end| property.ends_with(end));
    let most = if percent { 100.0 } else { 1.0 };
    let outside = value.filter(|value| (percent || property.ends_with("_share")) && !(0.0..=most).contains(value));
    if let Some(value) = outside {
        let message = format!("`{property}` is {value}, and must be between 0 and {most}");
        let finding = Finding::error("qualities.not-a-share", message);
        row.push("value", finding.help("correct the value, or call the property otherwise"));
    }
}

impl Dataset {
    /// The limits at the inlet of an operation.
    pub fn inlet_limits<'a>(
        &'a self,
        facility: &'a FacilityId,
        process: &'a ProcessId,
    ) -> impl Iterator<Item = &'a InletLimit> {
        self.limits.iter().filter(move |limit| limit.facility == *facility && limit.process == *process)
    }

    /// What contents.csv says of a product of an operation.
    #[must_use]
    pub fn content(
        &self,
        facility: &FacilityId,
        process: &ProcessId,
        output: &MaterialId,
        property: &str,
    ) -> Option<Content> {
        let is = |it: &&ProductContent| {
            it.facility == *facility && it.process == *process && it.output == *output && it.property == property
        };
        self.contents.iter().find(is).map(|it| it.content)
    }

    /// Whether contents.csv states a property of what a facility makes of a material. Otherwise the product is taken to
    /// meet the standard of its material.
    #[must_use]
    pub fn states(&self, facility: &FacilityId, material: &MaterialId, property: &str) -> bool {
        self.contents.iter().any(|it| it.facility == *facility && it.output == *material && it.property == property)
    }

    /// What a facility makes, and by which processes.
    fn made<'a>(&'a self, facility: &'a FacilityId) -> impl Iterator<Item = (&'a ProcessId, &'a MaterialId)> {
        let run = self.operations.keys().filter(move |(at, _)| at == facility);
        let made = run.filter_map(|(_, process)| Some((process, &self.processes.get(process)?.yields)));
        made.flat_map(|(process, yields)| yields.iter().map(move |y| (process, &y.output)))
    }
}
