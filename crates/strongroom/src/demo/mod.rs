//! The demo: data that is made up but looks real, and a service seeded with people, projects and requests. Everything goes
//! through the actions of the crates, so that rules hold, the record is real and every page has something to show.

pub mod cast;
pub mod data;
mod plan;
mod seed;

use std::path::Path;

use platform::{Answer, App, Layer, ProfileFiles};

pub use cast::{people_table, profile_of};

/// The files of the profile that a demo runs: those of the program or of a folder, with what its `demo.toml` changes for
/// a demonstration on one machine.
pub fn profile_files(name: &str) -> Result<ProfileFiles, String> {
    let files = crate::wiring::profile_files(name)?;
    let plan = plan::of(name, &files)?;
    let profile = toml::to_string(&plan.profile).map_err(|e| format!("the demo.toml of the profile {name}: {e}"))?;
    let demonstration = [("profile.toml".to_owned(), profile)].into();
    Ok(files.with(Layer { name: "the demonstration".into(), files: demonstration }))
}

/// Fills an empty service and writes `people.json` into its data folder, last: a folder that has it is whole. With `load`
/// also what measurements need, and the file that names its pages.
pub async fn sow(app: &App, folder: &Path, load: Option<&Path>) -> Answer<()> {
    let broken = |reason: String| platform::No::Broken(reason);
    if !people::organisations(app).await?.is_empty() {
        let half = format!("{} holds a demo that was not finished; name another folder or remove it", folder.display());
        return Err(broken(half));
    }
    let profile = &app.config.profile;
    let plan = crate::wiring::profile_files(profile).and_then(|files| plan::of(profile, &files)).map_err(broken)?;
    let pages = seed::sow(app, &plan, load.is_some()).await?;
    if let Some(path) = load {
        let text = toml::to_string(&std::collections::BTreeMap::from([("page", pages)]));
        let text = text.map_err(|e| broken(format!("writing the pages to measure: {e}")))?;
        std::fs::write(path, text).map_err(|e| broken(format!("writing {}: {e}", path.display())))?;
    }
    cast::write(&folder.join("people.json"), &app.profile.general.id).map_err(broken)
}
