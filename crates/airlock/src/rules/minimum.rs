//! What the service finds in frozen files by itself: the minimum requirements that can be seen (OUT-12, 13, 20), the true
//! type against the class, and what the disclosure rules say of the tables (SDC-05: advice to the checkers).

use super::Severity;
use crate::profile::Class;

/// Something found, not yet stored. `code` names its text: `finding-<code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub code: String,
    pub severity: Severity,
    /// Where: a label, a part of the file.
    pub place: String,
    /// The inspector's own words; empty where the text of the code says it all.
    pub words: String,
}

impl Found {
    fn new(code: &str, severity: Severity, place: impl Into<String>) -> Found {
        Found { code: code.to_owned(), severity, place: place.into(), words: String::new() }
    }
}

/// A dataset that the output is made from, and how it must be cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    pub title: String,
    pub citation: String,
    pub doi: String,
    /// The names of its fields, as they stand in the data.
    pub fields: Vec<String>,
}

/// What can be said of a written output's text. `None`: the service did not write the document and does not read it.
pub fn of_text(text: Option<&str>, cited: &[Cited], labels: &[String]) -> Vec<Found> {
    let Some(text) = text else {
        return vec![Found::new("text-not-read", Severity::Ask, "")];
    };
    let mut found = Vec::new();
    let plain = squeezed(text);
    for data in cited {
        let has = |words: &str| !words.trim().is_empty() && plain.contains(&squeezed(words));
        if !has(&data.citation) && !has(&data.doi) {
            found.push(Found::new("citation-missing", Severity::Ask, data.title.as_str()));
        }
        for field in data.fields.iter().filter(|f| telling(f) && has_word(text, f)) {
            found.push(Found::new("raw-field-name", Severity::Note, field.as_str()));
        }
    }
    for label in labels.iter().filter(|l| !plain.contains(&squeezed(l))) {
        found.push(Found::new("label-not-in-text", Severity::Ask, label.as_str()));
    }
    found
}

/// The true type of a file against what its class allows.
pub fn of_type(class: &Class, content: &str) -> Vec<Found> {
    if class.content.contains(content) {
        return Vec::new();
    }
    vec![Found::new("wrong-content", Severity::Blocks, content)]
}

/// What a rule of the disclosure policy says about a table: how many cells, never which.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RuleMark {
    /// As in `cells.csv`: `threshold`, `dominance`, …
    pub rule: String,
    pub severity: Severity,
    pub cells: u64,
}

/// The marks of the tables behind the items, by label.
pub fn of_tables(items: &[(String, Vec<RuleMark>)]) -> Vec<Found> {
    let each = |label: &String, mark: &RuleMark| Found {
        code: format!("sdc-{}", mark.rule),
        // A rule of thumb is never the last word: a checker may accept it with a reason (SDC-06).
        severity: Severity::Ask,
        place: label.clone(),
        words: String::new(),
    };
    items.iter().flat_map(|(label, marks)| marks.iter().map(move |m| each(label, m))).collect()
}

/// A file's findings block it: back to the requester before any checker spends time on it.
pub fn blocked(found: &[Found]) -> bool {
    found.iter().any(|f| f.severity == Severity::Blocks)
}

/// Small letters and single spaces, so that a line break in a citation does not hide it.
fn squeezed(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names that are plain words too (`age`, `sex`) stand in any text.
fn telling(field: &str) -> bool {
    field.contains('_') || field.chars().any(|c| c.is_ascii_digit()) || field.chars().any(char::is_uppercase)
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == word)
}
