//! Zip containers: Office and OpenDocument files, NumPy, PyTorch and Keras files, and plain archives.

use std::io::{Cursor, Read};

use crate::Findings;
use crate::kind::{Family, Kind, about, kind, look as look_at};
use crate::magic::join;
use crate::{odf, ooxml};

pub(crate) const ZIP: Kind = kind("zip", Family::Archive, &["zip"], "a zip archive");
const NPZ: Kind = kind("npz", Family::Data, &["npz"], "NumPy arrays");
const TORCH: Kind = kind("torch", Family::Model, &["pt", "pth", "bin", "ckpt"], "a PyTorch model");
const KERAS: Kind = kind("keras", Family::Model, &["keras"], "a Keras model");
const JAR: Kind = kind("jar", Family::Program, &["jar"], "a Java program");

/// One file of a container, unpacked within the limits.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Bytes between two entries that a data descriptor (with zip64 sizes) explains.
const DESCRIPTOR: u64 = 24;

/// Unpacks and tells the kind by what is inside.
pub(crate) fn look(bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    let deepest = findings.policy().inside.depth;
    if depth >= deepest {
        findings.add("bomb", place, format!("more than {deepest} containers inside each other"));
        return ZIP;
    }
    let Some(entries) = unpack(bytes, place, findings) else {
        return ZIP;
    };
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    let ends = |end: &str| entries.iter().any(|entry| entry.name.ends_with(end));

    if has("[Content_Types].xml") {
        return ooxml::look(&entries, depth, place, findings);
    }
    if has("mimetype") && has("META-INF/manifest.xml") {
        return odf::look(&entries, depth, place, findings);
    }
    if ends("data.pkl") && (ends("version") || ends("/data/0") || ends("byteorder")) {
        findings.add("pickle", join(place, "data.pkl"), "a pickle inside the model");
        return TORCH;
    }
    if has("config.json") && (has("model.weights.h5") || has("metadata.json")) {
        return KERAS;
    }
    if !entries.is_empty() && entries.iter().all(|entry| entry.bytes.starts_with(b"\x93NUMPY")) {
        return NPZ;
    }
    if has("META-INF/MANIFEST.MF") && ends(".class") {
        return JAR;
    }
    for entry in &entries {
        look_at_entry(entry, depth, place, findings);
    }
    ZIP
}

/// An entry that is a file of its own, judged as such.
pub(crate) fn look_at_entry(entry: &Entry, depth: usize, place: &str, findings: &mut Findings) {
    if entry.bytes.is_empty() {
        return;
    }
    let inside = join(place, &entry.name);
    let found = look_at(&entry.bytes, depth + 1, &inside, findings);
    if found.family == Family::Archive {
        findings.add("nested_archive", inside, "an archive inside an archive; send the files one by one");
    } else {
        about(found, &inside, findings);
    }
}

/// All files of a container, or `None` (with a finding) where its frame is broken or a limit is passed.
fn unpack(bytes: &[u8], place: &str, findings: &mut Findings) -> Option<Vec<Entry>> {
    let limits = findings.policy().inside.clone();
    let mut archive = match zip::ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            findings.add(
                "unreadable",
                place,
                format!("the zip directory cannot be read ({error}); make the file again"),
            );
            return None;
        }
    };
    if archive.len() > limits.entries {
        findings.add("bomb", place, format!("{} entries, more than {}", archive.len(), limits.entries));
        return None;
    }
    frame(&mut archive, bytes, place, findings);

    let mut entries = Vec::new();
    let mut total = 0u64;
    for index in 0..archive.len() {
        if archive.by_index_raw(index).is_ok_and(|raw| raw.encrypted()) {
            findings.add("encrypted", place, "an entry is protected by a password; send it without");
            continue;
        }
        let mut file = match archive.by_index(index) {
            Ok(file) => file,
            Err(error) => {
                findings.add("unreadable", place, format!("entry {index} cannot be unpacked ({error})"));
                continue;
            }
        };
        let name = match file.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(file.name_raw()).into_owned(),
        };
        if file.is_dir() {
            continue;
        }
        let inside = join(place, &name);
        if file.is_symlink() {
            findings.add("foreign_part", &inside, "a link to another file");
        }
        if name.split(['/', '\\']).any(|part| part == "..") || name.starts_with(['/', '\\']) || name.contains(':') {
            findings.add("foreign_part", &inside, "an entry that would be written outside its folder");
        }
        let left = limits.total_bytes.saturating_sub(total);
        let mut unpacked = Vec::new();
        let read = file.by_ref().take(left + 1).read_to_end(&mut unpacked);
        let size = unpacked.len() as u64;
        if size > left {
            findings.add("bomb", &inside, format!("expands beyond {} bytes", limits.total_bytes));
            return None;
        }
        if size > 1 << 20 && size / file.compressed_size().max(1) > limits.ratio {
            findings.add("bomb", &inside, format!("expands more than {} times", limits.ratio));
            return None;
        }
        if let Err(error) = read {
            findings.add("unreadable", &inside, format!("the entry is broken ({error}); make the file again"));
            continue;
        }
        total += size;
        entries.push(Entry { name, bytes: unpacked });
    }
    Some(entries)
}

/// Bytes that no entry accounts for: before, between, after; and a directory that does not list all entries.
fn frame(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, bytes: &[u8], place: &str, findings: &mut Findings) {
    if !archive.comment().is_empty() {
        findings.add("trailing_data", place, "the zip file has a comment");
    }
    if let Some(listed) = listed(bytes)
        && listed != archive.len()
    {
        let message = format!("its directory says {listed} entries, {} can be read (one name twice?)", archive.len());
        findings.add("unreadable", place, message);
    }
    let mut spans: Vec<(u64, u64)> = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        if let Ok(file) = archive.by_index_raw(index)
            && let Some(start) = file.data_start()
        {
            spans.push((file.header_start(), start.saturating_add(file.compressed_size())));
        }
    }
    spans.sort_unstable();
    spans.push((archive.central_directory_start(), u64::MAX));
    let mut end = 0;
    for (start, next) in spans {
        if start > end + DESCRIPTOR || (end == 0 && start > 0) {
            findings.add("trailing_data", place, format!("{} bytes that belong to no entry, at {end}", start - end));
        }
        if start < end {
            findings.add("bomb", place, "entries that overlap");
        }
        end = next;
    }
}

/// How many entries the end record says there are (not for zip64, where the field says 65535).
fn listed(bytes: &[u8]) -> Option<usize> {
    let at = bytes.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let two = bytes.get(at + 10..at + 12)?.first_chunk::<2>()?;
    Some(usize::from(u16::from_le_bytes(*two))).filter(|n| *n != 0xffff)
}
