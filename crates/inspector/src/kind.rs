//! The true type of a file and what is looked for in each.

use crate::{Findings, Severity, compound, magic, pictures, text, zipped};

/// What a type is to the airlock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Prose, tables, pictures: may pass where the policy lists the type.
    Paper,
    Data,
    Model,
    Pickle,
    Archive,
    /// Runs on a computer.
    Program,
    Unknown,
}

/// A type known by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) id: &'static str,
    pub(crate) family: Family,
    /// Extensions that agree with the content, lower case.
    pub(crate) extensions: &'static [&'static str],
    /// In words, for messages.
    pub(crate) what: &'static str,
}

/// Shorthand for the tables.
pub(crate) const fn kind(
    id: &'static str,
    family: Family,
    extensions: &'static [&'static str],
    what: &'static str,
) -> Kind {
    Kind { id, family, extensions, what }
}

pub(crate) const UNKNOWN: Kind = kind("unknown", Family::Unknown, &[], "a format that is not known here");
pub(crate) const GZIP: Kind = kind("gzip", Family::Archive, &["gz", "tgz"], "a gzip file");

/// Finds the true type and looks inside as far as this part can. `depth` counts containers around the bytes,
/// `place` names them.
pub(crate) fn look(bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zipped::look(bytes, depth, place, findings);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound::look(bytes, place, findings);
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return magic::look_into_gzip(bytes, depth, place, findings);
    }
    if let Some(found) = magic::by_content(bytes) {
        inside(found, bytes, place, findings);
        return found;
    }
    if let Some(words) = text::decode(bytes) {
        return text::look(&words, place, findings);
    }
    UNKNOWN
}

/// Formats known by their first bytes that have something to look at.
fn inside(found: Kind, bytes: &[u8], place: &str, findings: &mut Findings) {
    match found.id {
        "png" => pictures::png(bytes, place, findings),
        "jpeg" => pictures::jpeg(bytes, place, findings),
        "pdf" => {
            // The trailer of an encrypted PDF names its key dictionary in clear, unless it stands in a packed stream.
            if contains(bytes, b"/Encrypt") {
                findings.add("encrypted", place, "the PDF is protected by a password or by rights; save it without");
            }
            findings.not_inspected(place, "a PDF");
        }
        "rtf" => {
            if contains(bytes, b"\\objdata") || contains(bytes, b"\\object") {
                findings.add("embedded_object", place, "the RTF holds another document; replace it by a picture");
            }
            findings.not_inspected(place, "an RTF document");
        }
        _ if found.family == Family::Paper => findings.not_inspected(place, found.what),
        _ => {}
    }
}

/// What the type itself means: blocked families, types that the policy does not list, names that do not agree.
pub(crate) fn judge(found: Kind, extension: String, findings: &mut Findings) {
    about(found, "", findings);
    let purpose = findings.purpose();
    // The families below have a finding of their own; a second one for the same fact would only repeat it.
    let told =
        matches!(found.family, Family::Model | Family::Pickle | Family::Archive | Family::Program | Family::Unknown)
            || (found.family == Family::Data && findings.policy().severity("data_file", purpose) == Severity::Blocks);
    if !told && !findings.policy().allows(found.id, purpose) {
        let message = format!("{} is not among the types that may pass here; save it as another", found.what);
        findings.add("blocked_type", "", message);
    }
    if found.family != Family::Unknown && !found.extensions.contains(&extension.as_str()) {
        let named = if extension.is_empty() { "has no extension".into() } else { format!("ends in .{extension}") };
        let message = format!("the content is {}, the name {named}; name it as what it is", found.what);
        findings.add("extension_mismatch", "", message);
    }
}

/// The finding that a family brings, for a file or for an entry in a container.
pub(crate) fn about(found: Kind, place: &str, findings: &mut Findings) {
    let (id, message) = match found.family {
        Family::Paper => return,
        Family::Data => ("data_file", format!("{}: data do not pass", found.what)),
        Family::Model => ("ml_model", format!("{}: models can hold the data they were fitted to", found.what)),
        Family::Pickle => ("pickle", format!("{}: it can hold any object and run code when opened", found.what)),
        Family::Archive => ("archive", format!("{}: send the files one by one", found.what)),
        Family::Program => ("blocked_type", format!("{}: programs do not pass", found.what)),
        Family::Unknown => {
            ("unreadable", "the content is of no type known here, so it was not inspected; use another format".into())
        }
    };
    findings.add(id, place, message);
}

/// Whether `needle` stands anywhere in `bytes`.
pub(crate) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}
