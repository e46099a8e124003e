//! What a session says about itself, for whoever keeps the record.

use foundation::Moment;
use serde::Serialize;

/// Something that happened in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    pub at: Moment,
    #[serde(flatten)]
    pub what: What,
}

/// The kinds of things that happen. What comes in floods is said at the first, second, fourth, eighth … time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum What {
    /// A browser shows the desktop; one that showed it before no longer does.
    BrowserCame,
    BrowserWent,
    /// The browser said what a browser has no business to say, and was closed.
    BrowserFault {
        why: String,
    },
    DisplayCame,
    DisplayWent,
    /// The display server said what it may not say, and was closed. The session stays.
    DisplayFault {
        why: String,
    },
    /// A program inside offered text to the outside; it was dropped.
    ClipboardOut {
        times: u64,
    },
    /// A bell inside rang; it was dropped.
    Bell {
        times: u64,
    },
    /// The browser offered text; it was dropped.
    ClipboardRefused {
        times: u64,
    },
    /// The browser's text went in, as the rules allow it.
    ClipboardIn {
        bytes: usize,
    },
    /// Keys came faster than fingers; these were dropped.
    KeysDropped {
        times: u64,
    },
    /// The picture was taken away.
    Locked {
        idle: bool,
    },
    /// Who it is was asked again, and answered.
    Unlocked,
    Ended,
}
