//! Two streams that may share a vehicle, drawn at random, and the best of all ways to collect them found by trying every one:
//! an independent answer, of which the program knows nothing.

use super::{Case, Numbers, between};

/// What is collected, and the plant that takes both.
pub const TABLES: [(&str, &str); 4] = [
    ("materials", "material\nh-card\nh-film\n"),
    ("processes", "process,input,operation_code,co2e_kg_per_t\nh-baling,h-card,R3,0\nh-washing,h-film,R3,0\n"),
    ("facilities", "facility,name,local\nplant,Plant,yes\n"),
    ("operations", "facility,process,cost_eur_per_t\nplant,h-baling,50\nplant,h-washing,50\n"),
];

/// A territory drawn at random: two streams, two vans, the stops of which are served by rounds of their own, together, by
/// a haulier alone, or not at all.
pub struct Drawn {
    at: Vec<(f64, f64)>,
    loads: Vec<[f64; 2]>,
    storage: Vec<Option<f64>>,
    plant: (f64, f64),
    payload: f64,
    /// What keeps the two streams apart on board.
    compartments: Option<[f64; 2]>,
    eur: [f64; 3],
    pickup: f64,
    outlet: f64,
}

fn road_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).abs() + (a.1 - b.1).abs()
}

impl Drawn {
    pub fn new(numbers: &mut Numbers) -> Self {
        let n = numbers.count(2, 3);
        let spot = |n: &mut Numbers| (n.between(0, 20), n.between(0, 20));
        Self {
            at: (0..n).map(|_| spot(numbers)).collect(),
            loads: (0..n).map(|_| [numbers.between(2, 20) / 10.0, numbers.between(0, 10) / 10.0]).collect(),
            storage: (0..n).map(|_| numbers.one_in(3).then(|| numbers.between(2, 10) / 10.0)).collect(),
            plant: spot(numbers),
            payload: numbers.between(10, 40) / 10.0,
            compartments: None,
            eur: [numbers.between(1, 8) / 8.0, numbers.between(0, 30), numbers.between(0, 40)],
            pickup: numbers.between(20, 120),
            outlet: numbers.between(10, 60) * 10.0,
        }
    }

    /// One whose van keeps the two apart; together its compartments may take more, or less, than it can carry.
    pub fn new_apart(numbers: &mut Numbers) -> Self {
        let drawn = Self::new(numbers);
        let part = |n: &mut Numbers| drawn.payload * n.between(2, 8) / 10.0;
        Self { compartments: Some([part(numbers), part(numbers)]), ..drawn }
    }

    pub fn case(&self) -> Case {
        let (mut companies, mut places) = ("company,name\n".to_owned(), vec![("plant".to_owned(), self.plant)]);
        let mut flows = "company,direction,material,quantity,unit,cost_eur_per_t,storage_t,evidence\n".to_owned();
        for (index, at) in self.at.iter().enumerate() {
            companies += &format!("c{index},C\n");
            places.push((format!("c{index}"), *at));
            for (of, load) in self.loads[index].iter().enumerate().filter(|(_, load)| **load > 0.0) {
                let storage = self.storage[index].filter(|_| of == 1).map_or_else(String::new, |it| it.to_string());
                let material = ["h-card", "h-film"][of];
                flows += &format!("c{index},out,{material},{load},t,{},{storage},measured\n", self.outlet);
            }
        }
        let [km, hour, round] = self.eur;
        let vehicles = format!(
            "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km,speed_kmh,compartments_t\nvan,{},{km},{hour},{round},0.3,40,{}\n",
            self.payload,
            self.compartments.map_or_else(String::new, |[a, b]| format!("{a} {b}"))
        );
        let places: Vec<(&str, (f64, f64))> = places.iter().map(|(name, at)| (name.as_str(), *at)).collect();
        let distances = between(&places, road_km);
        let mut tables: Vec<(&str, &str)> = TABLES.to_vec();
        tables.extend([
            ("companies", companies.as_str()),
            ("flows", flows.as_str()),
            ("vehicles", vehicles.as_str()),
            ("distances", distances.as_str()),
        ]);
        let own = |name: &str| {
            format!(
                "    - {{stream: {name}, materials: [h-{name}], modes: [round, alone], vehicles: [van], frequency: [1, 4], alone: {{eur_per_pickup: {}, eur_per_t: 0}}}}\n",
                self.pickup
            )
        };
        let both = "    - {stream: both, joins: [card, film]}\n";
        let streams = own("card") + &own("film") + both;
        let scenario = format!(
            "synergies:\n  collection:\n{streams}assume: {{service_min: 15, unload_min: 30, working_time_h: 24}}\n"
        );
        Case::new(&tables, &scenario)
    }

    fn load(&self, of: usize, stop: usize) -> f64 {
        if of == 2 { self.loads[stop].iter().sum() } else { self.loads[stop][of] }
    }

    /// The stops of a collection (card, film, both), each as often as the vans that it fills.
    fn parts(&self, of: usize) -> Vec<(usize, f64)> {
        let stops = (0..self.at.len()).filter(|&stop| self.load(of, stop) > 0.0);
        stops
            .flat_map(|stop| {
                let load = self.load(of, stop);
                let fits = |n: &u32| self.fits(of, &[(stop, load / f64::from(*n) / 4.0)]);
                let parts = (1..50_u32).find(fits).unwrap();
                vec![(stop, load / f64::from(parts)); parts as usize]
            })
            .collect()
    }

    /// Whether a van takes so much at each of some stops: of both streams each in a compartment, either way round.
    fn fits(&self, of: usize, visits: &[(usize, f64)]) -> bool {
        let all: f64 = visits.iter().map(|visit| visit.1).sum();
        let share = |of: usize| -> f64 {
            visits.iter().map(|(stop, load)| load * self.loads[*stop][of] / self.load(2, *stop)).sum()
        };
        let apart = self.compartments.is_none_or(|[a, b]| {
            let within = |a: f64, b: f64| share(0) <= a + 1e-9 && share(1) <= b + 1e-9;
            of < 2 || within(a, b) || within(b, a)
        });
        all <= self.payload + 1e-9 && apart
    }

    fn keeps(&self, of: usize, stop: usize, times: f64) -> bool {
        of == 0 || self.loads[stop][1] / times <= self.storage[stop].unwrap_or(f64::INFINITY) + 1e-9
    }

    /// The least yearly cost of one round over some parts.
    fn one_round(&self, of: usize, parts: &[(usize, f64)]) -> f64 {
        let mut best = f64::INFINITY;
        for times in [1.0, 4.0] {
            let visits: Vec<(usize, f64)> = parts.iter().map(|part| (part.0, part.1 / times)).collect();
            if !self.fits(of, &visits) || !parts.iter().all(|part| self.keeps(of, part.0, times)) {
                continue;
            }
            let count = f64::from(u32::try_from(parts.len()).unwrap());
            let mut orders = vec![(self.plant, 0.0, (0..parts.len()).collect::<Vec<_>>())];
            while let Some((at, km, left)) = orders.pop() {
                if left.is_empty() {
                    let km = km + road_km(at, self.plant);
                    let hours = km / 40.0 + count * 0.25 + 0.5;
                    best = best.min(times * (self.eur[0] * km + self.eur[1] * hours + self.eur[2]));
                }
                for &next in &left {
                    let to = self.at[parts[next].0];
                    let others = left.iter().copied().filter(|other| *other != next).collect();
                    orders.push((to, km + road_km(at, to), others));
                }
            }
        }
        best
    }

    /// The least cost of rounds that visit all parts of some stops, by the set of these stops.
    fn rounds(&self, of: usize) -> Vec<f64> {
        let parts = self.parts(of);
        let chosen = |set: usize| -> Vec<(usize, f64)> {
            (0..parts.len()).filter(|at| set >> at & 1 == 1).map(|at| parts[at]).collect()
        };
        let single: Vec<f64> = (0..1 << parts.len()).map(|set| self.one_round(of, &chosen(set))).collect();
        let mut best = vec![f64::INFINITY; 1 << parts.len()];
        best[0] = 0.0;
        for set in 1_usize..1 << parts.len() {
            let first = 1 << set.trailing_zeros();
            for part in (1..=set).filter(|part| part & set == *part && part & first != 0) {
                best[set] = best[set].min(single[part] + best[set ^ part]);
            }
        }
        let of_stops = |stops: usize| {
            (0..parts.len()).filter(|at| stops >> parts[*at].0 & 1 == 1).fold(0, |set, at| set | 1 << at)
        };
        (0..1_usize << self.at.len()).map(|stops| best[of_stops(stops)]).collect()
    }

    /// The least cost over every way to serve each stop: together, or each stream by its round, alone, or not at all.
    pub fn best(&self) -> f64 {
        let rounds = [self.rounds(0), self.rounds(1), self.rounds(2)];
        let mut best = f64::INFINITY;
        for code in 0..10_usize.pow(u32::try_from(self.at.len()).unwrap()) {
            let (mut sets, mut cost, mut rest) = ([0; 3], 0.0, code);
            for stop in 0..self.at.len() {
                let choice = rest % 10;
                rest /= 10;
                let ways = if choice == 9 { [3, 3] } else { [choice / 3, choice % 3] };
                sets[2] |= usize::from(choice == 9) << stop;
                for of in 0..2 {
                    let load = self.loads[stop][of];
                    sets[of] |= usize::from(ways[of] == 1 && load > 0.0) << stop;
                    cost += match ways[of] {
                        0 => load * self.outlet,
                        2 if load > 0.0 => {
                            let times = [1.0, 4.0].into_iter().find(|times| self.keeps(of, stop, *times));
                            load * 50.0 + times.map_or(f64::INFINITY, |times| times * self.pickup)
                        }
                        _ => load * 50.0,
                    };
                }
            }
            best = best.min(cost + (0..3).map(|of| rounds[of][sets[of]]).sum::<f64>());
        }
        best
    }
}
