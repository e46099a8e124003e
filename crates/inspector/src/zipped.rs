//! Zip containers: Office and OpenDocument files, NumPy, PyTorch and Keras files, and plain archives.

use std::io::{Cursor, Read};

use crate::concealed::{SHORT, telling};
use crate::ids::Id;
use crate::kind::{Family, Kind, about, kind, look as look_at};
use crate::magic::join;
use crate::{Findings, Severity};
use crate::{odf, ooxml};

pub(crate) const ZIP: Kind = kind("zip", Family::Archive, &["zip"], "ZIP");
const NPZ: Kind = kind("npz", Family::Data, &["npz"], "NumPy");
const TORCH: Kind = kind("torch", Family::Model, &["pt", "pth", "bin", "ckpt"], "PyTorch");
const KERAS: Kind = kind("keras", Family::Model, &["keras"], "Keras");
const CORE_ML: Kind = kind("coreml", Family::Model, &["mlpackage", "zip"], "Core ML");
const TF_SAVED: Kind = kind("tensorflow", Family::Model, &["zip"], "TensorFlow SavedModel");
const SKOPS: Kind = kind("skops", Family::Model, &["skops", "zip"], "skops");
const MOJO: Kind = kind("mojo", Family::Model, &["zip", "mojo"], "H2O");
const SPARK: Kind = kind("spark", Family::Model, &["zip"], "Spark");
const MLFLOW: Kind = kind("mlflow", Family::Model, &["zip"], "MLflow");
const JASP: Kind = kind("jasp", Family::Data, &["jasp"], "JASP");
const JAMOVI: Kind = kind("jamovi", Family::Data, &["omv"], "jamovi");
const MINITAB: Kind = kind("minitab", Family::Data, &["mpx", "mwx"], "Minitab");
const SPSS_OUTPUT: Kind = kind("spss-output", Family::Unknown, &["spv"], "SPSS output (SPV)");
const IWORK: Kind = kind("iwork", Family::Unknown, &["pages", "numbers", "key"], "Apple Pages, Numbers or Keynote");
const JAR: Kind = kind("jar", Family::Program, &["jar"], "Java");

/// One file of a container, unpacked within the limits.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// An opened container: names are known, content is unpacked one entry at a time.
pub(crate) struct Zip<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// Name and index of each file (folders are left out).
    names: Vec<(String, usize)>,
    place: String,
    ratio: u64,
}

/// Bytes between two entries that a data descriptor (with zip64 sizes) explains.
const DESCRIPTOR: u64 = 24;

/// Fields of an entry by their number, and how long programs make them: long sizes, times, owners, names in Unicode, rights.
const FIELDS: &[(u16, usize)] = &[
    (0x0001, 32),
    (0x000a, 40),
    (0x000d, 24),
    (0x5455, 17),
    (0x5855, 16),
    (0x7855, 8),
    (0x7875, 24),
    (0x756e, 40),
    (0x7075, 300),
    (0x4453, 80),
    (0x6542, 24),
    (0x334d, 40),
    (0x9901, 16),
    (0xcafe, 0),
];

/// Whether all that stands in these fields is there to unpack the entry. What fills up to a boundary is zeros.
fn usual_fields(mut fields: &[u8]) -> bool {
    while let Some(head) = fields.first_chunk::<4>() {
        let (number, size) =
            (u16::from_le_bytes([head[0], head[1]]), usize::from(u16::from_le_bytes([head[2], head[3]])));
        let Some(data) = fields.get(4..4 + size) else { break };
        let known = FIELDS.iter().any(|(field, most)| *field == number && size <= *most);
        // Of other fields a mark of a few bytes is nothing.
        if !known && data.iter().filter(|byte| **byte != 0).count() > 6 {
            return false;
        }
        fields = &fields[4 + size..];
    }
    fields.iter().filter(|byte| **byte != 0).count() <= 6
}

impl Zip<'_> {
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names().any(|n| n == name)
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Unpacks the entry at a position of [`Zip::names`]. `None` (with a finding) where it is broken or beyond a limit.
    pub(crate) fn read(&mut self, position: usize, findings: &mut Findings) -> Option<Entry> {
        let (name, index) = self.names.get(position)?.clone();
        let inside = join(&self.place, &name);
        let room = findings.room();
        let mut file = match self.archive.by_index(index) {
            Ok(file) => file,
            Err(error) => {
                findings.because(Id::Unreadable, "broken", &inside, error.to_string());
                return None;
            }
        };
        let mut bytes = Vec::new();
        let read = file.by_ref().take(room + 1).read_to_end(&mut bytes);
        let size = bytes.len() as u64;
        let packed = file.compressed_size().max(1);
        if size > room {
            findings.because(Id::Bomb, "expands", &inside, format!("> {room} bytes"));
            return None;
        }
        if size > 1 << 20 && size / packed > self.ratio {
            findings.because(Id::Bomb, "expands", &inside, format!("{} : 1", size / packed));
            return None;
        }
        if let Err(error) = read {
            findings.because(Id::Unreadable, "broken", &inside, error.to_string());
            return None;
        }
        findings.expand(size, &inside).then_some(Entry { name, bytes })
    }

    /// The same by name, ASCII case ignored; `None` where there is no such part.
    pub(crate) fn part(&mut self, name: &str, findings: &mut Findings) -> Option<Entry> {
        let position = self.names().position(|n| n.eq_ignore_ascii_case(name))?;
        self.read(position, findings)
    }
}

/// Unpacks and tells the kind by what is inside.
pub(crate) fn look(bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    if !findings.enters(depth, place) {
        return ZIP;
    }
    let Some(mut zip) = open(bytes, place, findings) else {
        return ZIP;
    };
    let ends = |zip: &Zip, end: &str| zip.names().any(|name| name.ends_with(end));
    if zip.names().any(|name| name.eq_ignore_ascii_case("[Content_Types].xml")) {
        return ooxml::look(&mut zip, depth, place, findings);
    }
    if zip.has("mimetype") && (zip.has("META-INF/manifest.xml") || zip.has("content.xml")) {
        return odf::look(&mut zip, depth, place, findings);
    }
    if ends(&zip, "data.pkl") && (ends(&zip, "version") || ends(&zip, "/data/0") || ends(&zip, "byteorder")) {
        findings.add(Id::Pickle, join(place, "data.pkl"), "");
        return TORCH;
    }
    if zip.has("config.json") && (zip.has("model.weights.h5") || zip.has("metadata.json")) {
        return KERAS;
    }
    if ends(&zip, "saved_model.pb") {
        return TF_SAVED;
    }
    if ends(&zip, ".mlmodel") && ends(&zip, "Manifest.json") {
        return CORE_ML;
    }
    if zip.has("schema.json") && zip.names().any(|name| name.ends_with(".npy")) {
        return SKOPS;
    }
    if zip.has("model.ini") && zip.names().any(|name| name.starts_with("trees/") || name.starts_with("domains/")) {
        return MOJO;
    }
    let meta = zip.names().position(|name| name.ends_with("metadata/part-00000"));
    if let Some(entry) = meta.and_then(|at| zip.read(at, findings))
        && crate::kind::contains(&entry.bytes, b"org.apache.spark.ml")
    {
        return SPARK;
    }
    if ends(&zip, "MLmodel") {
        return MLFLOW;
    }
    if let Some(found) = of_a_program(&zip) {
        return found;
    }
    if zip.has("META-INF/MANIFEST.MF") && ends(&zip, ".class") {
        return JAR;
    }
    let arrays = zip.len() > 0 && zip.names().all(|name| name.ends_with(".npy"));
    for position in 0..zip.len() {
        if let Some(entry) = zip.read(position, findings) {
            look_at_entry(&entry, depth, place, findings);
        }
    }
    if arrays { NPZ } else { ZIP }
}

/// The entries of a small container within another file, one after the other.
pub(crate) fn each(
    bytes: &[u8],
    place: &str,
    findings: &mut Findings,
    mut see: impl FnMut(&Entry, &str, &mut Findings),
) {
    let Some(mut zip) = open(bytes, place, findings) else { return };
    for position in 0..zip.len() {
        if let Some(entry) = zip.read(position, findings) {
            see(&entry, &join(place, &entry.name), findings);
        }
    }
}

/// What programs for statistics and offices keep as a zip of their own.
fn of_a_program(zip: &Zip) -> Option<Kind> {
    let any = |is: fn(&str) -> bool| zip.names().any(is);
    Some(match () {
        () if zip.has("analyses.json") && (zip.has("manifest.json") || zip.has("META-INF/MANIFEST.MF")) => JASP,
        () if zip.has("metadata.json") && (zip.has("data.bin") || zip.has("xdata.json")) => JAMOVI,
        () if any(|name| name.starts_with("sheets/") && name.ends_with("sheet.json")) => MINITAB,
        () if any(|name| name.starts_with("outputViewer") && name.ends_with(".xml")) => SPSS_OUTPUT,
        () if any(|name| name.ends_with(".iwa")) || zip.has("index.apxl") || zip.has("buildVersionHistory.plist") => {
            IWORK
        }
        () => return None,
    })
}

/// An entry that is a file of its own, judged as such.
pub(crate) fn look_at_entry(entry: &Entry, depth: usize, place: &str, findings: &mut Findings) {
    if entry.bytes.is_empty() {
        return;
    }
    let inside = join(place, &entry.name);
    let found = look_at(&entry.bytes, depth + 1, &inside, findings);
    if found.family == Family::Archive {
        findings.add(Id::NestedArchive, &inside, found.what);
        if found.id != "zip" {
            about(found, &inside, findings);
        }
    } else {
        about(found, &inside, findings);
    }
}

/// The frame, and which files there are. `None` (with a finding) where the frame is broken or a limit is passed.
fn open<'a>(bytes: &'a [u8], place: &str, findings: &mut Findings) -> Option<Zip<'a>> {
    let limits = &findings.policy().inside;
    let mut archive = match zip::ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            findings.because(Id::Unreadable, "broken", place, error.to_string());
            return None;
        }
    };
    if !findings.holds(archive.len(), place) {
        return None;
    }
    let sound = frame(&mut archive, bytes, place, findings);
    let mut names: Vec<(String, usize)> = Vec::new();
    let (mut seen, mut folders) = (std::collections::BTreeSet::new(), String::new());
    for index in 0..archive.len() {
        let Ok(file) = archive.by_index_raw(index) else {
            findings.because(Id::Unreadable, "broken", place, format!("{index}"));
            continue;
        };
        let name = match file.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(file.name_raw()).into_owned(),
        };
        let written = name;
        let name = normal(&written);
        let inside = join(place, &name);
        // Of two entries of one name each reader takes another; a name that is nothing at all is read by some.
        // A folder with content is a file to whoever unpacks by content.
        let folder = file.is_dir() && file.size() == 0;
        if !folder && (name.is_empty() || !seen.insert(name.clone())) {
            findings.because(Id::Unreadable, "same-name", place, &name);
        }
        if file.encrypted() {
            findings.add(Id::Encrypted, &inside, "");
            continue;
        }
        if folder {
            folders.push_str(&name);
            folders.push('\n');
            continue;
        }
        if file.is_symlink() {
            findings.add(Id::ForeignPart, &inside, "link");
        }
        // A bar in front is nothing within a package, and leads out of the folder where an archive is unpacked.
        let climbs = written.split(['/', '\\']).any(|part| part == "..") || written.contains(':');
        if climbs || written.starts_with(['/', '\\']) {
            findings.add(Id::ForeignPart, &inside, "../");
        }
        names.push((name, index));
    }
    // Nobody sees the folders of a document; those of an archive stand on the disk of whoever unpacks it.
    if names.iter().any(|(name, _)| name == "[Content_Types].xml" || name == "mimetype") {
        let told: Vec<&str> = folders.lines().filter(|line| telling(line)).collect();
        findings.aside(&SHORT, "folders", place, &told.join("\n"));
    }
    sound.then(|| Zip { archive, names, place: place.to_owned(), ratio: limits.ratio })
}

/// The name of an entry as the readers that people use take it: both bars are one, doubled ones and full stops for a folder
/// itself are nothing, and so is a bar in front.
pub(crate) fn normal(name: &str) -> String {
    let steps = name.split(['/', '\\']).filter(|step| !step.is_empty() && *step != ".");
    steps.collect::<Vec<_>>().join("/").trim_end_matches('\0').to_owned()
}

/// Bytes that no entry accounts for: before, between, after; and a directory that does not list all entries.
/// `false` where entries lie over each other: the same bytes would be unpacked again and again.
fn frame(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, bytes: &[u8], place: &str, findings: &mut Findings) -> bool {
    if archive.comment().iter().any(|b| !b.is_ascii_whitespace()) {
        findings.add(Id::TrailingData, place, "comment");
    }
    if let Some((listed, end)) = listed(bytes) {
        if listed != archive.len() {
            findings.because(Id::Unreadable, "repeated-name", place, format!("{listed}, {}", archive.len()));
        }
        // Some copy a file with a line end behind it, or fill up with zeros.
        if bytes.get(end..).is_some_and(|rest| rest.iter().any(|byte| *byte != 0 && !byte.is_ascii_whitespace())) {
            findings.add(Id::TrailingData, place, format!("{} bytes", bytes.len() - end));
        }
    }
    let mut spans: Vec<(u64, u64)> = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        if let Ok(file) = archive.by_index_raw(index)
            && let Some(start) = file.data_start()
        {
            spans.push((file.header_start(), start.saturating_add(file.compressed_size())));
            // The name stands twice, and readers differ in which they take.
            if local_name(bytes, file.header_start()).is_some_and(|name| !alike(name, file.name_raw())) {
                findings.because(Id::Unreadable, "same-name", place, format!("{index}"));
            }
            let named = file.header_start() + 30 + file.name_raw().len() as u64;
            let beside = bytes.get(named as usize..start as usize).unwrap_or_default();
            if !usual_fields(beside) || file.extra_data().is_some_and(|listed| !usual_fields(&listed)) {
                findings.add_as(Id::TrailingData, Severity::Ask, place, format!("extra of {index}"));
            }
            if file.comment().bytes().any(|b| !b.is_ascii_whitespace()) {
                findings.add_as(Id::TrailingData, Severity::Ask, place, format!("comment of {index}"));
            }
        }
    }
    spans.sort_unstable();
    spans.push((archive.central_directory_start(), u64::MAX));
    let mut end = 0;
    let mut sound = true;
    for (start, next) in spans {
        if start > end + DESCRIPTOR || (end == 0 && start > 0) {
            let gap = bytes.get(end as usize..start as usize).unwrap_or_default();
            // Signatures and alignment are filled with zeros; anything else was put there.
            if gap.iter().any(|b| *b != 0) {
                findings.add(Id::TrailingData, place, format!("{} bytes @ {end}", start - end));
            }
        }
        if start < end {
            findings.because(Id::Bomb, "overlap", place, "");
            sound = false;
        }
        end = next;
    }
    sound
}

/// Whether two names differ in their bars alone, or not at all.
fn alike(one: &[u8], other: &[u8]) -> bool {
    let bar = |byte: &u8| if *byte == b'\\' { b'/' } else { *byte };
    one.iter().map(bar).eq(other.iter().map(bar))
}

/// The name of an entry as it stands before its content.
fn local_name(bytes: &[u8], start: u64) -> Option<&[u8]> {
    let head = usize::try_from(start).ok()?;
    let length = usize::from(u16::from_le_bytes(*bytes.get(head + 26..head + 28)?.first_chunk::<2>()?));
    bytes.get(head + 30..(head + 30).checked_add(length)?)
}

/// How many entries the end record says there are (not for zip64, where the field says 65535), and where it ends.
fn listed(bytes: &[u8]) -> Option<(usize, usize)> {
    let at = memchr::memmem::rfind(bytes, b"PK\x05\x06")?;
    let two = |at: usize| Some(usize::from(u16::from_le_bytes(*bytes.get(at..at + 2)?.first_chunk::<2>()?)));
    let entries = two(at + 10)?;
    let end = at + 22 + two(at + 20)?;
    (entries != 0xffff).then_some((entries, end))
}
