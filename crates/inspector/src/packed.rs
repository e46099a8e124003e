//! Streams packed whole (gzip, bzip2, xz, zstd, lz4, zlib) and tar: unpacked within the limits and judged by what comes out.

use std::io::Read;

use crate::concealed::FRAME;
use crate::ids::Id;
use crate::kind::{Family, Kind, about, kind, look};
use crate::magic::join;
use crate::zipped::{Entry, look_at_entry};
use crate::{Findings, Severity};

pub(crate) const GZIP: Kind = kind("gzip", Family::Archive, &["gz", "tgz"], "gzip");
pub(crate) const BZIP2: Kind = kind("bzip2", Family::Archive, &["bz2", "tbz", "tbz2"], "bzip2");
pub(crate) const XZ: Kind = kind("xz", Family::Archive, &["xz", "txz"], "xz");
pub(crate) const LZMA: Kind = kind("lzma", Family::Archive, &["lzma"], "LZMA");
pub(crate) const ZSTD: Kind = kind("zstd", Family::Archive, &["zst"], "zstd");
pub(crate) const LZ4: Kind = kind("lz4", Family::Archive, &["lz4"], "lz4");
pub(crate) const ZLIB: Kind = kind("zlib", Family::Archive, &["zz"], "zlib");
const TAR: Kind = kind("tar", Family::Archive, &["tar"], "tar");

/// Memory in KiB that a stream may ask for to be unpacked: half of what a child has.
const MEMORY: u32 = 128 << 10;

/// The packing of a stream, by its first bytes. zlib has two bytes only, so that it counts where it unpacks.
pub(crate) fn packing(bytes: &[u8]) -> Option<Kind> {
    match bytes {
        [0x1f, 0x8b, ..] => Some(GZIP),
        [b'B', b'Z', b'h', b'1'..=b'9', b'1' | 0x17, ..] => Some(BZIP2),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(XZ),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(ZSTD),
        [0x04, 0x22, 0x4d, 0x18, ..] => Some(LZ4),
        // LZMA without a frame: a dictionary of a whole power of two, and a length that is small or not said.
        [0x5d, 0, 0, low, high, a, b, c, d, 0, 0, 0, 0, 0, ..]
            if *high < 8 && (*low).count_ones() + (*high).count_ones() == 1 && [*a, *b, *c, *d] != [0; 4] =>
        {
            Some(LZMA)
        }
        [0x5d, 0, 0, low, high, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, ..]
            if (*low).count_ones() + (*high).count_ones() == 1 =>
        {
            Some(LZMA)
        }
        _ => None,
    }
}

/// Unpacks and looks at what comes out: an R data file is a gzip file by its first bytes, a joblib file may be any of these.
pub(crate) fn look_into(packed: Kind, bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    if !findings.enters(depth, place) {
        return packed;
    }
    let Some(inside) = unpack(packed, bytes, place, findings) else {
        return packed;
    };
    if inside.is_empty() {
        return packed;
    }
    let within = join(place, packed.what);
    let found = look(&inside, depth + 1, &within, findings);
    match found.id {
        "rds" | "r-model" | "pickle" | "pickled-model" | "qs" => found,
        _ => {
            // What is packed is judged like an entry of an archive: packing hides nothing.
            if found.family == Family::Archive && found.id != "tar" {
                findings.add(Id::NestedArchive, &within, found.what);
            }
            about(found, &within, findings);
            packed
        }
    }
}

/// `None` (with a finding) where the stream is broken or beyond a limit.
fn unpack(packed: Kind, bytes: &[u8], place: &str, findings: &mut Findings) -> Option<Vec<u8>> {
    let (room, ratio) = (findings.room(), findings.policy().inside.ratio);
    let mut inside = Vec::new();
    // What a reader leaves: bytes behind the end of the packed stream.
    let mut left = bytes;
    let read = match packed.id {
        "gzip" => {
            gzip_head(bytes, place, findings);
            let mut stream = flate2::bufread::MultiGzDecoder::new(bytes).take(room + 1);
            let read = stream.read_to_end(&mut inside);
            left = stream.into_inner().into_inner();
            read
        }
        "zlib" => {
            let mut stream = flate2::bufread::ZlibDecoder::new(bytes).take(room + 1);
            let read = stream.read_to_end(&mut inside);
            left = stream.into_inner().into_inner();
            read
        }
        "bzip2" => {
            let mut stream = bzip2::bufread::MultiBzDecoder::new(bytes).take(room + 1);
            let read = stream.read_to_end(&mut inside);
            left = stream.into_inner().into_inner();
            read
        }
        "lz4" => lz4_flex::frame::FrameDecoder::new(&mut left).take(room + 1).read_to_end(&mut inside),
        "zstd" => zstd(&mut left, room, &mut inside),
        "lzma" => match lzma_rust2::LzmaReader::new_mem_limit(bytes, MEMORY, None) {
            Ok(mut stream) => {
                let read = stream.by_ref().take(room + 1).read_to_end(&mut inside);
                let (behind, ahead) = stream.into_parts();
                left = &bytes[bytes.len() - behind.len() - ahead.len()..];
                read
            }
            Err(error) => Err(error),
        },
        _ => xz(&mut left, room, &mut inside),
    };
    let size = inside.len() as u64;
    if size > room || (size > 1 << 20 && size / (bytes.len() as u64).max(1) > ratio) {
        findings.because(Id::Bomb, "expands", place, format!("> {} bytes", size.min(room)));
        return None;
    }
    if let Err(error) = read {
        findings.because(Id::Unreadable, "broken", place, error.to_string());
        return None;
    }
    if left.iter().any(|byte| *byte != 0 && !byte.is_ascii_whitespace()) {
        findings.add(Id::TrailingData, place, format!("{} bytes > {}", left.len(), packed.what));
    }
    findings.expand(size, place).then_some(inside)
}

/// Frames of zstd, one after the other.
fn zstd(left: &mut &[u8], room: u64, inside: &mut Vec<u8>) -> std::io::Result<usize> {
    let before = inside.len();
    loop {
        let left_of_it = (room + 1).saturating_sub(inside.len() as u64);
        let frame = ruzstd::decoding::StreamingDecoder::new(&mut *left);
        frame.map_err(|e| std::io::Error::other(e.to_string()))?.take(left_of_it).read_to_end(inside)?;
        if inside.len() as u64 > room || !left.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            return Ok(inside.len() - before);
        }
    }
}

/// What the head of a gzip stream says beside its name: a comment, fields of nobody knows what.
fn gzip_head(bytes: &[u8], place: &str, findings: &mut Findings) {
    let head = flate2::bufread::GzDecoder::new(bytes);
    let Some(head) = head.header() else { return };
    let said = [head.extra(), head.comment()].into_iter().flatten();
    let all: Vec<u8> = said.flatten().copied().filter(|byte| *byte != 0).collect();
    if all.len() > 64 {
        findings.add_as(Id::TrailingData, Severity::Ask, place, format!("gzip + {} bytes", all.len()));
    }
}

/// Streams of xz, one after the other, with zeros between them.
fn xz(left: &mut &[u8], room: u64, inside: &mut Vec<u8>) -> std::io::Result<usize> {
    let before = inside.len();
    loop {
        let left_of_it = (room + 1).saturating_sub(inside.len() as u64);
        let mut stream = lzma_rust2::XzReader::new_mem_limit(*left, false, MEMORY);
        stream.by_ref().take(left_of_it).read_to_end(inside)?;
        *left = stream.into_inner();
        let next = left.iter().position(|byte| *byte != 0).unwrap_or(left.len());
        if inside.len() as u64 > room || !left[next..].starts_with(b"\xfd7zXZ\0") {
            return Ok(inside.len() - before);
        }
        *left = &left[next..];
    }
}

/// Whether these bytes are a tar archive: its word, or (in the oldest format) a check sum that is right.
pub(crate) fn is_tar(bytes: &[u8]) -> bool {
    let Some(head) = bytes.get(..512) else { return false };
    let octal = |field: &[u8]| {
        let text = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
        u64::from_str_radix(text, 8).ok()
    };
    let sum: u64 =
        head.iter().enumerate().map(|(at, b)| u64::from(if (148..156).contains(&at) { b' ' } else { *b })).sum();
    head[0] != 0 && octal(&head[148..156]) == Some(sum)
}

pub(crate) fn tar(bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    if !findings.enters(depth, place) {
        return TAR;
    }
    let mut at = 0;
    let mut entries = 0;
    loop {
        let Some(head) = bytes.get(at..at + 512) else {
            // It ends without an end; what is less than a block is no entry.
            let rest = bytes.get(at..).unwrap_or_default();
            if rest.iter().any(|b| *b != 0) {
                findings.add(Id::TrailingData, place, format!("{} bytes", rest.len()));
            }
            return TAR;
        };
        if head.iter().all(|b| *b == 0) {
            let rest = &bytes[at..];
            if rest.iter().any(|b| *b != 0) {
                findings.add(Id::TrailingData, place, format!("{} bytes", rest.len()));
            }
            return TAR;
        }
        entries += 1;
        if !findings.holds(entries, place) {
            return TAR;
        }
        let text =
            |range: std::ops::Range<usize>| String::from_utf8_lossy(&head[range]).trim_end_matches('\0').to_owned();
        let name = text(0..100);
        let size = usize::from_str_radix(text(124..136).trim_matches([' ', '\0']), 8).ok();
        let data = size.and_then(|size| bytes.get(at + 512..(at + 512).checked_add(size)?));
        let Some(data) = data else {
            findings.because(Id::Unreadable, "broken", join(place, &name), "tar");
            return TAR;
        };
        let inside = join(place, &name);
        match head[156] {
            b'1' | b'2' => findings.add(Id::ForeignPart, &inside, "link"),
            // Long names, and what else is said of the next entry or of all.
            b'L' | b'K' => {}
            b'x' | b'g' => {
                FRAME.judge(&String::from_utf8_lossy(data), "pax", &inside, findings);
            }
            _ if data.is_empty() && !matches!(head[156], 0 | b'0' | b'7') => {}
            _ => {
                if name.split('/').any(|part| part == "..") || name.starts_with('/') {
                    findings.add(Id::ForeignPart, &inside, "../");
                }
                look_at_entry(&Entry { name, bytes: data.to_vec() }, depth, place, findings);
            }
        }
        let next = at + 512 + data.len().div_ceil(512) * 512;
        let filling = bytes.get(at + 512 + data.len()..next.min(bytes.len())).unwrap_or_default();
        if filling.iter().any(|b| *b != 0) {
            findings.add_as(Id::TrailingData, Severity::Ask, place, "512");
        }
        at = next;
    }
}
