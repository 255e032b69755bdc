//! Why something is, or is not, proposed: what the files of a result say about one company, flow or synergy.

use crate::assess::results::ResultFolder;
use crate::assess::{CompanyGain, Entry, RejectedRow, RoundPlan, Synergy};
use crate::report::layout::{Side, heading, table, wrap};
use crate::report::typography::{decimals, number, quantity, signed};
use crate::report::words::Words;

/// What the result says about a company; none when it does not know it.
#[must_use]
pub fn company(folder: &ResultFolder, id: &str) -> Option<String> {
    let gain = folder.companies.iter().find(|it| it.company.as_ref().is_some_and(|it| it.as_str() == id))?;
    let concerns = |from: &str, to: &str| from == id || to == id;
    let words = Words::new(folder.language());
    let rounds = folder.rounds.iter().filter(|it| it.path.iter().any(|place| place == id));
    let mut text = wrap(&gained(gain, id, &words), "", "");
    text += &proposals(folder.synergies.iter().filter(|it| concerns(&it.from, &it.to)), rounds, &words);
    text += &ledgers(folder, |entry| concerns(&entry.from, &entry.to), &words);
    text += &rejections(folder, |row| concerns(&row.from, row.to.as_deref().unwrap_or_default()), &words);
    Some(text)
}

/// What becomes of a flow; none when the result does not know it.
#[must_use]
pub fn flow(folder: &ResultFolder, id: &str) -> Option<String> {
    let concerns = |entry: &Entry| entry.flow.as_ref().is_some_and(|flow| flow.as_str() == id);
    let known: Vec<&Entry> = folder.today.iter().chain(&folder.proposed).filter(|entry| concerns(entry)).collect();
    if known.is_empty() {
        return None;
    }
    let words = Words::new(folder.language());
    // A rejected possibility names places and materials or streams, not flows.
    let about = |row: &RejectedRow| {
        known.iter().any(|entry| {
            let ends = [row.from.as_str(), row.to.as_deref().unwrap_or_default()];
            let what = entry.material.as_ref().is_some_and(|it| it.as_str() == row.what)
                || entry.stream.as_ref().is_some_and(|it| it.as_str() == row.what);
            what && (ends.contains(&entry.from.as_str()) || ends.contains(&entry.to.as_str()))
        })
    };
    let text = wrap(&words.with("explain-flow", &[("flow", id)]), "", "");
    Some(text + &ledgers(folder, concerns, &words) + &rejections(folder, about, &words))
}

/// Whether a synergy is proposed, or why not; none when the result has neither a proposal nor a rejection of that id.
#[must_use]
pub fn synergy(folder: &ResultFolder, id: &str) -> Option<String> {
    let words = Words::new(folder.language());
    if let Some(found) = folder.synergies.iter().find(|it| it.id == id) {
        let stops = |it: &&RoundPlan| it.stream.as_str() == found.what && it.path.contains(&found.from);
        let text = wrap(&words.with("explain-proposed", &[("synergy", id)]), "", "");
        let text = text + &proposals(std::iter::once(found), folder.rounds.iter().filter(stops), &words);
        return Some(text + &ledgers(folder, |entry| serves(entry, found), &words));
    }
    let refused = rejections(folder, |row| named(id, row), &words);
    (!refused.is_empty()).then(|| wrap(&words.with("explain-not-proposed", &[("synergy", id)]), "", "") + &refused)
}

/// Whether an entry is of this synergy: the link itself, or the giver's own lines of the stream.
fn serves(entry: &Entry, synergy: &Synergy) -> bool {
    let link = entry.from == synergy.from && entry.to == synergy.to;
    let what = entry.material.as_ref().is_some_and(|it| it.as_str() == synergy.what);
    let stream = entry.stream.as_ref().is_some_and(|it| it.as_str() == synergy.what);
    (what && link) || (stream && entry.from == synergy.from)
}

/// Whether a rejected row is the synergy of this id: `reuse:FROM>TO:MATERIAL` or `collection:STREAM:COMPANY`.
fn named(id: &str, row: &RejectedRow) -> bool {
    let RejectedRow { from, to, what, .. } = row;
    match to {
        Some(to) => id == format!("reuse:{from}>{to}:{what}"),
        None => id == format!("collection:{what}:{from}"),
    }
}

fn gained(gain: &CompanyGain, id: &str, words: &Words) -> String {
    let language = words.language();
    let euros = signed(language, gain.eur_today.value() - gain.eur_proposed.value(), 0);
    let co2e = signed(language, gain.co2e_today.value() - gain.co2e_proposed.value(), 0);
    let diverted = quantity(language, gain.diverted.value(), "t");
    words.with(
        "explain-company",
        &[
            ("name", &gain.name),
            ("company", id),
            ("served", &words.served(&gain.served)),
            ("diverted", &diverted),
            ("euros", &euros),
            ("co2e", &co2e),
        ],
    )
}

fn proposals<'a>(
    synergies: impl Iterator<Item = &'a Synergy>,
    rounds: impl Iterator<Item = &'a RoundPlan>,
    words: &Words,
) -> String {
    let language = words.language();
    let links = synergies.map(|it| {
        let mode = it.mode.as_ref().map(|mode| format!(", {}", words.served(mode))).unwrap_or_default();
        let (tonnes, km) = (quantity(language, it.tonnes.value(), "t"), quantity(language, it.km.value(), "km"));
        wrap(&format!("{}: {} → {}, {tonnes}, {km}{mode}", it.id, it.from, it.to), " - ", "   ")
    });
    let rounds = rounds.map(|it| {
        let (number, times) = (it.round.to_string(), it.frequency.to_string());
        let path = it.path.join(" → ");
        wrap(&words.with("explain-round", &[("round", &number), ("times", &times), ("path", &path)]), " - ", "   ")
    });
    let list: String = links.chain(rounds).collect();
    if list.is_empty() { list } else { heading(&words.get("heading-proposed")) + &list }
}

fn ledgers(folder: &ResultFolder, concerns: impl Fn(&Entry) -> bool, words: &Words) -> String {
    let language = words.language();
    let mut text = String::new();
    for (id, entries) in [("today", &folder.today), ("proposed", &folder.proposed)] {
        let row = |entry: &Entry| {
            let what = entry.material.as_ref().map(ToString::to_string);
            vec![
                words.kind(entry.kind),
                entry.from.clone(),
                entry.to.clone(),
                what.or_else(|| entry.stream.as_ref().map(ToString::to_string)).unwrap_or_default(),
                number(language, entry.tonnes.value(), decimals("t", entry.tonnes.value())),
                number(language, entry.km.value(), 0),
                number(language, entry.eur.value(), 0),
                number(language, entry.co2e.value(), 0),
            ]
        };
        let rows: Vec<_> = entries.iter().filter(|entry| concerns(entry)).map(row).collect();
        if !rows.is_empty() {
            let left = ["component", "from", "to", "what"].map(|id| (words.get(&format!("column-{id}")), Side::Left));
            let right = ["t", "km", "€", "kgCO2e"].map(|unit| (unit.to_owned(), Side::Right));
            text += &heading(&words.get(&format!("heading-ledger-{id}")));
            text += &table(&left.into_iter().chain(right).collect::<Vec<_>>(), &rows);
        }
    }
    text
}

fn rejections(folder: &ResultFolder, concerns: impl Fn(&RejectedRow) -> bool, words: &Words) -> String {
    let line = |row: &RejectedRow| {
        let to = row.to.as_ref().map(|to| format!(" → {to}")).unwrap_or_default();
        let reason = words.reason(&row.reason);
        wrap(&format!("{}{to}, {}: {reason} ({})", row.from, row.what, row.detail), " - ", "   ")
    };
    let list: String = folder.rejected.iter().filter(|row| concerns(row)).map(line).collect();
    if list.is_empty() { list } else { heading(&words.get("heading-rejected")) + &list }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, folder};
    use crate::scenario::Language;

    fn result(dir: &std::path::Path) -> ResultFolder {
        let outcome = fixture::outcome(Language::En);
        ResultFolder::open(&folder::write(&outcome, serde_json::json!({}), &[], dir).unwrap()).unwrap()
    }

    #[test]
    fn a_company_is_told_what_it_gains_and_what_was_refused() {
        let dir = tempfile::tempdir().unwrap();
        let text = company(&result(dir.path()), "acme").unwrap();
        // 300 less 240.5 is 59.5, written 60; 600 less 30 is 570.
        for says in ["+60", "+570", "collection:3e:acme", "round 1, 4 times a year", "too far (82 km, at most 60"] {
            assert!(text.contains(says), "{says}: {text}");
        }
        assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
        assert_eq!(company(&result(dir.path()), "nobody"), None);
    }

    #[test]
    fn a_flow_is_followed_from_today_to_the_proposal() {
        let dir = tempfile::tempdir().unwrap();
        let text = flow(&result(dir.path()), "acme/weee").unwrap();
        assert!(text.contains("Outlets of today") && text.contains("Rounds"), "{text}");
        assert_eq!(flow(&result(dir.path()), "acme/gold"), None);
    }

    #[test]
    fn a_synergy_is_proposed_or_refused_with_its_reason() {
        let dir = tempfile::tempdir().unwrap();
        let folder = result(dir.path());
        assert!(synergy(&folder, "collection:3e:acme").unwrap().contains("is proposed"));
        let refused = synergy(&folder, "reuse:acme>bois-du-gatinais:wood").unwrap();
        assert!(refused.contains("is not proposed") && refused.contains("82 km, at most 60"), "{refused}");
        assert_eq!(synergy(&folder, "reuse:acme>moon:cheese"), None);
    }
}
