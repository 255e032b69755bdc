//! `discover.csv` and what `discover` prints: leads with their reasons, best first.

use std::io::Write;

use serde::Serialize;

use crate::assess::tables::Number;
use crate::catalogue::Process;
use crate::discover::leads::{Check, Host, Kind, Lead, Leads, To};
use crate::discover::{Candidates, Rejection};
use crate::report::layout::{heading, wrap};
use crate::report::typography::{number, quantity};
use crate::report::words::Words;
use crate::scenario::Language;

/// Name of the file.
pub const FILE: &str = "discover.csv";

/// A line of `discover.csv`: a lead, a collection, or what was rejected.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the columns are described in docs/discovery.md")]
pub struct LeadRow {
    pub rank: Option<usize>,
    pub kind: String,
    pub basis: String,
    pub score: Option<Number>,
    pub from: String,
    pub from_flow: Option<String>,
    pub to: Option<String>,
    pub to_flow: Option<String>,
    pub material: String,
    pub product: Option<String>,
    pub how: String,
    pub tonnes_t: Option<Number>,
    pub offered_t: Option<Number>,
    pub wanted_t: Option<Number>,
    pub quantity_part: Option<Number>,
    pub km: Option<Number>,
    pub distance_part: Option<Number>,
    pub eur: Option<Number>,
    pub eur_part: Option<Number>,
    pub co2e_kg: Option<Number>,
    pub co2e_part: Option<Number>,
    pub certainty: Option<Number>,
    pub certainty_given: Option<Number>,
    pub certainty_taken: Option<Number>,
    pub certainty_chain: Option<Number>,
    pub certainty_quality: Option<Number>,
    pub check: String,
    pub precedent: Option<String>,
    pub reason: Option<String>,
    pub detail: Option<String>,
}

/// Every row: leads in their order, collections, rejections.
pub fn rows<'l>(
    leads: &'l Leads<'l>,
    services: &'l Candidates,
    words: &'l Words,
) -> impl Iterator<Item = LeadRow> + 'l {
    let mut ranks = [0, 0];
    let ranked = leads.list.iter().map(move |lead| {
        let rank = &mut ranks[usize::from(lead.typical)];
        *rank += 1;
        lead_row(leads, lead, *rank, words)
    });
    let stops = services.streams.iter().flat_map(|stream| {
        stream.stops.iter().map(|stop| LeadRow {
            kind: "collection".to_owned(),
            from: stop.company.to_string(),
            material: stream.id.to_string(),
            tonnes_t: Some(stop.load.value().into()),
            ..LeadRow::default()
        })
    });
    let rejected = leads.rejected.iter().chain(&services.rejected).map(rejected_row);
    ranked.chain(stops).chain(rejected)
}

fn rejected_row(rejection: &Rejection) -> LeadRow {
    LeadRow {
        kind: "rejected".to_owned(),
        from: rejection.from.clone(),
        to: rejection.to.clone(),
        material: rejection.what.clone(),
        reason: Some(rejection.reason.code().to_owned()),
        detail: Some(rejection.reason.to_string()),
        ..LeadRow::default()
    }
}

fn lead_row(leads: &Leads<'_>, lead: &Lead, rank: usize, words: &Words) -> LeadRow {
    let ground = &leads.ground;
    let (item, score) = (ground.item(lead.from), &lead.score);
    let input = if let To::Input(input) = lead.to { Some(ground.item(input)) } else { None };
    let product = ground.chain_of(lead).and_then(|chain| chain.product);
    let some = |value: f64| Some(Number::from(value));
    LeadRow {
        rank: Some(rank),
        kind: lead.kind.key().to_owned(),
        basis: if lead.typical { "typical" } else { "stated" }.to_owned(),
        score: some(score.total),
        from: ground.company_of(lead.from).id.to_string(),
        from_flow: item.id().map(ToString::to_string),
        to: Some(taker(leads, lead)),
        to_flow: input.and_then(|input| input.id().map(ToString::to_string)),
        material: ground.material(item.material).id.to_string(),
        product: product.map(|product| ground.material(product).id.to_string()),
        how: how(leads, lead, words),
        tonnes_t: lead.tonnes.map(Number::from),
        offered_t: item.tonnes.map(Number::from),
        wanted_t: input.and_then(|input| input.tonnes).map(Number::from),
        quantity_part: some(score.quantity_part),
        km: some(score.km),
        distance_part: some(score.distance_part),
        eur: score.eur.map(Number::from),
        eur_part: some(score.eur_part),
        co2e_kg: score.co2e_kg.map(Number::from),
        co2e_part: some(score.co2e_part),
        certainty: some(score.certainty.value()),
        certainty_given: some(score.certainty.given),
        certainty_taken: some(score.certainty.taken),
        certainty_chain: some(score.certainty.chain),
        certainty_quality: some(score.certainty.quality),
        check: checks(leads, lead, words),
        precedent: leads.ground.precedent(lead),
        reason: None,
        detail: None,
    }
}

/// Who takes: a company, a facility, or the other members of a pool.
fn taker(leads: &Leads<'_>, lead: &Lead) -> String {
    let ground = &leads.ground;
    match &lead.to {
        To::Input(input) => ground.company_of(*input).id.to_string(),
        To::Facility(facility) => ground.facility(*facility).id.to_string(),
        To::Pool(members) => {
            let names: Vec<&str> = members.iter().map(|member| ground.company_of(*member).id.as_str()).collect();
            names.join(", ")
        }
    }
}

/// The chain in words: each process and where it is run.
fn how(leads: &Leads<'_>, lead: &Lead, words: &Words) -> String {
    let ground = &leads.ground;
    let Some(chain) = ground.chain_of(lead) else { return words.get(&format!("lead-{}", message(lead.kind.key()))) };
    if chain.steps.is_empty() {
        return words.get(&format!("lead-{}", message(lead.kind.key())));
    }
    let mut via = lead.via.iter();
    let steps = chain.steps.iter().map(|step| {
        let process = process_name(ground.process(step.process), words);
        let (id, place) = match step.host {
            Host::Donor => ("host-donor", ground.company_of(lead.from).id.to_string()),
            Host::Receiver => ("host-receiver", taker(leads, lead)),
            Host::Facility => {
                let facility = via.next().map(|facility| ground.facility(*facility).id.to_string());
                ("host-facility", facility.unwrap_or_default())
            }
            Host::Nobody => ("host-nobody", String::new()),
        };
        words.with(id, &[("process", &process), ("place", &place)])
    });
    steps.collect::<Vec<_>>().join(" > ")
}

/// A process as people call it, or its id.
fn process_name(process: &Process, words: &Words) -> String {
    let label = match words.language() {
        Language::Fr => &process.label.fr,
        Language::En => &process.label.en,
    };
    if label.is_empty() { process.id.to_string() } else { label.clone() }
}

/// What to check next, in words.
fn checks(leads: &Leads<'_>, lead: &Lead, words: &Words) -> String {
    let named = |process: &Process| process_name(process, words);
    let text = |check: &Check| {
        let subject = match check {
            Check::Facility(id) | Check::DonorRuns(id) | Check::ReceiverRuns(id) => {
                leads.ground.named_process(id).map(named)
            }
            _ => check.subject(),
        };
        let subject = subject.unwrap_or_default();
        words.with(&format!("check-{}", message(check.key())), &[("subject", &subject)])
    };
    leads.ground.checks(lead).iter().map(text).collect::<Vec<_>>().join(separator(words))
}

/// What stands between the items of a list: French has a no-break space before the semicolon.
fn separator(words: &Words) -> &'static str {
    match words.language() {
        Language::Fr => "\u{a0}; ",
        Language::En => "; ",
    }
}

fn message(key: &str) -> String {
    key.replace('_', "-")
}

/// The rows as CSV.
///
/// # Errors
/// When the writer refuses.
pub fn write(rows: impl Iterator<Item = LeadRow>, to: impl Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    let mut empty = true;
    for row in rows {
        writer.serialize(row)?;
        empty = false;
    }
    if empty {
        // the header comes with the first row: an empty one states it, and is cut
        let mut header = csv::Writer::from_writer(Vec::new());
        header.serialize(LeadRow::default())?;
        let bytes = header.into_inner().map_err(csv::IntoInnerError::into_error)?;
        let line: Vec<u8> = bytes.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default().to_vec();
        let mut inner = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
        return inner.write_all(&line);
    }
    writer.flush()
}

/// The best leads, those from typical flows apart, each with its parts, what to check, and what was published.
#[must_use]
pub fn text(leads: &Leads<'_>, best: usize, words: &Words) -> String {
    let mut text = String::new();
    for typical in [false, true] {
        let of_basis: Vec<&Lead> = leads.list.iter().filter(|lead| lead.typical == typical).collect();
        let id = if typical { "heading-typical-leads" } else { "heading-leads" };
        if of_basis.is_empty() {
            continue;
        }
        let (shown, count) = (of_basis.len().min(best), of_basis.len());
        let title = words.with(id, &[("shown", &shown.to_string()), ("count", &count.to_string())]);
        text += &if text.is_empty() { title + "\n" } else { heading(&title) };
        for (rank, lead) in of_basis.into_iter().take(best).enumerate() {
            text += &paragraph(leads, lead, rank + 1, words);
        }
    }
    if text.is_empty() {
        text += &wrap(&words.get("no-leads"), "", "");
    }
    if leads.left > 0 {
        text += "\n";
        text += &wrap(&words.with("leads-left", &[("count", &leads.left.to_string())]), "", "");
    }
    text
}

fn paragraph(leads: &Leads<'_>, lead: &Lead, rank: usize, words: &Words) -> String {
    let row = lead_row(leads, lead, rank, words);
    let language = words.language();
    let part = |value: f64| number(language, value, 2);
    let what = match (&row.product, lead.kind) {
        (Some(product), _) if *product != row.material => format!("{} → {product}", row.material),
        _ => row.material.clone(),
    };
    let (from, to) = (row.from.as_str(), row.to.as_deref().unwrap_or_default());
    let ends = if matches!(lead.kind, Kind::PooledOutput | Kind::PooledInput) {
        format!("{from} + {to}")
    } else {
        format!("{from} → {to}")
    };
    let first = format!("{rank}. ");
    let mut text = wrap(&format!("{}  {ends}: {what} ({})", part(lead.score.total), row.how), &first, "   ");
    let score = &lead.score;
    let unknown = || words.get("lead-unknown");
    let figures = [
        ("lead-quantity", lead.tonnes.map_or_else(unknown, |t| quantity(language, t, "t")), score.quantity_part),
        ("lead-distance", quantity(language, score.km, "km"), score.distance_part),
        ("lead-eur", score.eur.map_or_else(unknown, |eur| quantity(language, eur, "EUR")), score.eur_part),
        ("lead-co2e", score.co2e_kg.map_or_else(unknown, |kg| quantity(language, kg, "kgCO2e")), score.co2e_part),
    ];
    let certainty = words.with("lead-certainty", &[("part", &part(score.certainty.value()))]);
    let figures = figures.map(|(id, figure, value)| words.with(id, &[("figure", &figure), ("part", &part(value))]));
    text += &wrap(&[&figures[..], &[certainty]].concat().join(separator(words)), "   ", "   ");
    if !row.check.is_empty() {
        text += &wrap(&words.with("lead-check", &[("checks", &row.check)]), "   ", "   ");
    }
    if let Some(precedent) = &row.precedent {
        text += &wrap(&words.with("lead-precedent", &[("precedent", precedent)]), "   ", "   ");
    }
    text
}
