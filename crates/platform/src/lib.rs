//! What every page and every job of the service stands on: configuration, the web shell, credentials and sign-ins,
//! jobs, messages, files. Knows nothing of research services.

extern crate self as platform;

pub mod accounts;
pub mod alerts;
pub mod app;
mod caught;
mod ceremony;
pub mod columns;
pub mod config;
pub mod context;
mod did;
pub mod files;
pub mod folder;
pub mod jobs;
pub mod kept;
pub mod keys;
pub mod limits;
pub mod may;
pub mod messages;
mod no;
pub mod passkeys;
mod passwords;
pub mod profile;
pub mod proposals;
pub mod restored;
pub mod rotate;
pub mod sessions;
pub mod testing;
pub mod tries;
pub mod turns;
pub mod waits;
pub mod web;

pub use app::{App, BoxFuture, Chrome, Directory, Inner, Known, Parts, PersonId};
pub use config::Config;
pub use context::{Context, Record, Who};
pub use did::Deed;
pub use files::{ContentHash, Files};
pub use jobs::{Claim, Job};
pub use keys::Keys;
pub use may::{ByService, Guarded, May, Right, Unasked};
pub use messages::{Telling, tell};
pub use no::{Answer, No, OrNotFound, Said};
pub use passkeys::passkeys;
pub use profile::{Layer, Profile, ProfileFiles};
pub use proposals::{Proposal, ProposalId, ProposalState};
pub use waits::{Counted, Home, Waits};
pub use web::{Answered, Confirmation, Confirmed, FormView, Json, Paged, Shown, Submitted, Upload};

use store::Migration;

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { order: 2, name: "platform/0001", sql: include_str!("../migrations/0001_platform.sql") },
    Migration { order: 15, name: "platform/0002", sql: include_str!("../migrations/0002_tries.sql") },
    Migration { order: 19, name: "platform/0003", sql: include_str!("../migrations/0003_seals.sql") },
    Migration { order: 20, name: "platform/0004", sql: include_str!("../migrations/0004_standing.sql") },
    Migration { order: 21, name: "platform/0005", sql: include_str!("../migrations/0005_address.sql") },
    Migration { order: 23, name: "platform/0006", sql: include_str!("../migrations/0006_kept.sql") },
];

/// The texts of this crate.
pub fn locale() -> foundation::Locale {
    foundation::Locale::of("platform".into(), include_str!("../locales/en.ftl"), include_str!("../locales/cy.ftl"))
}
