//! Submitting an application, and sending it back after questions (APP, ASM-01).

use std::collections::BTreeSet;

use data::{Dataset, DatasetId};
use platform::{Answer, Context, No};

use super::reading::{form_of, lists};
use super::save::people;
use super::stages::{about, open};
use super::{Seen, seen};
use crate::Rules;
use crate::model::Project;
use crate::rules::stages::{Stage, State};
use crate::rules::submit::{self, Facts};
use crate::store::{applications, assessment};

/// The gateway with the tightest rules among those of the data (2.2): it decides about the five years.
fn gateway(datasets: &[Dataset]) -> String {
    let has = |g: &str| datasets.iter().any(|d| d.gateway == g);
    let known = ["dea", "srsa"].into_iter().find(|g| has(g)).map(ToOwned::to_owned);
    known.or_else(|| datasets.first().map(|d| d.gateway.clone())).unwrap_or_default()
}

/// What the rule asks for, out of the draft; with it the project as it would be submitted, and its datasets.
pub async fn facts(cx: &Context, seen: &Seen) -> Answer<(Facts, Project, Vec<Dataset>)> {
    let app = &cx.app;
    let rules: &Rules = app.part()?;
    let mut project = seen.project.clone();
    let form = form_of(app, &project)?;
    let answers = &project.draft.answers;
    let (people, supervisor, unknown) = people(app, project.applicant, answers).await?;
    let problems = form.check(answers, &lists(app).await?);
    let chosen: BTreeSet<DatasetId> = answers.list("datasets").iter().filter_map(|d| d.parse().ok()).collect();
    let mut datasets = Vec::new();
    for id in &chosen {
        datasets.extend(data::dataset(app, *id).await?.filter(|d| d.published));
    }
    let queries = assessment::queries(app, project.id).await?;
    let items = assessment::items(app, project.id).await?;
    let student = people::person(app, &project.applicant).await?.is_some_and(|p| p.student);
    let gateway = gateway(&datasets);
    let facts = Facts {
        state: project.state,
        problems: problems.len() + unknown.len(),
        student: student && rules.student_needs_supervisor,
        supervisor,
        supervisor_confirmed: project.supervisor_confirmed && project.supervisor == supervisor,
        applicant: project.applicant,
        accepted: answers.is_yes("declaration"),
        checklist: form.question("checklist").is_none() || answers.answered("checklist"),
        exploratory: answers.text("type") == "exploratory",
        starts: answers.date("starts"),
        ends: answers.date("ends"),
        today: app.world.now().date(),
        cap_years: rules.cap_years.get(&gateway).copied(),
        exploratory_months: rules.exploratory_months,
        unknown_datasets: chosen.len() - datasets.len(),
        datasets: chosen,
        datasets_before: applications::requested_datasets(app, project.id).await?,
        unanswered: queries.iter().filter(|q| q.answer.is_none()).count(),
        open: items.iter().filter(|i| i.open()).map(|i| i.stage).collect(),
        owners_asked: items.iter().any(|i| i.stage == Stage::Owners),
        stages: rules.stages.clone(),
        people,
    };
    project.coordinator = facts.people.coordinator;
    project.deputy = facts.people.deputy;
    project.lead = facts.people.lead;
    project.gateway = gateway;
    project.starts = facts.starts;
    project.ends = facts.ends;
    Ok((facts, project, datasets))
}

/// Submits the draft as it was shown: `version` and `draft_version` are those of the page.
pub async fn submit(cx: &Context, number: &str, version: i64, draft_version: i64) -> Answer<State> {
    let seen = seen(cx, number).await?;
    cx.permit("SubmitApplication", &seen.resource)?;
    if seen.project.version != version || seen.project.draft_version != draft_version {
        return Err(No::Stale);
    }
    let (facts, project, datasets) = facts(cx, &seen).await?;
    let goes = submit::submit(&facts)?;
    let app = &cx.app;
    let number_of = i64::try_from(applications::versions(app, project.id).await?.len()).unwrap_or(0) + 1;
    let by = cx.person()?;
    let mut change = app.store.change().await?;
    if !applications::submit(app, &mut change, &project, goes.to).await? {
        return Err(No::Stale);
    }
    applications::add_version(app, &mut change, &project, number_of, by).await?;
    applications::name(&mut change, project.id, &facts.people.roles()).await?;
    applications::request(app, &mut change, project.id, &facts.datasets).await?;
    if goes.owners_again {
        assessment::supersede(app, &mut change, project.id, Stage::Owners).await?;
        assessment::supersede(app, &mut change, project.id, Stage::Accreditation).await?;
        applications::withdraw_approvals(&mut change, project.id).await?;
    }
    open(app, &mut change, &project, &goes.open, &datasets).await?;
    tell_about(cx, &mut change, &project, &facts).await?;
    let action = if facts.state == State::Draft { "application-submitted" } else { "application-resubmitted" };
    let entry = cx.entry(action, "project", project.id).project(project.id);
    change
        .commit(entry.detail("version", number_of).detail("to", goes.to).detail("form", &project.draft.version))
        .await?;
    Ok(goes.to)
}

/// The applicant gets a confirmation, those who asked hear that the answers are there.
async fn tell_about(cx: &Context, change: &mut ::store::Change, project: &Project, facts: &Facts) -> Answer<()> {
    let app = &cx.app;
    let link = format!("/projects/{}", project.number);
    platform::tell(app, change, project.applicant, &about(project, "projects-told-submitted", link)).await?;
    if facts.state == State::Queried {
        let answered = about(project, "projects-told-answered", format!("/assessments/{}", project.number));
        let queries = assessment::queries(app, project.id).await?;
        let items = assessment::items(app, project.id).await?;
        let open = |q: &crate::Query| items.iter().any(|i| i.id == q.item && i.open());
        let askers: BTreeSet<_> = queries.iter().filter(|q| open(q)).map(|q| q.asked_by).collect();
        for person in askers {
            platform::tell(app, change, person, &answered).await?;
        }
    }
    Ok(())
}
