//! People, a request and the two profiles' rules, for tests of the rules.

use std::path::PathBuf;

use airlock::rules::vote::{Disagreement, Publishable};
use airlock::rules::{Cast, Finding, Item, ItemKind, Request, Severity, State, StatisticClass};
use airlock::{FindingId, ItemId, RequestId, Rules};
use foundation::Refusals;
use platform::PersonId;
use projects::ProjectId;
use uuid::Uuid;

pub const ANWEN: PersonId = PersonId(Uuid::from_u128(0x200));
pub const BOB: PersonId = PersonId(Uuid::from_u128(0x201));
pub const CERYS: PersonId = PersonId(Uuid::from_u128(0x202));
pub const DAI: PersonId = PersonId(Uuid::from_u128(0x203));
pub const ELERI: PersonId = PersonId(Uuid::from_u128(0x204));
pub const FFION: PersonId = PersonId(Uuid::from_u128(0x205));
/// Whom the machine's command line made operators.
pub const OPERATORS: [PersonId; 2] = [PersonId(Uuid::from_u128(0x301)), PersonId(Uuid::from_u128(0x302))];

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The section `[airlock]` of a profile, as the program reads it.
pub fn rules(profile: &str) -> Rules {
    platform::testing::profile(profile).rules("airlock").expect("[airlock] can be read")
}

pub struct ARequest(Request);

/// Anwen's request, in its first round.
pub fn a_request() -> ARequest {
    ARequest(Request {
        id: RequestId(Uuid::from_u128(1)),
        project: ProjectId(Uuid::from_u128(2)),
        requester: ANWEN,
        state: State::Draft,
        round: 1,
        votes: Vec::new(),
        findings: Vec::new(),
        written_up: true,
    })
}

impl ARequest {
    pub fn with_checkers(mut self) -> ARequest {
        self.0.state = State::FirstCheck;
        self
    }

    pub fn at(mut self, state: State, round: u32) -> ARequest {
        (self.0.state, self.0.round) = (state, round);
        self
    }

    pub fn voted(mut self, checker: PersonId, vote: airlock::rules::vote::Vote) -> ARequest {
        self.0.votes.push(Cast { checker, vote, reason: "why".into(), publishable: Publishable::Unsaid });
        self.0.state = State::SecondCheck;
        self
    }

    pub fn finding(mut self, severity: Severity, name: &str) -> ARequest {
        let id = FindingId(Uuid::from_u128(100 + self.0.findings.len() as u128));
        self.0.findings.push(Finding { id, severity, name: name.into() });
        self
    }

    pub fn done(self) -> Request {
        self.0
    }
}

pub fn an_item() -> Item {
    Item {
        id: ItemId(Uuid::from_u128(7)),
        number: 1,
        kind: ItemKind::Table,
        label: "Table 1".into(),
        description: "Employment by region and age group in 2024".into(),
        counts: "Beside each figure".into(),
        statistic: Some(StatisticClass::Frequencies),
        table: None,
    }
}

pub fn third() -> Disagreement {
    Disagreement::ThirdChecker
}

pub fn reasons<T: std::fmt::Debug, R>(result: Result<T, Refusals<R>>) -> Vec<R> {
    result.expect_err("a refusal").0
}
