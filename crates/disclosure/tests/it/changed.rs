//! Rounding and noise keep what they promise, whoever puts everything together: an attacker of the tests' own finds it out.

use crate::attacked::world;
use crate::attacker::{Attacker, Record, World};
use crate::support::*;
use disclosure::{Cell, Rule, Status, TableResult, Verdict};
use std::collections::BTreeMap;

/// Counts alone, each record a unit of its own or one of several of a unit; the base is no smaller than the threshold.
fn counted(seed: u64) -> World {
    World { sums: false, p: None, dominance: Vec::new(), threshold: [3, 5, 5, 10][seed as usize % 4], ..world(seed) }
}

fn mended(cell: &Cell) -> bool {
    let failing = cell.failing();
    !failing.is_empty() && failing.iter().all(|rule| matches!(rule, Rule::Threshold | Rule::Zero))
}

/// Every unsafe count of a released table keeps what is promised, and one that holds the table back does not.
fn compare(world: &World, made: &TableResult, leaves: &dyn Fn(f64) -> (f64, f64), what: &str) -> [usize; 2] {
    let mut attacker = Attacker::of_changed(world, made, leaves);
    let [mut kept, mut refused] = [0, 0];
    for cell in made.cells.iter().filter(|cell| mended(cell)) {
        let (from, to) = leaves(cell.values[0].unwrap());
        let needed = ((to - from + 1.0) / 2.0).ceil().max(2.0);
        let (outside, inside) = attacker.possible(&cell.names());
        let holds = outside >= needed && inside;
        assert_eq!(
            holds,
            cell.status != Status::Unsafe,
            "{what}: {:?} leaves {outside} of {needed}, two to everybody: {inside}",
            cell.names()
        );
        kept += usize::from(holds);
        refused += usize::from(!holds);
    }
    [kept, refused]
}

#[test]
fn of_every_unsafe_count_of_sixty_rounded_tables_as_many_numbers_are_left_as_rounding_promises() {
    let mut all = [0, 0];
    for seed in 0..60 {
        let world = counted(seed);
        let base = world.threshold as f64;
        let controlled = seed % 3 == 0;
        let rules = world.policy(false, &format!("[rounding]\nbase = {base}\ncontrolled = {controlled}\n"));
        let made = world.table("round", &rules, 1);
        let protection = made.protection.as_ref().unwrap();
        assert_eq!(protection.unaudited, 0);
        assert!(protection.remarks[0].contains("which promises:"), "{:?}", protection.remarks);
        let one_step = made.cells.iter().all(|cell| (cell.values[0].unwrap() - cell.n as f64).abs() < base);
        let leaves = |shown: f64| match (protection.additive, one_step) {
            (false, _) => ((shown - base / 2.0).ceil().max(0.0), (shown + base / 2.0).ceil() - 1.0),
            (true, true) => ((shown - base + 1.0).max(0.0), shown + base - 1.0),
            (true, false) => ((shown - 2.0 * base + 1.0).max(0.0), shown + 2.0 * base - 1.0),
        };
        let found = compare(&world, &made, &leaves, &format!("{seed}"));
        all = [all[0] + found[0], all[1] + found[1]];
        assert_eq!(made.verdict == Verdict::Fail, found[1] > 0, "{seed}");
    }
    eprintln!("{} unsafe counts keep the promise of rounding, {} do not", all[0], all[1]);
    assert!(all[0] > 100 && all[1] > 0, "{all:?}");
}

#[test]
fn of_every_unsafe_count_of_forty_noisy_tables_as_many_numbers_are_left_as_noise_promises() {
    let mut all = [0, 0];
    for seed in 0..40 {
        let world = counted(seed);
        let most = [3, 5, 7][seed as usize % 3];
        let noise =
            format!("[perturb]\nkey = 'a secret of the service {seed}'\nmost = {most}\nvariance = 2\nnone_below = 1\n");
        let made = world.table("perturb", &world.policy(false, &noise), 1);
        assert!(made.protection.as_ref().unwrap().remarks[0].contains("which promises:"));
        let most = f64::from(most);
        let leaves = |shown: f64| ((shown - most).max(if shown > 0.0 { 1.0 } else { 0.0 }), shown + most);
        let found = compare(&world, &made, &leaves, &format!("{seed}"));
        all = [all[0] + found[0], all[1] + found[1]];
    }
    eprintln!("{} unsafe counts keep the promise of noise, {} do not", all[0], all[1]);
    assert!(all[0] > 100, "{all:?}");
}

/// Records of two fields, each a unit.
fn two_way(cells: &[(&str, &str, u32)]) -> World {
    let mut records = Vec::new();
    for (r, c, n) in cells {
        for _ in 0..*n {
            let unit = records.len() as u32;
            records.push(Record { codes: vec![(*r).into(), (*c).into()], value: 1, unit, holding: None });
        }
    }
    World {
        records,
        groups: vec![BTreeMap::new(); 2],
        threshold: 5,
        p: None,
        dominance: Vec::new(),
        zeros_hidden: false,
        full_share: 1.0,
        sums: false,
    }
}

#[test]
fn a_rounded_total_beside_its_rounded_parts_can_tell_each_of_them() {
    // Four times two is eight: four noughts beside a ten, and that is eight at least.
    let world = two_way(&[
        ("a", "w", 2),
        ("a", "x", 2),
        ("a", "y", 2),
        ("a", "z", 2),
        ("b", "w", 40),
        ("b", "x", 41),
        ("b", "y", 42),
        ("b", "z", 43),
    ]);
    let rules = world.policy(false, "[rounding]\nbase = 5\n");
    let made = world.table("round", &rules, 1);
    assert_eq!(made.verdict, Verdict::Fail);
    let protection = made.protection.as_ref().unwrap();
    for code in ["w", "x", "y", "z"] {
        assert_eq!(cell(&made, &["a", code]).status, Status::Unsafe);
        let line =
            protection.audit.iter().find(|line| line.cell == ["a", code] && line.attacker == "outsider").unwrap();
        assert_eq!((line.lower, line.upper, line.holds), (2.0, Some(2.0), false));
    }
    assert!(
        protection.remarks.iter().any(|remark| remark.contains("totals and parts together")),
        "{:?}",
        protection.remarks
    );
    // Without the totals nobody can add.
    let data: String = world.records.iter().map(|r| format!("{},{},{}\n", r.codes[0], r.codes[1], r.unit)).collect();
    let asked = serde_json::json!({"rows": ["r"], "cols": ["c"], "unit": "id", "protect": "round"});
    assert_eq!(table(&format!("r,c,id\n{data}"), asked, &rules).unwrap().verdict, Verdict::Pass);
}
