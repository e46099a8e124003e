//! Recording a signed agreement (AGR-01).

use foundation::{Refusal, Refusals};
use platform::PersonId;

use crate::model::{Agreement, OrganisationId};

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoAgreement {
    #[refusal("people-agreement-same-person")]
    OnePersonSignsTwice,
    #[refusal("people-agreement-officer-elsewhere")]
    OfficerElsewhere,
    #[refusal("people-agreement-dates")]
    EndsBeforeItBegins,
}

/// The officer is another person, of the same organisation.
pub fn record(
    person: (PersonId, OrganisationId),
    officer: Option<(PersonId, OrganisationId)>,
    agreement: &Agreement,
) -> Result<(), Refusals<NoAgreement>> {
    let mut no = Refusals::none();
    if let Some((officer, organisation)) = officer {
        no.when(officer == person.0, NoAgreement::OnePersonSignsTwice);
        no.when(organisation != person.1, NoAgreement::OfficerElsewhere);
    }
    no.when(agreement.until.is_some_and(|until| until < agreement.from), NoAgreement::EndsBeforeItBegins);
    no.or_else(|| ())
}
