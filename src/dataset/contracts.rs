//! contracts.csv: what is agreed, or ruled out, between a giver and a taker.

use serde::{Deserialize, Serialize};

use super::Dataset;
use super::context::Context;
use super::row::{Range, Row};
use crate::diagnostic::{Finding, Findings};
use crate::id::{MaterialId, PlaceId};
use crate::quantity::{Euros, Tonnes};

/// Whether the links of a contract may be, must be, or may not be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// They may be used.
    #[default]
    Free,
    /// They exist, and stay.
    Kept,
    /// They may not be used.
    Forbidden,
}

/// Whom a contract binds to the other alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exclusive {
    /// The giver gives to nobody else.
    From,
    /// The taker takes from nobody else.
    To,
    /// Both.
    Both,
}

/// A row of contracts.csv.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// Company or facility that gives.
    pub from: PlaceId,
    /// Company or facility that takes.
    pub to: PlaceId,
    /// Of what; none: of everything that no other row of the two names.
    pub material: Option<MaterialId>,
    /// Whether it may, must or may not be.
    pub standing: Standing,
    /// Whom it binds.
    pub exclusive: Option<Exclusive>,
    /// The least that goes over in a year, when anything does.
    pub least: Option<Tonnes>,
    /// The most that goes over in a year.
    pub most: Option<Tonnes>,
    /// What it costs a year, when anything goes over.
    pub yearly: Option<Euros>,
    /// Where the terms come from.
    pub source: String,
}

impl Contract {
    /// How programs and messages name it: `from,to` or `from,to,material`.
    #[must_use]
    pub fn name(&self) -> String {
        let material = self.material.as_ref().map_or_else(String::new, |material| format!(",{material}"));
        format!("{},{}{material}", self.from, self.to)
    }

    fn is_of(&self, material: &MaterialId) -> bool {
        self.material.as_ref().is_none_or(|of| of == material)
    }
}

impl Dataset {
    /// The contract on what goes from one place to another: that of the material, else that of everything.
    #[must_use]
    pub fn contract(&self, from: &PlaceId, to: &PlaceId, material: &MaterialId) -> Option<&Contract> {
        let between = self.contracts.iter().filter(|it| it.from == *from && it.to == *to && it.is_of(material));
        between.max_by_key(|it| it.material.is_some())
    }

    /// Whom a contract binds that a link between two other places would break: who is bound, and to whom.
    #[must_use]
    pub fn bound_elsewhere(&self, from: &PlaceId, to: &PlaceId, material: &MaterialId) -> Option<(&PlaceId, &PlaceId)> {
        self.contracts.iter().filter(|it| it.is_of(material)).find_map(|it| match it.exclusive? {
            Exclusive::From | Exclusive::Both if it.from == *from && it.to != *to => Some((&it.from, &it.to)),
            Exclusive::To | Exclusive::Both if it.to == *to && it.from != *from => Some((&it.to, &it.from)),
            _ => None,
        })
    }
}

/// Contracts, in the order of their ids.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> Vec<Contract> {
    let mut contracts = context.read("contracts", findings, |row| {
        let (from, to) = (row.needed("from"), row.needed("to"));
        row.reference("from", "contracts.unknown-place", &context.places);
        row.reference("to", "contracts.unknown-place", &context.places);
        row.reference("material", "contracts.unknown-material", &context.materials);
        let standing = row.word(
            "standing",
            &[("free", Standing::Free), ("kept", Standing::Kept), ("forbidden", Standing::Forbidden)],
        );
        let exclusive =
            row.word("exclusive", &[("from", Exclusive::From), ("to", Exclusive::To), ("both", Exclusive::Both)]);
        let contract = Contract {
            material: row.text("material").map(MaterialId::from),
            standing: standing.unwrap_or_default(),
            exclusive,
            least: row.number("min_t", Range::NotNegative).map(Tonnes),
            most: row.number("max_t", Range::NotNegative).map(Tonnes),
            yearly: row.number("eur_per_year", Range::NotNegative).map(Euros),
            source: row.owned("source").unwrap_or_default(),
            from: PlaceId::from(from?),
            to: PlaceId::from(to?),
        };
        check_terms(row, &contract);
        Some(contract)
    });
    contracts.sort_by(|a, b| (&a.from, &a.to, &a.material).cmp(&(&b.from, &b.to, &b.material)));
    check_repeated(context, &contracts, findings);
    check_exclusive(context, &contracts, findings);
    contracts
}

/// Two places have one contract on everything.
fn check_repeated(context: &Context<'_>, contracts: &[Contract], findings: &mut Findings) {
    for pair in contracts.windows(2).filter(|pair| pair[0].material.is_none() && pair[0].name() == pair[1].name()) {
        let message = format!("`{}` and `{}` have two contracts on every material", pair[0].from, pair[0].to);
        findings.push(
            Finding::error("table.repeated-id", message)
                .at_place(context.place_of("contracts", "from", pair[0].from.as_str(), Some("material")))
                .help("name the material of each, or remove one of the two rows"),
        );
    }
}

/// The terms of one row hold together.
fn check_terms(row: &mut Row<'_, '_>, contract: &Contract) {
    let terms = contract.exclusive.is_some()
        || contract.least.is_some()
        || contract.most.is_some()
        || contract.yearly.is_some();
    if contract.standing == Standing::Forbidden && terms {
        let message = format!("`{}` may give `{}` nothing, and the row has terms", contract.from, contract.to);
        let finding = Finding::error("contracts.forbidden-with-terms", message);
        row.push("standing", finding.help("leave the other cells empty, or write `free` or `kept`"));
    }
    if contract.standing == Standing::Kept && contract.least.is_none_or(|least| least <= Tonnes::ZERO) {
        let message = format!("what `{}` keeps giving `{}` has no least tonnage", contract.from, contract.to);
        let finding = Finding::error("contracts.kept-nothing", message);
        row.push("min_t", finding.help("write in `min_t` what must go over in a year, or `free` in `standing`"));
    }
    if let (Some(least), Some(most)) = (contract.least, contract.most)
        && least > most
    {
        let message = format!("the least tonnage {} is above the most {}", least.value(), most.value());
        let finding = Finding::error("contracts.min-above-max", message);
        row.push("min_t", finding.help("exchange or correct the two values"));
    }
}

/// What must be kept is not what another contract rules out.
fn check_exclusive(context: &Context<'_>, contracts: &[Contract], findings: &mut Findings) {
    let all = Dataset { contracts: contracts.to_vec(), ..Dataset::default() };
    for kept in contracts.iter().filter(|it| it.standing == Standing::Kept) {
        let mut materials = kept.material.iter();
        let broken = materials.find_map(|material| all.bound_elsewhere(&kept.from, &kept.to, material));
        if let Some((bound, partner)) = broken {
            let message =
                format!("`{}` keeps giving `{}`, and `{bound}` is bound to `{partner}` alone", kept.from, kept.to);
            findings.push(
                Finding::error("contracts.kept-against-exclusive", message)
                    .at_place(context.place_of("contracts", "from", kept.from.as_str(), Some("standing")))
                    .help("drop one of the two contracts, or its `exclusive`"),
            );
        }
    }
}
