//! People: accounts and organisations, accreditation, training, agreements, roles.

mod did;
pub mod facts;
mod model;
mod store;

pub mod actions;
mod api;
mod pages;
pub mod policy;
mod reading;
pub mod rules;

pub use api::{api, openapi};
pub use did::RECORDED;
pub use model::{
    Accreditation, AccreditationId, AccreditationKind, Accredited, Agreement, AgreementId, Organisation,
    OrganisationId, OrganisationKind, Person, Role, Signed, Stopped, Training,
};
pub use pages::pages;
pub use platform::PersonId;
pub use rules::states::{AccreditationState, AgreementState};
pub use store::{
    accreditation, accreditations, accredited, agreements, find_by_email, held, holders, known, names, organisation,
    organisations, people, person, qualified, requested_accreditations, roles, these, training, with_role,
};

use serde::Deserialize;

/// The profile's section `[people]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The schemes under which this service accredits, such as `dea`.
    pub schemes: Vec<String>,
    /// Years a full and a provisional accreditation last when granted now (2.1); each grant stores its own end.
    pub full_years: i16,
    pub provisional_years: i16,
    /// The version of the End User Licence in force (AGR-10).
    pub eul_version: String,
}

pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { order: 3, name: "people/0001", sql: include_str!("../migrations/0001_people.sql") },
    ::store::Migration { order: 9, name: "people/0002", sql: include_str!("../migrations/0002_words.sql") },
    ::store::Migration { order: 13, name: "people/0003", sql: include_str!("../migrations/0003_standing.sql") },
];

pub fn locale() -> foundation::Locale {
    foundation::Locale::of("people".into(), include_str!("../locales/en.ftl"), include_str!("../locales/cy.ftl"))
}

pub fn fragment() -> permissions::Fragment {
    permissions::Fragment {
        name: "people",
        schema: include_str!("../../../policies/people.cedarschema"),
        policies: include_str!("../../../policies/people.cedar"),
    }
}
