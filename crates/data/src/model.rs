//! The things this crate keeps.

use std::collections::BTreeSet;

use foundation::{Lang, Moment, id_type, words};
use platform::{Answer, App, BoxFuture, ContentHash, PersonId};
use serde::{Deserialize, Serialize};

use crate::rules::dictionary::DictionaryProposalState;

id_type!(
    /// A dataset of the catalogue.
    DatasetId
);
id_type!(
    /// The organisation that owns data: the id by which people's organisations go.
    OwnerId
);
id_type!(
    /// A data dictionary that one person proposes.
    DictionaryProposalId
);

/// A record of the catalogue.
#[derive(Debug, Clone)]
pub struct Dataset {
    pub id: DatasetId,
    /// Short and stable: part of the address of its page.
    pub reference: String,
    pub title: String,
    pub title_cy: Option<String>,
    pub summary: String,
    pub owner: OwnerId,
    pub owner_name: String,
    /// The people who speak for the owner (CAT-07).
    pub owners: BTreeSet<PersonId>,
    /// Access level 0 to 3; `None` where the service has no levels, or while none is recorded (CAT-06).
    pub level: Option<u8>,
    /// `office` or `room` where the service asks for one; empty otherwise (CAT-09).
    pub setting: String,
    /// Ways in that remain of those of its level, where its owner stipulates fewer (LVL-04).
    pub routes_narrowed: Option<BTreeSet<String>>,
    /// `dea`, `srsa`, `uk-gdpr`.
    pub gateway: String,
    /// Any of these accreditation schemes opens it.
    pub schemes: BTreeSet<String>,
    /// Kinds of organisation it is open to; empty: any (ACC-08).
    pub organisation_kinds: BTreeSet<String>,
    /// For how many months its owner accepts a training (2.1).
    pub training_months: Option<u32>,
    pub citation: String,
    pub doi: String,
    /// Special conditions of access, as its owner words them.
    pub conditions: String,
    pub output_conditions: String,
    pub contact: String,
    pub coverage: String,
    pub version: i64,
    pub published: bool,
    /// The Parquet file.
    pub file: Option<ContentHash>,
    pub rows: i64,
    /// Made up, for practice; said on every page.
    pub synthetic: bool,
}

impl Dataset {
    pub fn title(&self, lang: Lang) -> &str {
        match (&self.title_cy, lang) {
            (Some(cy), Lang::Cy) if !cy.is_empty() => cy,
            _ => &self.title,
        }
    }

    pub fn stipulations(&self) -> Stipulations {
        Stipulations {
            level: self.level,
            setting: self.setting.clone(),
            routes_narrowed: self.routes_narrowed.clone(),
            schemes: self.schemes.clone(),
            organisation_kinds: self.organisation_kinds.clone(),
            training_months: self.training_months,
            conditions: self.conditions.clone(),
            output_conditions: self.output_conditions.clone(),
        }
    }

    pub fn set_stipulations(&mut self, s: Stipulations) {
        self.level = s.level;
        self.setting = s.setting;
        self.routes_narrowed = s.routes_narrowed;
        self.schemes = s.schemes;
        self.organisation_kinds = s.organisation_kinds;
        self.training_months = s.training_months;
        self.conditions = s.conditions;
        self.output_conditions = s.output_conditions;
    }
}

/// On which condition the owner supplied the data (CAT-07).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stipulations {
    pub level: Option<u8>,
    pub setting: String,
    pub routes_narrowed: Option<BTreeSet<String>>,
    pub schemes: BTreeSet<String>,
    pub organisation_kinds: BTreeSet<String>,
    pub training_months: Option<u32>,
    pub conditions: String,
    pub output_conditions: String,
}

words! {
    /// What the values of a variable are.
    #[derive(utoipa::ToSchema)]
    VariableKind { Code = "code", Number = "number", Id = "id", Weight = "weight" }
}

words! {
    /// What a variable is to disclosure control: whose record a row is, who holds that unit, how much it counts.
    #[derive(utoipa::ToSchema)]
    UnitRole { Unit = "unit", Holding = "holding", Weight = "weight" }
}

/// A variable of the data dictionary (CAT-04).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Variable {
    pub name: String,
    pub label: String,
    pub label_cy: String,
    pub kind: VariableKind,
    /// Code and what it stands for.
    pub codes: Vec<(String, String)>,
    /// How a missing value is written; empty: as null.
    pub missing: String,
    pub unit_role: Option<UnitRole>,
    pub years: String,
    /// Share of rows without a value, 0 to 1.
    pub missing_share: f64,
}

/// A dictionary by which less would be protected. It holds when another person has confirmed it.
#[derive(Debug, Clone)]
pub struct DictionaryProposal {
    pub id: DictionaryProposalId,
    pub dataset: DatasetId,
    /// The record that it is a change of.
    pub dataset_version: i64,
    pub variables: Vec<Variable>,
    pub state: DictionaryProposalState,
    pub proposed_by: PersonId,
    pub proposed_at: Moment,
    /// Who speaks for the data.
    pub owners: BTreeSet<PersonId>,
    pub version: i64,
}

impl Variable {
    pub fn label(&self, lang: Lang) -> &str {
        if lang == Lang::Cy && !self.label_cy.is_empty() { &self.label_cy } else { &self.label }
    }
}

/// What the catalogue asks of the crate that knows people, supplied by the program: part `Box<dyn Owners>`.
pub trait Owners: Send + Sync {
    /// Organisations that may own data, by name.
    fn organisations<'a>(&'a self, app: &'a App) -> BoxFuture<'a, Answer<Vec<(OwnerId, String)>>>;
    /// Whose registered address is this?
    fn person<'a>(&'a self, app: &'a App, email: &'a str) -> BoxFuture<'a, Answer<Option<PersonId>>>;
}
