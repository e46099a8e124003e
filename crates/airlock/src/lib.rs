//! The airlock: nothing leaves a project's space but through here.
//!
//! Tables are made and written up inside the space ([`actions::make_table`], [`actions::save_write_up`]); a request for
//! release freezes files under their hashes, the service looks into them, two trained checkers judge them independently,
//! and what is released is exactly the frozen bytes. `rules` says what may leave; `rules::states` is the machine.

extern crate self as airlock;

pub mod actions;
mod api;
mod asked;
pub mod did;
pub mod docx;
pub mod facts;
mod ids;
pub mod lookup;
pub mod making;
mod pages;
mod pictures;
pub mod policy;
mod profile;
pub mod rules;
mod signed;
pub mod store;
pub mod views;
mod words;

pub use actions::Inspection;
pub use api::{api, openapi};
pub use asked::RELEASE_FORM;
pub use ids::{FileId, FindingId, ItemId, ReleaseId, RequestId, TableId, WriteUpId};
pub use making::Making;
pub use pages::{pages, waits};
pub use profile::{Class, OutputType, Refused, Rules};
pub use signed::{RELEASED_FILE, ReceiptOf, RecordBook, SignedRecord};

/// The tables of this crate; they come after those of `people`, `data`, `projects`, `settings`.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { order: 7, name: "airlock/0001", sql: include_str!("../migrations/0001_airlock.sql") },
    ::store::Migration {
        order: 8,
        name: "airlock/0002",
        sql: include_str!("../migrations/0002_findings_in_words.sql"),
    },
    ::store::Migration { order: 12, name: "airlock/0003", sql: include_str!("../migrations/0003_words.sql") },
    ::store::Migration { order: 22, name: "airlock/0004", sql: include_str!("../migrations/0004_tables_made.sql") },
];

/// The jobs of this crate, by kind: looking into frozen files, and releasing what was approved.
pub fn jobs() -> [(&'static str, platform::jobs::JobKind); 2] {
    [platform::jobs::kind::<actions::InspectOutput>(), platform::jobs::kind::<actions::ReleaseOutput>()]
}

/// The texts of this crate.
pub fn locale() -> foundation::Locale {
    foundation::Locale::of("airlock".into(), include_str!("../locales/en.ftl"), include_str!("../locales/cy.ftl"))
}

/// Who may do what with what is to leave.
pub fn fragment() -> permissions::Fragment {
    permissions::Fragment {
        name: "airlock",
        schema: include_str!("../../../policies/airlock.cedarschema"),
        policies: include_str!("../../../policies/airlock.cedar"),
    }
}
