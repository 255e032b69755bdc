//! companies.csv.

use std::collections::BTreeMap;

use super::Company;
use super::context::Context;
use super::place::{Located, locate};
use super::row::{Range, Row};
use super::siret::{self, Fault};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Finding, Findings};
use crate::id::CompanyId;

/// Companies, each with where it stands.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<CompanyId, (Company, Located)> {
    context
        .read("companies", findings, |row| {
            let id = CompanyId::from(row.needed("company")?);
            let located = locate(row, context.catalogue, None);
            let company = Company {
                id: id.clone(),
                name: row.needed("name").unwrap_or_default().to_owned(),
                siret: siret(row),
                naf: naf(row, context.catalogue),
                commune: row.owned("commune"),
                point: located.point(),
                employees: employees(row),
                contact_role: row.owned("contact_role"),
            };
            Some((id, (company, located)))
        })
        .into_iter()
        .collect()
}

fn siret(row: &mut Row<'_, '_>) -> Option<String> {
    let text = row.text("siret")?;
    let message = match siret::check(text) {
        Ok(()) => return Some(text.chars().filter(|letter| !letter.is_whitespace()).collect()),
        Err(Fault::NotFourteenDigits) => format!("SIRET `{text}` does not have 14 digits"),
        Err(Fault::CheckDigit) => format!("the check digit of SIRET `{text}` is wrong"),
    };
    row.push(
        "siret",
        Finding::error("companies.bad-siret", message)
            .help("correct the number (as text, so that the spreadsheet does not round it), or leave the cell empty"),
    );
    None
}

fn naf(row: &mut Row<'_, '_>, catalogue: &Catalogue) -> Option<String> {
    let text = row.text("naf")?;
    // `3811Z` and `38.11Z` are both in use.
    let dotted = match text.split_at_checked(2) {
        Some((division, rest)) if !rest.is_empty() && !rest.starts_with('.') => format!("{division}.{rest}"),
        _ => text.to_owned(),
    }
    .to_uppercase();
    if catalogue.naf(&dotted).is_some() {
        return Some(dotted);
    }
    row.push(
        "naf",
        Finding::error("companies.unknown-naf", format!("activity code `{text}` is not in the NAF"))
            .help("write it as `38.11Z`, or leave the cell empty"),
    );
    None
}

fn employees(row: &mut Row<'_, '_>) -> Option<u32> {
    let value = row.number("employees", Range::NotNegative)?;
    if value.fract() == 0.0 && value <= f64::from(u32::MAX) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number within u32")]
        return Some(value as u32);
    }
    let message = format!("`{}` is not a number of people", row.text("employees").unwrap_or_default());
    row.push(
        "employees",
        Finding::error("companies.fractional-employees", message).help("write a whole number, or leave the cell empty"),
    );
    None
}
