//! A request for release as the rules see it.

use foundation::{Move, Severity};
use platform::PersonId;
use projects::ProjectId;

use super::vote::{Publishable, Vote};
use super::{State, StatisticClass};
use crate::ids::{FindingId, ItemId, RequestId, TableId};

foundation::words! {
    /// What an item is.
    #[derive(utoipa::ToSchema)]
    #[schema(as = OutputItemKind)]
    ItemKind {
        Table = "table",
        Figure = "figure",
        Model = "model",
    }
}

/// Something found in the current round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub id: FindingId,
    pub severity: Severity,
    /// What a refusal calls it: code and place.
    pub name: String,
}

impl Finding {
    /// Somebody must answer it before a release.
    pub fn needs_answer(&self) -> bool {
        self.severity != Severity::Note
    }
}

/// A vote that has been cast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cast {
    pub checker: PersonId,
    pub vote: Vote,
    /// What the requester is asked or told.
    pub reason: String,
    /// OUT-05.
    pub publishable: Publishable,
}

/// One table, figure or model of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: ItemId,
    /// From 1, in the order of the output.
    pub number: u32,
    pub kind: ItemKind,
    /// "Table 1": as it stands in the output (OUT-12).
    pub label: String,
    /// What it shows (OUT-14).
    pub description: String,
    /// Unweighted counts, or where they stand (OUT-11).
    pub counts: String,
    pub statistic: Option<StatisticClass>,
    /// The table of the space it was made from: the service then has the counts of every cell.
    pub table: Option<TableId>,
}

/// A request with what its current round holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub id: RequestId,
    pub project: ProjectId,
    pub requester: PersonId,
    pub state: State,
    pub round: u32,
    /// Votes of this round.
    pub votes: Vec<Cast>,
    /// Findings of this round.
    pub findings: Vec<Finding>,
    /// The kind of output is written up: "publishable quality" is asked (OUT-05).
    pub written_up: bool,
}

impl Request {
    /// The round that is being put together: the next one while it is returned.
    pub fn open_round(&self) -> u32 {
        if self.state == State::Returned { self.round + 1 } else { self.round }
    }

    /// The round in which a step leaves it: handing in begins the one that was being put together.
    pub fn round_after(&self, step: Move<State>) -> u32 {
        if step.to() == State::Submitted { self.open_round() } else { self.round }
    }

    /// What a person may see of the votes: before the round is decided only their own, so that the second judges
    /// independently of the first.
    pub fn votes_shown_to(&self, person: PersonId) -> Vec<&Cast> {
        let decided = !self.state.with_checkers();
        self.votes.iter().filter(|v| decided || v.checker == person).collect()
    }
}
