//! The tables of what outside standards ask are whole, and what they name is there.

use std::collections::BTreeSet;

use xtask::root;
use xtask::standards::{self, ASVS, Row, SATRE, STATES, Standard};

fn table(standard: &Standard) -> Vec<Row> {
    let file = format!("docs/security/{}.csv", standard.name);
    let text = std::fs::read_to_string(root().join(&file)).unwrap();
    standards::rows(&text).unwrap_or_else(|e| panic!("{file}, {e}"))
}

#[test]
fn no_id_of_a_standard_is_missing_and_what_a_row_names_is_there() {
    let tests = standards::tests(&root()).unwrap();
    assert!(tests.len() > 1_000, "{} tests are found", tests.len());
    let faults: Vec<String> =
        [ASVS, SATRE].iter().flat_map(|s| standards::faults(s, &table(s), &tests, &root())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "golden files are written on demand")]
fn the_pages_of_the_standards_are_as_checked_in() {
    for standard in [ASVS, SATRE] {
        let file = root().join(format!("docs/handbook/{}.md", standard.name));
        let page = standards::page(&standard, &table(&standard));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&file, &page).unwrap();
        }
        let was = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(was == page, "{} is another; run the tests with UPDATE_GOLDEN=1", file.display());
    }
}

fn row(id: &str, state: &str) -> Row {
    let text = |s: &str| s.to_owned();
    Row {
        id: text(id),
        kind: text("mandatory"),
        asks: text("something"),
        state: text(state),
        done_in: text("Cargo.toml"),
        shown_by: String::new(),
        note: text("because"),
    }
}

#[test]
fn a_row_that_owes_a_test_a_file_or_a_reason_is_named() {
    const SMALL: Standard = Standard { chapters: &[("9.1", "Small", &[1, 0, 0])], ..SATRE };
    let tests = BTreeSet::from(["a::is_there".to_owned()]);
    let of = |rows: &[Row]| standards::faults(&SMALL, rows, &tests, &root());
    let shown = |test: &str| Row { shown_by: test.to_owned(), ..row("9.1.01", "met") };
    assert_eq!(of(&[shown("a::is_there")]), Vec::<String>::new());
    for (state, _) in &STATES[1..] {
        assert_eq!(of(&[row("9.1.01", state)]), Vec::<String>::new(), "{state}");
        let bare = Row { note: String::new(), ..row("9.1.01", state) };
        assert_eq!(of(&[bare]).len(), 1, "{state} needs a note");
    }
    for (rows, says) in [
        (vec![row("9.1.01", "met")], "names no test"),
        (vec![shown("a::is_gone")], "the test a::is_gone, which is not there"),
        (vec![Row { done_in: "no/such/file".into(), ..shown("a::is_there") }], "no/such/file, which is not there"),
        (vec![Row { done_in: String::new(), ..shown("a::is_there") }], "names no file"),
        (vec![row("9.1.01", "perhaps")], "which there is not"),
        (vec![row("9.1.01", "part"), row("9.1.01", "part")], "is there twice"),
        (vec![row("9.1.02", "part"), row("9.1.01", "part")], "out of order"),
        (vec![], "has 0 of mandatory, not 1"),
        (vec![row("9.2.01", "part")], "is unknown"),
        (vec![Row { kind: "nice".into(), ..row("9.1.01", "part") }], "is unknown"),
    ] {
        let faults = of(&rows).join("\n");
        assert!(faults.contains(says), "{says}: {faults}");
    }
}

#[test]
fn a_test_is_found_by_its_mark_or_by_the_macro_that_makes_it() {
    let text = "async fn no() {}\n#[test]\n#[ignore]\nfn one() {}\nboth! { M;\n    async fn two(t: T) {\n        async fn not() {}\n    }\n}\n\
                fn no_more() {}\nstore::both!(&m();\n\nasync fn three(t: T) {\n    async fn nor() {}\n}\n\nasync fn four(t: T) {}\n);\n\
                async fn help() {}\nmod tests {\n    #[tokio::test(flavor = \"x\")]\n    async fn five() {}\n    fn more_help() {}\n}\n";
    assert_eq!(standards::tests_of(text), ["one", "two", "three", "four", "five"]);
}

/// The sources of the crates, without their tests.
fn sources() -> Vec<(String, String)> {
    let all = xtask::structure::files(&root()).unwrap().into_iter();
    let name = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let own = all
        .filter(|p| p.starts_with("crates") && p.extension().is_some_and(|e| e == "rs") && name(p).contains("/src/"));
    own.map(|path| (name(&path), std::fs::read_to_string(root().join(&path)).unwrap())).collect()
}

#[test]
fn whatever_opens_a_connection_is_in_the_handbook() {
    let page = std::fs::read_to_string(root().join("docs/operations/security.md")).unwrap();
    let opens = [
        "TcpListener::bind(",
        "TcpStream::connect(",
        "UnixStream::connect(",
        "UdpSocket",
        "AmazonS3Builder::new",
        "AsyncSmtpTransport<",
        "PgConnectOptions::from_str",
        "reqwest::",
    ];
    // The walk is a client of the service that it has just started.
    let ours = sources().into_iter().filter(|(name, _)| !name.starts_with("crates/strongroom/src/walk"));
    let found: Vec<String> =
        ours.filter(|(_, text)| opens.iter().any(|o| text.contains(o))).map(|(name, _)| name).collect();
    assert!(found.len() >= 6, "{found:?}");
    let missing: Vec<&String> = found.iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/operations/security.md does not say what these connect to: {missing:?}");
}

#[test]
fn whatever_is_logged_or_counted_under_a_name_is_in_the_handbook() {
    let page = std::fs::read_to_string(root().join("docs/operations/security.md")).unwrap();
    let mut names = BTreeSet::new();
    for (_, text) in sources() {
        for before in ["target: \"", "counter!(\"", "gauge!(\"", "histogram!(\""] {
            let found = text.split(before).skip(1).filter_map(|rest| rest.split('"').next());
            names.extend(found.map(ToOwned::to_owned));
        }
    }
    assert!(names.contains("security") && names.contains("jobs_waiting"), "{names:?}");
    let missing: Vec<&String> = names.iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/operations/security.md does not say what these are: {missing:?}");
}
