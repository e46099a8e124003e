//! What the policies know of this crate: things with their attributes, and actions.

permissions::cedar!("../../policies/people.cedarschema");

use platform::{Answer, App, Guarded};

use crate::model;

/// The service as far as people are concerned.
pub fn service() -> Service {
    Service { id: "people".into() }
}

impl Guarded for model::Person {
    type Thing = PersonRecord;
    type See = SeePerson;

    async fn as_thing(&self, _: &App) -> Answer<PersonRecord> {
        let person = self.id.to_string();
        Ok(PersonRecord { id: person.clone(), person })
    }
}

impl Guarded for model::Accreditation {
    type Thing = Accreditation;
    type See = SeeAccreditation;

    async fn as_thing(&self, _: &App) -> Answer<Accreditation> {
        Ok(Accreditation { id: self.id.to_string(), person: self.person.to_string() })
    }
}

impl Guarded for model::Agreement {
    type Thing = PersonRecord;
    type See = SeePerson;

    async fn as_thing(&self, _: &App) -> Answer<PersonRecord> {
        let person = self.person.to_string();
        Ok(PersonRecord { id: person.clone(), person })
    }
}

impl Guarded for model::RoleProposal {
    type Thing = RoleProposal;
    type See = SeeRoleProposal;

    async fn as_thing(&self, _: &App) -> Answer<RoleProposal> {
        let (person, proposer) = (self.person.to_string(), self.proposed_by.to_string());
        Ok(RoleProposal { id: self.id.to_string(), person, proposer })
    }
}

impl Guarded for model::Enabling {
    type Thing = Enabling;
    type See = SeeEnabling;

    async fn as_thing(&self, _: &App) -> Answer<Enabling> {
        let (person, proposer) = (self.person.to_string(), self.proposal.proposed_by.to_string());
        let disabler = self.disabled_by.map(|by| by.to_string()).unwrap_or_default();
        Ok(Enabling { id: self.proposal.id.to_string(), person, proposer, disabler })
    }
}
