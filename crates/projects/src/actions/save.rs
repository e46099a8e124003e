//! Keeping the answers of a draft: a section that a page sends, or some answers that a program sends.

use std::collections::BTreeSet;

use forms::{Answers, Lists, Problem, Problems};
use platform::{Answer, App, Context, May, No, OrNotFound, PersonId};

use super::reading::form_of;
use crate::did::Did;
use crate::model::Project;
use crate::policy::EditApplication;
use crate::rules::submit::People;
use crate::seen::Seen;
use crate::store::applications;

/// Reads a list of addresses.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|a| !a.is_empty())
}

/// Whom the answers of an application name.
#[derive(Debug, Clone)]
pub struct Named {
    pub people: People,
    pub supervisor: Option<PersonId>,
    /// Addresses that nobody has registered, each a problem of its question.
    pub unknown: Problems,
}

/// The people whom the answers name, found by the addresses they registered with (2.4).
pub async fn people(app: &App, applicant: PersonId, answers: &Answers) -> Answer<Named> {
    let mut unknown = Problems::none();
    let mut found = async |question: &str, email: &str| -> Answer<Option<PersonId>> {
        let person = people::find_by_email(app, email).await?.map(|p| p.id);
        if person.is_none() {
            unknown.add(Problem::new(question, "projects-person-unknown").with("email", email));
        }
        Ok(person)
    };
    let mut one = [None; 4];
    for (person, question) in one.iter_mut().zip(["coordinator", "deputy", "lead", "supervisor"]) {
        let email = answers.text(question).trim();
        if !email.is_empty() {
            *person = found(question, email).await?;
        }
    }
    let [coordinator, deputy, lead, supervisor] = one;
    let mut researchers = BTreeSet::from([applicant]);
    for email in addresses(answers.text("team")) {
        researchers.extend(found("team", email).await?);
    }
    let coordinator = coordinator.unwrap_or(applicant);
    let people = People { coordinator, deputy, lead: lead.unwrap_or(coordinator), researchers };
    Ok(Named { people, supervisor, unknown })
}

/// Answers as they were sent.
#[derive(Debug, Clone, Copy)]
pub enum Sent<'a> {
    /// The fields of one section: what it asks and was not sent is empty now.
    Section(&'a str, &'a [(String, String)]),
    /// Some answers; the others stay.
    Answers(&'a Answers),
}

/// The answers of a draft, to be kept. `draft_version` is the draft's as the sender saw it.
#[derive(Debug, Clone)]
pub struct SaveAnswers {
    draft_version: i64,
    answers: Answers,
    supervisor: Option<PersonId>,
}

impl SaveAnswers {
    /// Reads what was sent over what the draft says; else the answers with what is wrong with those that were sent.
    pub async fn read(
        cx: &Context,
        project: &Project,
        lists: &Lists,
        draft_version: i64,
        sent: Sent<'_>,
    ) -> Answer<Result<SaveAnswers, (Answers, Problems)>> {
        let form = form_of(&cx.app, project)?;
        let kept = &project.draft.answers;
        let (answers, problems) = match sent {
            Sent::Section(section, fields) => {
                form.section(section).or_not_found()?;
                form.read_over(kept, Some(section), fields, lists)
            }
            Sent::Answers(sent) => {
                let mut all = kept.clone();
                all.0.extend(sent.0.clone());
                form.read(None, &all.pairs(), lists)
            }
        };
        let named = people(&cx.app, project.applicant, &answers).await?;
        let sent_now = |question: &str| match sent {
            Sent::Section(section, _) => form.section_of(question).is_some_and(|s| s.id == section),
            Sent::Answers(sent) => sent.get(question).is_some(),
        };
        // A page asks for one section: whatever its reading finds is about it.
        let about = |p: &&Problem| matches!(sent, Sent::Section(..)) || sent_now(&p.question);
        let mut wrong = Problems(problems.iter().filter(about).cloned().collect());
        for problem in named.unknown.iter().filter(|p| sent_now(&p.question)) {
            wrong.add(problem.clone());
        }
        if !wrong.is_empty() {
            return Ok(Err((answers, wrong)));
        }
        Ok(Ok(SaveAnswers { draft_version, answers, supervisor: named.supervisor }))
    }
}

/// Keeps the answers. Whoever confirmed the draft before has to confirm it again (APP-19).
pub async fn save(cx: &Context, held: &May<EditApplication, Seen>, new: SaveAnswers) -> Answer<()> {
    let project = &held.project;
    if project.draft_version != new.draft_version || !project.state.editable() {
        return Err(No::Stale);
    }
    let written = Project {
        draft: form_of(&cx.app, project)?.draft(&new.answers),
        title: new.answers.text("title").trim().to_owned(),
        supervisor: new.supervisor,
        ..project.clone()
    };
    let mut change = cx.change(held).await?;
    if !applications::save(&mut change, held, &written).await? {
        return Err(No::Stale);
    }
    change.commit(cx.record(Did::Saved(project.id)).project(project.id)).await?;
    Ok(())
}
