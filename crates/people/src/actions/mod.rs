//! One file for each thing a person does.

mod accreditation;
mod first;
mod organisation;
mod record;
mod register;
mod role;

pub use accreditation::{RequestAccreditation, answer_query, decide, request_accreditation};
pub use first::{NoFirstOperator, first_operator};
pub use organisation::{AddOrganisation, add_organisation};
pub use record::{record_agreement, record_training};
pub use register::{NoRegistration, Register, prove_email, register};
pub use role::{ROLES, grant_role, revoke_role};
