//! Small collections drawn at random, and the best of all proposals found by trying every one: an independent answer,
//! of which the program knows nothing.

use super::{Case, Numbers, between};

/// EUR, kgCO2e, km.
type Impact = [f64; 3];
type Spot = (f64, f64);

const SLACK: f64 = 1e-9;

#[derive(Debug)]
struct Stop {
    load: f64,
    eur_per_t: f64,
    pickups: f64,
    storage: Option<f64>,
    at: Spot,
    /// Hours of the day between which it is open.
    hours: Option<(f64, f64)>,
    /// On Monday, on Tuesday.
    closed: [bool; 2],
}

#[derive(Debug)]
struct Van {
    payload: f64,
    eur_per_km: f64,
    eur_per_hour: f64,
    eur_per_round: f64,
    co2e_per_km: f64,
    /// What a full van emits beyond an empty one, per km.
    more_when_full: Option<f64>,
    speed: f64,
    from_garage: bool,
}

/// A collection of one material by rounds, own deliveries (where there is a hub) and hauliers.
#[derive(Debug)]
pub struct Collection {
    stops: Vec<Stop>,
    vans: Vec<Van>,
    frequency: Vec<u32>,
    hub: Option<Spot>,
    plant: Spot,
    old: Spot,
    garage: Spot,
    round: bool,
    drop_off: bool,
    alone: bool,
    fee: [f64; 2],
    per_pickup: f64,
    per_tonne: f64,
    pickup_co2e: f64,
    radius: f64,
    drop_off_eur: f64,
    working_hours: f64,
    minimise: &'static str,
    carbon_price: f64,
    /// Pairs that may not share a round.
    pairs: Vec<(usize, usize)>,
    /// Lines of the haulier's list: from km, from t of a pickup, EUR a pickup, EUR/t.
    list: Vec<[f64; 4]>,
    rebate: Option<Rebate>,
}

/// What the haulier takes off: of whose tonnes, all or those beyond, from how many on, EUR/t.
#[derive(Debug)]
struct Rebate {
    of_stream: bool,
    all: bool,
    steps: Vec<(f64, f64)>,
}

impl Rebate {
    /// Step by step: each takes its part of the tonnes beyond it, or all of them.
    fn takes_off(&self, tonnes: f64) -> f64 {
        let (mut off, mut before) = (0.0, 0.0);
        for (from, less) in self.steps.iter().filter(|(from, _)| tonnes >= from - SLACK) {
            off = if self.all { less * tonnes } else { off + (less - before) * (tonnes - from).max(0.0) };
            before = *less;
        }
        off
    }
}

const SERVICE_MIN: f64 = 15.0;
const UNLOAD_MIN: f64 = 24.0;
const DROP_OFF_CO2E: f64 = 0.25;

fn road(a: Spot, b: Spot) -> f64 {
    (a.0 - b.0).abs() + (a.1 - b.1).abs()
}

impl Collection {
    /// Draws a collection of at most five stops, two vehicles and two frequencies.
    pub fn draw(numbers: &mut Numbers) -> Self {
        let spot = |n: &mut Numbers| (n.between(0, 20), n.between(0, 20));
        let stops = (0..numbers.count(1, 5))
            .map(|_| Stop {
                load: numbers.between(1, 20) / 10.0,
                eur_per_t: numbers.between(0, 30) * 10.0,
                pickups: numbers.between(0, 4),
                storage: numbers.one_in(4).then(|| numbers.between(2, 12) / 10.0),
                at: spot(numbers),
                hours: None,
                closed: [false; 2],
            })
            .collect();
        let vans = (0..numbers.count(1, 2))
            .map(|_| Van {
                payload: numbers.between(10, 35) / 10.0,
                eur_per_km: numbers.between(1, 8) / 8.0,
                eur_per_hour: numbers.between(0, 30),
                eur_per_round: numbers.between(0, 40),
                co2e_per_km: numbers.between(1, 8) / 8.0,
                more_when_full: None,
                speed: numbers.between(20, 60),
                from_garage: numbers.one_in(3),
            })
            .collect();
        let second = if numbers.one_in(2) { vec![1, 2] } else { vec![1, 4] };
        Self {
            stops,
            vans,
            frequency: if numbers.one_in(2) { vec![1] } else { second },
            hub: numbers.one_in(2).then(|| spot(numbers)),
            plant: spot(numbers),
            old: spot(numbers),
            garage: spot(numbers),
            round: !numbers.one_in(8),
            drop_off: numbers.one_in(2),
            alone: numbers.one_in(2),
            fee: [numbers.between(0, 15) * 10.0, numbers.between(0, 20) - 10.0],
            per_pickup: numbers.between(1, 12) * 10.0,
            per_tonne: numbers.between(0, 3) * 10.0,
            pickup_co2e: numbers.between(1, 8) / 8.0,
            radius: numbers.between(2, 15),
            drop_off_eur: numbers.between(1, 10) / 4.0,
            // never exactly the duration of a round
            working_hours: if numbers.one_in(3) { numbers.between(8, 16) / 4.0 + 0.013_7 } else { 12.0 },
            minimise: ["net_cost", "net_cost", "co2e", "km"][numbers.count(0, 3) as usize],
            carbon_price: numbers.between(0, 2) * 100.0,
            pairs: Vec::new(),
            list: Vec::new(),
            rebate: None,
        }
    }

    /// Draws one whose haulier has a price list by distance and by the tonnes of a pickup, and takes off by those of a year.
    pub fn draw_listed(numbers: &mut Numbers) -> Self {
        let mut drawn = Self::draw(numbers);
        drawn.alone = true;
        drawn.minimise = "net_cost";
        let line = |numbers: &mut Numbers, km: f64, t: f64| {
            [km, t, numbers.between(1, 12) * 10.0, numbers.between(0, 3) * 10.0]
        };
        let zones: Vec<f64> = [0.0, 10.5, 20.5].into_iter().filter(|km| *km == 0.0 || !numbers.one_in(3)).collect();
        for km in zones {
            if km > 0.0 {
                drawn.list.push(line(numbers, km, 0.0));
            }
            if numbers.one_in(2) {
                let class = numbers.between(1, 15) / 10.0 + 0.05;
                drawn.list.push(line(numbers, km, class));
            }
        }
        let (of_stream, all) = (!numbers.one_in(4), numbers.one_in(2));
        let mut steps: Vec<(f64, f64)> = Vec::new();
        for _ in 0..numbers.count(1, 3) {
            let from = steps.last().map_or(0.0, |step| step.0) + numbers.between(2, 15) / 10.0;
            // not exactly what some companies have
            steps.push((from + 0.01, numbers.between(1, 12) * 5.0));
        }
        drawn.rebate = (!numbers.one_in(4)).then_some(Rebate { of_stream, all, steps });
        drawn
    }

    /// What a pickup costs, and a tonne: of the lines whose distance is reached, those farthest out; of them, the heaviest.
    fn listed(&self, km: f64, load: f64) -> (f64, f64) {
        let own = [0.0, 0.0, self.per_pickup, self.per_tonne];
        let near = || [own].into_iter().chain(self.list.iter().copied()).filter(|line| line[0] <= km + SLACK);
        let zone = near().map(|line| line[0]).fold(0.0, f64::max);
        let lines = near().filter(|line| line[0] >= zone && line[1] <= load + SLACK);
        let line = lines.max_by(|a, b| a[1].total_cmp(&b[1])).unwrap();
        (line[2], line[3])
    }

    /// Whether some of the companies named reach a line of the list.
    pub fn in_bands(&self, names: &[&str]) -> bool {
        let reached = |stop: &&Stop| {
            let visits = self.visits(stop).unwrap();
            let (km, load) = (road(stop.at, self.plant), stop.load / visits);
            self.listed(km, load) != (self.per_pickup, self.per_tonne)
        };
        self.named(names).any(|stop| reached(&stop))
    }

    /// What the haulier takes off that comes to the companies named, EUR a year.
    pub fn takes_off(&self, names: &[&str]) -> f64 {
        let Some(rebate) = &self.rebate else { return 0.0 };
        if rebate.of_stream {
            return rebate.takes_off(self.named(names).map(|stop| stop.load).sum());
        }
        self.named(names).map(|stop| rebate.takes_off(stop.load)).sum()
    }

    fn named<'s>(&'s self, names: &'s [&str]) -> impl Iterator<Item = &'s Stop> {
        let stops = self.stops.iter().enumerate();
        stops.filter(|(index, _)| names.contains(&format!("c{index}").as_str())).map(|(_, stop)| stop)
    }

    /// Draws one of at most three stops, dear today, the first often too large for one visit.
    pub fn draw_large(numbers: &mut Numbers) -> Self {
        let mut drawn = Self::draw(numbers);
        drawn.round = true;
        drawn.stops.truncate(3);
        drawn.stops[0].load *= 3.0;
        drawn.stops.iter_mut().for_each(|stop| stop.eur_per_t += 200.0);
        drawn.per_pickup *= 3.0;
        drawn
    }

    /// Draws one whose vans emit by their load, where emissions count.
    pub fn draw_laden(numbers: &mut Numbers) -> Self {
        let mut drawn = Self::draw(numbers);
        drawn.round = true;
        drawn.minimise = ["net_cost", "net_cost", "co2e"][numbers.count(0, 2) as usize];
        drawn.carbon_price = numbers.between(0, 8) * 250.0;
        for van in &mut drawn.vans {
            van.more_when_full = (!numbers.one_in(4)).then(|| numbers.between(0, 16) / 8.0);
        }
        drawn
    }

    /// Draws one whose companies open and close, some on one of two days, some of which may not meet.
    pub fn draw_ruled(numbers: &mut Numbers) -> Self {
        let mut drawn = Self::draw(numbers);
        drawn.round = true;
        for stop in &mut drawn.stops {
            // never exactly when a vehicle arrives
            let opens = 8.0 + numbers.between(0, 28) / 4.0 + 0.011_3;
            stop.hours = numbers.one_in(2).then(|| (opens, opens + numbers.between(2, 12) / 4.0 + 0.021_9));
            stop.closed = [numbers.one_in(5), numbers.one_in(5)];
        }
        let n = drawn.stops.len();
        let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
        drawn.pairs = pairs.filter(|_| numbers.one_in(5)).collect();
        drawn
    }

    /// The same as tables and a scenario.
    pub fn case(&self) -> Case {
        let mut companies = "company,name,opens,closes,closed_days\ngarage,G,,,\n".to_owned();
        let mut flows =
            "company,direction,material,quantity,unit,cost_eur_per_t,pickups_per_year,storage_t,facility,evidence\n"
                .to_owned();
        let mut places =
            vec![("plant".to_owned(), self.plant), ("old".to_owned(), self.old), ("garage".to_owned(), self.garage)];
        for (index, stop) in self.stops.iter().enumerate() {
            let (opens, closes) = stop.hours.map_or_else(Default::default, |(a, b)| (a.to_string(), b.to_string()));
            let holidays: Vec<&str> =
                ["mon", "tue"].into_iter().zip(stop.closed).filter(|(_, c)| *c).map(|(d, _)| d).collect();
            companies += &format!("c{index},C,{opens},{closes},{}\n", holidays.join(" "));
            let storage = stop.storage.map_or_else(String::new, |storage| storage.to_string());
            flows += &format!(
                "c{index},out,e-one,{},t,{},{},{storage},old,measured\n",
                stop.load, stop.eur_per_t, stop.pickups
            );
            places.push((format!("c{index}"), stop.at));
        }
        let mut facilities = "facility,name,local,hub\nplant,P,yes,no\nold,O,no,no\n".to_owned();
        if let Some(at) = self.hub {
            facilities += "hub,H,yes,yes\n";
            places.push(("hub".to_owned(), at));
        }
        let mut vehicles = "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km,\
                            empty_co2e_kg_per_km,full_co2e_kg_per_km,speed_kmh,depot\n"
            .to_owned();
        for (index, van) in self.vans.iter().enumerate() {
            let Van { payload, eur_per_km, eur_per_hour, eur_per_round, co2e_per_km, speed, from_garage, .. } = van;
            let emissions = match van.more_when_full {
                Some(more) => format!(",{co2e_per_km},{}", co2e_per_km + more),
                None => format!("{co2e_per_km},,"),
            };
            let depot = if *from_garage { "garage" } else { "" };
            vehicles += &format!(
                "v{index},{payload},{eur_per_km},{eur_per_hour},{eur_per_round},{emissions},{speed},{depot}\n"
            );
        }
        let process =
            format!("process,input,operation_code,co2e_kg_per_t\ne-melt,e-one,R4,{}\ne-dump,e-two,D1,0\n", self.fee[1]);
        let operations = format!("facility,process,cost_eur_per_t\nplant,e-melt,{}\nold,e-dump,0\n", self.fee[0]);
        let places: Vec<(&str, Spot)> = places.iter().map(|(name, at)| (name.as_str(), *at)).collect();
        let tables = [
            ("companies", companies),
            ("flows", flows),
            ("materials", "material\ne-one\ne-two\n".to_owned()),
            ("processes", process),
            ("facilities", facilities),
            ("operations", operations),
            ("vehicles", vehicles),
            ("distances", between(&places, road)),
        ];
        Case::new(&tables, &self.scenario())
    }

    fn scenario(&self) -> String {
        let modes = [("round", self.round), ("drop_off", self.drop_off), ("alone", self.alone)];
        let mut modes: Vec<&str> = modes.iter().filter(|(_, asked)| *asked).map(|(mode, _)| *mode).collect();
        if modes.is_empty() {
            modes.push("round");
        }
        let pairs: Vec<String> = self.pairs.iter().map(|(a, b)| format!("[c{a}, c{b}]")).collect();
        let excluded =
            if pairs.is_empty() { String::new() } else { format!("      excluded_pairs: [{}]\n", pairs.join(", ")) };
        let vans: Vec<String> = (0..self.vans.len()).map(|index| format!("v{index}")).collect();
        format!(
            "synergies:\n  collection:\n    - stream: s\n      materials: [e-one]\n      modes: [{}]\n      vehicles: [{}]\n      frequency: {:?}\n      days: [mon, tue]\n{excluded}\
             \x20     alone: {{eur_per_pickup: {}, eur_per_t: {}{}}}\n      drop_off: {{max_km: {}, eur_per_km: {}, co2e_kg_per_km: {DROP_OFF_CO2E}}}\n\
             objective: {{minimise: {}, co2e_eur_per_t: {}}}\n\
             assume: {{service_min: {SERVICE_MIN}, unload_min: {UNLOAD_MIN}, working_time_h: {}, pickup: {{co2e_kg_per_km: {}}}}}\n",
            modes.join(", "),
            vans.join(", "),
            self.frequency,
            self.per_pickup,
            self.per_tonne,
            self.price_list(),
            self.radius,
            self.drop_off_eur,
            self.minimise,
            self.carbon_price,
            self.working_hours,
            self.pickup_co2e,
        )
    }

    /// The list and the rebate as keys of `alone`.
    fn price_list(&self) -> String {
        let line = |[km, t, pickup, per_t]: &[f64; 4]| {
            format!("{{from_km: {km}, from_t: {t}, eur_per_pickup: {pickup}, eur_per_t: {per_t}}}")
        };
        let lines: Vec<String> = self.list.iter().map(line).collect();
        let mut text = if lines.is_empty() { String::new() } else { format!(", bands: [{}]", lines.join(", ")) };
        if let Some(rebate) = &self.rebate {
            let step = |(from, less): &(f64, f64)| format!("{{from_t: {from}, less_eur_per_t: {less}}}");
            let steps: Vec<String> = rebate.steps.iter().map(step).collect();
            let of = if rebate.of_stream { "stream" } else { "company" };
            let applies = if rebate.all { "all" } else { "beyond" };
            text += &format!(", rebate: {{of: {of}, applies: {applies}, steps: [{}]}}", steps.join(", "));
        }
        text
    }

    fn weigh(&self, [eur, co2e, km]: Impact) -> f64 {
        match self.minimise {
            "net_cost" => eur + self.carbon_price * co2e / 1000.0,
            "co2e" => co2e,
            _ => km,
        }
    }

    /// Of each stop, as often as it has parts: a stop that no van takes in one visit, however often it comes, is cut into
    /// the fewest equal parts that the largest takes.
    fn parts(&self) -> Vec<usize> {
        let largest = self.vans.iter().map(|van| van.payload).fold(0.0, f64::max);
        let often = self.frequency.iter().copied().map(f64::from).fold(0.0, f64::max);
        let stops = self.stops.iter().enumerate();
        stops
            .flat_map(|(index, stop)| {
                vec![
                    index;
                    (1..=20_u32).find(|n| stop.load / often / f64::from(*n) <= largest + SLACK).unwrap() as usize
                ]
            })
            .collect()
    }

    /// The least value of the objective over every choice of modes, every partition into rounds and every order.
    pub fn best(&self) -> f64 {
        let n = self.stops.len();
        let parts = self.parts();
        let rounds = self.partitions(&parts);
        let mut best = f64::INFINITY;
        // outside, round, drop-off, alone for each stop
        for code in 0..4_usize.pow(u32::try_from(n).unwrap()) {
            let modes: Vec<usize> = (0..n).map(|stop| code / 4_usize.pow(u32::try_from(stop).unwrap()) % 4).collect();
            let by_round = (0..parts.len()).filter(|&i| modes[parts[i]] == 1).fold(0, |set, i| set | 1 << i);
            let mut service = rounds[by_round];
            for (index, stop) in self.stops.iter().enumerate() {
                service += match modes[index] {
                    2 => self.delivery(stop),
                    3 => self.pickup(stop),
                    _ => 0.0,
                };
            }
            let alone: Vec<String> = (0..n).filter(|&stop| modes[stop] == 3).map(|stop| format!("c{stop}")).collect();
            let off = self.takes_off(&alone.iter().map(String::as_str).collect::<Vec<_>>());
            service -= self.weigh([off, 0.0, 0.0]);
            if service.is_finite() {
                best = best.min(service + self.goods(&modes));
            }
        }
        best
    }

    fn keep(&self, stop: &Stop) -> f64 {
        let km = stop.pickups * 2.0 * road(stop.at, self.old) / stop.load;
        self.weigh([stop.eur_per_t, km * self.pickup_co2e, km])
    }

    /// Treatment, today's outlets and haulage from the hub, when each stop is served in its mode.
    fn goods(&self, modes: &[usize]) -> f64 {
        let fee = self.weigh([self.fee[0], self.fee[1], 0.0]);
        let (mut cost, mut by_hub) = (0.0, Vec::new());
        for (stop, mode) in self.stops.iter().zip(modes) {
            let keep = self.keep(stop);
            cost += stop.load * keep;
            let saved = keep - fee;
            let onward = self.hub.map_or(0.0, |hub| self.carried(&self.vans[0], road(hub, self.plant)));
            match mode {
                0 => {}
                1 | 2 if self.hub.is_some() => by_hub.push(((saved - onward).max(0.0), stop.load)),
                _ => cost -= stop.load * saved.max(0.0),
            }
        }
        let Some(hub) = self.hub else { return cost };
        // each trip takes a payload of what saves most
        by_hub.sort_by(|a, b| b.0.total_cmp(&a.0));
        let van = &self.vans[0];
        let km = 2.0 * road(hub, self.plant);
        let trip = self.run(van, km, km / van.speed + 2.0 * UNLOAD_MIN / 60.0);
        let mut best = f64::INFINITY;
        for trips in 0..=12 {
            let (mut room, mut saved) = (f64::from(trips) * van.payload, 0.0);
            for (per_tonne, load) in &by_hub {
                let hauled = load.min(room);
                room -= hauled;
                saved += per_tonne * hauled;
            }
            best = best.min(cost + f64::from(trips) * trip - saved);
        }
        best
    }

    fn run(&self, van: &Van, km: f64, hours: f64) -> f64 {
        let eur = van.eur_per_km * km + van.eur_per_hour * hours + van.eur_per_round;
        self.weigh([eur, van.co2e_per_km * km, km])
    }

    /// What t.km on board weigh.
    fn carried(&self, van: &Van, tkm: f64) -> f64 {
        self.weigh([0.0, van.more_when_full.unwrap_or(0.0) / van.payload * tkm, 0.0])
    }

    /// The fewest visits that keep a stop's storage.
    fn visits(&self, stop: &Stop) -> Option<f64> {
        self.frequency
            .iter()
            .copied()
            .map(f64::from)
            .find(|n| stop.load / n <= stop.storage.unwrap_or(f64::INFINITY) + SLACK)
    }

    fn delivery(&self, stop: &Stop) -> f64 {
        let reach = self.hub.filter(|_| self.drop_off).map(|hub| road(stop.at, hub)).filter(|km| *km <= self.radius);
        let Some((km, visits)) = reach.zip(self.visits(stop)) else { return f64::INFINITY };
        let km = 2.0 * km * visits;
        self.weigh([km * self.drop_off_eur, km * DROP_OFF_CO2E, km])
    }

    fn pickup(&self, stop: &Stop) -> f64 {
        let Some(visits) = self.visits(stop).filter(|_| self.alone) else { return f64::INFINITY };
        let km = 2.0 * road(stop.at, self.plant) * visits;
        let (pickup, per_tonne) = self.listed(road(stop.at, self.plant), stop.load / visits);
        self.weigh([visits * pickup + stop.load * per_tonne, km * self.pickup_co2e, km])
    }

    /// For each set of parts, the least cost of rounds that visit each of them once.
    fn partitions(&self, parts: &[usize]) -> Vec<f64> {
        let n = parts.len();
        let asked = self.round || (!self.drop_off && !self.alone);
        let mut best = vec![f64::INFINITY; 1 << n];
        best[0] = 0.0;
        let single: Vec<f64> =
            (0..1 << n).map(|set| if asked { self.one_round(parts, set) } else { f64::INFINITY }).collect();
        for set in 1_usize..1 << n {
            let first = 1 << set.trailing_zeros();
            for part in (1..=set).filter(|part| part & set == *part && part & first != 0) {
                best[set] = best[set].min(single[part] + best[set ^ part]);
            }
        }
        best
    }

    /// The best round over exactly a set of parts, of any vehicle and frequency, in any order.
    fn one_round(&self, parts: &[usize], set: usize) -> f64 {
        let visited: Vec<usize> =
            parts.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, s)| *s).collect();
        let stops: Vec<&Stop> = visited.iter().map(|&stop| &self.stops[stop]).collect();
        let share = |stop: usize| f64::from(u32::try_from(parts.iter().filter(|part| **part == stop).count()).unwrap());
        if stops.is_empty() {
            return f64::INFINITY;
        }
        let apart = self.pairs.iter().any(|(a, b)| visited.contains(a) && visited.contains(b));
        let no_day = (0..2).all(|day| stops.iter().any(|stop| stop.closed[day]));
        if apart || no_day {
            return f64::INFINITY;
        }
        let unload = self.hub.unwrap_or(self.plant);
        let mut best = f64::INFINITY;
        for van in &self.vans {
            let depot = if van.from_garage { self.garage } else { unload };
            for visits in self.frequency.iter().copied().map(f64::from) {
                let stored = stops.iter().all(|s| s.load / visits <= s.storage.unwrap_or(f64::INFINITY) + SLACK);
                let load: f64 = visited.iter().map(|&stop| self.stops[stop].load / visits / share(stop)).sum();
                if !stored || load > van.payload + SLACK {
                    continue;
                }
                let mut loaded: Vec<(&Stop, f64)> =
                    visited.iter().map(|&s| (&self.stops[s], self.stops[s].load / visits / share(s))).collect();
                orders(&mut loaded, 0, &mut |loaded| {
                    let order: Vec<&Stop> = loaded.iter().map(|(stop, _)| *stop).collect();
                    let path = [depot].into_iter().chain(order.iter().map(|stop| stop.at)).chain([unload, depot]);
                    let path: Vec<Spot> = path.collect();
                    let km: f64 = path.windows(2).map(|leg| road(leg[0], leg[1])).sum();
                    let legs: Vec<f64> = path.windows(2).map(|leg| road(leg[0], leg[1]) / van.speed).collect();
                    // what is loaded at a stop is on board of every leg from there to the place of unloading
                    let ways = (1..=order.len())
                        .map(|at| path[at..=order.len() + 1].windows(2).map(|leg| road(leg[0], leg[1])).sum::<f64>());
                    let tkm: f64 = ways.zip(loaded).map(|(way, (_, load))| way * load).sum();
                    if let Some(hours) = self.shortest(&order, &legs) {
                        best = best.min(visits * (self.run(van, km, hours) + self.carried(van, tkm)));
                    }
                });
            }
        }
        best
    }
}

impl Collection {
    /// The least duration of a round with its unloading, whenever it leaves; none when it cannot be done in the day.
    fn shortest(&self, order: &[&Stop], legs: &[f64]) -> Option<f64> {
        let service = SERVICE_MIN / 60.0;
        // the duration is piecewise linear in the leaving: its least is where a visit begins at an opening or ends at a
        // closing without waiting, or at the beginning of the day
        let mut leavings = vec![8.0];
        let mut work = 0.0;
        for (stop, leg) in order.iter().zip(legs) {
            work += leg;
            leavings.extend(stop.hours.into_iter().flat_map(|(opens, closes)| [opens - work, closes - service - work]));
            work += service;
        }
        let durations = leavings.into_iter().filter(|leaving| *leaving >= 8.0 - SLACK).filter_map(|leaving| {
            let mut now = leaving;
            for (stop, leg) in order.iter().zip(legs) {
                let (opens, closes) = stop.hours.unwrap_or((0.0, f64::INFINITY));
                now = (now + leg).max(opens) + service;
                if now > closes + SLACK {
                    return None;
                }
            }
            now += legs[order.len()..].iter().sum::<f64>() + UNLOAD_MIN / 60.0;
            (now <= 8.0 + self.working_hours + SLACK).then_some(now - leaving)
        });
        durations.min_by(f64::total_cmp)
    }
}

/// Every order of the items from an index on.
fn orders<T: Copy>(items: &mut Vec<T>, from: usize, visit: &mut impl FnMut(&[T])) {
    if from == items.len() {
        visit(items);
        return;
    }
    for index in from..items.len() {
        items.swap(from, index);
        orders(items, from + 1, visit);
        items.swap(from, index);
    }
}
