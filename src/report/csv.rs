//! The CSV files of a result folder.

use crate::assess::Outcome;
use crate::assess::tables::{
    CollectionRow, CompanyRow, FactorRow, FlowRow, IndicatorRow, PriceRow, RejectedTableRow, RoundRow, Row, State,
    StockRow, SynergyRow, write_table,
};
use crate::report::folder::File;

/// Every table of an outcome.
#[must_use]
pub fn files(outcome: &Outcome) -> Vec<File<'_>> {
    let today = outcome.today.iter().map(|entry| FlowRow::new(State::Today, entry));
    let proposed = outcome.proposed.iter().map(|entry| FlowRow::new(State::Proposed, entry));
    let unit = &outcome.certificate.unit;
    vec![
        file(outcome.indicators.iter().map(IndicatorRow::from)),
        file(today.chain(proposed)),
        file(outcome.synergies.iter().map(SynergyRow::from)),
        file(outcome.rounds.iter().map(RoundRow::from)),
        file(outcome.collections.iter().map(CollectionRow::from)),
        file(outcome.companies.iter().map(CompanyRow::from)),
        file(outcome.stocks.iter().map(StockRow::from)),
        file(outcome.rejected.iter().map(RejectedTableRow::from)),
        file(outcome.prices.prices.iter().map(move |it| PriceRow::new(it, &outcome.prices, unit))),
        file(outcome.factors.iter().map(FactorRow::from)),
    ]
}

fn file<'f, T: Row + 'f>(rows: impl Iterator<Item = T> + Send + 'f) -> File<'f> {
    File::new(T::FILE, |to| write_table(rows, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::scenario::Language;

    fn text(name: &str) -> String {
        of(&fixture::outcome(Language::Fr), name)
    }

    fn of(outcome: &Outcome, name: &str) -> String {
        let file = files(outcome).into_iter().find(|file| file.name == name).unwrap();
        let mut bytes = Vec::new();
        (file.write)(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_ledgers_stand_in_one_table_with_their_units() {
        let flows = text("flows.csv");
        let lines: Vec<&str> = flows.lines().collect();
        assert_eq!(
            lines[0],
            "state,kind,from,to,flow,taker,stream,round,process,material,period,tonnes_t,units,km,eur,co2e_kg,hours_h"
        );
        assert_eq!(lines[1], "today,outlet,acme,alpej,acme/weee,,,,landfill,weee,,1.5,,180.0,300.0,600.0,0.0");
        assert_eq!(lines[3], "proposed,round,acme,alpej,acme/weee,,3e,1,,weee,,4.0,,160.0,840.5,79.36,0.0");
        assert!(lines[5].ends_with(",0.4,,0.0,-2000.0,0.0,0.0"), "no minus zero: {}", lines[5]);
        assert_eq!(lines.len(), 6);
    }

    #[test]
    fn a_path_is_one_cell() {
        assert!(text("rounds.csv").contains(
            "1,3e,van,4,mon tue wed thu fri sat sun,alpej > acme > bois-du-gatinais > alpej,8.0,0.00 > 0.40 > 1.20 > 2.50,1.0,3e,1,,0.8,40.0,2.5,840.5,79.36"
        ));
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        let mut outcome = fixture::outcome(Language::Fr);
        outcome.rounds.clear();
        assert!(of(&outcome, "rounds.csv").starts_with(
            "round,stream,vehicle,times_per_year,days,path,leaves_h,arrivals_h,load_t,streams,loads_t,compartments,load_factor,km,"
        ));
    }
}
