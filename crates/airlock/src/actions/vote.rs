//! A checker votes (OUT-03).

use std::collections::BTreeMap;

use platform::{Answer, Context, No, jobs};
use store::Change;

use super::ReleaseOutput;
use crate::did::Did;
use crate::facts;
use crate::lookup::AsChecker;
use crate::policy::VoteOnOutput;
use crate::profile::Rules;
use crate::rules::vote::{Ballot, Facts, vote as rule};
use crate::rules::{Cast, State};
use crate::store::requests::OutputRequest;
use crate::store::{checks, requests};
use crate::words::finding_words;

/// Vote on what the caller has looked at.
#[derive(Debug, Clone)]
pub struct CastVote {
    /// The round that was shown; in another one the vote is stale.
    pub round: u32,
    pub ballot: Ballot,
}

/// Casts a vote; the answer is where it led. Two at the same moment count once each; the second of one person's two is
/// refused.
pub async fn vote(cx: &Context, request: &AsChecker<VoteOnOutput>, asked: &CastVote) -> Answer<State> {
    let app = &cx.app;
    let request = request.right();
    let CastVote { round, ballot } = asked;
    let round = *round;
    if request.core.round != round {
        return Err(No::Stale);
    }
    let rules = app.part::<Rules>()?;
    let checker = cx.person()?;
    let facts = Facts {
        team: facts::people(&request.thing().team)?,
        qualified: facts::qualified(cx).await?,
        disagreement: rules.disagreement,
    };
    let files = requests::files_of_round(app, request.id(), round).await?;
    let words = |id| request.found.iter().find(|f| f.id == id).map(|f| finding_words(cx, &f.found, f.of(&files)).0);
    let mut change = cx.change(request).await?;
    // From here on nobody else votes on it until this change ends.
    let mut held = requests::hold(&mut change, app, request, round).await?.ok_or(No::Stale)?;
    // A refusal names what is open as the page does.
    for finding in &mut held.core.findings {
        finding.name = words(finding.id).unwrap_or_default().trim_end_matches('.').to_owned();
    }
    let step = rule(&held.core, checker, ballot, &facts)?;
    let now = app.world.now();
    let cast =
        Cast { checker, vote: ballot.vote, reason: ballot.reason.trim().to_owned(), publishable: ballot.publishable };
    checks::add_vote(&mut change, request, round, &cast, now).await?;
    let known = |id| held.core.findings.iter().any(|f| f.id == id);
    let answers: BTreeMap<_, _> =
        ballot.answers.iter().filter(|(id, _)| known(**id)).map(|(id, text)| (*id, text.clone())).collect();
    checks::add_answers(&mut change, request, checker, &answers, now).await?;
    requests::moved(&mut change, request, &held.step(step, now, &rules.holidays)?).await?;
    match step.to() {
        State::Approved => {
            jobs::enqueue(&mut change, &app.world, &ReleaseOutput { request: request.id() }, now).await?;
        }
        State::Returned => {
            super::copy_items(&mut change, app, request).await?;
            tell_requester(cx, &mut change, "output-returned", request).await?;
        }
        State::Rejected => tell_requester(cx, &mut change, "output-rejected", request).await?,
        State::ThirdCheck => {
            super::tell_checkers(app, &mut change, "output-third-check", request, &facts.team).await?;
        }
        _ => {}
    }
    // The record commits to the vote by a salted hash, so that it does not tell the second checker what the first said.
    let mut entry = cx
        .record(Did::OutputVoted(request.id()))
        .project(request.core.project)
        .personal("vote", ballot.vote.word())
        .detail("reference", &request.reference)
        .detail("round", round);
    if !step.to().with_checkers() {
        entry = entry.detail("outcome", step.to());
    }
    change.commit(entry).await?;
    Ok(step.to())
}

async fn tell_requester(cx: &Context, change: &mut Change, key: &'static str, request: &OutputRequest) -> Answer<()> {
    let link = format!("/outputs/{}", request.reference);
    super::tell(&cx.app, change, request.core.requester, key, request, link).await
}
