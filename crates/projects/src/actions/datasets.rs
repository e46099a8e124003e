//! Taking a dataset out of a space, and confirming that what was made of it is gone (LVL-04).

use foundation::Refusal;
use platform::{Answer, Context, No, OrNotFound};

use super::lookup;
use crate::did::Did;
use crate::policy::MapDatasets;
use crate::store::members;

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoMapping {
    #[refusal("projects-not-mapped")]
    NotMapped,
    #[refusal("projects-nothing-to-clear")]
    NothingToClear,
}

/// Takes the dataset of that reference out. It counts towards the level until [`clear`].
pub async fn unmap(cx: &Context, number: &str, reference: &str) -> Answer<()> {
    let held = lookup::<MapDatasets>(cx, number).await?;
    let dataset = held.dataset(reference).or_not_found()?.id;
    let mut change = cx.change(&held).await?;
    if !members::unmap(&cx.app, &mut change, &held, dataset).await? {
        return Err(No::refused(NoMapping::NotMapped));
    }
    let entry = cx.record(Did::Unmapped(dataset)).project(held.project.id);
    change.commit(entry.detail("reference", reference)).await?;
    Ok(())
}

/// Confirms that no file derived from the dataset remains in the space.
pub async fn clear(cx: &Context, number: &str, reference: &str) -> Answer<()> {
    let held = lookup::<MapDatasets>(cx, number).await?;
    let dataset = held.dataset(reference).or_not_found()?.id;
    let mut change = cx.change(&held).await?;
    if !members::clear(&cx.app, &mut change, &held, dataset).await? {
        return Err(No::refused(NoMapping::NothingToClear));
    }
    let entry = cx.record(Did::Cleared(dataset)).project(held.project.id);
    change.commit(entry.detail("reference", reference)).await?;
    Ok(())
}
