//! 7z archives: what is packed in them is unpacked within the limits, one file after the other, and judged as in any archive.

use std::io::{Cursor, Read};

use sevenz_rust2::{Archive, ArchiveReader, EncoderMethod, EntryDecision, Error, Password};

use crate::Findings;
use crate::ids::Id;
use crate::kind::{Family, Kind, kind};
use crate::magic::join;
use crate::zipped::{Entry, look_at_entry, normal};

pub(crate) const SEVEN: Kind = kind("7z", Family::Archive, &["7z"], "7z");

/// The frame in front: what all offsets count from.
const HEAD: usize = 32;
/// Memory in KiB that one stream may ask for to be unpacked: half of what a child has.
const MEMORY: usize = 128 << 10;

pub(crate) fn look(bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    if !findings.enters(depth, place) {
        return SEVEN;
    }
    let ratio = findings.policy().inside.ratio;
    let mut reader = match ArchiveReader::new_with_memory_limit(Cursor::new(bytes), Password::empty(), MEMORY) {
        Ok(reader) => reader,
        Err(error) => {
            told(&error, place, findings);
            return SEVEN;
        }
    };
    // A child has one thread.
    reader.set_thread_count(1);
    let archive = reader.archive();
    frame(bytes, archive, place, findings);
    if !findings.holds(archive.files.len(), place) {
        return SEVEN;
    }
    // What is locked stands beside what is not; the first that is ends the walk.
    let aes = |coder: &sevenz_rust2::Coder| coder.encoder_method_id() == EncoderMethod::ID_AES256_SHA256;
    if archive.blocks.iter().any(|block| block.coders.iter().any(aes)) {
        findings.add(Id::Encrypted, place, SEVEN.what);
        return SEVEN;
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut unpacked = 0u64;
    let walked = reader.for_each_entries_with_decision_allowing_surplus(|entry, content| {
        let name = normal(entry.name());
        let inside = join(place, &name);
        if entry.name().split(['/', '\\']).any(|step| step == "..") || entry.name().starts_with(['/', '\\']) {
            findings.add(Id::ForeignPart, &inside, "../");
        }
        if entry.is_directory() && !entry.has_stream() {
            return Ok(EntryDecision::Continue);
        }
        // Of two entries of one name each reader takes another; one that deletes says that another archive belongs to it.
        if name.is_empty() || !seen.insert(name.clone()) || entry.is_anti_item() {
            findings.because(Id::Unreadable, "same-name", place, &name);
        }
        let room = findings.room();
        let mut bytes_of_it = Vec::new();
        let read = content.take(room + 1).read_to_end(&mut bytes_of_it);
        let size = bytes_of_it.len() as u64;
        unpacked = unpacked.saturating_add(size);
        let share = unpacked / (bytes.len() as u64).max(1);
        if size > room || (unpacked > 1 << 20 && share > ratio) {
            findings.because(Id::Bomb, "expands", &inside, format!("> {} bytes", size.min(room)));
            return Ok(EntryDecision::Stop);
        }
        if let Err(error) = read {
            findings.because(Id::Unreadable, "broken", &inside, error.to_string());
            return Ok(EntryDecision::Stop);
        }
        if !findings.expand(size, &inside) {
            return Ok(EntryDecision::Stop);
        }
        look_at_entry(&Entry { name, bytes: bytes_of_it }, depth, place, findings);
        Ok(EntryDecision::Continue)
    });
    if let Err(error) = walked {
        told(&error, place, findings);
    }
    SEVEN
}

/// Why an archive cannot be unpacked: locked, too large for a child, or not as it should be.
fn told(error: &Error, place: &str, findings: &mut Findings) {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => findings.add(Id::Encrypted, place, SEVEN.what),
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => {
            findings.add(Id::Encrypted, place, SEVEN.what);
        }
        Error::UnsupportedCompressionMethod(method) => findings.because(Id::Unreadable, "no-unpack", place, method),
        Error::MaxMemLimited { actaul_kb: needed, .. } => {
            findings.because(Id::Bomb, "expands", place, format!("{needed} KiB > {MEMORY} KiB"));
        }
        other => findings.because(Id::Unreadable, "broken", place, other.to_string()),
    }
}

/// Bytes that no stream and no header accounts for: between them, and behind the end.
fn frame(bytes: &[u8], archive: &Archive, place: &str, findings: &mut Findings) {
    let long =
        |at: usize| bytes.get(at..at + 8).and_then(|eight| eight.first_chunk()).map(|eight| u64::from_le_bytes(*eight));
    let header = long(12).zip(long(20)).and_then(|(from, size)| {
        let from = usize::try_from(from).ok()?;
        Some((from, from.checked_add(usize::try_from(size).ok()?)?))
    });
    let packed = bytes.get(HEAD..).unwrap_or_default();
    let Some((from, end)) = header.filter(|(_, end)| *end <= packed.len()) else {
        // Its end was searched for, as some readers do; what else there is nobody knows.
        return findings.because(Id::Unreadable, "broken", place, SEVEN.what);
    };
    let start = usize::try_from(archive.pack_pos()).unwrap_or(usize::MAX);
    let size = archive.pack_sizes().iter().fold(0usize, |all, one| all.saturating_add(*one as usize));
    let mut spans = vec![(start, start.saturating_add(size)), (from, end)];
    spans.extend(header_stream(&packed[from..end]));
    spans.sort_unstable();
    let (mut at, mut beside) = (0, 0);
    let said = |part: &[u8]| part.iter().filter(|byte| **byte != 0).count();
    for (begins, ends) in spans {
        beside += said(packed.get(at..begins.min(packed.len())).unwrap_or_default());
        at = at.max(ends.min(packed.len()));
    }
    beside += said(packed.get(at..).unwrap_or_default());
    if beside > 0 {
        findings.add(Id::TrailingData, place, format!("{beside} bytes"));
    }
}

/// Where the stream stands that the header itself is packed in.
fn header_stream(header: &[u8]) -> Option<(usize, usize)> {
    const PACKED: u8 = 0x17;
    const STREAMS: u8 = 0x06;
    const SIZES: u8 = 0x09;
    let mut rest = header.strip_prefix(&[PACKED, STREAMS])?;
    let (from, streams) = (number(&mut rest)?, number(&mut rest)?);
    rest = rest.strip_prefix(&[SIZES])?;
    let mut end = from;
    for _ in 0..streams.min(8) {
        end = end.checked_add(number(&mut rest)?)?;
    }
    Some((usize::try_from(from).ok()?, usize::try_from(end).ok()?))
}

/// A number of 7z: the first byte says how many follow.
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let (first, mut rest) = bytes.split_first()?;
    let mut value = 0u64;
    for turn in 0..8 {
        let mask = 0x80u8 >> turn;
        if first & mask == 0 {
            *bytes = rest;
            return Some(value | (u64::from(first & (mask - 1)) << (8 * turn)));
        }
        let (next, behind) = rest.split_first()?;
        value |= u64::from(*next) << (8 * turn);
        rest = behind;
    }
    *bytes = rest;
    Some(value)
}
