//! The things this crate keeps.

use forms::Draft;
use foundation::{Date, Lang, Moment, id_type, words};
use platform::{PersonId, Proposal};
use serde::Serialize;

use crate::rules::states::{AccreditationState, AgreementState, RoleProposalState};

id_type!(
    /// An organisation: a university, a department, an office.
    OrganisationId
);
id_type!(
    /// One request for accreditation, and what became of it.
    AccreditationId
);
id_type!(
    /// One signed agreement.
    AgreementId
);
id_type!(
    /// One role that an operator proposes for a person.
    RoleProposalId
);

words! {
    /// What an organisation is: data may be open to some kinds only (ACC-08).
    OrganisationKind {
        Academic = "academic",
        EsrcCentre = "esrc-centre",
        Government = "government",
        Company = "company",
        Charity = "charity",
        Other = "other",
    }
}

words! {
    /// What a person does for the service, or for an institution towards it. Policies are written in these words.
    Role {
        Support = "support",
        Connectivity = "connectivity",
        Accreditation = "accreditation",
        Training = "training",
        Quality = "quality",
        Feasibility = "feasibility",
        Ethics = "ethics",
        DataOwner = "data-owner",
        AccreditationBody = "accreditation-body",
        OutputChecker = "output-checker",
        Security = "security",
        Audit = "audit",
        Impact = "impact",
        Signatory = "signatory",
        Operator = "operator",
    }
}

words! {
    /// Both open access (ACC-05).
    AccreditationKind {
        Full = "full",
        /// Under a supervisor, who is fully accredited and of the same organisation (2.1).
        Provisional = "provisional",
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    pub kind: OrganisationKind,
    pub country: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub organisation: OrganisationId,
    pub organisation_name: String,
    pub lang: Lang,
    pub student: bool,
    /// Where they work from, as two letters (ACC-13).
    pub country: String,
}

/// A role that one operator proposes for a person. It takes effect when another has confirmed it, and the waiting time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleProposal {
    pub id: RoleProposalId,
    pub person: PersonId,
    pub role: Role,
    pub state: RoleProposalState,
    pub proposed_by: PersonId,
    pub proposed_at: Moment,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Moment>,
    pub version: i64,
}

/// That an account which was disabled is enabled again: one person asks for it, and another confirms.
#[derive(Debug, Clone)]
pub struct Enabling {
    pub proposal: Proposal,
    pub person: PersonId,
    /// Who disabled the account, as long as it is disabled.
    pub disabled_by: Option<PersonId>,
}

impl std::ops::Deref for Enabling {
    type Target = Proposal;
    fn deref(&self) -> &Proposal {
        &self.proposal
    }
}

#[derive(Debug, Clone)]
pub struct Accreditation {
    pub id: AccreditationId,
    pub person: PersonId,
    /// `dea`, `srsa`, `ons`, `esrc` (ACC-07, ACC-08, ACC-14).
    pub scheme: String,
    pub kind: AccreditationKind,
    pub supervisor: Option<PersonId>,
    pub draft: Draft,
    pub state: AccreditationState,
    /// What staff asked, or why they refused.
    pub question: Option<String>,
    pub from: Option<Date>,
    /// The last day it holds.
    pub until: Option<Date>,
    pub number: Option<String>,
    pub requested_at: Moment,
    /// The first day on which it is suspended or withdrawn, and why.
    pub stopped: Option<Stopped>,
    pub version: i64,
}

/// Since when an accreditation opens nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    pub from: Date,
    pub why: String,
}

impl Accreditation {
    /// ACC-01: granted, begun and not past its last day.
    pub fn valid_on(&self, date: Date) -> bool {
        self.state == AccreditationState::Granted
            && self.from.is_some_and(|from| from <= date)
            && self.until.is_none_or(|until| date <= until)
    }
}

/// An accreditation with whose it is, as a register shows it.
#[derive(Debug, Clone)]
pub struct Accredited {
    pub name: String,
    pub organisation: String,
    pub accreditation: Accreditation,
}

/// A passed course. Valid from the day it was passed to its last day, both included (TRN-01).
#[derive(Debug, Clone, Serialize)]
pub struct Training {
    /// `safe-researcher`, `output-checker`.
    pub course: String,
    pub passed_on: Date,
    pub until: Date,
}

impl Training {
    pub fn valid_on(&self, date: Date) -> bool {
        self.passed_on <= date && date <= self.until
    }
}

/// An agreement as it is signed (AGR).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// `arar`, `user-agreement`, `eul`, `security-declaration`, `operating-procedures`.
    pub kind: String,
    pub version: String,
    pub signed_at: Moment,
    /// The institution's officer, who signs as well where the agreement needs two (AGR-01).
    pub officer: Option<PersonId>,
    pub officer_signed_at: Option<Moment>,
    pub from: Date,
    /// The last day it is in force.
    pub until: Option<Date>,
    /// The organisation's device named on an ARAR (IND-01).
    pub device: Option<String>,
}

/// An agreement that is kept, and whether it was withdrawn.
#[derive(Debug, Clone)]
pub struct Agreement {
    pub id: AgreementId,
    pub person: PersonId,
    pub signed: Signed,
    pub withdrawn_at: Option<Moment>,
    pub withdrawn_why: Option<String>,
}

impl std::ops::Deref for Agreement {
    type Target = Signed;
    fn deref(&self) -> &Signed {
        &self.signed
    }
}

impl Agreement {
    /// Where it is on a day: time begins and ends it, only its withdrawal is somebody's act.
    pub fn state(&self, on: Date) -> AgreementState {
        AgreementState::of(self.from, self.until, self.withdrawn_at.is_some(), on)
    }

    /// Signed, begun, not past its last day, not withdrawn.
    pub fn in_force(&self, date: Date) -> bool {
        self.state(date) == AgreementState::InForce
    }

    /// Both have signed, and they are two people (AGR-01).
    pub fn signed_by_both(&self) -> bool {
        self.officer.is_some_and(|officer| officer != self.person) && self.officer_signed_at.is_some()
    }
}
