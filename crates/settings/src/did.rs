//! What the record says was done about ways in.

use people::OrganisationId;
use platform::PersonId;
use projects::ProjectId;

use crate::model::{PlaceId, PlaceProposalId, SpaceSessionId};

platform::did! {
    /// Connectivity, places, and stays in spaces.
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
        "project" (ProjectId) {
            EntryRefused = "entry-refused",
        }
        "space-session" (SpaceSessionId) {
            Entered = "space-entered",
            SessionEnded = "space-session-ended",
        }
    }
}

/// Every word that this crate writes into the record, and the kind of thing it is about.
pub const RECORDED: &[(&str, &str)] = Did::WORDS;
