//! A checker votes (OUT-03).

use foundation::Refusals;
use platform::{Answer, Context, No, jobs};

use super::{Seen, apply, seen};
use crate::facts;
use crate::profile::Rules;
use crate::rules::vote::{Ballot, Facts, NoVote, vote as rule};
use crate::rules::{Cast, State, last_state};
use crate::store::{checks, requests};
use crate::words::finding_words;

/// Casts a vote in the round that the page showed. Two at the same moment count once each; the second of one person's
/// two is refused.
pub async fn vote(cx: &Context, reference: &str, round: u32, ballot: &Ballot) -> Answer<State> {
    let app = &cx.app;
    let Seen { request, resource } = seen(cx, reference).await?;
    cx.permit("VoteOnOutput", &resource)?;
    facts::review_access(cx).await?;
    let rules = app.part::<Rules>()?;
    let checker = cx.person()?;
    let facts = Facts {
        team: facts::team(app, request.core.project).await?,
        qualified: facts::qualified(cx).await?,
        disagreement: rules.disagreement,
    };
    let files = requests::files_of_round(app, request.id(), round).await?;
    let found = &request.found;
    let words = |id| found.iter().find(|f| f.id == id).map(|f| finding_words(cx, &f.found, f.of(&files)).0);
    let mut change = app.store.change().await?;
    // From here on nobody else votes on it until this change ends.
    let mut request = requests::hold(&mut change, app, request.id(), round).await?.ok_or(No::Stale)?;
    // A refusal names what is open as the page does.
    for finding in &mut request.core.findings {
        finding.name = words(finding.id).unwrap_or_default().trim_end_matches('.').to_owned();
    }
    let events = rule(&request.core, checker, ballot, &facts).map_err(|no: Refusals<NoVote>| No::from(no))?;
    let now = app.world.now();
    let cast =
        Cast { checker, vote: ballot.vote, reason: ballot.reason.trim().to_owned(), publishable: ballot.publishable };
    checks::add_vote(&mut change, request.id(), round, &cast, now).await?;
    let known: std::collections::BTreeSet<_> = request.core.findings.iter().map(|f| f.id).collect();
    let answers = ballot.answers.iter().filter(|(id, _)| known.contains(id));
    let answers = answers.map(|(id, text)| (*id, text.clone())).collect();
    checks::add_answers(&mut change, checker, &answers, now).await?;
    apply(&mut request, &events, now, rules);
    request.core.votes.push(cast);
    requests::moved(&mut change, &request).await?;
    match last_state(&events) {
        Some(State::Approved) => {
            let work = serde_json::json!({ "request": request.id() });
            jobs::enqueue(&mut change, &app.world, "release-output", &work, now).await?;
        }
        Some(State::Returned) => {
            super::copy_items(&mut change, app, &request).await?;
            tell_requester(cx, &mut change, "output-returned", &request).await?;
        }
        Some(State::Rejected) => tell_requester(cx, &mut change, "output-rejected", &request).await?,
        Some(State::ThirdCheck) => super::tell_checkers(app, &mut change, "output-third-check", &request).await?,
        _ => {}
    }
    // The record commits to the vote by a salted hash, so that it does not tell the second checker what the first said.
    let mut entry = cx
        .entry("output-voted", "output", request.id())
        .project(request.core.project)
        .personal("vote", ballot.vote.word())
        .detail("reference", &request.reference)
        .detail("round", round);
    if let Some(state) = last_state(&events).filter(|s| !s.with_checkers()) {
        entry = entry.detail("outcome", state);
    }
    change.commit(entry).await?;
    Ok(request.state())
}

async fn tell_requester(
    cx: &Context,
    change: &mut store::Change,
    key: &'static str,
    request: &requests::OutputRequest,
) -> Answer<()> {
    let link = format!("/outputs/{}", request.reference);
    super::tell(&cx.app, change, request.core.requester, key, request, link).await
}
