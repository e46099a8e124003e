//! The handbook, the command and the player name the same twelve journeys, and the command tells honestly what came of them.

use std::collections::BTreeSet;

use xtask::journeys::{JOURNEYS, named, table};
use xtask::root;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn the_handbook_the_command_and_the_player_name_the_same_twelve_journeys() {
    let known: Vec<&str> = JOURNEYS.iter().map(|(name, _)| *name).collect();
    let handbook = read("docs/handbook/journeys.md");
    assert_eq!(named(&handbook), known);
    assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), 12);
    for (name, aim) in JOURNEYS {
        let row = handbook.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap();
        let aim = aim.map_or(String::new(), |aim| format!("{} clicks", aim.clicks));
        assert!(row.contains(&aim), "{name}: the handbook names the same aim: {row}");
    }
    // A method of the object `ways`: `async name(` or `async "several words"(`.
    let ways = read("stories/journeys/ways.mjs");
    let played: BTreeSet<&str> = ways
        .lines()
        .filter_map(|line| line.strip_prefix("  async ")?.split_once("({"))
        .map(|(name, _)| name.trim_matches('"'))
        .collect();
    assert_eq!(played, known.into_iter().collect());
}

#[test]
fn an_aim_that_is_not_met_and_a_journey_that_was_not_played_are_no_success() {
    let line = |journey: &str, clicks: u32, questions: u32| {
        format!(r#"{{"journey":"{journey}","pages":3,"clicks":{clicks},"questions":{questions},"repeated":1}}"#)
    };
    let all = |clicks: u32, questions: u32| {
        let each = JOURNEYS.iter().map(|(name, _)| match *name {
            "table to request" => line(name, clicks, questions),
            name => line(name, 2, 5),
        });
        each.collect::<Vec<_>>().join("\n")
    };
    let (said, well) = table(&all(12, 14)).unwrap();
    assert!(well && said.contains("holds") && !said.contains("NOT met"), "{said}");
    for (clicks, questions) in [(13, 14), (12, 15)] {
        let (said, well) = table(&all(clicks, questions)).unwrap();
        assert!(!well && said.contains("NOT met"), "{said}");
    }
    let (said, well) = table(&line("grant", 4, 5)).unwrap();
    assert!(!well && said.matches("not played").count() == 11, "{said}");
    assert!(table(&line("a walk in the park", 1, 1)).is_err());
    assert!(table("{\"journey\":\"grant\"}").is_err(), "half a line is none");
}
