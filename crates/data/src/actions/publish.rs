//! A record becomes public, once nothing required is missing (CAT-01).

use platform::{Answer, Context, No, OrNotFound};

use crate::model::DatasetId;
use crate::{Rules, rules, store};

/// Publishes it, or says everything that is missing.
pub async fn publish(cx: &Context, id: DatasetId, version: i64) -> Answer<()> {
    let dataset = store::dataset(&cx.app, id).await?.or_not_found()?;
    cx.permit_or_hide("ReadDataset", &dataset.resource())?;
    cx.permit("PublishDataset", &dataset.resource())?;
    let variables = store::dictionary(&cx.app, id).await?.len();
    rules::publish::publish(&dataset, variables, &cx.app.part::<Rules>()?.required)?;
    let mut change = cx.app.store.change().await?;
    if !store::publish(&cx.app, &mut change, id, version).await? {
        return Err(No::Stale);
    }
    change.commit(cx.entry("dataset-published", "dataset", id)).await?;
    Ok(())
}
