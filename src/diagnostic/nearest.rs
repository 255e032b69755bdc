//! The known name that a mistyped one most resembles.

/// Below this resemblance (0 to 1) a proposal would confuse more than it helps.
const NEAR_ENOUGH: f64 = 0.6;

/// The candidate that most resembles `name`, letter case and accents apart; none when nothing is near.
///
/// Among equally near candidates the first in alphabetical order wins, whatever their order.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = plain(name);
    candidates
        .into_iter()
        .map(|candidate| (resemblance(&name, &plain(candidate)), candidate))
        .filter(|(score, _)| *score >= NEAR_ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// Edit distance counts; so does a name of which only the beginning was written (`acme` for `acme-sa`).
fn resemblance(name: &str, candidate: &str) -> f64 {
    let edits = strsim::normalized_damerau_levenshtein(name, candidate);
    let shorter = name.chars().count().min(candidate.chars().count());
    let begins = shorter >= 3 && (candidate.starts_with(name) || name.starts_with(candidate));
    if begins { edits.max(NEAR_ENOUGH) } else { edits }
}

/// Lower case without the accents and ligatures of French, apostrophes and dashes made one kind.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.trim().chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'â' | 'ä' | 'á' | 'ã' => out.push('a'),
            'ç' => out.push('c'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' | 'í' => out.push('i'),
            'ô' | 'ö' | 'ó' => out.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => out.push('u'),
            'ÿ' => out.push('y'),
            'ñ' => out.push('n'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            '\u{2019}' => out.push('\''),
            '\u{2010}'..='\u{2014}' => out.push('-'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_near_and_another_word_is_not() {
        assert_eq!(nearest("compagny", ["company", "commune"]), Some("company"));
        assert_eq!(nearest("acme", ["acme-sa", "zeta"]), Some("acme-sa"));
        assert_eq!(nearest("zzz", ["company", "commune"]), None);
    }

    #[test]
    fn accents_and_case_do_not_count_and_order_does_not_matter() {
        assert_eq!(nearest("CHALETTE", ["châlette"]), Some("châlette"));
        assert_eq!(nearest("aac", ["aab", "aaa"]), nearest("aac", ["aaa", "aab"]));
        assert_eq!(plain("Cœur d\u{2019}Été"), "coeur d'ete");
    }
}
