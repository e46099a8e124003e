//! What the airlock asks its neighbours: people, data, projects, settings. Every such question stands here.

use std::collections::{BTreeMap, BTreeSet};

use permissions::{Attr, Resource};
use platform::{Answer, App, Context, No, OrNotFound, PersonId};
use projects::{Folder, ListedFile, Project, ProjectId, SpaceFile};
use settings::SpaceSession;

use crate::rules::State;
use crate::store::releases::Release;
use crate::store::requests::OutputRequest;

/// The project of an address, or "not found".
pub async fn project(app: &App, number: &str) -> Answer<Project> {
    projects::project_by_number(app, number).await?.or_not_found()
}

/// Today's members who see unreleased results: everybody but output reviewers (SHR-04).
pub async fn researchers(app: &App, project: ProjectId) -> Answer<BTreeSet<PersonId>> {
    projects::researchers(app, project).await
}

/// Everybody on the project today, reviewers included: none of them may check its outputs.
pub async fn team(app: &App, project: ProjectId) -> Answer<BTreeSet<PersonId>> {
    projects::team(app, project).await
}

fn ids(people: &BTreeSet<PersonId>) -> Attr {
    Attr::set(people.iter().map(ToString::to_string))
}

/// What the policies see of the work in a project's space.
pub async fn space_work(app: &App, project: ProjectId) -> Answer<Resource> {
    let researchers = researchers(app, project).await?;
    Ok(Resource::new("SpaceWork", project.to_string()).with("researchers", ids(&researchers)))
}

/// What the policies see of a request.
pub async fn request_resource(app: &App, request: &OutputRequest) -> Answer<Resource> {
    let project = request.core.project;
    let (team, researchers) = projects::today(app, project).await?;
    let handed_in = !matches!(request.state(), State::Draft) && request.submitted_at.is_some();
    Ok(Resource::new("OutputRequest", request.id().to_string())
        .with("requester", Attr::text(request.core.requester.to_string()))
        .with("researchers", ids(&researchers))
        .with("team", ids(&team))
        .with("handed_in", Attr::Bool(handed_in)))
}

/// What the policies see of a release.
pub async fn release_resource(app: &App, release: &Release) -> Answer<Resource> {
    Ok(Resource::new("OutputRelease", release.id.to_string())
        .with("recipients", ids(&release.recipients))
        .with("researchers", ids(&researchers(app, release.project).await?)))
}

pub fn check_queue() -> Resource {
    Resource::new("CheckQueue", "checks")
}

/// The caller's space session of this project: the access decision is asked again, and a no ends it.
pub async fn inside(cx: &Context, project: ProjectId) -> Answer<SpaceSession> {
    settings::inside(cx, project).await
}

/// Whether the caller's qualification as an output checker is valid today (OUT-03, TRN-04).
pub async fn qualified(cx: &Context) -> Answer<bool> {
    people::qualified(&cx.app, cx.person()?, "output-checker", cx.app.world.now().date()).await
}

/// Those who may be asked to check: trained checkers who are not on the project.
pub async fn checkers(app: &App, project: ProjectId) -> Answer<Vec<PersonId>> {
    let team = team(app, project).await?;
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

/// The other checker's rule: whoever looks at unreleased results from outside the project does so under an access
/// decision of their own.
pub async fn review_access(cx: &Context) -> Answer<()> {
    settings::review(cx).await
}

/// A no that is a defect of the wiring.
pub fn broken(what: &str, e: impl std::fmt::Display) -> No {
    No::Broken(format!("{what}: {e}"))
}
