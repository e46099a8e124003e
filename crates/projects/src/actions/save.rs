//! Keeping the answers of a draft, section by section.

use std::collections::BTreeSet;

use forms::{Answers, Problem, Problems};
use platform::{Answer, App, Context, No, PersonId};

use super::Seen;
use super::reading::form_of;
use crate::rules::submit::People;
use crate::store::applications;

/// Reads a list of addresses.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|a| !a.is_empty())
}

/// The people whom the answers name, found by the addresses they registered with (2.4): an address that nobody has
/// registered is a problem of its question.
pub async fn people(app: &App, applicant: PersonId, answers: &Answers) -> Answer<(People, Option<PersonId>, Problems)> {
    let mut problems = Problems::none();
    let mut found = async |question: &str, email: &str| -> Answer<Option<PersonId>> {
        let person = people::find_by_email(app, email).await?.map(|p| p.id);
        if person.is_none() {
            problems.add(Problem::new(question, "projects-person-unknown").with("email", email));
        }
        Ok(person)
    };
    let mut one: Vec<Option<PersonId>> = Vec::new();
    for question in ["coordinator", "deputy", "lead", "supervisor"] {
        let email = answers.text(question).trim();
        one.push(if email.is_empty() { None } else { found(question, email).await? });
    }
    let mut researchers = BTreeSet::from([applicant]);
    for email in addresses(answers.text("team")) {
        researchers.extend(found("team", email).await?);
    }
    let coordinator = one[0].unwrap_or(applicant);
    let people = People { coordinator, deputy: one[1], lead: one[2].unwrap_or(coordinator), researchers };
    Ok((people, one[3], problems))
}

/// Keeps the answers. Whoever confirmed the draft before has to confirm it again (APP-19).
pub async fn save(cx: &Context, seen: &Seen, draft_version: i64, answers: &Answers) -> Answer<()> {
    cx.permit("EditApplication", &seen.resource)?;
    let mut project = seen.project.clone();
    if project.draft_version != draft_version || !project.state.editable() {
        return Err(No::Stale);
    }
    let (_, supervisor, _) = people(&cx.app, project.applicant, answers).await?;
    project.draft = form_of(&cx.app, &project)?.draft(answers);
    project.title = answers.text("title").trim().to_owned();
    project.supervisor = supervisor;
    let mut change = cx.app.store.change().await?;
    if !applications::save(&mut change, &project, None).await? {
        return Err(No::Stale);
    }
    change.commit(cx.entry("application-saved", "project", project.id).project(project.id)).await?;
    Ok(())
}
