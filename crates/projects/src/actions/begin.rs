//! Beginning an application (APP-01).

use forms::Answers;
use foundation::Reference;
use permissions::Resource;
use platform::{Answer, Context, OrNotFound};

use crate::model::{Project, ProjectId};
use crate::rules::stages::State;
use crate::store::applications;

/// A draft. `id` was made when the page was shown: the same form sent twice is one draft.
pub async fn begin(cx: &Context, id: ProjectId) -> Answer<Project> {
    cx.permit("StartApplication", &Resource::new("Projects", ""))?;
    let applicant = cx.person()?;
    let form = cx.app.profile.form("application")?;
    let project = Project {
        id,
        number: Reference::new("P", &cx.app.world).0,
        title: String::new(),
        state: State::Draft,
        applicant,
        coordinator: applicant,
        deputy: None,
        lead: applicant,
        supervisor: None,
        supervisor_confirmed: false,
        gateway: String::new(),
        starts: None,
        ends: None,
        draft: form.draft(&Answers::new()),
        draft_version: 1,
        made_at: cx.app.world.now(),
        submitted_at: None,
        accredited_on: None,
        accreditation_number: None,
        version: 1,
    };
    let mut change = cx.app.store.change().await?;
    if !applications::begin(&cx.app, &mut change, &project).await? {
        drop(change);
        let begun = applications::project(&cx.app, id).await?.or_not_found()?;
        return Some(begun).filter(|b| b.applicant == applicant).or_not_found();
    }
    applications::tick(&cx.app, &mut change, id, State::Draft).await?;
    change.commit(cx.entry("application-begun", "project", id).project(id)).await?;
    Ok(project)
}
