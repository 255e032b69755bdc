//! SIRET numbers: fourteen digits whose last is a check digit.

/// SIREN of La Poste, whose establishments follow a rule of their own.
const LA_POSTE: &str = "356000000";

/// Why a text is not a SIRET number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NotFourteenDigits,
    CheckDigit,
}

/// Checks a SIRET number; spaces between its digits do not count.
///
/// The sum of the digits, every second one from the right doubled and 9 taken off when that exceeds 9 (Luhn, ISO/IEC
/// 7812-1), is a multiple of 10. For La Poste the plain sum of the digits is a multiple of 5 (INSEE).
pub(super) fn check(text: &str) -> Result<(), Fault> {
    let compact: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let digits: Option<Vec<u32>> = compact.chars().map(|letter| letter.to_digit(10)).collect();
    let digits = digits.filter(|digits| digits.len() == 14).ok_or(Fault::NotFourteenDigits)?;
    let luhn: u32 = digits.iter().rev().enumerate().map(|(place, digit)| doubled(*digit, place % 2 == 1)).sum();
    let sum: u32 = digits.iter().sum();
    let holds = luhn.is_multiple_of(10) || (compact.starts_with(LA_POSTE) && sum.is_multiple_of(5));
    if holds { Ok(()) } else { Err(Fault::CheckDigit) }
}

fn doubled(digit: u32, double: bool) -> u32 {
    match (double, digit) {
        (false, digit) => digit,
        (true, digit @ 0..=4) => 2 * digit,
        (true, digit) => 2 * digit - 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_that_of_luhn() {
        // 7328293200007 + c: from the right of the number, doubled places are 7 0 0 3 2 2 7 -> 5 0 0 6 4 4 5 = 24,
        // the others 0 0 2 9 8 3 = 22; 24 + 22 = 46, so c = 4.
        assert_eq!(check("732 829 320 00074"), Ok(()));
        assert_eq!(check("73282932000075"), Err(Fault::CheckDigit));
    }

    #[test]
    fn la_poste_sums_to_a_multiple_of_five() {
        // 3+5+6 = 14, and 4+2 = 6 more: 20; by Luhn 6+5+3 -> not a multiple of 10.
        assert_eq!(check("35600000000042"), Ok(()));
        assert_eq!(check("35600000000043"), Err(Fault::CheckDigit));
    }

    #[test]
    fn what_a_spreadsheet_made_a_number_is_no_siret() {
        assert_eq!(check("7.32829E+13"), Err(Fault::NotFourteenDigits));
        assert_eq!(check("7328293200007"), Err(Fault::NotFourteenDigits));
    }
}
