//! What was found in a round, and what its checkers said.

use std::collections::BTreeMap;

use foundation::Moment;
use platform::{Answer, App, PersonId};
use store::{Change, Row, args, statements};

use super::requests::OutputFile;
use crate::ids::{FileId, FindingId, RequestId};
use crate::rules::minimum::Found;
use crate::rules::{Cast, Finding, Severity};

statements! {
    write ADD_FINDING(text, text, int, int, text, text, text, text, text, text) = "insert into output_finding (id, request, round, number, file, code, severity, place, reason, evidence)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    read FINDINGS(text, int) = "select id, number, file, code, severity, place, reason, evidence from output_finding
        where request = $1 and round = $2 order by number limit 1000";
    write ADD_VOTE(text, int, text, text, text, text, int) = "insert into output_vote (request, round, checker, vote, reason, publishable, at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    read VOTES(text) = "select round, checker, vote, reason, publishable, at from output_vote where request = $1
        order by round, at, checker limit 1000";
    write ADD_ANSWER(text, text, text, int) = "insert into output_answer (finding, checker, reason, at) values ($1, $2, $3, $4)";
    read ANSWERS(text, int) = "select a.finding, a.checker, a.reason from output_answer a join output_finding f on f.id = a.finding
        where f.request = $1 and f.round = $2 order by f.number, a.at limit 2000";
}

/// A finding as it is stored.
#[derive(Debug, Clone)]
pub struct StoredFinding {
    pub id: FindingId,
    pub number: u32,
    pub file: Option<FileId>,
    pub found: Found,
}

impl StoredFinding {
    /// The file that it was found in, out of those of its round.
    pub fn of<'f>(&self, files: &'f [OutputFile]) -> Option<&'f OutputFile> {
        files.iter().find(|f| Some(f.id) == self.file)
    }

    /// What the rules see.
    pub fn core(&self) -> Finding {
        let Found { code, severity, place, .. } = &self.found;
        let name = if place.is_empty() { code.clone() } else { format!("{code} ({place})") };
        Finding { id: self.id, severity: *severity, name }
    }
}

pub async fn add_finding(change: &mut Change, request: RequestId, round: u32, f: &StoredFinding) -> Answer<()> {
    let row = args![
        f.id.to_string(),
        request.to_string(),
        round,
        f.number,
        f.file.map(|f| f.to_string()),
        &f.found.code,
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
    let rows = app.store.rows(&FINDINGS, args![request.to_string(), round]).await?;
    rows.iter()
        .map(|r| {
            let severity: Severity = r.parse("severity")?;
            Ok(StoredFinding {
                id: r.parse("id")?,
                number: u32::try_from(r.int("number")?).unwrap_or(u32::MAX),
                file: r.parse_option("file")?,
                found: Found {
                    code: r.text("code")?,
                    severity,
                    place: r.text("place")?,
                    reason: r.text("reason")?,
                    evidence: r.text("evidence")?,
                },
            })
        })
        .collect()
}

fn cast(row: &Row) -> Answer<Cast> {
    Ok(Cast {
        checker: row.parse("checker")?,
        vote: row.parse("vote")?,
        reason: row.text("reason")?,
        publishable: match row.text("publishable")?.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    })
}

fn with_round(row: &Row) -> Answer<(u32, Cast)> {
    Ok((u32::try_from(row.int("round")?).unwrap_or(0), cast(row)?))
}

/// The votes of every round, with the round.
pub async fn votes(app: &App, request: RequestId) -> Answer<Vec<(u32, Cast)>> {
    app.store.rows(&VOTES, args![request.to_string()]).await?.iter().map(with_round).collect()
}

/// The same inside a change that holds the request.
pub async fn votes_in(change: &mut Change, request: RequestId) -> Answer<Vec<(u32, Cast)>> {
    change.rows(&VOTES, args![request.to_string()]).await?.iter().map(with_round).collect()
}

pub async fn add_vote(change: &mut Change, request: RequestId, round: u32, v: &Cast, at: Moment) -> Answer<()> {
    let publishable = match v.publishable {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let row = args![request.to_string(), round, v.checker.to_string(), v.vote.word(), &v.reason, publishable, at];
    change.run(&ADD_VOTE, row).await?;
    Ok(())
}

/// Why a checker takes findings for harmless (SDC-06).
pub async fn add_answers(
    change: &mut Change,
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
    let rows = app.store.rows(&ANSWERS, args![request.to_string(), round]).await?;
    rows.iter().map(|r| Ok((r.parse("finding")?, r.parse("checker")?, r.text("reason")?))).collect()
}
