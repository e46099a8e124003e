//! R's own format of data, walked item by item: promises, closures and byte code in it run when what is read is used.

use crate::ids::Id;
use crate::{Findings, Severity};

/// Items of one file that are walked.
const MOST: usize = 5_000_000;

/// The file goes on behind its last item.
const BEHIND: &str = "R +";

/// What an item is: the lowest byte of its flags.
const SYMBOL: u32 = 1;
const PAIRS: u32 = 2;
const CLOSURE: u32 = 3;
const ENVIRONMENT: u32 = 4;
const PROMISE: u32 = 5;
const CALL: u32 = 6;
const BYTE_CODE: u32 = 21;

pub(crate) fn look(bytes: &[u8], place: &str, findings: &mut Findings) {
    let start = match bytes {
        [b'R', b'D', b'X', _, b'\n', b'X', b'\n', ..] => 7,
        [b'X', b'\n', ..] => 2,
        // As text, or in the order of the machine that wrote it: rare, and not walked.
        _ => return findings.add_as(Id::CodeInData, Severity::Ask, place, "?"),
    };
    match Walk::begin(bytes, start).and_then(|mut walk| walk.runs()) {
        Some("") => {}
        Some(BEHIND) => findings.add_as(Id::TrailingData, Severity::Ask, place, BEHIND),
        Some(what) => findings.add(Id::CodeInData, place, what),
        // It breaks off, or holds what no such file has.
        None => findings.add_as(Id::CodeInData, Severity::Ask, place, "?"),
    }
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    /// Behind the versions, and since version 3 the name of an encoding.
    fn begin(bytes: &'a [u8], start: usize) -> Option<Walk<'a>> {
        let mut walk = Walk { bytes, at: start };
        let version = walk.int()?;
        (walk.int()?, walk.int()?);
        if version == 3 {
            let length = walk.int()?;
            walk.skip(usize::try_from(length).ok()?)?;
        }
        (2..=3).contains(&version).then_some(walk)
    }

    fn int(&mut self) -> Option<i32> {
        let four = self.bytes.get(self.at..self.at.checked_add(4)?)?.first_chunk::<4>()?;
        self.at += 4;
        Some(i32::from_be_bytes(*four))
    }

    fn skip(&mut self, many: usize) -> Option<()> {
        self.at = self.at.checked_add(many).filter(|at| *at <= self.bytes.len())?;
        Some(())
    }

    /// How many items or values follow; very long vectors say it in two numbers.
    fn length(&mut self) -> Option<usize> {
        match self.int()? {
            -1 => {
                let (high, low) = (self.int()?, self.int()?);
                usize::try_from((i64::from(high) << 32) | i64::from(low.cast_unsigned())).ok()
            }
            length => usize::try_from(length).ok(),
        }
    }

    /// What runs in it, or nothing; `None` where it is not understood. Each item says how many follow, so that a count of what is
    /// still to come is enough.
    fn runs(&mut self) -> Option<&'static str> {
        let (mut to_come, mut walked) = (1usize, 0usize);
        // Attributes follow some items' own content: these wait for the count to come down to them.
        while to_come > 0 {
            to_come -= 1;
            walked += 1;
            if walked > MOST {
                return None;
            }
            let flags = self.int()?.cast_unsigned();
            let (kind, attributes, tag) = (flags & 0xff, flags & 0x200 != 0, flags & 0x400 != 0);
            let more = usize::from(attributes);
            match kind {
                PROMISE => return Some("promise"),
                CLOSURE => return Some("closure"),
                BYTE_CODE => return Some("bytecode"),
                SYMBOL => to_come += 1,
                PAIRS | CALL | 17 => to_come += 2 + more + usize::from(tag),
                ENVIRONMENT => {
                    self.int()?;
                    to_come += 4;
                }
                // Of a function of R itself only the name is kept.
                7 | 8 => {
                    let length = self.length()?;
                    self.skip(length)?;
                }
                9 => {
                    let length = self.int()?;
                    self.skip(usize::try_from(length.max(0)).ok()?)?;
                    to_come += more;
                }
                10 | 13 => self.values(4).map(|()| to_come += more)?,
                14 => self.values(8).map(|()| to_come += more)?,
                15 => self.values(16).map(|()| to_come += more)?,
                24 => self.values(1).map(|()| to_come += more)?,
                16 | 19 | 20 => to_come = to_come.checked_add(self.length()?)?.checked_add(more)?,
                22 => to_come += 2 + more,
                23 | 25 => to_come += more,
                // What R makes only when it is asked for: its class, its state, its attributes.
                238 => to_come += 3,
                241..=243 | 250..=254 => {}
                247..=249 => {
                    self.int()?;
                    to_come = to_come.checked_add(self.length()?)?;
                }
                255 => {
                    if flags >> 8 == 0 {
                        self.int()?;
                    }
                }
                _ => return None,
            }
            if to_come > self.bytes.len() {
                return None;
            }
        }
        // Readers stop here, and so does what was looked at.
        Some(if self.at < self.bytes.len() { BEHIND } else { "" })
    }

    fn values(&mut self, width: usize) -> Option<()> {
        let length = self.length()?;
        self.skip(length.checked_mul(width)?)
    }
}
