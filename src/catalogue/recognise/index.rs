//! The index over the names of materials: words by stem, by spelling and by parts, and where each stands.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::terms::{Stems, Term, terms};

/// A name of a material, as terms.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// Place of the material among the materials.
    pub material: usize,
    pub text: String,
    /// Sum of the weights of its terms.
    pub weight: f64,
}

/// Where a term stands in a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub name: usize,
    /// Weight of the term in the name.
    pub weight: f64,
}

/// A term of the index that a word resembles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Match {
    pub term: usize,
    /// 1 for the same word, less for a slip of the pen or an abbreviation.
    pub likeness: f64,
    /// Part of the word that the term accounts for: all of it, or its part of a compound.
    pub share: f64,
}

pub(super) struct Index {
    stems: Stems,
    /// Terms by stem.
    by_stem: HashMap<String, usize>,
    /// All words of all names, in order, with their term.
    words: Vec<(String, usize)>,
    /// Words by three letters in a row.
    by_gram: HashMap<[char; 3], Vec<usize>>,
    pub postings: Vec<Vec<Posting>>,
    /// How rare each term is among materials.
    pub rarity: Vec<f64>,
    pub names: Vec<Name>,
}

/// The least likeness of two spellings.
const ALIKE: f64 = 0.78;
/// Likeness of an abbreviation to its word.
const ABBREVIATION: f64 = 0.8;
/// Likeness of a compound to its parts.
const COMPOUND: f64 = 0.9;
/// Weight of a word that no name has: between that of a rare word and that of a common one.
const UNKNOWN: f64 = 0.6;

impl Index {
    /// Of names with the place of their material.
    pub fn new<'a>(names: impl IntoIterator<Item = (usize, &'a str)>) -> Self {
        let stems = Stems::new();
        let distinct: BTreeSet<(usize, &str)> = names.into_iter().collect();
        let parsed: Vec<(usize, &str, Vec<Term>)> =
            distinct.into_iter().map(|(material, text)| (material, text, terms(text))).collect();
        let spelled: BTreeSet<&str> =
            parsed.iter().flat_map(|(_, _, terms)| terms.iter().map(|t| t.word.as_str())).collect();
        let (by_stem, words, count) = group(&spelled, &stems);
        let term_of: BTreeMap<&str, usize> = words.iter().map(|(word, term)| (word.as_str(), *term)).collect();
        let mut users: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
        for (material, _, terms) in &parsed {
            for term in terms {
                users[term_of[term.word.as_str()]].insert(*material);
            }
        }
        let materials = parsed.iter().map(|(material, ..)| material).collect::<BTreeSet<_>>().len();
        let rarity: Vec<f64> = users.iter().map(|users| rarity(materials, users.len())).collect();
        let mut postings: Vec<Vec<Posting>> = vec![Vec::new(); count];
        let mut all = Vec::new();
        for (material, text, terms) in &parsed {
            let mut weight = 0.0;
            for term in terms {
                let id = term_of[term.word.as_str()];
                let share = rarity[id] * term.emphasis;
                weight += share;
                postings[id].push(Posting { name: all.len(), weight: share });
            }
            all.push(Name { material: *material, text: (*text).to_owned(), weight });
        }
        let mut by_gram: HashMap<[char; 3], Vec<usize>> = HashMap::new();
        for (at, (word, _)) in words.iter().enumerate() {
            for gram in grams(word) {
                by_gram.entry(gram).or_default().push(at);
            }
        }
        Self { stems, by_stem, words, by_gram, postings, rarity, names: all }
    }

    /// Terms that the word is, else those that it may be: parts of a compound, an abbreviation, another spelling.
    pub fn matches(&self, term: &Term) -> Vec<Match> {
        if let Some(same) = self.same(&term.word) {
            return vec![Match { term: same, likeness: 1.0, share: 1.0 }];
        }
        let parts = self.parts(&term.word);
        if !parts.is_empty() {
            return parts;
        }
        let mut found = self.abbreviated(term);
        found.extend(self.spelled(&term.word));
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.term.cmp(&b.term)));
        found.dedup_by_key(|found| found.term);
        found.truncate(4);
        found
    }

    /// What a word of these matches weighs.
    pub fn worth(&self, matches: &[Match]) -> f64 {
        matches.iter().map(|found| self.rarity[found.term]).reduce(f64::max).unwrap_or(UNKNOWN)
    }

    /// Words that are one in the index where a label parts them: `saw dust`.
    pub fn joined(&self, terms: Vec<Term>) -> Vec<Term> {
        let mut kept: Vec<Term> = Vec::new();
        for term in terms {
            if let Some(last) = kept.last_mut() {
                let one = format!("{}{}", last.word, term.word);
                if self.same(&one).is_some() {
                    last.word = one;
                    last.said = format!("{} {}", last.said, term.said);
                    last.emphasis = last.emphasis.max(term.emphasis);
                    continue;
                }
            }
            kept.push(term);
        }
        kept
    }

    /// The term that has a stem of this word.
    pub fn same(&self, word: &str) -> Option<usize> {
        self.stems.of(word).iter().find_map(|stem| self.by_stem.get(stem)).copied()
    }

    /// The two terms of a compound written as one word: `woodchips`.
    fn parts(&self, word: &str) -> Vec<Match> {
        let cuts = word.char_indices().map(|(at, _)| at).filter(|&at| at >= 4 && word.len() - at >= 4);
        let pairs = cuts.filter_map(|at| Some([self.same(&word[..at])?, self.same(&word[at..])?]));
        let best = pairs.min_by(|a, b| {
            let common = |pair: &[usize; 2]| pair.iter().map(|&term| self.rarity[term]).sum::<f64>();
            common(b).total_cmp(&common(a))
        });
        best.into_iter().flatten().map(|term| Match { term, likeness: COMPOUND, share: COMPOUND / 2.0 }).collect()
    }

    /// Terms whose words begin with this one.
    fn abbreviated(&self, term: &Term) -> Vec<Match> {
        let word = &term.word;
        if word.chars().count() < 3 || (!term.dotted && word.chars().count() > 6) {
            return Vec::new();
        }
        let from = self.words.partition_point(|(known, _)| known < word);
        let longer: BTreeSet<usize> =
            self.words[from..].iter().take_while(|(known, _)| known.starts_with(word)).map(|(_, term)| *term).collect();
        if longer.len() > 3 {
            return Vec::new();
        }
        longer.into_iter().map(|term| Match { term, likeness: ABBREVIATION, share: ABBREVIATION }).collect()
    }

    /// Terms that differ by one slip of the pen, or two in a long word.
    fn spelled(&self, word: &str) -> Vec<Match> {
        let length = word.chars().count();
        if length < 4 || word.chars().any(|letter| letter.is_ascii_digit()) {
            return Vec::new();
        }
        let slips = if length >= 8 { 2 } else { 1 };
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        let own = grams(word);
        for gram in &own {
            for &at in self.by_gram.get(gram).into_iter().flatten() {
                *shared.entry(at).or_default() += 1;
            }
        }
        let least = own.len().saturating_sub(3 * slips).max(1);
        let near = shared.into_iter().filter(|(_, count)| *count >= least).filter_map(|(at, _)| {
            let (known, term) = &self.words[at];
            if known.chars().count().abs_diff(length) > slips || known.chars().next() != word.chars().next() {
                return None;
            }
            let likeness = strsim::normalized_damerau_levenshtein(word, known);
            let within = strsim::damerau_levenshtein(word, known) <= slips;
            (within && likeness >= ALIKE - if length < 5 { 0.03 } else { 0.0 }).then_some(Match {
                term: *term,
                likeness,
                share: likeness,
            })
        });
        near.collect()
    }
}

/// How rare a term is that so many of the materials share: 1 for one alone, near 0.2 for a third of them.
fn rarity(materials: usize, users: usize) -> f64 {
    let (materials, users) =
        (f64::from(u32::try_from(materials).unwrap_or(u32::MAX)), f64::from(u32::try_from(users).unwrap_or(u32::MAX)));
    ((materials + 1.0) / users).ln() / (materials + 1.0).ln()
}

/// Words that share a stem, in either language, as one term: terms by stem, words with their term, how many terms.
fn group(spelled: &BTreeSet<&str>, stems: &Stems) -> (HashMap<String, usize>, Vec<(String, usize)>, usize) {
    let mut by_stem: HashMap<String, usize> = HashMap::new();
    let mut words = Vec::new();
    let mut count = 0;
    for word in spelled {
        let both = stems.of(word);
        let known = both.iter().find_map(|stem| by_stem.get(stem)).copied();
        let term = known.unwrap_or_else(|| {
            count += 1;
            count - 1
        });
        for stem in both {
            by_stem.entry(stem).or_insert(term);
        }
        words.push(((*word).to_owned(), term));
    }
    (by_stem, words, count)
}

/// Letters three by three, the word between blanks.
fn grams(word: &str) -> Vec<[char; 3]> {
    let letters: Vec<char> = std::iter::once(' ').chain(word.chars()).chain(std::iter::once(' ')).collect();
    letters.windows(3).map(|three| [three[0], three[1], three[2]]).collect()
}
