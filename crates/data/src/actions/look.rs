//! Looking a record up: what comes back may be used for the action that was asked about.

use permissions::Action;
use platform::{Answer, Context, May};

use crate::model::Dataset;
use crate::{policy, store};

/// The record by its reference. A visitor who asks for one that is not published learns nothing, not even that signing in
/// might help.
pub async fn dataset<A: Action<On = policy::Dataset>>(cx: &Context, reference: &str) -> Answer<May<A, Dataset>> {
    let found = store::dataset_by_reference(&cx.app, reference).await?;
    cx.lookup(found.filter(|d| d.published || cx.who().is_ok())).await
}
