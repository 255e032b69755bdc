//! processes.csv and yields.csv, over the processes of the catalogue.

use std::collections::BTreeMap;

use super::context::Context;
use super::row::{Range, Row};
use crate::catalogue::{Origin, Process, Yield};
use crate::diagnostic::{Finding, Findings};
use crate::id::{MaterialId, ProcessId};
use crate::quantity::KgCo2ePerTonne;

/// Rounding of yields that people write with two or three decimals.
const SUM_TOLERANCE: f64 = 1e-9;

/// The catalogue's processes and the dataset's; where both have one, a cell of the dataset wins, an empty one leaves
/// the catalogue's value, and the rows of yields.csv replace all its yields.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<ProcessId, Process> {
    let mut processes = context.catalogue.processes.clone();
    processes.extend(context.read("processes", findings, |row| process(row, context)));
    for (id, yields) in yields(context, findings) {
        check_sum(context, &id, &yields, findings);
        if let Some(process) = processes.get_mut(&id) {
            process.yields = yields;
            process.origin = Origin::Dataset;
        }
    }
    processes
}

fn process(row: &mut Row<'_, '_>, context: &Context<'_>) -> Option<(ProcessId, Process)> {
    let id = ProcessId::from(row.needed("process")?);
    let base = context.catalogue.processes.get(&id);
    row.needed("input");
    let input = row.reference("input", "processes.unknown-input", &context.kinds).unwrap_or_default();
    let given = row.number("co2e_kg_per_t", Range::Any).map(KgCo2ePerTonne);
    if row.text("co2e_kg_per_t").is_none() && base.is_none() {
        row.push(
            "co2e_kg_per_t",
            Finding::warning("processes.no-co2e", format!("process `{id}` has no emissions: counted as 0 kgCO2e/t"))
                .help("write the figure with its source, `0` when it emits nothing"),
        );
    }
    let process = Process {
        id: id.clone(),
        input: input.to_owned(),
        operation_code: operation_code(row).or_else(|| base.and_then(|base| base.operation_code.clone())),
        label: base.map(|base| base.label.clone()).unwrap_or_default(),
        co2e: given.or(base.and_then(|base| base.co2e)),
        cost: base.and_then(|base| base.cost),
        runner: base.map(|base| base.runner).unwrap_or_default(),
        readiness: base.and_then(|base| base.readiness),
        legal: base.map(|base| base.legal.clone()).unwrap_or_default(),
        yields: base.map(|base| base.yields.clone()).unwrap_or_default(),
        source: row.owned("source").or_else(|| base.map(|base| base.source.clone())).unwrap_or_default(),
        origin: Origin::Dataset,
    };
    Some((id, process))
}

fn operation_code(row: &mut Row<'_, '_>) -> Option<String> {
    let text = row.text("operation_code")?;
    let code: String = text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_uppercase();
    let known = (1..=13).map(|n| format!("R{n}")).chain((1..=15).map(|n| format!("D{n}"))).any(|known| known == code);
    if known {
        return Some(code);
    }
    row.push(
        "operation_code",
        Finding::error("processes.bad-operation-code", format!("`{text}` is not a recovery or disposal operation"))
            .help("write `R1` to `R13` (recovery) or `D1` to `D15` (disposal), or leave the cell empty"),
    );
    None
}

fn yields(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<ProcessId, Vec<Yield>> {
    let mut yields: BTreeMap<ProcessId, Vec<Yield>> = BTreeMap::new();
    let rows = context.read("yields", findings, |row| {
        row.needed("process")?;
        let process = row.reference("process", "yields.unknown-process", &context.processes)?;
        row.needed("output")?;
        let output = row.reference("output", "yields.unknown-output", &context.materials)?;
        let ratio = row.needed_number("yield", Range::NotNegative)?;
        Some((ProcessId::from(process), Yield { output: MaterialId::from(output), ratio }))
    });
    for (process, output) in rows {
        yields.entry(process).or_default().push(output);
    }
    for outputs in yields.values_mut() {
        outputs.sort_by(|a, b| a.output.cmp(&b.output));
    }
    yields
}

/// Mass is not made: the yields of a process sum to 1 at most, what is missing is loss.
fn check_sum(context: &Context<'_>, id: &ProcessId, yields: &[Yield], findings: &mut Findings) {
    let sum: f64 = yields.iter().map(|output| output.ratio).sum();
    if sum > 1.0 + SUM_TOLERANCE {
        let sum = format!("{sum:.3}");
        let sum = sum.trim_end_matches('0');
        findings.push(
            Finding::error("yields.above-one", format!("process `{id}` makes {sum} t out of 1 t"))
                .at_place(context.place_of("yields", "process", id.as_str(), Some("yield")))
                .help("its yields are tonnes of output per tonne of input: their sum is at most 1"),
        );
    }
}
