//! What every reader of a table needs: the raw tables, the catalogue, and the ids that other tables give.

use std::collections::BTreeSet;

use super::folder::RawTables;
use super::row::Row;
use super::table::{RawRow, RawTable};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Finding, Findings, Place};

/// The ids that cells may name; none when their table could not be read whole, so that one broken table does not
/// produce a finding for every row that names it.
#[derive(Debug)]
pub(super) struct Names {
    noun: &'static str,
    home: &'static str,
    ids: Option<BTreeSet<String>>,
}

impl Names {
    fn of(raw: &RawTables, table: &'static str, column: &str, noun: &'static str, home: &'static str) -> Self {
        let ids = raw.whole(table).then(|| {
            let rows =
                raw.tables.get(table).into_iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
            rows.filter_map(|(table, row)| table.cell(row, column)).map(str::to_owned).collect()
        });
        Self { noun, home, ids }
    }

    fn and<'a>(mut self, more: impl Iterator<Item = &'a str>) -> Self {
        if let Some(ids) = &mut self.ids {
            ids.extend(more.map(str::to_owned));
        }
        self
    }

    /// Whether the name is known, or nobody can tell.
    pub fn has(&self, name: &str) -> bool {
        self.ids.as_ref().is_none_or(|ids| ids.contains(name))
    }

    /// Whether the name is known for certain.
    pub fn surely_has(&self, name: &str) -> bool {
        self.ids.as_ref().is_some_and(|ids| ids.contains(name))
    }

    fn finding(&self, code: &'static str, name: &str) -> Finding {
        let known = self.ids.iter().flatten().map(String::as_str);
        let otherwise = format!("add it to {}, or correct the name", self.home.split(' ').next().unwrap_or_default());
        Finding::error(code, format!("{} `{name}` is not in {}", self.noun, self.home))
            .did_you_mean(name, known, otherwise)
    }
}

/// What every reader of a table needs.
pub(super) struct Context<'a> {
    pub raw: &'a RawTables,
    pub catalogue: &'a Catalogue,
    pub companies: Names,
    pub flows: Names,
    pub facilities: Names,
    pub materials: Names,
    pub processes: Names,
    pub periods: Names,
    /// Companies and facilities.
    pub places: Names,
    /// Materials and their families.
    pub kinds: Names,
}

impl<'a> Context<'a> {
    pub fn new(raw: &'a RawTables, catalogue: &'a Catalogue) -> Self {
        let materials = catalogue.materials.keys().map(crate::id::MaterialId::as_str);
        let processes = catalogue.processes.keys().map(crate::id::ProcessId::as_str);
        let families = catalogue.materials.values().map(|material| material.family.as_str());
        let own_materials = Names::of(raw, "materials", "material", "material", "materials.csv nor in the catalogue");
        let own_families = Names::of(raw, "materials", "family", "family", "materials.csv");
        let facilities = Names::of(raw, "facilities", "facility", "facility", "facilities.csv");
        let mut places = Names::of(raw, "companies", "company", "place", "companies.csv nor in facilities.csv");
        places.ids =
            places.ids.zip(facilities.ids.clone()).map(|(companies, more)| companies.into_iter().chain(more).collect());
        let kinds = Names::of(raw, "materials", "material", "material or family", "materials.csv nor in the catalogue")
            .and(own_families.ids.iter().flatten().map(String::as_str))
            .and(families.chain(materials.clone()));
        Self {
            raw,
            catalogue,
            companies: Names::of(raw, "companies", "company", "company", "companies.csv"),
            flows: Names::of(raw, "flows", "flow", "flow", "flows.csv"),
            facilities,
            materials: own_materials.and(materials),
            processes: Names::of(raw, "processes", "process", "process", "processes.csv nor in the catalogue")
                .and(processes),
            periods: Names::of(raw, "periods", "period", "period", "periods.csv"),
            places,
            kinds,
        }
    }

    pub fn rows(&self, table: &str) -> impl Iterator<Item = (&'a RawTable, &'a RawRow)> + use<'a> {
        self.raw.tables.get(table).into_iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)))
    }

    /// Reads each row of a table that has all the cells of its key; the cells that miss are findings.
    pub fn read<T>(
        &self,
        table: &str,
        findings: &mut Findings,
        mut each: impl FnMut(&mut Row<'a, '_>) -> Option<T>,
    ) -> Vec<T> {
        let rows = self.rows(table);
        rows.filter_map(|(table, raw)| each(&mut Row { table, raw, findings: &mut *findings })).collect()
    }

    /// Where the row of that id writes that column.
    pub fn place_of(&self, table: &str, key: &str, id: &str, column: Option<&str>) -> Place {
        let found = self.rows(table).find(|(table, row)| table.cell(row, key) == Some(id));
        found.map(|(table, row)| table.place(row, column)).unwrap_or_default()
    }
}

impl<'a> Row<'a, '_> {
    /// A cell that names a row of another table; a finding when there is none of that name.
    pub fn reference(&mut self, column: &str, code: &'static str, names: &Names) -> Option<&'a str> {
        let name = self.text(column)?;
        if !names.has(name) {
            self.push(column, names.finding(code, name));
        }
        Some(name)
    }
}
