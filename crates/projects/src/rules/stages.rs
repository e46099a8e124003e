//! The states of an application, who holds the pen in each, and where it can go (1.22).

use std::collections::BTreeSet;

use foundation::States;

foundation::words! {
    /// Where an application is; `Active` is where the project begins.
    #[derive(utoipa::ToSchema)]
    State {
        Draft = "draft",
        Quality = "quality",
        /// Feasibility and ethics, side by side (ASM-03).
        Review = "review",
        Owners = "owners",
        Accreditation = "accreditation",
        /// Somebody asked something; several may, at any stage (ASM-07).
        Queried = "queried",
        Accredited = "accredited",
        SetUp = "set-up",
        Active = "active",
        Withdrawn = "withdrawn",
        Rejected = "rejected",
    }
}

foundation::words! {
    /// Whose turn it is (APP-05).
    #[derive(utoipa::ToSchema)]
    Holder {
        Applicant = "applicant",
        Service = "service",
        DataOwners = "data-owners",
        AccreditingBody = "accrediting-body",
        Nobody = "nobody",
    }
}

foundation::words! {
    /// What is assessed, each by a role of its own.
    #[derive(utoipa::ToSchema)]
    Stage {
        Quality = "quality",
        Feasibility = "feasibility",
        Ethics = "ethics",
        Owners = "owners",
        Accreditation = "accreditation",
    }
}

use Holder as H;
use State as S;

/// Who holds the pen, and where an application can go. Total: a test walks every state.
pub const MOVES: &[(State, Holder, &[State])] = &[
    (S::Draft, H::Applicant, &[S::Quality, S::Withdrawn]),
    // Where a later stage had approved already and nothing changed that it decides by, it is passed over.
    (S::Quality, H::Service, &[S::Review, S::Owners, S::Accreditation, S::Queried, S::Withdrawn, S::Rejected]),
    (S::Review, H::Service, &[S::Owners, S::Accreditation, S::Queried, S::Withdrawn, S::Rejected]),
    (S::Owners, H::DataOwners, &[S::Accreditation, S::Queried, S::Withdrawn, S::Rejected]),
    (S::Accreditation, H::AccreditingBody, &[S::Accredited, S::SetUp, S::Queried, S::Withdrawn, S::Rejected]),
    (S::Queried, H::Applicant, &[S::Quality, S::Review, S::Owners, S::Accreditation, S::Withdrawn, S::Rejected]),
    (S::Accredited, H::Service, &[S::SetUp, S::Withdrawn]),
    (S::SetUp, H::Service, &[S::Active, S::Withdrawn]),
    (S::Active, H::Nobody, &[]),
    (S::Withdrawn, H::Nobody, &[]),
    (S::Rejected, H::Nobody, &[]),
];

impl States for State {
    fn all() -> &'static [State] {
        State::ALL
    }

    fn next(self) -> &'static [State] {
        self.row().2
    }

    fn first() -> State {
        S::Draft
    }
}

impl State {
    fn row(self) -> &'static (State, Holder, &'static [State]) {
        // A test holds the table total; a state that were missing would go nowhere.
        const NOWHERE: (State, Holder, &[State]) = (S::Rejected, H::Nobody, &[]);
        MOVES.iter().find(|(s, ..)| *s == self).unwrap_or(&NOWHERE)
    }

    pub fn holder(self) -> Holder {
        self.row().1
    }

    /// The applicant may change the answers.
    pub fn editable(self) -> bool {
        self.holder() == Holder::Applicant
    }

    /// With assessors, or back with the applicant in between.
    pub fn assessed(self) -> bool {
        matches!(self, S::Quality | S::Review | S::Owners | S::Accreditation | S::Queried)
    }

    /// Accredited, whether set up already or not.
    pub fn accredited(self) -> bool {
        matches!(self, S::Accredited | S::SetUp | S::Active)
    }

    /// The stages that are open together in this state, of those that the profile has.
    pub fn stages(self, profile: &BTreeSet<Stage>) -> Vec<Stage> {
        Stage::ALL.iter().copied().filter(|s| s.state() == self && profile.contains(s)).collect()
    }
}

impl Stage {
    /// The state in which it is open.
    pub fn state(self) -> State {
        match self {
            Stage::Quality => S::Quality,
            Stage::Feasibility | Stage::Ethics => S::Review,
            Stage::Owners => S::Owners,
            Stage::Accreditation => S::Accreditation,
        }
    }

    /// The role that decides it.
    pub fn role(self) -> &'static str {
        match self {
            Stage::Quality => "quality",
            Stage::Feasibility => "feasibility",
            Stage::Ethics => "ethics",
            Stage::Owners => "data-owner",
            Stage::Accreditation => "accreditation-body",
        }
    }
}

/// The state after `from` once all its stages have approved: the next with a stage of the profile that has not.
pub fn after(from: State, profile: &BTreeSet<Stage>, approved: &BTreeSet<Stage>) -> State {
    let later = [S::Quality, S::Review, S::Owners, S::Accreditation];
    let at = later.iter().position(|s| *s == from);
    let rest = at.map_or(&later[..], |i| &later[i + 1..]);
    let waits = |s: &State| s.stages(profile).iter().any(|stage| !approved.contains(stage));
    rest.iter().copied().find(waits).unwrap_or(S::Accredited)
}

/// The diagram of the handbook, in Mermaid's words.
pub fn diagram() -> String {
    let mut out = String::from("stateDiagram-v2\n    [*] --> draft\n");
    for (state, holder, next) in MOVES {
        out.push_str(&format!("    {0}: {1} ({holder})\n", id(*state), state.word()));
        for to in *next {
            out.push_str(&format!("    {} --> {}\n", id(*state), id(*to)));
        }
        if next.is_empty() {
            out.push_str(&format!("    {} --> [*]\n", id(*state)));
        }
    }
    out
}

fn id(state: State) -> String {
    state.word().replace('-', "_")
}
