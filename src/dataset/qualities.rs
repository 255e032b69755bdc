//! qualities.csv.

use std::collections::BTreeMap;

use super::context::Context;
use super::limits::check_share;
use super::row::{Range, Row};
use super::{Bound, Direction, Flow, Property};
use crate::diagnostic::{Finding, Findings};
use crate::id::FlowId;

const BOUNDS: [(&str, Bound); 4] =
    [("content", Bound::Content), ("at_most", Bound::AtMost), ("at_least", Bound::AtLeast), ("virgin", Bound::Virgin)];

/// Gives each flow its properties, sorted by name.
pub(super) fn attach(context: &Context<'_>, flows: &mut BTreeMap<FlowId, Flow>, findings: &mut Findings) {
    let rows = context.read("qualities", findings, |row| {
        row.needed("flow");
        let flow = row.reference("flow", "qualities.unknown-flow", &context.flows).map(FlowId::from);
        let property = row.needed("property");
        row.needed("bound");
        let bound = row.word("bound", &BOUNDS);
        let value = row.needed_number("value", Range::Any);
        check_share(row, property?, value);
        let (flow, property) = (flow?, Property { property: property?.to_owned(), bound: bound?, value: value? });
        check_bound(row, flows.get(&flow)?, property.bound);
        Some((flow, property))
    });
    for (flow, property) in rows {
        if let Some(flow) = flows.get_mut(&flow) {
            flow.qualities.push(property);
        }
    }
    for flow in flows.values_mut() {
        flow.qualities.sort_by(|a, b| (&a.property, a.bound).cmp(&(&b.property, b.bound)));
        check_range(context, flow, findings);
    }
}

fn check_bound(row: &mut Row<'_, '_>, flow: &Flow, bound: Bound) {
    let (message, help) = match (flow.direction, bound) {
        (Direction::In, Bound::Content) => (
            format!("flow `{}` is an input: it has no content of its own", flow.id),
            "write `at_most` or `at_least` for what it accepts, `virgin` for what its supply of today contains",
        ),
        (Direction::Out, Bound::AtMost | Bound::AtLeast | Bound::Virgin) => (
            format!("flow `{}` is an output: it has a content, not a limit", flow.id),
            "write `content` for what it contains",
        ),
        _ => return,
    };
    row.push("bound", Finding::error("qualities.wrong-bound", message).help(help));
}

/// Nothing has at least more than at most.
fn check_range(context: &Context<'_>, flow: &Flow, findings: &mut Findings) {
    let find = |property: &str, bound| {
        flow.qualities.iter().find(|quality| quality.property == property && quality.bound == bound).map(|q| q.value)
    };
    for quality in flow.qualities.iter().filter(|quality| quality.bound == Bound::AtLeast) {
        let Some(most) = find(&quality.property, Bound::AtMost).filter(|most| quality.value > *most) else { continue };
        let message =
            format!("flow `{}` wants at least {} and at most {most} of `{}`", flow.id, quality.value, quality.property);
        findings.push(
            Finding::error("qualities.impossible-range", message)
                .at_place(context.place_of("qualities", "flow", flow.id.as_str(), Some("value")))
                .help("exchange or correct the two values"),
        );
    }
}
