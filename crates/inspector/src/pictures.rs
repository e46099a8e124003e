//! PNG and JPEG: what stands beside the pixels.

use crate::Findings;

/// Chunks that hold pixels or how to show them, and nothing that a person wrote.
const PNG_PLAIN: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"hIST",
    b"tIME", b"iCCP", b"cICP",
];

/// Walks all chunks. Pixels themselves (hidden low bits) are not looked at.
pub(crate) fn png(bytes: &[u8], place: &str, findings: &mut Findings) {
    let mut at = 8;
    let mut ended_data = false;
    loop {
        let Some(head) = bytes.get(at..at + 8).and_then(|head| head.first_chunk::<8>()) else {
            findings.add("unreadable", place, "the PNG breaks off before its end; save it again");
            return;
        };
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let name = [head[4], head[5], head[6], head[7]];
        let Some(next) = at.checked_add(12).and_then(|n| n.checked_add(length)).filter(|next| *next <= bytes.len())
        else {
            findings.add("unreadable", place, "a part of the PNG is longer than the file; save it again");
            return;
        };
        let shown = String::from_utf8_lossy(&name).into_owned();
        match &name {
            b"tEXt" | b"zTXt" | b"iTXt" => {
                let data = &bytes[at + 8..at + 8 + length];
                let key = data.split(|b| *b == 0).next().unwrap_or_default();
                if key.starts_with(b"XML:com.adobe.xmp") {
                    findings.add("xmp", place, "the PNG carries XMP metadata");
                } else if key == b"Software" && length <= 200 {
                    // What drew it, written by every plotting library; too short for data.
                } else {
                    findings.add("png_text", place, format!("the PNG carries text ({})", String::from_utf8_lossy(key)));
                }
            }
            b"eXIf" => exif(&bytes[at + 8..at + 8 + length], place, findings),
            b"acTL" | b"fcTL" | b"fdAT" => findings.add("unreadable", place, "an animated PNG: save one still picture"),
            b"IDAT" if ended_data => findings.add("trailing_data", place, "pixels after the picture's end"),
            known if PNG_PLAIN.contains(&known) => {}
            _ => findings.add("trailing_data", place, format!("a private part {shown}; save the picture without it")),
        }
        ended_data |= &name == b"IEND";
        at = next;
        if &name == b"IEND" {
            break;
        }
    }
    if at < bytes.len() {
        findings.add("trailing_data", place, format!("{} bytes after the end of the PNG", bytes.len() - at));
    }
}

/// Walks the segments up to the pixels, and looks for what follows the end.
pub(crate) fn jpeg(bytes: &[u8], place: &str, findings: &mut Findings) {
    let mut at = 2;
    loop {
        let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            findings.add("unreadable", place, "the JPEG breaks off before its picture; save it again");
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
            findings.add("unreadable", place, "a part of the JPEG is longer than the file; save it again");
            return;
        };
        match marker {
            0xe1 if data.starts_with(b"Exif\0\0") => exif(&data[6..], place, findings),
            0xe1 if data.starts_with(b"http") => findings.add("xmp", place, "the JPEG carries XMP metadata"),
            0xed => findings.add("iptc", place, "the JPEG carries IPTC or Photoshop data"),
            0xfe => findings.add("jpeg_comment", place, "the JPEG carries a comment"),
            // JFIF, colour profile, Adobe's colour transform: how to show the picture.
            0xe0 if data.starts_with(b"JFIF\0") => {}
            0xe2 if data.starts_with(b"ICC_PROFILE") => {}
            0xee if data.starts_with(b"Adobe") => {}
            0xe0..=0xef => {
                findings.add(
                    "trailing_data",
                    place,
                    format!("a private part APP{}; save the picture without it", marker - 0xe0),
                );
            }
            _ => {}
        }
        at += 2 + length;
        if marker == 0xda {
            at = after_scan(bytes, at);
        }
    }
    // Programs fill up to a block with one value; anything else was put there.
    let rest = bytes.get(at + 2..).unwrap_or_default();
    if rest.iter().any(|byte| *byte != rest[0]) {
        findings.add("trailing_data", place, format!("{} bytes after the end of the JPEG", rest.len()));
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

/// The directories of an EXIF block: its presence, a place, a second picture.
fn exif(tiff: &[u8], place: &str, findings: &mut Findings) {
    findings.add("exif", place, "the picture carries camera data");
    if scan_exif(tiff, place, findings).is_none() {
        findings.add("unreadable", place, "the picture's camera data are broken; save it without");
    }
}

fn scan_exif(tiff: &[u8], place: &str, findings: &mut Findings) -> Option<()> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two = tiff.get(at..at.checked_add(2)?)?.first_chunk::<2>()?;
        Some(if little { u16::from_le_bytes(*two) } else { u16::from_be_bytes(*two) })
    };
    let long = |at: usize| {
        let four = tiff.get(at..at.checked_add(4)?)?.first_chunk::<4>()?;
        Some(if little { u32::from_le_bytes(*four) } else { u32::from_be_bytes(*four) } as usize)
    };
    let first = long(4)?;
    let entries = usize::from(short(first)?);
    for n in 0..entries {
        if short(first + 2 + n * 12)? == 0x8825 {
            findings.add("exif_gps", place, "the picture says where it was taken");
        }
    }
    // A second directory describes a preview: often the picture before it was cropped.
    if long(first + 2 + entries * 12).is_some_and(|next| next != 0) {
        findings.add("exif_thumbnail", place, "the picture carries a preview, which may show what was cropped away");
    }
    Some(())
}
