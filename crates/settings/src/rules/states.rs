//! Where an agreement on connectivity (AOC-12), a proposed place and a desktop can be, and why a stay in a space ends.

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

words! {
    /// Where a desktop is.
    DeskState {
        Open = "open",
        /// Its picture is taken away until the person has said again who they are (NET-09).
        Locked = "locked",
        Ended = "ended",
    }
}

impl States for DeskState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        DeskState::Open
    }
    fn next(self) -> &'static [Self] {
        match self {
            DeskState::Open => &[DeskState::Locked, DeskState::Ended],
            DeskState::Locked => &[DeskState::Open, DeskState::Ended],
            DeskState::Ended => &[],
        }
    }
}

words! {
    /// Why a desktop was locked.
    WhyLocked {
        Idle = "idle",
        ByPerson = "by-person",
    }
}

words! {
    /// Why a desktop ended.
    WhyDeskEnded {
        ByPerson = "by-person",
        TimeOver = "time-over",
        /// The access decision has become a no, or the stay in the space has ended.
        Refused = "refused",
        SignedOut = "signed-out",
        /// The person has entered the space again, from another browser, place or route.
        EnteredAgain = "entered-again",
        LeftLocked = "left-locked",
        /// Data were added to the space or taken from it.
        DataChanged = "data-changed",
        DiskFull = "disk-full",
        ProgramsEnded = "programs-ended",
        NotStarted = "not-started",
        /// The access decision could not be asked for a minute.
        Undecided = "undecided",
        /// Its recording could not be written.
        NotRecorded = "not-recorded",
        /// The service stopped, or was killed, while it ran.
        ServiceStopped = "service-stopped",
    }
}
