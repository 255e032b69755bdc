//! Bad input: a good dataset is broken in one place, and the message is compared to the letter.

use std::collections::BTreeSet;
use std::path::Path;

use crate::good_dataset::Patch::{self, Remove, Replace, Write};
use crate::good_dataset::{load, rendered, write};
use boucle::catalogue::Catalogue;
use boucle::dataset::check_scenario;
use boucle::diagnostic::{Place, codes};
use boucle::id::{CompanyId, FacilityId, StreamId, VehicleId};
use boucle::quantity::{Euros, EurosPerTonne, KgCo2ePerKm, KgCo2ePerTonne, Kilometres, Tonnes};
use boucle::scenario::{
    Assumptions, Change, Days, Edit, Haulage, Language, Mode, Objective, PooledContract, Provenance, Reuse, Scenario,
    SolverOptions, Stream, Title, Trips,
};
use rstest::rstest;

const PERIODS: &[u8] = b"period,position,days\nsummer,1,182\nwinter,2,183\n";

#[test]
fn the_good_dataset_has_no_finding() {
    let folder = write(&[]);
    let loaded = load(folder.path(), &[]);
    assert_eq!(rendered(&loaded, folder.path()), "");
    assert!(loaded.dataset.is_some());
    assert_eq!(loaded.checksums.len(), crate::good_dataset::TABLES.len());
}

/// Compares all findings but the last line, which counts them, with what is expected.
#[track_caller]
fn assert_findings(text: &str, expected: &str) {
    let body = text.trim_end().rsplit_once('\n').map_or("", |(body, _)| body).trim_end();
    assert_eq!(body, expected.trim(), "\n--- the whole text:\n{text}");
}

#[rstest]
#[case::about_with_two_rows(&[Replace("about.csv", "ours\n", "ours\nreal,,,\n")], r"error[about.several-rows]: about.csv has 2 rows
  --> data/about.csv:3
  help: keep one row: it speaks for the whole dataset")]
#[case::siret_with_a_wrong_check_digit(&[Replace("companies.csv", "00074", "00075")], r"error[companies.bad-siret]: the check digit of SIRET `732 829 320 00075` is wrong
  --> data/companies.csv:2, column `siret`
  help: correct the number (as text, so that the spreadsheet does not round it), or leave the cell empty")]
#[case::siret_rounded_by_the_spreadsheet(&[Replace("companies.csv", "732 829 320 00074", "7.32829E+13")], r"error[companies.bad-siret]: SIRET `7.32829E+13` does not have 14 digits
  --> data/companies.csv:2, column `siret`
  help: correct the number (as text, so that the spreadsheet does not round it), or leave the cell empty")]
#[case::half_a_person(&[Replace("companies.csv", ",12,", ",12.5,")], r"error[companies.fractional-employees]: `12.5` is not a number of people
  --> data/companies.csv:2, column `employees`
  help: write a whole number, or leave the cell empty")]
#[case::activity_code_unknown(&[Replace("companies.csv", "3811Z", "99.99X")], r"error[companies.unknown-naf]: activity code `99.99X` is not in the NAF
  --> data/companies.csv:2, column `naf`
  help: write it as `38.11Z`, or leave the cell empty")]
#[case::size_of_a_process_elsewhere(&[Write("sizes.csv", b"facility,process,size,capacity_t,eur_per_year\nhub,dismantle,big,10,100\n")], r"error[sizes.process-not-at-facility]: facility `hub` does not run process `dismantle`
  --> data/sizes.csv:2, column `process`
  help: add the row to operations.csv, or leave the cell empty for the whole facility")]
#[case::size_of_nothing(&[Write("sizes.csv", b"facility,size,capacity_t,eur_per_year\nhubb,big,10,100\n")], r"error[sizes.unknown-facility]: facility `hubb` is not in facilities.csv
  --> data/sizes.csv:2, column `facility`
  help: did you mean `hub`?")]
#[case::periods_of_half_a_year(&[Write("periods.csv", b"period,position,days\nsummer,1,90\nwinter,2,92.5\n")], r"error[periods.not-a-year]: the periods have 182.5 days together
  --> data/periods.csv:2, column `days`
  help: give each its days; together they are a year, 364 to 366 days")]
#[case::periods_at_one_place(&[Write("periods.csv", b"period,position,days\nsummer,1,182\nwinter,1,183\n")], r"error[periods.same-position]: periods `summer` and `winter` both have position 1
  --> data/periods.csv:3, column `position`
  help: number the periods in the order of the year: 1, 2, 3")]
#[case::profile_of_nothing(&[Write("periods.csv", PERIODS), Write("profiles.csv", b"flow,period,part\nacme-weee,summer,0\n")], r"error[profiles.nothing]: the profile of `acme-weee` has nothing in any period
  --> data/profiles.csv:2, column `part`
  help: write what falls in each period, in any measure: tonnes, shares, degree days")]
#[case::profile_of_a_process_elsewhere(&[Write("periods.csv", PERIODS), Write("profiles.csv", b"facility,process,period,part\nhub,sort,summer,1\n")], r"error[profiles.process-not-at-facility]: facility `hub` does not run process `sort`
  --> data/profiles.csv:2, column `process`
  help: add the row to operations.csv, or correct the name")]
#[case::profile_of_what_is_not_there(&[Write("periods.csv", PERIODS), Write("profiles.csv", b"flow,facility,period,part\nacme-wee,,summer,1\n,hubb,sumer,1\n")], r"error[profiles.unknown-flow]: flow `acme-wee` is not in flows.csv
  --> data/profiles.csv:2, column `flow`
  help: did you mean `acme-weee`?

error[profiles.unknown-facility]: facility `hubb` is not in facilities.csv
  --> data/profiles.csv:3, column `facility`
  help: did you mean `hub`?

error[profiles.unknown-period]: period `sumer` is not in periods.csv
  --> data/profiles.csv:3, column `period`
  help: did you mean `summer`?")]
#[case::profile_of_two_things(&[Write("periods.csv", PERIODS), Write("profiles.csv", b"flow,facility,period,part\nacme-weee,hub,summer,1\n")], r"error[profiles.whose]: a profile is of one flow, or of one facility
  --> data/profiles.csv:2, column `flow`
  help: fill `flow`, or `facility` with or without `process`, and no other")]
#[case::profile_twice(&[Write("periods.csv", PERIODS), Write("profiles.csv", b"flow,period,part\nacme-weee,summer,1\nacme-weee,summer,2\n")], r"error[table.repeated-id]: the profile of `acme-weee` has period `summer` twice
  --> data/profiles.csv:3, column `period`
  help: remove one of the two rows")]
#[case::store_that_spoils_all(&[Write("stores.csv", b"flow,capacity_t,loss_per_month\nacme-weee,3,2\n")], r"error[stores.not-a-share]: `2` is not a share below 1
  --> data/stores.csv:2, column `loss_per_month`
  help: write `0.02` where 2 % of what is kept spoils in a month")]
#[case::store_of_what_is_not_there(&[Write("stores.csv", b"flow,facility,material,capacity_t\nacme-wee,,,3\n,hubb,wood-chip,3\n")], r"error[stores.unknown-flow]: flow `acme-wee` is not in flows.csv
  --> data/stores.csv:2, column `flow`
  help: did you mean `acme-weee`?

error[stores.unknown-facility]: facility `hubb` is not in facilities.csv
  --> data/stores.csv:3, column `facility`
  help: did you mean `hub`?

error[stores.unknown-material]: material `wood-chip` is not in materials.csv nor in the catalogue
  --> data/stores.csv:3, column `material`
  help: did you mean `wood-chips`?")]
#[case::store_of_nothing(&[Write("stores.csv", b"facility,capacity_t\nhub,3\n")], r"error[stores.whose]: a store is of one flow, or of one material at a facility
  --> data/stores.csv:2, column `flow`
  help: fill `flow`, or `facility` and `material`, and no other")]
#[case::store_twice(&[Write("stores.csv", b"flow,capacity_t\nacme-weee,3\nacme-weee,4\n")], r"error[table.repeated-id]: there are two stores of `acme-weee`
  --> data/stores.csv:3, column `capacity_t`
  help: remove one of the two rows")]
#[case::hour_of_no_day(&[Replace("companies.csv", "employees,contact_role", "employees,contact_role,opens"), Replace("companies.csv", "12,manager", "12,manager,25:00"), Replace("companies.csv", "2.7336,,", "2.7336,,,")], r"error[companies.bad-hour]: `25:00` is not an hour of the day
  --> data/companies.csv:2, column `opens`
  help: write `8:30` or `8.5`, from 0 to 24")]
#[case::closes_before_it_opens(&[Replace("companies.csv", "employees,contact_role", "employees,contact_role,opens,closes"), Replace("companies.csv", "12,manager", "12,manager,14h,12h30"), Replace("companies.csv", "2.7336,,", "2.7336,,,,")], r"error[companies.never-open]: company `acme` opens at 14 and closes at 12.5: it is never open
  --> data/companies.csv:2, column `closes`
  help: write hours of one day, the closing one later, or leave both cells empty")]
#[case::closed_every_day(&[Replace("companies.csv", "employees,contact_role", "employees,contact_role,closed_days"), Replace("companies.csv", "12,manager", "12,manager,lun mar mer jeu ven sam dim"), Replace("companies.csv", "2.7336,,", "2.7336,,,")], r"error[companies.never-open]: company `acme` is closed on all days of the week: it is never open
  --> data/companies.csv:2, column `closed_days`
  help: name only the days on which it cannot be visited")]
#[case::closed_on_no_day(&[Replace("companies.csv", "employees,contact_role", "employees,contact_role,closed_days"), Replace("companies.csv", "12,manager", "12,manager,sat sund"), Replace("companies.csv", "2.7336,,", "2.7336,,,")], r"error[companies.unknown-day]: `sund` is not a day of the week
  --> data/companies.csv:2, column `closed_days`
  help: did you mean `sun`?")]
#[case::label_of_no_danger(&[Replace("materials.csv", "virgin_co2e_kg_per_t,source", "virgin_co2e_kg_per_t,adr,source"), Replace("materials.csv", ",,,,assumption", ",,,,3 10,assumption")], r"error[materials.unknown-adr]: `10` is no label of danger of the ADR
  --> data/materials.csv:2, column `adr`
  help: write classes or divisions, set apart by spaces: `3` or `6.1 8`")]
#[case::half_a_partner(&[Replace("companies.csv", "employees,contact_role", "employees,contact_role,max_partners"), Replace("companies.csv", "12,manager", "12,manager,2.5"), Replace("companies.csv", "2.7336,,", "2.7336,,,")], r"error[companies.fractional-partners]: `2.5` is not a number of partners
  --> data/companies.csv:2, column `max_partners`
  help: write a whole number, or leave the cell empty")]
#[case::contract_with_nobody(&[Write("contracts.csv", b"from,to\nacmee,bois\n")], r"error[contracts.unknown-place]: place `acmee` is not in companies.csv nor in facilities.csv
  --> data/contracts.csv:2, column `from`
  help: did you mean `acme`?")]
#[case::contract_on_nothing_known(&[Write("contracts.csv", b"from,to,material\nacme,bois,wood-offcuts\n")], r"error[contracts.unknown-material]: material `wood-offcuts` is not in materials.csv nor in the catalogue
  --> data/contracts.csv:2, column `material`
  help: did you mean `wood-offcut`?")]
#[case::contract_range_reversed(&[Write("contracts.csv", b"from,to,min_t,max_t\nacme,bois,5,4\n")], r"error[contracts.min-above-max]: the least tonnage 5 is above the most 4
  --> data/contracts.csv:2, column `min_t`
  help: exchange or correct the two values")]
#[case::contract_that_keeps_nothing(&[Write("contracts.csv", b"from,to,standing\nacme,bois,kept\n")], r"error[contracts.kept-nothing]: what `acme` keeps giving `bois` has no least tonnage
  --> data/contracts.csv:2, column `min_t`
  help: write in `min_t` what must go over in a year, or `free` in `standing`")]
#[case::contract_forbidden_at_a_price(&[Write("contracts.csv", b"from,to,standing,eur_per_year\nacme,bois,forbidden,5\n")], r"error[contracts.forbidden-with-terms]: `acme` may give `bois` nothing, and the row has terms
  --> data/contracts.csv:2, column `standing`
  help: leave the other cells empty, or write `free` or `kept`")]
#[case::contracts_at_odds(&[Write("contracts.csv", b"from,to,material,standing,exclusive,min_t\nacme,bois,wood-offcut,kept,,5\nacme,remote,wood-offcut,free,from,\n")], r"error[contracts.kept-against-exclusive]: `acme` keeps giving `bois`, and `acme` is bound to `remote` alone
  --> data/contracts.csv:2, column `standing`
  help: drop one of the two contracts, or its `exclusive`")]
#[case::contracts_twice_on_all(&[Write("contracts.csv", b"from,to\nacme,bois\nacme,bois\n")], r"error[table.repeated-id]: `acme` and `bois` have two contracts on every material
  --> data/contracts.csv:2, column `material`
  help: name the material of each, or remove one of the two rows")]
#[case::distance_to_itself(&[Replace("distances.csv", "acme,bois", "acme,acme")], r"error[distances.same-place]: the distance goes from `acme` to itself
  --> data/distances.csv:2, column `to`
  help: correct one of the two names, or remove the row")]
#[case::distance_from_nowhere(&[Replace("distances.csv", "acme,bois", "acmee,bois")], r"error[distances.unknown-place]: place `acmee` is not in companies.csv nor in facilities.csv
  --> data/distances.csv:2, column `from`
  help: did you mean `acme`?")]
#[case::distances_leave_out_a_facility_of_today(&[Replace("companies.csv", "Amilly", ""), Replace("facilities.csv", "Hub at Acme,acme,,,", "Hub,,Amilly,,")], r"error[distances.uncovered]: `acme` has no place, and no distance leads to `remote` (and 1 more)
  --> data/companies.csv:2, column `lat`
  help: give its coordinates or its commune, or its distances")]
#[case::distances_cover_only_some_pairs(&[Replace("companies.csv", "Amilly", ""), Replace("facilities.csv", "Hub at Acme,acme,,,", "Hub,,Amilly,,"), Replace("distances.csv", "9.5,14", "9.5,14\nacme,remote,90,")], r"warning[distances.partial]: nothing gives the distance of 1 pair of places, such as `acme` and `hub`
  --> data/companies.csv:2, column `lat`
  help: nothing can go between them; give coordinates or distances if it should")]
#[case::a_way_longer_than_a_detour(&[Replace("distances.csv", "9.5,14", "9.5,14\nbois,remote,30,\nacme,remote,90,")], r"warning[distances.triangle]: from `acme` to `remote` is 90 km, and 39.5 km through `bois` (and 1 more ways)
  --> data/distances.csv:4, column `km`
  help: correct the distance, unless it is meant")]
#[case::storage_below_a_day(&[Replace("flows.csv", "year,450,0.5", "year,450,0.0001")], r"warning[flows.storage-below-a-day]: a day's output, 0.5 kg, is more than the storage of 0.1 kg
  --> data/flows.csv:2, column `storage_t`
  help: no collection can serve it: correct `storage_t` or the quantity, or leave the cell empty")]
#[case::hub_without_place(&[Replace("facilities.csv", "Hub at Acme,acme", "Hub,")], r"error[facilities.hub-without-place]: hub `hub` has no place
  --> data/facilities.csv:3, column `lat`
  help: give its coordinates, its commune or its host company")]
#[case::local_not_said(&[Replace("facilities.csv", ",no,existing", ",,existing")], r"warning[facilities.local-not-said]: facility `remote` does not say whether it is in the territory: counted as outside
  --> data/facilities.csv:2, column `local`
  help: write `yes` or `no`")]
#[case::candidate_without_cost(&[Replace("facilities.csv", "candidate,600", "candidate,")], r"warning[facilities.no-opening-cost]: candidate facility `hub` has no opening cost: counted as 0 EUR a year
  --> data/facilities.csv:3, column `opening_eur_per_year`
  help: write what it costs a year to have it, `0` when that is nothing")]
#[case::facility_without_use(&[Replace("facilities.csv", "10,yes", "10,no")], r"error[facilities.no-use]: facility `hub` is no hub and runs no process
  --> data/facilities.csv:3, column `facility`
  help: add its processes to operations.csv, write `yes` in column `hub`, or remove the row")]
#[case::opening_cost_of_an_existing_facility(&[Replace("facilities.csv", "existing,,", "existing,50,")], r"warning[facilities.opening-cost-unused]: facility `remote` exists: its opening cost is not counted
  --> data/facilities.csv:2, column `opening_eur_per_year`
  help: write `candidate` in column `status`, or leave the cell empty")]
#[case::facility_with_the_id_of_a_company(&[Replace("facilities.csv", "hub,Hub", "bois,Hub")], r"error[facilities.same-id-as-company]: `bois` is also the id of a company
  --> data/facilities.csv:3, column `facility`
  help: give the facility another id: distances name both kinds of place")]
#[case::host_unknown(&[Replace("facilities.csv", "Acme,acme", "Acme,acne")], r"error[facilities.unknown-company]: company `acne` is not in companies.csv
  --> data/facilities.csv:3, column `company`
  help: did you mean `acme`?")]
#[case::evidence_not_said(&[Replace("flows.csv", ",declared", ","), Replace("flows.csv", ",measured", ",")], r"warning[flows.evidence-not-said]: 2 flows do not say how they are known: counted as `estimated`
  --> data/flows.csv:2, column `evidence`
  help: write `measured`, `declared`, `estimated` or `typical`")]
#[case::least_above_most(&[Replace("flows.csv", "120,100,140", "120,140,100")], r"error[flows.min-above-max]: the least quantity 140 is above the most 100
  --> data/flows.csv:2, column `quantity_min`
  help: exchange or correct the two values")]
#[case::cost_not_said(&[Replace("flows.csv", "year,450,", "year,,")], r"warning[flows.no-cost]: flow `acme-weee` has no cost of today: counted as 0 EUR/t, its gains are understated
  --> data/flows.csv:2, column `cost_eur_per_t`
  help: write all that the company pays today, negative when it is paid")]
#[case::density_unknown(&[Replace("flows.csv", "wood-offcut,,1.5,,,t,", "pallet,,1.5,,,m3,")], r"error[flows.no-density]: material `pallet` has no density
  --> data/flows.csv:3, column `unit`
  help: fill `density_t_per_m3` of `pallet` in materials.csv, or give the quantity in `t` or `kg`")]
#[case::unit_weight_unknown(&[Replace("flows.csv", "1.5,,,t,", "1.5,,,unit,")], r"error[flows.no-unit-weight]: material `wood-offcut` has no unit weight
  --> data/flows.csv:3, column `unit`
  help: fill `unit_kg` of `wood-offcut` in materials.csv, or give the quantity in `t` or `kg`")]
#[case::words_of_no_material(&[Replace("flows.csv", "wood-offcut,,", ",Zorglonde 12,")], r"error[flows.no-material]: label `Zorglonde 12` is not that of a material
  --> data/flows.csv:3, column `material`
  help: write the id of a material in column `material`; `boucle catalogue` lists them")]
#[case::words_recognised(&[Replace("flows.csv", "wood-offcut,,", ",Chutes de bois bruts,")], r"warning[flows.material-recognised]: 1 flow has a material recognised in its words or code with a score of 0.9 or more, which nobody has confirmed
  --> data/flows.csv:3, column `material`
  help: run `boucle code` on the dataset, and write `yes` in column `confirmed` of coding.csv, or another material; or fill column `material` of flows.csv")]
#[case::words_too_vague(&[Replace("flows.csv", "wood-offcut,,", ",zorglonde,"), Write("materials.csv", b"material,synonyms\nzor-a,zorglonde\nzor-b,zorglonde\n")], r"error[flows.material-to-confirm]: label `zorglonde` is not recognised surely enough: `zor-a` (0.45), `zor-b` (0.45)
  --> data/flows.csv:3, column `material`
  help: run `boucle code data`, and confirm or correct the material in coding.csv")]
#[case::words_without_amount(&[Replace("flows.csv", "wood-offcut,,1.5,,,t,month", "wood-offcut,chutes de bois,,,,,")], r"error[flows.no-quantity]: the flow has no quantity, and its label states none
  --> data/flows.csv:3, column `quantity`
  help: write `quantity`, `unit` and `per`, here or in coding.csv")]
#[case::coding_of_no_flow(&[Write("coding.csv", b"company,direction,label,material\nbois,out,bois,pallet\n")], r"warning[coding.no-such-flow]: no flow of this company and direction is called `bois`: the row is not used
  --> data/coding.csv:2, column `label`
  help: remove the row, or correct its company, direction or label")]
#[case::coding_with_nothing(&[Replace("flows.csv", "wood-offcut,,", "wood-offcut,bois,"), Write("coding.csv", b"company,direction,label,material,confirmed\nbois,out,Bois,,yes\n")], r"error[coding.nothing-confirmed]: the row is confirmed and names no material
  --> data/coding.csv:2, column `material`
  help: write the id of the material, or leave `confirmed` empty")]
#[case::coding_with_no_material_known(&[Replace("flows.csv", "wood-offcut,,", ",bois,"), Write("coding.csv", b"company,direction,label,material,confirmed\nbois,out,Bois,palet,yes\n")], r"error[flows.unknown-material]: material `palet` is not in materials.csv nor in the catalogue
  --> data/coding.csv:2, column `material`
  help: did you mean `pallet`?")]
#[case::code_of_no_list(&[Replace("flows.csv", "label,quantity,", "label,code,quantity,"), Replace("flows.csv", "laptop,,", "laptop,,,"), Replace("flows.csv", "wood-chips,,", "wood-chips,,,"), Replace("flows.csv", "wood-offcut,,", ",,99 99 99,")], r"error[flows.unknown-code]: `99 99 99` is neither in the European List of Waste nor a class of products of the catalogue
  --> data/flows.csv:3, column `code`
  help: write a code such as `15 01 01`, a class such as `20.13`, or nothing; `boucle catalogue` shows them")]
#[case::code_of_several_materials(&[Replace("flows.csv", "label,quantity,", "label,code,quantity,"), Replace("flows.csv", "laptop,,", "laptop,,,"), Replace("flows.csv", "wood-chips,,", "wood-chips,,,"), Replace("flows.csv", "wood-offcut,,", ",,20 01 35*,")], r"error[flows.ambiguous-code]: code `20 01 35*` does not tell which material it is: `screen` (0.32), `small-weee` (0.32), `white-goods` (0.32)
  --> data/flows.csv:3, column `code`
  help: write one of them in column `material`")]
#[case::code_of_no_material(&[Replace("flows.csv", "label,quantity,", "label,code,quantity,"), Replace("flows.csv", "laptop,,", "laptop,,,"), Replace("flows.csv", "wood-chips,,", "wood-chips,,,"), Replace("flows.csv", "wood-offcut,,", ",,01 01 01,")], r"error[flows.no-material]: no material carries code `01 01 01`
  --> data/flows.csv:3, column `code`
  help: write the id of a material in column `material`; `boucle catalogue` lists them")]
#[case::neither_material_nor_label(&[Replace("flows.csv", "wood-offcut,", ",")], r"error[flows.no-material]: the flow has neither material, code nor label
  --> data/flows.csv:3, column `material`
  help: write the id of a material of materials.csv or of the catalogue")]
#[case::label_of_two_materials(&[Replace("flows.csv", "wood-offcut,,", ",straw,"), Replace("materials.csv", "assumption\n", "assumption\nhay,Straw,crops,,,,,,\n")], r"error[flows.no-material]: label `straw` is that of several materials
  --> data/flows.csv:3, column `material`
  help: write one of `hay`, `straw` in column `material`")]
#[case::pickups_not_said(&[Replace("flows.csv", "0.5,2,", "0.5,,")], r"warning[flows.no-pickups]: flow `acme-weee` does not say how often it goes to or from `remote`: its kilometres of today count as 0
  --> data/flows.csv:2, column `pickups_per_year`
  help: write how many trips a year")]
#[case::pickups_to_nowhere(&[Replace("flows.csv", "4,remote", "4,")], r"warning[flows.pickups-without-facility]: flow `acme-chips` has pickups but no facility: its kilometres of today count as 0
  --> data/flows.csv:4, column `pickups_per_year`
  help: write in column `facility` where it goes to or comes from today")]
#[case::process_of_another_material(&[Replace("flows.csv", "remote,dismantle", "remote,sort")], r"error[flows.process-does-not-take]: process `sort` takes `wood`, not `laptop`
  --> data/flows.csv:2, column `process`
  help: name a process that takes this material or its family, or leave the cell empty")]
#[case::process_not_run_at_the_facility(&[Replace("operations.csv", "remote,sort,12,,,,quote\n", "")], r"warning[flows.process-not-at-facility]: facility `remote` does not run process `sort` in operations.csv
  --> data/flows.csv:3, column `process`
  help: add the operation, unless it should serve this flow alone")]
#[case::quantity_above_the_most(&[Replace("flows.csv", "120,100,140", "120,100,110")], r"error[flows.quantity-outside-range]: the quantity 120 is above the most 110
  --> data/flows.csv:2, column `quantity`
  help: correct the quantity, `quantity_min` or `quantity_max`")]
#[case::quantity_below_the_least(&[Replace("flows.csv", "120,100,140", "120,130,140")], r"error[flows.quantity-outside-range]: the quantity 120 is below the least 130
  --> data/flows.csv:2, column `quantity`
  help: correct the quantity, `quantity_min` or `quantity_max`")]
#[case::automatic_id_repeated(&[Replace("flows.csv", "acme-weee", ""), Replace("flows.csv", "estimated\n", "estimated\n,acme,out,laptop,,1,,,t,,0,,1,remote,dismantle,typical\n")], r"error[flows.repeated-automatic-id]: several flows would be called `acme/laptop`
  --> data/flows.csv:2, column `flow`
  help: give each of them an id of its own in column `flow`

error[flows.repeated-automatic-id]: several flows would be called `acme/laptop`
  --> data/flows.csv:5, column `flow`
  help: give each of them an id of its own in column `flow`")]
#[case::company_unknown(&[Replace("flows.csv", "bois-offcut,bois", "bois-offcut,boys")], r"error[flows.unknown-company]: company `boys` is not in companies.csv
  --> data/flows.csv:3, column `company`
  help: did you mean `bois`?")]
#[case::facility_unknown(&[Replace("flows.csv", "4,remote", "4,remotte")], r"error[flows.unknown-facility]: facility `remotte` is not in facilities.csv
  --> data/flows.csv:4, column `facility`
  help: did you mean `remote`?")]
#[case::limit_of_no_operation(&[Write("limits.csv", b"facility,process,property,value,bound\nremote,sorts,moisture,25,at_most\n")], r"error[limits.unknown-operation]: facility `remote` does not run process `sorts` in operations.csv
  --> data/limits.csv:2, column `process`
  help: did you mean `sort`?")]
#[case::limits_that_exclude_each_other(&[Write("limits.csv", b"facility,process,property,value,bound\nremote,sort,moisture,25,at_least\nremote,sort,moisture,15,at_most\n")], r"error[qualities.impossible-range]: process `sort` of facility `remote` wants at least 25 and at most 15 of `moisture`
  --> data/limits.csv:2, column `value`
  help: exchange or correct the two values")]
#[case::content_of_no_operation(&[Write("contents.csv", b"facility,process,output,property,value\nhub,sort,wood-chips,moisture,25\n")], r"error[contents.unknown-operation]: facility `hub` does not run process `sort` in operations.csv
  --> data/contents.csv:2, column `process`
  help: add the operation, or correct the two names")]
#[case::content_of_another_output(&[Write("contents.csv", b"facility,process,output,property,value\nremote,sort,wood-chip,moisture,25\n")], r"error[contents.unknown-output]: process `sort` does not make `wood-chip`
  --> data/contents.csv:2, column `output`
  help: did you mean `wood-chips`?")]
#[case::content_without_a_figure(&[Write("contents.csv", b"facility,process,output,property,value,share\nremote,sort,wood-chips,moisture,,\n")], r"error[contents.not-one-figure]: the row gives neither `value` nor `share`
  --> data/contents.csv:2, column `value`
  help: write what the product contains in `value`, or in `share` how many times what enters")]
#[case::content_that_nothing_states(&[Replace("processes.csv", "R12,3,assumption\n", "R12,3,assumption\npress,wood-chips,R12,3,assumption\n"), Replace("operations.csv", "sort,12,,,,quote\n", "sort,12,,,,quote\nremote,press,5,,,,quote\n"), Write("limits.csv", b"facility,process,property,value,bound\nremote,press,moisture,10,at_most\n")], r"error[contents.missing]: nothing states `moisture` of the `wood-chips` that `sort` makes at `remote`
  --> data/limits.csv:2, column `property`
  help: add it to contents.csv")]
#[case::share_above_one(&[Replace("qualities.csv", "acme-chips,moisture,25,at_most", "acme-chips,oil_share,25,at_most"), Replace("qualities.csv", "bois-offcut,moisture,20", "bois-offcut,oil_share,0.2")], r"error[qualities.not-a-share]: `oil_share` is 25, and must be between 0 and 1
  --> data/qualities.csv:2, column `value`
  help: correct the value, or call the property otherwise")]
#[case::percentage_above_a_hundred(&[Write("contents.csv", b"facility,process,output,property,value\nremote,sort,wood-chips,ash_pct,101\n")], r"error[qualities.not-a-share]: `ash_pct` is 101, and must be between 0 and 100
  --> data/contents.csv:2, column `value`
  help: correct the value, or call the property otherwise")]
#[case::property_written_in_two_ways(&[Replace("qualities.csv", "acme-chips,moisture", "acme-chips,moistures")], r"warning[qualities.unstated-property]: `moistures` is limited, and nothing states it
  --> data/qualities.csv:2, column `property`
  help: did you mean `moisture`?")]
#[case::substitution_of_nothing(&[Write("substitutions.csv", b"material,replaces,ratio\nstraws,wood-chips,0.9\n")], r"error[substitutions.unknown-material]: material `straws` is not in materials.csv nor in the catalogue
  --> data/substitutions.csv:2, column `material`
  help: did you mean `straw`?")]
#[case::market_of_nothing(&[Write("markets.csv", b"material,up_to_t,eur_per_t\nstraws,,9\n")], r"error[markets.unknown-material]: material `straws` is not in materials.csv nor in the catalogue
  --> data/markets.csv:2, column `material`
  help: did you mean `straw`?")]
#[case::two_endless_steps(&[Write("markets.csv", b"material,up_to_t,eur_per_t\nstraw,,9\nstraw,,8\n")], r"error[markets.same-step]: two steps of the market of `straw` do not end
  --> data/markets.csv:2, column `up_to_t`
  help: write in `up_to_t` where each step ends; only the last may be empty")]
#[case::tariff_of_nothing(&[Write("tariffs.csv", b"facility,process,from_t,eur_per_t\nremote,shred,50,9\n")], r"error[tariffs.unknown-operation]: facility `remote` does not run process `shred` in operations.csv
  --> data/tariffs.csv:2, column `process`
  help: add the operation, or correct the two names")]
#[case::tariff_from_nothing(&[Write("tariffs.csv", b"facility,process,from_t,eur_per_t\nremote,sort,0,9\n")], r"error[table.not-positive]: `0` is not above 0
  --> data/tariffs.csv:2, column `from_t`
  help: write a number above 0, or leave the cell empty when it is not known")]
#[case::tariff_twice(&[Write("tariffs.csv", b"facility,process,from_t,eur_per_t\nremote,sort,50,9\nremote,sort,50,8\n")], r"error[table.repeated-id]: price of a tariff `remote`, `sort`, `50` is already in row 2
  --> data/tariffs.csv:3, column `facility`
  help: remove one of the two rows")]
#[case::tariff_by_two_rules(&[Write("tariffs.csv", b"facility,process,from_t,eur_per_t,applies\nremote,sort,50,9,all\nremote,sort,90,8,\n")], r"error[tariffs.two-rules]: one price counts for all tonnes of the year, another for those beyond
  --> data/tariffs.csv:3, column `applies`
  help: write the same word in all rows of the operation")]
#[case::material_unknown(&[Replace("flows.csv", "laptop", "lap-top")], r"error[flows.unknown-material]: material `lap-top` is not in materials.csv nor in the catalogue
  --> data/flows.csv:2, column `material`
  help: did you mean `laptop`?")]
#[case::process_unknown(&[Replace("flows.csv", "dismantle", "dismantel")], r"error[flows.unknown-process]: process `dismantel` is not in processes.csv nor in the catalogue
  --> data/flows.csv:2, column `process`
  help: did you mean `dismantle`?")]
#[case::quantity_zero(&[Replace("flows.csv", "in,wood-chips,,8", "in,wood-chips,,0")], r"warning[flows.zero-quantity]: the quantity is 0: the flow counts for nothing
  --> data/flows.csv:4, column `quantity`
  help: write the quantity, or remove the row")]
#[case::quantity_in_another_unit(&[Replace("flows.csv", "in,wood-chips,,8", "in,wood-chips,,0.0000000001")], r"warning[flows.sizes-apart]: the 0.0000000001 t of `acme-chips` are lost beside the 18 t of `bois-offcut`
  --> data/flows.csv:4, column `quantity`
  help: check both units; where they are right, study such flows in datasets of their own")]
#[case::quantity_negative(&[Replace("flows.csv", "in,wood-chips,,8", "in,wood-chips,,-8")], r"error[table.negative]: `-8` is negative
  --> data/flows.csv:4, column `quantity`
  help: write a number that is not below 0")]
#[case::quantity_missing(&[Replace("flows.csv", "in,wood-chips,,8", "in,wood-chips,,")], r"error[table.missing-cell]: the cell of column `quantity` is empty
  --> data/flows.csv:4, column `quantity`
  help: fill the cell, or remove the row")]
#[case::quantity_not_finite(&[Replace("flows.csv", "in,wood-chips,,8", "in,wood-chips,,inf")], r"error[table.not-a-number]: `inf` is not a number
  --> data/flows.csv:4, column `quantity`
  help: write digits with a decimal point or comma, without unit: `1234.5` or `1 234,5`")]
#[case::quantity_with_its_unit(&[Replace("flows.csv", "in,wood-chips,,8", "in,wood-chips,,8 t")], r"error[table.not-a-number]: `8 t` is not a number
  --> data/flows.csv:4, column `quantity`
  help: write digits with a decimal point or comma, without unit: `1234.5` or `1 234,5`")]
#[case::storage_zero(&[Replace("flows.csv", "450,0.5", "450,0")], r"error[table.not-positive]: `0` is not above 0
  --> data/flows.csv:2, column `storage_t`
  help: write a number above 0, or leave the cell empty when it is not known")]
#[case::unit_impossible(&[Replace("flows.csv", "8,,,t", "8,,,tons")], r"error[table.unknown-word]: `tons` is not a word of column `unit`
  --> data/flows.csv:4, column `unit`
  help: write one of `t`, `kg`, `m3`, `l`, `unit`")]
#[case::evidence_mistyped(&[Replace("flows.csv", "declared", "declarred")], r"error[table.unknown-word]: `declarred` is not a word of column `evidence`
  --> data/flows.csv:2, column `evidence`
  help: did you mean `declared`?")]
#[case::flows_missing(&[Remove("flows.csv")], r"error[folder.missing-table]: the dataset has no `flows.csv`
  --> data
  help: add `flows.csv` to this folder")]
#[case::flows_in_a_workbook(&[Remove("flows.csv"), Write("territory.xlsx", b"PK")], r"error[folder.missing-table]: the dataset has no `flows.csv`
  --> data
  help: `territory.xlsx` is not read yet: save each of its sheets as CSV UTF-8 in this folder")]
#[case::file_name_mistyped(&[Write("facilites.csv", b"facility,name\n")], r"warning[folder.unknown-table]: `facilites.csv` is not a table of a dataset and is not read
  --> data/facilites.csv
  help: did you mean `facilities.csv`?")]
#[case::waste_code_unknown(&[Replace("materials.csv", "20 01 38", "20 01 99 9")], r"error[materials.unknown-waste-code]: `20 01 99 9` is not in the European List of Waste
  --> data/materials.csv:2, column `code`
  help: write its six digits (`200136` or `20 01 36`) as text, or leave the cell empty when it is no waste")]
#[case::price_not_said(&[Replace("operations.csv", "dismantle,300", "dismantle,")], r"warning[operations.no-cost]: process `dismantle` of facility `remote` has no price: counted as 0 EUR/t
  --> data/operations.csv:2, column `cost_eur_per_t`
  help: write its gate fee, `0` when it is free, a negative number when it pays")]
#[case::operation_of_an_unknown_facility(&[Replace("operations.csv", "remote,sort", "remotte,sort")], r"error[operations.unknown-facility]: facility `remotte` is not in facilities.csv
  --> data/operations.csv:3, column `facility`
  help: did you mean `remote`?

warning[flows.process-not-at-facility]: facility `remote` does not run process `sort` in operations.csv
  --> data/flows.csv:3, column `process`
  help: add the operation, unless it should serve this flow alone")]
#[case::operation_of_an_unknown_process(&[Replace("operations.csv", "remote,dismantle", "remote,dismantel")], r"error[operations.unknown-process]: process `dismantel` is not in processes.csv nor in the catalogue
  --> data/operations.csv:2, column `process`
  help: did you mean `dismantle`?

warning[flows.process-not-at-facility]: facility `remote` does not run process `dismantle` in operations.csv
  --> data/flows.csv:2, column `process`
  help: add the operation, unless it should serve this flow alone")]
#[case::operation_twice(&[Replace("operations.csv", "12,,,,quote\n", "12,,,,quote\nremote,sort,13,,,,quote\n")], r"error[table.repeated-id]: operation `remote`, `sort` is already in row 3
  --> data/operations.csv:4, column `facility`
  help: remove one of the two rows")]
#[case::far_from_its_commune(&[Replace("facilities.csv", "47.9,1.9", "45.9,1.9")], r"warning[places.far-from-commune]: the coordinates are 223 km from `Orléans`
  --> data/facilities.csv:2, column `lat`
  help: correct the coordinates or the commune")]
#[case::latitude_alone(&[Replace("facilities.csv", "47.9,1.9", "47.9,")], r"error[places.half-coordinates]: `lat` is given without `lon`
  --> data/facilities.csv:2, column `lon`
  help: give both coordinates, or neither: the place is then that of the commune")]
#[case::outside_the_world(&[Replace("facilities.csv", "47.9,1.9", "658000,6742000")], r"error[places.outside-the-world]: latitude 658000, longitude 6742000 is not on the globe
  --> data/facilities.csv:2, column `lat`
  help: give decimal degrees (WGS 84), latitude -90 to 90 and longitude -180 to 180")]
#[case::latitude_and_longitude_swapped(&[Replace("facilities.csv", "47.9,1.9", "1.9,47.9")], r"error[places.swapped-coordinates]: latitude 1.9 and longitude 47.9 look swapped
  --> data/facilities.csv:2, column `lat`
  help: in France the latitude is the larger one: lat 47.9, lon 1.9")]
#[case::commune_unknown(&[Replace("companies.csv", "Amilly", "Amily")], r"error[places.unknown-commune]: commune `Amily` is not in the catalogue
  --> data/companies.csv:2, column `commune`
  help: did you mean `Amilly`?")]
#[case::operation_code_unknown(&[Replace("processes.csv", "R12", "R14")], r"error[processes.bad-operation-code]: `R14` is not a recovery or disposal operation
  --> data/processes.csv:2, column `operation_code`
  help: write `R1` to `R13` (recovery) or `D1` to `D15` (disposal), or leave the cell empty")]
#[case::emissions_not_said(&[Replace("processes.csv", ",3,", ",,")], r"warning[processes.no-co2e]: process `sort` has no emissions: counted as 0 kgCO2e/t
  --> data/processes.csv:2, column `co2e_kg_per_t`
  help: write the figure with its source, `0` when it emits nothing")]
#[case::input_of_a_process_unknown(&[Replace("processes.csv", "sort,wood", "sort,wod")], r"error[processes.unknown-input]: material or family `wod` is not in materials.csv nor in the catalogue
  --> data/processes.csv:2, column `input`
  help: did you mean `wood`?")]
#[case::wants_more_than_it_tolerates(&[Replace("qualities.csv", "25,at_most\n", "25,at_most\nacme-chips,moisture,30,at_least\n")], r"error[qualities.impossible-range]: flow `acme-chips` wants at least 30 and at most 25 of `moisture`
  --> data/qualities.csv:2, column `value`
  help: exchange or correct the two values")]
#[case::quality_of_an_unknown_flow(&[Replace("qualities.csv", "acme-chips", "acme-chip")], r"error[qualities.unknown-flow]: flow `acme-chip` is not in flows.csv
  --> data/qualities.csv:2, column `flow`
  help: did you mean `acme-chips`?")]
#[case::content_of_an_input(&[Replace("qualities.csv", "at_most", "content")], r"error[qualities.wrong-bound]: flow `acme-chips` is an input: it has no content of its own
  --> data/qualities.csv:2, column `bound`
  help: write `at_most` or `at_least` for what it accepts, `virgin` for what its supply of today contains")]
#[case::limit_of_an_output(&[Replace("qualities.csv", ",content", ",at_most")], r"error[qualities.wrong-bound]: flow `bois-offcut` is an output: it has a content, not a limit
  --> data/qualities.csv:3, column `bound`
  help: write `content` for what it contains")]
#[case::header_without_rows(&[Write("flows.csv", b"company,direction,quantity,unit\n")], r"error[table.empty]: flows.csv has a header and no row
  --> data/flows.csv
  help: fill the table

error[qualities.unknown-flow]: flow `acme-chips` is not in flows.csv
  --> data/qualities.csv:2, column `flow`
  help: add it to flows.csv, or correct the name

error[qualities.unknown-flow]: flow `bois-offcut` is not in flows.csv
  --> data/qualities.csv:3, column `flow`
  help: add it to flows.csv, or correct the name")]
#[case::optional_table_without_rows(&[Write("distances.csv", b"from,to,km\n")], r"warning[table.empty]: distances.csv has a header and no row
  --> data/distances.csv
  help: fill the table, or remove the file")]
#[case::no_header(&[Write("distances.csv", b"\n")], r"error[table.empty]: the first row, which should name the columns, is empty
  --> data/distances.csv
  help: write the column names in row 1")]
#[case::name_missing(&[Replace("companies.csv", "bois,Bois SA", "bois,")], r"error[table.missing-cell]: the cell of column `name` is empty
  --> data/companies.csv:3, column `name`
  help: fill the cell, or remove the row")]
#[case::column_missing(&[Replace("yields.csv", "yield", "ratio")], r"error[table.unknown-column]: `ratio` is not a column of yields.csv
  --> data/yields.csv:1, column `ratio`
  help: remove it, or name it `x_ratio` so that it is left aside

error[table.missing-column]: yields.csv has no column `yield`
  --> data/yields.csv:1, column `yield`
  help: add the column")]
#[case::column_unknown(&[Replace("companies.csv", "employees", "employes")], r"error[table.unknown-column]: `employes` is not a column of companies.csv
  --> data/companies.csv:1, column `employes`
  help: did you mean `employees`?")]
#[case::column_repeated(&[Replace("companies.csv", "contact_role", "naf")], r"error[table.repeated-column]: column `naf` stands twice in the header
  --> data/companies.csv:1, column `naf`
  help: keep one of the two, or begin the name of the other with `x_` so that it is left aside")]
#[case::neither_yes_nor_no(&[Replace("facilities.csv", "10,yes", "10,maybe")], r"error[table.not-a-boolean]: `maybe` is neither yes nor no
  --> data/facilities.csv:3, column `hub`
  help: write `yes` or `no` (`oui` or `non`)")]
#[case::not_utf8(&[Write("vehicles.csv", b"\xE9")], r"error[table.not-utf8]: the text is not UTF-8: see line 1 of the file
  --> data/vehicles.csv
  help: save the sheet again as `CSV UTF-8` (Excel: Save as, CSV UTF-8; LibreOffice: character set Unicode UTF-8)")]
#[case::row_too_long(&[Replace("companies.csv", "Bois SA", "Bois, SA")], r"error[table.ragged-row]: the row has 10 cells where the header has 9
  --> data/companies.csv:3
  help: put a cell that holds `,` between quotation marks, and give each column its cell")]
#[case::company_twice(&[Replace("companies.csv", "bois,Bois SA", "acme,Bois SA")], r"error[table.repeated-id]: company `acme` is already in row 2
  --> data/companies.csv:3, column `company`
  help: remove one of the two rows, or give it another id

error[distances.unknown-place]: place `bois` is not in companies.csv nor in facilities.csv
  --> data/distances.csv:2, column `to`
  help: add it to companies.csv, or correct the name

error[flows.unknown-company]: company `bois` is not in companies.csv
  --> data/flows.csv:3, column `company`
  help: add it to companies.csv, or correct the name")]
#[case::quotation_mark_alone(&[Replace("companies.csv", "Bois SA", "24\" Bois")], r#"error[table.stray-quote]: a quotation mark stands alone in a cell
  --> data/companies.csv:3
  help: put the whole cell between quotation marks and double the one inside: `"screen 24"""`"#)]
#[case::quotation_mark_never_closed(&[Replace("companies.csv", "manager", "\"manager")], r#"error[table.stray-quote]: a quotation mark stands alone in a cell
  --> data/companies.csv:2
  help: put the whole cell between quotation marks and double the one inside: `"screen 24"""`"#)]
#[case::payload_zero(&[Replace("vehicles.csv", "van,0.8", "van,0")], r"error[vehicles.no-payload]: vehicle `van` carries nothing
  --> data/vehicles.csv:2, column `payload_t`
  help: write its payload in tonnes, above 0")]
#[case::payload_missing(&[Replace("vehicles.csv", "van,0.8", "van,")], r"error[vehicles.no-payload]: vehicle `van` carries nothing
  --> data/vehicles.csv:2, column `payload_t`
  help: write its payload in tonnes, above 0")]
#[case::emissions_of_a_vehicle_not_said(&[Replace("vehicles.csv", "30,0.25", "30,")], r"warning[vehicles.rate-not-said]: vehicle `van` has no `co2e_kg_per_km`: counted as 0
  --> data/vehicles.csv:2, column `co2e_kg_per_km`
  help: write the figure, `0` when another column holds it")]
#[case::compartments_of_nothing(&[Replace("vehicles.csv", "depot", "depot,compartments_t"), Replace("vehicles.csv", "50,acme", "50,acme,0.5 0")], r"error[vehicles.compartments]: `0` is no size of a compartment
  --> data/vehicles.csv:2, column `compartments_t`
  help: write numbers above 0, one for each compartment, set apart by spaces: `3 2`")]
#[case::one_compartment(&[Replace("vehicles.csv", "depot", "depot,compartments_t"), Replace("vehicles.csv", "50,acme", "50,acme,0.5")], r"error[vehicles.compartments]: a vehicle with compartments has 2 to 4 of them, not 1
  --> data/vehicles.csv:2, column `compartments_t`
  help: write the tonnes that each takes, set apart by spaces: `3 2`")]
#[case::compartments_that_do_not_match(&[Replace("vehicles.csv", "depot", "depot,compartments_t,compartments_m3"), Replace("vehicles.csv", "50,acme", "50,acme,0.5 0.3,4")], r"error[vehicles.compartments]: there are 2 compartments by their tonnes, 1 by their m3
  --> data/vehicles.csv:2, column `compartments_m3`
  help: write one number for each compartment in both cells, or leave this one empty")]
#[case::emissions_full_and_not_empty(&[Replace("vehicles.csv", "co2e_kg_per_km", "full_co2e_kg_per_km")], r"error[vehicles.half-of-load]: vehicle `van` has `full_co2e_kg_per_km` and no `empty_co2e_kg_per_km`
  --> data/vehicles.csv:2, column `empty_co2e_kg_per_km`
  help: emissions by load need both: write the other one too, or only `co2e_kg_per_km`")]
#[case::emissions_twice(&[Replace("vehicles.csv", "depot", "depot,empty_co2e_kg_per_km,full_co2e_kg_per_km"), Replace("vehicles.csv", "50,acme", "50,acme,0.2,0.3")], r"error[vehicles.emissions-twice]: vehicle `van` states its emissions both by load and whatever the load
  --> data/vehicles.csv:2, column `co2e_kg_per_km`
  help: leave `co2e_kg_per_km` empty, or the two figures by load")]
#[case::full_below_empty(&[Replace("vehicles.csv", "co2e_kg_per_km", "empty_co2e_kg_per_km"), Replace("vehicles.csv", "depot", "depot,full_co2e_kg_per_km"), Replace("vehicles.csv", "50,acme", "50,acme,0.2")], r"error[vehicles.full-below-empty]: vehicle `van` emits 0.2 kgCO2e/km full and 0.25 kgCO2e/km empty
  --> data/vehicles.csv:2, column `full_co2e_kg_per_km`
  help: a load can only add to the emissions: correct or exchange the two figures")]
#[case::half_a_vehicle(&[Replace("vehicles.csv", "depot", "depot,count"), Replace("vehicles.csv", "50,acme", "50,acme,1.5")], r"error[vehicles.fractional-count]: `1.5` is not a number of vehicles
  --> data/vehicles.csv:2, column `count`
  help: write a whole number, or leave the cell empty")]
#[case::depot_unknown(&[Replace("vehicles.csv", "50,acme", "50,garage")], r"error[vehicles.unknown-depot]: place `garage` is not in companies.csv nor in facilities.csv
  --> data/vehicles.csv:2, column `depot`
  help: add it to companies.csv, or correct the name")]
#[case::yields_above_one(&[Replace("yields.csv", "0.9\n", "0.9\nsort,sorting-refuse,0.2\n")], r"error[yields.above-one]: process `sort` makes 1.1 t out of 1 t
  --> data/yields.csv:2, column `yield`
  help: its yields are tonnes of output per tonne of input: their sum is at most 1")]
#[case::yield_negative(&[Replace("yields.csv", "0.9", "-0.9")], r"error[table.negative]: `-0.9` is negative
  --> data/yields.csv:2, column `yield`
  help: write a number that is not below 0")]
#[case::yield_of_an_unknown_material(&[Replace("yields.csv", "wood-chips", "wood-chip")], r"error[yields.unknown-output]: material `wood-chip` is not in materials.csv nor in the catalogue
  --> data/yields.csv:2, column `output`
  help: did you mean `wood-chips`?")]
#[case::yield_of_an_unknown_process(&[Replace("yields.csv", "sort,", "sorting,")], r"error[yields.unknown-process]: process `sorting` is not in processes.csv nor in the catalogue
  --> data/yields.csv:2, column `process`
  help: did you mean `sort`?")]
#[case::distance_negative(&[Replace("distances.csv", "9.5", "-9.5")], r"error[table.negative]: `-9.5` is negative
  --> data/distances.csv:2, column `km`
  help: write a number that is not below 0")]
fn a_fault_in_one_place_is_told_to_the_letter(#[case] patches: &[Patch], #[case] expected: &str) {
    let folder = write(patches);
    let loaded = load(folder.path(), &[]);
    assert_findings(&rendered(&loaded, folder.path()), expected);
    assert_eq!(loaded.dataset.is_none(), expected.contains("error["), "a dataset exists only without errors");
}

/// An edit written at line 30 of a scenario.
fn change(table: &str, edit: Edit) -> Change {
    let place = Place { file: "scenarios/x.yaml".to_owned(), line: Some(30), column: Some("change[0]".to_owned()) };
    Change { table: table.to_owned(), edit, place }
}

fn cells(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect()
}

#[rstest]
#[case::edit_of_an_unknown_table("facility", Edit::Drop(cells(&[("facility", "hub")])), r"error[change.unknown-table]: `facility` is not a table of a dataset
  --> scenarios/x.yaml:30, key `change[0]`
  help: did you mean `facilities`?")]
#[case::edit_of_an_unknown_column("facilities", Edit::Set { filter: cells(&[("facility", "hub")]), set: cells(&[("capacity", "2")]) }, r"error[change.unknown-column]: `capacity` is not a column of facilities.csv
  --> scenarios/x.yaml:30, key `change[0]`
  help: did you mean `capacity_t`?")]
#[case::column_of_a_new_row_unknown("companies", Edit::Add(cells(&[("company", "new"), ("town", "Amilly")])), r"error[change.unknown-column]: `town` is not a column of companies.csv
  --> scenarios/x.yaml:30, key `change[0]`
  help: name one of `company`, `name`, `siret`, `naf`, `commune`, `lat`, `lon`, `employees`, `contact_role`, `opens`, `closes`, `closed_days`, `max_partners`")]
#[case::no_row_of_that_id("facilities", Edit::Drop(cells(&[("facility", "hubb")])), r"error[change.no-match]: no row of facilities.csv has facility `hubb`
  --> scenarios/x.yaml:30, key `change[0]`
  help: did you mean `hub`?")]
#[case::no_row_with_both_values("facilities", Edit::Drop(cells(&[("facility", "hub"), ("local", "no")])), r"error[change.no-match]: no row of facilities.csv has facility `hub` and local `no`
  --> scenarios/x.yaml:30, key `change[0]`
  help: each value stands in the table, but not in one row")]
#[case::no_filter(
    "flows",
    Edit::Drop(Vec::new()),
    r"error[change.no-filter]: the edit does not say which rows of flows.csv
  --> scenarios/x.yaml:30, key `change[0]`
  help: name a column and its value, such as the id of the row"
)]
#[case::outlet_of_a_flow_that_stays("facilities", Edit::Drop(cells(&[("facility", "remote")])), r"error[change.still-used]: facility `remote` cannot be dropped: flow `acme-chips` (data/flows.csv:4) names it as what happens today
  --> scenarios/x.yaml:30, key `change[0]`
  help: first set that cell to another value, or to an empty one

error[change.still-used]: facility `remote` cannot be dropped: flow `acme-weee` (data/flows.csv:2) names it as what happens today
  --> scenarios/x.yaml:30, key `change[0]`
  help: first set that cell to another value, or to an empty one

error[change.still-used]: facility `remote` cannot be dropped: flow `bois-offcut` (data/flows.csv:3) names it as what happens today
  --> scenarios/x.yaml:30, key `change[0]`
  help: first set that cell to another value, or to an empty one")]
#[case::process_of_a_flow_that_stays("processes", Edit::Drop(cells(&[("process", "sort")])), r"error[change.still-used]: process `sort` cannot be dropped: flow `bois-offcut` (data/flows.csv:3) names it as what happens today
  --> scenarios/x.yaml:30, key `change[0]`
  help: first set that cell to another value, or to an empty one")]
fn an_edit_that_cannot_be_applied_is_told_at_its_line(#[case] table: &str, #[case] edit: Edit, #[case] expected: &str) {
    let folder = write(&[]);
    let loaded = load(folder.path(), &[change(table, edit)]);
    assert_findings(&rendered(&loaded, folder.path()), expected);
    assert!(loaded.dataset.is_none() && loaded.changes.is_empty());
}

#[test]
fn a_bad_value_of_an_edit_is_told_at_the_edit() {
    let folder = write(&[]);
    let edit = Edit::Set { filter: cells(&[("facility", "hub")]), set: cells(&[("capacity_t", "two")]) };
    let loaded = load(folder.path(), &[change("facilities", edit)]);
    assert_findings(
        &rendered(&loaded, folder.path()),
        "error[table.not-a-number]: `two` is not a number\n  \
         --> scenarios/x.yaml:30, key `change[0]`\n  \
         help: write digits with a decimal point or comma, without unit: `1234.5` or `1 234,5`",
    );
}

/// A collection by rounds with one van.
fn stream() -> Stream {
    Stream {
        id: StreamId::from("3e"),
        joins: Vec::new(),
        materials: vec!["weee".to_owned()],
        modes: vec![Mode::Round],
        compulsory: false,
        vehicles: vec![VehicleId::from("van")],
        trunk: None,
        unload: Vec::new(),
        frequency: vec![4],
        days: Days::ALL,
        excluded_pairs: Vec::new(),
        alone: None,
        drop_off: None,
        contract: None,
        place: Place {
            file: "scenarios/x.yaml".to_owned(),
            line: Some(8),
            column: Some("synergies.collection[0]".to_owned()),
        },
    }
}

fn scenario(stream: Stream) -> Scenario {
    let haulage =
        Haulage { eur_per_t_km: 0.15, eur_per_t: EurosPerTonne(4.0), co2e_kg_per_t_km: 0.16, load: Tonnes(2.5) };
    let assume = Assumptions {
        detour_factor: 1.3,
        speed_kmh: 50.0,
        working_time_h: 8.0,
        day_starts_h: 8.0,
        service_min: 15.0,
        unload_min: 20.0,
        haulage,
        pickup_co2e: KgCo2ePerKm(0.7),
        disposal_cost: EurosPerTonne(138.0),
        disposal_co2e: KgCo2ePerTonne(0.0),
    };
    Scenario {
        name: "x".to_owned(),
        title: Title::default(),
        dataset: Path::new("data").to_owned(),
        language: Language::En,
        reuse: None,
        collection: vec![stream],
        discover: boucle::scenario::Discover::default(),
        objective: Objective::default(),
        targets: Vec::new(),
        low_flows: None,
        changes: Vec::new(),
        assume,
        solver: SolverOptions {
            name: "auto".to_owned(),
            gap: 1e-6,
            time_limit_s: 60.0,
            nodes: 100_000,
            programs: 100_000,
            prices: 20,
        },
        provenance: Vec::new(),
    }
}

#[rstest]
#[case::stream_of_an_unknown_material(&[], Stream { materials: vec!["wee".to_owned()], ..stream() }, r"error[stream.unknown-material]: stream `3e` takes `wee`, which is no material or family
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: did you mean `weee`?")]
#[case::contract_above_supply(&[], Stream { contract: Some(PooledContract { min_t: Tonnes(1000.0), eur_per_missing_t: None }), ..stream() }, r"warning[stream.contract-above-supply]: the contract of stream `3e` is for 1000 t a year, its flows have 0.198 t
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: nothing will be collected: lower `min_t`, or state what a missing tonne costs in `eur_per_missing_t`")]
#[case::nothing_to_collect(&[], Stream { materials: vec!["spent-grain".to_owned()], ..stream() }, r"warning[stream.nothing-to-collect]: no flow feeds stream `3e`
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: name the materials that the companies give out, or remove the stream")]
#[case::stream_with_an_unknown_vehicle(&[], Stream { vehicles: vec![VehicleId::from("vann")], ..stream() }, r"error[stream.unknown-vehicle]: stream `3e` names vehicle `vann`, which is not in vehicles.csv
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: did you mean `van`?")]
#[case::trunk_unknown(&[], Stream { trunk: Some(VehicleId::from("lorry")), ..stream() }, r"error[stream.unknown-vehicle]: stream `3e` names vehicle `lorry`, which is not in vehicles.csv
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: add it to vehicles.csv, or correct the name")]
#[case::unload_unknown(&[], Stream { unload: vec![FacilityId::from("hubb")], ..stream() }, r"error[stream.unknown-facility]: stream `3e` unloads at `hubb`, which is not in facilities.csv
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: did you mean `hub`?")]
#[case::pair_with_nobody(&[], Stream { excluded_pairs: vec![(CompanyId::from("acme"), CompanyId::from("boiss"))], ..stream() }, r"error[stream.unknown-company]: stream `3e` excludes pairs with `boiss`, which is not in companies.csv
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: did you mean `bois`?")]
#[case::pair_of_one(&[], Stream { excluded_pairs: vec![(CompanyId::from("acme"), CompanyId::from("acme"))], ..stream() }, r"error[stream.excluded-itself]: stream `3e` excludes the pair of `acme` and itself
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: name two companies, or remove the pair")]
#[case::round_without_vehicle(&[], Stream { vehicles: Vec::new(), ..stream() }, r"error[stream.no-vehicle]: stream `3e` allows rounds and names no vehicle
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: name vehicles of vehicles.csv under `vehicles`, or remove `round` from `modes`")]
#[case::nowhere_to_unload(&[Replace("facilities.csv", "10,yes", "10,no"), Replace("operations.csv", "12,,,,quote\n", "12,,,,quote\nhub,sort,5,,,,quote\n")], Stream { materials: vec!["steam".to_owned(), "cardboard".to_owned()], ..stream() }, r"error[stream.no-destination]: stream `3e` has nowhere to unload: no hub, and no facility takes its materials
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: add a hub to facilities.csv, or to operations.csv a process that takes the materials

warning[stream.nothing-to-collect]: no flow feeds stream `3e`
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: name the materials that the companies give out, or remove the stream")]
fn a_stream_that_does_not_fit_the_dataset_is_told_at_its_line(
    #[case] patches: &[Patch],
    #[case] stream: Stream,
    #[case] expected: &str,
) {
    let folder = write(patches);
    let dataset = load(folder.path(), &[]).dataset.unwrap();
    let findings = check_scenario(&dataset, &scenario(stream), Catalogue::embedded());
    assert_findings(&findings.to_string(), expected);
}

/// A stream of offcuts beside the first, and a collection that joins both.
#[rstest]
#[case::fits(&[], wood(), &[], "")]
#[case::both_take_a_flow(&[], Stream { materials: vec!["wood".to_owned(), "weee".to_owned()], ..wood() }, &[], r"error[stream.joined-overlap]: flow `acme-weee` is taken by `3e` and by `wood`, which `both` joins
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: give each of the two streams its own materials")]
#[case::adr_keeps_them_apart(&[Write("materials.csv", b"material,adr\nlaptop,1.4\nwood-offcut,4.1\n")], wood(), &[], r"error[stream.joined-danger]: `both` joins `3e` and `wood`, and ADR 7.5.2.1 keeps `laptop` (label 1.4) and `wood-offcut` (label 4.1) apart
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: take one of the two streams out of `joins`")]
#[case::adr_keeps_compartments_apart(&[Write("materials.csv", b"material,adr\nlaptop,1.4\nwood-offcut,4.1\n"), Replace("vehicles.csv", "depot", "depot,compartments_t"), Replace("vehicles.csv", "50,acme", "50,acme,0.5 0.3")], wood(), &[], r"error[stream.joined-danger]: `both` joins `3e` and `wood`, and ADR 7.5.2.1 keeps `laptop` (label 1.4) and `wood-offcut` (label 4.1) apart
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: take one of the two streams out of `joins`")]
#[case::they_unload_nowhere_in_common(&[], Stream { unload: vec![FacilityId::from("remote")], ..wood() }, &[], r"error[stream.joined-nowhere]: the streams that `both` joins have no place in common where rounds unload
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: add a hub to facilities.csv, or name by `unload` where it unloads")]
#[case::they_unload_where_one_is_not_taken(&[Replace("facilities.csv", "hub,Hub at Acme", "plant,Plant,acme,,,,yes,existing,,,no\nhub,Hub at Acme"), Replace("operations.csv", "remote,sort,12", "plant,sort,12,,,,quote\nremote,sort,12")], wood(), &["plant"], r"error[stream.joined-nowhere]: `both` unloads at `plant`, which takes nothing of `3e`
  --> scenarios/x.yaml:8, key `synergies.collection[0]`
  help: unload at a hub, or where something of each joined stream is taken")]
fn streams_that_share_no_vehicle_are_told(
    #[case] patches: &[Patch],
    #[case] other: Stream,
    #[case] unload: &[&str],
    #[case] expected: &str,
) {
    let folder = write(patches);
    let dataset = load(folder.path(), &[]).dataset.unwrap();
    let joins = vec![StreamId::from("3e"), StreamId::from("wood")];
    let materials = ["weee", "wood"].map(str::to_owned).to_vec();
    let unload = unload.iter().map(|place| FacilityId::from(*place)).collect();
    let both = Stream { id: StreamId::from("both"), joins, materials, unload, ..stream() };
    let scenario = Scenario { collection: vec![stream(), other, both], ..scenario(stream()) };
    let findings = check_scenario(&dataset, &scenario, Catalogue::embedded());
    assert_findings(&findings.to_string(), expected);
}

fn wood() -> Stream {
    Stream { id: StreamId::from("wood"), materials: vec!["wood".to_owned()], ..stream() }
}

#[test]
fn pairs_that_name_too_many_companies_are_told() {
    let folder = write(&[]);
    let dataset = load(folder.path(), &[]).dataset.unwrap();
    let pairs = (0..100).map(|at| (CompanyId::from("acme"), CompanyId::from(format!("c{at}")))).collect();
    let findings =
        check_scenario(&dataset, &scenario(Stream { excluded_pairs: pairs, ..stream() }), Catalogue::embedded());
    let expected =
        "error[stream.too-many-excluded]: the excluded pairs of stream `3e` name 101 companies, at most 100 can be";
    assert!(findings.to_string().contains(expected), "{findings}");
}

#[test]
fn a_stream_that_fits_has_no_finding() {
    let folder = write(&[]);
    let dataset = load(folder.path(), &[]).dataset.unwrap();
    assert_eq!(check_scenario(&dataset, &scenario(stream()), Catalogue::embedded()).to_string(), "");
}

#[test]
fn a_folder_that_does_not_exist_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nowhere");
    assert_findings(
        &rendered(&load(&missing, &[]), folder.path()),
        "error[folder.unreadable]: the dataset folder cannot be read: there is none at this path\n  \
         --> data/nowhere\n  \
         help: give the path of the folder that holds `companies.csv` and `flows.csv`",
    );
}

#[test]
fn a_folder_where_a_table_should_be_is_told() {
    let folder = write(&[Remove("distances.csv")]);
    std::fs::create_dir(folder.path().join("distances.csv")).unwrap();
    assert_findings(
        &rendered(&load(folder.path(), &[]), folder.path()),
        "error[table.unreadable]: the table cannot be read: this is a folder\n  \
         --> data/distances.csv\n  \
         help: check that it is a file and that you may read it",
    );
}

#[test]
fn ten_faults_in_ten_places_are_all_told() {
    let folder = write(&[
        Replace("companies.csv", "Amilly", "Amily"),
        Replace("companies.csv", "00074", "00075"),
        Replace("flows.csv", "bois-offcut,bois", "bois-offcut,boys"),
        Replace("flows.csv", "120,100,140", "120,140,100"),
        Replace("facilities.csv", "47.9,1.9", "1.9,47.9"),
        Replace("operations.csv", "remote,sort", "remote,sorted"),
        Replace("qualities.csv", "at_most", "at_mots"),
        Replace("yields.csv", "0.9", "1.9"),
        Replace("vehicles.csv", "van,0.8", "van,0"),
        Replace("distances.csv", "9.5", "nine"),
    ]);
    let loaded = load(folder.path(), &[]);
    let codes: Vec<&str> = loaded.findings.errors().map(|finding| finding.code).collect();
    assert_eq!(
        codes,
        [
            "places.unknown-commune",
            "companies.bad-siret",
            "table.not-a-number",
            "places.swapped-coordinates",
            "flows.min-above-max",
            "flows.unknown-company",
            "operations.unknown-process",
            "table.unknown-word",
            "vehicles.no-payload",
            "yields.above-one"
        ],
        "{}",
        loaded.findings
    );
    assert!(loaded.findings.errors().all(|finding| finding.place.line.is_some() && finding.place.column.is_some()));
}

/// Codes of the headings of docs/diagnostics.md.
fn documented() -> Vec<String> {
    let page = include_str!("../../docs/diagnostics.md");
    page.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).map(str::to_owned).collect()
}

#[test]
fn the_registry_and_the_page_hold_the_same_codes_once_each() {
    let registered: Vec<String> = codes::all().map(|code| code.code.to_owned()).collect();
    let documented = documented();
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (registered.iter().collect(), documented.iter().collect());
    assert_eq!(a.difference(&b).collect::<Vec<_>>(), Vec::<&&String>::new(), "registered, not documented");
    assert_eq!(b.difference(&a).collect::<Vec<_>>(), Vec::<&&String>::new(), "documented, not registered");
    assert_eq!((a.len(), b.len()), (registered.len(), documented.len()), "a code stands twice");
}

#[test]
fn every_paragraph_of_the_page_says_something() {
    let page = include_str!("../../docs/diagnostics.md");
    for part in page.split("### `").skip(1) {
        let (code, text) = part.split_once('`').unwrap();
        assert!(text.split_whitespace().count() >= 8, "`{code}` has no paragraph");
    }
}

/// The text of all files below a folder whose name ends so.
#[expect(clippy::unwrap_used, reason = "the folders of the project can be read")]
fn texts(folder: &Path, endings: &[&str]) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            all += &texts(&path, endings);
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            all += &std::fs::read_to_string(&path).unwrap();
        }
    }
    all
}

#[test]
fn every_code_has_a_test_with_its_message() {
    let tests = texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &[".rs", ".snap"]);
    let told = |code: &str| ["error", "warning"].iter().any(|grave| tests.contains(&format!("{grave}[{code}]")));
    let untested: Vec<&str> = codes::all().map(|code| code.code).filter(|code| !told(code)).collect();
    assert_eq!(untested, Vec::<&str>::new());
}

#[test]
fn every_code_of_the_registry_is_used_and_every_code_used_is_registered() {
    let sources = texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[".rs"]);
    let registered: BTreeSet<&str> = codes::all().map(|code| code.code).collect();
    for code in &registered {
        // Written out where it is found, or by the name of its constant.
        let literal = format!("\"{code}\"");
        let constant = sources.split(&format!(": &str = {literal}")).next().and_then(|text| text.rsplit(' ').next());
        // declared, registered, and used at least once
        let named = constant.is_some_and(|name| sources.matches(name.trim_end_matches(':')).count() >= 3);
        assert!(named || sources.matches(&literal).count() >= 2, "`{code}` is registered and never used");
    }
    let builders = sources.split("Finding::error(").chain(sources.split("Finding::warning(")).skip(1);
    let literal = builders.filter_map(|text| text.trim_start().strip_prefix('"')?.split_once('"'));
    for (code, _) in literal {
        assert!(registered.contains(code), "`{code}` is used and not registered");
    }
}

#[test]
fn a_vehicle_of_small_flows_is_one_of_the_dataset() {
    let folder = write(&[]);
    let dataset = load(folder.path(), &[]).dataset.unwrap();
    let reuse = Reuse {
        max_km: Kilometres(50.0),
        max_steps: 2,
        min_lot: Tonnes(0.0),
        link_cost: Euros(0.0),
        max_partners: None,
        seasons: true,
        trips: Some(Trips { vehicle: VehicleId::from("vann"), below: Tonnes(5.0) }),
    };
    let place = Place {
        file: "scenarios/x.yaml".to_owned(),
        line: Some(6),
        column: Some("synergies.reuse.trips.vehicle".to_owned()),
    };
    let stated = Provenance {
        key: "synergies.reuse.trips.vehicle".to_owned(),
        value: "vann".to_owned(),
        place: Some(place),
        factor: None,
    };
    let scenario = Scenario { reuse: Some(reuse), provenance: vec![stated], ..scenario(stream()) };
    assert_findings(
        &check_scenario(&dataset, &scenario, Catalogue::embedded()).to_string(),
        "error[reuse.unknown-vehicle]: `trips` names vehicle `vann`, which is not in vehicles.csv\n  \
         --> scenarios/x.yaml:6, key `synergies.reuse.trips.vehicle`\n  \
         help: did you mean `van`?",
    );
}

#[test]
fn a_stream_of_an_uneven_flow_is_told_where_periods_are_told_apart() {
    let folder = write(&[
        Write("periods.csv", PERIODS),
        Write("profiles.csv", b"flow,period,part\nacme-weee,summer,2\nacme-weee,winter,1\n"),
    ]);
    let dataset = load(folder.path(), &[]).dataset.unwrap();
    let asked = |seasons| {
        let reuse = Reuse {
            max_km: Kilometres(50.0),
            max_steps: 2,
            min_lot: Tonnes(0.0),
            link_cost: Euros(0.0),
            max_partners: None,
            seasons,
            trips: None,
        };
        let scenario = Scenario { reuse: Some(reuse), ..scenario(stream()) };
        check_scenario(&dataset, &scenario, Catalogue::embedded()).to_string()
    };
    assert_findings(
        &asked(true),
        "warning[stream.seasonal]: stream `3e` takes flow `acme-weee`, whose year is uneven\n  \
         --> scenarios/x.yaml:8, key `synergies.collection[0]`\n  \
         help: its rounds are sized for the mean of the year: see that the vehicles have room for the peak",
    );
    assert_findings(&asked(false), "");
}
