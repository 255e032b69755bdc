//! tariffs.csv: gate fees that change with the tonnes of the year.

use std::collections::{BTreeMap, BTreeSet};

use super::Operation;
use super::context::Context;
use super::limits::operation;
use super::row::Range;
use crate::diagnostic::{Finding, Findings};
use crate::id::{FacilityId, ProcessId};
use crate::quantity::{EurosPerTonne, Tonnes};
use crate::tariff::{Applies, PriceFrom, Tariff};

/// Tariffs of operations, each from its gate fee on.
pub(super) fn read(
    context: &Context<'_>,
    operations: &BTreeMap<(FacilityId, ProcessId), Operation>,
    findings: &mut Findings,
) -> BTreeMap<(FacilityId, ProcessId), Tariff> {
    let mut tariffs: BTreeMap<(FacilityId, ProcessId), Tariff> = BTreeMap::new();
    // in the order of their words, whatever that of the rows
    let mut sources: BTreeMap<(FacilityId, ProcessId), BTreeSet<&str>> = BTreeMap::new();
    context.read("tariffs", findings, |row| {
        let key = operation(row, context, operations, "tariffs.unknown-operation");
        let from = row.needed_number("from_t", Range::Positive).map(Tonnes);
        let price = row.needed_number("eur_per_t", Range::Any).map(EurosPerTonne);
        let applies = row.word("applies", &[("beyond", Applies::Beyond), ("all", Applies::All)]).unwrap_or_default();
        let (key, step) = (key?, PriceFrom { from: from?, price: price? });
        let list = operations.get(&key)?.gate_fee;
        let tariff = tariffs.entry(key.clone()).or_insert_with(|| Tariff {
            applies,
            prices: vec![PriceFrom { from: Tonnes::ZERO, price: list }],
            source: String::new(),
        });
        if tariff.applies != applies {
            let message = "one price counts for all tonnes of the year, another for those beyond";
            let finding = Finding::error("tariffs.two-rules", message.to_owned());
            row.push("applies", finding.help("write the same word in all rows of the operation"));
        }
        sources.entry(key).or_default().insert(row.text("source").unwrap_or_default());
        tariff.prices.push(step);
        Some(())
    });
    for (key, tariff) in &mut tariffs {
        tariff.prices.sort_by(|a, b| a.from.value().total_cmp(&b.from.value()));
        let told = sources.remove(key).unwrap_or_default().into_iter().filter(|source| !source.is_empty());
        tariff.source = told.collect::<Vec<_>>().join(" ; ");
    }
    tariffs
}
