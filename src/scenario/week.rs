//! Days of the week.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Days of the week, from Monday, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(u8);

/// The words of the days, from Monday, in English and in French.
const WORDS: [[&str; 2]; 7] =
    [["mon", "lun"], ["tue", "mar"], ["wed", "mer"], ["thu", "jeu"], ["fri", "ven"], ["sat", "sam"], ["sun", "dim"]];

impl Days {
    /// Monday to Sunday.
    pub const ALL: Self = Self(0b111_1111);
    /// No day.
    pub const NONE: Self = Self(0);

    /// The day of a word (`mon` or `lun`); none when it is not one.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        WORDS.iter().position(|words| words.contains(&word.as_str())).map(|day| Self(1 << day))
    }

    /// The words that can be written, in English.
    pub fn words() -> impl Iterator<Item = &'static str> {
        WORDS.iter().map(|words| words[0])
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are in both.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The other days.
    #[must_use]
    pub fn others(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }

    /// How many.
    #[must_use]
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// As bits, Monday the lowest.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// From bits, Monday the lowest.
    #[must_use]
    pub fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// Whether all of them are among others.
    #[must_use]
    pub fn within(self, others: Self) -> bool {
        self.0 & others.0 == self.0
    }

    /// How many there are in a year, of 366 days.
    #[must_use]
    pub fn a_year(self) -> f64 {
        f64::from(self.count()) * 366.0 / 7.0
    }

    /// Days of the week on which something must be able to happen that happens `times` a year: what happens more than
    /// once a week happens on several days.
    #[must_use]
    pub fn needed(times: u32) -> u32 {
        // 366 days are 52.3 weeks
        (times * 7).div_ceil(366)
    }
}

/// `mon tue`, Monday first.
impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = Self::words().enumerate().filter(|(day, _)| self.0 >> day & 1 == 1).map(|(_, word)| word);
        f.write_str(&words.collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_by_three_letters_in_either_language() {
        let days = Days::named("Mer").unwrap().and(Days::named("mon").unwrap());
        assert_eq!(days.to_string(), "mon wed");
        assert_eq!(days.others().count(), 5);
        assert_eq!(Days::named("mercredi"), None);
    }

    #[test]
    fn what_is_done_more_than_once_a_week_takes_several_days() {
        assert_eq!([1, 12, 52, 53, 104, 260, 366].map(Days::needed), [1, 1, 1, 2, 2, 5, 7]);
    }
}
