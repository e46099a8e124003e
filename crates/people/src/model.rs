//! The things this crate keeps.

use std::fmt;
use std::str::FromStr;

use forms::Draft;
use foundation::{Date, Lang, Moment, id_type};
use platform::PersonId;
use serde::Serialize;

id_type!(
    /// An organisation: a university, a department, an office.
    OrganisationId
);
id_type!(
    /// One request for accreditation, and what became of it.
    AccreditationId
);

#[derive(Debug, Clone, Serialize)]
pub struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    /// `academic`, `esrc-centre`, `government`, `company`, `charity`, `other` (ACC-08).
    pub kind: String,
    pub country: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub organisation: OrganisationId,
    pub organisation_name: String,
    pub lang: Lang,
    pub student: bool,
    /// Where they work from, as two letters (ACC-13).
    pub country: String,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($variant),* }
        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),*];
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text { $($word => Ok($name::$variant),)* other => Err(format!("{other:?} is no {}", stringify!($name))) }
            }
        }
    };
}

words!(
    /// Both open access (ACC-05).
    AccreditationKind { Full = "full", Provisional = "provisional" }
);
words!(
    AccreditationState {
        Requested = "requested",
        Queried = "queried",
        Granted = "granted",
        Refused = "refused",
        Suspended = "suspended",
        Withdrawn = "withdrawn",
    }
);

#[derive(Debug, Clone)]
pub struct Accreditation {
    pub id: AccreditationId,
    pub person: PersonId,
    /// `dea`, `srsa`, `ons`, `esrc` (ACC-07, ACC-08, ACC-14).
    pub scheme: String,
    pub kind: AccreditationKind,
    pub supervisor: Option<PersonId>,
    pub draft: Draft,
    pub state: AccreditationState,
    pub question: Option<String>,
    pub from: Option<Date>,
    /// The last day it holds.
    pub until: Option<Date>,
    pub number: Option<String>,
    pub requested_at: Moment,
    pub version: i64,
}

impl Accreditation {
    /// ACC-01: granted, begun and not past its last day.
    pub fn valid_on(&self, date: Date) -> bool {
        self.state == AccreditationState::Granted
            && self.from.is_some_and(|from| from <= date)
            && self.until.is_none_or(|until| date <= until)
    }
}

/// An accreditation with whose it is, as a register shows it.
#[derive(Debug, Clone)]
pub struct Accredited {
    pub name: String,
    pub organisation: String,
    pub accreditation: Accreditation,
}

/// A passed course. Valid from the day it was passed to its last day, both included (TRN-01).
#[derive(Debug, Clone, Serialize)]
pub struct Training {
    /// `safe-researcher`, `output-checker`.
    pub course: String,
    pub passed_on: Date,
    pub until: Date,
}

impl Training {
    pub fn valid_on(&self, date: Date) -> bool {
        self.passed_on <= date && date <= self.until
    }
}

/// A signed agreement (AGR).
#[derive(Debug, Clone, Serialize)]
pub struct Agreement {
    /// `arar`, `user-agreement`, `eul`, `security-declaration`, `operating-procedures`.
    pub kind: String,
    pub version: String,
    pub signed_at: Moment,
    /// The institution's officer, who signs as well where the agreement needs two (AGR-01).
    pub officer: Option<PersonId>,
    pub officer_signed_at: Option<Moment>,
    pub from: Date,
    pub until: Option<Date>,
    /// The organisation's device named on an ARAR (IND-01).
    pub device: Option<String>,
    pub withdrawn: bool,
}

impl Agreement {
    /// Signed, begun, not past its last day, not withdrawn.
    pub fn in_force(&self, date: Date) -> bool {
        !self.withdrawn && self.from <= date && self.until.is_none_or(|until| date <= until)
    }

    /// Both have signed, and they are two people (AGR-01).
    pub fn signed_by_both(&self) -> bool {
        self.officer.is_some() && self.officer_signed_at.is_some()
    }
}
