//! Texts and code agree, over all crates and in both directions.

use std::collections::BTreeSet;
use std::path::Path;

use xtask::keys::{Said, keys};
use xtask::{root, structure};

fn project() -> (BTreeSet<String>, Said) {
    let (mut texts, mut said) = (BTreeSet::new(), Said::default());
    for path in structure::files(&root()).expect("the project can be read") {
        let name = path.to_string_lossy();
        let read = || std::fs::read_to_string(root().join(&path)).expect("it was listed");
        let source = path.starts_with("crates") && name.contains("/src/") && name.ends_with(".rs");
        if source {
            said.source(&name, &read());
        } else if name.ends_with(".toml") && (path.starts_with("profiles") || name.contains("/forms/")) {
            said.words_of(&read());
        } else if path.starts_with("crates") && path.ends_with(Path::new("locales/en.ftl")) {
            texts.extend(keys(&read()));
        }
    }
    assert!(texts.len() > 1000, "the texts are read");
    (texts, said)
}

#[test]
fn every_key_that_code_says_is_a_text() {
    let (texts, said) = project();
    let missing = said.without_text(&texts);
    assert!(missing.is_empty(), "no text has these keys:\n{}", missing.join("\n"));
}

#[test]
fn every_text_is_said_somewhere() {
    let (texts, said) = project();
    let unsaid = said.unsaid(&texts);
    assert!(unsaid.is_empty(), "nobody says these texts; take them out:\n{}", unsaid.join("\n"));
}

fn small(code: &str) -> (Vec<String>, Vec<String>) {
    let texts: BTreeSet<String> =
        keys("# a comment\nbooked = Booked\nstate-open = Open\nstate-half-open = Half\ngone =\n    Gone\n").collect();
    let mut said = Said::default();
    said.source("a.rs", code);
    (said.without_text(&texts), said.unsaid(&texts).into_iter().map(String::from).collect())
}

#[test]
fn a_key_without_a_text_and_a_text_without_a_key_are_named() {
    let all =
        "enum State { Open, HalfOpen } fn a() { cx.text(\"booked\"); cx.text(&format!(\"state-{s}\")); b(\"gone\") }";
    assert_eq!(small(all), (vec![], vec![]));
    let (missing, unsaid) =
        small("fn a() { cx.text(\"boked\"); // cx.text(\"gone\")\n cx.say(&format!(\"stat-{s}\"), []) }");
    assert_eq!(missing, ["a.rs: boked", "a.rs: stat-{…}"]);
    assert_eq!(unsaid, ["booked", "gone", "state-half-open", "state-open"]);
    // A hole takes only words that somebody knows.
    let (_, unsaid) = small("enum State { Open } fn a() { cx.text(\"booked\"); cx.text(&format!(\"state-{s}\")); }");
    assert_eq!(unsaid, ["gone", "state-half-open"]);
    // What tests say does not count, nor does a call that takes other words.
    let (missing, unsaid) =
        small("fn a() { row.text(\"name\") }\n#[cfg(test)]\nmod tests { const A: &str = \"gone\"; }");
    assert!(missing.is_empty() && unsaid.contains(&"gone".to_owned()));
    let (missing, _) = small("#[refusal(\"no-text\")] A, b(sentence(lang, &format!(\"x-{y}\")))");
    assert_eq!(missing, ["a.rs: no-text", "a.rs: x-{…}"]);
}
