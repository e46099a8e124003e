//! A request with what it holds, as it is read.

use forms::Draft;
use foundation::{Date, Moment, Move};
use platform::{Answer, ContentHash, No};

use crate::ids::{FileId, FindingId, RequestId};
use crate::rules::minimum::Found;
use crate::rules::{Cast, Finding, Request, State, Times};

/// A request with everything that its pages show but files and items.
#[derive(Debug, Clone)]
pub struct OutputRequest {
    /// What the rules see.
    pub core: Request,
    /// The votes of every round, with the round.
    pub votes: Vec<(u32, Cast)>,
    /// What was found in its round, in the order in which it was found.
    pub found: Vec<StoredFinding>,
    pub reference: String,
    /// The kind of output; empty until it is chosen.
    pub kind: String,
    pub answers: Draft,
    /// What the requester said to the question of the round before.
    pub reply: String,
    pub made_at: Moment,
    pub times: Times,
    pub version: i64,
}

/// A file of a round: chosen, and frozen at submission (OUT-01).
#[derive(Debug, Clone)]
pub struct OutputFile {
    pub id: FileId,
    pub round: u32,
    pub number: u32,
    /// The file of the SDC folder.
    pub space_file: String,
    pub name: String,
    pub class: String,
    pub bytes: u64,
    pub hash: ContentHash,
    pub frozen_at: Option<Moment>,
    /// The true type, once it was inspected.
    pub content: String,
}

/// One step of a request, worked out from it as it was read: all that is written of it.
#[derive(Debug, Clone)]
pub struct Step {
    pub(super) request: RequestId,
    pub(super) version: i64,
    pub(super) state: Move<State>,
    pub(super) round: u32,
    pub(super) times: Times,
}

impl Step {
    /// The round that it leaves the request in.
    pub fn round(&self) -> u32 {
        self.round
    }
}

impl OutputRequest {
    pub fn id(&self) -> RequestId {
        self.core.id
    }

    pub fn state(&self) -> State {
        self.core.state
    }

    /// What a move of the table makes of this request.
    pub fn step(&self, state: Move<State>, now: Moment, holidays: &[Date]) -> Answer<Step> {
        if state.from() != self.state() {
            return Err(No::Broken(format!("a step from {} of a request that is {}", state.from(), self.state())));
        }
        let (round, times) = (self.core.round_after(state), self.times.after(state, now, holidays));
        Ok(Step { request: self.id(), version: self.version, state, round, times })
    }

    /// The request once the step is written.
    pub fn after(mut self, step: &Step) -> OutputRequest {
        (self.core.state, self.core.round, self.times) = (step.state.to(), step.round, step.times);
        self.version = step.version + 1;
        self
    }
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
        let name = if place.is_empty() { code.to_string() } else { format!("{code} ({place})") };
        Finding { id: self.id, severity: *severity, name }
    }
}
