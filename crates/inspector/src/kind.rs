//! The true type of a file and what is looked for in each.

use crate::ids::Id;
use crate::packed;
use crate::{
    Findings, Purpose, Severity, compound, image_files, magic, pdf, pictures, r_data, rtf, sevenz, text, zipped,
};

/// What a type is to the airlock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Prose, tables, pictures: may pass where the policy lists the type.
    Paper,
    Data,
    Model,
    Pickle,
    Archive,
    /// Sound or video.
    Media,
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

pub(crate) const UNKNOWN: Kind = kind("unknown", Family::Unknown, &[], "");

/// Finds the true type and looks inside. `depth` counts containers around the bytes, `place` names them.
pub(crate) fn look(bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zipped::look(bytes, depth, place, findings);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound::look(bytes, place, findings);
    }
    if bytes.starts_with(b"7z\xbc\xaf\x27\x1c") {
        return sevenz::look(bytes, depth, place, findings);
    }
    if let Some(packed) = packed::packing(bytes) {
        return packed::look_into(packed, bytes, depth, place, findings);
    }
    if packed::is_tar(bytes) {
        return packed::tar(bytes, depth, place, findings);
    }
    if let Some(found) = magic::by_content(bytes) {
        if found.id == "zlib" {
            return packed::look_into(found, bytes, depth, place, findings);
        }
        inside(found, bytes, place, findings);
        return found;
    }
    if let Some(words) = text::decode(bytes) {
        return text::look(&words, depth, place, findings);
    }
    UNKNOWN
}

/// Formats known by their first bytes that have something to look at.
fn inside(found: Kind, bytes: &[u8], place: &str, findings: &mut Findings) {
    match found.id {
        "png" => pictures::png(bytes, place, findings),
        "jpeg" => pictures::jpeg(bytes, place, findings),
        "gif" => image_files::gif(bytes, place, findings),
        "tiff" => image_files::tiff(bytes, place, findings),
        "webp" => image_files::webp(bytes, place, findings),
        "heif" => {
            pictures::heif(bytes, place, findings);
            findings.not_inspected(place, found.what);
        }
        "bmp" => image_files::bmp(bytes, place, findings),
        "pdf" => pdf::look(bytes, place, findings),
        "rtf" => rtf::look(bytes, place, findings),
        "rds" | "r-model" => r_data::look(bytes, place, findings),
        "rar" if locked(bytes) => findings.add(Id::Encrypted, place, found.what),
        "npy" if contains(&bytes[..bytes.len().min(4096)], b"'|O") => findings.add(Id::Pickle, place, "dtype object"),
        _ if found.family == Family::Paper => findings.not_inspected(place, found.what),
        _ => {}
    }
}

/// Whether a RAR archive, which is not opened here, says that a password is needed.
fn locked(bytes: &[u8]) -> bool {
    // Of version 5: a block that locks all others. Before: flags of the archive, and of its first file.
    if bytes.starts_with(b"Rar!\x1a\x07\x01") {
        return bytes.get(13) == Some(&4);
    }
    bytes.get(10).is_some_and(|flags| flags & 0x80 != 0)
        || bytes.get(22) == Some(&0x74) && bytes.get(23).is_some_and(|flags| flags & 4 != 0)
}

/// What the type itself means: blocked families, types that the policy does not list, names that do not agree.
pub(crate) fn judge(found: Kind, extension: String, findings: &mut Findings) {
    about(found, "", findings);
    let purpose = findings.purpose();
    // The families below have a finding of their own; a second one for the same fact would only repeat it.
    let told =
        matches!(found.family, Family::Model | Family::Pickle | Family::Archive | Family::Program | Family::Unknown)
            || (found.family == Family::Data
                && findings.policy().severity(Id::DataFile, false, purpose) == Severity::Blocks);
    if !told && purpose != Purpose::Unstated && !findings.policy().allows(found.id, purpose) {
        findings.because(Id::BlockedType, "not-listed", "", found.what);
    }
    if found.family != Family::Unknown && !found.extensions.contains(&extension.as_str()) {
        let evidence = format!(".{extension} / {}", found.id);
        if misnamed(found, &extension) {
            findings.add_as(Id::ExtensionMismatch, Severity::Ask, "", evidence);
        } else {
            findings.add(Id::ExtensionMismatch, "", evidence);
        }
    }
}

/// Names that programs give by themselves: tables of results as RTF, web page, XML or plain text under the name of an Office
/// document, pictures under the name of another sort. All of it was read, and its reader opens it as what it is.
fn misnamed(found: Kind, extension: &str) -> bool {
    const PICTURES: &[&str] = &["png", "jpeg", "gif", "tiff", "webp", "bmp"];
    match extension {
        "doc" | "docx" => {
            matches!(found.id, "rtf") || extension == "doc" && matches!(found.id, "html" | "text" | "xml")
        }
        "xls" => matches!(found.id, "html" | "text" | "xml" | "rtf"),
        "txt" | "log" | "out" | "" => matches!(found.id, "html" | "json" | "xml"),
        "htm" | "html" | "xml" => matches!(found.id, "html" | "xml" | "text"),
        "json" | "ipynb" => found.id == "text",
        "jpg" | "jpeg" | "png" | "gif" | "tif" | "tiff" | "bmp" | "webp" => PICTURES.contains(&found.id),
        _ => false,
    }
}

/// The finding that a family brings, for a file or for an entry in a container.
pub(crate) fn about(found: Kind, place: &str, findings: &mut Findings) {
    match found.family {
        Family::Paper => {}
        Family::Data => findings.add(Id::DataFile, place, found.what),
        Family::Model => findings.add(Id::MlModel, place, found.what),
        Family::Pickle => findings.add(Id::Pickle, place, found.what),
        Family::Archive => findings.add(Id::Archive, place, found.what),
        Family::Media => findings.add(Id::AvMedia, place, found.what),
        Family::Program => findings.because(Id::BlockedType, "program", place, found.what),
        Family::Unknown if found.what.is_empty() => findings.because(Id::Unreadable, "unknown-type", place, ""),
        Family::Unknown => findings.because(Id::Unreadable, "not-here", place, found.what),
    }
    if matches!(found.id, "rar" | "cab" | "iso" | "lzip" | "compress") {
        findings.because(Id::Unreadable, "no-unpack", place, found.what);
    }
}

/// Whether `needle` stands anywhere in `bytes`.
pub(crate) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(bytes, needle).is_some()
}
