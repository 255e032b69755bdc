//! Small territories whose programs are kept as golden files, with their optimum worked out by hand.

use super::{Case, on_a_line};

/// A territory, a scenario, and the least value of its objective.
#[derive(Debug, Clone, Copy)]
pub struct Golden {
    pub tables: &'static [(&'static str, &'static str)],
    /// Places on a line, km.
    pub places: &'static [(&'static str, f64)],
    pub scenario: &'static str,
    pub optimum: f64,
}

impl Golden {
    pub fn case(&self) -> Case {
        let mut tables: Vec<(&str, String)> =
            self.tables.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        tables.push(("distances", on_a_line(self.places)));
        Case::new(&tables, self.scenario)
    }
}

/// 10 t out at 20 EUR/t, 4 t in at 100 EUR/t, 5 km apart: 4 t go over, at 1 + 0.2 x 5 = 2 EUR/t, with 7 EUR for the
/// link. 6 x 20 + 4 x 2 + 7 = 135.
pub const REUSE: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,20,measured\n\
             d,b,in,g-one,4,t,100,measured\n",
        ),
    ],
    places: &[("a", 0.0), ("b", 5.0)],
    scenario: "synergies: {reuse: {min_lot_t: 3, link_eur_per_year: 7}}\n\
               assume: {haulage: {eur_per_t: 1, eur_per_t_km: 0.2}}\n",
    optimum: 135.0,
};

/// 10 t out at 50 EUR/t, in pieces of 100 kg. A candidate (11 EUR a year) takes 6 t in all at 10 EUR/t: `g-fix` at most
/// 20 pieces, 2 t, made into `g-good` sold at 100 EUR/t; `g-cut` at most 5 t, half of it `g-bad` at 30 EUR/t of
/// disposal. Haulage 1 EUR/t. A tonne fixed: -50 + 1 + 10 - 100 = -139; a tonne cut -50 + 1 + 10 + 15 = -24; the 6 t
/// bind: 2 fixed, 4 cut. 500 - 278 - 96 + 11 = 137.
pub const CAPACITY: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\n"),
        ("materials", "material,unit_kg,market_eur_per_t\ng-one,100,\ng-good,,100\ng-bad,,\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,50,measured\n",
        ),
        ("processes", "process,input,operation_code,co2e_kg_per_t\ng-fix,g-one,R4,0\ng-cut,g-one,R12,0\n"),
        ("yields", "process,output,yield\ng-fix,g-good,1\ng-cut,g-bad,0.5\n"),
        ("facilities", "facility,name,local,status,opening_eur_per_year,capacity_t\nj,J,yes,candidate,11,6\n"),
        ("operations", "facility,process,cost_eur_per_t,capacity_t,capacity_units\nj,g-fix,10,,20\nj,g-cut,10,5,\n"),
    ],
    places: &[("a", 0.0), ("j", 3.0)],
    scenario: "synergies: {reuse: {}}\n\
               assume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}, disposal: {eur_per_t: 30, co2e_kg_per_t: 0}}\n",
    optimum: 137.0,
};

/// An input of 10 t at 100 EUR/t takes 0.2 of `oil` at most; its supply has 0. One output has 0.5 (8 t at 40 EUR/t),
/// another 0.1 (2 t at 0 EUR/t) and dilutes. Haulage is free. 2 t of the clean one replace supply: -100 each; x t of the
/// oily one -140 each, with 0.5 x + 0.1 x 2 <= 0.2 x 10: x = 3.6. 10 x 100 + 8 x 40 - 200 - 504 = 616.
pub const QUALITY: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\nc,C\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\noily,a,out,g-one,8,t,40,measured\n\
             clean,b,out,g-one,2,t,0,measured\nd,c,in,g-one,10,t,100,measured\n",
        ),
        ("qualities", "flow,property,value,bound\noily,oil,0.5,content\nclean,oil,0.1,content\nd,oil,0.2,at_most\n"),
    ],
    places: &[("a", 0.0), ("b", 1.0), ("c", 2.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 0, eur_per_t_km: 0}}\n",
    optimum: 616.0,
};

const TREATMENT: &str = "process,input,operation_code,co2e_kg_per_t\ng-melt,g-one,R4,0\n";

/// Two companies of 1 and 1.5 t at 300 EUR/t, 10 and 20 km beyond the hub; a plant 30 km on the other side, 0 EUR/t.
/// The van takes 2 t: together they do not fit. Rounds, EUR: 10 + 1 x 20 km = 30 for a, 10 + 40 = 50 for b; a's own
/// delivery 0.5 x 20 = 10; alone 90. The trunk carries 2 t a trip at 10 + 60 = 70 EUR: with both 2 trips.
/// a by itself and b by a round: 10 + 50 + 140 = 200; with one trip 0.5 t stays at a for 150: 10 + 50 + 70 + 150 = 280;
/// b alone to the plant: 10 + 70 + 90 = 170; both alone 180; only b alone, a outside 390.
pub const COLLECTION: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,1,t,300,measured\n\
             g,b,out,g-one,1.5,t,300,measured\n",
        ),
        ("processes", TREATMENT),
        ("facilities", "facility,name,local,hub\nh,H,yes,yes\nj,J,yes,no\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-melt,0\n"),
        ("vehicles", "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km\nvan,2,1,0,10,0\n"),
    ],
    places: &[("a", 10.0), ("b", 20.0), ("h", 0.0), ("j", -30.0)],
    scenario: "synergies:\n  collection:\n    - stream: s\n      materials: [g-one]\n      modes: [round, drop_off, alone]\n\
               \x20     vehicles: [van]\n      alone: {eur_per_pickup: 90, eur_per_t: 0}\n\
               \x20     drop_off: {max_km: 15, eur_per_km: 0.5, co2e_kg_per_km: 0}\n",
    optimum: 170.0,
};

/// a, 10 km from the plant, has 1 t of one material and 0.5 t of another; b, as far on the other side, 1 t of the other; all
/// at 300 EUR/t. A round is 10 EUR and 1 EUR/km, 30 EUR to either. With a van of 2 t two rounds are needed to fetch 2.5 t, and
/// do when one of them takes what a has together: 60 EUR.
pub const SHARED: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\n"),
        ("materials", "material\ng-one\ng-two\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,1,t,300,measured\n\
             g,a,out,g-two,0.5,t,300,measured\nh,b,out,g-two,1,t,300,measured\n",
        ),
        ("processes", "process,input,operation_code,co2e_kg_per_t\ng-melt,g-one,R4,0\ng-wash,g-two,R4,0\n"),
        ("facilities", "facility,name,local\nj,J,yes\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-melt,0\nj,g-wash,0\n"),
        ("vehicles", "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km\nvan,2,1,0,10,0\n"),
    ],
    places: &[("a", 10.0), ("b", -10.0), ("j", 0.0)],
    scenario: "synergies:\n  collection:\n    - {stream: one, materials: [g-one], vehicles: [van]}\n\
               \x20   - {stream: two, materials: [g-two], vehicles: [van]}\n    - {stream: both, joins: [one, two]}\n",
    optimum: 60.0,
};

/// As `COLLECTION` with both alone, 90 EUR each, and a contract for 4 t: 1.5 t are missing, at 200 EUR 300. With today's
/// outlets at 300 EUR/t, 750 in all, both go: 180 + 300 = 480; one alone is worse, 90 + 200 x 3 + 450 or 90 + 200 x 2.5 + 300.
pub const POOLED: Golden = Golden {
    scenario: "synergies:\n  collection:\n    - stream: s\n      materials: [g-one]\n      modes: [alone]\n\
               \x20     alone: {eur_per_pickup: 90, eur_per_t: 0}\n\
               \x20     contract: {min_t: 4, eur_per_missing_t: 200}\n",
    optimum: 480.0,
    ..COLLECTION
};

/// As `COLLECTION` with both alone at 90 EUR and 20 EUR/t, from 45 km on, where b is, at 150 EUR: 110 and 180. From 2 t a
/// year on, which they reach together, the haulier takes 16 EUR off each of the 2.5 t: 290 - 40 = 250.
pub const REBATE: Golden = Golden {
    scenario: "synergies:\n  collection:\n    - stream: s\n      materials: [g-one]\n      modes: [alone]\n\
               \x20     alone:\n        eur_per_pickup: 90\n        eur_per_t: 20\n\
               \x20       bands: [{from_km: 45, eur_per_pickup: 150, eur_per_t: 20}]\n\
               \x20       rebate: {applies: all, steps: [{from_t: 2, less_eur_per_t: 16}]}\n",
    optimum: 250.0,
    ..COLLECTION
};

/// As `COLLECTION` without any van: no round and no trip, so that both are served alone for 90 EUR, or stay.
pub const FLEET: Golden = Golden {
    tables: &[
        COLLECTION.tables[0],
        COLLECTION.tables[1],
        COLLECTION.tables[2],
        COLLECTION.tables[3],
        COLLECTION.tables[4],
        COLLECTION.tables[5],
        (
            "vehicles",
            "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km,count\nvan,2,1,0,10,0,0\n",
        ),
    ],
    optimum: 180.0,
    ..COLLECTION
};

/// As a collection with a hub that must be opened (25 EUR) and treats what arrives: one company of 2 t at 100 EUR/t,
/// 5 km away. A round costs 10 + 10 = 20 EUR: 45 against 200.
pub const HUB: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,2,t,100,measured\n",
        ),
        ("processes", TREATMENT),
        ("facilities", "facility,name,local,hub,status,opening_eur_per_year\nh,H,yes,yes,candidate,25\n"),
        ("operations", "facility,process,cost_eur_per_t\nh,g-melt,0\n"),
        ("vehicles", "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km\nvan,2,1,0,10,0\n"),
    ],
    places: &[("a", 5.0), ("h", 0.0)],
    scenario: "synergies: {collection: [{stream: s, materials: [g-one], vehicles: [van]}]}\n",
    optimum: 45.0,
};

/// 10 t at 50 EUR/t or treated at 90 EUR/t with 10 EUR/t of haulage; 0.4 must be diverted, within 800 EUR:
/// 500 + 4 x 50 = 700.
pub const TARGET: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,50,measured\n",
        ),
        ("processes", TREATMENT),
        ("facilities", "facility,name,local\nj,J,yes\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-melt,90\n"),
    ],
    places: &[("a", 0.0), ("j", 1.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 10, eur_per_t_km: 0}}\n\
               targets: {diversion_rate: {at_least: 0.4}, budget_eur: {at_most: 800}}\n",
    optimum: 700.0,
};

/// Two outputs of a waste, 10 t each at 50 EUR/t, hold 0.4 and 0 of `oil`. A washer takes 0.3 of oil at most and makes 1 t
/// of washed stuff of a tonne, with half of the oil. It goes to two inputs of 10 t at 100 EUR/t with at most 0.1 and
/// 0.5 of oil. Haulage 1 EUR/t a way. Every tonne through the washer saves 50 - 1 - 1 + 100 = 148 EUR, and all 20 t can
/// go: mixed they hold 0.2, washed 0.1. 20 x 50 + 20 x 100 - 20 x 148 = 40.
pub const POOL: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\nc,C\nd,D\n"),
        ("materials", "material\ng-raw\ng-washed\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\noily,a,out,g-raw,10,t,50,measured\n\
             clean,b,out,g-raw,10,t,50,measured\nfine,c,in,g-washed,10,t,100,measured\n\
             coarse,d,in,g-washed,10,t,100,measured\n",
        ),
        (
            "qualities",
            "flow,property,value,bound\noily,oil,0.4,content\nclean,oil,0,content\nfine,oil,0.1,at_most\n\
             fine,oil,0.1,virgin\ncoarse,oil,0.5,at_most\n",
        ),
        ("processes", "process,input,operation_code,co2e_kg_per_t\ng-wash,g-raw,R12,0\n"),
        ("yields", "process,output,yield\ng-wash,g-washed,1\n"),
        ("facilities", "facility,name,local\nj,J,yes\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-wash,0\n"),
        ("limits", "facility,process,property,value,bound\nj,g-wash,oil,0.3,at_most\n"),
        ("contents", "facility,process,output,property,share\nj,g-wash,g-washed,oil,0.5\n"),
    ],
    places: &[("a", 0.0), ("b", 1.0), ("c", 2.0), ("d", 3.0), ("j", 4.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
    optimum: 40.0,
};

/// 10 t at 0 EUR/t may be pressed at 5 EUR/t and hauled at 1 EUR/t. A buyer pays 4 EUR/t up to 4 t, and 12 EUR/t for each
/// tonne beyond: a tonne loses 2 EUR, and then earns 6. All 10 t: 4 x 2 - 6 x 6 = -28.
pub const MARKET: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\n"),
        ("materials", "material\ng-one\ng-bale\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,0,measured\n",
        ),
        ("processes", "process,input,operation_code,co2e_kg_per_t\ng-press,g-one,R12,0\n"),
        ("yields", "process,output,yield\ng-press,g-bale,1\n"),
        ("facilities", "facility,name,local\nj,J,yes\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-press,5\n"),
        ("markets", "material,up_to_t,eur_per_t\ng-bale,4,4\ng-bale,,12\n"),
    ],
    places: &[("a", 0.0), ("j", 3.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
    optimum: -28.0,
};

/// 10 t at 30 EUR/t. `j` treats them at 24 EUR/t, and all of them at 20 EUR/t from 8 t a year on; `k` 3 t at 10 EUR/t each,
/// and those beyond at 40 EUR/t. All at `j`: 200 EUR. 3 t at `k` leave 7 t at 24 EUR/t: 30 + 168 = 198. 8 t at `j` and 2 t
/// at `k`: 160 + 20 = 180.
pub const TARIFF: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,30,measured\n",
        ),
        ("processes", TREATMENT),
        ("facilities", "facility,name,local\nj,J,yes\nk,K,yes\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-melt,24\nk,g-melt,10\n"),
        ("tariffs", "facility,process,from_t,eur_per_t,applies\nj,g-melt,8,20,all\nk,g-melt,3,40,beyond\n"),
    ],
    places: &[("a", 0.0), ("j", 1.0), ("k", 2.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 0, eur_per_t_km: 0}}\n",
    optimum: 180.0,
};

/// 10 t of crushed stuff at 20 EUR/t replace 0.9 t each of 4.5 t of new at 100 EUR/t: 5 t go, at 1 EUR/t.
/// 5 x 20 + 5 x 1 = 105.
pub const SUBSTITUTION: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\n"),
        ("materials", "material\ng-crushed\ng-new\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-crushed,10,t,20,measured\n\
             d,b,in,g-new,4.5,t,100,measured\n",
        ),
        ("substitutions", "material,replaces,ratio\ng-crushed,g-new,0.9\n"),
    ],
    places: &[("a", 0.0), ("b", 5.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
    optimum: 105.0,
};

/// 10 t at 20 EUR/t may go, at 1 EUR/t, to at most two partners. To b 3 t at 100 EUR/t may go, at least 2, under a contract
/// of 50 EUR: 3 x 119 - 50 = 307 saved. To c, which is paid 30 EUR/t for what it takes today, 1 t must: 11 lost. To e
/// 2 t at 60 EUR/t, 1 at most: less than to b. 10 x 20 + 4 x 100 - 5 x 30 + 2 x 60 - 307 + 11 = 274.
pub const CONTRACT: Golden = Golden {
    tables: &[
        ("companies", "company,name,max_partners\na,A,2\nb,B,\nc,C,\ne,E,\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,20,measured\n\
             d,b,in,g-one,4,t,100,measured\nx,c,in,g-one,5,t,-30,measured\ny,e,in,g-one,2,t,60,measured\n",
        ),
        (
            "contracts",
            "from,to,material,standing,min_t,max_t,eur_per_year\na,b,,free,2,3,50\na,c,g-one,kept,1,,\na,e,,free,,1,\n",
        ),
    ],
    places: &[("a", 0.0), ("b", 1.0), ("c", 2.0), ("e", 3.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
    optimum: 274.0,
};

/// 10 t at 50 EUR/t, or treated for nothing with 10 EUR/t of haulage: each tonne treated saves 40 EUR. `j` melts 2 t, and
/// 3 or 8 t more for 40 or 90 EUR a year; `k` can be opened for 5 EUR and melt 1 t for 10 EUR more. Within 60 EUR of
/// opening: 3 t more at `j` and `k`, 6 t and 55 EUR, 500 - 240 + 55 = 315; 8 t more would save 400 - 90 and is too dear.
pub const SIZES: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,50,measured\n",
        ),
        ("processes", TREATMENT),
        ("facilities", "facility,name,local,status,opening_eur_per_year\nj,J,yes,existing,\nk,K,yes,candidate,5\n"),
        ("operations", "facility,process,cost_eur_per_t,capacity_t\nj,g-melt,0,2\nk,g-melt,0,\n"),
        (
            "sizes",
            "facility,process,size,capacity_t,eur_per_year\nj,g-melt,small,3,40\nj,g-melt,large,8,90\nk,,tiny,1,10\n",
        ),
    ],
    places: &[("a", 0.0), ("j", 1.0), ("k", 2.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 10, eur_per_t_km: 0}}\n\
               targets: {opening_eur: {at_most: 60}}\n",
    optimum: 315.0,
};

/// `f` gives 12 t, 6 in each half of the year, at 10 EUR/t; `d` needs 10 t at 50 EUR/t, all in winter; `j` is paid 5 EUR/t
/// for up to 4 t, all in summer. Haulage 10 EUR/t. Today 620 EUR. A tonne to `d` saves 50 EUR, and 6 t are there when it
/// is cold; a tonne to `j` saves 5 EUR: 620 - 300 - 20. Over one steady year it would be 10 t and 2 t: 110.
pub const SEASONS: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
             f,a,out,g-one,12,t,10,measured\nd,b,in,g-one,10,t,50,measured\n",
        ),
        ("processes", TREATMENT),
        ("facilities", "facility,name,local,capacity_t\nj,J,yes,4\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-melt,-5\n"),
        ("periods", "period,position,days\nsummer,1,182.5\nwinter,2,182.5\n"),
        ("profiles", "flow,facility,period,part\nd,,winter,7\n,j,summer,3\n,j,winter,0\n"),
    ],
    places: &[("a", 0.0), ("b", 1.0), ("j", 2.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 10, eur_per_t_km: 0}}\n",
    optimum: 300.0,
};

/// As `SEASONS`, with stores; a period has six months. `f` keeps 3 t from summer to winter, at 2 EUR/t: each saves 48 EUR.
/// The last tonne that `d` needs in winter comes from its own store, where 0.9^6 = 0.531441 t are left of each tonne put in
/// in summer: x = 1 / 0.531441 t, 1 EUR/t, and 0.468559 x t to dispose of at 5 EUR/t. `j` treats the 3 - x t that are left
/// of summer, and has nothing to keep for winter, when it is closed.
/// 620 - 6 x 50 - 3 x 48 - (50 - x - 2.342795 x) - 5 (3 - x) = 111 + 8.342795 x = 126.698441...
pub const STORES: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
             f,a,out,g-one,12,t,10,measured\nd,b,in,g-one,10,t,50,measured\n",
        ),
        ("processes", TREATMENT),
        ("facilities", "facility,name,local,capacity_t\nj,J,yes,4\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-melt,-5\n"),
        ("periods", "period,position,days\nsummer,1,182.5\nwinter,2,182.5\n"),
        ("profiles", "flow,facility,period,part\nd,,winter,7\n,j,summer,3\n,j,winter,0\n"),
        (
            "stores",
            "flow,facility,material,capacity_t,cost_eur_per_t,loss_per_month\nf,,,3,2,\nd,,,5,1,0.1\n,j,g-one,2,,0.1\n",
        ),
    ],
    places: &[("a", 0.0), ("b", 1.0), ("j", 2.0)],
    scenario: "synergies: {reuse: {}}\n\
               assume: {haulage: {eur_per_t: 10, eur_per_t_km: 0}, disposal: {eur_per_t: 5, co2e_kg_per_t: 0}}\n",
    optimum: 111.0 + 8.342_795 / 0.531_441,
};

/// `f` gives 5 t, of which `d` can use 4, 10 km away. A van takes 1.5 t, and a return trip costs 20 km at 1 EUR and 10 EUR.
/// A tonne that leaves saves 25 EUR: a full van 37.5 - 30, the last tonne in a third van 25 - 30. So two trips, 3 t, and
/// 125 - 15 = 110. `g`, of 20 t, is hauled by the tonne at 4 EUR: 20 x 4 = 80. Together 190.
pub const TRIPS: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\n"),
        ("materials", "material\ng-one\ng-two\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
             f,a,out,g-one,5,t,25,measured\nd,b,in,g-one,4,t,0,measured\n\
             g,a,out,g-two,20,t,25,measured\ne,b,in,g-two,30,t,0,measured\n",
        ),
        ("vehicles", "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km\nvan,1.5,1,0,10,0.3\n"),
    ],
    places: &[("a", 0.0), ("b", 10.0)],
    scenario: "synergies: {reuse: {trips: {vehicle: van, below_t: 10}}}\n\
               assume: {haulage: {eur_per_t: 4, eur_per_t_km: 0}}\n",
    optimum: 190.0,
};

/// An input of 30 t takes `f` (10 t, 6 at least) over 1 km and `g` (10 t, 8 at least) over 2 km, at 1 EUR/t.km, all else
/// free. 12 t must be reused even if one of them is at its least: f + g - max(0.4 f, 0.2 g) >= 12. With f >= g / 2 that
/// is 0.6 f + g >= 12, and f + 2 g = 24 - 0.2 f is least at f = 10: g = 6, 22 EUR. Without safety f = 10, g = 2: 14 EUR.
pub const SAFETY: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\nb,B\nc,C\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,quantity_min,unit,cost_eur_per_t,evidence\n\
             f,a,out,g-one,10,6,t,0,measured\ng,b,out,g-one,10,8,t,0,measured\nd,c,in,g-one,30,,t,0,measured\n",
        ),
    ],
    places: &[("c", 0.0), ("a", 1.0), ("b", -2.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 0, eur_per_t_km: 1}}\n\
               targets: {reused_t: {at_least: 12}}\nrobust: {low_flows: 1}\n",
    optimum: 22.0,
};

/// As `TARGET`, where each point of diversion costs 5 EUR, and one that is missing 4 EUR: nothing is treated, 500 + 40 x 4
/// = 660.
pub const SOFT: Golden = Golden {
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 10, eur_per_t_km: 0}}\n\
               targets: {diversion_rate: {at_least: 0.4, price: 4}, budget_eur: {at_most: 800}}\n",
    optimum: 660.0,
    ..TARGET
};
