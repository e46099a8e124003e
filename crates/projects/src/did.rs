//! What the record says was done with projects.

use data::DatasetId;
use platform::PersonId;

use crate::model::ProjectId;

platform::did! {
    /// What is done with projects; each word has its sentence, `history-…`.
    pub Did {
        "project" (ProjectId) {
            Begun = "application-begun",
            Saved = "application-saved",
            Confirmed = "application-confirmed",
            Submitted = "application-submitted",
            Resubmitted = "application-resubmitted",
            Assessed = "application-assessed",
            Queried = "application-queried",
            QueryAnswered = "application-query-answered",
            Withdrawn = "application-withdrawn",
            SetUp = "project-set-up",
        }
        "dataset" (DatasetId) {
            Mapped = "dataset-mapped",
            Unmapped = "dataset-unmapped",
            Cleared = "dataset-cleared",
        }
        "person" (PersonId) {
            MemberAdded = "member-added",
            MemberEnded = "member-ended",
        }
    }
}
