//! What projects knows of a project that bears on a person's access to its space: one statement, asked at each use.

use ::store::{Row, args, statements};
use data::DatasetId;
use foundation::Date;
use platform::{Answer, App, No, PersonId};

use crate::model::ProjectId;
use crate::rules::roles::Role;
use crate::rules::stages::State;

// $1 the project, $2 the person. Every branch has the same five text columns.
statements! {
    read FACTS(text, text) = "
        select 'project' as part, number as a, state as b, starts as c, ends as d from project where id = $1
      union all
        select 'member', role, from_date, until_date, null from project_member where project = $1 and person = $2
      union all
        select 'mapping', dataset, case when unmapped_at is null then 'now' else 'unmapped' end, null, null
        from project_mapping where project = $1 and (unmapped_at is null or cleared_at is null)";
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
    let of = |part: &'static str| rows.iter().filter(move |r| r.text("part").is_ok_and(|p| p == part));
    let Some(about) = of("project").next() else { return Ok(None) };
    let mut mapped: Vec<(DatasetId, Mapped)> = Vec::new();
    for row in of("mapping") {
        let id: DatasetId = row.parse("a")?;
        let now = row.text("b")? == "now";
        // Mapped, unmapped and mapped again: it counts once.
        match mapped.iter_mut().find(|(known, _)| *known == id) {
            Some((_, standing)) if now => *standing = Mapped::Now,
            Some(_) => {}
            None => mapped.push((id, if now { Mapped::Now } else { Mapped::Unmapped })),
        }
    }
    Ok(Some(Facts {
        number: about.text("a")?,
        state: about.parse("b")?,
        starts: date(about, "c")?,
        ends: date(about, "d")?,
        memberships: of("member").map(membership).collect::<Answer<_>>()?,
        mapped,
    }))
}

fn membership(row: &Row) -> Answer<Membership> {
    let from = date(row, "b")?;
    let from = from.ok_or_else(|| No::Broken("the facts about a project: a membership has no first day".to_owned()))?;
    Ok(Membership { role: row.parse("a")?, from, until: date(row, "c")? })
}

fn date(row: &Row, column: &str) -> Answer<Option<Date>> {
    let text: Option<String> = row.get(column)?;
    let read = |t: String| {
        foundation::parse_date(&t).ok_or_else(|| No::Broken(format!("the facts about a project: {t:?} is no date")))
    };
    text.map(read).transpose()
}
