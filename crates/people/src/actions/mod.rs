//! One file for each thing a person does.

mod account;
mod accreditation;
mod agreement;
mod alert;
mod first;
mod look;
mod organisation;
mod register;
mod role;
mod standing;
mod training;

pub use account::{
    NoCode, confirm_enabling, decline_enabling, disable_account, enabling, enablings, enablings_to_confirm,
    propose_enabling, recovery_code,
};
pub use accreditation::{AnswerQuery, Decide, RequestAccreditation, answer_query, decide, request_accreditation};
pub use agreement::{RecordAgreement, WithdrawAgreement, record_agreement, withdraw_agreement};
pub use alert::{NoAlert, acknowledge_alert, see_alerts};
pub use first::{NoFirstOperator, first_operator};
pub use look::{accreditation, agreement, own_query, person, proposal};
pub use organisation::{AddOrganisation, add_organisation};
pub use register::{NoRegistration, Register, prove_email, register};
pub use role::{Granted, NoRole, confirm_role, decline_role, grant_role, holds, revoke_role};
pub use standing::{ChangeStanding, Standing, change_standing};
pub use training::record_training;
