//! What was found in a round, and what its checkers said.

use std::collections::BTreeMap;

use foundation::{Moment, Severity};
use platform::{Answer, App, May, PersonId, Right};
use store::{Change, args, row, statements};

use super::model::OutputRequest;
pub use super::model::StoredFinding;
use crate::ids::{FileId, FindingId, RequestId};
use crate::policy::VoteOnOutput;
use crate::rules::minimum::Found;
use crate::rules::vote::Publishable;
use crate::rules::{Cast, Code, Vote};

statements! {
    write ADD_FINDING(text, text, int, int, text, text, text, text, text, text) = "insert into output_finding (id, request, round, number, file, code, severity, place, reason, evidence)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    read FINDINGS(text, int) -> StoredFinding = "select id, number, file, code, severity, place, reason, evidence from output_finding
        where request = $1 and round = $2 order by number limit 1000";
    write ADD_VOTE(text, int, text, text, text, text, int) = "insert into output_vote (request, round, checker, vote, reason, publishable, at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    read VOTES(text) -> Voted = "select round, checker, vote, reason, publishable from output_vote where request = $1
        order by round, at, checker limit 1000";
    write ADD_ANSWER(text, text, text, int) = "insert into output_answer (finding, checker, reason, at) values ($1, $2, $3, $4)";
    read ANSWERS(text, int) -> (finding: FindingId, checker: PersonId, reason: String) = "select a.finding, a.checker, a.reason from output_answer a join output_finding f on f.id = a.finding
        where f.request = $1 and f.round = $2 order by f.number, a.at limit 2000";
}

foundation::stored_as_text!(Code);

row! {
    StoredFinding {
        id: FindingId,
        number: u32,
        file: Option<FileId>,
        found: Found = *,
    }
}

row! {
    Found {
        code: Code,
        severity: Severity,
        place: String,
        reason: String,
        evidence: String,
    }
}

/// Keeps what was found in a round of this request.
pub async fn add_finding(
    change: &mut Change,
    request: &impl Right<OutputRequest>,
    round: u32,
    f: &StoredFinding,
) -> Answer<()> {
    let row = args![
        f.id.to_string(),
        request.id().to_string(),
        round,
        f.number,
        f.file.map(|f| f.to_string()),
        f.found.code.to_string(),
        f.found.severity.word(),
        &f.found.place,
        &f.found.reason,
        &f.found.evidence
    ];
    change.run(&ADD_FINDING, row).await?;
    Ok(())
}

/// What was found in a round, in the order in which it was found.
pub async fn findings(app: &App, request: RequestId, round: u32) -> Answer<Vec<StoredFinding>> {
    Ok(app.store.rows(&FINDINGS, args![request.to_string(), round]).await?)
}

row! {
    Cast {
        checker: PersonId,
        vote: Vote,
        reason: String,
        publishable: Publishable,
    }
}

row! {
    struct Voted {
        round: u32,
        cast: Cast = *,
    }
}

impl Voted {
    fn with_round(self) -> (u32, Cast) {
        (self.round, self.cast)
    }
}

/// The votes of every round, with the round.
pub async fn votes(app: &App, request: RequestId) -> Answer<Vec<(u32, Cast)>> {
    Ok(app.store.rows(&VOTES, args![request.to_string()]).await?.into_iter().map(Voted::with_round).collect())
}

/// The same inside a change that holds the request.
pub async fn votes_in(change: &mut Change, request: RequestId) -> Answer<Vec<(u32, Cast)>> {
    Ok(change.rows(&VOTES, args![request.to_string()]).await?.into_iter().map(Voted::with_round).collect())
}

/// Keeps a vote on this request.
pub async fn add_vote(
    change: &mut Change,
    request: &May<VoteOnOutput, OutputRequest>,
    round: u32,
    v: &Cast,
    at: Moment,
) -> Answer<()> {
    let (id, checker) = (request.id().to_string(), v.checker.to_string());
    let row = args![id, round, checker, v.vote.word(), &v.reason, v.publishable.word(), at];
    change.run(&ADD_VOTE, row).await?;
    Ok(())
}

/// Why a checker takes findings for harmless (SDC-06).
pub async fn add_answers(
    change: &mut Change,
    _request: &May<VoteOnOutput, OutputRequest>,
    checker: PersonId,
    answers: &BTreeMap<FindingId, String>,
    at: Moment,
) -> Answer<()> {
    for (finding, reason) in answers.iter().filter(|(_, r)| !r.trim().is_empty()) {
        change.run(&ADD_ANSWER, args![finding.to_string(), checker.to_string(), reason, at]).await?;
    }
    Ok(())
}

/// What checkers wrote to the findings of a round: finding, checker, reason.
pub async fn answers(app: &App, request: RequestId, round: u32) -> Answer<Vec<(FindingId, PersonId, String)>> {
    Ok(app.store.rows(&ANSWERS, args![request.to_string(), round]).await?)
}
