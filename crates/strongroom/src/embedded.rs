//! What travels inside the program: the profiles.

use include_dir::{Dir, include_dir};

static PROFILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../profiles");

/// The files of a profile that the program carries, by path inside its folder.
pub(crate) fn profile(id: &str) -> Option<platform::ProfileFiles> {
    let folder = PROFILES.get_dir(id)?;
    let mut files = platform::ProfileFiles::new();
    collect(folder, id, &mut files);
    Some(files)
}

fn collect(dir: &Dir<'_>, id: &str, files: &mut platform::ProfileFiles) {
    for file in dir.files() {
        let path = file.path().to_string_lossy();
        let inside = path.strip_prefix(id).unwrap_or(&path).trim_start_matches('/').to_owned();
        if let Some(text) = file.contents_utf8() {
            files.insert(inside, text.to_owned());
        }
    }
    for folder in dir.dirs() {
        collect(folder, id, files);
    }
}

/// The profiles that the program carries.
pub(crate) fn profiles() -> Vec<String> {
    PROFILES.dirs().map(|d| d.path().to_string_lossy().into_owned()).collect()
}
