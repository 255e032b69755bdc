//! Spelling set aside: names that differ by case, accents, hyphens or `St` for `Saint` are one name.

/// The name in lower case without accents, its words parted by single spaces, `st` and `ste` written out.
pub(super) fn fold(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match unaccented(letter) {
            Some(letters) => plain.push_str(letters),
            None if letter.is_alphanumeric() => plain.push(letter),
            None if is_combining_mark(letter) => {}
            None => plain.push(' '),
        }
    }
    let words: Vec<&str> = plain.split_whitespace().map(written_out).collect();
    words.join(" ")
}

/// Accents typed apart from their letter, as some systems store file and sheet names.
fn is_combining_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

fn written_out(word: &str) -> &str {
    match word {
        "st" => "saint",
        "ste" => "sainte",
        other => other,
    }
}

/// The plain letters for the accented ones of French, in lower case.
fn unaccented(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'â' | 'ä' => "a",
        'ç' => "c",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'î' | 'ï' => "i",
        'ô' | 'ö' => "o",
        'ù' | 'û' | 'ü' => "u",
        'ÿ' => "y",
        'œ' => "oe",
        'æ' => "ae",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn spelling_does_not_part_a_name() {
        for spelling in
            ["Châlette-sur-Loing", "CHALETTE SUR LOING", " chalette  sur-loing ", "Cha\u{302}lette-sur-Loing"]
        {
            assert_eq!(fold(spelling), "chalette sur loing");
        }
        assert_eq!(fold("St-Maurice-sur-Fessard"), fold("Saint-Maurice-sur-Fessard"));
        assert_eq!(fold("Ste Geneviève des Bois"), fold("Sainte-Geneviève-des-Bois"));
        assert_eq!(fold("Stains"), "stains");
    }
}
