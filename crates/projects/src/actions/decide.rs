//! An assessor decides (ASM-02 to ASM-05).

use platform::{Answer, Context, No, OrNotFound};

use super::stages::{open, somebody_accredited, tell_applicant};
use super::{Seen, seen};
use crate::Rules;
use crate::model::{Item, ItemId, Outcome, Query};
use crate::rules::assess::{self, Decision, Facts};
use crate::rules::stages::{Stage, State};
use crate::store::{applications, assessment};
use foundation::Moment;
use permissions::{Attr, Resource};

/// What the policies see of a decision to be taken. Of the owners' stage only those who speak for every one of its
/// datasets may take it.
pub fn assessment_resource(seen: &Seen, item: &Item) -> Resource {
    let mut owners: Option<std::collections::BTreeSet<_>> = None;
    for d in seen.datasets.iter().filter(|d| item.datasets.contains(&d.id)) {
        owners = Some(match owners {
            None => d.owners.clone(),
            Some(owners) => owners.intersection(&d.owners).copied().collect(),
        });
    }
    Resource::new("Assessment", item.id.to_string())
        .with("stage", Attr::text(item.stage.word()))
        .with("owners", Attr::set(owners.into_iter().flatten().map(|p| p.to_string())))
        .with("involved", Attr::set(seen.involved.iter().map(ToString::to_string)))
}

/// Questions of this decision that are not answered, or whose answers have not been sent back with the application yet.
fn unanswered(item: ItemId, queries: &[Query], last_version: Option<Moment>) -> usize {
    let open = |q: &&Query| q.answer.is_none() || last_version.is_none_or(|at| q.asked_at >= at);
    queries.iter().filter(|q| q.item == item).filter(open).count()
}

/// What the rules ask for.
pub(crate) async fn facts(cx: &Context, seen: &Seen, item: &Item, items: &[Item]) -> Answer<Facts> {
    let app = &cx.app;
    let rules: &Rules = app.part()?;
    let project = &seen.project;
    let queries = assessment::queries(app, project.id).await?;
    let last = applications::versions(app, project.id).await?.last().map(|v| v.at);
    let together = |i: &&Item| i.id != item.id && i.open() && i.stage.state() == item.stage.state();
    Ok(Facts {
        state: project.state,
        stage: item.stage,
        open: item.open(),
        unanswered: unanswered(item.id, &queries, last),
        others_open: items.iter().filter(together).count(),
        involved: seen.involved.clone(),
        ends: project.ends,
        today: app.world.now().date(),
        cap_years: rules.cap_years.get(&project.gateway).copied(),
        somebody_accredited: item.stage == Stage::Accreditation && somebody_accredited(app, project).await?,
        stages: rules.stages.clone(),
    })
}

/// Takes the decision. `version` is the decision's as the page showed it. Where another assessor's decision came between
/// reading and writing, the facts are read again: both count.
pub async fn decide(cx: &Context, number: &str, id: ItemId, version: i64, decision: &Decision) -> Answer<State> {
    for _ in 0..4 {
        if let Some(to) = try_once(cx, number, id, version, decision).await? {
            return Ok(to);
        }
    }
    Err(No::Stale)
}

async fn try_once(cx: &Context, number: &str, id: ItemId, version: i64, decision: &Decision) -> Answer<Option<State>> {
    let seen = seen(cx, number).await?;
    let app = &cx.app;
    let project = &seen.project;
    let items = assessment::items(app, project.id).await?;
    let mut item = items.iter().find(|i| i.id == id).cloned().or_not_found()?;
    cx.permit("Assess", &assessment_resource(&seen, &item))?;
    if item.version != version {
        return Err(No::Stale);
    }
    let by = cx.person()?;
    let follows = assess::decide(&facts(cx, &seen, &item, &items).await?, by, decision)?;
    let outcome = match decision {
        Decision::Approve { conditions } => {
            item.conditions = conditions.clone();
            Outcome::Approved
        }
        Decision::Accredit { .. } => Outcome::Approved,
        Decision::Reject { reason } => {
            item.reason = Some(reason.clone());
            Outcome::Rejected
        }
    };
    item.outcome = Some(outcome);
    let mut change = app.store.change().await?;
    if !applications::go(app, &mut change, project, follows.to).await? {
        return Ok(None);
    }
    if !assessment::decide(app, &mut change, &item, by).await? {
        return Err(No::Stale);
    }
    if outcome == Outcome::Approved {
        for dataset in &item.datasets {
            applications::approve(app, &mut change, project.id, *dataset).await?;
        }
    }
    let mut entry = cx.entry("application-assessed", "project", project.id).project(project.id);
    entry = entry.detail("stage", item.stage).detail("outcome", outcome).detail("to", follows.to);
    if item.stage == Stage::Owners {
        entry = entry.detail("owner", &item.owner_name);
    }
    if let Decision::Accredit { number } = decision {
        match applications::accredit(&mut change, project.id, app.world.now().date(), number.trim()).await {
            Err(No::Store(e)) if e.is_taken() => {
                return Err(No::refused(NumberTaken::Taken { number: number.clone() }));
            }
            other => other?,
        }
        entry = entry.detail("number", number.trim());
    }
    if let Decision::Reject { reason } = decision {
        entry = entry.why(reason);
    }
    open(app, &mut change, project, &follows.open, &seen.datasets).await?;
    if follows.to != project.state {
        tell_applicant(app, &mut change, project, follows.to).await?;
    }
    change.commit(entry).await?;
    Ok(Some(follows.to))
}

#[derive(Debug, Clone, PartialEq, Eq, foundation::Refusal)]
pub enum NumberTaken {
    #[refusal("projects-assess-number-taken")]
    Taken { number: String },
}
