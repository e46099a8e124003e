//! Packed text: base64 in plain text is unpacked and judged by what comes out.

use base64::Engine;

use crate::ids::Id;
use crate::kind::{Family, about};
use crate::{Findings, magic::join};

/// Letters of one packed block that are worth a look.
const FEW: usize = 512;
/// Blocks of one file that are looked at.
const MOST: usize = 1000;

pub(crate) fn look(text: &str, depth: usize, place: &str, findings: &mut Findings) {
    let all = blocks(text);
    if all.is_empty() || !findings.enters(depth, place) {
        return;
    }
    if all.len() > MOST {
        findings.partly(place, format!("{} × base64", all.len()));
    }
    for (line, block) in all.into_iter().take(MOST) {
        let at = join(place, &format!("line {line}"));
        let Some(bytes) = unpacked(&block) else {
            findings.add(Id::Base64Text, at, format!("{} bytes", block.len()));
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

/// Packed as base64 (for addresses with other signs), or each byte as two digits.
fn unpacked(block: &str) -> Option<Vec<u8>> {
    let bare = block.trim_end_matches('=');
    if bare.len().is_multiple_of(2) && bare.bytes().all(|b| b.is_ascii_hexdigit()) {
        let pair = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok();
        return bare.as_bytes().chunks_exact(2).map(pair).collect();
    }
    let plain = bare.replace('-', "+").replace('_', "/");
    base64::engine::general_purpose::STANDARD_NO_PAD.decode(plain).ok()
}

/// Signs of packed text. A line of a table or a rule has the hyphen and the low bar too: what is all of them is none.
fn packs(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_')
}

/// Runs of letters, digits, `+` and `/` without a blank, over line ends, that no word or number is: with the line they begin on.
fn blocks(text: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    let (mut run, mut began) = (String::new(), 0);
    let packed = |line: &str| line.len() >= 40 && line.bytes().all(packs);
    let close = |run: &mut String, began: usize, all: &mut Vec<(usize, String)>| {
        let block = std::mem::take(run);
        let of = |class: fn(&u8) -> bool| block.bytes().any(|b| class(&b));
        let digits = of(u8::is_ascii_digit);
        let mixed = digits && of(u8::is_ascii_lowercase) && of(u8::is_ascii_uppercase)
            || digits && of(u8::is_ascii_alphabetic) && block.bytes().all(|b| b.is_ascii_hexdigit());
        if block.len() >= FEW && mixed {
            all.push((began, block));
        }
    };
    for (line, number) in text.lines().map(str::trim).zip(1..) {
        // Within quotes or behind a sign it is packed all the same.
        let inner = line.rsplit([' ', '"', '\'', '=', ':', ',']).find(|part| part.len() >= 40).unwrap_or(line);
        let part = if packed(line) { line } else { inner.trim_end_matches(['"', '\'', ';', ')', ',']) };
        if packed(part) || !run.is_empty() && !part.is_empty() && part.bytes().all(packs) {
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
