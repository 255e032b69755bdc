//! The codes of the European List of Waste (Decision 2000/532/EC as amended) and their hazard marks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Bilingual;
use super::tables::rows;

const CSV: &str = include_str!("data/waste_codes.csv");

/// A code of the List of Waste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasteCode {
    /// Six digits.
    pub code: String,
    /// Whether the list marks it with an asterisk.
    pub hazardous: bool,
}

static LABELS: LazyLock<BTreeMap<String, Bilingual>> = LazyLock::new(|| {
    type Row = (String, u8, String, String, String);
    rows::<Row>(CSV).map(|(code, _, _, fr, en)| (code, Bilingual { fr, en })).collect()
});

static CODES: LazyLock<BTreeMap<String, bool>> =
    LazyLock::new(|| rows::<(String, u8)>(CSV).map(|(code, mark)| (code, mark == 1)).collect());

/// The code, written with or without spaces and asterisk (`200135`, `20 01 35*`).
///
/// An asterisk on a code that the list does not mark is not a code.
pub(super) fn find(code: &str) -> Option<WasteCode> {
    let (digits, asterisk) = match code.trim().strip_suffix('*') {
        Some(digits) => (digits, true),
        None => (code, false),
    };
    let code: String = digits.chars().filter(|letter| !letter.is_whitespace()).collect();
    let hazardous = *CODES.get(&code)?;
    (hazardous || !asterisk).then_some(WasteCode { code, hazardous })
}

/// The short label of a code of six digits.
pub(super) fn label(code: &str) -> Option<&'static Bilingual> {
    LABELS.get(code)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let screen = WasteCode { code: "200135".to_owned(), hazardous: true };
        for text in ["200135", "20 01 35", "20 01 35*", " 20 01 35 * "] {
            assert_eq!(find(text), Some(screen.clone()), "{text}");
        }
        assert_eq!(find("200136").map(|code| code.hazardous), Some(false));
        assert_eq!(find("20 01 36*"), None);
        assert_eq!(find("999999"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn the_whole_list_is_there() {
        assert_eq!(CODES.len(), 842);
        assert!(CODES.keys().all(|code| code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit())));
    }

    #[test]
    fn every_code_has_a_family_and_its_own_short_label_in_both_languages() {
        type Row = (String, u8, String, String, String);
        let mut french = std::collections::BTreeSet::new();
        let mut english = std::collections::BTreeSet::new();
        for (code, _, family, fr, en) in rows::<Row>(CSV) {
            assert!(!family.is_empty(), "{code}");
            for label in [&fr, &en] {
                assert!(!label.is_empty() && label.chars().count() <= 60, "{code}: {label}");
            }
            assert!(french.insert(fr.to_lowercase()), "{code}: {fr}");
            assert!(english.insert(en.to_lowercase()), "{code}: {en}");
        }
        assert_eq!((french.len(), english.len()), (842, 842));
    }

    #[test]
    fn codes_and_marks_agree_with_the_reference_list() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let found = ["../shared", "../../shared"]
            .iter()
            .find_map(|up| std::fs::read_to_string(root.join(up).join("reference/low_codes.csv")).ok());
        let Some(reference) = found else {
            println!("no reference list beside the project: its own count and form stand alone");
            return;
        };
        let expected: BTreeMap<String, bool> =
            rows::<(String, u8, String, String)>(&reference).map(|(code, mark, _, _)| (code, mark == 1)).collect();
        assert_eq!(*CODES, expected);
    }
}
