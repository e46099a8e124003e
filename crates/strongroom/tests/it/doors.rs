//! What a service crate changes goes through the doors of rights, and what it records is one of its own words.

use std::path::{Path, PathBuf};

use super::support::root;

const SERVICES: [&str; 5] = ["people", "data", "projects", "settings", "airlock"];

/// What would go round them, and what to write in its place.
const ROUND: [(&str, &str); 4] = [
    ("store.change()", "Context::change with the right to make it"),
    (".entry(\"", "Context::record with a word of the crate's `did!`"),
    ("Resource::new", "a thing made from the schema (`cedar!`)"),
    (".upkeep()", "a change with an entry, or a line below with its reason"),
];

/// Rows that are no facts: when somebody was last there.
const UPKEEP: [&str; 1] = ["settings/src/store/sessions.rs"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_api_and_no_action_uses_pages() {
    let crates = root().join("crates");
    let mut files = Vec::new();
    SERVICES.iter().for_each(|name| sources(&crates.join(name).join("src"), &mut files));
    let mut uses = Vec::new();
    for file in files {
        let name = file.strip_prefix(&crates).unwrap().display().to_string();
        let one_view = name.contains("/api") || name.contains("/actions/");
        if one_view && std::fs::read_to_string(&file).unwrap().contains("crate::pages") {
            uses.push(name);
        }
    }
    assert_eq!(uses, Vec::<String>::new());
}

#[test]
fn no_service_changes_anything_but_by_a_right() {
    let crates = root().join("crates");
    let mut files = Vec::new();
    SERVICES.iter().for_each(|name| sources(&crates.join(name).join("src"), &mut files));
    assert!(files.len() > 150, "only {} sources were found", files.len());
    let mut lines = Vec::new();
    for file in files {
        let name = file.strip_prefix(&crates).unwrap().display().to_string();
        let text = std::fs::read_to_string(&file).unwrap();
        for (word, instead) in ROUND {
            if text.contains(word) && !(word == ".upkeep()" && UPKEEP.contains(&name.as_str())) {
                lines.push(format!("{name} has {word}: write {instead}"));
            }
        }
    }
    assert_eq!(lines, Vec::<String>::new());
}

/// The handbook names the test that plays each attack: a test that is gone would leave a claim without proof.
#[test]
fn every_test_that_the_threats_name_is_there() {
    let page = std::fs::read_to_string(root().join("docs/handbook/threats.md")).unwrap();
    let mut tests = String::new();
    let mut files = Vec::new();
    let mut folders: Vec<_> = std::fs::read_dir(root().join("crates")).unwrap().map(|e| e.unwrap().path()).collect();
    folders.iter_mut().for_each(|folder| folder.push("tests"));
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|e| e == "rs") {
                tests += &std::fs::read_to_string(&entry).unwrap();
                files.push(entry.display().to_string());
            }
        }
    }
    let named = page.split('`').skip(1).step_by(2);
    let (mut seen, mut gone) = (0, Vec::new());
    for name in named.filter(|name| !name.contains(' ')) {
        let found = match name.strip_suffix(".rs") {
            Some(_) => files.iter().any(|file| file.ends_with(name)),
            None if name.contains('_') => tests.contains(&format!("fn {name}(")),
            None => continue,
        };
        seen += 1;
        if !found {
            gone.push(name);
        }
    }
    assert!(seen > 10, "the page names its tests in backticks");
    assert_eq!(gone, Vec::<&str>::new());
}
