//! Opening stages and telling whom they wait for; used wherever an application moves on.

use std::collections::{BTreeMap, BTreeSet};

use ::store::Change;
use data::{Dataset, DatasetId, OwnerId};
use foundation::Arg;
use platform::{Answer, App, PersonId, Right, Telling, tell};

use crate::model::Project;
use crate::rules::stages::{Stage, State};
use crate::seen::{OfProject, Seen};
use crate::store::assessment;

/// A data owner: the organisation and those who speak for it.
type Owner<'a> = (OwnerId, &'a BTreeSet<PersonId>);

/// Opens the decisions of these stages and tells those who take them. Of the owners' stage there is one for each data
/// owner: the organisation and those who speak for it (ASM-04). Owners of data in `begun` are being asked or have decided.
pub(crate) async fn open<T: OfProject>(
    app: &App,
    change: &mut Change,
    held: &impl Right<T>,
    stages: &[Stage],
    datasets: &[Dataset],
    begun: &BTreeSet<DatasetId>,
) -> Answer<()> {
    for stage in stages {
        let mut ask: BTreeSet<PersonId> = BTreeSet::new();
        if *stage == Stage::Owners {
            let mut owners: BTreeMap<Owner<'_>, (&str, BTreeSet<DatasetId>)> = BTreeMap::new();
            for d in datasets.iter().filter(|d| !begun.contains(&d.id)) {
                let of = owners.entry((d.owner, &d.owners)).or_insert((d.owner_name.as_str(), BTreeSet::new()));
                of.1.insert(d.id);
                ask.extend(&d.owners);
            }
            for (name, datasets) in owners.values() {
                assessment::open(app, change, held, *stage, Some((*name, datasets))).await?;
            }
        } else {
            assessment::open(app, change, held, *stage, None).await?;
            ask.extend(people::with_role(app, stage.role()).await?);
        }
        let telling =
            about(held.project(), "projects-told-to-assess", format!("/assessments/{}", held.project().number));
        for person in ask {
            tell(app, change, person, &telling).await?;
        }
    }
    Ok(())
}

/// A message about a project.
pub(crate) fn about(project: &Project, key: &'static str, link: String) -> Telling {
    let args = vec![("number", Arg::from(&project.number)), ("title", Arg::from(&project.title))];
    Telling { key, args, link }
}

/// Tells the applicant, and the coordinator where that is somebody else, where the application is now.
pub(crate) async fn tell_applicant(app: &App, change: &mut Change, project: &Project, to: State) -> Answer<()> {
    let key = match to {
        State::Queried => "projects-told-queried",
        State::Rejected => "projects-told-rejected",
        State::Accredited | State::SetUp => "projects-told-accredited",
        _ => "projects-told-stage",
    };
    let telling = about(project, key, format!("/projects/{}", project.number));
    for person in BTreeSet::from([project.applicant, project.coordinator]) {
        tell(app, change, person, &telling).await?;
    }
    Ok(())
}

/// Somebody whom the application names is accredited today, under any scheme (STP-01).
pub(crate) async fn somebody_accredited(app: &App, seen: &Seen) -> Answer<bool> {
    for (person, _) in seen.named.iter().filter(|(_, role)| role.opens_space()) {
        let all = people::accreditations(app, *person).await?;
        if all.iter().any(|a| a.valid_on(seen.today)) {
            return Ok(true);
        }
    }
    Ok(false)
}
