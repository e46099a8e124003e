//! Nobody asks the machine for the time, for chance or for its environment but in the few places that say so.

use std::path::Path;

use xtask::fence::{banned, slips};
use xtask::{root, structure};

/// Crates whose every source may: this one, which measures; and the inspector, whose limits of time are still read from the
/// clock at many places.
const WHOLE: [&str; 2] = ["xtask", "crates/inspector"];

fn fence() -> Vec<String> {
    banned(&std::fs::read_to_string(root().join("clippy.toml")).expect("it is in the project")).expect("it is TOML")
}

#[test]
fn time_chance_and_environment_are_taken_in_few_places_that_say_so() {
    let banned = fence();
    let mut found = Vec::new();
    for path in structure::files(&root()).expect("the project can be read") {
        let name = path.to_string_lossy().replace('\\', "/");
        let source = path.extension().is_some_and(|e| e == "rs") && name.contains("/src/");
        if source && !WHOLE.iter().any(|whole| Path::new(&name).starts_with(whole)) {
            let text = std::fs::read_to_string(root().join(&path)).expect("it was listed");
            found.extend(slips(&text, &banned).into_iter().map(|(line, what)| format!("{name}:{line}: {what}")));
        }
    }
    assert_eq!(found, Vec::<String>::new(), "the time, ids and chance come from foundation::World");
}

#[test]
fn a_clock_is_found_and_one_that_says_why_is_not() {
    let banned = fence();
    assert!(banned.contains(&"Instant::now".to_owned()) && banned.contains(&"env::var".to_owned()));
    let lines = |text: &str| slips(text, &banned).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
    assert_eq!(lines("fn a() {\n    let now = std::time::Instant::now();\n}\n"), [2]);
    assert_eq!(lines("fn a() { // Instant::now()\n    env::variable() }\n"), Vec::<usize>::new());
    let said = "#[expect(clippy::disallowed_methods, reason = \"a stopwatch\")]\nfn a() { Instant::now() }\n";
    assert_eq!(lines(said), Vec::<usize>::new());
}
