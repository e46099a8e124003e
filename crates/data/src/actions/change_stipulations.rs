//! The owner changes on which conditions the data may be used; nobody else can (CAT-07).

use forms::Answers;
use platform::{Answer, Context, No, OrNotFound};

use crate::model::{DatasetId, Stipulations};
use crate::{Rules, rules, store};

/// Reads the answers of the forms `dataset` and `stipulations`.
pub fn stipulations(answers: &Answers) -> Stipulations {
    let set = |id: &str| answers.list(id).into_iter().map(ToOwned::to_owned).collect();
    Stipulations {
        level: answers.number("level"),
        setting: answers.text("setting").to_owned(),
        routes_narrowed: answers.answered("routes").then(|| set("routes")),
        schemes: set("schemes"),
        organisation_kinds: set("organisation-kinds"),
        training_months: answers.number("training-months"),
        conditions: answers.text("conditions").trim().to_owned(),
        output_conditions: answers.text("output-conditions").trim().to_owned(),
    }
}

/// Changes them. An attempt by somebody who may not is on the record (CAT-07).
pub async fn change_stipulations(cx: &Context, id: DatasetId, version: i64, new: Stipulations) -> Answer<()> {
    let dataset = store::dataset(&cx.app, id).await?.or_not_found()?;
    cx.permit_or_hide("ReadDataset", &dataset.resource())?;
    if let Err(no) = cx.permit("ChangeStipulations", &dataset.resource()) {
        if matches!(no, No::Forbidden { .. }) {
            let change = cx.app.store.change().await?;
            change.commit(cx.entry("dataset-stipulations-refused", "dataset", id)).await?;
        }
        return Err(no);
    }
    if dataset.version != version {
        return Err(No::Stale);
    }
    rules::stipulations::change(&dataset.stipulations(), &new, cx.app.part::<Rules>()?)?;
    let mut change = cx.app.store.change().await?;
    if !store::stipulate(&mut change, id, version, &new).await? {
        return Err(No::Stale);
    }
    store::keep_stipulations(&cx.app, &mut change, id, version + 1, &new, cx.person()?).await?;
    let entry = cx.entry("dataset-stipulated", "dataset", id).detail("version", version + 1);
    change.commit(entry).await?;
    Ok(())
}
