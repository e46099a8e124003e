//! Where an accreditation, an agreement and a proposed role can be, and where each can go from there (1.22, AGR-11).

use std::fmt::{Display, Write};

use foundation::{Date, States, words};

words! {
    /// Where a request for accreditation is, and what became of it.
    AccreditationState {
        Requested = "requested",
        /// Back with the person, with a question.
        Queried = "queried",
        Granted = "granted",
        Refused = "refused",
        /// It opens nothing until the suspension is lifted.
        Suspended = "suspended",
        Withdrawn = "withdrawn",
    }
}

words! {
    /// Where a signed agreement is.
    AgreementState {
        /// Its first day is still to come.
        Signed = "signed",
        InForce = "in-force",
        /// Past its last day.
        Ended = "ended",
        Withdrawn = "withdrawn",
    }
}

words! {
    /// Where a role is that one operator proposes and another confirms.
    RoleProposalState {
        Proposed = "proposed",
        Confirmed = "confirmed",
        /// By another operator, or taken back by the one who proposed it.
        Declined = "declined",
    }
}

words! {
    /// Who moves it on.
    Holder {
        Person = "person",
        Service = "service",
        /// Nobody acts: a day begins.
        Time = "time",
        Nobody = "nobody",
    }
}

use AccreditationState as C;
use AgreementState as G;
use Holder as H;
use RoleProposalState as P;

/// Who moves an accreditation on, and where it can go. A suspended one is granted again when the suspension is lifted.
pub const ACCREDITATION_MOVES: &[(C, H, &[C])] = &[
    (C::Requested, H::Service, &[C::Queried, C::Granted, C::Refused]),
    (C::Queried, H::Person, &[C::Requested]),
    (C::Granted, H::Service, &[C::Suspended, C::Withdrawn]),
    (C::Refused, H::Nobody, &[]),
    (C::Suspended, H::Service, &[C::Granted, C::Withdrawn]),
    (C::Withdrawn, H::Nobody, &[]),
];

/// The same of an agreement. It begins and ends by its dates; staff withdraw it.
pub const AGREEMENT_MOVES: &[(G, H, &[G])] = &[
    (G::Signed, H::Time, &[G::InForce, G::Withdrawn]),
    (G::InForce, H::Time, &[G::Ended, G::Withdrawn]),
    (G::Ended, H::Nobody, &[]),
    (G::Withdrawn, H::Nobody, &[]),
];

/// The same of a proposed role.
pub const ROLE_PROPOSAL_MOVES: &[(P, H, &[P])] = &[
    (P::Proposed, H::Service, &[P::Confirmed, P::Declined]),
    (P::Confirmed, H::Nobody, &[]),
    (P::Declined, H::Nobody, &[]),
];

/// Where the table leads from a state. A test holds each table total; a state that were missing would go nowhere.
fn next<S: Copy + PartialEq>(moves: &'static [(S, Holder, &'static [S])], from: S) -> &'static [S] {
    moves.iter().find(|(state, ..)| *state == from).map_or(&[], |row| row.2)
}

impl States for AccreditationState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        C::Requested
    }
    fn next(self) -> &'static [Self] {
        next(ACCREDITATION_MOVES, self)
    }
}

impl AccreditationState {
    /// It waits for the service or for an answer.
    pub fn open(self) -> bool {
        matches!(self, C::Requested | C::Queried)
    }
}

impl States for AgreementState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        G::Signed
    }
    fn next(self) -> &'static [Self] {
        next(AGREEMENT_MOVES, self)
    }
}

impl States for RoleProposalState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        P::Proposed
    }
    fn next(self) -> &'static [Self] {
        next(ROLE_PROPOSAL_MOVES, self)
    }
}

impl AgreementState {
    /// Where an agreement of these dates is on a day. One that was withdrawn stays so.
    pub fn of(from: Date, until: Option<Date>, withdrawn: bool, on: Date) -> AgreementState {
        if withdrawn {
            G::Withdrawn
        } else if on < from {
            G::Signed
        } else if until.is_some_and(|until| until < on) {
            G::Ended
        } else {
            G::InForce
        }
    }
}

/// The page of the handbook: the machines as diagrams and tables, made from the tables above.
pub fn handbook_page() -> String {
    let mut page = String::from(
        "# The states of an accreditation, of an agreement and of a proposed role\n\nMade from the tables in `crates/people/src/rules/states.rs`; a test compares.\n",
    );
    draw(&mut page, "Accreditation", ACCREDITATION_MOVES);
    draw(&mut page, "Agreement", AGREEMENT_MOVES);
    draw(&mut page, "Proposed role", ROLE_PROPOSAL_MOVES);
    page
}

fn draw<S: States + Display>(page: &mut String, title: &str, moves: &[(S, Holder, &'static [S])]) {
    let name = |s: &S| s.to_string().replace('-', "_");
    let _ = write!(page, "\n## {title}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {}\n", name(&S::first()));
    for (from, _, to) in moves {
        if name(from) != from.to_string() {
            let _ = writeln!(page, "    {}: {}", name(from), from.to_string().replace('-', " "));
        }
        for next in *to {
            let _ = writeln!(page, "    {} --> {}", name(from), name(next));
        }
        if to.is_empty() {
            let _ = writeln!(page, "    {} --> [*]", name(from));
        }
    }
    page.push_str("```\n\n| state | who moves it on | where it can go |\n|---|---|---|\n");
    for (from, holder, to) in moves {
        let to: Vec<String> = to.iter().map(ToString::to_string).collect();
        let _ = writeln!(page, "| {from} | {holder} | {} |", to.join(", "));
    }
}
