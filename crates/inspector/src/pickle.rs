//! Python pickles, walked and never loaded.

/// What a pickle holds, as far as its opcodes tell.
pub(crate) enum Found {
    Pickle,
    /// It builds objects of a modelling library.
    Model,
    /// The old PyTorch format begins with a number of its own.
    TorchLegacy,
}

/// Libraries whose objects are models.
const MODELLING: &[&str] =
    &["sklearn", "xgboost", "lightgbm", "catboost", "torch", "keras", "tensorflow", "statsmodels"];

const TORCH: &[u8] = &[0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/// Whether these bytes begin as a pickle of protocol 2 to 5 does.
pub(crate) fn starts(bytes: &[u8]) -> bool {
    matches!(bytes, [0x80, 2..=5, ..])
}

/// Walks the opcodes to a STOP. `None` where the bytes are no pickle.
pub(crate) fn walk(bytes: &[u8]) -> Option<Found> {
    walk_one(bytes, 0)
}

/// Pickles after each other that are read as such.
const SERIES: usize = 20;

fn walk_one(bytes: &[u8], before: usize) -> Option<Found> {
    let framed = starts(bytes);
    let mut at = 0;
    let mut steps = 0usize;
    let mut model = false;
    let mut torch = false;
    let mut builds = false;
    let (mut named, mut calls) = (false, false);
    loop {
        let Some(op) = bytes.get(at) else {
            // A pickle cut short is still one if it said so at the start; protocols 0 and 1 must reach their STOP.
            return framed.then_some(if model { Found::Model } else { Found::Pickle });
        };
        at += 1;
        steps += 1;
        let argument = match argument(*op, bytes, at) {
            Some(argument) => argument,
            // joblib puts arrays between the opcodes.
            None => return framed.then_some(if model { Found::Model } else { Found::Pickle }),
        };
        let value = bytes.get(at..at + argument).unwrap_or_default();
        torch |= *op == 0x8a && value.get(1..) == Some(TORCH);
        builds |= matches!(op, b'(' | b']' | b'}' | b')' | b'c' | b'd' | b'l' | b't' | b'p' | b'q' | 0x80);
        if matches!(op, b'c' | b'i' | 0x8c | b'X' | b'U') {
            let text = String::from_utf8_lossy(value);
            let module = text.trim_start_matches(|c: char| !c.is_ascii_lowercase());
            model |= MODELLING
                .iter()
                .any(|m| module.starts_with(m) && !module[m.len()..].starts_with(char::is_alphanumeric));
        }
        if matches!(op, b'c' | b'i') {
            // Module and name, each on a line.
            let words = String::from_utf8_lossy(value);
            let plain = |word: &str| {
                !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
            };
            named |= words.split('\n').take(2).filter(|word| plain(word)).count() == 2;
        }
        calls |= named && matches!(op, b'R' | b'i' | b'o');
        if *op == b'.' {
            break;
        }
        at += argument;
    }
    // Protocol 0 is plain text, and so are many other things: "N." or "I1\n." alone say nothing.
    // What calls a function that it names is a pickle whatever follows; else only white space or another pickle may.
    let rest = bytes.get(at..).unwrap_or_default();
    let ended =
        calls || rest.iter().all(u8::is_ascii_whitespace) || (before < SERIES && walk_one(rest, before + 1).is_some());
    if !framed && (steps < 4 || !builds || !ended) {
        return None;
    }
    Some(if torch {
        Found::TorchLegacy
    } else if model {
        Found::Model
    } else {
        Found::Pickle
    })
}

/// Length in bytes of an opcode's argument, or `None` where there is no such opcode or its argument is cut off.
fn argument(op: u8, bytes: &[u8], at: usize) -> Option<usize> {
    let line = |from: usize| bytes.get(from..)?.iter().position(|b| *b == b'\n').map(|n| n + 1);
    let counted = |width: usize| -> Option<usize> {
        let length = bytes.get(at..at.checked_add(width)?)?;
        let mut eight = [0; 8];
        eight[..width].copy_from_slice(length);
        width.checked_add(usize::try_from(u64::from_le_bytes(eight)).ok()?)
    };
    let length = match op {
        b'.'
        | b'('
        | b'0'
        | b'1'
        | b'2'
        | b'N'
        | b'Q'
        | b'R'
        | b'a'
        | b'b'
        | b'd'
        | b'}'
        | b'e'
        | b'l'
        | b']'
        | b'o'
        | b's'
        | b't'
        | b')'
        | b'u'
        | 0x81
        | 0x85..=0x89
        | 0x8f..=0x94
        | 0x97
        | 0x98 => 0,
        b'F' | b'I' | b'L' | b'P' | b'S' | b'V' | b'g' | b'p' => line(at)?,
        b'c' | b'i' => {
            let first = line(at)?;
            first + line(at + first)?
        }
        b'K' | b'h' | b'q' | 0x80 | 0x82 => 1,
        b'M' | 0x83 => 2,
        b'J' | b'j' | b'r' | 0x84 => 4,
        b'G' | 0x95 => 8,
        b'U' | b'C' | 0x8a | 0x8c => counted(1)?,
        b'T' | b'X' | b'B' | 0x8b => counted(4)?,
        0x8d | 0x8e | 0x96 => counted(8)?,
        _ => return None,
    };
    (at.checked_add(length)? <= bytes.len()).then_some(length)
}
