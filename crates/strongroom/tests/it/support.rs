//! A wired application on an empty database, and golden files.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use foundation::{Moment, World};
use http::{Request, Response};
use platform::Config;
use store::testing::TestStore;
use tower::ServiceExt;

/// An application without people, at a fixed time.
pub(crate) struct Bed {
    pub(crate) router: Router,
    _folder: tempfile::TempDir,
    _store: TestStore,
}

pub(crate) async fn bed(profile: &str, store: TestStore) -> Bed {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::of(profile, folder.path());
    let world = World::fixed(Moment(1_795_000_000_000_000), 1);
    let files = strongroom::profile_files(profile).unwrap();
    let app = strongroom::wire(config, &files, store.store.clone(), world, false).unwrap();
    let router = strongroom::router(app);
    Bed { router, _folder: folder, _store: store }
}

pub(crate) async fn ask(bed: &Bed, request: Request<Body>) -> Response<Body> {
    bed.router.clone().oneshot(request).await.unwrap()
}

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares with the file that is checked in; `UPDATE_GOLDEN=1` writes it.
#[expect(clippy::disallowed_methods, reason = "golden files are written on demand")]
pub(crate) fn golden(path: &str, now: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, now).unwrap();
    }
    let was = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        was == now,
        "{path} is not what the program says now; look at the difference, then run the tests with UPDATE_GOLDEN=1\n{}",
        difference(&was, now)
    );
}

fn difference(was: &str, now: &str) -> String {
    let gone = was.lines().filter(|l| !now.lines().any(|n| n == *l)).map(|l| format!("- {l}"));
    let come = now.lines().filter(|l| !was.lines().any(|w| w == *l)).map(|l| format!("+ {l}"));
    gone.chain(come).take(40).collect::<Vec<_>>().join("\n")
}
