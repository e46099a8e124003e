//! What the endpoints take and answer.

use std::collections::BTreeMap;

use forms::Answers;
use permissions::Action;
use platform::{Answer, App, Context, May};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions::form_of;
use crate::model::{Item, ItemId, Outcome, Project, Request};
use crate::policy::{self, Assess, ConfirmApplication, EditApplication, ReadAssessment};
use crate::rules::roles::Role;
use crate::rules::stages::{Holder, Stage, State};
use crate::seen::Seen;
use crate::store::{applications, assessment};

/// A project in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectLine {
    pub number: String,
    pub title: String,
    pub state: State,
    /// Whose turn it is (APP-05).
    pub holder: Holder,
    pub starts: Option<String>,
    pub ends: Option<String>,
}

/// A project, as far as the caller may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectRecord {
    #[serde(flatten)]
    pub line: ProjectLine,
    /// Send it back with what changes the project's state: a stale one is refused.
    pub version: i64,
    /// The version of the draft, for those who write it.
    pub draft_version: i64,
    pub gateway: String,
    pub accreditation_number: Option<String>,
    pub accredited_on: Option<String>,
    /// The answers being written; only for those who write or confirm them.
    #[schema(value_type = Option<Object>)]
    pub answers: Option<Answers>,
    pub members: Vec<MemberRecord>,
    pub datasets: Vec<DatasetLine>,
    /// The access of all its data together, in words (CAT-02).
    pub access: Option<String>,
    pub assessments: Vec<Assessment>,
    pub queries: Vec<QueryRecord>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MemberRecord {
    pub person: String,
    pub name: String,
    pub role: Role,
    pub from: String,
    pub until: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DatasetLine {
    pub reference: String,
    pub title: String,
    /// Level and words together (CAT-03).
    pub access: String,
    pub approved: bool,
    pub mapped: bool,
    /// Counts towards the access of the project: mapped, or unmapped and not yet cleared out (LVL-04).
    pub counts: bool,
}

/// A decision on the application, taken or to be taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct Assessment {
    pub id: String,
    pub stage: Stage,
    /// The data owner whose decision it is; empty for other stages.
    pub owner: String,
    pub outcome: Option<Outcome>,
    pub conditions: Option<String>,
    pub reason: Option<String>,
    /// Whether the caller may take it.
    pub yours: bool,
    /// The questions whose answers have changed since the same people approved the application; none where they never did.
    pub changed: Vec<String>,
    pub version: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct QueryRecord {
    pub id: String,
    pub assessment: String,
    pub question: String,
    pub text: String,
    pub answer: Option<String>,
}

/// An entry of the project's history.
#[derive(Debug, Serialize, ToSchema)]
pub struct Happened {
    /// The entry's number in the record, once it has one.
    pub number: Option<i64>,
    /// RFC 3339.
    pub at: String,
    pub action: String,
    pub words: String,
}

/// Answers by question; with them the version of the draft that the sender saw.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewAnswers {
    pub draft_version: i64,
    #[schema(value_type = Object)]
    pub answers: Answers,
}

/// A decision: the answers of the form of its stage (`outcome` approve or reject, `reason`, `conditions`, `number`).
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDecision {
    pub assessment: String,
    pub version: i64,
    #[schema(value_type = Object)]
    pub answers: Answers,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct NewQuery {
    pub assessment: String,
    pub version: i64,
    /// The form's question it is about.
    pub question: String,
    pub text: String,
}

pub(super) fn line(p: &Project) -> ProjectLine {
    ProjectLine {
        number: p.number.clone(),
        title: p.title.clone(),
        state: p.state,
        holder: p.state.holder(),
        starts: p.starts.map(|d| d.to_string()),
        ends: p.ends.map(|d| d.to_string()),
    }
}

/// What has changed since those were asked before who are asked again now, decision by decision.
async fn changed(app: &App, project: &Project, items: &[Item]) -> Answer<BTreeMap<ItemId, Vec<String>>> {
    let mut all = BTreeMap::new();
    for item in items.iter().filter(|i| i.open()) {
        let Some(at) = item.approved_before(items) else { continue };
        let was = applications::version_at(app, project.id, at).await?;
        let is = applications::last_version(app, project.id).await?;
        if let Some((was, is)) = was.zip(is) {
            let questions = form_of(app, project)?.diff(&was.draft.answers, &is.draft.answers);
            all.insert(item.id, questions.into_iter().map(str::to_owned).collect());
        }
    }
    Ok(all)
}

pub(super) async fn record(cx: &Context, seen: &May<impl Action<On = policy::Project>, Seen>) -> Answer<ProjectRecord> {
    let app = &cx.app;
    let Seen { project: p, members, mappings, requests, .. } = &**seen;
    let names = people::names(app, &members.iter().map(|m| m.person).collect::<Vec<_>>()).await?;
    let all = assessment::items(app, p.id).await?;
    let changed = changed(app, p, &all).await?;
    let items = all.iter().map(|i| (i, seen.assessment(i)));
    // An owner sees their own decision only (APP-16).
    let items: Vec<_> = items.filter(|(_, thing)| cx.allows::<ReadAssessment>(thing)).collect();
    let writes = seen.also::<EditApplication>(cx) || seen.also::<ConfirmApplication>(cx);
    let queries = assessment::queries(app, p.id).await?;
    let mapped: Vec<_> = mappings.iter().filter(|m| m.counts()).map(|m| m.dataset).collect();
    let counting = seen.datasets.iter().filter(|d| mapped.is_empty() || mapped.contains(&d.id));
    Ok(ProjectRecord {
        line: line(p),
        version: p.version,
        draft_version: p.draft_version,
        gateway: p.gateway.clone(),
        accreditation_number: p.accreditation_number.clone(),
        accredited_on: p.accredited_on.map(|d| d.to_string()),
        answers: writes.then(|| p.draft.answers.clone()),
        access: data::project_access_words(&app.texts, cx.lang, app.part()?, counting),
        members: members
            .iter()
            .map(|m| MemberRecord {
                person: m.person.to_string(),
                name: names.get(&m.person).cloned().unwrap_or_default(),
                role: m.role,
                from: m.from.to_string(),
                until: m.until.map(|d| d.to_string()),
            })
            .collect(),
        datasets: seen
            .datasets
            .iter()
            .map(|d| DatasetLine {
                reference: d.reference.clone(),
                title: d.title(cx.lang).to_owned(),
                access: data::access_words(&app.texts, cx.lang, d),
                approved: requests.contains(&Request { dataset: d.id, approved: true }),
                mapped: mappings.iter().any(|m| m.dataset == d.id && m.mapped()),
                counts: mappings.iter().any(|m| m.dataset == d.id && m.counts()),
            })
            .collect(),
        queries: queries
            .into_iter()
            .filter(|q| items.iter().any(|(i, _)| i.id == q.item))
            .map(|q| QueryRecord {
                id: q.id.to_string(),
                assessment: q.item.to_string(),
                question: q.question,
                text: q.asked,
                answer: q.answer,
            })
            .collect(),
        assessments: items
            .iter()
            .map(|(i, thing)| Assessment {
                id: i.id.to_string(),
                stage: i.stage,
                owner: i.owner_name.clone(),
                outcome: i.outcome,
                conditions: i.conditions.clone(),
                reason: i.reason.clone(),
                yours: i.open() && p.state.assessed() && cx.allows::<Assess>(thing),
                changed: changed.get(&i.id).cloned().unwrap_or_default(),
                version: i.version,
            })
            .collect(),
    })
}
