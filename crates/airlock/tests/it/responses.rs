//! Nothing leaves on the side (invariant 4): every address of this crate answers with a page, a picture, a redirection,
//! status as JSON, or a file that has been released. A new address must be put into one of these lists.

use std::collections::BTreeMap;

use crate::common::root;

/// Handlers that answer with bytes, and what these are.
const BYTES: &[(&str, &str)] = &[
    ("tables.rs picture", "a watermarked picture"),
    ("checks.rs item_picture", "a watermarked picture"),
    ("checks.rs file_picture", "a watermarked picture"),
    ("releases.rs first_file", "a released file"),
    ("releases.rs file", "a released file"),
    ("releases.rs receipt", "a receipt"),
    ("files.rs picture", "a page of a file as a picture with a watermark"),
    ("changes.rs page", "what changed in a file as a picture with a watermark"),
];

fn sources(folder: &str) -> Vec<(String, String)> {
    let folder = root().join("crates/airlock/src").join(folder);
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .filter(|e| e.path().is_file())
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(e.path()).unwrap()))
        .collect();
    all.sort();
    all
}

#[test]
fn only_the_listed_handlers_of_pages_send_bytes_shr_03() {
    let mut senders: BTreeMap<String, usize> = BTreeMap::new();
    for (file, source) in sources("pages") {
        if file == "mod.rs" {
            continue;
        }
        let uses = source.matches("png(").count() + source.matches("attachment(").count();
        if uses > 0 {
            senders.insert(file, uses);
        }
    }
    // One in `picture_of`, two in checks, one in `send` and one for the receipt; where a page is drawn (`sheet_png`) and sent.
    let expected = [("changes.rs", 2), ("checks.rs", 2), ("files.rs", 2), ("releases.rs", 2), ("tables.rs", 1)];
    assert_eq!(senders, expected.into_iter().map(|(f, n)| (f.to_owned(), n)).collect());
    let listed: BTreeMap<&str, &str> = BYTES.iter().copied().collect();
    assert_eq!(listed.len(), BYTES.len());
}

#[test]
fn neither_pages_nor_api_read_the_cells_of_a_table_but_to_draw_them() {
    for folder in ["pages", "api"] {
        for (file, source) in sources(folder) {
            let reads = source.contains("kept(&") || source.contains(".cells") || source.contains(".csv()");
            assert_eq!(reads, file == "tables.rs", "{folder}/{file}");
        }
    }
    let tables = &sources("pages").into_iter().find(|(f, _)| f == "tables.rs").unwrap().1;
    assert_eq!(tables.matches("kept(&").count(), 1, "in picture_of alone");
}

#[test]
fn a_stored_file_is_read_only_by_these_actions() {
    let mut readers = Vec::new();
    for (file, source) in sources("actions").into_iter().chain(sources("pages")).chain(sources("api")) {
        if source.contains("files.get(") || source.contains(".get(&file.hash)") {
            readers.push(file);
        }
    }
    // The inspection, that of tables which the service did not write, the release with its fetch, and the making and reading
    // of a table.
    assert_eq!(readers, ["foreign.rs", "inspect.rs", "make_table.rs", "release.rs"]);
}

#[test]
fn the_api_never_says_what_a_cell_holds() {
    let document = serde_json::to_string(&airlock::openapi()).unwrap();
    for word in ["\"cells\"", "\"values\"", "\"description\":{\"type\"", "base64", "octet-stream", "text/csv"] {
        assert!(!document.contains(word), "{word}");
    }
}

#[test]
fn pages_and_api_look_things_up_by_asking_and_know_nothing_of_each_other() {
    for folder in ["pages", "api", "actions"] {
        for (file, source) in sources(folder) {
            let name = format!("{folder}/{file}");
            // What somebody may see comes from `lookup`, with the policies asked; a job reads what it was made for.
            assert!(!source.contains("by_reference("), "{name} looks something up by itself");
            let jobs = ["actions/inspect.rs", "actions/release.rs"].contains(&name.as_str());
            assert!(jobs || !source.contains("requests::by_id("), "{name} reads a request that nobody was asked about");
            for word in ["store.change()", "change_unasked", ".entry(\"", "Resource::new", ".permit(\"", ".may(\""] {
                assert!(!source.contains(word), "{name} has {word}");
            }
            let other = if folder == "api" { "crate::pages" } else { "crate::api" };
            assert!(!source.contains(other), "{name} uses {other}");
            assert!(folder != "actions" || !source.contains("crate::pages"), "{name} uses pages");
        }
    }
}

#[test]
fn the_checkers_own_access_decision_is_asked_in_one_place() {
    let mut asks = Vec::new();
    for folder in ["", "pages", "api", "actions", "store", "rules"] {
        for (file, source) in sources(folder) {
            if source.contains("facts::review_access(") || source.contains("settings::review(") {
                asks.push((
                    file,
                    source.matches("review_access(").count() + source.matches("settings::review(").count(),
                ));
            }
        }
    }
    assert_eq!(asks, [("facts.rs".to_owned(), 2), ("lookup.rs".to_owned(), 1)], "one question, one caller");
}
