//! What was seen at a moment.

use std::io::Read;

use foundation::Moment;

use super::file::{Chunk, Cover, Damage, Head, Reader};
use super::frame::{Kind, Seen};
use crate::screen::Screen;

/// A moment of a recording.
#[derive(Debug, Clone)]
pub struct Step {
    /// When what is seen came.
    pub at: Moment,
    pub seen: Seen,
    /// The picture; behind a curtain there is none.
    pub screen: Option<Screen>,
    /// When something changed before, and after.
    pub before: Option<Moment>,
    pub after: Option<Moment>,
    pub first: Moment,
    pub last: Moment,
    /// How far the file goes.
    pub head: Head,
}

/// Shows a recording.
pub struct Player<'a> {
    cover: &'a dyn Cover,
    /// What was written down of the file elsewhere.
    known: Head,
}

impl<'a> Player<'a> {
    pub fn new(cover: &'a dyn Cover, known: Head) -> Player<'a> {
        Player { cover, known }
    }

    /// What was seen at a moment: of before the first, the first. None where there is nothing in it. The whole file is read, and
    /// compared with what was written down of it.
    ///
    /// # Errors
    /// It is not the file that was written, or cannot be read.
    pub fn at<R: Read>(&self, reader: &mut Reader<R>, moment: Moment) -> Result<Option<Step>, Damage> {
        let mut same = self.known == reader.head();
        // From the last whole picture on.
        let mut chunks: Vec<Chunk> = Vec::new();
        let (mut first, mut before, mut after, mut last) = (None, None, None, Moment(0));
        while let Some(chunk) = reader.chunk()? {
            if chunk.head.chunks == self.known.chunks {
                if chunk.head != self.known {
                    return Err(Damage::Other(self.known.chunks));
                }
                same = true;
            }
            last = chunk.at;
            if first.is_some() && chunk.at > moment {
                after.get_or_insert(chunk.at);
                continue;
            }
            first.get_or_insert(chunk.at);
            before = chunks.last().map(|chunk| chunk.at);
            if chunk.kind == Kind::Whole {
                chunks.clear();
            }
            chunks.push(chunk);
        }
        if !same {
            return Err(if reader.head().chunks < self.known.chunks {
                Damage::Short
            } else {
                Damage::Other(self.known.chunks)
            });
        }
        let (Some(first), Some(shown)) = (first, chunks.last()) else { return Ok(None) };
        let at = shown.at;
        let (mut screen, mut seen) = (None, Seen::Ended);
        for chunk in &chunks {
            let frame = chunk.frame(self.cover)?;
            seen = frame.seen;
            if frame.kind == Kind::Whole {
                screen = Some(Screen::new(frame.size));
            }
            let Some(screen) = screen.as_mut().filter(|screen| screen.size() == frame.size) else {
                return Err(Damage::Chunk(chunk.head.chunks));
            };
            frame.paint(screen);
        }
        let screen = screen.filter(|_| seen == Seen::Open);
        Ok(Some(Step { at, seen, screen, before, after, first, last, head: reader.head() }))
    }
}
