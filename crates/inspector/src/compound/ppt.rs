//! The records of an old presentation: objects, sounds, hidden slides, notes, comments. Numbers are those of [MS-PPT].

use std::io::Read;

use super::{long, short};
use crate::Findings;
use crate::ids::Id;

/// Containers inside each other; more is an attack.
const DEEPEST: usize = 32;

pub(super) fn look(bytes: &[u8], place: &str, findings: &mut Findings) {
    if records(bytes, 0, false, place, findings).is_none() {
        findings.not_inspected(place, "PPT");
    }
}

/// `notes`: within the notes of a slide.
fn records(bytes: &[u8], depth: usize, notes: bool, place: &str, findings: &mut Findings) -> Option<()> {
    let mut at = 0;
    let mut notes = notes;
    while at + 8 <= bytes.len() {
        let (version, kind) = (short(bytes, at)? & 0x0f, short(bytes, at + 2)?);
        let size = long(bytes, at + 4)? as usize;
        let data = bytes.get(at + 8..(at + 8).checked_add(size)?)?;
        at += 8 + size;
        match kind {
            // A storage within: an object, or the project of the macros.
            0x1011 => {
                let project = storage(data, short(bytes, at - 8 - size)? >> 4 == 1, findings)
                    .is_some_and(|inside| is_project(&inside));
                if project {
                    findings.add(Id::VbaMacro, place, "ExOleObjStg");
                } else {
                    findings.add(Id::EmbeddedObject, place, "ExOleObjStg");
                }
            }
            // Whether there are macros is said, and where their project is.
            0x0400 if long(data, 4).is_some_and(|has| has & 1 != 0) => findings.add(Id::VbaMacro, place, "VBAInfo"),
            0x0fcc | 0x0fce | 0x0fee => findings.add(Id::EmbeddedObject, place, "ExOleEmbed"),
            // Sounds and films.
            0x07e4 if size > 8 => findings.add(Id::AvMedia, place, "SoundCollection"),
            0x1006 | 0x1007 | 0x100d | 0x100e | 0x100f | 0x1010 => findings.add(Id::AvMedia, place, "ExMedia"),
            // How a slide is shown: the third bit of the flags hides it.
            0x03f9 if short(data, 10).is_some_and(|flags| flags & 4 != 0) => findings.add(Id::HiddenSlide, place, ""),
            0x2ee0 => findings.add(Id::Comments, place, ""),
            0x0fd9 => findings.add(Id::HeaderFooter, place, ""),
            // Notes of a slide; those of no slide are the master.
            0x03f1 => notes &= long(data, 0).is_some_and(|slide| slide != 0),
            0x0fa0 if notes && data.chunks_exact(2).any(|c| says(c[0]) || c[1] != 0) => {
                findings.add(Id::Notes, place, "")
            }
            0x0fa8 if notes && data.iter().any(|b| says(*b)) => findings.add(Id::Notes, place, ""),
            0x2f14 => findings.add(Id::Encrypted, place, ""),
            _ => {}
        }
        if version == 0x0f {
            if depth >= DEEPEST {
                return None;
            }
            records(data, depth + 1, notes || kind == 0x03f0, place, findings)?;
        }
    }
    Some(())
}

/// The bytes of a storage, packed or not; `None` where they cannot be had.
fn storage(data: &[u8], packed: bool, findings: &Findings) -> Option<Vec<u8>> {
    if !packed {
        return Some(data.to_vec());
    }
    let mut inside = Vec::new();
    flate2::read::ZlibDecoder::new(data.get(4..)?).take(findings.room()).read_to_end(&mut inside).ok()?;
    Some(inside)
}

/// A storage with the streams of macros. Their names stand in it two bytes a letter.
fn is_project(bytes: &[u8]) -> bool {
    let wide: Vec<u8> = "_VBA_PROJECT".bytes().flat_map(|letter| [letter, 0]).collect();
    crate::kind::contains(bytes, &wide)
}

/// More than the star that stands for the slide's number.
fn says(byte: u8) -> bool {
    byte > b' ' && byte != b'*'
}
