//! Cases that people brought to public places.

use disclosure::Policy;
use std::path::PathBuf;

/// A folder of the outside cases, if they are there.
pub fn folder(case: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/disclosure/public").join(case);
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is not there, so this case was not tried", folder.display());
        return None;
    }
    Some(folder)
}

pub fn named(policy: &str) -> [Policy; 1] {
    [Policy::named(policy).unwrap()]
}
