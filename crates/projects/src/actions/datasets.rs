//! Taking a dataset out of a space, and confirming that what was made of it is gone (LVL-04).

use foundation::Refusal;
use platform::{Answer, Context, No, OrNotFound};

use super::seen;
use crate::store::spaces;

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoMapping {
    #[refusal("projects-not-mapped")]
    NotMapped,
    #[refusal("projects-nothing-to-clear")]
    NothingToClear,
}

/// Takes the dataset of that reference out. It counts towards the level until [`clear`].
pub async fn unmap(cx: &Context, number: &str, reference: &str) -> Answer<()> {
    let seen = seen(cx, number).await?;
    cx.permit("MapDatasets", &seen.resource)?;
    let dataset = seen.dataset(reference).or_not_found()?;
    let mut change = cx.app.store.change().await?;
    if !spaces::unmap(&cx.app, &mut change, seen.project.id, dataset.id).await? {
        return Err(No::refused(NoMapping::NotMapped));
    }
    let entry = cx.entry("dataset-unmapped", "dataset", dataset.id).project(seen.project.id);
    change.commit(entry.detail("reference", reference)).await?;
    Ok(())
}

/// Confirms that no file derived from the dataset remains in the space.
pub async fn clear(cx: &Context, number: &str, reference: &str) -> Answer<()> {
    let seen = seen(cx, number).await?;
    cx.permit("MapDatasets", &seen.resource)?;
    let dataset = seen.dataset(reference).or_not_found()?;
    let mut change = cx.app.store.change().await?;
    if !spaces::clear(&cx.app, &mut change, seen.project.id, dataset.id).await? {
        return Err(No::refused(NoMapping::NothingToClear));
    }
    let entry = cx.entry("dataset-cleared", "dataset", dataset.id).project(seen.project.id);
    change.commit(entry.detail("reference", reference)).await?;
    Ok(())
}
