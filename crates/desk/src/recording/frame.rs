//! One frame: the squares that changed, and whether the picture was seen at all.

use std::io::Read;

use foundation::{Moment, words};

use crate::screen::{Rect, Screen, Size, TILE};

words! {
    /// Whether the person saw the picture.
    Seen {
        Open = "open",
        Locked = "locked",
        Ended = "ended",
    }
}

/// Whether a picture can be begun with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The whole screen, or a curtain before it: nothing of before is needed.
    Whole,
    /// What changed.
    Part,
}

/// What changed until a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub at: Moment,
    pub seen: Seen,
    pub kind: Kind,
    pub size: Size,
    /// Rectangles with their dots, `0x00RRGGBB`, in rows.
    pub parts: Vec<(Rect, Vec<u32>)>,
}

/// Bytes that are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no frame of a recording: {0}")]
pub struct Unreadable(&'static str);

/// How hard it is tried to make it small: three of zstd's levels cost a tenth of what a page of text saves.
const LEVEL: i32 = 3;

/// Most bytes of one frame, unpacked: every square of the largest screen for itself.
const LONGEST: u64 = Size::LARGEST.width as u64 * Size::LARGEST.height as u64 * 3 + (1 << 20);

impl Frame {
    /// The frame as bytes: size, count, each rectangle with three bytes a dot; packed with zstd.
    ///
    /// # Errors
    /// What packs it has no memory.
    pub fn encode(&self) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let word = |bytes: &mut Vec<u8>, number: u16| bytes.extend(number.to_be_bytes());
        let seen = Seen::ALL.iter().position(|seen| *seen == self.seen).and_then(|nth| u8::try_from(nth).ok());
        bytes.push(seen.unwrap_or(u8::MAX));
        word(&mut bytes, self.size.width);
        word(&mut bytes, self.size.height);
        let parts = u32::try_from(self.parts.len()).map_err(std::io::Error::other)?;
        bytes.extend(parts.to_be_bytes());
        for (rect, dots) in &self.parts {
            [rect.x, rect.y, rect.width, rect.height].into_iter().for_each(|number| word(&mut bytes, number));
            dots.iter().for_each(|dot| bytes.extend_from_slice(&dot.to_be_bytes()[1..]));
        }
        zstd::bulk::compress(&bytes, LEVEL)
    }

    /// # Errors
    /// These bytes are no frame: whoever wrote them was not [`encode`](Frame::encode).
    pub fn decode(at: Moment, kind: Kind, packed: &[u8]) -> Result<Frame, Unreadable> {
        let unpacked = zstd::stream::read::Decoder::new(packed).map_err(|_| Unreadable("it is not packed"))?;
        let mut bytes = Vec::new();
        unpacked.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|_| Unreadable("it is packed wrongly"))?;
        if bytes.len() as u64 > LONGEST {
            return Err(Unreadable("it is longer than any screen"));
        }
        let mut rest = Bytes(&bytes);
        let seen =
            Seen::ALL.get(usize::from(rest.number::<1>()?[0])).ok_or(Unreadable("nobody knows how it was seen"))?;
        let size = Size { width: rest.word()?, height: rest.word()? };
        if !size.fits(Size::LARGEST) {
            return Err(Unreadable("no screen has this size"));
        }
        let parts = u32::from_be_bytes(rest.number()?);
        let mut found = Vec::new();
        for _ in 0..parts {
            let rect = Rect { x: rest.word()?, y: rest.word()?, width: rest.word()?, height: rest.word()? };
            if !rect.is_inside(size) {
                return Err(Unreadable("a part is outside the screen"));
            }
            let (dots, _) = rest.take(rect.dots() * 3)?.as_chunks::<3>();
            found.push((
                rect,
                dots.iter().map(|[red, green, blue]| u32::from_be_bytes([0, *red, *green, *blue])).collect(),
            ));
        }
        if !rest.0.is_empty() {
            return Err(Unreadable("it goes on after its end"));
        }
        Ok(Frame { at, seen: *seen, kind, size, parts: found })
    }

    /// Puts the parts on a screen of this size.
    pub fn paint(&self, screen: &mut Screen) {
        for (rect, dots) in &self.parts {
            for (y, row) in (rect.y..).zip(dots.chunks(usize::from(rect.width.max(1)))) {
                (rect.x..).zip(row).for_each(|(x, dot)| screen.put(x, y, *dot));
            }
        }
    }

    /// How many squares of the screen changed.
    pub fn tiles(&self) -> usize {
        let across = |length: u16| usize::from(length.div_ceil(TILE));
        self.parts.iter().map(|(rect, _)| across(rect.width) * across(rect.height)).sum()
    }
}

/// Bytes that are still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Unreadable> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Unreadable("it ends too soon"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn number<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        self.take(N)?.try_into().map_err(|_| Unreadable("it ends too soon"))
    }

    fn word(&mut self) -> Result<u16, Unreadable> {
        Ok(u16::from_be_bytes(self.number()?))
    }
}
