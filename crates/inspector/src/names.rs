//! The name of a file: what a browser, a zip program or a Windows desktop would trip over.

use crate::Findings;
use crate::ids::Id;

/// Longest name in bytes that the usual file systems hold.
const LONGEST: usize = 255;

/// Device names of Windows, reserved with any extension.
const DEVICES: &[&str] = &[
    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2",
    "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
];

/// Every reason why this is no name for a file. Letters of any script are welcome.
pub(crate) fn check(name: &str, findings: &mut Findings) {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let wrong = [
        (name.is_empty(), "empty"),
        (name.len() > LONGEST, "long"),
        (name.contains(['/', '\\']), "folder"),
        (name.split(['/', '\\']).any(|part| part == "." || part == ".."), "dots"),
        (name.chars().any(char::is_control), "control"),
        (name.chars().any(is_invisible), "invisible"),
        (name.contains(char::REPLACEMENT_CHARACTER), "not-text"),
        (name.contains(['<', '>', ':', '"', '|', '?', '*']), "windows"),
        (name.starts_with([' ', '-']), "start"),
        (name.ends_with([' ', '.']), "end"),
        (DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)), "device"),
        (name.starts_with('.'), "hidden"),
    ];
    for (_, why) in wrong.into_iter().filter(|(is, _)| *is) {
        findings.because(Id::FileName, &format!("name-{why}"), "", "");
    }
}

/// Characters without a shape: zero width, direction marks, tags, variation selectors that carry data.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// The part after the last full stop, in lower case; empty where there is none.
pub(crate) fn extension(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    match last.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
        _ => String::new(),
    }
}

/// Text out of a foreign file, fit to be shown: no control or invisible characters, not endless.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST_SHOWN: usize = 300;
    let clean = |c: char| {
        if c.is_control() || is_invisible(c) { char::REPLACEMENT_CHARACTER } else { c }
    };
    let mut out: String = text.chars().take(LONGEST_SHOWN).map(clean).collect();
    if text.chars().nth(LONGEST_SHOWN).is_some() {
        out.push('…');
    }
    out
}
