//! Findings, reports, verdicts: what a reader gets.

use foundation::Lang;
use serde::{Deserialize, Serialize};

use crate::{ids, names, texts};

/// What a finding does to the file. Ordered: the worst finding is the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Note,
    Ask,
    Blocks,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A fixed word, so that reports can be compared ([`ids::ALL`]).
    pub id: String,
    /// Which of several causes, where an id has more than one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    pub severity: Severity,
    /// Where: a part, an entry, a page, a line; empty for the file as a whole.
    pub place: String,
    /// What it is, as a sentence.
    #[serde(default)]
    pub message: String,
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
    /// Worst first, then by id and place.
    pub findings: Vec<Finding>,
}

impl Report {
    /// A report out of findings, its texts in English; the verdict follows from the worst.
    pub fn new(file: impl Into<String>, kind: impl Into<String>, mut findings: Vec<Finding>) -> Report {
        findings.sort_by(|a, b| {
            (b.severity, &a.id, &a.place, &a.reason, &a.evidence).cmp(&(
                a.severity,
                &b.id,
                &b.place,
                &b.reason,
                &b.evidence,
            ))
        });
        findings.dedup();
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
        let finding = Finding::new("unreadable", reason, Severity::Blocks, "", &evidence.to_string());
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

impl Finding {
    /// With its sentences in a language; `program` as [`ids::program`] names it.
    pub fn in_language(mut self, program: &str, lang: Lang) -> Finding {
        texts::fill(&mut self, program, lang);
        self
    }

    /// The finding without evidence that may repeat what stands in the file: for places where nothing unreleased may be read
    /// as text. Its sentences are gone with it; [`Finding::in_language`] makes them again.
    pub fn unquoted(mut self) -> Finding {
        if ids::quotes(&self.id) {
            self.evidence.clear();
        }
        self.message.clear();
        self
    }

    /// Without its sentences: a report fills them in.
    pub fn new(id: &str, reason: &str, severity: Severity, place: &str, evidence: &str) -> Finding {
        Finding {
            id: id.to_owned(),
            reason: reason.to_owned(),
            severity,
            place: names::shown(place),
            message: String::new(),
            evidence: names::shown(evidence),
            why: String::new(),
            mend: String::new(),
            rule: String::new(),
        }
    }
}
