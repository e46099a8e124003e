//! What the record says was done in the airlock.

use projects::ProjectId;

use crate::ids::{ReleaseId, RequestId, TableId, WriteUpId};

platform::did! {
    /// Each action with the thing that it is about.
    pub Did {
        "project" (ProjectId) { TableRefused = "table-refused" }
        "table" (TableId) { TableMade = "table-made", TableSaved = "table-saved" }
        "write-up" (WriteUpId) {
            WriteUpBegun = "write-up-begun",
            WriteUpChanged = "write-up-changed",
            WriteUpSaved = "write-up-saved",
        }
        "output" (RequestId) {
            OutputOpened = "output-opened",
            OutputFormAnswered = "output-form-answered",
            OutputFilesChosen = "output-files-chosen",
            OutputItemDescribed = "output-item-described",
            OutputItemRemoved = "output-item-removed",
            OutputSubmitted = "output-submitted",
            OutputInspectionBegun = "output-inspection-begun",
            OutputInspected = "output-inspected",
            OutputVoted = "output-voted",
            OutputReleaseRefused = "output-release-refused",
            OutputReleased = "output-released",
            OutputWithdrawn = "output-withdrawn",
        }
        "release" (ReleaseId) { ReleaseFetched = "release-fetched", ReleaseWithdrawn = "release-withdrawn" }
    }
}
