//! Findings, reports, verdicts: what a reader gets.

use std::collections::BTreeMap;

use foundation::Lang;
/// What a finding does to the file. Ordered: the worst finding is the verdict.
pub use foundation::Severity;
use serde::{Deserialize, Serialize};

use crate::ids::{self, Id};
use crate::{names, texts};

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A fixed word in every report, so that reports can be compared ([`ids::ALL`]).
    pub id: Id,
    /// Which of several causes, where an id has more than one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    pub severity: Severity,
    /// Where: a part, an entry, a page, a line; empty for the file as a whole.
    pub place: String,
    /// What it is, as a sentence.
    #[serde(default)]
    pub message: String,
    /// How often, where findings of one cause are one.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub times: u32,
    /// The places of the others, as far as they are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Facts that belong to no language: an element, a count, a few words. Never more of what is hidden than a checker needs.
    #[serde(default)]
    pub evidence: String,
    /// Why it matters.
    #[serde(default)]
    pub why: String,
    /// How to mend it in the program that made the file.
    #[serde(default)]
    pub mend: String,
    /// The rule of the service behind it.
    #[serde(default)]
    pub rule: String,
}

fn once() -> u32 {
    1
}

fn is_once(times: &u32) -> bool {
    *times == 1
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing was found that a person must look at.
    Allowed,
    /// A person must look and answer.
    Ask,
    /// It does not pass.
    Refused,
}

/// What one file holds. Serialised it is the line that `strongroom inspect --json` prints; its schema is
/// `docs/api/inspect.schema.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Exactly as given.
    pub file: String,
    /// The true type, by content (`docx`, `stata`, `png`, `unknown`).
    #[serde(rename = "type")]
    pub kind: String,
    pub verdict: Verdict,
    /// Worst first, then as a checker reads them, then by place; findings of one cause are one.
    pub findings: Vec<Finding>,
}

impl Report {
    /// A report out of findings, its texts in English; the verdict follows from the worst.
    pub fn new(file: impl Into<String>, kind: impl Into<String>, mut findings: Vec<Finding>) -> Report {
        findings.sort_by(|a, b| {
            let key = |f: &Finding| (f.id, natural(&f.place), f.reason.clone(), f.evidence.clone());
            b.severity.cmp(&a.severity).then_with(|| key(a).cmp(&key(b)))
        });
        findings.dedup();
        let findings = folded(findings);
        let verdict = match findings.first().map(|finding| finding.severity) {
            Some(Severity::Blocks) => Verdict::Refused,
            Some(Severity::Ask) => Verdict::Ask,
            Some(Severity::Note) | None => Verdict::Allowed,
        };
        Report { file: file.into(), kind: kind.into(), verdict, findings }.in_language(Lang::En)
    }

    /// A file that could not be inspected at all. It is refused: a failure is never "nothing found".
    ///
    /// `reason` is one of the reasons of `unreadable` in `locales/`; `evidence` is what the system said.
    pub fn unreadable(file: impl Into<String>, reason: &str, evidence: impl std::fmt::Display) -> Report {
        let finding = Finding::new(Id::Unreadable, reason, Severity::Blocks, "", &evidence.to_string());
        Report::new(file, "unknown", vec![finding])
    }

    /// The same report with its sentences in another language.
    pub fn in_language(mut self, lang: Lang) -> Report {
        let program = ids::program(&self.kind, &names::extension(&self.file));
        for finding in &mut self.findings {
            texts::fill(finding, program, lang);
        }
        self
    }
}

/// A place in the order in which people count: page 2 before page 10.
fn natural(place: &str) -> (String, u64) {
    let (before, number) = place.rsplit_once(' ').unwrap_or((place, ""));
    number.parse().map_or_else(|_| (place.to_owned(), 0), |number| (before.to_owned(), number))
}

/// Findings of one cause are one: the same kind for the same reason in one part of the file, on several of its lines, pages or cells;
/// what is judged by reading, once a document.
fn folded(findings: Vec<Finding>) -> Vec<Finding> {
    /// Other places that are kept.
    const PLACES: usize = 100;
    let part = |finding: &Finding| {
        let place = if finding.id.by_reading() { "" } else { part_of(&finding.place) };
        (finding.id, finding.severity, finding.reason.clone(), place.to_owned())
    };
    let mut all: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut at = BTreeMap::new();
    for finding in findings {
        let key = part(&finding);
        match at.get(&key).and_then(|first: &usize| all.get_mut(*first)) {
            Some(first) => {
                first.times = first.times.saturating_add(finding.times);
                let room = PLACES.saturating_sub(first.also.len());
                first.also.extend(std::iter::once(finding.place).chain(finding.also).take(room));
            }
            None => {
                at.insert(key, all.len());
                all.push(finding);
            }
        }
    }
    all
}

/// The part of the file that a place is in: without its line, page or cell.
pub(crate) fn part_of(place: &str) -> &str {
    let (outer, last) = place.rsplit_once(" > ").unwrap_or(("", place));
    let counted = ["line ", "page ", "cell "].iter().any(|word| {
        last.strip_prefix(word).is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    });
    if counted { outer } else { place }
}

impl Finding {
    /// With its sentences in a language; `program` as [`ids::program`] names it.
    pub fn in_language(mut self, program: &str, lang: Lang) -> Finding {
        texts::fill(&mut self, program, lang);
        self
    }

    /// The finding without evidence that may repeat what stands in the file: for places where nothing unreleased may be read
    /// as text. Its sentences are gone with it; [`Finding::in_language`] makes them again.
    pub fn unquoted(mut self) -> Finding {
        if self.id.quotes() {
            self.evidence.clear();
        }
        self.message.clear();
        self
    }

    /// Without its sentences: a report fills them in.
    pub fn new(id: Id, reason: &str, severity: Severity, place: &str, evidence: &str) -> Finding {
        Finding {
            id,
            reason: reason.to_owned(),
            severity,
            times: 1,
            also: Vec::new(),
            place: names::shown(place),
            message: String::new(),
            evidence: names::shown(evidence),
            why: String::new(),
            mend: String::new(),
            rule: String::new(),
        }
    }
}
