//! What measurements need beside the demo: a large folder, a large request, and people who are signed in.

use ::projects::Folder;
use platform::{Answer, Context, OrNotFound, Who, sessions};
use serde::Serialize;

use super::{Town, outputs, places, projects};

const FILES: usize = 10_000;
const FILES_OF_A_REQUEST: usize = 10;

/// A page to ask for, as the measurement reads it.
#[derive(Debug, Serialize)]
pub struct Page {
    pub name: &'static str,
    pub path: String,
    /// The whole `Cookie` header; empty for a visitor.
    pub cookie: String,
}

/// Sows it and says which pages to ask for. Whoever asks comes from the address of the demo's browser.
pub async fn sow(town: &Town<'_>) -> Answer<Vec<Page>> {
    let project = projects::titled(town, projects::WITH_OUTPUTS, "rhys").await?;
    let (cx, researcher) = signed_in(town, "rhys").await?;
    let (_, checker) = signed_in(town, "helen").await?;
    let rhys = town.person("rhys")?;
    ::settings::enter(&cx, project.id, &outputs::statements(town)?).await?;
    let reference = outputs::papers(town, &cx, &project, FILES_OF_A_REQUEST).await?;

    let bytes = b"region,people\nWales,5210\n".to_vec();
    let size = i64::try_from(bytes.len()).unwrap_or_default();
    let hash = town.app.files.put(bytes).await?;
    let mut change = town.app.store.change().await?;
    for nth in 0..FILES {
        let name = format!("table {nth:05}.csv");
        ::projects::add_file(town.app, &mut change, project.id, &Folder::Shared, &name, &hash, size, rhys).await?;
    }
    change.commit(cx.entry("demo-files-added", "project", project.id).project(project.id)).await?;

    let page = |name, path: String, cookie: &str| Page { name, path, cookie: cookie.to_owned() };
    Ok(vec![
        page("sign-in page", "/sign-in".into(), ""),
        page("project list", "/projects".into(), &researcher),
        page("folder of 10,000 files", format!("/projects/{}/space/files/shared", project.number), &researcher),
        page("review queue", "/checks".into(), &checker),
        page("request with 10 files", format!("/outputs/{reference}"), &researcher),
        page("request with 10 files, to check", format!("/checks/{reference}"), &checker),
    ])
}

/// Signs somebody in at the browser's address: what they may do, and the cookie of that browser. A space is entered by a
/// session, so whoever enters must be the one who asks for its pages.
async fn signed_in(town: &Town<'_>, of: &str) -> Answer<(Context, String)> {
    let mut cx = town.acting(of).await?;
    cx.address = places::BROWSER.into();
    let person = town.person(of)?;
    let mut change = town.app.store.change().await?;
    let token = sessions::begin(town.app, &mut change, person, 2, places::BROWSER, "measurement").await?;
    change.commit(cx.entry("signed-in", "account", person)).await?;
    let session = sessions::find(town.app, &token).await?.or_not_found()?;
    cx.who = cx.who.map(|who| Who { session, ..who });
    Ok((cx, format!("strongroom_session={token}")))
}
