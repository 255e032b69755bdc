//! materials.csv, over the materials of the catalogue.

use std::collections::BTreeMap;

use super::context::Context;
use super::row::{Range, Row};
use crate::catalogue::{Bilingual, Material, Origin};
use crate::diagnostic::{Finding, Findings};
use crate::id::MaterialId;
use crate::quantity::{EurosPerTonne, KgCo2ePerTonne};

/// The catalogue's materials and the dataset's; where both have one, a cell of the dataset wins and an empty one
/// leaves the catalogue's value.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<MaterialId, Material> {
    let mut materials = context.catalogue.materials.clone();
    materials.extend(context.read("materials", findings, |row| {
        let id = MaterialId::from(row.needed("material")?);
        let base = context.catalogue.materials.get(&id).cloned().unwrap_or_else(|| unnamed(&id));
        Some((id, material(row, context, base)))
    }));
    materials
}

/// A material of which nothing is said: it goes by its id, alone in its family.
fn unnamed(id: &MaterialId) -> Material {
    Material {
        id: id.clone(),
        label: Bilingual { fr: id.to_string(), en: id.to_string() },
        family: id.to_string(),
        code: None,
        cpa: None,
        density_t_per_m3: None,
        unit_kg: None,
        market: None,
        virgin_co2e: None,
        adr: Vec::new(),
        source: String::new(),
        origin: Origin::Dataset,
    }
}

fn material(row: &mut Row<'_, '_>, context: &Context<'_>, base: Material) -> Material {
    let label = row.owned("label").map(|label| Bilingual { fr: label.clone(), en: label });
    Material {
        label: label.unwrap_or(base.label),
        family: row.owned("family").unwrap_or(base.family),
        code: waste_code(row, context).or(base.code),
        cpa: base.cpa,
        density_t_per_m3: row.number("density_t_per_m3", Range::Positive).or(base.density_t_per_m3),
        unit_kg: row.number("unit_kg", Range::Positive).or(base.unit_kg),
        market: row.number("market_eur_per_t", Range::Any).map(EurosPerTonne).or(base.market),
        virgin_co2e: row.number("virgin_co2e_kg_per_t", Range::Any).map(KgCo2ePerTonne).or(base.virgin_co2e),
        adr: adr(row, context).unwrap_or(base.adr),
        source: row.owned("source").unwrap_or(base.source),
        origin: Origin::Dataset,
        id: base.id,
    }
}

/// Labels of danger, set apart by spaces.
fn adr(row: &mut Row<'_, '_>, context: &Context<'_>) -> Option<Vec<String>> {
    let labels: Vec<String> = row.text("adr")?.split_whitespace().map(str::to_owned).collect();
    for label in &labels {
        if !context.catalogue.adr_labels().any(|known| known == label) {
            let finding =
                Finding::error("materials.unknown-adr", format!("`{label}` is no label of danger of the ADR"));
            row.push("adr", finding.help("write classes or divisions, set apart by spaces: `3` or `6.1 8`"));
        }
    }
    Some(labels)
}

/// Six digits, however spaced, the asterisk of hazardous entries left out.
fn waste_code(row: &mut Row<'_, '_>, context: &Context<'_>) -> Option<String> {
    let text = row.text("code")?;
    let code: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '*').collect();
    if context.catalogue.waste_code(&code).is_some() {
        return Some(code);
    }
    row.push(
        "code",
        Finding::error("materials.unknown-waste-code", format!("`{text}` is not in the European List of Waste"))
            .help("write its six digits (`200136` or `20 01 36`) as text, or leave the cell empty when it is no waste"),
    );
    None
}
