//! What was seen of a desktop, kept: by the broker itself, from the dots that it shows, never from what a client asked for.
//!
//! A [`Session`](crate::Session) that is recorded gives a [`Frame`] with the squares that changed; [`Frame::encode`] makes bytes
//! of it, [`Writer`] adds them to a file of chunks that hang on each other, and [`Reader`] and [`Player`] show what was seen at a
//! moment. Keys, text and files are in none of it.

mod file;
mod frame;
mod picture;
mod player;

pub use file::{Chunk, Cover, Damage, Head, Reader, Writer};
pub use frame::{Frame, Kind, Seen, Unreadable};
pub use picture::png;
pub use player::{Player, Step};

use foundation::Moment;

use crate::screen::{Rect, Screen, Size, Tiles};
use crate::session::Curtain;

/// Every so often the whole picture is kept, so that no seeking goes through hours: microseconds.
const WHOLE: i64 = Moment::MINUTE;

/// What is to be kept of a session next.
#[derive(Debug)]
pub(crate) struct Recorder {
    pub changed: Tiles,
    last: Option<Seen>,
    whole_at: Moment,
}

impl Recorder {
    pub fn new(size: Size, now: Moment) -> Recorder {
        Recorder { changed: Tiles::all(size), last: None, whole_at: now }
    }

    /// What was seen since it was last asked; none where nothing changed. Behind a curtain there is no picture.
    pub fn take(&mut self, screen: &Screen, curtain: Curtain, now: Moment) -> Option<Frame> {
        let seen = match curtain {
            Curtain::Open => Seen::Open,
            Curtain::Locked => Seen::Locked,
            Curtain::Ended => Seen::Ended,
        };
        let turned = self.last != Some(seen);
        let open = seen == Seen::Open;
        let size = screen.size();
        // After a curtain, and each minute in which something changed, everything.
        let whole = open && (turned || (now >= self.whole_at.plus(WHOLE) && !self.changed.is_empty()));
        if whole {
            self.changed = Tiles::all(size);
            self.whole_at = now;
        }
        if !turned && (!open || self.changed.is_empty()) {
            return None;
        }
        self.last = Some(seen);
        let rects = if open { self.changed.take(size.whole(), usize::MAX) } else { Vec::new() };
        let dots = |rect: &Rect| {
            let rows = rect.y..rect.y + rect.height;
            rows.flat_map(|y| screen.row(y, rect.x, rect.width)).copied().collect::<Vec<u32>>()
        };
        let parts = rects.into_iter().map(|rect| (rect, dots(&rect))).collect();
        Some(Frame { at: now, seen, kind: if whole || !open { Kind::Whole } else { Kind::Part }, size, parts })
    }
}
