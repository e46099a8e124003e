//! What groups of RTF hold as digits: pictures, and what programs keep for themselves.

use crate::Findings;
use crate::concealed::{BYTES, CUSTOM_XML, DESTINATION, ELEMENTS, FIELD, SHORT, legible, lines_that_tell, telling};
use crate::ids::Id;
use crate::magic::join;
use crate::xml::{Seen, walk};

/// Two digits a byte, or `None` where there is something else as well.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = packed.iter().copied().filter(u8::is_ascii_hexdigit).collect();
    let blanks = packed.iter().filter(|byte| byte.is_ascii_whitespace()).count();
    let pair = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok();
    (digits.len() + blanks == packed.len()).then(|| digits.chunks_exact(2).filter_map(pair).collect())
}

/// A group of a program by its name, when it ends.
pub(super) fn judge(word: &str, packed: &[u8], place: &str, findings: &mut Findings) {
    let text = || super::latin(packed);
    match word {
        // Told by its own finding.
        "objdata" => return,
        // Names of styles, and numbers of a font.
        "latentstyles" | "lsdlockedexcept" | "panose" | "rsidtbl" | "pgptbl" => {
            for piece in text().split(';').filter(|piece| telling(piece)) {
                findings.aside(&SHORT, "\\latentstyles", place, piece);
            }
            return;
        }
        _ => {}
    }
    let inside = join(place, &format!("\\{word}"));
    let Some(bytes) = unpacked(packed) else {
        // The number of a program stands in braces.
        if word != "oleclsid" || packed.len() > 40 {
            findings.aside(&DESTINATION, "\\*", &inside, &text());
        }
        return;
    };
    match word {
        "datastore" => findings.aside(&CUSTOM_XML, "\\datastore", place, &legible(&bytes)),
        "datafield" => {
            // Names that Word gives by itself, and addresses that the link shows.
            const OWN: &[&str] = &["_Toc", "_Ref", "_Hlt", "http", "mailto", "Text", "Check", "Dropdown"];
            let said = legible(&bytes);
            let said = said.lines().filter(|line| !OWN.iter().any(|start| line.starts_with(start) && !telling(line)));
            findings.aside(&FIELD, "\\datafield", place, &said.collect::<Vec<_>>().join("\n"));
        }
        _ if bytes.starts_with(b"PK") => {
            crate::zipped::each(&bytes, &inside, findings, |entry, place, findings| {
                if !entry.name.ends_with(".xml") && !entry.name.ends_with(".rels") {
                    return findings.aside(&BYTES, "zip", place, &lines_that_tell(&entry.bytes));
                }
                walk(&entry.bytes, place, findings, |seen, findings| {
                    if let Seen::Text(text, _) = seen {
                        findings.aside(&ELEMENTS, "<…>", place, text);
                    }
                });
            });
        }
        _ => findings.aside(&BYTES, "\\*", &inside, &lines_that_tell(&bytes)),
    }
}

/// A picture of the document: packed as two digits a byte, or the bytes themselves.
pub(super) fn picture(packed: &[u8], place: &str, findings: &mut Findings) {
    let bytes = unpacked(packed).unwrap_or_else(|| packed.to_vec());
    // Fewer bytes than any picture has hide nothing.
    if bytes.len() < 16 {
        return;
    }
    let place = join(place, "\\pict");
    let found = crate::kind::look(&bytes, 1, &place, findings);
    match found.id {
        "png" | "jpeg" | "bmp" | "emf" | "wmf" => {}
        // A bitmap without its head.
        "unknown" => findings.not_inspected(&place, "bitmap"),
        _ => findings.add(Id::EmbeddedObject, &place, found.what),
    }
}
