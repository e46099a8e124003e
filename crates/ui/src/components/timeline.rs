//! Our own timeline, for history pages: an ordered list, so that its order is read out too.

use askama::Template;

use super::{common, component};
use crate::html::{self as h, Attributes, Html};

/// What happened to a thing, in the order given.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/timeline.html", whitespace = "minimize")]
pub struct Timeline {
    pub entries: Vec<TimelineEntry>,
    /// The level of the entries' headings; 2 where `None`.
    pub heading_level: Option<u8>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One event.
#[derive(Debug, Clone, Default)]
pub struct TimelineEntry {
    pub title: Html,
    /// Who did it.
    pub by: Html,
    /// When, as people read it.
    pub when: Html,
    /// When, as machines read it (RFC 3339 or a date). Left out where empty.
    pub datetime: String,
    pub html: Html,
}

component!(Timeline);
common!(Timeline);

impl Timeline {
    pub fn new() -> Timeline {
        Timeline::default()
    }

    pub fn entry(mut self, entry: TimelineEntry) -> Timeline {
        self.entries.push(entry);
        self
    }

    fn level(&self) -> u8 {
        self.heading_level.unwrap_or(2)
    }
}
