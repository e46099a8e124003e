//! Staff record what was done elsewhere: a passed course (TRN-01).

use foundation::Arg;
use platform::{Answer, Context, PersonId, Telling, tell};

use super::look;
use crate::did::Did;
use crate::model::Training;
use crate::policy::RecordTraining;
use crate::rules::training as rules;
use crate::store;

/// Records a passed course.
pub async fn record_training(cx: &Context, person: PersonId, training: Training) -> Answer<()> {
    let held = look::person::<RecordTraining>(cx, person).await?;
    rules::record(&training, cx.app.world.now().date())?;
    let mut change = cx.change(&held).await?;
    store::add_training(&cx.app, &mut change, &held, &training).await?;
    let telling = Telling {
        key: "people-training-recorded",
        args: vec![("until", Arg::Text(training.until.to_string()))],
        link: "/accreditation".into(),
    };
    tell(&cx.app, &mut change, person, &telling).await?;
    let entry = cx
        .record(Did::TrainingRecorded(person))
        .detail("course", &training.course)
        .detail("passed-on", training.passed_on)
        .detail("until", training.until);
    change.commit(entry).await?;
    Ok(())
}
