//! Contracts on links and the number of partners, against every way to share small tonnages, and by hand.
#![expect(clippy::format_push_string, reason = "tables read best as the text that they are")]

use crate::support::tamper::{assert_rejected, edit};
use crate::support::{Case, Numbers, assert_close, assert_indicators, on_a_line};
use boucle::assess::Outcome;
use boucle::pipeline::{self, Subject};
use rstest::rstest;

const GIVERS: [&str; 2] = ["a", "b"];
const TAKERS: [&str; 3] = ["c", "d", "e"];

/// What a contract between a giver and a taker says.
#[derive(Debug, Clone, Copy, Default)]
struct Terms {
    standing: &'static str,
    exclusive: &'static str,
    least: f64,
    most: Option<f64>,
    yearly: Option<f64>,
}

/// Two outputs and three inputs of a material, each pair perhaps with a contract.
struct Drawn {
    /// Quantity and EUR/t of today.
    outputs: [(f64, f64); 2],
    inputs: [(f64, f64); 3],
    terms: [[Option<Terms>; 3]; 2],
    partners: [Option<u32>; 5],
    lot: f64,
    link: f64,
}

impl Drawn {
    fn draw(n: &mut Numbers) -> Self {
        let terms = |n: &mut Numbers| {
            if n.one_in(2) {
                return None;
            }
            if n.one_in(6) {
                return Some(Terms { standing: "forbidden", ..Terms::default() });
            }
            let kept = n.one_in(6);
            let least = if kept || n.one_in(2) { n.between(1, 3) } else { 0.0 };
            Some(Terms {
                standing: if kept { "kept" } else { "" },
                exclusive: if n.one_in(6) { ["from", "to", "both"][n.count(0, 2) as usize] } else { "" },
                least,
                most: n.one_in(2).then(|| least + n.between(0, 2)).filter(|most| *most > 0.0),
                yearly: n.one_in(2).then(|| n.between(0, 60)),
            })
        };
        Self {
            outputs: [0; 2].map(|_| (n.between(1, 4), n.between(0, 40))),
            inputs: [0; 3].map(|_| (n.between(1, 4), n.between(0, 60))),
            terms: [0; 2].map(|_| [0; 3].map(|_| terms(n))),
            partners: [0; 5].map(|_| n.one_in(3).then(|| n.count(1, 2))),
            lot: n.between(0, 2),
            link: n.between(0, 1) * 15.0,
        }
    }

    fn case(&self) -> Case {
        let mut companies = String::from("company,name,max_partners\n");
        for (company, most) in GIVERS.iter().chain(&TAKERS).zip(&self.partners) {
            companies += &format!("{company},{company},{}\n", most.map_or_else(String::new, |most| most.to_string()));
        }
        let mut flows = String::from("flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n");
        for (company, (quantity, cost)) in GIVERS.iter().zip(&self.outputs) {
            flows += &format!("{company},{company},out,k-one,{quantity},t,{cost},measured\n");
        }
        for (company, (quantity, cost)) in TAKERS.iter().zip(&self.inputs) {
            flows += &format!("{company},{company},in,k-one,{quantity},t,{cost},measured\n");
        }
        let mut contracts = String::from("from,to,material,standing,exclusive,min_t,max_t,eur_per_year\n");
        // a row of all materials stands behind that of the material
        contracts += "a,c,,forbidden,,,,\n";
        let cell = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        for (from, row) in GIVERS.iter().zip(&self.terms) {
            for (to, terms) in TAKERS.iter().zip(row) {
                let Some(Terms { standing, exclusive, least, most, yearly }) = *terms else { continue };
                let least = Some(least).filter(|least| *least > 0.0);
                contracts += &format!(
                    "{from},{to},k-one,{standing},{exclusive},{},{},{}\n",
                    cell(least),
                    cell(most),
                    cell(yearly)
                );
            }
        }
        let places: Vec<(&str, f64)> = GIVERS.iter().chain(&TAKERS).map(|place| (*place, 0.0)).collect();
        Case::new(
            &[
                ("companies", companies),
                ("flows", flows),
                ("contracts", contracts),
                ("materials", "material\nk-one\n".to_owned()),
                ("distances", on_a_line(&places)),
            ],
            &format!(
                "synergies: {{reuse: {{min_lot_t: {}, link_eur_per_year: {}}}}}\n\
                 assume: {{haulage: {{eur_per_t: 1, eur_per_t_km: 0}}}}\n",
                self.lot, self.link
            ),
        )
    }

    /// The terms between a giver and a taker; all is forbidden from the first to the first where no row says otherwise.
    fn terms(&self, from: usize, to: usize) -> Option<Terms> {
        let forbidden = Terms { standing: "forbidden", ..Terms::default() };
        self.terms[from][to].or((from == 0 && to == 0).then_some(forbidden))
    }

    /// The cost of whole tonnes shared so; none when a term, a partner too many or the lot forbids it.
    fn cost(&self, shared: [[f64; 3]; 2]) -> Option<f64> {
        let mut cost = 0.0;
        for from in 0..2 {
            for to in 0..3 {
                let tonnes = shared[from][to];
                cost += tonnes * (1.0 - self.outputs[from].1 - self.inputs[to].1);
                let terms = self.terms(from, to);
                if let Some(terms) = terms {
                    let under = (tonnes > 0.0 || terms.standing == "kept") && tonnes < terms.least;
                    let over = terms.most.is_some_and(|most| tonnes > most);
                    let others = |list: &[(usize, usize)]| list.iter().any(|&(f, t)| shared[f][t] > 0.0);
                    let givers = [(1 - from, to)];
                    let takers = [(from, (to + 1) % 3), (from, (to + 2) % 3)];
                    let broken = (["from", "both"].contains(&terms.exclusive) && others(&takers))
                        || (["to", "both"].contains(&terms.exclusive) && others(&givers));
                    if under || over || broken || (terms.standing == "forbidden" && tonnes > 0.0) {
                        return None;
                    }
                }
                if tonnes > 0.0 {
                    let lot = terms.is_none_or(|terms| terms.least <= 0.0);
                    if lot && tonnes < self.lot {
                        return None;
                    }
                    cost += terms.and_then(|terms| terms.yearly).unwrap_or(self.link);
                }
            }
        }
        let used = |from: usize, to: usize| u32::from(shared[from][to] > 0.0);
        let partners = |company: usize| match company {
            0 | 1 => (0..3).map(|to| used(company, to)).sum::<u32>(),
            _ => (0..2).map(|from| used(from, company - 2)).sum(),
        };
        let allowed = (0..5).all(|company| self.partners[company].is_none_or(|most| partners(company) <= most));
        allowed.then_some(cost + self.outputs.iter().chain(&self.inputs).map(|(q, eur)| q * eur).sum::<f64>())
    }

    /// The least cost over every way to share whole tonnes: with whole quantities and terms some best way is whole.
    fn best(&self) -> Option<f64> {
        let mut best: Option<f64> = None;
        let mut shared = [[0.0; 3]; 2];
        self.share(0, &mut shared, &mut best);
        best
    }

    fn share(&self, link: usize, shared: &mut [[f64; 3]; 2], best: &mut Option<f64>) {
        if link == 6 {
            let cost = self.cost(*shared);
            *best = [*best, cost].into_iter().flatten().reduce(f64::min);
            return;
        }
        let (from, to) = (link / 3, link % 3);
        let given: f64 = shared[from].iter().sum();
        let taken: f64 = shared.iter().map(|row| row[to]).sum();
        let mut tonnes = 0.0;
        while given + tonnes <= self.outputs[from].0 && taken + tonnes <= self.inputs[to].0 {
            shared[from][to] = tonnes;
            self.share(link + 1, shared, best);
            tonnes += 1.0;
        }
        shared[from][to] = 0.0;
    }
}

#[test]
fn every_way_to_share_under_contracts() {
    let mut numbers = Numbers(11);
    let (mut kept, mut refused) = (0, 0);
    for number in 0..60 {
        let drawn = Drawn::draw(&mut numbers);
        let case = drawn.case();
        let best = drawn.best();
        match case.run("results") {
            Ok(folder) => {
                let found = case.prepare().outcome().certificate.objective;
                assert_close(&format!("case {number}"), found, best.unwrap_or(f64::NAN));
                let verdict = pipeline::verify(&folder);
                assert!(verdict.is_ok(), "case {number}: {}", verdict.unwrap_err());
                kept += usize::from(drawn.terms.iter().flatten().flatten().any(|terms| terms.standing == "kept"));
            }
            Err(failure) => {
                assert_eq!(best, None, "case {number}: {failure}");
                assert!(failure.to_string().contains("error[contracts."), "case {number}: {failure}");
                refused += 1;
            }
        }
    }
    assert!(kept > 5 && refused > 3, "{kept} {refused}");
}

/// A sawmill gives 20 t of offcuts, at 30 EUR/t today. A boiler 1 km away takes 15 t at 40 EUR/t, and keeps its contract of
/// at least 4 t for 100 EUR a year; a board maker takes 15 t at 70 EUR/t, 12 t at most. Haulage 1 EUR/t.
fn offcuts(contracts: &str) -> Case {
    Case::new(
        &[
            ("companies", "company,name\nsaw,Sawmill\nboiler,Boiler\nboard,Board maker\n"),
            ("materials", "material\nk-wood\n"),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nout,saw,out,k-wood,20,t,30,measured\n\
                 heat,boiler,in,k-wood,15,t,40,measured\nmake,board,in,k-wood,15,t,70,measured\n",
            ),
            ("contracts", contracts),
            ("distances", "from,to,km\nsaw,boiler,1\nsaw,board,1\nboiler,board,1\n"),
        ],
        "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
    )
}

const KEPT: &str = "from,to,material,standing,exclusive,min_t,max_t,eur_per_year\n\
                    saw,boiler,k-wood,kept,,4,,100\nsaw,board,,,,,12,\n";

fn rejected(outcome: &Outcome) -> Vec<(&str, &str)> {
    outcome.rejected.iter().map(|row| (row.to.as_deref().unwrap_or_default(), row.detail.as_str())).collect()
}

/// Today 20 x 30 + 15 x 40 + 15 x 70 = 2250. The board maker gets its 12 t, saving 30 + 70 - 1 = 99 each, the boiler the 8
/// left, saving 69 each: 2250 - 1188 - 552 + 100 = 610.
#[test]
fn a_contract_is_kept_and_another_capped() {
    let case = offcuts(KEPT);
    assert_indicators(&case.prepare().outcome(), &[("eur", 2250.0, 610.0), ("tonnes.reused", 0.0, 20.0)]);
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    assert!(pipeline::verify(&folder).is_ok());
    let text = pipeline::explain(&folder, &Subject::Company("boiler".to_owned())).unwrap_or_else(|e| panic!("{e}"));
    let says = "Contracts\n  k-wood, saw to boiler: kept, at least 4.00 t, €100 a year; 8.00 t proposed\n";
    let text = text.replace(['\u{a0}', '\u{202f}'], " ");
    assert!(text.contains(says), "{text}");
}

/// The terms changed after the result was written.
#[rstest]
#[case::least(0, "least", "9", "contract.least: contract `saw,boiler,k-wood`")]
#[case::most(1, "most", "11", "contract.most: contract `saw,board`")]
#[case::cost(0, "yearly", "90", "contract.eur: contract `saw,boiler,k-wood`")]
#[case::forbidden(0, "standing", "\"forbidden\"", "contract.most: contract `saw,boiler,k-wood`")]
#[case::exclusive(0, "exclusive", "\"from\"", "contract.exclusive: from `saw` to `board`")]
fn terms_changed_afterwards_are_named(#[case] row: usize, #[case] key: &str, #[case] value: &str, #[case] says: &str) {
    let case = offcuts(KEPT);
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    // contracts stand in the order of their ids: that of the board maker comes first
    let value: serde_json::Value = serde_json::from_str(value).unwrap_or_else(|error| panic!("{error}"));
    edit(&folder, "inputs.json", |inputs| inputs["dataset"]["contracts"][1 - row][key] = value.clone());
    assert_rejected(&folder, says);
}

/// More partners than allowed.
#[test]
fn partners_too_many_are_named() {
    let case = offcuts(KEPT);
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    edit(&folder, "inputs.json", |inputs| inputs["scenario"]["reuse"]["max_partners"] = 1.into());
    assert_rejected(&folder, "partners: partners of `saw`: the files state 2, expected 1");
}

/// With one partner, the sawmill goes where its tonnes save most: 15 x 99 at the board maker, 2250 - 1485 = 765.
#[test]
fn one_partner_at_most() {
    let case = offcuts("from,to,material,standing\nsaw,boiler,,free\n");
    case.write("companies", "company,name,max_partners\nsaw,Sawmill,1\nboiler,Boiler,\nboard,Board maker,\n");
    assert_indicators(&case.prepare().outcome(), &[("eur", 2250.0, 765.0)]);
}

#[test]
fn why_a_contract_rules_a_link_out() {
    let case = offcuts("from,to,material,standing,exclusive,min_t\nsaw,board,,forbidden,,\n");
    assert_eq!(rejected(&case.prepare().outcome()), [("board", "a contract rules it out (contracts.csv)")]);
    case.write("contracts", "from,to,material,standing,exclusive,min_t\nsaw,boiler,,,from,\n");
    let says = "a contract binds saw to boiler alone (`exclusive` in contracts.csv)";
    assert_eq!(rejected(&case.prepare().outcome()), [("board", says)]);
    case.write("contracts", "from,to,material,standing,exclusive,min_t\nsaw,boiler,,,,16\n");
    let says = "at most 15.000 t a year, under the 16.000 t of the contract (`min_t`)";
    assert_eq!(rejected(&case.prepare().outcome()), [("boiler", says)]);
}

#[test]
fn what_cannot_be_kept_is_named() {
    let case = offcuts("from,to,material,standing,min_t\nsaw,boiler,,kept,16\n");
    let message = "error[contracts.cannot-be-kept]: `saw` must keep giving `boiler` 16 t a year, and at most 15 t can go over\n  \
                   --> dataset/contracts.csv\n  help: ask less in `min_t`, or write `free` in `standing`\n\n1 error\n";
    assert_eq!(case.message(), message);
    case.write("distances", "from,to,km\nsaw,boiler,60\nsaw,board,1\nboiler,board,1\n");
    let message = "error[contracts.cannot-be-kept]: `saw` must keep giving `boiler` 16 t a year, and the link is not admissible: \
                   60.0 km apart, over the 50.0 km allowed; admissible from `max_km: 60`\n  \
                   --> dataset/contracts.csv\n  help: ask less in `min_t`, or write `free` in `standing`\n\n1 error\n";
    assert_eq!(case.message(), message);
    // 12 t and 10 t are more than the 20 t that there are
    let case = offcuts("from,to,material,standing,min_t\nsaw,boiler,,kept,12\nsaw,board,,kept,10\n");
    assert!(case.message().contains("`saw` must keep giving `board` 10 t a year, and cannot, together with"));
}
