//! What the record says was done about ways in.

use people::OrganisationId;
use platform::PersonId;
use projects::ProjectId;

use crate::model::{DeskSessionId, PlaceId, PlaceProposalId, SpaceSessionId};

platform::did! {
    /// Connectivity, places, stays in spaces and desktops in them.
    pub(crate) Did {
        "organisation" (OrganisationId) {
            AocRecorded = "aoc-recorded",
            AocSuspended = "aoc-suspended",
            AocResumed = "aoc-resumed",
        }
        "place" (PlaceId) {
            PlaceRecorded = "place-recorded",
            PlaceEnded = "place-ended",
        }
        "place-proposal" (PlaceProposalId) {
            PlaceProposed = "place-proposed",
            PlaceDeclined = "place-declined",
        }
        "person" (PersonId) {
            AddressRecorded = "address-recorded",
            AddressChanged = "address-changed",
        }
        "desk-session" (DeskSessionId) {
            DeskOpened = "desk-opened",
            DeskLocked = "desk-locked",
            DeskUnlocked = "desk-unlocked",
            DeskEnded = "desk-ended",
            DeskRecorded = "desk-recorded",
            RecordingWatched = "recording-watched",
            RecordingRemoved = "recording-removed",
        }
        "project" (ProjectId) {
            EntryRefused = "entry-refused",
            DeskRefused = "desk-refused",
            DeskFileBrought = "desk-file-brought",
        }
        "space-session" (SpaceSessionId) {
            Entered = "space-entered",
            SessionEnded = "space-session-ended",
        }
    }
}

/// Every word that this crate writes into the record, and the kind of thing it is about.
pub const RECORDED: &[(&str, &str)] = Did::WORDS;
