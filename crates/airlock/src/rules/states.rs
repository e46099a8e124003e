//! Where a request for release can be, who holds the pen, and where it can go (domain 1.22).

use std::fmt::Write;

use foundation::States;

foundation::words! {
    /// Where a request is.
    #[derive(utoipa::ToSchema)]
    #[schema(as = OutputState)]
    State {
        /// Being put together.
        Draft = "draft",
        /// Handed in: its files are frozen under their hashes (OUT-01).
        Submitted = "submitted",
        /// The service looks into the frozen files.
        Inspection = "inspection",
        /// With the checkers; nobody has voted.
        FirstCheck = "first-check",
        /// With the checkers; one has voted.
        SecondCheck = "second-check",
        /// The two disagree and the profile asks a third.
        ThirdCheck = "third-check",
        /// Back with a question or with what to correct (OUT-21).
        Returned = "returned",
        /// Two checkers agree; the release is being made.
        Approved = "approved",
        /// Out.
        Released = "released",
        /// The checkers agree that it may not leave.
        Rejected = "rejected",
        /// Taken back, before or after its release.
        Withdrawn = "withdrawn",
    }
}

foundation::words! {
    /// Who holds the pen.
    #[derive(utoipa::ToSchema)]
    #[schema(as = OutputHolder)]
    Holder {
        Researcher = "researcher",
        Service = "service",
        Checkers = "checkers",
        Nobody = "nobody",
    }
}

/// Who holds the pen, and where a request can go. Total: a test walks every state.
pub const MOVES: &[(State, Holder, &[State])] = &[
    (State::Draft, Holder::Researcher, &[State::Submitted, State::Withdrawn]),
    (State::Submitted, Holder::Service, &[State::Inspection, State::Withdrawn]),
    (State::Inspection, Holder::Service, &[State::FirstCheck, State::Returned]),
    (State::FirstCheck, Holder::Checkers, &[State::SecondCheck, State::Withdrawn]),
    (
        State::SecondCheck,
        Holder::Checkers,
        &[State::ThirdCheck, State::Returned, State::Approved, State::Rejected, State::Withdrawn],
    ),
    (State::ThirdCheck, Holder::Checkers, &[State::Returned, State::Approved, State::Rejected, State::Withdrawn]),
    (State::Returned, Holder::Researcher, &[State::Submitted, State::Withdrawn]),
    (State::Approved, Holder::Service, &[State::Released]),
    (State::Released, Holder::Checkers, &[State::Withdrawn]),
    (State::Rejected, Holder::Nobody, &[]),
    (State::Withdrawn, Holder::Nobody, &[]),
];

impl State {
    fn row(self) -> Option<&'static (State, Holder, &'static [State])> {
        MOVES.iter().find(|(state, _, _)| *state == self)
    }

    pub fn holder(self) -> Holder {
        self.row().map_or(Holder::Nobody, |r| r.1)
    }

    /// A checker may vote.
    pub fn with_checkers(self) -> bool {
        matches!(self, State::FirstCheck | State::SecondCheck | State::ThirdCheck)
    }

    /// The requester may change files, items and answers.
    pub fn open(self) -> bool {
        self.holder() == Holder::Researcher
    }

    /// Nothing more can happen.
    pub fn over(self) -> bool {
        self.next().is_empty()
    }
}

impl States for State {
    fn all() -> &'static [State] {
        State::ALL
    }

    fn next(self) -> &'static [State] {
        self.row().map_or(&[], |r| r.2)
    }

    fn first() -> State {
        State::Draft
    }
}

/// The page of the handbook: the machine as a diagram and as a table, made from [`MOVES`].
pub fn handbook_page() -> String {
    let mut page = String::from(
        "# The states of a request for release\n\nMade from `MOVES` in `crates/airlock/src/rules/states.rs`; a test compares.\n\n```mermaid\nstateDiagram-v2\n    [*] --> draft\n",
    );
    let name = |s: State| s.word().replace('-', "_");
    for (from, _, to) in MOVES {
        if from.word().contains('-') {
            let _ = writeln!(page, "    {}: {}", name(*from), from.word().replace('-', " "));
        }
        for next in *to {
            let _ = writeln!(page, "    {} --> {}", name(*from), name(*next));
        }
        if to.is_empty() {
            let _ = writeln!(page, "    {} --> [*]", name(*from));
        }
    }
    page.push_str("```\n\n| state | who holds the pen | where it can go |\n|---|---|---|\n");
    for (from, holder, to) in MOVES {
        let to: Vec<&str> = to.iter().map(|s| s.word()).collect();
        let _ = writeln!(page, "| {} | {} | {} |", from.word(), holder.word(), to.join(", "));
    }
    page
}
