//! When a record may be published, and what its dictionary must be.

use std::collections::BTreeSet;

use foundation::{Refusal, Refusals};
use serde::Deserialize;

use crate::Dataset;
use crate::model::{UnitRole, Variable};

/// A field that a profile may require before publication (CAT-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Owners,
    Gateway,
    Level,
    Setting,
    Schemes,
    Conditions,
    OutputConditions,
    Contact,
    Citation,
    Doi,
    Coverage,
    Dictionary,
}

/// What a record lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Refusal)]
pub enum NotReady {
    #[refusal("data-missing-owners")]
    Owners,
    #[refusal("data-missing-gateway")]
    Gateway,
    #[refusal("data-missing-level")]
    Level,
    #[refusal("data-missing-setting")]
    Setting,
    #[refusal("data-missing-schemes")]
    Schemes,
    #[refusal("data-missing-conditions")]
    Conditions,
    #[refusal("data-missing-output-conditions")]
    OutputConditions,
    #[refusal("data-missing-contact")]
    Contact,
    #[refusal("data-missing-citation")]
    Citation,
    #[refusal("data-missing-doi")]
    Doi,
    #[refusal("data-missing-coverage")]
    Coverage,
    #[refusal("data-missing-dictionary")]
    Dictionary,
    #[refusal("data-published-already")]
    Published,
}

/// CAT-01: every required field that is missing is named, not only the first.
pub fn publish(dataset: &Dataset, variables: usize, required: &BTreeSet<Field>) -> Result<(), Refusals<NotReady>> {
    let blank = |text: &str| text.trim().is_empty();
    let mut no = Refusals::none();
    no.when(dataset.published, NotReady::Published);
    for field in required {
        match field {
            Field::Owners => no.when(dataset.owners.is_empty(), NotReady::Owners),
            Field::Gateway => no.when(blank(&dataset.gateway), NotReady::Gateway),
            Field::Level => no.when(dataset.level.is_none(), NotReady::Level),
            Field::Setting => no.when(blank(&dataset.setting), NotReady::Setting),
            Field::Schemes => no.when(dataset.schemes.is_empty(), NotReady::Schemes),
            Field::Conditions => no.when(blank(&dataset.conditions), NotReady::Conditions),
            Field::OutputConditions => no.when(blank(&dataset.output_conditions), NotReady::OutputConditions),
            Field::Contact => no.when(blank(&dataset.contact), NotReady::Contact),
            Field::Citation => no.when(blank(&dataset.citation), NotReady::Citation),
            Field::Doi => no.when(blank(&dataset.doi), NotReady::Doi),
            Field::Coverage => no.when(blank(&dataset.coverage), NotReady::Coverage),
            Field::Dictionary => no.when(variables == 0, NotReady::Dictionary),
        }
    }
    no.or_else(|| ())
}

/// Why a dictionary cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum BadDictionary {
    #[refusal("data-dictionary-name")]
    BadName { name: String },
    #[refusal("data-dictionary-twice")]
    Twice { name: String },
    #[refusal("data-dictionary-two-roles")]
    TwoOfOneRole { name: String },
    #[refusal("data-dictionary-share")]
    BadShare { name: String },
}

/// Names are unique and at most one variable has each role: disclosure control counts by them.
pub fn dictionary(variables: &[Variable]) -> Result<(), Refusals<BadDictionary>> {
    let mut no = Refusals::none();
    let mut names = BTreeSet::new();
    let mut roles: Vec<UnitRole> = Vec::new();
    for v in variables {
        let name = || v.name.clone();
        no.when(v.name.trim().is_empty() || v.name.contains(char::is_control), BadDictionary::BadName { name: name() });
        no.when(!names.insert(v.name.as_str()), BadDictionary::Twice { name: name() });
        no.when(!(0.0..=1.0).contains(&v.missing_share), BadDictionary::BadShare { name: name() });
        if let Some(role) = v.unit_role {
            no.when(roles.contains(&role), BadDictionary::TwoOfOneRole { name: name() });
            roles.push(role);
        }
    }
    no.or_else(|| ())
}
