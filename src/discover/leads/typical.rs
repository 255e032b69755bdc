//! What companies of a sector typically give and take, for those of which nothing else is known.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::item::Item;
use super::knowledge;
use crate::catalogue::Catalogue;
use crate::id::MaterialId;

/// The typical items of the companies that have a NAF code and no flow.
pub(super) fn items<'a>(ground: &Ground<'a>, catalogue: &'a Catalogue) -> Vec<Item<'a>> {
    let known: BTreeSet<u32> = ground.items.iter().map(|item| item.company).collect();
    let silent = (0_u32..).zip(&ground.companies).filter(|(number, _)| !known.contains(number));
    let with_naf = silent.filter_map(|(number, company)| Some((number, company.naf.as_deref()?)));
    let items = with_naf.flat_map(|(company, naf)| {
        let typical = knowledge::typical(catalogue, naf).into_iter();
        typical.filter_map(move |(direction, material)| {
            let material = ground.material_number(&MaterialId::from(material))?;
            Some(Item::typical(company, material, direction))
        })
    });
    items.collect()
}
