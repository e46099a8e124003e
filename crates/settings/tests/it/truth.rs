//! The truth table of LVL-08 as a text that people read, and that may not change unnoticed.

use std::fmt::Write;

use settings::rules::{Aoc, decide};

use crate::common::*;

#[test]
fn the_truth_table_of_level_connectivity_and_arar_lvl_08() {
    let rules = rules("srs");
    let mut out = String::from("level  AOC            ARAR    routes open\n");
    let aocs = [
        ("none", None),
        ("office", Some(Aoc { office: part(), remote: None, suspended: None })),
        ("office+remote", Some(Aoc { office: part(), remote: part(), suspended: None })),
        ("remote only", Some(Aoc { office: None, remote: part(), suspended: None })),
        ("suspended", Some(Aoc { office: part(), remote: part(), suspended: Some(day("2026-11-01")) })),
    ];
    for level in ["0", "1", "2", "3"] {
        for (name, aoc) in &aocs {
            for arar in [true, false] {
                let mut facts = a_person();
                facts.datasets = vec![dataset("Data", level)];
                facts.aoc = aoc.clone();
                if !arar {
                    facts.person.known.agreements.clear();
                }
                let open = decide(&facts, &rules).routes_open;
                let open = if open.is_empty() { "none".to_owned() } else { open.join(", ") };
                let arar = if arar { "signed" } else { "missing" };
                writeln!(out, "{level:<6} {name:<14} {arar:<7} {open}").unwrap();
            }
        }
    }
    insta::assert_snapshot!("truth_table", out);
}
