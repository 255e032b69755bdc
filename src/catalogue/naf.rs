//! French activity codes (NAF rev. 2, sub-classes) and their labels.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::tables::rows;

const CSV: &str = include_str!("data/naf.csv");

static LABELS: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| rows::<(String, String)>(CSV).map(|(code, label)| (bare(&code), label)).collect());

/// The code without its dot, in capitals.
fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// The French label of a sub-class, with or without its dot (`38.11Z`, `3811Z`).
pub(super) fn label(code: &str) -> Option<&'static str> {
    let well_formed = code.trim().chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.');
    well_formed.then(|| LABELS.get(&bare(code))).flatten().map(String::as_str)
}

/// Every sub-class as NAF writes it.
#[cfg(test)]
pub(super) fn codes() -> Vec<String> {
    rows::<(String, String)>(CSV).map(|(code, _)| code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dot_is_optional() {
        assert_eq!(label("38.11Z"), Some("Collecte des déchets non dangereux"));
        assert_eq!(label("3811z"), label("38.11Z"));
        assert_eq!(label("38.11"), None);
        assert_eq!(label("38,11Z"), None);
        assert_eq!(LABELS.len(), 732);
    }
}
