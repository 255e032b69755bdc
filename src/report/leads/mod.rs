//! `discover.csv` and what `discover` prints: leads with their reasons, best first.

mod text;
mod told;

use std::borrow::Cow;
use std::io::Write;

use rayon::prelude::*;
use serde::Serialize;

use self::told::Told;
use crate::assess::tables::Number;
use crate::discover::leads::{Lead, Leads, To};
use crate::discover::{Candidates, Rejection};
use crate::id::FlowId;
use crate::report::words::Words;

pub use self::text::text;

/// Name of the file.
pub const FILE: &str = "discover.csv";

/// Leads written at a time, and by one thread: between two such parts only their text is held, which stays small
/// enough for its memory to be used again.
const PART: usize = 16_384;
const SLICE: usize = 256;
/// Room for the text of a lead, bytes.
const ROOM: usize = 512;

/// A line of `discover.csv`: a lead, a collection, or what was rejected.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the columns are described in docs/discovery.md")]
pub struct LeadRow<'l> {
    pub rank: Option<usize>,
    pub kind: &'static str,
    pub basis: &'static str,
    pub score: Option<Number>,
    pub from: &'l str,
    pub from_flow: Option<&'l str>,
    pub to: Option<Cow<'l, str>>,
    pub to_flow: Option<&'l str>,
    pub material: &'l str,
    pub product: Option<&'l str>,
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
    pub reason: Option<&'static str>,
    pub detail: Option<String>,
}

/// Every row: leads in their order, collections, rejections.
pub fn rows<'l>(
    leads: &'l Leads<'l>,
    services: &'l Candidates,
    words: &'l Words,
) -> impl Iterator<Item = LeadRow<'l>> + 'l {
    ranked(leads, 0, &leads.list, words).chain(others(leads, services))
}

/// Rows of leads that stand in the list from `first` on. Those that rest on typical flows come last, with ranks of their own.
fn ranked<'l>(
    leads: &'l Leads<'l>,
    first: usize,
    list: &'l [Lead],
    words: &'l Words,
) -> impl Iterator<Item = LeadRow<'l>> + 'l {
    let measured = leads.list.partition_point(|lead| !lead.typical);
    let rank = move |at: usize| if at < measured { at + 1 } else { at + 1 - measured };
    list.iter().enumerate().map(move |(at, lead)| lead_row(leads, lead, rank(first + at), words))
}

/// Rows of collections and rejections.
fn others<'l>(leads: &'l Leads<'l>, services: &'l Candidates) -> impl Iterator<Item = LeadRow<'l>> + 'l {
    let stops = services.streams.iter().flat_map(|stream| {
        stream.companies().map(|(_, stop)| LeadRow {
            kind: "collection",
            from: stop.company.as_str(),
            material: stream.id.as_str(),
            tonnes_t: Some(stop.whole().value().into()),
            ..LeadRow::default()
        })
    });
    stops.chain(leads.rejected.iter().chain(&services.rejected).map(rejected_row))
}

fn rejected_row(rejection: &Rejection) -> LeadRow<'_> {
    LeadRow {
        kind: "rejected",
        from: &rejection.from,
        to: rejection.to.as_deref().map(Cow::Borrowed),
        material: &rejection.what,
        reason: Some(rejection.reason.code()),
        detail: Some(rejection.reason.to_string()),
        ..LeadRow::default()
    }
}

fn lead_row<'l>(leads: &'l Leads<'l>, lead: &'l Lead, rank: usize, words: &'l Words) -> LeadRow<'l> {
    let ground = &leads.ground;
    let (item, score) = (ground.item(lead.from), &lead.score);
    let told = Told::by_id(leads, lead, words);
    let input = if let To::Input(input) = lead.to { Some(ground.item(input)) } else { None };
    let product = ground.chain_of(lead).and_then(|chain| chain.product);
    let some = |value: f64| Some(Number::from(value));
    LeadRow {
        rank: Some(rank),
        kind: lead.kind.key(),
        basis: if lead.typical { "typical" } else { "stated" },
        score: some(score.total),
        from: ground.company_of(lead.from).id.as_str(),
        from_flow: item.id().map(FlowId::as_str),
        to: Some(told.taker()),
        to_flow: input.and_then(|input| input.id().map(FlowId::as_str)),
        material: ground.material(item.material).id.as_str(),
        product: product.map(|product| ground.material(product).id.as_str()),
        how: told.how(),
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
        check: told.checks(),
        precedent: told.precedent(),
        reason: None,
        detail: None,
    }
}

fn message(key: &str) -> String {
    key.replace('_', "-")
}

/// The rows as CSV, leads in parallel.
///
/// # Errors
/// When the writer refuses.
pub fn write(leads: &Leads<'_>, services: &Candidates, words: &Words, mut to: impl Write) -> std::io::Result<()> {
    // the header comes with the first row: an empty one states it, and is cut
    let header = table([LeadRow::default()], true, 1)?;
    to.write_all(header.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default())?;
    for (part, list) in leads.list.chunks(PART).enumerate() {
        let texts: Vec<Vec<u8>> = list
            .par_chunks(SLICE)
            .enumerate()
            .map(|(slice, list)| table(ranked(leads, part * PART + slice * SLICE, list, words), false, SLICE))
            .collect::<std::io::Result<_>>()?;
        texts.iter().try_for_each(|text| to.write_all(text))?;
    }
    to.write_all(&table(others(leads, services), false, leads.rejected.len())?)?;
    to.flush()
}

/// Rows as text, with room for as many as there may be.
fn table<'l>(rows: impl IntoIterator<Item = LeadRow<'l>>, header: bool, most: usize) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().has_headers(header).from_writer(Vec::with_capacity(most * ROOM));
    for row in rows {
        writer.serialize(row)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}
