//! Beginning an application (APP-01).

use forms::Answers;
use foundation::{Reference, States};
use platform::{Answer, Context, May, OrNotFound};

use crate::did::Did;
use crate::model::{Project, ProjectId};
use crate::policy::{Projects, StartApplication};
use crate::rules::stages::State;
use crate::store::applications;

/// The right to begin an application.
pub fn may_begin(cx: &Context) -> Answer<May<StartApplication, ()>> {
    cx.permit_on(Projects::all())
}

/// A draft. `id` was made when the page was shown: the same form sent twice is one draft.
pub async fn begin(cx: &Context, id: ProjectId) -> Answer<Project> {
    let held = may_begin(cx)?;
    let applicant = cx.person()?;
    let form = cx.app.profile.form("application")?;
    let project = Project {
        id,
        number: Reference::new("P", &cx.app.world).0,
        title: String::new(),
        state: State::first(),
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
    let mut change = cx.change(&held).await?;
    if !applications::begin(&cx.app, &mut change, &held, &project).await? {
        drop(change);
        let begun = applications::project(&cx.app, id).await?.or_not_found()?;
        return Some(begun).filter(|b| b.applicant == applicant).or_not_found();
    }
    change.commit(cx.record(Did::Begun(id)).project(id)).await?;
    Ok(project)
}
