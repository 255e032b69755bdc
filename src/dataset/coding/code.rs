//! What a code says of a material: a code of the List of Waste, or a class of products (CPA).

use std::collections::{BTreeMap, BTreeSet};

use super::SURE;
use crate::catalogue::recognise::Guess;
use crate::catalogue::{Catalogue, Material};
use crate::id::MaterialId;

/// How probable it is that a code written in an inventory is the right one. An assumption: one in twenty is wrong.
const RIGHT: f64 = 0.95;
/// Words that give the materials of a code less than this together do not speak of them.
const SILENT: f64 = 0.01;
/// Length of a class of products, `20.14`; what follows tells kinds apart that the catalogue does not.
const CLASS: usize = 5;

/// The materials of each code.
pub(in super::super) struct Codes<'a> {
    materials: BTreeMap<String, BTreeSet<&'a MaterialId>>,
    catalogue: &'a Catalogue,
}

impl<'a> Codes<'a> {
    /// Of materials of the catalogue and of a dataset.
    pub fn new(materials: &'a BTreeMap<MaterialId, Material>, catalogue: &'a Catalogue) -> Self {
        let mut all: BTreeMap<String, BTreeSet<&MaterialId>> = BTreeMap::new();
        for material in materials.values() {
            for code in catalogue.waste_codes(material).into_iter().chain(material.cpa.clone()) {
                all.entry(code).or_default().insert(&material.id);
            }
        }
        Self { materials: all, catalogue }
    }

    /// The materials that carry a code, written as people write it; none when there is no such code.
    pub fn carriers(&self, code: &str) -> Option<Vec<&'a MaterialId>> {
        let of = |code: &str| self.materials.get(code).map(|ids| ids.iter().copied().collect());
        if let Some(waste) = self.catalogue.waste_code(code) {
            return Some(of(&waste.code).unwrap_or_default());
        }
        of(code.trim().get(..CLASS)?)
    }

    /// Guesses by words, once a code is known: its materials only, each as probable as the words make it among them.
    ///
    /// Where the words do not speak of them, they share alike; where the words surely say another material, both stand
    /// with half of what they had, so that a person is asked.
    pub fn narrow(&self, code: &str, words: Vec<Guess>) -> Vec<Guess> {
        let Some(carriers) = self.carriers(code).filter(|carriers| !carriers.is_empty()) else { return words };
        let of_words = |id: &MaterialId| words.iter().find(|guess| guess.material == *id);
        let together: f64 = carriers.iter().filter_map(|id| of_words(id)).map(|guess| guess.score).sum();
        let mut narrowed: Vec<Guess> = if together >= SILENT {
            let own = carriers.iter().filter_map(|id| of_words(id));
            own.map(|guess| Guess { score: RIGHT * guess.score / together, ..guess.clone() }).collect()
        } else {
            let score = RIGHT / f64::from(u32::try_from(carriers.len()).unwrap_or(u32::MAX));
            let alike =
                |id: &&MaterialId| Guess { material: (*id).clone(), score, name: code.to_owned(), words: Vec::new() };
            carriers.iter().map(alike).collect()
        };
        if let Some(against) = words.first().filter(|guess| together < SILENT && guess.score >= SURE) {
            narrowed.push(against.clone());
            for guess in &mut narrowed {
                guess.score /= 2.0;
            }
        }
        narrowed.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.material.cmp(&b.material)));
        narrowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(material: &str, score: f64) -> Guess {
        Guess { material: material.into(), score, name: String::new(), words: Vec::new() }
    }

    fn told(code: &str, words: Vec<Guess>) -> Vec<(String, f64)> {
        let catalogue = Catalogue::embedded();
        let told = Codes::new(&catalogue.materials, catalogue).narrow(code, words);
        told.into_iter().map(|guess| (guess.material.to_string(), (guess.score * 1e6).round() / 1e6)).collect()
    }

    fn carriers(code: &str) -> Option<Vec<String>> {
        let catalogue = Catalogue::embedded();
        let codes = Codes::new(&catalogue.materials, catalogue);
        Some(codes.carriers(code)?.into_iter().map(ToString::to_string).collect())
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        assert_eq!(carriers("20 01 35*"), carriers("200135"));
        assert!(carriers("20 01 35*").unwrap().contains(&"screen".to_owned()));
        assert_eq!(carriers("20.13.25"), carriers("20.13"));
        assert!(carriers("20.13").unwrap().contains(&"caustic-soda".to_owned()));
        for unknown in ["99 99 99", "99.99", "20", "é", ""] {
            assert_eq!(carriers(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn words_choose_among_the_materials_of_a_code() {
        let of_code = carriers("200135").unwrap();
        assert!(of_code.len() > 1);
        // silent words: all alike
        let alike = told("200135", Vec::new());
        assert_eq!(alike.len(), of_code.len());
        let sum: f64 = alike.iter().map(|(_, score)| score).sum();
        assert!((sum - 0.95).abs() < 1e-5 && alike.iter().all(|it| (it.1 - alike[0].1).abs() < 1e-9), "{alike:?}");
        // 0.3 of 0.4 speaks of one, 0.1 of another: 0.95 x 3/4 and 0.95 x 1/4; what does not carry the code is gone
        let (one, other) = (of_code[0].as_str(), of_code[1].as_str());
        let words = vec![guess("wood-offcut", 0.5), guess(one, 0.3), guess(other, 0.1)];
        assert_eq!(told("200135", words), [(one.to_owned(), 0.7125), (other.to_owned(), 0.2375)]);
    }

    #[test]
    fn words_that_surely_say_another_material_are_asked_about() {
        let both = told("200135", vec![guess("wood-offcut", 0.96)]);
        assert_eq!(both[0], ("wood-offcut".to_owned(), 0.48));
        assert!(both.len() > 2 && both.iter().all(|(_, score)| *score < SURE), "{both:?}");
    }
}
