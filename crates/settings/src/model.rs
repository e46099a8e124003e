//! The things this crate keeps.

use foundation::{Date, Moment, Move, States, id_type};
use people::OrganisationId;
use platform::{Answer, Context, No, PersonId};
use projects::ProjectId;

use crate::rules::states::{AocState, DeskState, PlaceProposalState, StayState};

id_type!(
    /// A registered place.
    PlaceId
);
id_type!(
    /// A place that one person proposes to register.
    PlaceProposalId
);
id_type!(
    /// One stay of a person in a project's space.
    SpaceSessionId
);
id_type!(
    /// One desktop of a person in a project's space.
    DeskSessionId
);
id_type!(
    /// That somebody looks at a recording.
    DeskViewingId
);

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub address: String,
    /// A proxy that is not ours announces itself (NET-03).
    pub proxied: bool,
}

impl Place {
    pub fn of(cx: &Context) -> Place {
        Place { address: cx.address.clone(), proxied: cx.proxied }
    }
}

/// An address or range from which people may come in.
#[derive(Debug, Clone)]
pub struct RegisteredPlace {
    pub id: PlaceId,
    /// As the profile's `[[settings.place]]` names it.
    pub kind: String,
    pub organisation: Option<OrganisationId>,
    pub person: Option<PersonId>,
    /// The organisation's or person's name; empty for a place of the service.
    pub owner_name: String,
    pub name: String,
    pub address: String,
    pub from: Moment,
    pub until: Option<Moment>,
    pub approved_by: PersonId,
}

/// An address or range that one person proposes. People come in from it when another has confirmed it.
#[derive(Debug, Clone)]
pub struct PlaceProposal {
    pub id: PlaceProposalId,
    pub kind: String,
    pub organisation: Option<OrganisationId>,
    pub name: String,
    pub address: String,
    pub state: PlaceProposalState,
    pub proposed_by: PersonId,
    pub proposed_at: Moment,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Moment>,
    pub version: i64,
}

/// An organisation's connectivity agreement (AOC-01).
#[derive(Debug, Clone)]
pub struct Aoc {
    pub organisation: OrganisationId,
    pub organisation_name: String,
    pub office_from: Date,
    /// The last day.
    pub office_until: Option<Date>,
    /// The add-on for home, which cannot stand alone (AOC-06).
    pub remote_from: Option<Date>,
    pub remote_until: Option<Date>,
    pub suspended_from: Option<Date>,
    pub suspended_why: Option<String>,
    pub version: i64,
}

impl Aoc {
    pub fn state(&self) -> AocState {
        if self.suspended_from.is_some() { AocState::Suspended } else { AocState::InForce }
    }
}

/// A stay in a space.
#[derive(Debug, Clone)]
pub struct SpaceSession {
    pub id: SpaceSessionId,
    pub project: ProjectId,
    pub person: PersonId,
    /// The signed-in session it belongs to: signing out ends it.
    pub session: String,
    pub route: String,
    pub place: PlaceId,
    pub address: String,
    pub started_at: Moment,
    pub last_at: Moment,
    pub ends_at: Moment,
}

impl SpaceSession {
    /// The step out of the space: only stays without an end are read.
    pub(crate) fn leaving(&self) -> Answer<Move<StayState>> {
        StayState::Inside.to(StayState::Ended).map_err(|e| No::Broken(e.to_string()))
    }
}

/// A desktop.
#[derive(Debug, Clone)]
pub struct DeskSession {
    pub id: DeskSessionId,
    pub project: ProjectId,
    pub person: PersonId,
    /// The stay under which it was opened: it ends with it.
    pub stay: SpaceSessionId,
    /// Where it runs: the name in that machine's folder of desktops.
    pub machine: String,
    pub state: DeskState,
    pub opened_at: Moment,
    pub ends_at: Moment,
    pub locked_at: Option<Moment>,
}

impl DeskSession {
    /// The step to a state; a defect where there is none.
    pub(crate) fn step(&self, to: DeskState) -> Answer<Move<DeskState>> {
        self.state.to(to).map_err(|e| No::Broken(e.to_string()))
    }
}

/// The recording of a desktop, as it was last written down.
#[derive(Debug, Clone)]
pub struct DeskRecording {
    pub desk: DeskSessionId,
    pub project: ProjectId,
    pub person: PersonId,
    pub begun_at: Moment,
    pub ended_at: Option<Moment>,
    pub chunks: i64,
    /// Length of its file.
    pub bytes: i64,
    /// What all chunks of it come to, in hexadecimal.
    pub head: String,
    /// When its file went.
    pub removed_at: Option<Moment>,
}

/// Somebody looks at a recording, for a reason and a while.
#[derive(Debug, Clone)]
pub struct DeskViewing {
    pub id: DeskViewingId,
    pub viewer: PersonId,
    pub why: String,
    pub at: Moment,
    pub until: Moment,
}

/// How far a recording goes, in the numbers of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    pub chunks: i64,
    pub bytes: i64,
    pub head: String,
}
