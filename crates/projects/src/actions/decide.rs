//! An assessor decides (ASM-02 to ASM-05).

use std::collections::BTreeSet;

use forms::{Answers, Problems};
use foundation::{Move, Refusal};
use platform::{Answer, Context, May, No};

use super::stages::{open, somebody_accredited, tell_applicant};
use super::to_assess;
use crate::Rules;
use crate::did::Did;
use crate::model::Outcome;
use crate::policy::Assess;
use crate::rules::assess::{self, Decision, Facts, Follows};
use crate::rules::stages::{Stage, State};
use crate::seen::Assessed;
use crate::store::{applications, assessment};

/// The form on which a stage is decided.
pub fn form_for(stage: Stage) -> &'static str {
    match stage {
        Stage::Owners => "assessment-owner",
        Stage::Accreditation => "assessment-accreditation",
        Stage::Quality | Stage::Feasibility | Stage::Ethics => "assessment",
    }
}

/// An assessor decides. `version` is the decision's as the sender saw it.
#[derive(Debug, Clone)]
pub struct TakeDecision {
    pub version: i64,
    pub decision: Decision,
}

impl TakeDecision {
    /// Reads the form of the decision's stage; else the answers with what is wrong with them.
    pub fn read(
        cx: &Context,
        to: &Assessed,
        version: i64,
        fields: &[(String, String)],
    ) -> Answer<Result<TakeDecision, (Answers, Problems)>> {
        let stage = to.item.stage;
        let (answers, problems) = cx.app.profile.form(form_for(stage))?.read(None, fields, &());
        if !problems.is_empty() {
            return Ok(Err((answers, problems)));
        }
        let text = |id: &str| answers.text(id).trim().to_owned();
        let decision = match (answers.text("outcome"), stage) {
            ("approve", Stage::Accreditation) => Decision::Accredit { number: text("number") },
            ("approve", _) => Decision::Approve { conditions: Some(text("conditions")).filter(|t| !t.is_empty()) },
            _ => Decision::Reject { reason: text("reason") },
        };
        Ok(Ok(TakeDecision { version, decision }))
    }
}

/// Questions of this decision that are not answered, or whose answers have not been sent back with the application yet.
async fn unanswered(cx: &Context, held: &Assessed) -> Answer<usize> {
    let last = applications::last_version(&cx.app, held.seen.project.id).await?.map(|v| v.at);
    let of = held.queries.iter().filter(|q| q.item == held.item.id);
    Ok(of.filter(|q| q.answer.is_none() || last.is_none_or(|at| q.asked_at >= at)).count())
}

/// Stages that are deciding, and those that have approved and are through.
fn standing(held: &Assessed) -> (BTreeSet<Stage>, BTreeSet<Stage>) {
    let begun: BTreeSet<Stage> = held.items.iter().filter(|i| i.open()).map(|i| i.stage).collect();
    let all_data = held.seen.requests.iter().all(|r| r.approved);
    let approved = held.items.iter().filter(|i| i.outcome == Some(Outcome::Approved)).map(|i| i.stage);
    let through = approved.filter(|s| !begun.contains(s) && (*s != Stage::Owners || all_data)).collect();
    (begun, through)
}

/// What the rules ask for.
pub(crate) async fn facts(cx: &Context, held: &Assessed) -> Answer<Facts> {
    let rules: &Rules = cx.app.part()?;
    let (project, item) = (&held.seen.project, &held.item);
    let (begun, approved) = standing(held);
    let together = held.items.iter().filter(|i| i.id != item.id && i.open() && i.stage.state() == item.stage.state());
    Ok(Facts {
        state: project.state,
        stage: item.stage,
        open: item.open(),
        unanswered: unanswered(cx, held).await?,
        others_open: together.count(),
        approved,
        begun,
        involved: held.seen.colleagues(),
        ends: project.ends,
        today: held.seen.today,
        cap_years: rules.cap_years.get(&project.gateway).copied(),
        somebody_accredited: item.stage == Stage::Accreditation && somebody_accredited(&cx.app, &held.seen).await?,
        stages: rules.stages.clone(),
    })
}

/// How often a decision is tried while other assessors decide on the same application.
const TRIES: usize = 4;

/// Takes the decision; says in which state the application is then. Where another assessor's decision came between reading
/// and writing, the facts are read again: both count.
pub async fn decide(cx: &Context, mut held: May<Assess, Assessed>, take: &TakeDecision) -> Answer<State> {
    for left in (0..TRIES).rev() {
        if let Some(to) = Box::pin(try_once(cx, &held, take)).await? {
            return Ok(to);
        }
        if left > 0 {
            held = to_assess(cx, &held.seen.project.number, held.item.id).await?;
        }
    }
    Err(No::Stale)
}

async fn try_once(cx: &Context, held: &May<Assess, Assessed>, take: &TakeDecision) -> Answer<Option<State>> {
    let app = &cx.app;
    let (project, item) = (&held.seen.project, &held.item);
    if item.version != take.version {
        return Err(No::Stale);
    }
    let by = cx.person()?;
    let Follows { step, open: opens } = assess::decide(&facts(cx, held).await?, by, &take.decision)?;
    let to = step.map_or(project.state, Move::to);
    let decided = match &take.decision {
        Decision::Approve { conditions } => (Outcome::Approved, None, conditions.as_deref()),
        Decision::Accredit { .. } => (Outcome::Approved, None, None),
        Decision::Reject { reason } => (Outcome::Rejected, Some(reason.as_str()), None),
    };
    let (outcome, reason, conditions) = decided;
    let mut change = cx.change(held).await?;
    if !applications::go(app, &mut change, held, step.as_slice()).await? {
        return Ok(None);
    }
    let decided = assessment::Decided { outcome, reason, conditions };
    if !assessment::decide(app, &mut change, held, decided, by).await? {
        return Err(No::Stale);
    }
    if outcome == Outcome::Approved {
        for dataset in &item.datasets {
            applications::approve(app, &mut change, held, *dataset).await?;
        }
    }
    let mut entry = cx.record(Did::Assessed(project.id)).project(project.id);
    entry = entry.detail("stage", item.stage).detail("outcome", outcome).detail("to", to);
    if item.stage == Stage::Owners {
        entry = entry.detail("owner", &item.owner_name);
    }
    if let Decision::Accredit { number } = &take.decision {
        match applications::accredit(&mut change, held, held.seen.today, number.trim()).await {
            Err(No::Store(e)) if e.is_taken() => {
                return Err(No::refused(NumberTaken::Taken { number: number.clone() }));
            }
            other => other?,
        }
        entry = entry.detail("number", number.trim());
    }
    if let Some(reason) = reason {
        entry = entry.why(reason);
    }
    let begun = held.items.iter().filter(|i| i.stands()).flat_map(|i| i.datasets.iter().copied()).collect();
    Box::pin(open(app, &mut change, held, &opens, &held.seen.datasets, &begun)).await?;
    if step.is_some() {
        tell_applicant(app, &mut change, project, to).await?;
    }
    change.commit(entry).await?;
    Ok(Some(to))
}

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NumberTaken {
    #[refusal("projects-assess-number-taken")]
    Taken { number: String },
}
