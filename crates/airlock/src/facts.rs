//! What the airlock asks its neighbours: people, data, projects, settings. Every such question stands here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use platform::{Answer, App, Context, No, OrNotFound, PersonId};
use projects::{Folder, ListedFile, Project, ProjectId, SpaceFile};
use settings::SpaceSession;

/// A project whose space somebody works in: where tables and texts are made and releases are asked for.
#[derive(Debug, Clone)]
pub struct ProjectSpace(pub Project);

impl Deref for ProjectSpace {
    type Target = Project;
    fn deref(&self) -> &Project {
        &self.0
    }
}

/// The space of the project with this number.
pub async fn space(app: &App, number: &str) -> Answer<Option<ProjectSpace>> {
    Ok(projects::project_by_number(app, number).await?.map(ProjectSpace))
}

/// Today's members who see unreleased results: everybody but output reviewers (SHR-04).
pub async fn researchers(app: &App, project: ProjectId) -> Answer<BTreeSet<PersonId>> {
    projects::researchers(app, project).await
}

/// Everybody who is or ever was on the project, reviewers included: none of them may check its outputs (OUT-03).
pub async fn ever(app: &App, project: ProjectId) -> Answer<BTreeSet<PersonId>> {
    Ok(people_of(app, project).await?.0)
}

/// Both, read once: everybody who is or ever was on the project, and today's researchers.
pub async fn people_of(app: &App, project: ProjectId) -> Answer<(BTreeSet<PersonId>, BTreeSet<PersonId>)> {
    projects::ever_and_researchers(app, project).await
}

/// Those who are told of what may be an attack.
pub async fn security(app: &App) -> Answer<Vec<PersonId>> {
    people::with_role(app, "security").await
}

/// People as the policies name them.
pub fn ids(people: &BTreeSet<PersonId>) -> BTreeSet<String> {
    people.iter().map(ToString::to_string).collect()
}

/// People whom the policies were told of.
pub fn people(ids: &BTreeSet<String>) -> Answer<BTreeSet<PersonId>> {
    ids.iter().map(|id| id.parse::<PersonId>().map_err(|e| broken("reading a person's id", e))).collect()
}

/// The caller's space session of this project: the access decision is asked again, and a no ends it.
pub async fn inside(cx: &Context, project: ProjectId) -> Answer<SpaceSession> {
    settings::inside(cx, project).await
}

/// Whether the caller's qualification as an output checker is valid today (OUT-03, TRN-04).
pub async fn qualified(cx: &Context) -> Answer<bool> {
    people::qualified(&cx.app, cx.person()?, "output-checker", cx.app.world.now().date()).await
}

/// Those who may be asked to check: checkers who are not in the project's team.
pub async fn checkers(app: &App, team: &BTreeSet<PersonId>) -> Answer<Vec<PersonId>> {
    let all = people::with_role(app, "output-checker").await?;
    Ok(all.into_iter().filter(|p| !team.contains(p)).collect())
}

/// People's names, for pages.
pub async fn names(app: &App, people: impl IntoIterator<Item = PersonId>) -> Answer<BTreeMap<PersonId, String>> {
    let mut all: Vec<PersonId> = people.into_iter().collect();
    all.sort();
    all.dedup();
    people::names(app, &all).await
}

/// The datasets that the project's space holds now.
pub async fn mapped(app: &App, project: ProjectId) -> Answer<Vec<data::Dataset>> {
    let mut found = Vec::new();
    for mapping in projects::mappings(app, project).await? {
        if mapping.unmapped_at.is_none()
            && let Some(dataset) = data::dataset(app, mapping.dataset).await?
        {
            found.push(dataset);
        }
    }
    Ok(found)
}

/// A dataset that is mapped to a space, with its dictionary.
#[derive(Debug)]
pub struct Microdata {
    project: ProjectId,
    dataset: data::Dataset,
    dictionary: Vec<data::Variable>,
}

impl Microdata {
    pub fn dataset(&self) -> &data::Dataset {
        &self.dataset
    }

    pub fn dictionary(&self) -> &[data::Variable] {
        &self.dictionary
    }

    /// Both of them, for work in this space; those of another are not there (STP-02).
    pub fn of(&self, space: &ProjectSpace) -> Answer<(&data::Dataset, &[data::Variable])> {
        if self.project == space.id { Ok((&self.dataset, &self.dictionary)) } else { Err(No::NotFound) }
    }
}

/// The mapped dataset with this reference. One that is not mapped is not there (STP-02).
pub async fn microdata(app: &App, space: &ProjectSpace, reference: &str) -> Answer<Microdata> {
    let dataset = mapped(app, space.id).await?.into_iter().find(|d| d.reference == reference).or_not_found()?;
    let dictionary = data::dictionary(app, dataset.id).await?;
    Ok(Microdata { project: space.id, dataset, dictionary })
}

/// Files of the project's SDC folder by name, those after the name `after`; and whether there are more.
pub async fn sdc_files(app: &App, project: ProjectId, after: &str) -> Answer<(Vec<ListedFile>, bool)> {
    let mut files = projects::files(app, project, &Folder::Sdc, after).await?;
    let more = files.len() > projects::FILES_ON_A_PAGE;
    files.truncate(projects::FILES_ON_A_PAGE);
    Ok((files, more))
}

/// A file of the SDC folder of this project, as it is now.
pub async fn sdc_file(app: &App, project: ProjectId, id: &str) -> Answer<Option<SpaceFile>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let file = projects::file(app, id).await?;
    Ok(file.filter(|f| f.project == project && f.folder == Folder::Sdc))
}

/// Whoever looks at unreleased results from outside the project does so under an access decision of their own. Asked by
/// [`crate::lookup`] alone.
pub async fn review_access(cx: &Context) -> Answer<()> {
    settings::review(cx).await
}

/// A no that is a defect of the wiring.
pub fn broken(what: &str, e: impl std::fmt::Display) -> No {
    No::Broken(format!("{what}: {e}"))
}
