//! companies.csv.

use std::collections::BTreeMap;

use super::Company;
use super::cell;
use super::context::Context;
use super::place::{Located, locate};
use super::row::Row;
use super::siret::{self, Fault};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Finding, Findings};
use crate::id::CompanyId;
use crate::scenario::Days;

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
                opens: hour(row, "opens"),
                closes: hour(row, "closes"),
                closed_days: closed_days(row),
                max_partners: max_partners(row),
            };
            check_open(row, &company);
            Some((id, (company, located)))
        })
        .into_iter()
        .collect()
}

/// `8`, `8.5`, `8:30` or `8h30`.
fn hour(row: &mut Row<'_, '_>, column: &str) -> Option<f64> {
    let text = row.text(column)?;
    let hour = cell::hour(text);
    if hour.is_none() {
        row.push(
            column,
            Finding::error("companies.bad-hour", format!("`{text}` is not an hour of the day"))
                .help("write `8:30` or `8.5`, from 0 to 24"),
        );
    }
    hour
}

fn closed_days(row: &mut Row<'_, '_>) -> Days {
    let mut days = Days::NONE;
    for word in row.text("closed_days").unwrap_or_default().split([' ', ',', ';']).filter(|word| !word.is_empty()) {
        match Days::named(word) {
            Some(day) => days = days.and(day),
            None => row.push(
                "closed_days",
                Finding::error("companies.unknown-day", format!("`{word}` is not a day of the week")).did_you_mean(
                    word,
                    Days::words(),
                    "write days by their first three letters, set apart by spaces: `sat sun`",
                ),
            ),
        }
    }
    days
}

/// It must be possible to visit it at all.
fn check_open(row: &mut Row<'_, '_>, company: &Company) {
    if let (Some(opens), Some(closes)) = (company.opens, company.closes)
        && opens >= closes
    {
        let message = format!("company `{}` opens at {opens} and closes at {closes}: it is never open", company.id);
        let finding = Finding::error("companies.never-open", message);
        row.push("closes", finding.help("write hours of one day, the closing one later, or leave both cells empty"));
    }
    if company.closed_days == Days::ALL {
        let message = format!("company `{}` is closed on all days of the week: it is never open", company.id);
        let finding = Finding::error("companies.never-open", message);
        row.push("closed_days", finding.help("name only the days on which it cannot be visited"));
    }
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

fn max_partners(row: &mut Row<'_, '_>) -> Option<u32> {
    let text = match row.whole("max_partners")? {
        Ok(number) => return Some(number),
        Err(text) => text,
    };
    let message = format!("`{text}` is not a number of partners");
    let finding = Finding::error("companies.fractional-partners", message);
    row.push("max_partners", finding.help("write a whole number, or leave the cell empty"));
    None
}

fn employees(row: &mut Row<'_, '_>) -> Option<u32> {
    let text = match row.whole("employees")? {
        Ok(number) => return Some(number),
        Err(text) => text,
    };
    let message = format!("`{text}` is not a number of people");
    row.push(
        "employees",
        Finding::error("companies.fractional-employees", message).help("write a whole number, or leave the cell empty"),
    );
    None
}
