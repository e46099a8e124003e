//! The access decision, pure: person × project × place × moment in, routes and every reason out (LVL-08, LVL-16).

pub mod address;
mod cause;
mod decide;
pub mod desk;
pub mod facts;
mod handbook;
mod profile;
mod review;
pub mod states;
mod told;
mod what_if;

pub use cause::{Cause, Reason, Topic};
pub use decide::{Decision, Step, decide, unsigned};
pub use facts::{
    Accreditation, Agreement, Aoc, Dataset, Facts, Here, Mapped, Membership, Part, Person, PlaceHere, Project,
    Standing, Supervisor, Training,
};
pub use handbook::handbook;
pub use profile::{
    AgreementRule, AocNeed, Class, ClassOf, Owner, PlaceKind, Proxy, Remedy, Review, Route, RouteKind, Rules, Vpn,
};
pub use review::{NoReview, ReviewFacts, review, watch};
pub use what_if::{WhatIf, what_if};
