//! Projects: application, assessment, team, spaces, public register.

mod did;
mod history;
mod model;
mod register;
mod seen;
mod store;

pub mod actions;
pub mod api;
pub mod facts;
pub mod pages;
pub mod policy;
pub mod rules;

pub use api::{api, openapi};
pub use did::Did;
pub use history::history_words;
pub use model::{
    FileId, Folder, FolderKind, InSpace, Item, ItemId, ListedFile, Mapping, Member, NewFile, Outcome, Project,
    ProjectId, Query, QueryId, Request, Space, SpaceFile, SpaceGuard, Submitted,
};
pub use pages::{pages, waits};
pub use rules::names::{BadName, safe_name};
pub use rules::roles::Role;
pub use rules::stages::{Holder, MOVES, Stage, State};
pub use seen::{Assessed, Seen};
pub use store::applications::{items, project, project_by_number, queries, requested_datasets};
pub use store::lists::{of_person, titles};
pub use store::members::{ever_and_researchers, mappings, members, researchers, team};
pub use store::spaces::{FILES_ON_A_PAGE, add_file, file, files, put_file, space};
pub use store::waits::{Working, working_on};

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// The profile's section `[projects]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The stages of assessment; quality, owners and accreditation are always among them (ASM).
    pub stages: BTreeSet<Stage>,
    /// Answers that a stage does not decide by: where only these change after it approved, it does not look again.
    #[serde(default)]
    pub decides_without: BTreeMap<Stage, BTreeSet<String>>,
    /// Years after accreditation within which a project must be completed, by legal gateway (PRJ-07).
    pub cap_years: BTreeMap<String, i16>,
    /// Months that an exploratory analysis may last (2.2); 0 where there is no such kind of project.
    pub exploratory_months: u32,
    /// How long an application takes, about (APP-03); 0 where the service does not say.
    pub expected_weeks: u32,
    /// A student applies together with a supervisor, who confirms (ACC-09, APP-19).
    pub student_needs_supervisor: bool,
    /// Accredited projects and researchers are published (IMP-05).
    pub register: bool,
    /// What stands in the register as the processing environment (2.9).
    pub environment: String,
}

/// The tables of this crate; they come after those of `people` and `data`.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { order: 5, name: "projects/0001", sql: include_str!("../migrations/0001_projects.sql") },
    ::store::Migration { order: 11, name: "projects/0002", sql: include_str!("../migrations/0002_words.sql") },
];

/// The texts of this crate.
pub fn locale() -> foundation::Locale {
    foundation::Locale::of("projects".into(), include_str!("../locales/en.ftl"), include_str!("../locales/cy.ftl"))
}

/// Who may do what with projects.
pub fn fragment() -> permissions::Fragment {
    permissions::Fragment {
        name: "projects",
        schema: include_str!("../../../policies/projects.cedarschema"),
        policies: include_str!("../../../policies/projects.cedar"),
    }
}
