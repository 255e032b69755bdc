//! Published exchanges, found by their materials and their sectors.

use std::collections::{BTreeMap, BTreeSet};

use super::ground::Ground;
use super::{Lead, To};
use crate::catalogue::{Catalogue, Material, Precedent};

/// Published exchanges, by the families of what was given and what it replaced.
#[derive(Debug)]
pub struct Precedents<'a> {
    list: &'a [Precedent],
    by_families: BTreeMap<(&'a str, &'a str), Vec<u32>>,
    families: Vec<&'a str>,
}

impl<'a> Precedents<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, materials: &[&'a Material]) -> Self {
        let list = catalogue.precedents.as_slice();
        let mut by_families: BTreeMap<(&str, &str), Vec<u32>> = BTreeMap::new();
        let family = |id: &str| {
            let at = materials.binary_search_by(|material| material.id.as_str().cmp(id)).ok()?;
            Some(materials[at].family.as_str())
        };
        for (number, precedent) in (0_u32..).zip(list) {
            let Some(families) = family(&precedent.material).zip(family(&precedent.product)) else { continue };
            by_families.entry(families).or_default().push(number);
        }
        Self { list, by_families, families: materials.iter().map(|material| material.family.as_str()).collect() }
    }

    /// The published exchanges of a material for a product, or of others of their families.
    pub(super) fn of(&self, material: u32, product: u32) -> Vec<u32> {
        let families = (self.families[material as usize], self.families[product as usize]);
        self.by_families.get(&families).cloned().unwrap_or_default()
    }

    /// What a material of a family replaced by a process, in published exchanges.
    pub(super) fn replaced(&self, process: &str, family: &str) -> BTreeSet<&'a str> {
        let of_family = self.by_families.iter().filter(|((given, _), _)| *given == family).flat_map(|(_, list)| list);
        let precedents = of_family.map(|number| &self.list[*number as usize]);
        precedents.filter(|it| it.process.as_deref() == Some(process)).map(|it| it.product.as_str()).collect()
    }

    /// The one that is nearest to a lead: of the same materials first, then between companies of the same sectors.
    pub(super) fn nearest(&self, among: &[u32], ends: &Ends<'_>) -> Option<&'a Precedent> {
        let precedents = among.iter().map(|number| &self.list[*number as usize]);
        precedents.max_by(|a, b| ends.likeness(a).cmp(&ends.likeness(b)).then(b.id.cmp(&a.id)))
    }
}

/// What a lead would be compared by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends<'a> {
    pub material: &'a str,
    pub product: &'a str,
    pub donor_naf: Option<&'a str>,
    pub receiver_naf: Option<&'a str>,
}

impl Ends<'_> {
    fn likeness(&self, precedent: &Precedent) -> u8 {
        let materials = u8::from(precedent.material == self.material) + u8::from(precedent.product == self.product);
        let sectors = u8::from(same_division(&precedent.donor_naf, self.donor_naf))
            + u8::from(same_division(&precedent.receiver_naf, self.receiver_naf));
        2 * materials + sectors
    }
}

/// Whether two NAF codes share their division, the first two digits.
fn same_division(a: &str, b: Option<&str>) -> bool {
    fn division(code: &str) -> Option<&str> {
        code.get(..2).filter(|digits| digits.chars().all(|c| c.is_ascii_digit()))
    }
    division(a).is_some_and(|a| b.and_then(division) == Some(a))
}

impl<'a> Ground<'a> {
    /// The published exchange that is nearest to a lead.
    #[must_use]
    pub fn precedent(&self, lead: &Lead) -> Option<&'a Precedent> {
        let chain = self.chain_of(lead)?;
        let receiver = if let To::Input(input) = lead.to { self.company_of(input).naf.as_deref() } else { None };
        let ends = Ends {
            material: self.material(self.item(lead.from).material).id.as_str(),
            product: self.material(chain.product?).id.as_str(),
            donor_naf: self.company_of(lead.from).naf.as_deref(),
            receiver_naf: receiver,
        };
        self.precedents.nearest(&chain.precedents, &ends)
    }
}
