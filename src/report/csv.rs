//! The CSV files of a result folder.

use crate::assess::Outcome;
use crate::assess::tables::{
    CollectionRow, CompanyRow, FactorRow, FlowRow, IndicatorRow, PriceRow, RejectedTableRow, RoundRow, Row, State,
    StockRow, SynergyRow, write_table,
};

/// Every table of an outcome: name of the file and its bytes.
///
/// # Errors
/// When a row cannot be written.
pub fn files(outcome: &Outcome) -> std::io::Result<Vec<(&'static str, Vec<u8>)>> {
    let today = outcome.today.iter().map(|entry| FlowRow::new(State::Today, entry));
    let proposed = outcome.proposed.iter().map(|entry| FlowRow::new(State::Proposed, entry));
    Ok(vec![
        file(outcome.indicators.iter().map(IndicatorRow::from))?,
        file(today.chain(proposed))?,
        file(outcome.synergies.iter().map(SynergyRow::from))?,
        file(outcome.rounds.iter().map(RoundRow::from))?,
        file(outcome.collections.iter().map(CollectionRow::from))?,
        file(outcome.companies.iter().map(CompanyRow::from))?,
        file(outcome.stocks.iter().map(StockRow::from))?,
        file(outcome.rejected.iter().map(RejectedTableRow::from))?,
        file(outcome.prices.prices.iter().map(|it| PriceRow::new(it, &outcome.prices, &outcome.certificate.unit)))?,
        file(outcome.factors.iter().map(FactorRow::from))?,
    ])
}

fn file<T: Row>(rows: impl IntoIterator<Item = T>) -> std::io::Result<(&'static str, Vec<u8>)> {
    Ok((T::FILE, write_table(rows)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::scenario::Language;

    fn text(name: &str) -> String {
        let files = files(&fixture::outcome(Language::Fr)).unwrap();
        let (_, bytes) = files.into_iter().find(|(file, _)| *file == name).unwrap();
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
            "1,3e,van,4,mon tue wed thu fri sat sun,alpej > acme > bois-du-gatinais > alpej,8.0,0.00 > 0.40 > 1.20 > 2.50,1.0,3e,1,0.8,40.0,2.5,840.5,79.36"
        ));
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        let mut outcome = fixture::outcome(Language::Fr);
        outcome.rounds.clear();
        let files = files(&outcome).unwrap();
        assert!(files[3].1.starts_with(
            b"round,stream,vehicle,times_per_year,days,path,leaves_h,arrivals_h,load_t,streams,loads_t,load_factor,km,"
        ));
    }
}
