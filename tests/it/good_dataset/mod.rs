//! A small dataset without any finding, written to a folder of its own and patched in one place by each test.

#![expect(clippy::unwrap_used, reason = "a test that cannot write its folder has failed")]

use std::path::Path;

use boucle::catalogue::Catalogue;
use boucle::dataset::{Dataset, Loaded};
use boucle::scenario::Change;
use tempfile::TempDir;

/// The tables of the good dataset.
pub const TABLES: [(&str, &str); 11] = [
    ("about.csv", "status,note_fr,note_en,source\nillustrative,Exemple,Example,ours\n"),
    (
        "companies.csv",
        "company,name,siret,naf,commune,lat,lon,employees,contact_role\n\
         acme,Acme,732 829 320 00074,3811Z,Amilly,,,12,manager\n\
         bois,Bois SA,,,Montargis,47.9975,2.7336,,\n",
    ),
    (
        "flows.csv",
        "flow,company,direction,material,label,quantity,quantity_min,quantity_max,unit,per,cost_eur_per_t,storage_t,\
         pickups_per_year,facility,process,evidence\n\
         acme-weee,acme,out,laptop,,120,100,140,unit,year,450,0.5,2,remote,dismantle,declared\n\
         bois-offcut,bois,out,wood-offcut,,1.5,,,t,month,60,2,12,remote,sort,measured\n\
         acme-chips,acme,in,wood-chips,,8,,,t,year,110,,4,remote,,estimated\n",
    ),
    ("qualities.csv", "flow,property,value,bound\nacme-chips,moisture,25,at_most\nbois-offcut,moisture,20,content\n"),
    (
        "facilities.csv",
        "facility,name,company,commune,lat,lon,local,status,opening_eur_per_year,capacity_t,hub\n\
         remote,Remote dismantler,,Orléans,47.9,1.9,no,existing,,500,no\n\
         hub,Hub at Acme,acme,,,,yes,candidate,600,10,yes\n",
    ),
    (
        "operations.csv",
        "facility,process,cost_eur_per_t,capacity_t,capacity_units,insertion_hours_per_t,source\n\
         remote,dismantle,300,400,,20,quote\n\
         remote,sort,12,,,,quote\n",
    ),
    ("processes.csv", "process,input,operation_code,co2e_kg_per_t,source\nsort,wood,R12,3,assumption\n"),
    ("yields.csv", "process,output,yield\nsort,wood-chips,0.9\n"),
    (
        "materials.csv",
        "material,label,family,code,density_t_per_m3,unit_kg,market_eur_per_t,virgin_co2e_kg_per_t,source\n\
         straw,Straw,crops,20 01 38,0.15,,,,assumption\n",
    ),
    (
        "vehicles.csv",
        "vehicle,payload_t,volume_m3,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km,speed_kmh,depot,source\n\
         van,0.8,10,0.5,25,30,0.25,50,acme,assumption\n",
    ),
    ("distances.csv", "from,to,km,minutes\nacme,bois,9.5,14\n"),
];

/// One fault put into the good dataset.
#[derive(Debug, Clone, Copy)]
pub enum Patch {
    /// Replaces a text that stands once in a file.
    Replace(&'static str, &'static str, &'static str),
    /// Replaces or adds a whole file.
    Write(&'static str, &'static [u8]),
    /// Removes a file.
    Remove(&'static str),
}

/// Writes the good dataset, patched, into a new folder.
pub fn write(patches: &[Patch]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in TABLES {
        std::fs::write(folder.path().join(file), text).unwrap();
    }
    for patch in patches {
        apply(*patch, folder.path());
    }
    folder
}

fn apply(patch: Patch, folder: &Path) {
    match patch {
        Patch::Replace(file, from, to) => {
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in {file}");
            std::fs::write(folder.join(file), text.replacen(from, to, 1)).unwrap();
        }
        Patch::Write(file, bytes) => std::fs::write(folder.join(file), bytes).unwrap(),
        Patch::Remove(file) => std::fs::remove_file(folder.join(file)).unwrap(),
    }
}

/// Loads a folder after the edits.
pub fn load(folder: &Path, changes: &[Change]) -> Loaded {
    Dataset::load(folder, changes, Catalogue::embedded())
}

/// What the findings say, the folder called `data` and slashes forward.
pub fn rendered(loaded: &Loaded, folder: &Path) -> String {
    loaded.findings.to_string().replace(&folder.display().to_string(), "data").replace('\\', "/")
}
