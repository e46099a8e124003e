//! Staff record what was done elsewhere: a passed course, a signed agreement.

use foundation::Arg;
use permissions::Resource;
use platform::{Answer, Context, OrNotFound, PersonId, Telling, tell};

use crate::model::{Agreement, Training};
use crate::rules::agreement as rules;
use crate::store;

/// Records a passed course (TRN-01).
pub async fn record_training(cx: &Context, person: PersonId, training: Training) -> Answer<()> {
    cx.permit("RecordTraining", &record(person))?;
    store::person(&cx.app, &person).await?.or_not_found()?;
    let mut change = cx.app.store.change().await?;
    store::add_training(&cx.app, &mut change, person, &training).await?;
    let telling = Telling {
        key: "people-training-recorded",
        args: vec![("until", Arg::Text(training.until.to_string()))],
        link: "/accreditation".into(),
    };
    tell(&cx.app, &mut change, person, &telling).await?;
    let entry = cx
        .entry("training-recorded", "person", person)
        .detail("course", &training.course)
        .detail("passed-on", training.passed_on)
        .detail("until", training.until);
    change.commit(entry).await?;
    Ok(())
}

/// Records a signed agreement; the officer, where there is one, is another person of the same organisation (AGR-01).
pub async fn record_agreement(cx: &Context, person: PersonId, agreement: Agreement) -> Answer<()> {
    cx.permit("RecordAgreement", &record(person))?;
    let signer = store::person(&cx.app, &person).await?.or_not_found()?;
    let officer = match agreement.officer {
        Some(id) => store::person(&cx.app, &id).await?.map(|o| (o.id, o.organisation)),
        None => None,
    };
    rules::record((person, signer.organisation), officer, &agreement)?;
    let mut change = cx.app.store.change().await?;
    store::add_agreement(&cx.app, &mut change, person, &agreement).await?;
    let telling = Telling { key: "people-agreement-recorded", args: vec![], link: "/accreditation".into() };
    tell(&cx.app, &mut change, person, &telling).await?;
    let entry = cx
        .entry("agreement-recorded", "person", person)
        .detail("kind", &agreement.kind)
        .detail("version", &agreement.version)
        .detail("from", agreement.from);
    change.commit(entry).await?;
    Ok(())
}

fn record(person: PersonId) -> Resource {
    Resource::new("PersonRecord", person.to_string()).with("person", permissions::Attr::text(person.to_string()))
}
