//! What the diagnosis of a target offers is reached when it is asked for, and no more can be, on any territory.
#![expect(clippy::unwrap_used, reason = "a case that cannot be written has failed")]

use std::fs;

use crate::support::Case;
use crate::support::territory::{Territory, territory};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Targets beyond all that is possible, in the terms of a scenario, with the least step that its message tells.
const BEYOND: [(&str, &str, f64, f64); 4] = [
    ("diversion_rate", "at_least", 1.0, 1e-4),
    ("reused_t", "at_least", 1e4, 1e-2),
    ("budget_eur", "at_most", -1e6, 1e-2),
    ("co2e_kg", "at_most", -1e9, 1e-2),
];

fn asking(territory: &Territory, targets: &str) -> Case {
    let case = territory.case();
    let scenario = fs::read_to_string(case.scenario()).unwrap();
    fs::write(case.scenario(), format!("{scenario}targets: {{{targets}}}\n")).unwrap();
    case
}

fn target(metric: &str, word: &str, value: f64) -> String {
    format!("{metric}: {{{word}: {value}}}")
}

/// The figure that the help on a target offers, where there is one.
fn offered(message: &str, metric: &str, word: &str) -> Option<f64> {
    let mut findings = message.split("error[targets.").skip(1);
    let finding = findings.find(|finding| finding.contains(&format!("]: `{metric}`")))?;
    let help = finding.split("help: ").nth(1)?.split(&format!("ask {} ", word.replace('_', " "))).nth(1)?;
    help.split_whitespace().next()?.parse().ok()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12, rng_seed: RngSeed::Fixed(4), failure_persistence: None, max_shrink_iters: 50, ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_offered_is_reached_and_no_more(territory in territory(), which in 0..BEYOND.len()) {
        let (metric, word, beyond, step) = BEYOND[which];
        let message = asking(&territory, &target(metric, word, beyond)).message();
        if let Some(best) = offered(&message, metric, word) {
            prop_assert!(!message.contains("no-influence"), "{message}");
            let again = asking(&territory, &target(metric, word, best)).message();
            prop_assert!(again.is_empty(), "offered {best}, and then:\n{again}");
            let more = if word == "at_least" { best + 2.0 * step } else { best - 2.0 * step };
            let again = asking(&territory, &target(metric, word, more)).message();
            prop_assert!(!again.is_empty(), "{more} of {metric} is reached, {best} was said to be the best");
        } else {
            prop_assert!(message.is_empty() || message.contains("no-influence"), "{message}");
        }
    }

    /// The most that can be diverted, and the least that can be spent: together rarely, and then what the message offers.
    #[test]
    fn what_is_offered_beside_another_target_is_reached(territory in territory()) {
        let message = asking(&territory, &target("diversion_rate", "at_least", 1.0)).message();
        let whole = message.is_empty().then_some(1.0);
        let most = whole.or_else(|| offered(&message, "diversion_rate", "at_least"));
        let least = offered(&asking(&territory, &target("budget_eur", "at_most", -1e6)).message(), "budget_eur", "at_most");
        if let (Some(most), Some(least)) = (most, least) {
            let both = |budget: f64| {
                format!("{}, {}", target("diversion_rate", "at_least", most), target("budget_eur", "at_most", budget))
            };
            let message = asking(&territory, &both(least)).message();
            if !message.is_empty() {
                let budget = offered(&message, "budget_eur", "at_most");
                prop_assert!(budget.is_some(), "{message}");
                let again = asking(&territory, &both(budget.unwrap_or(least))).message();
                prop_assert!(again.is_empty(), "offered {budget:?} beside {most}, and then:\n{again}");
            }
        }
    }
}
