//! Packed text: base64 in plain text is unpacked and judged by what comes out.

use base64::Engine;

use crate::ids::Id;
use crate::kind::{Family, about};
use crate::{Findings, magic::join};

/// Letters of one packed block that are worth a look.
const FEW: usize = 512;
/// Blocks of one file that are looked at.
const MOST: usize = 50;

pub(super) fn look(text: &str, depth: usize, place: &str, findings: &mut Findings) {
    if depth >= findings.policy().inside.depth {
        return;
    }
    for (line, block) in blocks(text) {
        let at = join(place, &format!("line {line}"));
        let Ok(bytes) = base64::engine::general_purpose::STANDARD_NO_PAD.decode(block.trim_end_matches('=')) else {
            continue;
        };
        if !findings.expand(bytes.len() as u64, &at) {
            return;
        }
        let found = crate::kind::look(&bytes, depth + 1, &at, findings);
        if matches!(found.family, Family::Unknown) {
            findings.add(Id::Base64Text, at, format!("{} bytes", bytes.len()));
        } else {
            findings.add(Id::Base64Text, &at, found.what);
            about(found, &at, findings);
        }
    }
}

/// Runs of letters, digits, `+` and `/` without a blank, over line ends, that no word or number is: with the line they begin on.
fn blocks(text: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    let (mut run, mut began) = (String::new(), 0);
    let packed = |line: &str| {
        line.len() >= 40 && line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
    };
    let close = |run: &mut String, began: usize, all: &mut Vec<(usize, String)>| {
        let block = std::mem::take(run);
        let mixed = block.bytes().any(|b| b.is_ascii_lowercase())
            && block.bytes().any(|b| b.is_ascii_uppercase())
            && block.bytes().any(|b| b.is_ascii_digit());
        if block.len() >= FEW && mixed && all.len() < MOST {
            all.push((began, block));
        }
    };
    for (line, number) in text.lines().map(str::trim).zip(1..) {
        // Within quotes or behind a sign it is packed all the same.
        let inner = line.rsplit([' ', '"', '\'', '=', ':', ',']).find(|part| part.len() >= 40).unwrap_or(line);
        let part = if packed(line) { line } else { inner.trim_end_matches(['"', '\'', ';', ')', ',']) };
        if packed(part)
            || !run.is_empty()
                && !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        {
            if run.is_empty() {
                began = number;
            }
            run.push_str(part);
            if packed(part) && part == line {
                continue;
            }
        }
        close(&mut run, began, &mut all);
    }
    close(&mut run, began, &mut all);
    all
}
