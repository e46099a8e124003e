//! A record becomes public, once nothing required is missing (CAT-01).

use platform::{Answer, Context, No};

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

/// Publishes it, or says everything that is missing. The record as it is then.
pub async fn publish(cx: &Context, reference: &str, publish: Publish) -> Answer<Dataset> {
    let held = look::dataset::<PublishDataset>(cx, reference).await?;
    let variables = store::dictionary(&cx.app, held.id).await?.len();
    rules::publish::publish(&held, variables, &cx.app.part::<Rules>()?.required)?;
    let mut change = cx.change(&held).await?;
    if !store::publish(&cx.app, &mut change, &held, publish.version).await? {
        return Err(No::Stale);
    }
    change.commit(cx.record(Did::Published(held.id))).await?;
    let mut dataset = held.into_it();
    (dataset.published, dataset.version) = (true, publish.version + 1);
    Ok(dataset)
}
