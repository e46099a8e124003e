//! The catalogue: datasets, their owners, access levels and conditions, and the data dictionary (CAT).

mod choices;
mod did;
pub mod facts;
mod model;
mod store;

pub mod actions;
pub mod api;
pub mod pages;
pub mod policy;
pub mod rules;

pub use api::{api, openapi};
pub use did::RECORDED;
pub use model::{
    Dataset, DatasetId, DictionaryProposal, DictionaryProposalId, OwnerId, Owners, Stipulations, UnitRole, Variable,
    VariableKind,
};
pub use pages::{pages, waits};
pub use rules::access::{access_words, project_access_words, strictest};
pub use store::datasets_of;
pub use store::{dataset, dataset_by_reference, datasets, dictionary, owned_by, stipulations_history, titles};

use std::collections::BTreeSet;

use rules::publish::Field;
use serde::Deserialize;

/// The profile's section `[data]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The access levels of this service, most restrictive first; empty where datasets have none (CAT-06).
    pub levels: Vec<u8>,
    /// The settings a dataset may ask for, most restrictive first; empty where levels say it all (CAT-09).
    pub settings: Vec<String>,
    /// The ways in to which an owner may narrow a dataset (LVL-04).
    pub routes: Vec<String>,
    /// The schemes of accreditation that may open a dataset.
    pub schemes: Vec<String>,
    /// The legal gateways under which data come here.
    pub gateways: Vec<String>,
    /// The fields without which a record is not published (CAT-01).
    pub required: BTreeSet<Field>,
}

/// The tables of this crate; they come after those of `people`.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { order: 4, name: "data/0001", sql: include_str!("../migrations/0001_data.sql") },
    ::store::Migration { order: 10, name: "data/0002", sql: include_str!("../migrations/0002_words.sql") },
    ::store::Migration {
        order: 18,
        name: "data/0003",
        sql: include_str!("../migrations/0003_dictionary_proposals.sql"),
    },
];

/// The texts of this crate.
pub fn locale() -> foundation::Locale {
    foundation::Locale::of("data".into(), include_str!("../locales/en.ftl"), include_str!("../locales/cy.ftl"))
}

/// Who may do what with the catalogue.
pub fn fragment() -> permissions::Fragment {
    permissions::Fragment {
        name: "data",
        schema: include_str!("../../../policies/data.cedarschema"),
        policies: include_str!("../../../policies/data.cedar"),
    }
}
