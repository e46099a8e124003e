//! What the policies know of this crate: the way into a space, and who records the facts that the access decision goes by.

use people::policy::Service;
use platform::{Answer, App, Guarded};

use crate::actions::Asked;
use crate::model;

permissions::cedar!("../../policies/settings.cedarschema");

/// What staff record is about the service as a whole.
pub fn service() -> Service {
    Service { id: "connectivity".into() }
}

/// The way into a project's space, for one person. Of the members the policies see only whether that person is or was one.
impl Guarded for Asked {
    type Thing = Entrance;
    type See = ExplainAccess;

    async fn as_thing(&self, _: &App) -> Answer<Entrance> {
        let member = (!self.facts.project.memberships.is_empty()).then(|| self.person.to_string());
        Ok(Entrance { id: self.project.to_string(), members: member.into_iter().collect() })
    }
}

impl Guarded for model::PlaceProposal {
    type Thing = PlaceProposal;
    type See = SeePlaceProposal;

    async fn as_thing(&self, _: &App) -> Answer<PlaceProposal> {
        Ok(PlaceProposal { id: self.id.to_string(), proposer: self.proposed_by.to_string() })
    }
}
