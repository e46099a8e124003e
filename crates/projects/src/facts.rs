//! What projects knows of a project that bears on a person's access to its space: one statement, asked at each use.

use ::store::{args, row, statements};
use data::DatasetId;
use foundation::Date;
use platform::columns::{maybe, must};
use platform::{Answer, App, PersonId};

use crate::model::ProjectId;
use crate::rules::roles::Role;
use crate::rules::stages::State;

// $1 the project, $2 the person. Every branch has the same five text columns.
statements! {
    read FACTS(text, text) -> Fact = "
        select 'project' as part, number as a, state as b, starts as c, ends as d from project where id = $1
      union all
        select 'member', role, from_date, until_date, null from project_member where project = $1 and person = $2
      union all
        select 'mapping', dataset, case when unmapped_at is null then 'now' else 'unmapped' end, null, null
        from project_mapping where project = $1 and (unmapped_at is null or cleared_at is null)";
}

row! {
    /// A row of `FACTS`: what stands in `a` to `d` depends on the part.
    struct Fact {
        part: String,
        a: Option<String>,
        b: Option<String>,
        c: Option<String>,
        d: Option<String>,
    }
}

/// A project as the access decision sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub number: String,
    pub state: State,
    pub starts: Option<Date>,
    /// The last day.
    pub ends: Option<Date>,
    /// What the person is in it, or was.
    pub memberships: Vec<Membership>,
    /// Datasets that count, each once, and whether they are mapped now (LVL-04).
    pub mapped: Vec<(DatasetId, Mapped)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    pub role: Role,
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
}

/// Where a dataset stands in a project (LVL-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapped {
    /// Asked for: counts in what-if answers only.
    Requested,
    Now,
    /// Unmapped, but files derived from it may remain.
    Unmapped,
    /// Unmapped, and staff have confirmed that what was derived is gone.
    Cleared,
}

impl Mapped {
    /// Whether it counts towards the project's level.
    pub fn counts(self) -> bool {
        matches!(self, Mapped::Now | Mapped::Unmapped)
    }
}

/// What is known of a project and a person's part in it; `None` where there is no such project.
pub async fn facts(app: &App, project: ProjectId, person: PersonId) -> Answer<Option<Facts>> {
    let rows = app.store.rows(&FACTS, args![project.to_string(), person.to_string()]).await?;
    let of = |part: &'static str| rows.iter().filter(move |r| r.part == part);
    let Some(about) = of("project").next() else { return Ok(None) };
    let mut mapped: Vec<(DatasetId, Mapped)> = Vec::new();
    for row in of("mapping") {
        let id: DatasetId = must(&row.a, "a")?;
        let now = must::<String>(&row.b, "b")? == "now";
        // Mapped, unmapped and mapped again: it counts once.
        match mapped.iter_mut().find(|(known, _)| *known == id) {
            Some((_, standing)) if now => *standing = Mapped::Now,
            Some(_) => {}
            None => mapped.push((id, if now { Mapped::Now } else { Mapped::Unmapped })),
        }
    }
    Ok(Some(Facts {
        number: must(&about.a, "a")?,
        state: must(&about.b, "b")?,
        starts: maybe(&about.c, "c")?,
        ends: maybe(&about.d, "d")?,
        memberships: of("member").map(membership).collect::<Answer<_>>()?,
        mapped,
    }))
}

fn membership(row: &Fact) -> Answer<Membership> {
    Ok(Membership { role: must(&row.a, "a")?, from: must(&row.b, "b")?, until: maybe(&row.c, "c")? })
}
