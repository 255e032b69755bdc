//! What matches some words, the best first.

use crate::catalogue::{Bilingual, Catalogue, Material, Process};
use crate::diagnostic::plain;

/// What is asked: the words of a text, whatever its case and accents.
pub(super) struct Question {
    whole: String,
    words: Vec<String>,
}

impl Question {
    pub(super) fn new(text: &str) -> Self {
        let whole = words(text).join(" ");
        Self { words: words(&whole), whole }
    }

    /// Whether a text holds every word, as a part of one of its own.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let text = plain(text);
        self.words.iter().all(|word| text.contains(word))
    }

    /// How well one of some names matches, 0 the best: it is the name, its words are whole words of it, parts of its
    /// words; none when no name has them all.
    fn rank<'n>(&self, names: impl Iterator<Item = &'n str>) -> Option<u8> {
        let rank = |name: &str| {
            let name = words(name);
            if name.join(" ") == self.whole {
                Some(0)
            } else if self.words.iter().all(|word| name.contains(word)) {
                Some(1)
            } else {
                self.words.iter().all(|word| name.iter().any(|one| one.contains(word))).then_some(2)
            }
        };
        names.filter_map(rank).min()
    }
}

/// The words of a text, without accents, hyphens and apostrophes.
fn words(text: &str) -> Vec<String> {
    let text = plain(text);
    let parts = text.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '.' | '_' | ','));
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What matches best, and what matches less.
pub(super) struct Hits<T> {
    pub best: Vec<T>,
    pub others: Vec<T>,
}

/// What has an id and a label.
pub(super) trait Named {
    fn id(&self) -> &str;
    fn label(&self) -> &Bilingual;
}

impl Named for &Material {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn label(&self) -> &Bilingual {
        &self.label
    }
}

impl Named for &Process {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn label(&self) -> &Bilingual {
        &self.label
    }
}

/// The materials of a name, a code, a class or a family.
pub(super) fn materials<'c>(catalogue: &'c Catalogue, question: &Question) -> Hits<&'c Material> {
    let ranked = catalogue.materials.values().filter_map(|material| {
        let codes = catalogue.waste_codes(material);
        let own = [material.id.as_str(), &material.label.fr, &material.label.en];
        let synonyms = catalogue.synonyms().iter().filter(|synonym| synonym.material == material.id.as_str());
        let names = own.into_iter().chain(synonyms.map(|synonym| synonym.text.as_str()));
        let classes = codes.iter().map(String::as_str).chain(material.cpa.as_deref());
        let rank = question.rank(names.chain(classes));
        let family = (question.whole == material.family).then_some(1);
        Some((rank.into_iter().chain(family).min()?, material))
    });
    best(ranked.collect())
}

/// The processes of a name or an input.
pub(super) fn processes<'c>(catalogue: &'c Catalogue, question: &Question) -> Hits<&'c Process> {
    let ranked = catalogue.processes.values().filter_map(|process| {
        let names = [process.id.as_str(), &process.label.fr, &process.label.en];
        Some((question.rank(names.into_iter())?, process))
    });
    best(ranked.collect())
}

/// Those of the best rank, and the others in the order of their ranks.
fn best<T>(mut ranked: Vec<(u8, T)>) -> Hits<T> {
    ranked.sort_by_key(|(rank, _)| *rank);
    let first = ranked.first().map(|(rank, _)| *rank);
    let at = ranked.partition_point(|(rank, _)| Some(*rank) == first);
    let others = ranked.split_off(at).into_iter().map(|(_, one)| one).collect();
    Hits { best: ranked.into_iter().map(|(_, one)| one).collect(), others }
}
