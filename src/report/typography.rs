//! Figures as a French or an English reader writes them.

use crate::scenario::Language;

/// No-break space: before a unit.
const NO_BREAK: char = '\u{a0}';
/// Narrow no-break space: between thousands, in French.
const NARROW_NO_BREAK: char = '\u{202f}';
/// The minus sign, as wide as the plus sign.
const MINUS: char = '\u{2212}';
/// What stands for a figure that is not a number.
const NONE: &str = "\u{2013}";

/// How many decimals a figure of this unit needs to be read: none for km, EUR and kgCO2e, one for hours, and for tonnes
/// three significant digits.
#[must_use]
pub fn decimals(unit: &str, magnitude: f64) -> usize {
    let magnitude = magnitude.abs();
    match unit {
        "t" if magnitude >= 100.0 => 0,
        "t" if magnitude >= 10.0 => 1,
        "t" if magnitude >= 1.0 => 2,
        "t" => 3,
        "h" | "share" => 1,
        _ => 0,
    }
}

/// Tonnes below this are shown as nothing whatever the decimals.
const NO_TONNES: f64 = 0.0005;

/// How many decimals the figures of a column share: those of the greatest, or as many as leave the least of them that
/// is not nothing two significant digits.
#[must_use]
pub fn shared_decimals(unit: &str, values: impl IntoIterator<Item = f64>) -> usize {
    let sizes = values.into_iter().map(f64::abs);
    let (mut least, mut greatest) = (f64::INFINITY, 0.0_f64);
    for size in sizes.filter(|size| size.is_finite()) {
        greatest = greatest.max(size);
        if size >= NO_TONNES {
            least = least.min(size);
        }
    }
    let of_greatest = decimals(unit, greatest);
    if unit == "t" && least.is_finite() {
        of_greatest.max(decimals(unit, least).saturating_sub(1))
    } else {
        of_greatest
    }
}

/// A number with its decimals: `1 234,5` in French with a narrow no-break space, `1,234.5` in English.
#[must_use]
pub fn number(language: Language, value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let (thousands, point) = match language {
        Language::Fr => (NARROW_NO_BREAK, ','),
        Language::En => (',', '.'),
    };
    let mut text = String::new();
    if value < 0.0 && digits.contains(|digit| matches!(digit, '1'..='9')) {
        text.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// A number with as many decimals as it needs, six at most: for factors.
#[must_use]
pub fn exact(language: Language, value: f64) -> String {
    let decimals = (0..6).find(|&places| {
        let scale = 10_f64.powi(places);
        ((value * scale).round() / scale - value).abs() <= value.abs() * 1e-9
    });
    number(language, value, decimals.map_or(6, i32::unsigned_abs) as usize)
}

/// A number with its unit; `share` becomes a percentage and `EUR` the euro sign.
#[must_use]
pub fn quantity(language: Language, value: f64, unit: &str) -> String {
    quantity_as(language, value, unit, decimals(unit, value))
}

/// As [`quantity`], with the given number of decimals: for a table whose row shares them.
#[must_use]
pub fn quantity_as(language: Language, value: f64, unit: &str, decimals: usize) -> String {
    let value = if unit == "share" { value * 100.0 } else { value };
    with_unit(language, &number(language, value, decimals), symbol(unit))
}

/// A difference, with its sign; a difference of shares is in percentage points.
#[must_use]
pub fn difference(language: Language, value: f64, unit: &str, decimals: usize) -> String {
    let (value, symbol) = match (unit, language) {
        ("share", Language::Fr) => (value * 100.0, "pts"),
        ("share", Language::En) => (value * 100.0, "pp"),
        _ => (value, symbol(unit)),
    };
    with_unit(language, &signed(language, value, decimals), symbol)
}

/// A number that always shows its sign, but for zero.
#[must_use]
pub fn signed(language: Language, value: f64, decimals: usize) -> String {
    let text = number(language, value, decimals);
    let plus = value > 0.0 && text.contains(|digit| matches!(digit, '1'..='9'));
    if plus { format!("+{text}") } else { text }
}

/// A share as a percentage.
#[must_use]
pub fn percent(language: Language, share: f64, decimals: usize) -> String {
    quantity_as(language, share, "share", decimals)
}

/// How a unit is written; what is counted has no symbol, its label says what it is.
fn symbol(unit: &str) -> &str {
    match unit {
        "EUR" => "€",
        "share" => "%",
        "units" | "companies" | "rounds" => "",
        _ => unit,
    }
}

fn with_unit(language: Language, number: &str, symbol: &str) -> String {
    match (symbol, language) {
        ("", _) => number.to_owned(),
        ("€", Language::En) => {
            let (sign, digits) = number.split_at(number.len() - number.trim_start_matches(['+', MINUS]).len());
            format!("{sign}€{digits}")
        }
        ("%", Language::En) => format!("{number}%"),
        _ => format!("{number}{NO_BREAK}{symbol}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Fr};

    #[test]
    fn thousands_and_decimals_follow_the_language() {
        assert_eq!(number(Fr, 1_234_567.891, 1), "1\u{202f}234\u{202f}567,9");
        assert_eq!(number(En, 1_234_567.891, 1), "1,234,567.9");
        assert_eq!(number(Fr, 123.0, 0), "123");
    }

    #[test]
    fn a_negative_that_rounds_to_nothing_has_no_sign() {
        assert_eq!(number(En, -0.4, 0), "0");
        assert_eq!(signed(En, 0.04, 1), "0.0");
        assert_eq!(signed(En, -1.25, 1), "\u{2212}1.2");
    }

    #[test]
    fn units_stand_after_a_no_break_space_and_the_english_euro_before() {
        assert_eq!(quantity(Fr, 3210.4, "EUR"), "3\u{202f}210\u{a0}€");
        assert_eq!(quantity(En, -3210.4, "EUR"), "\u{2212}€3,210");
        assert_eq!(quantity(Fr, 40.0, "units"), "40");
        assert_eq!(quantity(Fr, 0.905, "share"), "90,5\u{a0}%");
        assert_eq!(quantity(En, 0.905, "share"), "90.5%");
        assert_eq!(difference(Fr, -0.05, "share", 1), "\u{2212}5,0\u{a0}pts");
        assert_eq!(difference(En, 12.0, "EUR", 0), "+€12");
    }

    #[test]
    fn tonnes_keep_three_significant_digits() {
        assert_eq!(quantity(Fr, 4.0, "t"), "4,00\u{a0}t");
        assert_eq!(quantity(Fr, 0.0345, "t"), "0,035\u{a0}t");
        assert_eq!(quantity(Fr, 41.27, "t"), "41,3\u{a0}t");
        assert_eq!(quantity(Fr, 1234.5, "t"), "1\u{202f}234\u{a0}t");
    }

    #[test]
    fn a_column_shares_the_decimals_that_its_least_figure_needs() {
        assert_eq!(shared_decimals("t", [2.85, 1.15, 0.0, 0.21]), 2);
        assert_eq!(shared_decimals("t", [665.0, 12.9, 2.0]), 1);
        assert_eq!(shared_decimals("t", [1957.0, 27.0]), 0);
        assert_eq!(shared_decimals("t", [0.0, 4.0]), 2);
        // a remainder of the solver is nothing
        assert_eq!(shared_decimals("t", [800.0, 1e-9]), 0);
        assert_eq!(shared_decimals("t", [0.0]), 3);
        assert_eq!(shared_decimals("km", [0.2, 5.0]), 0);
    }

    #[test]
    fn factors_keep_the_digits_they_have() {
        assert_eq!(exact(Fr, 0.496), "0,496");
        assert_eq!(exact(En, 120.0), "120");
        assert_eq!(exact(En, 1.0 / 3.0), "0.333333");
    }

    #[test]
    fn what_is_no_number_is_a_dash() {
        assert_eq!(number(Fr, f64::NAN, 2), "–");
    }
}
