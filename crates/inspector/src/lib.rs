//! What is really inside a file (inspection before anything leaves or enters).
//!
//! [`inspect`] looks at bytes and answers with a [`Report`]. It parses foreign bytes, so the service never calls it in its own
//! process: [`child::inspect_in_child`] runs it in a sealed one. What it cannot look into it says so (`unreadable`), and
//! never passes for clean. README.md lists what is covered.
// Its limits of time are read from the clock at many places; one place of its own is to come.
#![allow(clippy::disallowed_methods)]

pub mod child;
pub mod code;
pub mod command;
pub mod ids;
pub mod published;
pub mod texts;
pub mod view;
pub mod watch;

mod collect;
mod compound;
mod concealed;
mod grid;
mod image_files;
mod jpeg_scan;
mod kind;
mod magic;
mod names;
mod odf;
mod ooxml;
mod packed;
mod pdf;
mod pickle;
mod pictures;
mod pixels;
mod policy;
mod r_data;
mod reading;
mod records;
mod report;
mod rtf;
mod sevenz;
mod signs;
mod svg;
mod text;
mod unseen;
mod web;
mod xml;
mod zipped;

use serde::{Deserialize, Serialize};

pub(crate) use collect::Findings;
pub use ids::Id;
pub use policy::{Dataset, InspectPolicy, PolicyError};
pub use report::{Finding, Report, Severity, Verdict};

/// What the file is wanted for: the same content is judged differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// To leave the service.
    Output,
    /// To come in.
    Ingest,
    /// Program code to leave (no data, no server names).
    Syntax,
    /// Not said: only what is hidden, embedded, data or model; no list of types, nothing that is judged by reading.
    #[default]
    Unstated,
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

/// Inspects `bytes`, the whole content of a file called `name` (its last part, without folders).
///
/// Never fails: what cannot be read is a finding. It parses what anybody may have written, so run it through
/// [`child::inspect_in_child`] wherever the bytes are not your own.
pub fn inspect(name: &str, bytes: &[u8], purpose: Purpose, policy: &InspectPolicy) -> Report {
    let mut findings = Findings::new(name, policy, purpose);
    names::check(name, &mut findings);
    let size = bytes.len() as u64;
    if let Some((id, evidence)) = size_finding(size, policy) {
        findings.add(id, "", evidence);
        return Report::new(name, "unknown", findings.list());
    }
    let found = kind::look(bytes, 0, "", &mut findings);
    kind::judge(found, names::extension(name), &mut findings);
    findings.settle();
    reading::read(found, &mut findings);
    Report::new(name, found.id, findings.list())
}

/// The finding for a size that is out of bounds; such a file is not parsed at all.
pub(crate) fn size_finding(size: u64, policy: &InspectPolicy) -> Option<(Id, String)> {
    if size == 0 {
        return Some((Id::Empty, String::new()));
    }
    (size > policy.max_bytes).then(|| (Id::TooLarge, format!("{size} > {} bytes", policy.max_bytes)))
}
