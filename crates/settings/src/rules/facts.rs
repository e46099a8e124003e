//! What the decision must know. Plain data: each crate tells what it owns, and `crate::store` puts it together.

use foundation::{Date, Moment};
pub use people::facts::{Accreditation, Agreement, Standing, Supervisor, Training};
pub use projects::facts::{Facts as Project, Mapped, Membership};

/// Everything that bears on one person, one project, one place, one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub now: Moment,
    pub person: Person,
    pub project: Project,
    /// Every dataset that is or was mapped, or is asked for.
    pub datasets: Vec<Dataset>,
    /// The connectivity agreement of the person's organisation (AOC-01).
    pub aoc: Option<Aoc>,
    pub here: Here,
}

impl Facts {
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// The datasets that count for the level: mapped now, or once mapped and not yet cleared out (LVL-04).
    pub fn counting(&self) -> impl Iterator<Item = &Dataset> {
        self.datasets.iter().filter(|d| d.standing.counts())
    }
}

/// What the people crate knows of the person, and what is recorded here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Person {
    pub known: people::facts::Facts,
    /// An own address has been recorded for them (NET-01).
    pub has_address: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    pub id: String,
    pub title: String,
    pub standing: Mapped,
    /// Level or setting, whichever the profile goes by; `None` where its owner has said nothing.
    pub class: Option<String>,
    /// Only these of its class's routes, where its owner narrows them.
    pub narrowed: Option<Vec<String>>,
    /// Accreditation schemes that open it; empty: it asks for none of its own (ACC-06 to 08).
    pub schemes: Vec<String>,
    /// Kinds of organisation; empty: any (ACC-08).
    pub organisation_kinds: Vec<String>,
    /// The pass of the profile's course may be no older than this.
    pub training_months: Option<u32>,
}

/// A part of a connectivity agreement and its time (LVL-14).
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Aoc {
    pub office: Option<Part>,
    pub remote: Option<Part>,
    /// The day on which it was suspended (AOC-12).
    pub suspended: Option<Date>,
}

/// A registered place, in force now, that the caller's address belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceHere {
    pub id: String,
    pub kind: String,
    pub name: String,
    /// It is the service's, or of the person's own organisation, or the person's own.
    pub theirs: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Here {
    pub places: Vec<PlaceHere>,
    /// A proxy that is not ours announces itself (NET-03).
    pub proxied: bool,
}
