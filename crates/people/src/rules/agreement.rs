//! Recording and withdrawing a signed agreement (AGR-01, AGR-11).

use foundation::{Date, Move, Refusal, Refusals, States};
use platform::PersonId;

use super::states::AgreementState;
use crate::model::{Agreement, OrganisationId, Signed};

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
    agreement: &Signed,
) -> Result<(), Refusals<NoAgreement>> {
    let mut no = Refusals::none();
    if let Some((officer, organisation)) = officer {
        no.when(officer == person.0, NoAgreement::OnePersonSignsTwice);
        no.when(organisation != person.1, NoAgreement::OfficerElsewhere);
    }
    no.when(agreement.until.is_some_and(|until| until < agreement.from), NoAgreement::EndsBeforeItBegins);
    no.or_else(|| ())
}

/// Why an agreement cannot be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoWithdrawal {
    #[refusal("people-agreement-withdrawn-already")]
    WithdrawnAlready,
    #[refusal("people-agreement-ended")]
    Ended,
    #[refusal("people-reason-missing")]
    NoReason,
}

/// Withdraws it from today on.
pub fn withdraw(agreement: &Agreement, why: &str, today: Date) -> Result<Move<AgreementState>, Refusals<NoWithdrawal>> {
    let state = agreement.state(today);
    let mut no = Refusals::none();
    no.when(why.trim().is_empty(), NoWithdrawal::NoReason);
    match state.to(AgreementState::Withdrawn) {
        Ok(step) => no.or_else(|| step),
        Err(_) => {
            no.because(match state {
                AgreementState::Withdrawn => NoWithdrawal::WithdrawnAlready,
                _ => NoWithdrawal::Ended,
            });
            Err(no)
        }
    }
}
