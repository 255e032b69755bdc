//! The words of the reports, in French and in English.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::assess::{Indicator, Kind};
use crate::scenario::Language;

const FRENCH: &str = include_str!("locales/fr.ftl");
const ENGLISH: &str = include_str!("locales/en.ftl");

/// Indicators that are a total or a rate; `total.component` indicators are worded from both parts.
pub const INDICATORS: &[&str] = &[
    "tonnes",
    "tonnes.out",
    "tonnes.collected",
    "tonnes.reused",
    "tonnes.diverted",
    "tonnes.local",
    "tonnes.treated",
    "diversion_rate",
    "local_rate",
    "km",
    "eur",
    "budget_eur",
    "co2e",
    "co2e.avoided",
    "hours",
    "insertion_hours",
    "units",
    "rounds",
    "companies",
    "companies.served",
    "objective",
];

/// Components of an indicator that are not a [`Kind`]: `eur.transport`, `co2e.avoided`.
pub const COMPONENTS: &[&str] = &["transport", "avoided", "supply", "fixed"];

/// Every way a company can be served.
pub const SERVED: &[&str] = &["round", "shared_round", "drop_off", "alone", "reuse", "today"];

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The words of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let (tag, text) = match language {
            Language::Fr => ("fr", FRENCH),
            Language::En => ("en", ENGLISH),
        };
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        let locale: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The message of an id, or the id itself when it has no words.
    #[must_use]
    pub fn get(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// The message of an id with its values filled in.
    #[must_use]
    pub fn with(&self, id: &str, values: &[(&str, &str)]) -> String {
        self.find(id, values).unwrap_or_else(|| id.to_owned())
    }

    fn find(&self, id: &str, values: &[(&str, &str)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let args: FluentArgs<'_> = values.iter().copied().collect();
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
    }

    /// What stands between the items of a list: French has a no-break space before the semicolon.
    #[must_use]
    pub fn separator(&self) -> &'static str {
        match self.language {
            Language::Fr => "\u{a0}; ",
            Language::En => "; ",
        }
    }

    /// What stands between a name and what is said of it.
    #[must_use]
    pub fn colon(&self) -> &'static str {
        match self.language {
            Language::Fr => "\u{a0}: ",
            Language::En => ": ",
        }
    }

    /// A legal step as processes state it: `end-of-waste`, `classified:2791`.
    #[must_use]
    pub fn legal(&self, flag: &str) -> String {
        let (name, heading) = flag.split_once(':').unwrap_or((flag, ""));
        self.find(&message_id("legal", name), &[("heading", heading)]).unwrap_or_else(|| flag.to_owned())
    }

    /// The words of a kind of entry.
    #[must_use]
    pub fn kind(&self, kind: Kind) -> String {
        self.get(&message_id("kind", kind.key()))
    }

    /// How a company is served: each mode in words, joined by `+`.
    #[must_use]
    pub fn served(&self, modes: &str) -> String {
        let word = |mode: &str| self.find(&message_id("served", mode), &[]).unwrap_or_else(|| mode.to_owned());
        modes.split('+').map(word).collect::<Vec<_>>().join(" + ")
    }

    /// Why something was rejected; a code without words is shown as it is, with spaces.
    #[must_use]
    pub fn reason(&self, code: &str) -> String {
        self.find(&message_id("reason", code), &[]).unwrap_or_else(|| code.replace('_', " "))
    }

    /// The words of an indicator; those of a process or a component name it, an unknown one keeps its id.
    #[must_use]
    pub fn indicator(&self, indicator: &Indicator) -> String {
        let id = indicator.id.as_str();
        self.find(&message_id("indicator", id), &[]).or_else(|| self.composed(id)).unwrap_or_else(|| id.to_owned())
    }

    fn composed(&self, id: &str) -> Option<String> {
        let (first, rest) = id.split_once('.')?;
        if first == "process" {
            let (process, what) = rest.rsplit_once('.')?;
            return self.find(&message_id("process", what), &[("process", process)]);
        }
        let total = self.find(&message_id("indicator", first), &[])?;
        let component = self.find(&message_id("kind", rest), &[]).or_else(|| {
            let known = COMPONENTS.contains(&rest);
            known.then(|| self.find(&message_id("component", rest), &[])).flatten()
        })?;
        Some(self.with("total-of", &[("total", &total), ("component", &component)]))
    }
}

/// The message id of a name of the engine: letters, digits and hyphens only.
fn message_id(family: &str, name: &str) -> String {
    let plain = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    format!("{family}-{plain}")
}

/// Every kind, in the order in which reports list them.
pub const KINDS: &[Kind] = &[
    Kind::Outlet,
    Kind::Purchase,
    Kind::Haulage,
    Kind::Link,
    Kind::Collected,
    Kind::Round,
    Kind::DropOff,
    Kind::Alone,
    Kind::Trunk,
    Kind::Treatment,
    Kind::Disposal,
    Kind::Opening,
    Kind::Size,
    Kind::Storage,
    Kind::Missing,
    Kind::Sale,
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;
    use rstest::rstest;

    use super::*;

    /// Message ids of a locale with the variables that each uses.
    fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        FluentResource::try_new(text.to_owned()).expect("the locale parses");
        let mut found = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((id, value)) = line.split_once(" = ") else { continue };
            let variables = value.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next());
            let former = found.insert(id.to_owned(), variables.map(str::to_owned).collect());
            assert_eq!(former, None, "`{id}` is there twice");
        }
        found
    }

    fn indicator(id: &str) -> Indicator {
        Indicator { id: id.to_owned(), unit: "t".to_owned(), today: 0.0, proposed: 0.0 }
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_variables() {
        assert_eq!(messages(FRENCH), messages(ENGLISH));
        assert!(messages(FRENCH).len() > 50);
    }

    #[rstest]
    fn everything_the_engine_names_has_words(#[values(Language::Fr, Language::En)] language: Language) {
        let words = Words::new(language);
        for kind in KINDS {
            assert!(!words.kind(*kind).starts_with("kind-"), "{kind:?}");
        }
        for mode in SERVED {
            assert_ne!(words.served(mode), *mode);
        }
        for id in INDICATORS {
            assert_ne!(words.indicator(&indicator(id)), *id);
        }
        for total in ["eur", "co2e", "km", "tonnes", "hours"] {
            for component in COMPONENTS.iter().copied().chain(KINDS.iter().map(|kind| kind.key())) {
                let id = format!("{total}.{}", component.replace('-', "_"));
                assert_ne!(words.indicator(&indicator(&id)), id);
            }
        }
        for what in ["tonnes", "units", "hours"] {
            let id = format!("process.refurbish.{what}");
            let text = words.indicator(&indicator(&id));
            assert!(text.contains("refurbish") && text != id, "{text}");
        }
    }

    /// The serde names of the kinds are those of the messages, so that `eur.drop_off` finds its words.
    #[test]
    fn kinds_are_named_as_in_the_files() {
        for kind in KINDS {
            let json = serde_json::to_value(kind).unwrap();
            assert_eq!(json.as_str().unwrap(), kind.key());
        }
        assert_eq!(KINDS.iter().collect::<BTreeSet<_>>().len(), 16);
    }

    /// The reasons as discovery writes them, read from its source: a new one must get its words.
    #[rstest]
    fn every_reason_of_rejection_has_words(#[values(Language::Fr, Language::En)] language: Language) {
        let source = include_str!("../discover/reason.rs");
        let codes = source.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once("=> \""));
        let codes: Vec<&str> = codes.filter_map(|(_, code)| code.split('"').next()).collect();
        assert!(codes.len() >= 12, "{codes:?}");
        for code in codes {
            assert!(Words::new(language).find(&message_id("reason", code), &[]).is_some(), "{code}");
        }
    }

    #[test]
    fn an_unknown_indicator_keeps_its_id() {
        assert_eq!(Words::new(Language::Fr).indicator(&indicator("eur.unheard")), "eur.unheard");
    }
}
