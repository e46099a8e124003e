//! The demo: data that is made up but looks real, and a service seeded with people, projects and requests. Everything goes
//! through the actions of the crates, so that rules hold, the record is real and every page has something to show.

pub mod cast;
pub mod data;
mod plan;
mod seed;

use std::path::Path;

use platform::{Answer, App, ProfileFiles};

pub use cast::{people_table, profile_of};

/// The files of the profile that a demo runs: those of the program or of a folder, with what its `demo.toml` changes for
/// a demonstration on one machine.
pub fn profile_files(name: &str) -> Result<ProfileFiles, String> {
    let mut files = crate::wiring::profile_files(name)?;
    let plan = plan::of(name)?;
    if let Some(profile) = files.get_mut("profile.toml") {
        *profile = plan.over(profile)?;
    }
    Ok(files)
}

/// Fills an empty service and writes `people.json` into its data folder, last: a folder that has it is whole.
pub async fn sow(app: &App, folder: &Path) -> Answer<()> {
    let broken = |reason: String| platform::No::Broken(reason);
    if !people::organisations(app).await?.is_empty() {
        let half = format!("{} holds a demo that was not finished; name another folder or remove it", folder.display());
        return Err(broken(half));
    }
    let plan = plan::of(&app.config.profile).map_err(broken)?;
    seed::sow(app, &plan).await?;
    cast::write(&folder.join("people.json"), &app.profile.general.id).map_err(broken)
}
