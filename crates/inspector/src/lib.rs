//! What is really inside a file (inspection before anything leaves or enters).
//!
//! [`inspect`] looks at bytes and answers with a [`Report`]. It parses foreign bytes, so the service never calls it in its own
//! process: [`child::inspect_in_child`] runs it in a limited one. What this first part cannot look into it says so
//! (`unreadable`), and never passes for clean. README.md lists what is covered.

pub mod child;
mod compound;
mod kind;
mod magic;
mod names;
mod odf;
mod ooxml;
mod ooxml_context;
mod ooxml_parts;
mod pickle;
mod pictures;
mod policy;
mod signs;
mod text;
mod xml;
mod zipped;

use serde::{Deserialize, Serialize};

pub use policy::{InspectPolicy, PolicyError};

/// What the file is wanted for: the same content is judged differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// To leave the service.
    Output,
    /// To come in.
    Ingest,
    /// Program code to leave (no data, no server names).
    Syntax,
}

impl std::str::FromStr for Purpose {
    type Err = String;
    fn from_str(word: &str) -> Result<Purpose, String> {
        match word {
            "output" => Ok(Purpose::Output),
            "ingest" => Ok(Purpose::Ingest),
            "syntax" => Ok(Purpose::Syntax),
            other => Err(format!("inspecting for \"{other}\": say output, ingest or syntax")),
        }
    }
}

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
    /// A fixed word, so that reports can be compared; README.md lists all.
    pub id: String,
    pub severity: Severity,
    /// Where: a part, an entry, a line; empty for the file as a whole.
    pub place: String,
    /// What it is and what to do, in English.
    pub message: String,
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

/// What one file holds. Serialised it is the line that `strongroom inspect --json` prints.
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
    /// A report out of findings; the verdict follows from the worst.
    pub fn new(file: impl Into<String>, kind: impl Into<String>, mut findings: Vec<Finding>) -> Report {
        findings.sort_by(|a, b| (b.severity, &a.id, &a.place).cmp(&(a.severity, &b.id, &b.place)));
        findings.dedup();
        let verdict = match findings.first().map(|finding| finding.severity) {
            Some(Severity::Blocks) => Verdict::Refused,
            Some(Severity::Ask) => Verdict::Ask,
            Some(Severity::Note) | None => Verdict::Allowed,
        };
        Report { file: file.into(), kind: kind.into(), verdict, findings }
    }

    /// A file that could not be inspected at all. It is refused: a failure is never "nothing found".
    pub fn unreadable(file: impl Into<String>, why: impl std::fmt::Display) -> Report {
        let message = format!("{why}. It was not inspected, so it cannot pass; make the file again or ask for help.");
        let finding = Finding { id: "unreadable".into(), severity: Severity::Blocks, place: String::new(), message };
        Report::new(file, "unknown", vec![finding])
    }
}

/// Collects findings with the severity that policy and purpose give them.
pub(crate) struct Findings<'p> {
    policy: &'p InspectPolicy,
    purpose: Purpose,
    list: Vec<Finding>,
}

/// A file can hold a thousand comments; the report names the first of a kind and says that there are more.
const SAME_KIND: usize = 20;

impl<'p> Findings<'p> {
    fn new(policy: &'p InspectPolicy, purpose: Purpose) -> Findings<'p> {
        Findings { policy, purpose, list: Vec::new() }
    }

    pub(crate) fn add(&mut self, id: &str, place: impl Into<String>, message: impl Into<String>) {
        self.add_as(id, self.policy.severity(id, self.purpose), place, message);
    }

    /// With a severity of its own, unless the policy names the id.
    pub(crate) fn add_as(&mut self, id: &str, usual: Severity, place: impl Into<String>, message: impl Into<String>) {
        let severity = self.policy.severity.get(id).copied().unwrap_or(usual);
        let place = names::shown(&place.into());
        let message = names::shown(&message.into());
        let finding = Finding { id: id.to_owned(), severity, place, message };
        if self.list.contains(&finding) {
            return;
        }
        match self.list.iter().filter(|f| f.id == id && f.severity == severity).count() {
            n if n < SAME_KIND => self.list.push(finding),
            SAME_KIND => {
                self.list.push(Finding { place: String::new(), message: "more of the same".into(), ..finding })
            }
            _ => {}
        }
    }

    /// Known, but this part does not look inside: a person must.
    pub(crate) fn not_inspected(&mut self, place: impl Into<String>, what: &str) {
        let message = format!("{what} was not inspected inside by this version; open it and look");
        self.add_as("unreadable", Severity::Ask, place, message);
    }

    pub(crate) fn purpose(&self) -> Purpose {
        self.purpose
    }

    pub(crate) fn policy(&self) -> &'p InspectPolicy {
        self.policy
    }
}

/// Inspects `bytes`, the whole content of a file called `name` (its last part, without folders).
///
/// Never fails: what cannot be read is a finding. It parses what anybody may have written, so run it through
/// [`child::inspect_in_child`] wherever the bytes are not your own.
pub fn inspect(name: &str, bytes: &[u8], purpose: Purpose, policy: &InspectPolicy) -> Report {
    let mut findings = Findings::new(policy, purpose);
    names::check(name, &mut findings);
    let size = bytes.len() as u64;
    if let Some(finding) = size_finding(size, policy) {
        findings.add(finding.0, "", finding.1);
        return Report::new(name, "unknown", findings.list);
    }
    let found = kind::look(bytes, 0, "", &mut findings);
    kind::judge(found, names::extension(name), &mut findings);
    Report::new(name, found.id, findings.list)
}

/// The finding for a size that is out of bounds; such a file is not parsed at all.
pub(crate) fn size_finding(size: u64, policy: &InspectPolicy) -> Option<(&'static str, String)> {
    if size == 0 {
        return Some(("empty", "the file holds nothing; save it again".into()));
    }
    (size > policy.max_bytes).then(|| {
        ("too_large", format!("{size} bytes, more than the {} that are allowed; make it smaller", policy.max_bytes))
    })
}
