//! The settings of access: routes, organisations' connectivity, registered places, THE access decision, and the desktops that
//! are opened under it.

extern crate self as settings;

mod desks;
mod did;
mod model;
mod store;

pub mod actions;
pub mod api;
pub mod pages;
pub mod policy;
mod reading;
pub mod rules;
pub mod words;

pub use actions::{
    DeskState, Guard, ReviewAccess, Watched, access, bring_output, desk_output, desk_state, desk_ticket, end_desk,
    end_desks, end_left_desks, end_stays, enter, inside, leave, lock_desk, open_desk, review, review_access, show_desk,
    unlock_desk, watch_recording, watched,
};
pub use api::{api, openapi};
pub use desks::{Desks, Machine, Started, Wanted};
pub use did::RECORDED;
pub use model::{
    Aoc, DeskSessionId, DeskViewingId, Place, PlaceId, PlaceProposal, PlaceProposalId, RegisteredPlace, SpaceSession,
    SpaceSessionId,
};
pub use pages::{pages, waits};
/// The answer of [`access`].
pub use rules::Decision as AccessDecision;
/// The profile's section `[settings]`.
pub use rules::Rules;

/// The tables of this crate; they come after those of `people`, `data` and `projects`.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { order: 6, name: "settings/0001", sql: include_str!("../migrations/0001_settings.sql") },
    ::store::Migration {
        order: 17,
        name: "settings/0002",
        sql: include_str!("../migrations/0002_place_proposals.sql"),
    },
    ::store::Migration { order: 24, name: "settings/0003", sql: include_str!("../migrations/0003_desk.sql") },
    ::store::Migration { order: 25, name: "settings/0004", sql: include_str!("../migrations/0004_recordings.sql") },
];

/// What this crate does outside requests.
pub fn jobs() -> [(&'static str, platform::jobs::JobKind); 1] {
    [platform::jobs::kind::<actions::RemoveRecording>()]
}

/// The texts of this crate.
pub fn locale() -> foundation::Locale {
    foundation::Locale::of("settings".into(), include_str!("../locales/en.ftl"), include_str!("../locales/cy.ftl"))
}

/// Who may ask and who records; the thing `Service` is declared by `people`.
pub fn fragment() -> permissions::Fragment {
    permissions::Fragment {
        name: "settings",
        schema: include_str!("../../../policies/settings.cedarschema"),
        policies: include_str!("../../../policies/settings.cedar"),
    }
}
