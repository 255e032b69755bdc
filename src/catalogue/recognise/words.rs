//! A label cut into words and numbers, case, accents and typography set aside.

use unicode_normalization::UnicodeNormalization;

/// A word, a number or a sign of a label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// In lower case, without accents; for a number, as written.
    pub text: String,
    /// Value, when it is a number.
    pub number: Option<f64>,
    /// Between brackets: said in passing.
    pub aside: bool,
    /// A full stop follows at once, as after an abbreviation.
    pub dotted: bool,
}

impl Token {
    /// Whether it is a word, no number and no sign.
    pub fn is_word(&self) -> bool {
        self.number.is_none() && self.text.starts_with(char::is_alphanumeric)
    }
}

/// Lower case, without accents, ligatures written out, exponents and indices on the line (`m³` is `m3`).
pub(super) fn fold(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !('\u{300}'..='\u{36f}').contains(letter)) {
        match letter {
            'œ' | 'Œ' => plain.push_str("oe"),
            'æ' | 'Æ' => plain.push_str("ae"),
            'ß' => plain.push_str("ss"),
            'ø' | 'Ø' => plain.push('o'),
            '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' => plain.push('\''),
            '\u{2044}' => plain.push('/'),
            '\u{2010}'..='\u{2015}' => plain.push('-'),
            other => plain.extend(other.to_lowercase()),
        }
    }
    plain
}

/// Cuts a label.
pub(super) fn tokens(label: &str) -> Vec<Token> {
    let letters: Vec<char> = fold(label).chars().collect();
    let mut tokens: Vec<Token> = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&letter) = letters.get(at) {
        let rest = &letters[at..];
        let (length, number) = if letter.is_ascii_digit() {
            number(rest)
        } else if letter.is_alphanumeric() {
            (rest.iter().take_while(|letter| letter.is_alphanumeric()).count(), None)
        } else {
            match letter {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                '.' if at > 0 && letters[at - 1].is_alphanumeric() => {
                    if let Some(last) = tokens.last_mut() {
                        last.dotted = true;
                    }
                }
                _ => {}
            }
            (1, None)
        };
        if !letter.is_whitespace() {
            let text = rest[..length].iter().collect();
            tokens.push(Token { text, number, aside: depth > 0, dotted: false });
        }
        at += length;
    }
    tokens
}

/// Length and value of the number that starts here: `1 234,5`, `1.5`, `240`.
fn number(letters: &[char]) -> (usize, Option<f64>) {
    let digits = |from: usize| letters[from..].iter().take_while(|letter| letter.is_ascii_digit()).count();
    let mut end = digits(0);
    if end <= 3 {
        while letters.get(end).is_some_and(|gap| gap.is_whitespace()) && digits(end + 1) == 3 {
            end += 4;
        }
    }
    if letters.get(end).is_some_and(|point| [',', '.'].contains(point)) && letters.len() > end + 1 {
        let decimals = digits(end + 1);
        end += if decimals > 0 { decimals + 1 } else { 0 };
    }
    let text: String = letters[..end].iter().filter(|letter| !letter.is_whitespace()).collect();
    (end, text.replace(',', ".").parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(label: &str) -> Vec<String> {
        tokens(label).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn spelling_is_set_aside_and_units_come_off_their_numbers() {
        assert_eq!(texts("Cœurs d’ÉPIS"), ["coeurs", "d", "'", "epis"]);
        assert_eq!(texts("fûts 200L"), ["futs", "200", "l"]);
        assert_eq!(texts("1 m³/mois"), ["1", "m3", "/", "mois"]);
        assert_eq!(texts("H₂SO₄"), ["h2so4"]);
        let values: Vec<f64> = tokens("1 234,5 puis 0.75 puis 12 000").into_iter().filter_map(|t| t.number).collect();
        assert_eq!(values, [1234.5, 0.75, 12000.0]);
    }

    #[test]
    fn brackets_and_full_stops_are_told() {
        let tokens = tokens("emb. (cartons) vides");
        let told: Vec<(bool, bool)> =
            tokens.iter().filter(|token| token.is_word()).map(|token| (token.dotted, token.aside)).collect();
        assert_eq!(told, [(true, false), (false, true), (false, false)]);
    }
}
