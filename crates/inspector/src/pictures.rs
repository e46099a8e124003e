//! PNG and JPEG: what stands beside the pixels.

use std::io::Read;

use crate::concealed::{
    BYTES, EXIF, IPTC, JPEG_COMMENT, PICTURE_WORDS, SEGMENTS, SHORT, XMP, legible, lines_that_tell,
};
use crate::ids::Id;
use crate::image_files::Order;
use crate::jpeg_scan::Scan;
use crate::view::Paper;
use crate::{Findings, Severity, pixels};

/// Chunks that hold pixels or how to show them, and nothing that a person wrote.
const PNG_PLAIN: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"hIST",
    b"tIME", b"iCCP", b"cICP", b"mDCV", b"cLLI",
    // Registered, or written by well-known programs, and of a fixed small form.
    b"oFFs", b"pCAL", b"sCAL", b"sTER", b"gIFg", b"vpAg", b"caNv", b"orNT", b"iDOT", b"meTa",
];
/// Longest of those that is still no place for anything else.
const PLAIN_CHUNK: usize = 4096;

/// Neighbours among clear pixels that differ in their colour: fewer than this programs leave at edges.
const MOST_CLEAR: u64 = 200;

/// The profile of a PNG: its name, a zero, how it is packed, then the packed profile.
fn packed_profile(data: &[u8], place: &str, findings: &mut Findings) {
    const MOST: u64 = 4 << 20;
    let packed = data.iter().position(|byte| *byte == 0).and_then(|end| data.get(end + 2..)).unwrap_or_default();
    let mut profile = Vec::new();
    // What cannot be unpacked is none.
    let read = flate2::read::ZlibDecoder::new(packed).take(MOST + 1).read_to_end(&mut profile);
    let wrong =
        if read.is_ok_and(|size| size as u64 <= MOST) { pixels::profile(&profile) } else { Some("iCCP".to_owned()) };
    if let Some(wrong) = wrong {
        findings.add_as(Id::TrailingData, Severity::Ask, place, wrong);
    }
    findings.aside(&BYTES, "ICC", place, &lines_that_tell(&profile));
}

/// The words of a chunk of text, unpacked where they are packed.
fn words_of(name: &[u8; 4], data: &[u8]) -> String {
    const MOST: u64 = 1 << 20;
    let behind = data.iter().position(|byte| *byte == 0).and_then(|end| data.get(end + 1..)).unwrap_or_default();
    let packed = match name {
        b"zTXt" => behind.get(1..),
        // Whether it is packed, how, its language and its key in it.
        b"iTXt" if behind.first() == Some(&1) => {
            let mut ends = behind.iter().enumerate().skip(2).filter(|(_, byte)| **byte == 0).map(|(at, _)| at);
            ends.nth(1).and_then(|end| behind.get(end + 1..))
        }
        _ => return legible(behind),
    };
    let mut words = Vec::new();
    // What does not unpack to its end is as much as was unpacked.
    flate2::read::ZlibDecoder::new(packed.unwrap_or_default()).take(MOST).read_to_end(&mut words).unwrap_or(0);
    String::from_utf8_lossy(&words).into_owned()
}

/// Walks all chunks. Pixels themselves (hidden low bits) are not looked at.
pub(crate) fn png(bytes: &[u8], place: &str, findings: &mut Findings) {
    let mut at = 8;
    let mut ended_data = false;
    let (mut pixels, mut packed) = (0usize, Vec::new());
    let mut size = pixels::Head::default();
    let mut palette: Vec<[u8; 3]> = Vec::new();
    loop {
        let Some(head) = bytes.get(at..at + 8).and_then(|head| head.first_chunk::<8>()) else {
            findings.because(Id::Unreadable, "broken", place, "PNG");
            return;
        };
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let name = [head[4], head[5], head[6], head[7]];
        let Some(next) = at.checked_add(12).and_then(|n| n.checked_add(length)).filter(|next| *next <= bytes.len())
        else {
            findings.because(Id::Unreadable, "broken", place, "PNG");
            return;
        };
        let shown = String::from_utf8_lossy(&name).into_owned();
        match &name {
            b"tEXt" | b"zTXt" | b"iTXt" => {
                let data = &bytes[at + 8..at + 8 + length];
                let key = data.split(|b| *b == 0).next().unwrap_or_default();
                if key.starts_with(b"XML:com.adobe.xmp") {
                    xmp(data, place, findings);
                } else if key == b"Software" && length <= 200 {
                    // What drew it, written by every plotting library.
                    findings.aside(&PICTURE_WORDS, "Software", place, &words_of(&name, data));
                } else {
                    findings.add(Id::PngText, place, String::from_utf8_lossy(key));
                    let words = String::from_utf8_lossy(&data[..data.len().min(4096)]);
                    findings.paper(|paper| paper.beside("png_text", place, &words));
                }
            }
            b"IHDR" => size = pixels::Head::read(&bytes[at + 8..at + 8 + length]).unwrap_or_default(),
            b"PLTE" => {
                let data = &bytes[at + 8..at + 8 + length];
                palette = data.chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect();
                // Colours are numbers; lines of records are none.
                findings.aside(&SHORT, "PLTE", place, &lines_that_tell(data));
            }
            // Colours of a palette that nobody sees are one, or a drawing stands in them.
            b"tRNS" if !palette.is_empty() => {
                let clear = bytes[at + 8..at + 8 + length].iter().zip(&palette).filter(|(alpha, _)| **alpha == 0);
                if clear.map(|(_, colour)| colour).collect::<std::collections::BTreeSet<_>>().len() > 1 {
                    findings.add(Id::TransparentPixels, place, "tRNS");
                }
            }
            b"iCCP" => packed_profile(&bytes[at + 8..at + 8 + length], place, findings),
            b"eXIf" => exif(&bytes[at + 8..at + 8 + length], place, findings),
            b"acTL" => {
                let frames = bytes
                    .get(at + 8..at + 12)
                    .and_then(|four| four.first_chunk())
                    .map_or(1, |n| u32::from_be_bytes(*n));
                (0..frames.min(10_000)).for_each(|_| findings.paper(Paper::frame));
                findings.add(Id::PngText, place, "APNG");
            }
            b"fcTL" | b"fdAT" => findings.add(Id::PngText, place, "APNG"),
            b"IDAT" if ended_data => findings.add(Id::TrailingData, place, "IDAT"),
            b"IDAT" => {
                pixels += length;
                if packed.len() < pixels::MOST_PACKED {
                    packed.extend_from_slice(&bytes[at + 8..at + 8 + length]);
                }
            }
            known if PNG_PLAIN.contains(&known) && (length <= PLAIN_CHUNK || known == b"iCCP" || known == b"PLTE") => {
                // Numbers: what can be read among them is no more than the name of a unit.
                if known != b"PLTE" {
                    findings.aside(&PICTURE_WORDS, "chunks", place, &legible(&bytes[at + 8..at + 8 + length]));
                }
            }
            _ => findings.add(Id::PngText, place, &shown),
        }
        ended_data |= &name == b"IEND";
        at = next;
        if &name == b"IEND" {
            break;
        }
    }
    if at < bytes.len() {
        findings.add(Id::TrailingData, place, format!("{} bytes", bytes.len() - at));
    }
    // A program that wrote a smaller picture over a larger one leaves the rest of the old pixels behind.
    if pixels > packed.len() {
        findings.partly(place, format!("> {} bytes IDAT", pixels::MOST_PACKED));
    } else {
        let stream = pixels::look(size, &packed);
        if stream.behind > 16 {
            findings.add(Id::TrailingData, place, format!("IDAT + {} bytes", stream.behind));
        }
        if stream.surplus > 16 {
            findings.add(Id::TrailingData, place, format!("IDAT: {} bytes more", stream.surplus));
        }
        // Whatever stands there, it is not pixels that anybody is shown.
        if stream.broken {
            findings.add_as(Id::Unreadable, Severity::Ask, place, "IDAT");
        }
        if stream.unsure {
            findings.partly(place, "RGBA");
        }
        if stream.faint || faint(&palette) {
            findings.add_as(Id::WhiteText, Severity::Ask, place, "RGB");
        }
        if stream.clear > MOST_CLEAR {
            findings.add(Id::TransparentPixels, place, "");
        }
    }
}

/// A palette of two colours and more that nobody tells apart.
fn faint(palette: &[[u8; 3]]) -> bool {
    let one = |part: usize| {
        let all = || palette.iter().map(|colour| colour[part]);
        all().max().unwrap_or(0) - all().min().unwrap_or(0) <= pixels::FAINT
    };
    palette.len() > 1 && (0..3).all(one)
}

/// Walks the segments up to the pixels, and looks for what follows the end.
pub(crate) fn jpeg(bytes: &[u8], place: &str, findings: &mut Findings) {
    let (mut comments, mut profile, mut scan) = (String::new(), Vec::new(), Scan::default());
    let mut segments = String::new();
    let mut at = 2;
    loop {
        let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            findings.because(Id::Unreadable, "broken", place, "JPEG");
            return;
        };
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xd9 {
            break;
        }
        let length = bytes.get(at + 2..at + 4).map_or(0, |two| usize::from(u16::from_be_bytes([two[0], two[1]])));
        let Some(data) = bytes.get(at + 4..at + 2 + length) else {
            findings.because(Id::Unreadable, "broken", place, "JPEG");
            return;
        };
        match marker {
            0xe1 if data.starts_with(b"Exif\0\0") => exif(&data[6..], place, findings),
            0xe1 if data.starts_with(b"http") => xmp(data, place, findings),
            0xed => {
                iptc(data, place, findings);
                // Photoshop keeps a small picture of its own.
                if [b"8BIM\x04\x0c", b"8BIM\x04\x09"].iter().any(|mark| crate::kind::contains(data, *mark)) {
                    findings.add(Id::ExifThumbnail, place, "Photoshop");
                }
            }
            0xfe => {
                comments.push_str(&String::from_utf8_lossy(data));
                comments.push('\n');
                let words = String::from_utf8_lossy(&data[..data.len().min(4096)]);
                findings.paper(|paper| paper.beside("jpeg_comment", place, &words));
            }
            // A small picture in the JFIF extension.
            0xe0 if data.starts_with(b"JFXX\0") => findings.add(Id::ExifThumbnail, place, "JFXX"),
            // More pictures in the same file.
            0xe2 if data.starts_with(b"MPF\0") => findings.add_as(Id::ExifThumbnail, Severity::Ask, place, "MPF"),
            // JFIF, colour profile, Adobe's colour transform: how to show the picture.
            // Behind its fixed part JFIF may have a small picture: three bytes a pixel.
            0xe0 if data.starts_with(b"JFIF\0") => {
                if data.get(12).is_some_and(|w| *w > 0) && data.get(13).is_some_and(|h| *h > 0) {
                    findings.add(Id::ExifThumbnail, place, "JFIF");
                } else if data.len() > 14 + 16 {
                    findings.add(Id::TrailingData, place, format!("JFIF + {} bytes", data.len() - 14));
                }
            }
            // Its parts have a name, a number and how many there are.
            0xe2 if data.starts_with(b"ICC_PROFILE\0") => profile.extend_from_slice(data.get(14..).unwrap_or_default()),
            0xee if data.starts_with(b"Adobe") && data.len() <= 16 => {}
            0xe0..=0xef if data.len() > 64 => {
                findings.add_as(Id::TrailingData, Severity::Ask, place, format!("APP{}", marker - 0xe0))
            }
            0xe0..=0xef => {
                segments.push_str(&String::from_utf8_lossy(data));
                segments.push('\n');
            }
            // Tables, the head, a scan, numbers of rows and stretches.
            0xc0..=0xc7 | 0xc9..=0xcf | 0xda..=0xdd => {}
            _ if data.len() > 16 => {
                findings.add_as(
                    Id::TrailingData,
                    Severity::Ask,
                    place,
                    format!("FF{marker:02X}: {} bytes", data.len()),
                );
            }
            _ => {}
        }
        if scan.again(marker, data) {
            findings.add_as(Id::TrailingData, Severity::Ask, place, "SOS ×");
        }
        scan.segment(marker, data);
        at += 2 + length;
        if marker == 0xda {
            let end = after_scan(bytes, at);
            // A smaller picture over a larger one leaves the rest of the old pixels behind.
            if scan.unknown() {
                findings.partly(place, "SOF");
            }
            if let Some(behind) = scan.behind(&bytes[at..end]).filter(|behind| *behind > 16) {
                findings.add(Id::TrailingData, place, format!("SOS + {behind} bytes"));
            }
            at = end;
        }
    }
    if !comments.is_empty() && !JPEG_COMMENT.judge(&comments, "COM", place, findings) {
        findings.add(Id::JpegComment, place, "");
    }
    findings.aside(&SEGMENTS, "APP", place, &segments);
    if let Some(wrong) = (!profile.is_empty()).then(|| pixels::profile(&profile)).flatten() {
        findings.add_as(Id::TrailingData, Severity::Ask, place, wrong);
    }
    // Programs fill up to a block with one value; anything else was put there.
    let rest = bytes.get(at + 2..).unwrap_or_default();
    if rest.iter().any(|byte| *byte != rest[0]) {
        findings.add(Id::TrailingData, place, format!("{} bytes", rest.len()));
    }
}

/// The next marker after packed pixels: an FF that is neither stuffed (00) nor a restart (D0 to D7).
fn after_scan(bytes: &[u8], mut at: usize) -> usize {
    while let Some(pair) = bytes.get(at..at + 2) {
        if pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// XMP may say the place and keep a picture, as EXIF does.
pub(crate) fn xmp(packet: &[u8], place: &str, findings: &mut Findings) {
    if !XMP.judge(&told(packet), "XMP", place, findings) {
        findings.add(Id::Xmp, place, "");
    }
    if crate::kind::contains(packet, b"GPSLatitude") {
        findings.add(Id::ExifGps, place, "XMP");
    }
    if crate::kind::contains(packet, b"xmpGImg:image") || crate::kind::contains(packet, b"xapGImg:image") {
        findings.add(Id::ExifThumbnail, place, "XMP");
    }
}

/// What a packet tells in its own words: the text between its elements, without the history that programs keep of their work.
fn told(packet: &[u8]) -> String {
    const MOST: usize = 1 << 20;
    let text = String::from_utf8_lossy(&packet[..packet.len().min(MOST)]);
    let mut out = String::new();
    let mut rest: &str = &text;
    let mut skip = String::new();
    while let Some(open) = rest.find('<') {
        if skip.is_empty() {
            out.push_str(rest[..open].trim());
        }
        rest = &rest[open + 1..];
        let end = rest.find('>').unwrap_or(rest.len());
        let tag = &rest[..end];
        // Words that stand in an attribute.
        let words = tag.split('"').skip(1).step_by(2).filter(|value| skip.is_empty() && value.len() > 100);
        words.for_each(|value| out.push_str(value));
        let name = tag.split_whitespace().next().unwrap_or_default().trim_end_matches('/');
        let of_work = [
            "xmpMM:",
            "stEvt:",
            "stRef:",
            "photoshop:DocumentAncestors",
            "xmpTPg:",
            "xmpGImg:",
            "xapGImg:",
            "xmp:Thumbnails",
        ];
        if skip.is_empty() && !tag.ends_with('/') && of_work.iter().any(|start| name.starts_with(start)) {
            skip = format!("/{name}");
        } else if !skip.is_empty() && name == skip {
            skip.clear();
        }
        if name == "/rdf:li" || name.starts_with('/') {
            out.push('\n');
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    out
}

/// HEIF and AVIF: boxes one after the other. The pictures themselves are not looked into.
pub(crate) fn heif(bytes: &[u8], place: &str, findings: &mut Findings) {
    let mut at = 0usize;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let known = [b"ftyp", b"meta", b"mdat", b"free", b"skip", b"moov", b"moof", b"uuid", b"wide", b"idat", b"mfra"];
        let length = match length {
            0 => bytes.len() - at,
            // The length stands behind, in eight bytes.
            1 => {
                bytes.get(at + 8..at + 16).and_then(|l| l.first_chunk()).map_or(0, |l| u64::from_be_bytes(*l) as usize)
            }
            _ => length,
        };
        if length < 8 || !known.iter().any(|name| head.ends_with(*name)) || at.saturating_add(length) > bytes.len() {
            break;
        }
        at += length;
    }
    if bytes[at.min(bytes.len())..].iter().any(|byte| *byte != 0) {
        findings.add(Id::TrailingData, place, format!("{} bytes", bytes.len() - at));
    }
    for order in [b"Exif\0\0II*\0", b"Exif\0\0MM\0*"] {
        if let Some(found) = memchr::memmem::find(bytes, order) {
            exif(&bytes[found + 6..], place, findings);
        }
    }
    if let Some(found) = memchr::memmem::find(bytes, b"<x:xmpmeta") {
        xmp(&bytes[found..], place, findings);
    }
}

/// Words of a newspaper's picture: by how much they say.
pub(crate) fn iptc(data: &[u8], place: &str, findings: &mut Findings) {
    if !IPTC.judge(&legible(data), "IPTC", place, findings) {
        findings.add(Id::Iptc, place, "");
    }
}

/// The directories of an EXIF block: its presence, a place, a second picture.
pub(crate) fn exif(tiff: &[u8], place: &str, findings: &mut Findings) {
    if !EXIF.judge(&legible(tiff), "EXIF", place, findings) {
        findings.add(Id::Exif, place, "");
    }
    if scan_exif(tiff, place, findings).is_none() {
        // Readers show the picture all the same; what the block holds cannot be told.
        findings.add_as(Id::Unreadable, Severity::Ask, place, "EXIF");
    }
}

fn scan_exif(tiff: &[u8], place: &str, findings: &mut Findings) -> Option<()> {
    let order = Order::of(tiff)?;
    let first = order.directory(tiff, order.first(tiff)?)?;
    if first.entries.iter().any(|entry| entry.0 == 0x8825) {
        findings.add(Id::ExifGps, place, "");
    }
    // A second directory describes a preview: often the picture before it was cropped.
    if first.next != 0 && order.directory(tiff, first.next).is_some_and(|second| !second.entries.is_empty()) {
        findings.add(Id::ExifThumbnail, place, "IFD1");
    }
    Some(())
}
