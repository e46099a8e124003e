//! What outside standards ask and how far the project meets it: `docs/security/*.csv` are kept by hand, the pages of the
//! handbook are made from them. A row that says "met" names a test that is there and a file that does it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::structure;

/// One requirement and what there is of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub id: String,
    /// The level of OWASP ASVS, or whether SATRE makes it mandatory, recommended or optional.
    pub kind: String,
    /// In our own words.
    pub asks: String,
    pub state: String,
    /// The files that do it, separated by spaces.
    pub done_in: String,
    /// Tests that fail without it, as `crate::name`, separated by spaces.
    pub shown_by: String,
    pub note: String,
}

/// What a row may say, in the order of the page, with what it means there.
pub const STATES: [(&str, &str); 6] = [
    ("met", "the project does it, and a test would fail without it"),
    ("part", "some of it; the note says what is missing"),
    ("no test", "the project does it, and nothing would notice if it stopped"),
    ("not met", "the project does not do it"),
    ("operator's", "whoever runs the service does it; the note says what is asked of them"),
    ("does not apply", "the note says why"),
];

/// A standard, and what of it the table must hold.
pub struct Standard {
    /// Names the table and the page.
    pub name: &'static str,
    pub title: &'static str,
    /// Which edition, whose, and under which licence its ids are named.
    pub source: &'static str,
    /// What the column of kinds is called, and what may stand in it.
    pub kind: &'static str,
    pub kinds: &'static [&'static str],
    /// How the chapter of an id is written.
    pub chapter: fn(&str) -> &str,
    /// Each chapter: its id, its name, and how many rows of each kind it has, as counted in the source.
    pub chapters: &'static [(&'static str, &'static str, &'static [usize])],
}

fn before_first(id: &str) -> &str {
    id.split('.').next().unwrap_or(id)
}

fn before_last(id: &str) -> &str {
    id.rsplit_once('.').map_or(id, |(chapter, _)| chapter)
}

/// OWASP Application Security Verification Standard, levels 1 and 2.
pub const ASVS: Standard = Standard {
    name: "asvs",
    title: "OWASP ASVS 5.0, levels 1 and 2",
    source: "Ids and levels are those of the OWASP Application Security Verification Standard 5.0.0 (OWASP Foundation, CC BY-SA 4.0); what each asks is said in our own words, and the standard's own text decides",
    kind: "level",
    kinds: &["1", "2"],
    chapter: before_first,
    chapters: &[
        ("V1", "Encoding and sanitization", &[8, 19]),
        ("V2", "Validation and business logic", &[4, 7]),
        ("V3", "Web frontend", &[8, 11]),
        ("V4", "API and web service", &[2, 8]),
        ("V5", "Files", &[4, 5]),
        ("V6", "Authentication", &[13, 22]),
        ("V7", "Sessions", &[6, 12]),
        ("V8", "Authorization", &[4, 3]),
        ("V9", "Self-contained tokens", &[4, 3]),
        ("V10", "OAuth and OIDC", &[5, 24]),
        ("V11", "Cryptography", &[3, 11]),
        ("V12", "Secure communication", &[3, 6]),
        ("V13", "Configuration", &[1, 12]),
        ("V14", "Data protection", &[2, 7]),
        ("V15", "Secure coding and architecture", &[3, 10]),
        ("V16", "Logging and errors", &[0, 16]),
        ("V17", "WebRTC", &[0, 7]),
    ],
};

/// SATRE: the capabilities that are about security, data and who comes in.
pub const SATRE: Standard = Standard {
    name: "satre",
    title: "SATRE 2.0, statements about security",
    source: "Ids and importance are those of the Standard Architecture for Trusted Research Environments, specification 2.0.1 (its authors, CC BY 4.0); what each asks is said in our own words, and the specification's own text decides. The whole pillar of computing technology and information security is here, and of the others what is about data, accounts and outputs",
    kind: "importance",
    kinds: &["mandatory", "recommended", "optional"],
    chapter: before_last,
    chapters: &[
        ("1.5", "Accreditation of researchers", &[6, 0, 0]),
        ("2.1", "Work of researchers", &[6, 6, 6]),
        ("2.2", "Infrastructure", &[8, 7, 0]),
        ("2.3", "Capacity", &[3, 1, 0]),
        ("2.4", "Configuration", &[2, 3, 0]),
        ("2.5", "Information security", &[2, 0, 1]),
        ("2.6", "Resilience", &[1, 4, 0]),
        ("2.7", "Vulnerabilities", &[1, 5, 0]),
        ("2.8", "Encryption", &[2, 3, 0]),
        ("2.9", "Physical security", &[0, 0, 1]),
        ("3.1", "Life of data", &[9, 8, 3]),
        ("3.2", "Identity and access", &[4, 0, 2]),
        ("3.3", "Outputs", &[3, 4, 2]),
        ("5.4", "Security of a federation", &[2, 2, 0]),
    ],
};

/// Reads a table.
///
/// # Errors
/// The line that is none.
pub fn rows(text: &str) -> Result<Vec<Row>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().enumerate().map(|(at, row)| row.map_err(|e| format!("line {}: {e}", at + 2))).collect()
}

/// Everything that is wrong with a table: ids, kinds and states, tests and files that are not there, rows that owe something.
pub fn faults(standard: &Standard, rows: &[Row], tests: &BTreeSet<String>, root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut last: Vec<u32> = Vec::new();
    for row in rows {
        let id = row.id.as_str();
        let mut say = |what: String| faults.push(format!("{}: {id} {what}", standard.name));
        *counts.entry(((standard.chapter)(id), row.kind.as_str())).or_default() += 1;
        if !seen.insert(id) {
            say("is there twice".into());
        }
        let number: Vec<u32> = id.trim_start_matches('V').split('.').filter_map(|part| part.parse().ok()).collect();
        if number.len() != 3 || number <= last {
            say("is no id, or stands out of order".into());
        }
        last = number;
        if !STATES.iter().any(|(state, _)| *state == row.state) {
            say(format!("has the state {:?}, which there is not", row.state));
        }
        if row.asks.trim().is_empty() {
            say("does not say what it asks".into());
        }
        let proved = !row.shown_by.trim().is_empty();
        match row.state.as_str() {
            "met" if !proved => say("is met and names no test".into()),
            "no test" if proved => say("names a test and says that there is none".into()),
            "met" | "no test" | "part" if row.done_in.is_empty() => say("names no file that does it".into()),
            "met" => {}
            _ if row.note.trim().is_empty() => say("has no note".into()),
            _ => {}
        }
        for test in row.shown_by.split_whitespace().filter(|test| !tests.contains(*test)) {
            say(format!("names the test {test}, which is not there"));
        }
        for file in row.done_in.split_whitespace().filter(|file| !root.join(file).exists()) {
            say(format!("names the file {file}, which is not there"));
        }
    }
    for (chapter, name, wanted) in standard.chapters {
        for (kind, wanted) in standard.kinds.iter().zip(*wanted) {
            let found = counts.remove(&(*chapter, *kind)).unwrap_or(0);
            if found != *wanted {
                faults.push(format!("{}: {chapter} ({name}) has {found} of {kind}, not {wanted}", standard.name));
            }
        }
    }
    let strange = counts.keys().map(|(chapter, kind)| format!("{}: {chapter} of {kind} is unknown", standard.name));
    faults.extend(strange);
    faults
}

/// The page of the handbook.
pub fn page(standard: &Standard, rows: &[Row]) -> String {
    let mut out = format!(
        "# {}\n\n{}. The table is kept in `docs/security/{}.csv`; a test looks whether each test and file that it names is there, and \
         whether an id is missing. `platform::a_test` is a test of the crate `platform`.\n\n",
        standard.title, standard.source, standard.name
    );
    let _ = writeln!(out, "| state | {} | in all | which means |", standard.kinds.join(" | "));
    let _ = writeln!(out, "|---|{}---|---|", "---|".repeat(standard.kinds.len()));
    let count = |state: &str, kind: Option<&str>| {
        rows.iter().filter(|r| r.state == state && kind.is_none_or(|kind| r.kind == kind)).count()
    };
    for (state, meaning) in STATES {
        let each: String = standard.kinds.iter().map(|kind| format!("{} | ", count(state, Some(kind)))).collect();
        let _ = writeln!(out, "| {state} | {each}{} | {meaning} |", count(state, None));
    }
    let all: String =
        standard.kinds.iter().map(|kind| format!("{} | ", rows.iter().filter(|r| r.kind == *kind).count())).collect();
    let _ = writeln!(out, "| all | {all}{} | |", rows.len());
    for (chapter, name, _) in standard.chapters {
        let _ = write!(
            out,
            "\n## {chapter} {name}\n\n| id | {} | what it asks | state | where, and the test that shows it | note |\n|---|---|---|---|---|---|\n",
            standard.kind
        );
        for row in rows.iter().filter(|row| (standard.chapter)(&row.id) == *chapter) {
            let named = |names: &str| names.split_whitespace().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
            let (done_in, shown_by) = (named(&row.done_in), named(&row.shown_by));
            let both = if done_in.is_empty() || shown_by.is_empty() { "" } else { ": " };
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {done_in}{both}{shown_by} | {} |",
                row.id, row.kind, row.asks, row.state, row.note
            );
        }
    }
    out
}

/// Every test of the crates and of this one, as `crate::name`: marked ones, and those that `both!` and `attacks!` make.
///
/// # Errors
/// The project cannot be read.
pub fn tests(root: &Path) -> std::io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for path in structure::files(root)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
        let mut parts = path.iter().filter_map(|part| part.to_str());
        let Some(first) = parts.next() else { continue };
        let Some(name) = (if first == "crates" { parts.next() } else { Some(first) }) else { continue };
        let text = std::fs::read_to_string(root.join(&path))?;
        found.extend(tests_of(&text).into_iter().map(|test| format!("{name}::{test}")));
    }
    Ok(found)
}

/// The names of the tests in a source.
pub fn tests_of(text: &str) -> Vec<&str> {
    let mut marked = false;
    // Inside of a macro that makes tests: what it ends with, and how far its functions are indented.
    let mut maker: Option<(char, &str)> = None;
    let mut found = Vec::new();
    for line in text.lines() {
        let bare = line.trim();
        if ["both!", "store::both!", "attacks!"].iter().any(|name| line.starts_with(name)) {
            maker = Some(if line.contains("!(") { (')', "") } else { ('}', "    ") });
        } else if maker.is_some_and(|(end, _)| line.starts_with(end)) {
            maker = None;
        } else if bare.starts_with("#[test]") || bare.starts_with("#[tokio::test") {
            marked = true;
        } else if let Some(rest) = bare.strip_prefix("async fn ").or_else(|| bare.strip_prefix("fn ")) {
            let made =
                maker.is_some_and(|(_, indent)| line.strip_prefix(indent).is_some_and(|l| l.starts_with("async fn")));
            if marked || made {
                found.extend(rest.split(['(', '<']).next());
            }
            marked = false;
        }
    }
    found
}
