//! What a cell costs: a table may have a million of them.

use crate::support::*;
use disclosure::{Cell, Mark, TableResult, VariableEvidence, Words};
use serde_json::json;

/// Some 2,000 cells over three fields, half of them empty, most of the others too small.
fn made() -> TableResult {
    let mut text = String::from("r,c,d,v\n");
    for at in 0..2000u64 {
        let mixed = at * 2_654_435_761 % 4_294_967_296;
        text += &format!("r{},c{},d{},{}\n", mixed % 20, mixed / 20 % 10, mixed / 200 % 10, at % 7 + 1);
    }
    let asked = json!({"rows": ["r", "c"], "cols": ["d"], "count": true, "sum": ["v"], "mean": ["v"]});
    table(&text, asked, &disclosure::Policy::named("srs").unwrap()).unwrap()
}

#[test]
fn what_is_said_of_many_cells_is_kept_once() {
    let table = made();
    assert_eq!(table.cells.len(), 2000);
    let once = |what: &str, all: &mut dyn Iterator<Item = &Words>| {
        let mut kept: Vec<&Words> = Vec::new();
        for words in all {
            match kept.iter().find(|other| *other == &words) {
                Some(same) => assert!(same.shares(words), "{what}: {words:?} is kept twice"),
                None => kept.push(words),
            }
        }
        assert!(!kept.is_empty() && kept.len() < 500, "{what}: {} texts", kept.len());
    };
    for field in 0..3 {
        once("codes", &mut table.cells.iter().map(|cell| &cell.keys[field]));
    }
    let marks = || table.cells.iter().flat_map(|cell| &cell.marks);
    once("policies", &mut marks().map(|mark| &mark.policy));
    once("statistics", &mut marks().map(|mark| &mark.statistic));
    once("marks", &mut marks().map(|mark| &mark.words));
    once("fields", &mut table.cells.iter().map(|cell| &cell.evidence.variables[0].field));
    // What merging would do is each cell's own.
    let shared = |words: &&Words| !words.starts_with("merge ");
    once("remedies", &mut table.cells.iter().flat_map(|cell| &cell.remedies).filter(shared));
}

#[test]
fn a_cell_has_room_for_what_is_known_of_it_and_no_more() {
    for cell in &made().cells {
        let rooms = [
            (cell.keys.capacity(), cell.keys.len()),
            (cell.values.capacity(), cell.values.len()),
            (cell.marks.capacity(), cell.marks.len()),
            (cell.remedies.capacity(), cell.remedies.len()),
            (cell.evidence.codes.capacity(), cell.evidence.codes.len()),
            (cell.evidence.variables.capacity(), cell.evidence.variables.len()),
        ];
        assert!(rooms.iter().all(|(room, used)| room == used), "{:?}: {rooms:?}", cell.keys);
    }
    // In bytes, without what they point at.
    assert!(size_of::<Cell>() <= 248, "a cell: {}", size_of::<Cell>());
    assert!(size_of::<VariableEvidence>() <= 256, "a variable: {}", size_of::<VariableEvidence>());
    assert!(size_of::<Mark>() <= 56, "a mark: {}", size_of::<Mark>());
}
