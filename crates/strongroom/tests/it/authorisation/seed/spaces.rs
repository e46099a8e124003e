//! Work in the spaces of the two projects: people inside, tables, write-ups.

use serde_json::{Value, json};

use super::super::expect::Thing;
use super::super::person::Person;
use super::records::text;
use super::{Seed, words};

pub(crate) async fn sow(seed: &mut Seed) {
    let (requester, colleague) = (seed.cast.requester.clone(), seed.cast.colleague.clone());
    enter(seed, &requester, "the project").await;
    if colleague.fit {
        enter(seed, &colleague, "the project").await;
        enter(seed, &colleague, "another project").await;
    }
    let (project, another) = (seed.thing("the project").clone(), seed.thing("another project").clone());
    let of = |thing: &Thing, name: &'static str| Thing { name, ..thing.clone() };
    seed.add(of(&project, "data of the space").fill("dataset", "lfs"));
    seed.add(of(&another, "data of another space").fill("dataset", "bss"));
    seed.add(of(&project, "data that the space does not hold").fill("dataset", "bss"));

    let (number, house) = (&project.fills["number"], &seed.house);
    let tables = house.get(&requester, &format!("/projects/{number}/tables")).await;
    let table = text(&tables[0]["reference"]);
    let write_up = write(seed, &requester, number, &tables[0]).await;
    seed.add(of(&project, "a table").fill("reference", &table));
    // The same table and text, asked for as if they were another project's.
    seed.add(of(&another, "a table of another project").fill("reference", &table));
    seed.add(of(&project, "a write-up").fill("reference", &write_up).fill("part", "0"));
    seed.add(of(&another, "a write-up of another project").fill("reference", &write_up).fill("part", "0"));
}

async fn enter(seed: &mut Seed, who: &Person, project: &str) {
    let number = seed.thing(project).fills["number"].clone();
    let accepted: serde_json::Map<String, Value> =
        words(seed.house.profile).statements.iter().map(|s| ((*s).to_owned(), json!("yes"))).collect();
    let path = format!("/projects/{number}/sessions");
    seed.house.call(who, "POST", &path, json!({ "statements": accepted })).await;
    seed.inside.insert((who.name.clone(), number));
}

/// A text with a table in it; its reference.
async fn write(seed: &Seed, who: &Person, number: &str, table: &Value) -> String {
    let house = &seed.house;
    let facts = json!({ "title": "Notes", "source": "A survey.", "sample": "All.", "method": "Counts." });
    let made = house.call(who, "POST", &format!("/projects/{number}/write-ups"), json!({ "answers": facts })).await;
    let reference = text(&made["reference"]);
    let parts = [
        json!({ "kind": "heading", "heading": "Results" }),
        json!({ "kind": "paragraph", "paragraph": "What stands here is what the survey says." }),
        json!({ "kind": "table", "table": table["id"], "caption": "A table", "description": "The table with the number of people in each cell." }),
    ];
    for (part, version) in parts.into_iter().zip(1..) {
        let path = format!("/projects/{number}/write-ups/{reference}/parts");
        house.call(who, "POST", &path, json!({ "answers": part, "version": version })).await;
    }
    reference
}
