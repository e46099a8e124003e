//! What a person has made in a desktop and wants to have released: brought from its folder into the SDC folder of the space,
//! where it stands under the hash of its bytes (OUT-01, SES-13).

use desk::kept::{self, Kept, NoFile};
use platform::{Answer, Context, No};
use projects::{Folder, ProjectId};

use super::held;
use crate::Rules;
use crate::desks::{Desks, OUTPUT};
use crate::did::Did;
use crate::rules::desk::{NoOutput, no_output};

/// What stands in the caller's folder for output, whether a desktop runs or not; "not found" where there are none.
pub async fn desk_output(cx: &Context, project: ProjectId) -> Answer<Vec<Kept>> {
    let held = held(cx, project).await?;
    let desks = cx.app.part::<Desks>()?;
    if !desks.are_wanted() {
        return Err(No::NotFound);
    }
    let folder = desks.home(project, held.stay.person).join(OUTPUT);
    let most = cx.app.part::<Rules>()?.desk.most_file_bytes;
    let found = tokio::task::spawn_blocking(move || kept::list(&folder, most)).await;
    found.map_err(|e| No::Broken(e.to_string()))?.map_err(|e| No::Away(format!("reading a folder for output: {e}")))
}

/// Brings one file of it into the SDC folder. What changes in the desktop afterwards changes nothing there.
pub async fn bring_output(cx: &Context, project: ProjectId, name: &str) -> Answer<()> {
    let held = held(cx, project).await?;
    let app = &cx.app;
    let desks = app.part::<Desks>()?;
    if !desks.are_wanted() {
        return Err(No::NotFound);
    }
    let refused = |no: NoFile| No::refused(no_output(no, name));
    projects::safe_name(name).map_err(|_| refused(NoFile::Name))?;
    let folder = desks.home(project, held.stay.person).join(OUTPUT);
    let (most, asked) = (app.part::<Rules>()?.desk.most_file_bytes, name.to_owned());
    let bytes = tokio::task::spawn_blocking(move || kept::take(&folder, &asked, most)).await;
    let bytes = bytes.map_err(|e| No::Broken(e.to_string()))?.map_err(refused)?;
    let size = i64::try_from(bytes.len()).map_err(|_| refused(NoFile::TooLarge))?;
    let hash = app.files.put(bytes).await?;
    let mut change = cx.change(&held.right).await?;
    projects::add_file(app, &mut change, project, &Folder::Sdc, name, &hash, size, held.stay.person).await?;
    let entry = cx.record(Did::DeskFileBrought(project)).project(project).detail("bytes", size);
    change.commit(entry.file("brought", app.files.mark(&hash))).await?;
    Ok(())
}

/// The sentence of an entry that is not taken.
pub(crate) fn why_not(found: &Kept) -> Option<NoOutput> {
    found.no.map(|no| no_output(no, &found.name))
}
