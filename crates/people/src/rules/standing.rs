//! Suspending a granted accreditation, lifting the suspension, withdrawing it (1.22, ACC-01).

use foundation::{Date, Move, Refusal, Refusals, States};

use super::states::AccreditationState as State;
use crate::model::Accreditation;

/// Why an accreditation cannot be suspended.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoSuspension {
    #[refusal("people-suspension-already")]
    SuspendedAlready,
    #[refusal("people-suspension-not-granted")]
    NotGranted,
    #[refusal("people-suspension-ended")]
    Ended,
    #[refusal("people-reason-missing")]
    NoReason,
}

/// Suspends it from today on. What has ended opens nothing that could be closed.
pub fn suspend(a: &Accreditation, why: &str, today: Date) -> Result<Move<State>, Refusals<NoSuspension>> {
    let mut no = Refusals::none();
    no.when(why.trim().is_empty(), NoSuspension::NoReason);
    let step = (a.state == State::Granted).then(|| a.state.to(State::Suspended).ok()).flatten();
    match a.state {
        State::Granted => no.when(ended(a, today), NoSuspension::Ended),
        State::Suspended => no.because(NoSuspension::SuspendedAlready),
        _ => no.because(NoSuspension::NotGranted),
    }
    no.or_else(|| ())?;
    step.ok_or_else(|| NoSuspension::NotGranted.into())
}

/// Why a suspension cannot be lifted.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoLifting {
    #[refusal("people-lifting-not-suspended")]
    NotSuspended,
    #[refusal("people-lifting-ended")]
    Ended,
    #[refusal("people-reason-missing")]
    NoReason,
}

/// Lifts the suspension: it is granted as before, with its own last day.
pub fn lift(a: &Accreditation, why: &str, today: Date) -> Result<Move<State>, Refusals<NoLifting>> {
    let mut no = Refusals::none();
    no.when(why.trim().is_empty(), NoLifting::NoReason);
    let step = (a.state == State::Suspended).then(|| a.state.to(State::Granted).ok()).flatten();
    no.when(step.is_none(), NoLifting::NotSuspended);
    no.when(step.is_some() && ended(a, today), NoLifting::Ended);
    no.or_else(|| ())?;
    step.ok_or_else(|| NoLifting::NotSuspended.into())
}

/// Why an accreditation cannot be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoWithdrawal {
    #[refusal("people-withdrawal-already")]
    WithdrawnAlready,
    #[refusal("people-withdrawal-not-granted")]
    NotGranted,
    #[refusal("people-reason-missing")]
    NoReason,
}

/// Withdraws it for good, whether it is suspended or not.
pub fn withdraw(a: &Accreditation, why: &str) -> Result<Move<State>, Refusals<NoWithdrawal>> {
    let mut no = Refusals::none();
    no.when(why.trim().is_empty(), NoWithdrawal::NoReason);
    match a.state.to(State::Withdrawn) {
        Ok(step) => no.or_else(|| step),
        Err(_) => {
            no.because(match a.state {
                State::Withdrawn => NoWithdrawal::WithdrawnAlready,
                _ => NoWithdrawal::NotGranted,
            });
            Err(no)
        }
    }
}

fn ended(a: &Accreditation, today: Date) -> bool {
    a.until.is_some_and(|until| until < today)
}
