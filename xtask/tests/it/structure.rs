//! Each check of the house, broken on purpose.

use std::path::Path;

use xtask::structure::{forbids_unsafe, holds_tests, impurities, is_rules, too_long, unwanted, uses};

fn edge(user: &str, used: &str) -> Vec<(String, String)> {
    vec![(user.to_owned(), used.to_owned())]
}

#[test]
fn what_the_design_allows_passes() {
    for (user, used) in [
        ("people", "foundation"),
        ("inspector", "disclosure"),
        ("store", "ledger"),
        ("forms", "ui"),
        ("platform", "store"),
        ("airlock", "platform"),
        ("projects", "people"),
        ("airlock", "inspector"),
        ("strongroom", "airlock"),
        ("strongroom", "ledger"),
    ] {
        assert_eq!(uses(&edge(user, used)), Vec::<String>::new(), "{user} -> {used}");
    }
}

#[test]
fn what_points_upward_or_aside_fails() {
    for (user, used) in [
        ("people", "projects"),
        ("store", "platform"),
        ("foundation", "ledger"),
        ("disclosure", "inspector"),
        ("people", "ledger"),
        ("permissions", "store"),
        ("ui", "forms"),
        ("data", "airlock"),
        ("settings", "airlock"),
        ("projects", "disclosure"),
        ("platform", "people"),
        ("people", "strongroom"),
        ("xtask", "foundation"),
        ("foundation-derive", "foundation"),
        ("ledger", "store"),
        ("newcomer", "foundation"),
    ] {
        assert_eq!(uses(&edge(user, used)).len(), 1, "{user} -> {used}");
    }
}

#[test]
fn a_rule_that_touches_the_world_fails() {
    for line in [
        "pub async fn vote() {}",
        "let x = load().await;",
        "use std::fs;",
        "use std::fs::read_to_string;",
        "use std::{collections::BTreeMap, fs};",
        "use std::{\n    collections::BTreeMap,\n    net::TcpStream,\n};",
        "let x = std::env::var(\"A\");",
        "std::process::exit(1);",
        "use tokio::spawn;",
        "use sqlx::query;",
        "use axum::Router;",
        "use crate::store::request;",
        "crate::actions::vote()",
        "platform::jobs::add(job);",
        "use platform::{PersonId, jobs};",
        "let t = SystemTime::now();",
        "use std::time::Instant;",
        "let t = Timestamp::now();",
        "let t = Zoned :: now ( );",
        "let n: u8 = rand::random();",
        "let id = Uuid::new_v4();",
        "println!(\"x\");",
    ] {
        assert!(!impurities(line).is_empty(), "{line}");
    }
}

#[test]
fn a_rule_that_is_pure_passes() {
    for line in [
        "use std::collections::BTreeSet;",
        "use std::time::Duration;",
        "use platform::PersonId;",
        "use platform::{\n    PersonId,\n    Lang,\n};",
        "pub fn vote(now: Timestamp) -> bool { now > self.until }",
        "// asks store::request and std::fs, async",
        "/* tokio\n sqlx */ let x = 1;",
        "let x = \"Instant::now() and async\";",
        "let x = r#\"a \"quoted\" std::fs\"#;",
        "let stored = restore; let brand = operand; let known = 1;",
        "let c = '\"'; let asynchronous = 2;",
    ] {
        assert_eq!(impurities(line), Vec::new(), "{line}");
    }
    // What follows a text or comment is read again.
    assert_eq!(impurities("let x = \"a\"; // b\nuse std::fs;\nasync").len(), 2);
    assert_eq!(impurities("let c = '\"'; async").len(), 1);
}

#[test]
fn the_line_is_named() {
    assert_eq!(impurities("fn a() {}\n\nasync fn b() {}"), [(3, "async".to_owned())]);
}

#[test]
fn rules_are_found_by_folder_or_name() {
    for path in ["crates/airlock/src/rules/vote.rs", "crates/airlock/src/rules/mod.rs", "crates/people/src/rules.rs"] {
        assert!(is_rules(Path::new(path)), "{path}");
    }
    for path in [
        "crates/airlock/src/actions/vote.rs",
        "crates/airlock/tests/rules/vote.rs",
        "crates/airlock/src/rules/notes.md",
    ] {
        assert!(!is_rules(Path::new(path)), "{path}");
    }
}

#[test]
fn a_file_of_more_than_500_lines_fails_also_in_tests() {
    let (fits, long) = ("x\n".repeat(500), "x\n".repeat(501));
    assert_eq!(too_long(Path::new("crates/a/src/lib.rs"), &fits), None);
    assert_eq!(too_long(Path::new("crates/a/src/lib.rs"), &long), Some(501));
    assert_eq!(too_long(Path::new("crates/a/tests/it/main.rs"), &long), Some(501));
    assert_eq!(too_long(Path::new("docs/long.md"), &long), None);
    assert_eq!(too_long(Path::new("crates/a/src/tests.rs"), &long), Some(501));
}

#[test]
fn a_crate_without_the_lint_fails() {
    let workspace = "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n";
    let takes = "[package]\nname = \"a\"\n[lints]\nworkspace = true\n";
    assert!(forbids_unsafe(takes, workspace));
    assert!(!forbids_unsafe("[package]\nname = \"a\"\n", workspace));
    assert!(!forbids_unsafe("[lints]\nworkspace = false\n", workspace));
    assert!(!forbids_unsafe(takes, "[workspace.lints.rust]\nunsafe_code = \"deny\"\n"));
    assert!(!forbids_unsafe(takes, "[workspace]\n"));
    assert!(forbids_unsafe("[lints.rust]\nunsafe_code = { level = \"forbid\", priority = 1 }\n", "[workspace]\n"));
}

#[test]
fn a_file_that_names_a_registry_or_the_workshop_fails() {
    let host = ["Crates", ".io"].concat();
    let folder = ["/wo", "rk/shared"].concat();
    assert_eq!(unwanted(&format!("a\nsee https://{host}/x\n")).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2]);
    assert_eq!(unwanted(&format!("cd {folder}")).len(), 1);
    assert_eq!(unwanted("a plain file about crates and work"), Vec::new());
}

#[test]
fn a_test_is_seen_in_each_of_its_forms() {
    for text in ["#[test]\nfn a() {}", "    #[tokio::test]", "#[tokio::test(flavor = \"multi_thread\")]", "proptest! {"]
    {
        assert!(holds_tests(text), "{text}");
    }
    for text in ["#[cfg(test)]\npub mod testing;", "// a test", "#[derive(Debug)]"] {
        assert!(!holds_tests(text), "{text}");
    }
}
