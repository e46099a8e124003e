//! What waits for a person. Each crate tells its own part ([`Part`]) under the same rights as its pages, so that a list of what
//! waits says nothing that its reader could not look up; the program shows all parts together on the person's home ([`Home`]).

use foundation::{Date, Moment};
use store::row;

use crate::app::BoxFuture;
use crate::{Answer, Context};

/// Days before and after an end in which a home tells of it: from the first of the reminders (PRJ-05: 90, 30, 7, 1 days).
pub const NEAR: i32 = 90;

/// What one crate has for whoever asks.
pub type Part = for<'a> fn(&'a Context) -> BoxFuture<'a, Answer<Vec<Waits>>>;

/// The parts of a home, in their order.
pub struct Home(pub Vec<Part>);

/// Why a home tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nobody else does it.
    Yours,
    /// Whoever has the role takes the next.
    Queue,
    /// Something that a person has ends, or has ended.
    Ends,
}

/// One thing that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    pub kind: Kind,
    /// What to do or what ends, in the person's language.
    pub text: String,
    /// Path of the page where it is done, without language.
    pub path: String,
    /// The day by which it is to be done; of what ends, the last day.
    pub due: Option<Date>,
    /// Since when it waits.
    pub since: Option<Moment>,
}

impl Waits {
    fn new(kind: Kind, text: impl Into<String>, path: impl Into<String>) -> Waits {
        Waits { kind, text: text.into(), path: path.into(), due: None, since: None }
    }

    pub fn yours(text: impl Into<String>, path: impl Into<String>) -> Waits {
        Waits::new(Kind::Yours, text, path)
    }

    pub fn ends(text: impl Into<String>, path: impl Into<String>, last_day: Date) -> Waits {
        Waits::new(Kind::Ends, text, path).due(last_day)
    }

    pub fn due(mut self, day: Date) -> Waits {
        self.due = Some(day);
        self
    }

    pub fn since(mut self, moment: Moment) -> Waits {
        self.since = Some(moment);
        self
    }
}

row! {
    /// How many wait, and since when the first of them does: what a statement counts, without listing them.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct Counted {
        pub n: usize,
        pub since: Option<Moment>,
    }
}

impl Counted {
    /// The queue in words; nothing where nothing waits. `key` is a sentence with `{ $n }`, `path` the page of the queue.
    pub fn waits(self, cx: &Context, key: &str, path: &str) -> Option<Waits> {
        (self.n > 0).then(|| Waits { since: self.since, ..Waits::new(Kind::Queue, cx.count(key, self.n), path) })
    }
}
