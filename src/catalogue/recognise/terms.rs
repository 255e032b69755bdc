//! From the words of a label to terms: what is compared between labels and names.

use rust_stemmers::{Algorithm, Stemmer};

use super::amount;
use super::lexicon::{self, Role};
use super::words::{Token, tokens};

/// A word of a label as it is compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    /// Folded; words of one state are one word, a denied word has `non-` before it.
    pub word: String,
    /// As the label has it, in lower case without accents.
    pub said: String,
    /// How much it counts beside the others of the label.
    pub emphasis: f64,
    /// Cut short by a full stop.
    pub dotted: bool,
}

/// What a word counts when it is told in passing: a purpose, a bracket, a container.
const PASSING: f64 = 0.5;
/// What the first word that means anything counts: the head of a French label.
const HEAD: f64 = 1.3;

/// The terms of a label, those that repeat another left out.
pub(super) fn terms(label: &str) -> Vec<Term> {
    let all = tokens(label);
    let amount = amount::find(&all).map(|found| found.used).unwrap_or_default();
    let rest = all.iter().enumerate().filter(|(at, token)| token.is_word() && !amount.contains(at));
    let words: Vec<&Token> = rest.map(|(_, token)| token).collect();
    let mut found: Vec<Term> = Vec::new();
    let (mut passing, mut denied, mut at) = (1.0, false, 0);
    while let Some(token) = words.get(at) {
        at += 1;
        let next = words[at..].iter().find(|next| lexicon::role(&next.text) != Role::Stop);
        if let Some((state, next)) = next.and_then(|next| Some((lexicon::pair(&token.text, &next.text)?, next))) {
            at = words.iter().position(|word| std::ptr::eq(*word, *next)).map_or(at, |position| position + 1);
            let said = format!("{} {}", token.text, next.text);
            found.push(Term { word: state.to_owned(), said, emphasis: passing, dotted: false });
            continue;
        }
        let role = lexicon::role(&token.text);
        match role {
            Role::Stop | Role::Measure => continue,
            Role::Purpose => {
                passing = PASSING;
                continue;
            }
            Role::Denial => {
                denied = true;
                continue;
            }
            Role::Plain | Role::Packing => {}
        }
        let word = lexicon::state(&token.text).or_else(|| lexicon::same(&token.text)).unwrap_or(&token.text);
        let (word, said) = if std::mem::take(&mut denied) {
            (format!("non-{word}"), format!("non {}", token.text))
        } else {
            (word.to_owned(), token.text.clone())
        };
        let aside = if token.aside { PASSING } else { 1.0 };
        let packing = if role == Role::Packing { PASSING } else { 1.0 };
        found.push(Term { word, said, emphasis: passing * aside * packing, dotted: token.dotted });
    }
    if let Some(head) = found.iter_mut().find(|term| lexicon::state(&term.word).is_none()) {
        head.emphasis *= HEAD;
    }
    let mut kept: Vec<Term> = Vec::new();
    for term in found {
        if kept.iter().all(|other| other.word != term.word) {
            kept.push(term);
        }
    }
    kept
}

/// Stems of a folded word in French and in English: two words with one in common are one term.
pub(super) struct Stems {
    french: Stemmer,
    english: Stemmer,
}

impl Stems {
    pub fn new() -> Self {
        Self { french: Stemmer::create(Algorithm::French), english: Stemmer::create(Algorithm::English) }
    }

    /// Both stems; short words, formulas and codes are their own.
    pub fn of(&self, word: &str) -> [String; 2] {
        let (denied, bare) = word.strip_prefix("non-").map_or(("", word), |bare| ("non-", bare));
        if bare.len() <= 3 || bare.chars().any(|letter| letter.is_ascii_digit()) {
            return [word.to_owned(), word.to_owned()];
        }
        // French participles lose their accent in folding, and the stemmer needs it: `usagees`, `usages`, `usage`.
        let participle =
            ["ees", "ee", "es"].iter().find_map(|end| bare.strip_suffix(end).map(|root| format!("{root}e")));
        let french = self.french.stem(participle.as_deref().unwrap_or(bare)).into_owned();
        [format!("{denied}{french}"), format!("{denied}{}", self.english.stem(bare))]
    }
}
