//! A record becomes public, once nothing required is missing (CAT-01).

use platform::{Answer, Context, May, No};

use super::look;
use crate::did::Did;
use crate::model::Dataset;
use crate::policy::PublishDataset;
use crate::{Rules, rules, store};

/// Makes it public. `version` is that of the record that was seen.
#[derive(Debug, Clone, Copy)]
pub struct Publish {
    pub version: i64,
}

/// The record in the hands of whoever may publish it, ready to be, or everything that is missing.
pub async fn may_publish(cx: &Context, reference: &str) -> Answer<May<PublishDataset, Dataset>> {
    let held = look::dataset::<PublishDataset>(cx, reference).await?;
    let variables = store::dictionary(&cx.app, held.id).await?.len();
    rules::publish::publish(&held, variables, &cx.app.part::<Rules>()?.required)?;
    Ok(held)
}

/// Publishes it, or says everything that is missing. The record as it is then.
pub async fn publish(cx: &Context, reference: &str, publish: Publish) -> Answer<Dataset> {
    let held = may_publish(cx, reference).await?;
    let mut change = cx.change(&held).await?;
    if !store::publish(&cx.app, &mut change, &held, publish.version).await? {
        return Err(No::Stale);
    }
    change.commit(cx.record(Did::Published(held.id))).await?;
    let mut dataset = held.into_it();
    (dataset.published, dataset.version) = (true, publish.version + 1);
    Ok(dataset)
}
