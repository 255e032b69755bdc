//! Reasons of rejection in the words and figures of the reader's language; `rejected.csv` has more.

use crate::discover::Reason;
use crate::report::typography::{exact, number};
use crate::report::words::Words;

/// Why, with the figures that decide.
#[must_use]
pub fn detail(reason: &Reason, words: &Words) -> String {
    let language = words.language();
    let one = |value: &f64| number(language, *value, 1);
    let three = |value: &f64| number(language, *value, 3);
    let values: Vec<(&str, String)> = match reason {
        Reason::TooFar { km, max_km } => vec![("km", one(km)), ("max", one(max_km))],
        Reason::BelowLot { available_t, lot_t: least } | Reason::BelowContract { available_t, least_t: least } => {
            vec![("available", three(available_t)), ("least", three(least))]
        }
        Reason::TooManySteps { steps, max_steps } => vec![("steps", steps.to_string()), ("max", max_steps.to_string())],
        Reason::QualityLimit { property, content, limit } => vec![
            ("property", property.clone()),
            ("content", exact(language, *content)),
            ("limit", exact(language, *limit)),
        ],
        Reason::QualityUnknown { property } => vec![("property", property.clone())],
        Reason::Exclusive { bound, partner } => vec![("bound", bound.clone()), ("partner", partner.clone())],
        Reason::VisitTooLarge { load_t, limit_t, .. } => vec![("load", three(load_t)), ("limit", three(limit_t))],
        Reason::RoundTooLong { hours, limit_h } => vec![("hours", one(hours)), ("limit", one(limit_h))],
        Reason::Closed { open, needed } => vec![("open", open.to_string()), ("needed", needed.to_string())],
        Reason::ClosedWhenReached { opens, closes } => vec![("opens", one(opens)), ("closes", one(closes))],
        Reason::NoDistance
        | Reason::NoTaker
        | Reason::NoCapacity
        | Reason::NoUnitWeight
        | Reason::AlreadyThere
        | Reason::Forbidden
        | Reason::NotAsked
        | Reason::NotTogether => Vec::new(),
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words.with(&format!("detail-{}", reason.code().replace('_', "-")), &values)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::scenario::Language;

    #[rstest]
    #[case(Language::Fr, "1\u{202f}234,5\u{a0}km, pour 50,0 admis")]
    #[case(Language::En, "1,234.5\u{a0}km apart, 50.0 allowed")]
    fn figures_are_written_as_the_reader_does(#[case] language: Language, #[case] expected: &str) {
        let reason = Reason::TooFar { km: 1234.5, max_km: 50.0 };
        assert_eq!(detail(&reason, &Words::new(language)), expected);
    }

    /// The codes of the reasons are read from their source: a new one must get its words.
    #[rstest]
    fn every_reason_has_its_detail(#[values(Language::Fr, Language::En)] language: Language) {
        let source = include_str!("../discover/reason.rs");
        let codes = source.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once("=> \""));
        for code in codes.filter_map(|(_, code)| code.split('"').next()) {
            let id = format!("detail-{}", code.replace('_', "-"));
            assert_ne!(Words::new(language).get(&id), id);
        }
    }
}
