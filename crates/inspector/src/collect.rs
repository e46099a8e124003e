//! Collecting findings while a file is walked.

use crate::concealed::Rule;
use crate::ids::Id;
use crate::names;
use crate::report::{Finding, Severity, part_of};
use crate::view::Paper;
use crate::{InspectPolicy, Purpose};

/// A file can hold a thousand comments; the report names the first of a kind and says that there are more.
const SAME_KIND: usize = 100;
/// The same for parts: entries of an archive, pictures of a document.
const SAME_PARTS: usize = 20;

/// Gives findings the severity that policy and purpose say, and keeps count of what was expanded.
pub(crate) struct Findings<'p> {
    policy: &'p InspectPolicy,
    purpose: Purpose,
    extension: String,
    list: Vec<Finding>,
    /// The worst that findings may be where this part is.
    worst: Severity,
    /// Bytes that all containers together have expanded to so far.
    expanded: u64,
    /// What the document says, with its place: for what is judged by reading.
    words: Vec<(String, String)>,
    said: usize,
    /// What no page shows, by place, until the whole file is read: how much it is together decides.
    asides: Vec<Aside>,
    /// What is written down for the view, where one is wanted.
    paper: Option<Paper>,
}

/// Text of one place that no page shows.
pub(crate) struct Aside {
    pub(crate) rule: &'static Rule,
    pub(crate) what: &'static str,
    pub(crate) place: String,
    pub(crate) text: String,
}

/// Text that is kept for reading, in bytes.
const MOST_WORDS: usize = 8 << 20;

/// Places whose text is kept aside.
const MOST_ASIDES: usize = 5_000;

impl<'p> Findings<'p> {
    pub(crate) fn new(name: &str, policy: &'p InspectPolicy, purpose: Purpose) -> Findings<'p> {
        Findings {
            policy,
            purpose,
            extension: names::extension(name),
            list: Vec::new(),
            worst: Severity::Blocks,
            expanded: 0,
            words: Vec::new(),
            said: 0,
            asides: Vec::new(),
            paper: None,
        }
    }

    /// The same, for a view.
    pub(crate) fn recording(mut self) -> Findings<'p> {
        self.paper = Some(Paper::default());
        self
    }

    /// Whether a view is wanted: what only a view asks for is not worked out otherwise.
    pub(crate) fn writes(&self) -> bool {
        self.paper.is_some()
    }

    /// Writes down for the view; nothing where none is wanted.
    pub(crate) fn paper(&mut self, write: impl FnOnce(&mut Paper)) {
        if let Some(paper) = &mut self.paper {
            write(paper);
        }
    }

    pub(crate) fn take_paper(&mut self) -> Option<Paper> {
        self.paper.take()
    }

    pub(crate) fn add(&mut self, id: Id, place: impl AsRef<str>, evidence: impl AsRef<str>) {
        self.because(id, "", place, evidence);
    }

    /// One of several causes of the same id: a reason of `locales/`.
    pub(crate) fn because(&mut self, id: Id, reason: &str, place: impl AsRef<str>, evidence: impl AsRef<str>) {
        self.push(id, reason, self.policy.severity(id, self.syntax(), self.purpose), place.as_ref(), evidence.as_ref());
    }

    /// With a severity of its own, unless the policy names the id.
    pub(crate) fn add_as(&mut self, id: Id, usual: Severity, place: impl AsRef<str>, evidence: impl AsRef<str>) {
        // What the policy lets pass for this purpose is no worse here.
        let allowed = self.purpose == Purpose::Ingest && matches!(id, Id::DataFile | Id::MicrodataCsv);
        let usual = if allowed { self.policy.severity(id, false, self.purpose) } else { usual };
        let severity = self.policy.severity.get(&id).copied().unwrap_or(usual);
        self.push(id, "", severity, place.as_ref(), evidence.as_ref());
    }

    fn push(&mut self, id: Id, reason: &str, severity: Severity, place: &str, evidence: &str) {
        let severity = severity.min(self.worst);
        let part = part_of(place);
        let (mut same, mut parts, mut known, mut told) = (0, std::collections::BTreeSet::new(), false, false);
        for other in self.list.iter().filter(|f| f.id == id && f.severity == severity) {
            told |= other.reason == "more";
            let of = part_of(&other.place);
            known |= of == part;
            parts.insert(of);
            same += 1;
        }
        let finding = if same >= SAME_KIND || parts.len() >= SAME_PARTS && !known {
            if told {
                return;
            }
            Finding::new(id, "more", severity, "", "")
        } else {
            Finding::new(id, reason, severity, place, evidence)
        };
        if !self.list.contains(&finding) {
            self.list.push(finding);
        }
    }

    /// Findings of a part that can bring no worse than this, whatever they are.
    pub(crate) fn at_most(&mut self, worst: Severity, look: impl FnOnce(&mut Findings<'p>)) {
        let before = self.worst;
        self.worst = worst.min(before);
        look(self);
        self.worst = before;
    }

    /// Known, but not looked into: a person must.
    pub(crate) fn not_inspected(&mut self, place: impl AsRef<str>, what: &str) {
        let severity = self.policy.severity.get(&Id::Unreadable).copied().unwrap_or(Severity::Ask);
        self.push(Id::Unreadable, "not-inside", severity, place.as_ref(), what);
    }

    /// Looked into, but not to its end: a person must.
    pub(crate) fn partly(&mut self, place: impl AsRef<str>, what: impl AsRef<str>) {
        let severity = self.policy.severity.get(&Id::Unreadable).copied().unwrap_or(Severity::Ask);
        self.push(Id::Unreadable, "too-much-inside", severity, place.as_ref(), what.as_ref());
    }

    /// Whether one more container may be opened where so many are around already; else a finding.
    pub(crate) fn enters(&mut self, depth: usize, place: &str) -> bool {
        let deepest = self.policy.inside.depth;
        if depth >= deepest {
            self.because(Id::Bomb, "depth", place, format!("> {deepest}"));
        }
        depth < deepest
    }

    /// Whether a container may have so many entries; else a finding.
    pub(crate) fn holds(&mut self, entries: usize, place: &str) -> bool {
        let most = self.policy.inside.entries;
        if entries > most {
            self.because(Id::Bomb, "entries", place, format!("> {most}"));
        }
        entries <= most
    }

    /// Counts what a container expanded to; `false` (with a finding) where all together passes the limit.
    pub(crate) fn expand(&mut self, bytes: u64, place: &str) -> bool {
        self.expanded = self.expanded.saturating_add(bytes);
        if self.expanded > self.policy.inside.total_bytes {
            self.because(Id::Bomb, "expands", place, format!("> {} bytes", self.policy.inside.total_bytes));
            return false;
        }
        true
    }

    /// What may still be expanded.
    pub(crate) fn room(&self) -> u64 {
        self.policy.inside.total_bytes.saturating_sub(self.expanded).min(self.policy.inside.entry_bytes)
    }

    /// Keeps text that no page shows: piece by piece, and judged together.
    pub(crate) fn aside(&mut self, rule: &'static Rule, what: &'static str, place: &str, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let same = |aside: &&mut Aside| std::ptr::eq(aside.rule, rule) && aside.what == what && aside.place == place;
        let many = self.asides.len();
        match self.asides.iter_mut().rev().find(same) {
            Some(aside) if aside.text.len() < crate::concealed::MOST => {
                aside.text.push('\n');
                aside.text.push_str(text);
            }
            // As much as this is asked about, whatever it is.
            Some(_) => {}
            None if many < MOST_ASIDES => {
                self.asides.push(Aside { rule, what, place: place.to_owned(), text: text.to_owned() });
            }
            None => self.partly("", format!("{what} …")),
        }
    }

    /// Judges what was kept aside.
    pub(crate) fn settle(&mut self) {
        if self.said >= MOST_WORDS && self.purpose != Purpose::Unstated {
            self.partly("", format!("> {MOST_WORDS} bytes"));
        }
        for aside in std::mem::take(&mut self.asides) {
            aside.rule.judge(&aside.text, aside.what, &aside.place, self);
        }
    }

    /// Keeps text for what is judged by reading.
    pub(crate) fn says(&mut self, place: &str, text: &str) {
        if self.said < MOST_WORDS && !text.trim().is_empty() {
            self.said += text.len();
            self.words.push((place.to_owned(), text.to_owned()));
        }
    }

    pub(crate) fn take_words(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.words)
    }

    pub(crate) fn has(&self, id: Id) -> bool {
        self.list.iter().any(|f| f.id == id)
    }

    pub(crate) fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The file is a program: by its purpose, or by its name where no purpose was said.
    pub(crate) fn syntax(&self) -> bool {
        const PROGRAMS: &[&str] =
            &["do", "ado", "sas", "sps", "r", "rmd", "qmd", "py", "jl", "sql", "m", "stan", "ipynb", "sh"];
        match self.purpose {
            Purpose::Syntax => true,
            Purpose::Unstated | Purpose::Output => PROGRAMS.contains(&self.extension.as_str()),
            Purpose::Ingest => false,
        }
    }

    pub(crate) fn extension(&self) -> &str {
        &self.extension
    }

    pub(crate) fn policy(&self) -> &'p InspectPolicy {
        self.policy
    }

    pub(crate) fn list(self) -> Vec<Finding> {
        self.list
    }
}
