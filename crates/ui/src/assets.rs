//! The files that pages load: styles, scripts, the icon and the fonts of pictures. They are built from
//! `assets/` into `assets/dist` and embedded in the program.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

static DIST: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../assets/dist");

/// Where the assets are served.
pub const ASSETS_PATH: &str = "/assets";

/// One embedded file.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// The name that code uses, for example `strongroom.css`.
    pub name: &'static str,
    /// The name that is served, with the hash of the bytes in it: it can be cached for ever.
    pub file: &'static str,
    pub content_type: &'static str,
    pub bytes: &'static [u8],
}

impl Asset {
    /// The path in a page, for example `/assets/strongroom.0123456789.css`.
    pub fn path(&self) -> String {
        format!("{ASSETS_PATH}/{}", self.file)
    }
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let manifest = DIST
        .get_file("manifest.txt")
        .and_then(|file| file.contents_utf8())
        .expect("assets/dist/manifest.txt is embedded when the program is built");
    manifest
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, file)| Asset {
            name,
            file,
            content_type: content_type(file),
            bytes: DIST.get_file(file).expect("every file of the manifest is in assets/dist").contents(),
        })
        .collect()
});

/// Every file that the program serves under [`ASSETS_PATH`].
pub fn assets() -> &'static [Asset] {
    &ASSETS
}

/// The file served under this name (the one with the hash).
pub fn asset(file: &str) -> Option<&'static Asset> {
    assets().iter().find(|asset| asset.file == file)
}

/// The path of an asset by the name that code uses.
///
/// # Panics
/// If there is no such asset: names are written in code, and a test renders a page with each.
pub fn asset_path(name: &str) -> String {
    match assets().iter().find(|asset| asset.name == name) {
        Some(asset) => asset.path(),
        None => panic!("no asset is called {name}: see assets/dist/manifest.txt"),
    }
}

/// A font for pictures, which pages do not load.
pub(crate) fn font(name: &str) -> &'static [u8] {
    DIST.get_file(format!("fonts/{name}"))
        .unwrap_or_else(|| panic!("the font {name} is embedded from assets/dist/fonts"))
        .contents()
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml; charset=utf-8",
        Some("png") => "image/png",
        Some("json") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
