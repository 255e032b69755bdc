//! contracts.csv: what is agreed, or ruled out, between two places.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::row::{Range, Row};
use crate::diagnostic::{Finding, Findings};
use crate::id::{MaterialId, PlaceId};
use crate::quantity::{Euros, Tonnes};

/// What a contract says of the links of its pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractKind {
    /// Nothing may go that way.
    Forbidden,
    /// It exists and is kept, unless it is released at a cost.
    Kept,
    /// These terms hold if something goes that way.
    Terms,
    /// As terms; and then the giver gives the material to nobody else.
    SoleTaker,
    /// As terms; and then the taker takes the material from nobody else.
    SoleGiver,
}

/// The words of column `kind`.
const KINDS: [(&str, ContractKind); 5] = [
    ("forbidden", ContractKind::Forbidden),
    ("kept", ContractKind::Kept),
    ("terms", ContractKind::Terms),
    ("sole_taker", ContractKind::SoleTaker),
    ("sole_giver", ContractKind::SoleGiver),
];

impl ContractKind {
    /// The word of the table.
    #[must_use]
    pub fn key(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// A row of contracts.csv: from a company or facility to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// Who gives.
    pub from: PlaceId,
    /// Who takes.
    pub to: PlaceId,
    /// What; none: whatever goes that way.
    pub material: Option<MaterialId>,
    /// What it says.
    pub kind: ContractKind,
    /// Least tonnes a year, all links of the pair together.
    pub min: Option<Tonnes>,
    /// Most tonnes a year, all links of the pair together.
    pub max: Option<Tonnes>,
    /// What having it costs a year, in place of the scenario's cost of a link.
    pub eur_per_year: Option<Euros>,
    /// What giving up a kept one costs a year; none: it must be kept.
    pub release: Option<Euros>,
}

impl Contract {
    /// Whether it speaks of what goes from one place to another.
    #[must_use]
    pub fn covers(&self, from: &PlaceId, to: &PlaceId, material: &MaterialId) -> bool {
        self.from == *from && self.to == *to && self.material.as_ref().is_none_or(|it| it == material)
    }

    /// `from > to`, with the material where one is named.
    #[must_use]
    pub fn name(&self) -> String {
        let material = self.material.as_ref().map(|material| format!(",{material}")).unwrap_or_default();
        format!("{},{}{material}", self.from, self.to)
    }
}

/// Contracts in the order of their ends.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> Vec<Contract> {
    let mut contracts = context.read("contracts", findings, |row| contract(row, context));
    contracts.sort_by(|a, b| (&a.from, &a.to, &a.material, a.kind).cmp(&(&b.from, &b.to, &b.material, b.kind)));
    for (index, one) in contracts.iter().enumerate().filter(|(_, one)| one.material.is_none()) {
        let rest = contracts[index + 1..].iter().take_while(|other| (&other.from, &other.to) == (&one.from, &one.to));
        rest.for_each(|other| contradiction(context, one, other, findings));
    }
    contracts
}

fn contract(row: &mut Row<'_, '_>, context: &Context<'_>) -> Option<Contract> {
    let (from, to) = (row.needed("from"), row.needed("to"));
    row.reference("from", "contracts.unknown-place", &context.places);
    row.reference("to", "contracts.unknown-place", &context.places);
    let material = row.reference("material", "contracts.unknown-material", &context.materials).map(MaterialId::from);
    row.needed("kind");
    let kind = row.word("kind", &KINDS);
    let min = row.number("min_t", Range::NotNegative).map(Tonnes);
    let max = row.number("max_t", Range::Positive).map(Tonnes);
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let message = format!("the least {} t of the contract is above its most {} t", min.value(), max.value());
        row.push(
            "min_t",
            Finding::error("contracts.min-above-max", message).help("exchange or correct the two values"),
        );
    }
    let eur_per_year = row.number("eur_per_year", Range::NotNegative).map(Euros);
    let release = row.number("release_eur_per_year", Range::NotNegative).map(Euros);
    let (from, to, kind) = (from?, to?, kind?);
    if from == to {
        let message = format!("the contract goes from `{from}` to itself");
        row.push(
            "to",
            Finding::error("contracts.same-place", message).help("correct one of the two names, or remove the row"),
        );
    }
    if kind == ContractKind::Kept && row.text("min_t").is_none() {
        let message = format!("the contract from `{from}` to `{to}` is kept, and does not say how much");
        row.push("min_t", Finding::error("contracts.kept-without-min", message).help("write the least tonnes a year"));
    }
    check_used(row, kind);
    Some(Contract { from: PlaceId::from(from), to: PlaceId::from(to), material, kind, min, max, eur_per_year, release })
}

/// Cells that a kind of contract does not read.
fn check_used(row: &mut Row<'_, '_>, kind: ContractKind) {
    let unread: &[&str] = match kind {
        ContractKind::Forbidden => &["min_t", "max_t", "eur_per_year", "release_eur_per_year"],
        ContractKind::Kept => &[],
        ContractKind::Terms | ContractKind::SoleTaker | ContractKind::SoleGiver => &["release_eur_per_year"],
    };
    for column in unread.iter().filter(|column| row.text(column).is_some()).collect::<Vec<_>>() {
        let message = format!("`{column}` has no effect in a contract of kind `{}`", kind.key());
        row.push(
            column,
            Finding::warning("contracts.no-effect", message).help("leave the cell empty, or write another kind"),
        );
    }
}

/// A contract on whatever goes from one place to another leaves no room for a second one of the pair.
fn contradiction(context: &Context<'_>, a: &Contract, b: &Contract, findings: &mut Findings) {
    let (one, other) = (a.kind.key(), b.kind.key());
    let message =
        format!("from `{}` to `{}` one contract is `{one}` for all materials, another `{other}`", a.from, a.to);
    findings.push(
        Finding::error("contracts.contradiction", message)
            .at_place(context.place_of("contracts", "from", a.from.as_str(), Some("kind")))
            .help("name the material of each, or keep one row"),
    );
}
