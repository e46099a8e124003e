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
mod signed;

pub use api::{api, openapi};
pub use did::RECORDED;
pub use model::{
    Accreditation, AccreditationId, AccreditationKind, Accredited, Agreement, AgreementId, Enabling, Organisation,
    OrganisationId, OrganisationKind, Person, Role, RoleProposal, RoleProposalId, Signed, Stopped, Training,
};
pub use pages::{pages, waits};
pub use platform::PersonId;
pub use rules::states::{AccreditationState, AgreementState, RoleProposalState};
pub use signed::role_entry;
pub use store::{
    accreditation, accreditations, accredited, agreements, coming, find_by_email, held, holders, holdings, known,
    names, open_proposals, organisation, organisations, people, person, proposal, proposals, qualified, readdress,
    requested_accreditations, roles, these, training, with_role,
};

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer};

/// The profile's section `[people]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The schemes under which this service accredits, such as `dea`.
    pub schemes: Vec<String>,
    /// Years a full and a provisional accreditation last when granted now (2.1); each grant stores its own end.
    pub full_years: i16,
    pub provisional_years: i16,
    /// What whoever asks is asked before they register (ACC-12); nothing where the profile has no questions.
    #[serde(default)]
    pub eligibility: rules::eligibility::Questions,
    /// The version of the End User Licence in force (AGR-10).
    pub eul_version: String,
    /// Roles that one operator grants alone. Every other takes two; never those that let data out or make who does.
    #[serde(default, deserialize_with = "alone")]
    pub one_operator: BTreeSet<Role>,
    /// Minutes from the confirmation of a role until it begins.
    #[serde(default = "week")]
    pub role_wait_minutes: u32,
}

impl Rules {
    pub(crate) fn role_wait(&self) -> i64 {
        i64::from(self.role_wait_minutes) * foundation::Moment::MINUTE
    }
}

fn week() -> u32 {
    7 * 24 * 60
}

fn alone<'de, D: Deserializer<'de>>(read: D) -> Result<BTreeSet<Role>, D::Error> {
    let roles = BTreeSet::<Role>::deserialize(read)?;
    match rules::roles::NEVER_ALONE.iter().find(|role| roles.contains(role)) {
        Some(role) => {
            Err(serde::de::Error::custom(format!("`{role}` takes two operators always; take it out of one_operator")))
        }
        None => Ok(roles),
    }
}

pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { order: 3, name: "people/0001", sql: include_str!("../migrations/0001_people.sql") },
    ::store::Migration { order: 9, name: "people/0002", sql: include_str!("../migrations/0002_words.sql") },
    ::store::Migration { order: 13, name: "people/0003", sql: include_str!("../migrations/0003_standing.sql") },
    ::store::Migration { order: 16, name: "people/0004", sql: include_str!("../migrations/0004_roles.sql") },
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
