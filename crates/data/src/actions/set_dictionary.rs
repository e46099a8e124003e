//! The data dictionary, as a whole (CAT-04).

use platform::{Answer, Context, No, OrNotFound};

use crate::model::{DatasetId, Variable};
use crate::{rules, store};

/// Replaces the dictionary of a dataset.
pub async fn set_dictionary(cx: &Context, id: DatasetId, version: i64, variables: &[Variable]) -> Answer<()> {
    let dataset = store::dataset(&cx.app, id).await?.or_not_found()?;
    cx.permit_or_hide("ReadDataset", &dataset.resource())?;
    cx.permit("DescribeDataset", &dataset.resource())?;
    rules::publish::dictionary(variables)?;
    let mut change = cx.app.store.change().await?;
    if !store::set_dictionary(&mut change, id, version, variables).await? {
        return Err(No::Stale);
    }
    change.commit(cx.entry("dataset-described", "dataset", id).detail("variables", variables.len())).await?;
    Ok(())
}
