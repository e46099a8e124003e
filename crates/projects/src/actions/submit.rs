//! Submitting an application, and sending it back after questions (APP, ASM-01).

use std::collections::BTreeSet;

use ::store::Change;
use data::{Dataset, DatasetId};
use forms::{Form, Lists, Problems};
use platform::{Answer, Context, No};
use serde::Deserialize;
use utoipa::ToSchema;

use super::reading::{form_of, lists, lookup};
use super::save::people;
use super::stages::{about, open};
use crate::Rules;
use crate::did::Did;
use crate::model::{Item, Outcome, Project, Query};
use crate::policy::SubmitApplication;
use crate::rules::stages::{Stage, State};
use crate::rules::submit::{self, Approval, Facts};
use crate::seen::Seen;
use crate::store::{applications, assessment};

/// The versions that the sender saw.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct Submission {
    pub version: i64,
    pub draft_version: i64,
}

/// The gateway with the tightest rules among those of the data (2.2): it decides about the five years.
fn gateway(datasets: &[Dataset]) -> String {
    let has = |g: &str| datasets.iter().any(|d| d.gateway == g);
    let known = ["dea", "srsa"].into_iter().find(|g| has(g)).map(ToOwned::to_owned);
    known.or_else(|| datasets.first().map(|d| d.gateway.clone())).unwrap_or_default()
}

/// The draft as it would be submitted, read once.
#[derive(Debug, Clone)]
pub struct Ready {
    /// What the rule asks for.
    pub facts: Facts,
    pub project: Project,
    pub datasets: Vec<Dataset>,
    pub lists: Lists,
    /// What the form still wants.
    pub problems: Problems,
    items: Vec<Item>,
    queries: Vec<Query>,
}

impl Ready {
    /// The stages that approved and will look again, because of what has been rewritten since.
    pub fn looks_again(&self, goes: &submit::Goes) -> BTreeSet<Stage> {
        self.items.iter().filter(|i| goes.again.contains(&i.id)).map(|i| i.stage).collect()
    }
}

/// Each approval that stands, and whether what it was given for is still what would be submitted.
async fn approvals(cx: &Context, form: &Form, items: &[Item], draft: &forms::Answers) -> Answer<Vec<Approval>> {
    let rules: &Rules = cx.app.part()?;
    let mut all = Vec::new();
    for item in items.iter().filter(|i| i.outcome == Some(Outcome::Approved)) {
        let without = rules.decides_without.get(&item.stage);
        let approved = match item.approved_at() {
            Some(at) => applications::version_at(&cx.app, item.project, at).await?,
            None => None,
        };
        // Where nobody can say what was approved, it is looked at again.
        let changed = approved.is_none_or(|version| {
            let other = form.diff(&version.draft.answers, draft);
            other.iter().any(|question| !without.is_some_and(|w| w.contains(*question)))
        });
        all.push(Approval { item: item.id, stage: item.stage, changed });
    }
    Ok(all)
}

pub async fn ready(cx: &Context, seen: &Seen) -> Answer<Ready> {
    let app = &cx.app;
    let rules: &Rules = app.part()?;
    let mut project = seen.project.clone();
    let form = form_of(app, &project)?;
    let answers = &project.draft.answers;
    let named = people(app, project.applicant, answers).await?;
    let lists = lists(app).await?;
    let problems = form.check(answers, &lists);
    // What is no id of a dataset is asked for as well, and unknown.
    let asked: BTreeSet<&str> = answers.list("datasets").into_iter().collect();
    let chosen: BTreeSet<DatasetId> = asked.iter().filter_map(|d| d.parse().ok()).collect();
    let datasets: Vec<Dataset> = data::datasets_of(app, &chosen).await?.into_iter().filter(|d| d.published).collect();
    let queries = assessment::queries(app, project.id).await?;
    let items = assessment::items(app, project.id).await?;
    let approved = approvals(cx, form, &items, answers).await?;
    let student = people::person(app, &project.applicant).await?.is_some_and(|p| p.student);
    let gateway = gateway(&datasets);
    let facts = Facts {
        state: project.state,
        problems: problems.len() + named.unknown.len(),
        student: student && rules.student_needs_supervisor,
        supervisor: named.supervisor,
        supervisor_confirmed: project.supervisor_confirmed && project.supervisor == named.supervisor,
        applicant: project.applicant,
        accepted: answers.is_yes("declaration"),
        checklist: form.question("checklist").is_none() || answers.answered("checklist"),
        exploratory: answers.text("type") == "exploratory",
        starts: answers.date("starts"),
        ends: answers.date("ends"),
        today: seen.today,
        cap_years: rules.cap_years.get(&gateway).copied(),
        exploratory_months: rules.exploratory_months,
        unknown_datasets: asked.len() - datasets.len(),
        datasets: chosen,
        datasets_before: seen.requests.iter().map(|r| r.dataset).collect(),
        unanswered: queries.iter().filter(|q| q.answer.is_none()).count(),
        open: items.iter().filter(|i| i.open()).map(|i| i.stage).collect(),
        approved,
        owners_asked: items.iter().any(|i| i.stage == Stage::Owners),
        stages: rules.stages.clone(),
        people: named.people,
    };
    project.coordinator = facts.people.coordinator;
    project.deputy = facts.people.deputy;
    project.lead = facts.people.lead;
    project.gateway = gateway;
    project.starts = facts.starts;
    project.ends = facts.ends;
    Ok(Ready { facts, project, datasets, lists, problems, items, queries })
}

/// Submits the draft as it was shown; says in which state the application is then.
pub async fn submit(cx: &Context, number: &str, sent: Submission) -> Answer<State> {
    let held = lookup::<SubmitApplication>(cx, number).await?;
    if held.project.version != sent.version || held.project.draft_version != sent.draft_version {
        return Err(No::Stale);
    }
    let ready = Box::pin(ready(cx, &held)).await?;
    let goes = submit::submit(&ready.facts)?;
    let app = &cx.app;
    let project = &ready.project;
    let last = applications::last_version(app, project.id).await?.map_or(0, |v| v.number);
    let by = cx.person()?;
    let mut change = cx.change(&held).await?;
    if !applications::submit(app, &mut change, &held, project, goes.step).await? {
        return Err(No::Stale);
    }
    applications::add_version(app, &mut change, &held, last + 1, by).await?;
    applications::name(&mut change, &held, &ready.facts.people.roles()).await?;
    applications::request(&mut change, &held, &ready.facts.datasets).await?;
    for item in ready.items.iter().filter(|i| goes.again.contains(&i.id)) {
        if !assessment::lapse(&mut change, &held, item).await? {
            return Err(No::Stale);
        }
        for dataset in &item.datasets {
            applications::withdraw_approval(&mut change, &held, *dataset).await?;
        }
    }
    assessment::rewritten(&mut change, &held).await?;
    if goes.owners_again {
        assessment::supersede(app, &mut change, &held, Stage::Owners).await?;
        assessment::supersede(app, &mut change, &held, Stage::Accreditation).await?;
        applications::withdraw_approvals(&mut change, &held).await?;
    }
    let asked = ready.items.iter().filter(|i| i.stands() && !goes.owners_again && !goes.again.contains(&i.id));
    let begun = asked.flat_map(|i| i.datasets.iter().copied()).collect();
    Box::pin(open(app, &mut change, &held, &goes.open, &ready.datasets, &begun)).await?;
    tell_about(cx, &mut change, &ready).await?;
    let did = if goes.step.from() == State::Draft { Did::Submitted } else { Did::Resubmitted };
    let mut entry = cx.record(did(project.id)).project(project.id);
    let again: Vec<&str> = ready.looks_again(&goes).into_iter().map(Stage::word).collect();
    if !again.is_empty() {
        entry = entry.detail("again", again.join(" "));
    }
    change
        .commit(entry.detail("version", last + 1).detail("to", goes.step.to()).detail("form", &project.draft.version))
        .await?;
    Ok(goes.step.to())
}

/// The applicant gets a confirmation, those who asked hear that the answers are there.
async fn tell_about(cx: &Context, change: &mut Change, ready: &Ready) -> Answer<()> {
    let (app, project) = (&cx.app, &ready.project);
    let link = format!("/projects/{}", project.number);
    platform::tell(app, change, project.applicant, &about(project, "projects-told-submitted", link)).await?;
    if ready.facts.state == State::Queried {
        let answered = about(project, "projects-told-answered", format!("/assessments/{}", project.number));
        let open = |q: &&Query| ready.items.iter().any(|i| i.id == q.item && i.open());
        let askers: BTreeSet<_> = ready.queries.iter().filter(open).map(|q| q.asked_by).collect();
        for person in askers {
            platform::tell(app, change, person, &answered).await?;
        }
    }
    Ok(())
}
