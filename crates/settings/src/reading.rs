//! What an address and its query name, for pages and API alike.

use platform::{Answer, Context, OrNotFound};
use projects::Project;

/// Datasets that one question may add.
const ADDED: usize = 20;

/// The project of a number, for somebody who has signed in; whether they may know of it, what they ask about it says.
pub(crate) async fn project(cx: &Context, number: &str) -> Answer<Project> {
    cx.person()?;
    projects::project_by_number(&cx.app, number).await?.or_not_found()
}

/// The datasets of `?dataset=REF&dataset=REF`.
pub(crate) fn asked_for(query: Option<&str>) -> Vec<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default();
    pairs.into_iter().filter(|(name, _)| name == "dataset").map(|(_, value)| value).take(ADDED).collect()
}
