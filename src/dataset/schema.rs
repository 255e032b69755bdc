//! The tables of a dataset, their columns, and which cells name rows of other tables.

/// One table: `NAME.csv`.
#[derive(Debug)]
pub(super) struct Schema {
    pub name: &'static str,
    /// What a row is called in messages.
    pub noun: &'static str,
    /// Columns that together say which row is which; empty when the table has a single row.
    pub key: &'static [&'static str],
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
}

impl Schema {
    pub fn columns(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.required.iter().chain(self.optional).copied()
    }

    pub fn file(&self) -> String {
        format!("{}.csv", self.name)
    }
}

/// Every table, in the order in which they are read.
pub(super) const SCHEMAS: &[Schema] = &[
    Schema { name: "about", noun: "row", key: &[], required: &["status"], optional: &["note_fr", "note_en", "source"] },
    Schema {
        name: "companies",
        noun: "company",
        key: &["company"],
        required: &["company", "name"],
        optional: &[
            "siret",
            "naf",
            "commune",
            "lat",
            "lon",
            "employees",
            "contact_role",
            "opens",
            "closes",
            "closed_days",
            "max_partners",
        ],
    },
    Schema {
        name: "flows",
        noun: "flow",
        key: &["flow"],
        required: &["company", "direction"],
        optional: &[
            "flow",
            "material",
            "label",
            "code",
            "quantity",
            "unit",
            "quantity_min",
            "quantity_max",
            "per",
            "cost_eur_per_t",
            "storage_t",
            "pickups_per_year",
            "facility",
            "process",
            "evidence",
        ],
    },
    Schema {
        name: "qualities",
        noun: "quality",
        key: &["flow", "property", "bound"],
        required: &["flow", "property", "value", "bound"],
        optional: &[],
    },
    Schema {
        name: "facilities",
        noun: "facility",
        key: &["facility"],
        required: &["facility", "name"],
        optional: &["company", "commune", "lat", "lon", "local", "status", "opening_eur_per_year", "capacity_t", "hub"],
    },
    Schema {
        name: "operations",
        noun: "operation",
        key: &["facility", "process"],
        required: &["facility", "process"],
        optional: &["cost_eur_per_t", "capacity_t", "capacity_units", "insertion_hours_per_t", "source"],
    },
    Schema {
        name: "processes",
        noun: "process",
        key: &["process"],
        required: &["process", "input"],
        optional: &["operation_code", "co2e_kg_per_t", "source"],
    },
    Schema {
        name: "yields",
        noun: "yield",
        key: &["process", "output"],
        required: &["process", "output", "yield"],
        optional: &[],
    },
    Schema {
        name: "materials",
        noun: "material",
        key: &["material"],
        required: &["material"],
        optional: &[
            "label",
            "family",
            "code",
            "density_t_per_m3",
            "unit_kg",
            "market_eur_per_t",
            "virgin_co2e_kg_per_t",
            "adr",
            "synonyms",
            "source",
        ],
    },
    Schema {
        name: "vehicles",
        noun: "vehicle",
        key: &["vehicle"],
        required: &["vehicle", "payload_t"],
        optional: &[
            "volume_m3",
            "eur_per_km",
            "eur_per_hour",
            "eur_per_round",
            "co2e_kg_per_km",
            "empty_co2e_kg_per_km",
            "full_co2e_kg_per_km",
            "speed_kmh",
            "depot",
            "count",
            "source",
        ],
    },
    Schema {
        name: "distances",
        noun: "distance",
        key: &["from", "to"],
        required: &["from", "to", "km"],
        optional: &["minutes"],
    },
    Schema {
        name: "limits",
        noun: "limit",
        key: &["facility", "process", "property", "bound"],
        required: &["facility", "process", "property", "value", "bound"],
        optional: &[],
    },
    Schema {
        name: "contents",
        noun: "content",
        key: &["facility", "process", "output", "property"],
        required: &["facility", "process", "output", "property"],
        optional: &["value", "share"],
    },
    Schema {
        name: "substitutions",
        noun: "substitution",
        key: &["material", "replaces"],
        required: &["material", "replaces", "ratio"],
        optional: &[],
    },
    Schema {
        name: "markets",
        noun: "step of a market",
        key: &["material", "up_to_t"],
        required: &["material", "eur_per_t"],
        optional: &["up_to_t", "source"],
    },
    Schema {
        name: "contracts",
        noun: "contract",
        key: &["from", "to", "material"],
        required: &["from", "to"],
        optional: &["material", "standing", "exclusive", "min_t", "max_t", "eur_per_year", "source"],
    },
    Schema {
        name: "tariffs",
        noun: "price of a tariff",
        key: &["facility", "process", "from_t"],
        required: &["facility", "process", "from_t", "eur_per_t"],
        optional: &["applies", "source"],
    },
    Schema {
        name: "sizes",
        noun: "size",
        key: &["facility", "size"],
        required: &["facility", "size", "capacity_t", "eur_per_year"],
        optional: &["process"],
    },
    Schema {
        name: "coding",
        noun: "coding",
        key: &["company", "direction", "label"],
        required: &["company", "direction", "label", "material"],
        optional: &["proposed", "score", "why", "alternatives", "quantity", "unit", "per", "arithmetic", "confirmed"],
    },
    Schema {
        name: "periods",
        noun: "period",
        key: &["period"],
        required: &["period", "position", "days"],
        optional: &[],
    },
    Schema {
        name: "profiles",
        noun: "part of a profile",
        key: &["flow", "facility", "process", "period"],
        required: &["period", "part"],
        optional: &["flow", "facility", "process", "source"],
    },
    Schema {
        name: "stores",
        noun: "store",
        key: &["flow", "facility", "material"],
        required: &["capacity_t"],
        optional: &["flow", "facility", "material", "cost_eur_per_t", "loss_per_month", "source"],
    },
];

/// Tables without which there is nothing to study.
pub(super) const NEEDED: [&str; 2] = ["companies", "flows"];

/// The table of that name.
pub(super) fn schema(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.name == name)
}

/// What a row that names a dropped row of another table undergoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnDrop {
    /// It goes too.
    Goes,
    /// It cannot be left as it is: the edit is an error unless the row goes for another reason.
    Forbids,
}

/// Cells that name a row of another table: (table named, table, column, what happens on a drop).
pub(super) const REFERENCES: &[(&str, &str, &str, OnDrop)] = &[
    ("companies", "flows", "company", OnDrop::Goes),
    ("companies", "facilities", "company", OnDrop::Goes),
    ("companies", "distances", "from", OnDrop::Goes),
    ("companies", "distances", "to", OnDrop::Goes),
    ("companies", "vehicles", "depot", OnDrop::Goes),
    ("companies", "contracts", "from", OnDrop::Goes),
    ("companies", "contracts", "to", OnDrop::Goes),
    ("companies", "coding", "company", OnDrop::Goes),
    ("flows", "qualities", "flow", OnDrop::Goes),
    ("flows", "profiles", "flow", OnDrop::Goes),
    ("flows", "stores", "flow", OnDrop::Goes),
    ("facilities", "operations", "facility", OnDrop::Goes),
    ("facilities", "distances", "from", OnDrop::Goes),
    ("facilities", "distances", "to", OnDrop::Goes),
    ("facilities", "limits", "facility", OnDrop::Goes),
    ("facilities", "contents", "facility", OnDrop::Goes),
    ("facilities", "vehicles", "depot", OnDrop::Goes),
    ("facilities", "contracts", "from", OnDrop::Goes),
    ("facilities", "contracts", "to", OnDrop::Goes),
    ("facilities", "sizes", "facility", OnDrop::Goes),
    ("facilities", "tariffs", "facility", OnDrop::Goes),
    ("facilities", "profiles", "facility", OnDrop::Goes),
    ("facilities", "stores", "facility", OnDrop::Goes),
    ("facilities", "flows", "facility", OnDrop::Forbids),
    ("processes", "yields", "process", OnDrop::Goes),
    ("processes", "operations", "process", OnDrop::Goes),
    ("processes", "limits", "process", OnDrop::Goes),
    ("processes", "contents", "process", OnDrop::Goes),
    ("processes", "flows", "process", OnDrop::Forbids),
    ("processes", "sizes", "process", OnDrop::Goes),
    ("processes", "tariffs", "process", OnDrop::Goes),
    ("processes", "profiles", "process", OnDrop::Goes),
    ("periods", "profiles", "period", OnDrop::Goes),
    ("materials", "yields", "output", OnDrop::Goes),
    ("materials", "processes", "input", OnDrop::Goes),
    ("materials", "flows", "material", OnDrop::Goes),
    ("materials", "contents", "output", OnDrop::Goes),
    ("materials", "substitutions", "material", OnDrop::Goes),
    ("materials", "substitutions", "replaces", OnDrop::Goes),
    ("materials", "markets", "material", OnDrop::Goes),
    ("materials", "contracts", "material", OnDrop::Goes),
    ("materials", "coding", "material", OnDrop::Goes),
    ("materials", "stores", "material", OnDrop::Goes),
];
