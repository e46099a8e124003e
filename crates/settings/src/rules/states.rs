//! Where an agreement on connectivity (AOC-12) and a proposed place can be, and why a stay in a space ends.

use foundation::{States, words};

words! {
    /// Whether an agreement opens what its dates say. Its dates themselves are no states: they begin and end it by the day.
    AocState {
        InForce = "in-force",
        Suspended = "suspended",
    }
}

impl States for AocState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        AocState::InForce
    }
    fn next(self) -> &'static [Self] {
        match self {
            AocState::InForce => &[AocState::Suspended],
            AocState::Suspended => &[AocState::InForce],
        }
    }
}

words! {
    /// Whether a person is in a space. Its row says it: it has an end, or none.
    StayState {
        Inside = "inside",
        Ended = "ended",
    }
}

impl States for StayState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        StayState::Inside
    }
    fn next(self) -> &'static [Self] {
        match self {
            StayState::Inside => &[StayState::Ended],
            StayState::Ended => &[],
        }
    }
}

words! {
    /// Where a place is that one person proposes and another confirms.
    PlaceProposalState {
        Proposed = "proposed",
        Confirmed = "confirmed",
        /// By another, or taken back by the one who proposed it.
        Declined = "declined",
    }
}

impl States for PlaceProposalState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        PlaceProposalState::Proposed
    }
    fn next(self) -> &'static [Self] {
        match self {
            PlaceProposalState::Proposed => &[PlaceProposalState::Confirmed, PlaceProposalState::Declined],
            PlaceProposalState::Confirmed | PlaceProposalState::Declined => &[],
        }
    }
}

words! {
    /// Why a stay in a space ended. What the person sees where they did not leave by themselves, `inside` says.
    WhyEnded {
        Left = "left",
        /// From another browser, place or route.
        EnteredAgain = "entered-again",
        TimeOver = "time-over",
        /// Allowed from here, but not where or how they entered.
        Moved = "moved",
        /// The access decision has become a no.
        Refused = "refused",
        /// The person's account was disabled.
        Disabled = "disabled",
    }
}
