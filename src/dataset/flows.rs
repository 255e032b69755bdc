//! flows.csv, in tonnes a year.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::coding::{Codes, SURE};
use super::context::Context;
use super::row::{Range, Row};
use super::unit::{Missing, PERIODS, UNITS, Unit};
use super::{Direction, Evidence, Flow};
use crate::catalogue::{Material, Process};
use crate::diagnostic::{Finding, Findings, Place, plain};
use crate::id::{CompanyId, FacilityId, FlowId, MaterialId, ProcessId};
use crate::quantity::{EurosPerTonne, Tonnes};

const DIRECTIONS: [(&str, Direction); 2] = [("in", Direction::In), ("out", Direction::Out)];
const EVIDENCE: [(&str, Evidence); 4] = [
    ("measured", Evidence::Measured),
    ("declared", Evidence::Declared),
    ("estimated", Evidence::Estimated),
    ("typical", Evidence::Typical),
];

/// What flows are read against.
pub(super) struct Known<'a> {
    pub materials: &'a BTreeMap<MaterialId, Material>,
    pub processes: &'a BTreeMap<ProcessId, Process>,
    /// Facility and process of each row of operations.csv.
    pub operations: BTreeSet<(&'a str, &'a str)>,
    /// Materials by label.
    pub labels: &'a BTreeMap<String, BTreeSet<String>>,
    /// Materials by code.
    pub codes: Codes<'a>,
}

/// Flows, without their qualities.
pub(super) fn read(context: &Context<'_>, known: &Known<'_>, findings: &mut Findings) -> BTreeMap<FlowId, Flow> {
    let (mut silent, mut unconfirmed) = (Vec::new(), Vec::new());
    let mut sizes = Sizes::default();
    let flows = context.read("flows", findings, |row| {
        if row.text("evidence").is_none() {
            silent.push(row.table.place(row.raw, Some("evidence")));
        }
        if row.raw.read.as_ref().is_some_and(|reading| reading.is_sure() && !reading.confirmed) {
            unconfirmed.push(row.table.place(row.raw, Some("material")));
        }
        let flow = flow(row, context, known)?;
        sizes.meet(row, &flow);
        Some(flow)
    });
    if let Some(first) = unconfirmed.first() {
        findings.push(not_confirmed(first, unconfirmed.len()));
    }
    if let Some(first) = silent.first() {
        findings.push(evidence_not_said(first, silent.len()));
    }
    findings.extend(sizes.apart());
    flows.into_iter().map(|flow| (flow.id.clone(), flow)).collect()
}

/// Largest quantity over the smallest that one program tells apart: solvers keep rows to within 1e-10 of what is usual.
const APART: f64 = 1e10;

/// The smallest and the largest flow met.
#[derive(Default)]
struct Sizes {
    least: Option<(Tonnes, FlowId, Place)>,
    most: Option<(Tonnes, FlowId)>,
}

impl Sizes {
    fn meet(&mut self, row: &Row<'_, '_>, flow: &Flow) {
        if flow.quantity.value() <= 0.0 {
            return;
        }
        if self.least.as_ref().is_none_or(|(least, ..)| flow.quantity < *least) {
            self.least = Some((flow.quantity, flow.id.clone(), row.table.place(row.raw, Some("quantity"))));
        }
        if self.most.as_ref().is_none_or(|(most, _)| flow.quantity > *most) {
            self.most = Some((flow.quantity, flow.id.clone()));
        }
    }

    /// Sizes that no solver resolves together.
    fn apart(self) -> Option<Finding> {
        let ((least, small, place), (most, large)) = (self.least?, self.most?);
        (most.value() > APART * least.value()).then(|| {
            let (least, most) = (least.value(), most.value());
            let message = format!("the {least} t of `{small}` are lost beside the {most} t of `{large}`");
            Finding::warning("flows.sizes-apart", message)
                .at_place(place)
                .help("check both units; where they are right, study such flows in datasets of their own")
        })
    }
}

fn evidence_not_said(first: &Place, count: usize) -> Finding {
    let flows = if count == 1 {
        "1 flow does not say how it is".to_owned()
    } else {
        format!("{count} flows do not say how they are")
    };
    Finding::warning("flows.evidence-not-said", format!("{flows} known: counted as `estimated`"))
        .at_place(first.clone())
        .help("write `measured`, `declared`, `estimated` or `typical`")
}

fn not_confirmed(first: &Place, count: usize) -> Finding {
    let flows = if count == 1 { "1 flow has a".to_owned() } else { format!("{count} flows have a") };
    let message = format!(
        "{flows} material recognised in its words or code with a score of {SURE} or more, which nobody has confirmed"
    );
    Finding::warning("flows.material-recognised", message).at_place(first.clone()).help(
        "run `boucle code` on the dataset, and write `yes` in column `confirmed` of coding.csv, or another material; or fill column `material` of flows.csv",
    )
}

fn flow(row: &mut Row<'_, '_>, context: &Context<'_>, known: &Known<'_>) -> Option<Flow> {
    row.needed("company");
    let company = row.reference("company", "flows.unknown-company", &context.companies);
    row.needed("direction");
    let direction = row.word("direction", &DIRECTIONS);
    let material = material(row, context, known);
    let amounts = Amounts::read(row, material);
    let facility = row.reference("facility", "flows.unknown-facility", &context.facilities).map(FacilityId::from);
    let process = row.reference("process", "flows.unknown-process", &context.processes).map(ProcessId::from);
    let flow = Flow {
        cost: row.number("cost_eur_per_t", Range::Any).map(EurosPerTonne),
        storage: row.number("storage_t", Range::Positive).map(Tonnes),
        pickups_per_year: row.number("pickups_per_year", Range::NotNegative),
        evidence: row.word("evidence", &EVIDENCE).unwrap_or(Evidence::Estimated),
        id: FlowId::from(row.text("flow")?),
        company: CompanyId::from(company?),
        direction: direction?,
        material: material?.id.clone(),
        label: row.owned("label"),
        recognised: row.raw.read.as_ref().filter(|reading| !reading.confirmed).map(|reading| reading.score),
        quantity: amounts.quantity,
        quantity_min: amounts.min,
        quantity_max: amounts.max,
        units: amounts.units,
        facility,
        process,
        qualities: Vec::new(),
        row: row.raw.line,
    };
    check_today(row, &flow);
    check_storage(row, &flow);
    check_process(row, &flow, context, known);
    Some(flow)
}

/// The material of the row, where its empty cell has already been filled from a label that is one.
fn material<'k>(row: &mut Row<'_, '_>, context: &Context<'_>, known: &Known<'k>) -> Option<&'k Material> {
    let code = row.text("code");
    let carriers = code.map(|code| known.codes.carriers(code));
    if let (Some(code), Some(None)) = (code, &carriers) {
        row.push("code", unknown_code(code));
    }
    if let Some(id) = row.reference("material", "flows.unknown-material", &context.materials) {
        return known.materials.get(&MaterialId::from(id));
    }
    if let (Some(code), Some(Some(carriers))) = (code, carriers)
        && (!carriers.is_empty() || row.text("label").is_none())
    {
        row.push("code", not_by_code(row, code));
        return None;
    }
    let Some(label) = row.text("label") else {
        if code.is_some() {
            return None;
        }
        let finding = Finding::error("flows.no-material", "the flow has neither material, code nor label");
        row.push("material", finding.help("write the id of a material of materials.csv or of the catalogue"));
        return None;
    };
    let finding = if let Some(ids) = known.labels.get(&plain(label)) {
        let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        Finding::error("flows.no-material", format!("label `{label}` is that of several materials"))
            .help(format!("write one of {} in column `material`", ids.join(", ")))
    } else {
        unread(row, label)
    };
    if finding.place == Place::default() {
        row.push("material", finding);
    } else {
        row.findings.push(finding);
    }
    None
}

fn unknown_code(code: &str) -> Finding {
    let message = format!("`{code}` is neither in the European List of Waste nor a class of products of the catalogue");
    Finding::error("flows.unknown-code", message)
        .help("write a code such as `15 01 01`, a class such as `20.13`, or nothing; `boucle catalogue` shows them")
}

/// Why a code, with the words beside it, gave no material.
fn not_by_code(row: &Row<'_, '_>, code: &str) -> Finding {
    match &row.raw.read {
        Some(reading) => {
            let message = format!("code `{code}` does not tell which material it is: {}", reading.others.join(", "));
            Finding::error("flows.ambiguous-code", message).help("write one of them in column `material`")
        }
        None => Finding::error("flows.no-material", format!("no material carries code `{code}`"))
            .help("write the id of a material in column `material`; `boucle catalogue` lists them"),
    }
}

/// Why the words of a row gave no material, and what to do.
fn unread(row: &Row<'_, '_>, label: &str) -> Finding {
    let folder = Path::new(&row.table.file).parent().unwrap_or(Path::new("DATASET")).display();
    let Some(reading) = &row.raw.read else {
        return Finding::error("flows.no-material", format!("label `{label}` is not that of a material"))
            .help("write the id of a material in column `material`; `boucle catalogue` lists them");
    };
    let finding = Finding::error(
        "flows.material-to-confirm",
        format!("label `{label}` is not recognised surely enough: {}", reading.others.join(", ")),
    );
    match &reading.place {
        Some(place) => finding
            .at_place(place.clone())
            .help("write `yes` in column `confirmed`, or another material in column `material`"),
        None => finding.help(format!("run `boucle code {folder}`, and confirm or correct the material in coding.csv")),
    }
}

/// The quantities of a row, in tonnes a year.
#[derive(Default)]
struct Amounts {
    quantity: Tonnes,
    min: Option<Tonnes>,
    max: Option<Tonnes>,
    units: Option<f64>,
}

impl Amounts {
    fn read(row: &mut Row<'_, '_>, material: Option<&Material>) -> Self {
        if row.text("quantity").is_none() && row.text("unit").is_none() {
            let finding = Finding::error("flows.no-quantity", "the flow has no quantity, and its label states none");
            row.push("quantity", finding.help("write `quantity`, `unit` and `per`, here or in coding.csv"));
            return Self::default();
        }
        row.needed("unit");
        let unit = row.word("unit", &UNITS);
        let per = row.word("per", &PERIODS).unwrap_or(1.0);
        let quantity = row.needed_number("quantity", Range::NotNegative);
        let (min, max) =
            (row.number("quantity_min", Range::NotNegative), row.number("quantity_max", Range::NotNegative));
        check_range(row, quantity, min, max);
        let Some(factor) = unit.zip(material).and_then(|(unit, material)| tonnes(row, unit, material)) else {
            return Self::default();
        };
        let yearly = |amount: f64| Tonnes(amount * per * factor);
        Self {
            quantity: yearly(quantity.unwrap_or_default()),
            min: min.map(yearly),
            max: max.map(yearly),
            units: quantity.filter(|_| unit == Some(Unit::Piece)).map(|quantity| quantity * per),
        }
    }
}

fn tonnes(row: &mut Row<'_, '_>, unit: Unit, material: &Material) -> Option<f64> {
    let id = &material.id;
    let finding = match unit.tonnes(material) {
        Ok(factor) => return Some(factor),
        Err(Missing::Density) => Finding::error("flows.no-density", format!("material `{id}` has no density"))
            .help(format!("fill `density_t_per_m3` of `{id}` in materials.csv, or give the quantity in `t` or `kg`")),
        Err(Missing::UnitWeight) => {
            Finding::error("flows.no-unit-weight", format!("material `{id}` has no unit weight"))
                .help(format!("fill `unit_kg` of `{id}` in materials.csv, or give the quantity in `t` or `kg`"))
        }
    };
    row.push("unit", finding);
    None
}

fn check_range(row: &mut Row<'_, '_>, quantity: Option<f64>, min: Option<f64>, max: Option<f64>) {
    if let (Some(least), Some(most)) = (min, max)
        && least > most
    {
        row.push(
            "quantity_min",
            Finding::error("flows.min-above-max", format!("the least quantity {least} is above the most {most}"))
                .help("exchange or correct the two values"),
        );
        return;
    }
    let Some(quantity) = quantity else { return };
    if quantity == 0.0 {
        row.push(
            "quantity",
            Finding::warning("flows.zero-quantity", "the quantity is 0: the flow counts for nothing")
                .help("write the quantity, or remove the row"),
        );
    }
    let beyond = min.filter(|least| quantity < *least).map(|least| format!("below the least {least}"));
    let beyond = beyond.or_else(|| max.filter(|most| quantity > *most).map(|most| format!("above the most {most}")));
    if let Some(beyond) = beyond {
        row.push(
            "quantity",
            Finding::error("flows.quantity-outside-range", format!("the quantity {quantity} is {beyond}"))
                .help("correct the quantity, `quantity_min` or `quantity_max`"),
        );
    }
}

/// A store that is full before the day is over cannot be emptied by any collection.
fn check_storage(row: &mut Row<'_, '_>, flow: &Flow) {
    let Some(storage) = flow.storage else { return };
    let day = flow.quantity.value() / 366.0;
    if day > storage.value() {
        let message = format!(
            "a day's output, {:.1} kg, is more than the storage of {:.1} kg",
            day * 1000.0,
            storage.value() * 1000.0
        );
        row.push(
            "storage_t",
            Finding::warning("flows.storage-below-a-day", message)
                .help("no collection can serve it: correct `storage_t` or the quantity, or leave the cell empty"),
        );
    }
}

/// What is not said of today's situation counts as nothing, and the gains of the proposal depend on it.
fn check_today(row: &mut Row<'_, '_>, flow: &Flow) {
    let id = &flow.id;
    if row.text("cost_eur_per_t").is_none() {
        let message = format!("flow `{id}` has no cost of today: counted as 0 EUR/t, its gains are understated");
        row.push(
            "cost_eur_per_t",
            Finding::warning("flows.no-cost", message)
                .help("write all that the company pays today, negative when it is paid"),
        );
    }
    match (&flow.facility, row.text("pickups_per_year")) {
        (Some(facility), None) => {
            let message = format!(
                "flow `{id}` does not say how often it goes to or from `{facility}`: its kilometres of today count as 0"
            );
            row.push(
                "pickups_per_year",
                Finding::warning("flows.no-pickups", message).help("write how many trips a year"),
            );
        }
        (None, Some(_)) => {
            let message = format!("flow `{id}` has pickups but no facility: its kilometres of today count as 0");
            row.push(
                "pickups_per_year",
                Finding::warning("flows.pickups-without-facility", message)
                    .help("write in column `facility` where it goes to or comes from today"),
            );
        }
        _ => {}
    }
}

fn check_process(row: &mut Row<'_, '_>, flow: &Flow, context: &Context<'_>, known: &Known<'_>) {
    let Some((id, process)) = flow.process.as_ref().and_then(|id| known.processes.get_key_value(id)) else { return };
    let Some(material) = known.materials.get(&flow.material) else { return };
    let takes = process.accepts(material) || !context.kinds.has(&process.input);
    if flow.direction == Direction::Out && !takes {
        let message = format!("process `{id}` takes `{}`, not `{}`", process.input, material.id);
        row.push(
            "process",
            Finding::error("flows.process-does-not-take", message)
                .help("name a process that takes this material or its family, or leave the cell empty"),
        );
    }
    let Some(facility) = &flow.facility else { return };
    if !known.operations.contains(&(facility.as_str(), id.as_str())) {
        let message = format!("facility `{facility}` does not run process `{id}` in operations.csv");
        row.push(
            "process",
            Finding::warning("flows.process-not-at-facility", message)
                .help("add the operation, unless it should serve this flow alone"),
        );
    }
}
