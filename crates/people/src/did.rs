//! What the record says was done to people.

use platform::PersonId;
use platform::alerts::AlertId;

use crate::model::{AccreditationId, OrganisationId};

platform::did! {
    /// Accounts, organisations, roles, accreditation, training and agreements.
    pub(crate) Did {
        "person" (PersonId) {
            Registered = "registered",
            EmailProved = "email-proved",
            TrainingRecorded = "training-recorded",
            AgreementRecorded = "agreement-recorded",
            AgreementWithdrawn = "agreement-withdrawn",
            OperatorNamed = "operator-named",
            RoleProposed = "role-proposed",
            RoleDeclined = "role-declined",
            RoleGranted = "role-granted",
            RoleRevoked = "role-revoked",
        }
        "account" (PersonId) {
            RegisteredAgain = "registered-again",
            AccountDisabled = "account-disabled",
            EnablingProposed = "account-enabling-proposed",
            EnablingDeclined = "account-enabling-declined",
            AccountEnabled = "account-enabled",
            RecoveryCodeMade = "recovery-code-on-the-machine",
        }
        "alert" (AlertId) {
            AlertAcknowledged = "alert-acknowledged",
        }
        "organisation" (OrganisationId) {
            OrganisationAdded = "organisation-added",
        }
        "accreditation" (AccreditationId) {
            AccreditationRequested = "accreditation-requested",
            QueryAnswered = "accreditation-query-answered",
            AccreditationGranted = "accreditation-granted",
            AccreditationQueried = "accreditation-queried",
            AccreditationRefused = "accreditation-refused",
            AccreditationSuspended = "accreditation-suspended",
            SuspensionLifted = "accreditation-suspension-lifted",
            AccreditationWithdrawn = "accreditation-withdrawn",
        }
    }
}

/// Every word that this crate writes into the record, and the kind of thing it is about.
pub const RECORDED: &[(&str, &str)] = Did::WORDS;
