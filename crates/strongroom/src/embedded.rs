//! What travels inside the program: the profiles.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use platform::Layer;

static PROFILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../profiles");

/// What all profiles have in common. It is none by itself: it does not say what a service is called and who enters from where.
const BASE: &str = "base";

/// The folder of a profile that the program carries, or of what they stand over.
pub(crate) fn layer(name: &str) -> Option<Layer> {
    let folder = PROFILES.get_dir(name)?;
    let mut files = BTreeMap::new();
    collect(folder, name, &mut files);
    Some(Layer { name: name.to_owned(), files })
}

fn collect(dir: &Dir<'_>, name: &str, files: &mut BTreeMap<String, String>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy();
        let inside = path.strip_prefix(name).unwrap_or(&path).trim_start_matches('/').to_owned();
        if let Some(text) = file.contents_utf8() {
            files.insert(inside, text.to_owned());
        }
    }
    for folder in dir.dirs() {
        collect(folder, name, files);
    }
}

/// The profiles that the program carries.
pub(crate) fn profiles() -> Vec<String> {
    PROFILES.dirs().map(|d| d.path().to_string_lossy().into_owned()).filter(|name| name != BASE).collect()
}
