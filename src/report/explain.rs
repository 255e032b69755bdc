//! Why something is, or is not, proposed, and what would have to change.

use std::fmt::Write;

use crate::assess::results::ResultFolder;
use crate::assess::{CompanyGain, Entry, Kind, Labels, RejectedRow, Synergy};
use crate::dataset::{Contract, Dataset, Exclusive, Flow, Standing};
use crate::diagnostic::codes::results::UNKNOWN_SUBJECT;
use crate::diagnostic::{Finding, Place};
use crate::id::{CompanyId, FacilityId, FlowId, MaterialId, PlaceId};
use crate::optimise::prices::{EXCLUSIVE, PARTNERS, Price};
use crate::quantity::Tonnes;
use crate::report::prices;
use crate::report::typography::{number, quantity};
use crate::report::unpooled::Unpooled;
use crate::report::words::Words;
use crate::scenario::Language;

/// What is to be explained.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub enum Subject {
    Company(String),
    Flow(String),
    Synergy(String),
}

const EN: Language = Language::En;
/// Links solved again with something forced onto them.
const FORCED: usize = 3;
/// What is less is nothing, in the unit of the objective.
const CENT: f64 = 0.005;
/// Prices told of one subject.
const PRICED: usize = 10;

/// Explains a subject of a result in plain text.
///
/// # Errors
/// A finding when the result has no such company, flow or proposal.
pub fn explain(result: &ResultFolder, dataset: &Dataset, subject: &Subject) -> Result<String, Box<Finding>> {
    let mut text = match subject {
        Subject::Company(id) => company(result, dataset, id),
        Subject::Flow(id) => flow(result, dataset, id),
        Subject::Synergy(id) => synergy(result, id),
    }?;
    priced(&mut text, result, dataset, subject);
    Ok(text)
}

fn unknown<'a>(result: &ResultFolder, what: &str, id: &str, known: impl Iterator<Item = &'a str>) -> Box<Finding> {
    let place = Place::file(result.path.display().to_string());
    let finding = Finding::error(UNKNOWN_SUBJECT, format!("the result has no {what} `{id}`")).at_place(place);
    Box::new(finding.did_you_mean(id, known, "see companies.csv, flows.csv and synergies.csv of the result"))
}

fn company(result: &ResultFolder, dataset: &Dataset, id: &str) -> Result<String, Box<Finding>> {
    let known = dataset.companies.keys().map(CompanyId::as_str);
    let company = dataset.companies.get(&CompanyId::from(id)).ok_or_else(|| unknown(result, "company", id, known))?;
    let mut text = format!("{} ({})\n", company.name, company.id);
    if let Some(row) = result.companies.iter().find(|row| row.company.as_ref() == Some(&company.id)) {
        gain(&mut text, row);
    }
    let proposals: Vec<&Synergy> = result.synergies.iter().filter(|s| s.from == id || s.to == id).collect();
    list(&mut text, "Proposed", proposals.into_iter().map(proposal));
    for flow in dataset.flows.values().filter(|flow| flow.company == company.id) {
        let _ = writeln!(text, "\nFlow {}: {} of {}", flow.id, quantity(EN, flow.quantity.value(), "t"), flow.material);
        movements(&mut text, result, flow);
    }
    let under = dataset.contracts.iter().filter(|it| it.from.as_str() == id || it.to.as_str() == id);
    list(&mut text, "Contracts", under.map(|it| contract(result, dataset, it)));
    list(&mut text, "Rejected", rejections(result, id, None).into_iter().map(rejection));
    Ok(text)
}

fn flow(result: &ResultFolder, dataset: &Dataset, id: &str) -> Result<String, Box<Finding>> {
    let known = dataset.flows.keys().map(FlowId::as_str);
    let flow = dataset.flows.get(&FlowId::from(id)).ok_or_else(|| unknown(result, "flow", id, known))?;
    let mut text =
        format!("Flow {}: {} of {} a year\n", flow.id, quantity(EN, flow.quantity.value(), "t"), flow.material);
    movements(&mut text, result, flow);
    let concerned = rejections(result, flow.company.as_str(), Some(flow.material.as_str()));
    list(&mut text, "Rejected", concerned.into_iter().map(rejection));
    Ok(text)
}

fn synergy(result: &ResultFolder, id: &str) -> Result<String, Box<Finding>> {
    let Some(synergy) = result.synergies.iter().find(|s| s.id == id) else {
        let links = result.prices.prices.iter().filter(|price| price.kind == "link").map(|price| price.row.as_str());
        if links.clone().any(|link| link == id) {
            return Ok(format!("{id}\n  not proposed\n"));
        }
        let known = result.synergies.iter().map(|synergy| synergy.id.as_str()).chain(links);
        return Err(unknown(result, "proposal", id, known));
    };
    let mut text = format!("{}\n  {}\n", synergy.id, proposal(synergy));
    for end in [&synergy.from, &synergy.to] {
        let row = result.companies.iter().find(|row| row.company.as_ref().is_some_and(|c| c.as_str() == end.as_str()));
        if let Some(row) = row {
            let _ = writeln!(text, "\n{end}");
            gain(&mut text, row);
        }
    }
    let concerned = result.proposed.iter().filter(|entry| {
        let material = entry.material.as_ref().is_some_and(|m| m.as_str() == synergy.what);
        let stream = entry.stream.as_ref().is_some_and(|s| s.as_str() == synergy.what);
        entry.from == synergy.from && (material || stream)
    });
    list(&mut text, "Lines of the ledger", concerned.map(movement));
    Ok(text)
}

fn gain(text: &mut String, row: &CompanyGain) {
    let line = |today: f64, proposed: f64, unit: &str| {
        format!(
            "{} today, {} proposed, gain {}",
            quantity(EN, today, unit),
            quantity(EN, proposed, unit),
            quantity(EN, today - proposed, unit)
        )
    };
    let _ = writeln!(text, "  served: {}", row.served);
    let _ = writeln!(text, "  money: {}", line(row.eur_today.value(), row.eur_proposed.value(), "EUR"));
    let _ = writeln!(text, "  carbon: {}", line(row.co2e_today.value(), row.co2e_proposed.value(), "kgCO2e"));
}

/// The terms of a contract, and what goes over under it.
fn contract(result: &ResultFolder, dataset: &Dataset, it: &Contract) -> String {
    let mut terms = vec![
        match it.standing {
            Standing::Free => "free",
            Standing::Kept => "kept",
            Standing::Forbidden => "forbidden",
        }
        .to_owned(),
    ];
    match it.exclusive {
        Some(Exclusive::From) => terms.push(format!("{} gives to nobody else", it.from)),
        Some(Exclusive::To) => terms.push(format!("{} takes from nobody else", it.to)),
        Some(Exclusive::Both) => terms.push("neither has another partner".to_owned()),
        None => {}
    }
    terms.extend(it.least.map(|least| format!("at least {}", quantity(EN, least.value(), "t"))));
    terms.extend(it.most.map(|most| format!("at most {}", quantity(EN, most.value(), "t"))));
    terms.extend(it.yearly.map(|yearly| format!("{} a year", quantity(EN, yearly.value(), "EUR"))));
    let under = result.proposed.iter().filter(|entry| {
        let material = entry.material.as_ref().filter(|_| entry.kind == Kind::Haulage);
        material.is_some_and(|material| {
            dataset.contract(&PlaceId::from(&entry.from), &PlaceId::from(&entry.to), material) == Some(it)
        })
    });
    let tonnes: f64 = under.map(|entry| entry.tonnes.value()).sum();
    let what = it.material.as_ref().map_or("every material", MaterialId::as_str);
    format!("{what}, {} to {}: {}; {} proposed", it.from, it.to, terms.join(", "), quantity(EN, tonnes, "t"))
}

/// Where a flow goes or comes from, today and proposed.
fn movements(text: &mut String, result: &ResultFolder, flow: &Flow) {
    for (state, ledger) in [("today", &result.today), ("proposed", &result.proposed)] {
        let of_flow = |entry: &&Entry| entry.flow.as_ref() == Some(&flow.id) || entry.taker.as_ref() == Some(&flow.id);
        for entry in ledger.iter().filter(of_flow) {
            let _ = writeln!(text, "  {state}: {}", movement(entry));
        }
    }
}

fn movement(entry: &Entry) -> String {
    let mut parts = vec![format!("{} from {} to {}", entry.kind.key().replace('_', " "), entry.from, entry.to)];
    parts.extend(entry.period.as_ref().map(|period| format!("in {period}")));
    if entry.tonnes.value() > 0.0 {
        parts.push(quantity(EN, entry.tonnes.value(), "t"));
    }
    for (value, unit) in [(entry.eur.value(), "EUR"), (entry.co2e.value(), "kgCO2e"), (entry.km.value(), "km")] {
        if value != 0.0 {
            parts.push(quantity(EN, value, unit));
        }
    }
    parts.join(", ")
}

fn proposal(synergy: &Synergy) -> String {
    let mode = synergy.mode.as_ref().map(|mode| format!(" by {}", mode.replace('_', " "))).unwrap_or_default();
    let (tonnes, km) = (quantity(EN, synergy.tonnes.value(), "t"), number(EN, synergy.km.value(), 1));
    format!("{} of {}{mode}: {} to {}, {tonnes}, {km} km", synergy.kind, synergy.what, synergy.from, synergy.to)
}

fn rejections<'a>(result: &'a ResultFolder, place: &str, material: Option<&str>) -> Vec<&'a RejectedRow> {
    let concerns = |row: &&RejectedRow| {
        (row.from == place || row.to.as_deref() == Some(place)) && material.is_none_or(|material| row.what == material)
    };
    result.rejected.iter().filter(concerns).collect()
}

fn rejection(row: &RejectedRow) -> String {
    let to = row.to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
    format!("{} from {}{to}: {}", row.what, row.from, row.detail)
}

fn list(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        let _ = write!(text, "\n{title}\n  {}\n", lines.join("\n  "));
    }
}

/// What the program answers with a company forced into a collection, or tonnes onto a link.
#[derive(Debug, Clone)]
pub struct Forced {
    /// The collection, or the id of the link.
    pub what: String,
    /// What is forced in, a year.
    pub tonnes: Tonnes,
    /// Objective of the proposal, without it.
    pub objective: f64,
    /// Unit of both objectives.
    pub unit: String,
    /// Whether the proposal is proven optimal.
    pub proven: bool,
    /// With the company forced in.
    pub reached: Reached,
}

/// What is reached with a company forced in.
#[derive(Debug, Clone)]
pub enum Reached {
    /// No mode can serve the company.
    NoMode,
    /// Then the targets cannot all be met.
    AgainstTargets,
    /// The best objective, and whether it is proven.
    Objective {
        /// In the unit of the proposal's.
        value: f64,
        /// Within the gap that the scenario asks.
        proven: bool,
    },
}

/// What links that are not taken would cost, and from which cost of theirs they would be taken.
#[must_use]
pub fn forced_links(found: &[Forced]) -> String {
    let mut text = String::new();
    list(&mut text, "Not taken, solved again with it forced in", found.iter().map(not_taken));
    text
}

/// What is more in a year, or less: a proposal that is not proven may be beaten by one with something forced into it.
pub(super) fn change(more: f64, unit: &str) -> String {
    format!("{:.2} {unit} a year {}", more.abs(), if more < 0.0 { "less" } else { "more" })
}

fn not_taken(it: &Forced) -> String {
    let what = format!("{} ({})", it.what, quantity(EN, it.tonnes.value(), "t"));
    match it.reached {
        Reached::NoMode | Reached::AgainstTargets => {
            format!("{what}: with it, what the scenario asks cannot all be met")
        }
        Reached::Objective { value, proven } => {
            let (more, unit) = (value - it.objective, &it.unit);
            let sure = if proven && it.proven { "" } else { "; neither is proven, so this is an estimate" };
            let per_t = more / it.tonnes.value();
            let told = format!("{what}: {}{sure}", change(more, unit));
            if more < 0.0 { told } else { format!("{told}. It would be taken if it cost {per_t:.2} {unit}/t less") }
        }
    }
}

/// The links that are not taken, of a subject, the nearest to being taken first.
#[must_use]
pub fn links_to_force(result: &ResultFolder, dataset: &Dataset, subject: &Subject) -> Vec<String> {
    let links = result.prices.prices.iter().filter(|price| price.kind == "link");
    let concerned = links.filter(|price| concerns(price, dataset, subject));
    concerned.take(FORCED).map(|price| price.row.clone()).collect()
}

/// Whether a price is about a subject: the flow, a flow of the company, the link.
fn concerns(price: &Price, dataset: &Dataset, subject: &Subject) -> bool {
    let of_company = |name: &str, id: &str| {
        let flow = dataset.flows.get(&FlowId::from(name)).map(|flow| &flow.company);
        let host = dataset.facilities.get(&FacilityId::from(name)).and_then(|facility| facility.company.as_ref());
        flow.or(host).is_some_and(|company| company.as_str() == id)
    };
    match subject {
        Subject::Flow(id) => price.place == *id || (price.kind == "link" && price.about == *id),
        Subject::Company(id) if price.kind == PARTNERS => price.place == *id,
        Subject::Company(id) if price.kind == EXCLUSIVE => [&price.place, &price.about].contains(&id),
        Subject::Company(id) => of_company(&price.place, id) || (price.kind == "link" && of_company(&price.about, id)),
        Subject::Synergy(id) => price.row == *id,
    }
}

/// What limits of a subject cost, in words.
fn priced(text: &mut String, result: &ResultFolder, dataset: &Dataset, subject: &Subject) {
    let unit = result.manifest["certificate"]["unit"].as_str().unwrap_or_default();
    let (words, labels) = (Words::new(EN), Labels::of(dataset, EN));
    let concerned = result.prices.prices.iter().filter(|price| concerns(price, dataset, subject));
    let mut lines: Vec<String> =
        concerned.take(PRICED).map(|price| prices::sentence(price, unit, &words, &labels)).collect();
    if result.prices.held && !lines.is_empty() {
        lines.push(words.get("price-held"));
    }
    list(text, "Prices", lines.into_iter());
}

/// Why a company is not collected, and from which cost of its outlet of today it would be.
#[must_use]
pub fn forced(found: &[Forced]) -> String {
    let mut text = String::new();
    list(&mut text, "Not collected", found.iter().map(not_collected));
    text
}

/// Why a company is not pooled, and from what on it would be.
#[must_use]
pub fn unpooled(found: &[Unpooled]) -> String {
    let mut text = String::new();
    list(&mut text, "Not pooled", found.iter().flat_map(Unpooled::told));
    text
}

/// What the limits on the partners of a company cost.
#[must_use]
pub fn loosened(found: &[Forced]) -> String {
    let mut text = String::new();
    list(&mut text, "Partners", found.iter().filter_map(without));
    text
}

/// What a limit costs; none where its program was not solved again.
fn without(it: &Forced) -> Option<String> {
    let Reached::Objective { value, proven } = it.reached else { return None };
    let less = it.objective - value;
    let gained = if less < CENT { "nothing less".to_owned() } else { format!("{less:.2} {} less", it.unit) };
    let sure = if proven && it.proven { "" } else { "; neither is proven, so this is an estimate" };
    Some(format!("{}: solved again with it: {gained} a year{sure}", it.what))
}

fn not_collected(it: &Forced) -> String {
    let what = format!("{} ({})", it.what, quantity(EN, it.tonnes.value(), "t"));
    match it.reached {
        Reached::NoMode => format!("{what}: no mode can serve it; `boucle discover` tells why each fails"),
        Reached::AgainstTargets => format!("{what}: with it, the targets of the scenario cannot all be met"),
        Reached::Objective { value, proven } => {
            let more = value - it.objective;
            let unit = &it.unit;
            let sure = if proven && it.proven { "" } else { "; neither is proven, so this is an estimate" };
            let solved = format!("solved again with it forced in: {}{sure}", change(more, unit));
            if unit != "EUR" || it.tonnes.value() <= 0.0 || more < 0.0 {
                return format!("{what}: {solved}");
            }
            let per_t = more / it.tonnes.value();
            format!("{what}: {solved}. It would be collected if its outlet of today cost {per_t:.2} EUR/t more")
        }
    }
}
