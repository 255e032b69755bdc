//! Cells as people type them: numbers with a point or a comma, thousands apart, yes and oui.

/// A number with a decimal point or comma; spaces, also unbreakable ones, may set thousands apart. None when it is
/// anything else, `1,234.5`, infinity and not-a-number included.
pub(super) fn number(text: &str) -> Option<f64> {
    let (sign, unsigned) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let whole = ungroup(whole)?;
    let is_digits = |part: &str| part.chars().all(|letter| letter.is_ascii_digit());
    let exponent_is_whole = exponent.is_none_or(|part| {
        let digits = part.strip_prefix(['-', '+']).unwrap_or(part);
        !digits.is_empty() && is_digits(digits)
    });
    if (whole.is_empty() && fraction.is_empty()) || !is_digits(fraction) || !exponent_is_whole {
        return None;
    }
    let plain = format!("{whole}.{fraction}0e{}", exponent.unwrap_or("0"));
    plain.parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| sign * value)
}

/// The digits of a whole part whose thousands may be set apart: a first group of one to three, then groups of three.
fn ungroup(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split([' ', '\u{a0}', '\u{202f}', '\u{2009}']).collect();
    let digits_only = groups.iter().all(|group| group.chars().all(|letter| letter.is_ascii_digit()));
    let well_grouped =
        groups.len() == 1 || (matches!(groups[0].len(), 1..=3) && groups[1..].iter().all(|group| group.len() == 3));
    (digits_only && well_grouped).then(|| groups.concat())
}

/// Yes or no, in English or French.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "oui" | "vrai" | "1" => Some(true),
        "no" | "false" | "non" | "faux" | "0" => Some(false),
        _ => None,
    }
}

/// An hour of the day, 0 to 24: a number, or hours and minutes with a colon or an h between them.
pub(super) fn hour(text: &str) -> Option<f64> {
    let hour = match text.split_once([':', 'h', 'H']) {
        Some((hours, minutes)) => {
            let minutes = if minutes.is_empty() { 0.0 } else { number(minutes).filter(|minutes| *minutes < 60.0)? };
            number(hours)? + minutes / 60.0
        }
        None => number(text)?,
    };
    (0.0..=24.0).contains(&hour).then_some(hour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_french_and_english_spreadsheets_write_them() {
        for (text, value) in [
            ("1234.5", 1234.5),
            ("1 234,5", 1234.5),
            ("1\u{202f}234\u{a0}567,25", 1_234_567.25),
            ("-0,5", -0.5),
            ("\u{2212}3", -3.0),
            (",5", 0.5),
            ("1E+05", 100_000.0),
            ("+2.", 2.0),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
    }

    #[test]
    fn hours_as_people_write_them() {
        assert_eq!(["8", "8,5", "08:30", "8h30", "17H", "24"].map(hour), [8.0, 8.5, 8.5, 8.5, 17.0, 24.0].map(Some));
        assert_eq!(["25", "8:60", "-1", "8h3x", "matin"].map(hour), [None; 5]);
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in
            ["", "-", ",", "1,234.5", "12 34", "1 2345", "inf", "NaN", "1e999", "1e", "5 t", "0x1", "--1", "1.2.3"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
