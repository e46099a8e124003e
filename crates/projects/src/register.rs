//! The public register of accredited projects and researchers (STP-03, IMP-05): only the columns of 2.9, never an
//! address, a device or a supervisor.

use std::collections::BTreeSet;

use platform::{Answer, App, No};
use serde::Serialize;

use crate::Rules;
use crate::model::{Project, ProjectId};
use crate::store::lists::{self, cut};
use crate::store::members;

/// An accredited project, as the public reads it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Accredited {
    pub number: String,
    pub title: String,
    pub researchers: Vec<String>,
    pub organisations: Vec<String>,
    pub gateway: String,
    pub datasets: Vec<String>,
    pub environment: String,
    /// ISO 8601.
    pub accredited_on: String,
}

/// An accredited researcher, as the public reads them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Researcher {
    pub name: String,
    pub organisation: String,
    /// `full` or `provisional`.
    pub kind: String,
    pub scheme: String,
    /// ISO 8601; absent where it does not end.
    pub until: Option<String>,
}

fn published(app: &App) -> Answer<&Rules> {
    Some(app.part::<Rules>()?).filter(|r| r.register).ok_or(No::NotFound)
}

/// Accredited projects, newest first, `limit` of them from `offset` on; the second answer says whether there are more.
pub(crate) async fn accredited(app: &App, limit: u16, offset: i64) -> Answer<(Vec<Accredited>, bool)> {
    let rules = published(app)?;
    let (projects, more) = cut(lists::accredited(app, i64::from(limit) + 1, offset).await?, limit);
    let ids: BTreeSet<ProjectId> = projects.iter().map(|p| p.id).collect();
    let mut on = members::researchers_of(app, &ids).await?;
    // Before its space is made, a project has those who are named to enter it.
    for (project, named) in lists::researchers_in(app, &ids).await? {
        on.entry(project).or_insert(named);
    }
    let approved = lists::approved_for(app, &ids).await?;
    let people = people::these(app, &on.values().flatten().copied().collect()).await?;
    let titles = data::titles(app, &approved.values().flatten().copied().collect()).await?;
    let line = |p: Project| {
        let these: Vec<_> = on.get(&p.id).into_iter().flatten().filter_map(|person| people.get(person)).collect();
        let organisations: BTreeSet<_> = these.iter().map(|person| &person.organisation_name).collect();
        let datasets: BTreeSet<_> = approved.get(&p.id).into_iter().flatten().filter_map(|d| titles.get(d)).collect();
        let mut researchers: Vec<_> = these.iter().map(|person| person.name.clone()).collect();
        researchers.sort();
        Accredited {
            number: p.accreditation_number.unwrap_or(p.number),
            title: p.title,
            researchers,
            organisations: organisations.into_iter().cloned().collect(),
            gateway: p.gateway,
            datasets: datasets.into_iter().cloned().collect(),
            environment: rules.environment.clone(),
            accredited_on: p.accredited_on.map(|d| d.to_string()).unwrap_or_default(),
        }
    };
    Ok((projects.into_iter().map(line).collect(), more))
}

/// Accreditations that are valid today, by the name of whose they are, `limit` of them from `offset` on; the second answer
/// says whether there are more.
pub(crate) async fn researchers(app: &App, limit: u16, offset: i64) -> Answer<(Vec<Researcher>, bool)> {
    published(app)?;
    let (rows, more) = cut(people::accredited(app, app.world.now().date(), i64::from(limit) + 1, offset).await?, limit);
    let one = |row: people::Accredited| Researcher {
        name: row.name,
        organisation: row.organisation,
        kind: row.accreditation.kind.to_string(),
        scheme: row.accreditation.scheme,
        until: row.accreditation.until.map(|d| d.to_string()),
    };
    Ok((rows.into_iter().map(one).collect(), more))
}
