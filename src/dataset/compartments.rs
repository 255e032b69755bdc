//! Compartments of a vehicle: two cells of vehicles.csv.

use super::Compartment;
use super::cell;
use super::row::Row;
use crate::diagnostic::Finding;
use crate::quantity::Tonnes;

const TONNES: &str = "compartments_t";
const CUBIC_METRES: &str = "compartments_m3";
/// Most compartments: what rounds keep apart is counted for each.
pub const MOST_COMPARTMENTS: usize = 4;

/// The compartments of a row, in the order of its cells; none: it has one room.
pub(super) fn read(row: &mut Row<'_, '_>) -> Vec<Compartment> {
    let (Some(tonnes), Some(volumes)) = (numbers(row, TONNES), numbers(row, CUBIC_METRES)) else { return Vec::new() };
    if !volumes.is_empty() && volumes.len() != tonnes.len() {
        let message = format!("there are {} compartments by their tonnes, {} by their m3", tonnes.len(), volumes.len());
        let finding = Finding::error("vehicles.compartments", message);
        row.push(
            CUBIC_METRES,
            finding.help("write one number for each compartment in both cells, or leave this one empty"),
        );
        return Vec::new();
    }
    if tonnes.len() > MOST_COMPARTMENTS || tonnes.len() == 1 {
        let message = format!("a vehicle with compartments has 2 to {MOST_COMPARTMENTS} of them, not {}", tonnes.len());
        let finding = Finding::error("vehicles.compartments", message);
        row.push(TONNES, finding.help("write the tonnes that each takes, set apart by spaces: `3 2`"));
        return Vec::new();
    }
    let volume = |at: usize| volumes.get(at).copied();
    tonnes
        .iter()
        .enumerate()
        .map(|(at, payload)| Compartment { payload: Tonnes(*payload), volume_m3: volume(at) })
        .collect()
}

/// Numbers above 0, set apart by spaces; none: one of them is not.
fn numbers(row: &mut Row<'_, '_>, column: &str) -> Option<Vec<f64>> {
    let words = row.text(column).unwrap_or_default().split_whitespace();
    let read = words.map(|word| cell::number(word).filter(|number| *number > 0.0).ok_or(word));
    match read.collect::<Result<Vec<f64>, &str>>() {
        Ok(numbers) => Some(numbers),
        Err(word) => {
            let finding = Finding::error("vehicles.compartments", format!("`{word}` is no size of a compartment"));
            row.push(
                column,
                finding.help("write numbers above 0, one for each compartment, set apart by spaces: `3 2`"),
            );
            None
        }
    }
}
