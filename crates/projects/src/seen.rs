//! A project with everything that the policies and the rules ask about it, loaded once for a request.

use std::collections::BTreeSet;

use data::Dataset;
use foundation::Date;
use platform::{Answer, App, Guarded, PersonId};

use crate::model::{InSpace, Item, Mapping, Member, Project, ProjectId, Query, Request};
use crate::policy;
use crate::rules::roles::Role;

/// A project and what belongs to it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub project: Project,
    /// Every member it has or had.
    pub members: Vec<Member>,
    /// Whom the application names, with their roles to be.
    pub named: Vec<(PersonId, Role)>,
    /// What the last submission asks for.
    pub requests: Vec<Request>,
    /// What is or was mapped.
    pub mappings: Vec<Mapping>,
    /// The datasets asked for, and those mapped since.
    pub datasets: Vec<Dataset>,
    pub today: Date,
}

impl Seen {
    /// The last mapping of the dataset of that reference.
    pub fn mapping(&self, reference: &str) -> Option<&Mapping> {
        let dataset = self.dataset(reference)?.id;
        self.mappings.iter().rev().find(|m| m.dataset == dataset)
    }

    /// Those who are on the project today, in whatever role.
    pub fn team(&self) -> BTreeSet<PersonId> {
        self.members.iter().filter(|m| m.on(self.today)).map(|m| m.person).collect()
    }

    /// Everybody who may not judge it: those [`involved`](Self::involved), and whoever ever was a member.
    pub fn colleagues(&self) -> BTreeSet<PersonId> {
        let mut all = self.involved();
        all.extend(self.members.iter().map(|m| m.person));
        all
    }

    /// Everybody who has a part in it: applicant, supervisor, those it names, its members.
    pub fn involved(&self) -> BTreeSet<PersonId> {
        let mut all = self.team();
        all.extend(self.named.iter().map(|(person, _)| *person));
        all.extend(self.project.people());
        all
    }

    /// Those who speak for an owner of its data.
    fn owners(&self) -> BTreeSet<PersonId> {
        self.datasets.iter().flat_map(|d| d.owners.iter().copied()).collect()
    }

    pub fn dataset(&self, reference: &str) -> Option<&Dataset> {
        self.datasets.iter().find(|d| d.reference == reference)
    }

    /// What the policies see of it.
    pub fn thing(&self) -> policy::Project {
        let p = &self.project;
        policy::Project {
            id: p.id.to_string(),
            state: p.state.word().to_owned(),
            applicant: p.applicant.to_string(),
            supervisor: p.supervisor.map(|s| s.to_string()).unwrap_or_default(),
            coordinators: ids(&p.coordinators()),
            team: ids(&self.team()),
            involved: ids(&self.involved()),
            owners: ids(&self.owners()),
        }
    }

    /// What the policies see of a decision on it. Of the owners' stage only those who speak for every one of its datasets
    /// may take it.
    pub fn assessment(&self, item: &Item) -> policy::Assessment {
        let mut owners: Option<BTreeSet<PersonId>> = None;
        for d in self.datasets.iter().filter(|d| item.datasets.contains(&d.id)) {
            owners = Some(match owners {
                None => d.owners.clone(),
                Some(owners) => owners.intersection(&d.owners).copied().collect(),
            });
        }
        policy::Assessment {
            id: item.id.to_string(),
            stage: item.stage.word().to_owned(),
            owners: ids(&owners.unwrap_or_default()),
            involved: ids(&self.involved()),
        }
    }
}

impl Guarded for Seen {
    type Thing = policy::Project;
    type See = policy::ReadProject;

    async fn as_thing(&self, _: &App) -> Answer<policy::Project> {
        Ok(self.thing())
    }
}

/// A decision to be taken on a project.
#[derive(Debug, Clone)]
pub struct Assessed {
    pub seen: Seen,
    pub item: Item,
    /// Every decision on the project, this one among them.
    pub items: Vec<Item>,
    /// Every question to its applicant.
    pub queries: Vec<Query>,
}

impl Guarded for Assessed {
    type Thing = policy::Assessment;
    type See = policy::ReadAssessment;

    async fn as_thing(&self, _: &App) -> Answer<policy::Assessment> {
        Ok(self.seen.assessment(&self.item))
    }
}

/// A project as the place where its people work: who may not enter learns nothing of it.
#[derive(Debug, Clone)]
pub(crate) struct Workplace {
    pub project: Project,
    /// Those of today's members whose role opens the space.
    pub researchers: BTreeSet<PersonId>,
}

impl Guarded for Workplace {
    type Thing = policy::Project;
    type See = policy::ReadSpace;

    async fn as_thing(&self, _: &App) -> Answer<policy::Project> {
        let p = &self.project;
        Ok(policy::Project {
            id: p.id.to_string(),
            state: p.state.word().to_owned(),
            applicant: p.applicant.to_string(),
            supervisor: p.supervisor.map(|s| s.to_string()).unwrap_or_default(),
            coordinators: ids(&p.coordinators()),
            team: ids(&self.researchers),
            involved: BTreeSet::new(),
            owners: BTreeSet::new(),
        })
    }
}

/// What belongs to one project: who has the right to change it writes that project's rows.
pub(crate) trait OfProject: Send + Sync {
    fn project(&self) -> &Project;
}

impl OfProject for Seen {
    fn project(&self) -> &Project {
        &self.project
    }
}

impl OfProject for Assessed {
    fn project(&self) -> &Project {
        &self.seen.project
    }
}

impl InSpace for Seen {
    fn project_id(&self) -> ProjectId {
        self.project.id
    }
}

fn ids(people: &BTreeSet<PersonId>) -> BTreeSet<String> {
    people.iter().map(ToString::to_string).collect()
}
