//! Streams that share a vehicle. Every expected figure is derived in a comment; none comes from the program.

use crate::support::shares::{Drawn, TABLES};
use crate::support::tamper::{assert_rejected, set};
use crate::support::{Case, Numbers, assert_close, on_a_line};
use boucle::assess::{CollectionLine, Outcome, RoundPlan};
use boucle::pipeline::{self, Subject};
use boucle::report::geojson::map;
use boucle::report::terminal::summary;
use rstest::rstest;

const FLOWS: &str = "flow,company,direction,material,quantity,unit,cost_eur_per_t,storage_t,evidence\n\
                     a-card,a,out,h-card,1,t,500,,measured\na-film,a,out,h-film,0.5,t,500,,measured\n\
                     b-card,b,out,h-card,1,t,500,,measured\nb-film,b,out,h-film,0.5,t,500,,measured\n";
const VAN: &str = "vehicle,payload_t,volume_m3,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km,speed_kmh,depot\n\
                   van,PAYLOAD,,0.5,20,10,0.3,40,garage\n";
const OWN: &str = "    - {stream: card, materials: [h-card], vehicles: [van]}\n\
                   \x20   - {stream: film, materials: [h-film], vehicles: [van]}\n";

/// The garage, a, b and the plant every 10 km of a road, a quarter of an hour apart. A round to the plant is 60 km and
/// costs 30 + 10 + 20 x (1.5 + 0.25 n + 0.5) EUR: 85 with one stop, 90 with two.
fn road(payload: &str, flows: &str, streams: &str) -> Case {
    let distances = on_a_line(&[("garage", 0.0), ("a", 10.0), ("b", 20.0), ("plant", 30.0)]);
    let van = VAN.replace("PAYLOAD", payload);
    let mut tables = TABLES.to_vec();
    tables.extend([
        ("companies", "company,name\na,A\nb,B\ngarage,Garage\n"),
        ("flows", flows),
        ("vehicles", van.as_str()),
        ("distances", distances.as_str()),
    ]);
    let scenario = format!("synergies:\n  collection:\n{streams}assume: {{service_min: 15, unload_min: 30}}\n");
    Case::new(&tables, &scenario)
}

fn joined(more: &str) -> String {
    format!("{OWN}    - {{stream: both, joins: [card, film]{more}}}\n")
}

fn solved(case: &Case) -> Outcome {
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    pipeline::verify(&folder).unwrap_or_else(|error| panic!("{error}"));
    let outcome = case.prepare().outcome();
    assert_eq!(outcome.certificate.status, "optimal");
    outcome
}

/// Stream, stops and yearly cost of each round, sorted.
fn rounds(outcome: &Outcome) -> Vec<(String, String, f64)> {
    let told = |it: &RoundPlan| (it.stream.to_string(), it.stops().collect::<Vec<_>>().join(" "), it.eur.value());
    let mut rounds: Vec<_> = outcome.rounds.iter().map(told).collect();
    rounds.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    rounds
}

#[track_caller]
fn assert_rounds(outcome: &Outcome, expected: &[(&str, &str, f64)]) {
    let found = rounds(outcome);
    let named: Vec<(&str, &str)> = found.iter().map(|(stream, stops, _)| (stream.as_str(), stops.as_str())).collect();
    assert_eq!(named, expected.iter().map(|(stream, stops, _)| (*stream, *stops)).collect::<Vec<_>>());
    for (found, expected) in found.iter().zip(expected) {
        assert_close(expected.1, found.2, expected.2);
    }
}

/// Apart, each stream runs a round past both companies: 2 x 90 EUR, 2 x 60 km. Together one does: 90 EUR, 60 km, with
/// 2 t of card and 1 t of film; by tonnes, 60 EUR and 40 km are for the card.
#[test]
fn one_round_takes_two_streams_past_both_companies() {
    let apart = solved(&road("3", FLOWS, OWN));
    assert_rounds(&apart, &[("card", "a b", 90.0), ("film", "a b", 90.0)]);
    let mut together = solved(&road("3", FLOWS, &joined("")));
    assert_rounds(&together, &[("both", "a b", 90.0)]);
    assert_close("saved", apart.certificate.objective - together.certificate.objective, 90.0);
    let loads: Vec<(&str, f64)> =
        together.rounds[0].loads.iter().map(|(stream, load)| (stream.as_str(), load.value())).collect();
    assert_eq!(loads, [("card", 2.0), ("film", 1.0)]);
    assert!(summary(&together, None).contains("card + film"), "the summary says what is on board");
    for (east, place) in ["garage", "a", "b", "plant"].into_iter().enumerate() {
        together.places.insert(place.to_owned(), [f64::from(u8::try_from(east).unwrap_or(0)), 48.0]);
    }
    let mut bytes = Vec::new();
    assert!(map(&together, &mut bytes).is_ok());
    let map = String::from_utf8(bytes).unwrap_or_default();
    assert!(map.contains(r#""loads_t":{"card":2.0,"film":1.0}"#), "{map}");
    assert!(together.synergies.iter().all(|it| it.mode.as_deref() == Some("shared_round")));
    let line = |stream: Option<&str>, company: Option<&str>| -> CollectionLine {
        let own = |it: &&CollectionLine| {
            it.stream.as_ref().map(boucle::id::StreamId::as_str) == stream
                && it.company.as_ref().map(boucle::id::CompanyId::as_str) == company
        };
        together.collections.iter().find(own).cloned().unwrap()
    };
    for (stream, company, eur, km, trips) in [
        (Some("card"), Some("a"), 30.0, 20.0, 1.0),
        (Some("film"), Some("b"), 15.0, 10.0, 1.0),
        (Some("card"), None, 60.0, 40.0, 1.0),
        (Some("film"), None, 30.0, 20.0, 1.0),
        (None, None, 90.0, 60.0, 1.0),
    ] {
        let line = line(stream, company);
        assert_close("EUR", line.proposed.eur.value(), eur);
        assert_close("km", line.proposed.km.value(), km);
        assert_close("trips", line.trips, trips);
    }
    // 3 t in a van of 3 t, of which a part is offered to each stream
    assert_close("load factor of film", line(Some("film"), None).load_factor.unwrap(), 1.0);
    // a bears half of the round, and 50 EUR/t of treatment
    let a = together.companies.iter().find(|it| it.name == "A").unwrap();
    assert_eq!(a.served, "shared_round");
    assert_close("a", a.eur_proposed.value(), 45.0 + 75.0);
}

/// Where b ends there is a hub, and the plant 10 km beyond. The streams have no vehicle of their own, only a haulier at 300 EUR
/// a pickup. One shared round, 60 km past both to the hub, costs 90 EUR; from there the van hauls each stream, 2 t and 1 t, in a
/// trip of 20 km and 0.5 h + 2 x 0.5 h of unloading: 10 + 10 + 30 = 50 EUR each. With 3 x 50 EUR of treatment, 340 EUR.
#[test]
fn what_shared_rounds_bring_to_a_hub_goes_on_by_their_vehicle() {
    let alone = "modes: [alone], alone: {eur_per_pickup: 300, eur_per_t: 0}";
    let streams = format!(
        "    - {{stream: card, materials: [h-card], {alone}}}\n    - {{stream: film, materials: [h-film], {alone}}}\n\
         \x20   - {{stream: both, joins: [card, film], vehicles: [van]}}\n"
    );
    let case = road("3", FLOWS, &streams);
    case.write("facilities", "facility,name,local,hub\nhub,Hub,yes,yes\nplant,Plant,yes,no\n");
    let places = [("garage", 0.0), ("a", 10.0), ("b", 20.0), ("hub", 30.0), ("plant", 40.0)];
    case.write("distances", &on_a_line(&places));
    let outcome = solved(&case);
    assert_rounds(&outcome, &[("both", "a b", 90.0)]);
    assert_close("objective", outcome.certificate.objective, 340.0);
}

/// With room for 1.5 t, a van takes both loads of one company: 2 x 85 EUR. Apart, each stop of card is a round, and the
/// film, 1 t, is one: 85 + 85 + 90 EUR.
#[test]
fn a_shared_round_keeps_the_payload() {
    let apart = solved(&road("1.5", FLOWS, OWN));
    assert_rounds(&apart, &[("card", "a", 85.0), ("card", "b", 85.0), ("film", "a b", 90.0)]);
    assert_rounds(&solved(&road("1.5", FLOWS, &joined(""))), &[("both", "a", 85.0), ("both", "b", 85.0)]);
}

/// The film of a fills its storage of 0.25 t twice a year. A shared round comes twice to both: 180 EUR, against 170 to a
/// alone and 85 to b, and against 90 for the card and 180, or 170 + 85, for the film apart.
#[test]
fn a_shared_round_comes_as_often_as_the_smallest_storage_asks() {
    let flows = FLOWS.replace("a,out,h-film,0.5,t,500,,", "a,out,h-film,0.5,t,500,0.25,");
    let own = OWN.replace("[h-film], ", "[h-film], frequency: [1, 2], ");
    let outcome = solved(&road("3", &flows, &(own + "    - {stream: both, joins: [card, film]}\n")));
    assert_rounds(&outcome, &[("both", "a b", 180.0)]);
    assert_eq!(outcome.rounds[0].frequency, 2);
}

/// A company that has one of the streams only is visited for that one; and what two streams that are compulsory have may
/// be served together only, where neither allows rounds.
#[test]
fn rounds_are_shared_by_companies_that_have_one_stream_only() {
    let flows: String = FLOWS.split_inclusive('\n').filter(|line| !line.starts_with("b-film")).collect();
    let outcome = solved(&road("3", &flows, &joined("")));
    assert_rounds(&outcome, &[("both", "a b", 90.0)]);
    assert_close("film", outcome.rounds[0].loads[1].1.value(), 0.5);
    let alone = "modes: [alone], alone: {eur_per_pickup: 1000, eur_per_t: 0}, compulsory: true";
    let streams =
        OWN.replace("vehicles: [van]", alone) + "    - {stream: both, joins: [card, film], vehicles: [van]}\n";
    assert_rounds(&solved(&road("3", &flows, &streams)), &[("both", "a b", 90.0)]);
}

/// a has 6 t of card and 1.5 t of film: 7.5 t together, three parts of 2.5 t in a van of 3 t, 3 x 85 EUR, and 85 for b.
/// Apart, the card of a is two vans full, that of b a third round, 3 x 85, and the film is picked up twice at 200 EUR.
#[test]
fn a_company_too_large_for_one_shared_visit_is_cut_into_parts() {
    let flows = FLOWS.replace("a,out,h-card,1,", "a,out,h-card,6,").replace("a,out,h-film,0.5,", "a,out,h-film,1.5,");
    let own = OWN
        .replace("[h-film], vehicles: [van]", "[h-film], modes: [alone], alone: {eur_per_pickup: 200, eur_per_t: 0}");
    let joint = "    - {stream: both, joins: [card, film], vehicles: [van]}\n";
    assert_rounds(&solved(&road("3", &flows, &own)), &[("card", "a", 85.0), ("card", "a", 85.0), ("card", "b", 85.0)]);
    let outcome = solved(&road("3", &flows, &(own + joint)));
    assert_rounds(&outcome, &[("both", "a", 85.0), ("both", "a", 85.0), ("both", "a", 85.0), ("both", "b", 85.0)]);
    assert_close("card", outcome.rounds[0].loads[0].1.value(), 2.0);
}

fn van_apart(tonnes: &str, cubic_metres: &str) -> String {
    let van = VAN.replace("PAYLOAD", "3").replace("depot", "depot,compartments_t,compartments_m3");
    van.replace("garage", &format!("garage,{tonnes},{cubic_metres}"))
}

/// The same territory with a van of 3 t that keeps streams apart.
fn apart(tonnes: &str, cubic_metres: &str) -> Case {
    let case = road("3", FLOWS, &joined(""));
    case.write("vehicles", &van_apart(tonnes, cubic_metres));
    case.write("materials", "material,density_t_per_m3\nh-card,0.1\nh-film,0.05\n");
    case
}

/// 2 t of card and 1 t of film, 20 m3 each: in 2 t and 1 t whichever comes first, and in 20 m3 each, one round of 90 EUR takes
/// both past both. Where no compartment takes 2 t, or the smaller one less than 20 m3, one takes what a company has, 1 t
/// and 0.5 t, 10 m3 each: 2 x 85 EUR, against 2 x 90 for each stream by itself.
#[rstest]
#[case::as_much_as_there_is("2 1", "", &[("both", "a b", 90.0)])]
#[case::the_other_way_round("1 2", "20 20", &[("both", "a b", 90.0)])]
#[case::too_even("1.5 1.5", "", &[("both", "a", 85.0), ("both", "b", 85.0)])]
#[case::too_small("1,9 3", "20 12", &[("both", "a", 85.0), ("both", "b", 85.0)])]
#[case::a_third_is_left_empty("1 2 1", "", &[("both", "a b", 90.0)])]
fn streams_are_kept_apart(#[case] tonnes: &str, #[case] cubic_metres: &str, #[case] expected: &[(&str, &str, f64)]) {
    let tonnes = if tonnes.contains(',') { format!("\"{tonnes}\"") } else { tonnes.to_owned() };
    assert_rounds(&solved(&apart(&tonnes, cubic_metres)), expected);
}

/// a has 6 t of card and 1.5 t of film, b 1 t and 0.5 t; the film has a compartment of 0.4 t at best. So what a has is cut into
/// four parts, 0.375 t of film each, and what b has into two of 0.25 t, of which none go together: 6 x 85 = 510 EUR. Apart, a
/// is two vans full of card, b a third, and the film is picked up twice at 200 EUR: 655. Only a together is 4 x 85 and 285,
/// only b 2 x 85 and 370.
#[test]
fn a_company_too_large_for_a_compartment_is_cut_into_parts() {
    let flows = FLOWS.replace("a,out,h-card,1,", "a,out,h-card,6,").replace("a,out,h-film,0.5,", "a,out,h-film,1.5,");
    let own = OWN
        .replace("[h-film], vehicles: [van]", "[h-film], modes: [alone], alone: {eur_per_pickup: 200, eur_per_t: 0}");
    let case = road("3", &flows, &(own + "    - {stream: both, joins: [card, film], vehicles: [van]}\n"));
    case.write("vehicles", &van_apart("2.5 0.4", ""));
    let (a, b) = (("both", "a", 85.0), ("both", "b", 85.0));
    assert_rounds(&solved(&case), &[a, a, a, a, b, b]);
}

#[test]
fn a_stream_without_a_compartment_is_told() {
    let third = "    - {stream: rest, materials: [h-rest], vehicles: [van]}\n";
    let case = road("3", FLOWS, &format!("{OWN}{third}    - {{stream: all, joins: [card, film, rest]}}\n"));
    case.write("vehicles", &van_apart("2 1", ""));
    case.write("materials", "material\nh-card\nh-film\nh-rest\n");
    let told = "error[stream.too-few-compartments]: `all` joins 3 streams, and `van` has 2 compartments
  --> scenario.yaml:10, key `synergies.collection[3]`
  help: join fewer streams, or run it by `vehicles` with a compartment for each
";
    let message = case.message();
    assert!(message.contains(told), "{message}");
}

#[test]
fn each_stream_on_board_has_its_compartment() {
    let case = apart("1 2", "");
    assert_eq!(solved(&case).rounds[0].compartments, [2, 1]);
    let folder = case.run("results").unwrap();
    let told = std::fs::read_to_string(folder.join("rounds.csv")).unwrap();
    assert!(told.contains("card > film,2 > 1,2 > 1,"), "{told}");
    for (value, expected) in [
        ("1 > 2", "round.compartment-payload: compartment 1 of round 1"),
        ("2 > 2", "round.compartments: streams that share a compartment of round 1"),
        ("2 > 3", "round.compartments: compartment 3 of round 1"),
        ("2", "round.compartments: streams in compartments of round 1"),
        ("", "round.compartments: streams in compartments of round 1"),
    ] {
        let folder = case.run("results").unwrap();
        set(&folder, "rounds.csv", &[("round", "1")], "compartments", value);
        assert_rejected(&folder, expected);
    }
}

#[rstest]
#[case::loads("loads_t", "1.5 > 1.5", "round.loads: ")]
#[case::streams("streams", "card > card", "round.loads: ")]
#[case::path("path", "garage > a > plant > garage", "service")]
fn verify_rejects_a_shared_round_that_is_not_what_was_run(
    #[case] column: &str,
    #[case] value: &str,
    #[case] expected: &str,
) {
    let case = road("3", FLOWS, &joined(""));
    let folder = case.run("results").unwrap();
    set(&folder, "rounds.csv", &[("round", "1")], column, value);
    assert_rejected(&folder, expected);
}

/// Permuting rows and items changes nothing.
#[test]
fn the_order_of_streams_changes_nothing() {
    let lines: Vec<&str> = FLOWS.split_inclusive('\n').collect();
    let flows: String = lines[..1].iter().chain(lines[1..].iter().rev()).copied().collect();
    let joined = joined("");
    let mut streams: Vec<&str> = joined.split_inclusive('\n').collect();
    streams.reverse();
    let plain = solved(&road("1.5", FLOWS, &joined));
    let turned = solved(&road("1.5", &flows, &streams.concat()));
    assert_eq!(rounds(&plain), rounds(&turned));
    assert_eq!(plain.companies, turned.companies);
}

/// The film is picked up for 1 EUR at each company, beside a round of 90 EUR for the card: 92. Shared rounds would come twice,
/// 180 EUR; a company in them alone 170, beside 85 and 1 for the other. So 88 more, and rounds cost 90 more with a in them.
#[test]
fn what_a_shared_round_would_cost_is_told() {
    let alone = "[h-film], modes: [alone], alone: {eur_per_pickup: 1, eur_per_t: 0}";
    let own = OWN.replace("[h-film], vehicles: [van]", alone);
    let case =
        road("3", FLOWS, &(own + "    - {stream: both, joins: [card, film], vehicles: [van], frequency: [2]}\n"));
    assert_rounds(&solved(&case), &[("card", "a b", 90.0)]);
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    let text = pipeline::explain(&folder, &Subject::Company("a".to_owned())).unwrap_or_else(|error| panic!("{error}"));
    let text = text.replace('\u{a0}', " ");
    let told = "  both (1.50 t), each stream by itself: solved again with it pooled: 88.00 EUR a year more
    rounds, deliveries and haulage from hubs cost 90.00 EUR a year more with it: pooled if that were 88.00 less
";
    assert!(text.contains(told), "{text}");
}

/// Mixed, and each in a compartment of its own, of which either may be the larger.
#[rstest]
#[case::mixed(Drawn::new, 2026)]
#[case::apart(Drawn::new_apart, 2027)]
fn what_is_proposed_is_the_best_of_all_ways_to_share(#[case] draw: fn(&mut Numbers) -> Drawn, #[case] seed: u64) {
    let (mut numbers, mut shared) = (Numbers(seed), 0);
    for at in 0..50 {
        let drawn = draw(&mut numbers);
        let case = drawn.case();
        let outcome = solved(&case);
        let (found, best) = (outcome.certificate.objective, drawn.best());
        assert!((found - best).abs() <= 2e-6 * best.abs().max(1.0), "{at}: {found} is not {best}");
        shared += usize::from(outcome.rounds.iter().any(RoundPlan::shared));
    }
    assert!(shared > 12, "{shared} of them share a round");
}
