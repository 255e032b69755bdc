//! Free words into materials: ranked, each with a score that is a probability, and why.
//!
//! A label and the names of the materials are cut into terms (`terms`); rare terms count more than common ones. A
//! label agrees with a name by the geometric mean of two shares of weight: how much of the name is in the label, and how
//! much of the label is in the name. A material has the agreement of its best name, moved a little by how much of the
//! label its other names explain, and by the context: direction, words of state, what the sector typically handles.
//! A logistic curve turns the agreement, and its lead over the best other material, into a probability.

pub mod amount;
mod index;
mod lexicon;
mod parameters;
mod terms;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use self::index::Index;
use self::parameters::Parameters;
use self::terms::{Term, terms};
use super::{Catalogue, Material, knowledge};
use crate::id::MaterialId;

/// How many guesses are kept.
const KEPT: usize = 8;

/// The words of a flow, and what is known of it besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'a> {
    /// The words.
    pub label: &'a str,
    /// Whether the company gives it out, else it takes it in; none: not known.
    pub output: Option<bool>,
    /// NAF sub-class of the company.
    pub naf: Option<&'a str>,
}

/// A material that the words may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The material.
    pub material: MaterialId,
    /// How probable, 0 to 1.
    pub score: f64,
    /// The name of the material that agrees best.
    pub name: String,
    /// Words of the label that the material's names explain.
    pub words: Vec<String>,
}

/// The names of materials, ready to be compared with labels.
pub struct Recogniser {
    index: Index,
    materials: Vec<Known>,
    parameters: Parameters,
}

/// What is asked of a material besides its names.
struct Known {
    id: MaterialId,
    waste: bool,
}

/// How a label agrees with a material.
#[derive(Debug, Clone)]
struct Agreement {
    material: usize,
    /// The name that agrees best.
    name: usize,
    /// Share of the label's weight that the material's names explain, by term of the label.
    explained: BTreeMap<usize, f64>,
    total: f64,
}

impl Recogniser {
    /// Over materials, with the names that the catalogue has for them and others that are known.
    pub fn new<'a>(
        materials: impl IntoIterator<Item = &'a Material>,
        others: impl IntoIterator<Item = (&'a MaterialId, &'a str)>,
    ) -> Self {
        let sorted: BTreeMap<&str, &Material> = materials.into_iter().map(|m| (m.id.as_str(), m)).collect();
        let place: BTreeMap<&str, usize> = sorted.keys().enumerate().map(|(at, id)| (*id, at)).collect();
        let labels = sorted.values().enumerate().flat_map(|(at, material)| {
            [material.label.fr.as_str(), &material.label.en, material.id.as_str()].map(|name| (at, name))
        });
        let synonyms = knowledge::synonyms().iter().map(|synonym| (synonym.material.as_str(), synonym.text.as_str()));
        let further = synonyms.chain(others.into_iter().map(|(id, name)| (id.as_str(), name)));
        let further = further.filter_map(|(id, name)| Some((*place.get(id)?, name)));
        Self {
            index: Index::new(labels.chain(further)),
            materials: sorted.values().map(|m| Known { id: m.id.clone(), waste: m.code.is_some() }).collect(),
            parameters: Parameters::embedded(),
        }
    }

    /// Over the catalogue alone.
    #[must_use]
    pub fn of(catalogue: &Catalogue) -> Self {
        Self::new(catalogue.materials.values(), [])
    }

    /// What the words may mean, the most probable first; nothing when no word is known.
    #[must_use]
    pub fn guess(&self, question: Question<'_>) -> Vec<Guess> {
        let terms = self.index.joined(terms(question.label));
        let ranked = self.ranked(question, &terms);
        let scores = self.parameters.scores(&ranked.iter().map(|agreement| agreement.total).collect::<Vec<_>>());
        let guesses = ranked.iter().zip(scores).map(|(agreement, score)| Guess {
            material: self.materials[agreement.material].id.clone(),
            score,
            name: self.index.names[agreement.name].text.clone(),
            words: agreement.explained.keys().map(|&at| terms[at].said.clone()).collect(),
        });
        guesses.take(KEPT).collect()
    }

    /// The guesses for many questions, in their order.
    #[must_use]
    pub fn guess_all(&self, questions: &[Question<'_>]) -> Vec<Vec<Guess>> {
        questions.par_iter().map(|question| self.guess(*question)).collect()
    }

    /// Materials that have a term of the label, those that agree best first.
    fn ranked(&self, question: Question<'_>, terms: &[Term]) -> Vec<Agreement> {
        let (mut all, asked) = self.agreements(terms);
        let typical: BTreeSet<&str> = match (question.naf, question.output) {
            (Some(naf), Some(output)) => {
                let way = if output { "out" } else { "in" };
                knowledge::typical(naf)
                    .filter(|flow| flow.direction == way)
                    .map(|flow| flow.material.as_str())
                    .collect()
            }
            _ => BTreeSet::new(),
        };
        let of = &self.parameters;
        for agreement in &mut all {
            let known = &self.materials[agreement.material];
            let explained = agreement.explained.values().sum::<f64>() / asked;
            agreement.total = (1.0 - of.material) * agreement.total + of.material * explained;
            if question.output == Some(known.waste) {
                agreement.total += of.direction;
            }
            agreement.total += of.state * lexicon::leaning(terms.iter().map(|term| term.word.as_str()), known.waste);
            if typical.contains(known.id.as_str()) {
                agreement.total += of.typical;
            }
        }
        all.sort_by(|a, b| b.total.total_cmp(&a.total).then(a.material.cmp(&b.material)));
        all
    }

    /// The agreement of the best name of each material that has a term of the label, and the weight of the label.
    fn agreements(&self, terms: &[Term]) -> (Vec<Agreement>, f64) {
        let index = &self.index;
        let mut asked = 0.0;
        let mut by_name: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        let mut explained: BTreeMap<usize, BTreeMap<usize, f64>> = BTreeMap::new();
        for (at, term) in terms.iter().enumerate() {
            let matches = index.matches(term);
            let worth = index.worth(&matches) * term.emphasis;
            asked += worth;
            let mut touched: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
            for found in &matches {
                for posting in &index.postings[found.term] {
                    let shares = touched.entry(posting.name).or_default();
                    shares.0 += posting.weight * found.likeness;
                    shares.1 = worth.min(shares.1 + worth * found.share);
                }
            }
            for (name, (of_name, of_label)) in touched {
                let shares = by_name.entry(name).or_default();
                *shares = (shares.0 + of_name, shares.1 + of_label);
                let known = explained.entry(index.names[name].material).or_default().entry(at).or_default();
                *known = of_label.max(*known);
            }
        }
        let mut best: BTreeMap<usize, (usize, f64)> = BTreeMap::new();
        for (name, (of_name, of_label)) in by_name {
            let named = &index.names[name];
            let agreement = ((of_name / named.weight).min(1.0) * (of_label / asked).min(1.0)).sqrt();
            let entry = best.entry(named.material).or_insert((name, agreement));
            if agreement > entry.1 {
                *entry = (name, agreement);
            }
        }
        let all = best.into_iter().map(|(material, (name, total))| Agreement {
            material,
            name,
            explained: explained.remove(&material).unwrap_or_default(),
            total,
        });
        (all.collect(), asked)
    }
}

#[cfg(test)]
mod tests;
