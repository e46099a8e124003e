//! Recording a passed course (TRN-01).

use foundation::{Date, Refusal, Refusals};

use crate::model::Training;

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoTraining {
    #[refusal("people-training-dates")]
    EndsBeforeItBegins,
    #[refusal("people-training-future")]
    NotPassedYet,
}

/// A pass is of today or earlier, and ends no earlier than it begins.
pub fn record(training: &Training, today: Date) -> Result<(), Refusals<NoTraining>> {
    let mut no = Refusals::none();
    no.when(training.until < training.passed_on, NoTraining::EndsBeforeItBegins);
    no.when(today < training.passed_on, NoTraining::NotPassedYet);
    no.or_else(|| ())
}
