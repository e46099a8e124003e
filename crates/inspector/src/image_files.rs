//! GIF, TIFF, WebP and BMP: what stands beside the pixels.

use crate::Findings;
use crate::concealed::{PICTURE_WORDS, legible};
use crate::ids::Id;
use crate::view::Paper;

/// Blocks up to the trailer.
pub(crate) fn gif(bytes: &[u8], place: &str, findings: &mut Findings) {
    if walk_gif(bytes, place, findings).is_none() {
        findings.because(Id::Unreadable, "broken", place, "GIF");
    }
}

fn walk_gif(bytes: &[u8], place: &str, findings: &mut Findings) -> Option<()> {
    let table = |flags: u8| if flags & 0x80 != 0 { 3usize << ((flags & 7) + 1) } else { 0 };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut frames = 0usize;
    loop {
        match bytes.get(at)? {
            0x21 => {
                let label = *bytes.get(at + 1)?;
                let first = bytes.get(at + 3..)?;
                match label {
                    0xfe => findings.add(Id::PngText, place, "GIF comment"),
                    0x01 => findings.add(Id::PngText, place, "GIF plain text"),
                    0xff if first.starts_with(b"XMP Data") => findings.add(Id::Xmp, place, ""),
                    0xff if !first.starts_with(b"NETSCAPE")
                        && !first.starts_with(b"ANIMEXTS")
                        && !first.starts_with(b"ICCRGBG1") =>
                    {
                        findings.add(Id::PngText, place, String::from_utf8_lossy(first.get(..8)?));
                    }
                    _ => {}
                }
                at = blocks(bytes, at + 2)?;
            }
            0x2c => {
                frames += 1;
                findings.paper(Paper::frame);
                let flags = *bytes.get(at + 9)?;
                at = blocks(bytes, at + 11 + table(flags))?;
            }
            0x3b => {
                // Paper shows the first of them.
                if frames > 1 {
                    findings.add(Id::PngText, place, format!("{frames} frames"));
                }
                let rest = bytes.get(at + 1..)?;
                if rest.iter().any(|b| *b != 0) {
                    findings.add(Id::TrailingData, place, format!("{} bytes", rest.len()));
                }
                return Some(());
            }
            // Some programs fill up between blocks.
            0 => at += 1,
            _ => return None,
        }
    }
}

/// Sub-blocks up to the empty one.
fn blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let size = usize::from(*bytes.get(at)?);
        at += 1 + size;
        if size == 0 {
            return Some(at);
        }
    }
}

/// What a TIFF's directories say. Shared with EXIF, which is a TIFF inside a picture.
pub(crate) struct Directory {
    /// (tag, type, count, where its value stands or its value)
    pub(crate) entries: Vec<(u16, u16, u32, u64)>,
    pub(crate) next: u64,
    /// The last byte that belongs to this directory and the values it points to.
    pub(crate) end: u64,
}

/// How numbers are written: byte order, and 8-byte offsets (BigTIFF).
#[derive(Clone, Copy)]
pub(crate) struct Order {
    little: bool,
    big: bool,
}

impl Order {
    pub(crate) fn of(bytes: &[u8]) -> Option<Order> {
        Some(match bytes.get(..4)? {
            b"II*\0" => Order { little: true, big: false },
            b"MM\0*" => Order { little: false, big: false },
            b"II+\0" => Order { little: true, big: true },
            b"MM\0+" => Order { little: false, big: true },
            _ => return None,
        })
    }

    fn number(self, bytes: &[u8], at: u64, width: usize) -> Option<u64> {
        let at = usize::try_from(at).ok()?;
        let slice = bytes.get(at..at.checked_add(width)?)?;
        let fold = |acc: u64, b: &u8| acc << 8 | u64::from(*b);
        Some(if self.little { slice.iter().rev().fold(0, fold) } else { slice.iter().fold(0, fold) })
    }

    pub(crate) fn first(self, bytes: &[u8]) -> Option<u64> {
        if self.big { self.number(bytes, 8, 8) } else { self.number(bytes, 4, 4) }
    }

    pub(crate) fn directory(self, bytes: &[u8], at: u64) -> Option<Directory> {
        let (head, step, wide) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(bytes, at, head)?;
        if count > 4096 {
            return None;
        }
        let mut entries = Vec::new();
        let mut end = at + head as u64 + count * step + wide as u64;
        for index in 0..count {
            let from = at + head as u64 + index * step;
            let tag = self.number(bytes, from, 2)? as u16;
            let kind = self.number(bytes, from + 2, 2)? as u16;
            let many = self.number(bytes, from + 4, wide)?;
            let size = many.saturating_mul(width(kind));
            let value_at = from + 4 + wide as u64;
            let value = if size > wide as u64 {
                let target = self.number(bytes, value_at, wide)?;
                end = end.max(target.saturating_add(size));
                target
            } else {
                self.number(bytes, value_at, (width(kind) as usize).clamp(1, wide))?
            };
            entries.push((tag, kind, u32::try_from(many).unwrap_or(u32::MAX), value));
        }
        let next = self.number(bytes, at + head as u64 + count * step, wide)?;
        Some(Directory { entries, next, end })
    }

    /// All numbers of an entry.
    fn values(self, bytes: &[u8], entry: (u16, u16, u32, u64)) -> Vec<u64> {
        let (_, kind, count, value) = entry;
        let width = width(kind);
        if u64::from(count) * width <= if self.big { 8 } else { 4 } {
            return vec![value];
        }
        (0..u64::from(count.min(100_000)))
            .filter_map(|n| self.number(bytes, value + n * width, width as usize))
            .collect()
    }

    /// Whether the value of an entry stands elsewhere.
    fn far(self, (_, kind, count, _): (u16, u16, u32, u64)) -> bool {
        u64::from(count) * width(kind) > if self.big { 8 } else { 4 }
    }

    /// The bytes of an entry that are too many to stand in it; none where they are not there.
    fn block(self, bytes: &[u8], (_, kind, count, value): (u16, u16, u32, u64)) -> &[u8] {
        let Ok(start) = usize::try_from(value) else { return &[] };
        let size = usize::try_from(u64::from(count) * width(kind)).unwrap_or(usize::MAX);
        bytes.get(start..start.saturating_add(size).min(bytes.len())).unwrap_or_default()
    }
}

fn width(kind: u16) -> u64 {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => 1,
    }
}

/// Fields of a TIFF that hold pixels, colours and places within the file.
const PLAIN_FIELDS: &[u16] = &[
    254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 286, 287,
    288, 289, 290, 291, 292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 338, 339, 340, 341, 347,
    513, 514, 519, 520, 521, 529, 530, 531, 532, 34675,
];

/// Pages of a TIFF that are looked at.
const MOST_PAGES: usize = 2000;

pub(crate) fn tiff(bytes: &[u8], place: &str, findings: &mut Findings) {
    if walk_tiff(bytes, place, findings).is_none() {
        findings.because(Id::Unreadable, "broken", place, "TIFF");
    }
}

fn walk_tiff(bytes: &[u8], place: &str, findings: &mut Findings) -> Option<()> {
    let order = Order::of(bytes)?;
    let mut at = order.first(bytes)?;
    let (mut end, mut pages) = (8u64, 0usize);
    let mut seen = std::collections::BTreeSet::new();
    while at != 0 && seen.insert(at) {
        if pages >= MOST_PAGES {
            findings.partly(place, format!("> {MOST_PAGES} pages"));
            break;
        }
        let directory = order.directory(bytes, at)?;
        end = end.max(directory.end);
        pages += 1;
        findings.paper(Paper::frame);
        let of = |tag: u16| directory.entries.iter().copied().find(|entry| entry.0 == tag);
        let reduced = of(254).is_some_and(|entry| entry.3 & 1 != 0);
        if reduced {
            findings.add(Id::ExifThumbnail, place, "NewSubfileType");
        }
        for (offsets, sizes) in [(273, 279), (324, 325), (513, 514)] {
            if let (Some(offsets), Some(sizes)) = (of(offsets), of(sizes)) {
                let pairs = order.values(bytes, offsets).into_iter().zip(order.values(bytes, sizes));
                end = pairs.fold(end, |end, (from, size)| end.max(from.saturating_add(size)));
            }
        }
        for entry @ (tag, _, _, value) in &directory.entries {
            match tag {
                270 | 315 | 316 | 285 | 269 => findings.add(Id::PngText, place, format!("TIFF {tag}")),
                700 => crate::pictures::xmp(order.block(bytes, *entry), place, findings),
                33723 | 34377 => crate::pictures::iptc(order.block(bytes, *entry), place, findings),
                330 => findings.add(Id::ExifThumbnail, place, "SubIFD"),
                0x8825 => {
                    findings.add(Id::ExifGps, place, "");
                    end = end.max(order.directory(bytes, *value).map_or(0, |d| d.end));
                }
                0x8769 => {
                    findings.add(Id::Exif, place, "");
                    end = end.max(order.directory(bytes, *value).map_or(0, |d| d.end));
                }
                // What the pixels are and how they are packed: numbers.
                _ if PLAIN_FIELDS.contains(tag) => {}
                // Everything else is said, by a program or a person: words are judged by how much they say.
                _ if order.far(*entry) => {
                    findings.aside(&PICTURE_WORDS, "TIFF", place, &legible(order.block(bytes, *entry)));
                }
                _ => {}
            }
        }
        at = directory.next;
    }
    if pages > 1 {
        findings.add_as(Id::PngText, crate::Severity::Ask, place, format!("{pages} pages"));
    }
    let rest = bytes.get(usize::try_from(end).ok()?.min(bytes.len())..)?;
    // A sub-directory or maker's note may stand last; then what follows it cannot be told from it.
    if rest.len() > 16 && rest.iter().any(|b| *b != 0) && !findings.has(Id::Exif) && !findings.has(Id::ExifThumbnail) {
        findings.add(Id::TrailingData, place, format!("{} bytes", rest.len()));
    }
    Some(())
}

pub(crate) fn webp(bytes: &[u8], place: &str, findings: &mut Findings) {
    let long = |at: usize| {
        bytes.get(at..at + 4).and_then(|four| four.first_chunk()).map(|four| u32::from_le_bytes(*four) as usize)
    };
    let end = long(4).map_or(0, |size| size.saturating_add(8));
    if end > bytes.len() || end < 12 {
        findings.because(Id::Unreadable, "broken", place, "WebP");
        return;
    }
    if bytes[end..].iter().any(|b| *b != 0) {
        findings.add(Id::TrailingData, place, format!("{} bytes", bytes.len() - end));
    }
    let (mut at, mut pictures) = (12, 0usize);
    while let Some(size) = long(at + 4).filter(|_| at + 8 <= end) {
        let data = bytes.get(at + 8..(at + 8).saturating_add(size).min(bytes.len())).unwrap_or_default();
        match &bytes[at..at + 4] {
            b"EXIF" => crate::pictures::exif(data.strip_prefix(b"Exif\0\0").unwrap_or(data), place, findings),
            b"XMP " => crate::pictures::xmp(data, place, findings),
            b"VP8 " | b"VP8L" => pictures += 1,
            b"VP8X" if size <= 16 => {}
            b"ALPH" => {}
            b"ICCP" => {
                if let Some(wrong) = crate::pixels::profile(data) {
                    findings.add_as(Id::TrailingData, crate::Severity::Ask, place, wrong);
                }
            }
            b"ANMF" => {
                findings.paper(Paper::frame);
                findings.add_as(Id::PngText, crate::Severity::Ask, place, "ANIM");
            }
            b"ANIM" => findings.add_as(Id::PngText, crate::Severity::Ask, place, "ANIM"),
            other => findings.add(Id::PngText, place, String::from_utf8_lossy(other)),
        }
        at = at.saturating_add(8).saturating_add(size).saturating_add(size & 1);
    }
    if pictures > 1 {
        findings.add_as(Id::TrailingData, crate::Severity::Ask, place, format!("{pictures} × VP8"));
    }
}

pub(crate) fn bmp(bytes: &[u8], place: &str, findings: &mut Findings) {
    let size = bytes.get(2..6).and_then(|four| four.first_chunk()).map_or(0, |four| u32::from_le_bytes(*four) as usize);
    let long = |at: usize| {
        bytes.get(at..at + 4).and_then(|four| four.first_chunk()).map_or(0, |four| u64::from(u32::from_le_bytes(*four)))
    };
    let deep = bytes.get(28..30).and_then(|two| two.first_chunk()).map_or(0, |two| u64::from(u16::from_le_bytes(*two)));
    // Rows are filled up to four bytes; packed ones end where they say.
    let row = (long(18) * deep).div_ceil(32) * 4;
    let height = u64::from((long(22) as u32).cast_signed().unsigned_abs());
    let end = long(10).saturating_add(row.saturating_mul(height));
    // Between the head with its colours and the first pixel there is nothing.
    let colours = if deep <= 8 { 1024 } else { 16 };
    let head = usize::try_from(14 + long(14).min(200) + colours).unwrap_or(usize::MAX);
    let between = bytes.get(head..usize::try_from(long(10)).unwrap_or(0)).unwrap_or_default();
    if between.iter().filter(|byte| **byte != 0).count() > 16 {
        findings.add(Id::TrailingData, place, format!("{} bytes < BMP", between.len()));
    }
    let behind = bytes.get(usize::try_from(end).unwrap_or(usize::MAX)..).unwrap_or_default();
    if matches!(long(30), 0 | 3) && long(14) >= 40 && behind.iter().filter(|byte| **byte != 0).count() > 16 {
        findings.add(Id::TrailingData, place, format!("{} bytes > BMP", behind.len()));
    } else if size >= 54 && size < bytes.len() && bytes[size..].iter().any(|b| *b != 0) {
        findings.add(Id::TrailingData, place, format!("{} bytes", bytes.len() - size));
    }
}
