//! A supervisor's confirmation of a joint application (ACC-09, APP-19).

use foundation::{Refusal, Refusals};

use super::stages::State;

/// Why a draft cannot be confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoConfirmation {
    #[refusal("projects-confirm-already")]
    Already,
    #[refusal("projects-confirm-not-now")]
    NotNow,
}

/// Confirms what the applicant is still writing, once.
pub fn confirm(state: State, confirmed: bool) -> Result<(), Refusals<NoConfirmation>> {
    if !state.editable() {
        return Err(NoConfirmation::NotNow.into());
    }
    if confirmed {
        return Err(NoConfirmation::Already.into());
    }
    Ok(())
}
