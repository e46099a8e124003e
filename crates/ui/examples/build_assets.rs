//! Builds `assets/dist` from `assets/` and the npm packages in `assets/node_modules`:
//! `cargo run -p ui --example build_assets`. A test builds the same and compares.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// A file of `assets/dist`: its name there, and its bytes.
pub type Built = (String, Vec<u8>);

/// The folder `assets` of the project.
pub fn assets_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")
}

/// Everything in `assets/dist` that is built; its `fonts/` and licences are kept as they came.
///
/// # Errors
/// If a source cannot be read or the styles do not compile; the message names the file.
pub fn build(assets: &Path) -> Result<Vec<Built>, String> {
    let govuk = assets.join("node_modules/govuk-frontend/dist/govuk");
    let read = |path: PathBuf| {
        fs::read_to_string(&path)
            .map_err(|why| format!("reading {}: {why}; run `npm ci` in {}", path.display(), assets.display()))
    };
    let mut built = Vec::new();
    let mut manifest = String::new();
    let mut add = |name: &str, text: String| -> String {
        let file = hashed(name, text.as_bytes());
        manifest.push_str(&format!("{name} {file}\n"));
        built.push((file.clone(), text.into_bytes()));
        file
    };
    add("strongroom.css", styles(assets)?);
    // The map of the sources is not shipped, so the line that points to it goes.
    let script = read(govuk.join("govuk-frontend.min.js"))?;
    let script = script.split("//# sourceMappingURL").next().unwrap_or_default().trim_end().to_owned() + "\n";
    let govuk_file = add("govuk-frontend.min.js", script);
    let own = ["strongroom.js", "passkey.js", "receipt.js"].map(|name| read(assets.join("scripts").join(name)));
    let own = own.into_iter().collect::<Result<String, String>>()?;
    add("strongroom.js", own.replace("./govuk-frontend.min.js", &format!("./{govuk_file}")));
    add("desk.js", desk(assets)?);
    let icon = add("favicon.svg", read(assets.join("favicon.svg"))?);
    let site = format!(
        "{{\"name\":\"Strongroom\",\"icons\":[{{\"src\":\"{icon}\",\"sizes\":\"any\",\"type\":\"image/svg+xml\"}}]}}\n"
    );
    add("site.json", site);
    built.push(("manifest.txt".to_owned(), manifest.into_bytes()));
    Ok(built)
}

/// The desktop's page script with noVNC in one file. noVNC is MPL-2.0 and unchanged; `dist/novnc.LICENCE.txt` says so.
fn desk(assets: &Path) -> Result<String, String> {
    let esbuild = assets.join("node_modules/.bin/esbuild");
    let made = std::process::Command::new(&esbuild)
        .current_dir(assets)
        .args(["scripts/desk.js", "--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8"])
        .args(["--legal-comments=none", "--log-level=error"])
        .output()
        .map_err(|why| format!("starting {}: {why}; run `npm ci` in {}", esbuild.display(), assets.display()))?;
    if !made.status.success() {
        return Err(format!("bundling scripts/desk.js: {}", String::from_utf8_lossy(&made.stderr)));
    }
    let script = String::from_utf8(made.stdout).map_err(|why| format!("bundling scripts/desk.js: {why}"))?;
    let kept = "/* With noVNC 1.7.0, MPL-2.0: https://github.com/novnc/noVNC; see novnc.LICENCE.txt. */\n";
    Ok(format!("{kept}{script}"))
}

const GOVUK_BLUE: &str = "#1d70b8";
const BRAND: &str = "#0f4c5c";

fn styles(assets: &Path) -> Result<String, String> {
    let folders = GovukFolders;
    let options = grass::Options::default()
        .fs(&folders)
        .style(grass::OutputStyle::Compressed)
        .allows_charset(false)
        .load_path(assets.join("node_modules"));
    let css = grass::from_path(assets.join("scss/strongroom.scss"), &options)
        .map_err(|why| format!("compiling scss/strongroom.scss: {why}"))?;
    // One component takes GOV.UK's blue from a palette that cannot be set from outside.
    Ok(css.trim_start_matches('\u{feff}').replace(GOVUK_BLUE, BRAND) + "\n")
}

/// Files as `grass` 0.13 needs them to read GOV.UK Frontend 6.6:
/// - it takes the variant of a file made for the old `@import` (`_x.import.scss`), which `@use` must not see;
/// - it takes `.mixin` in `@use "x.mixin"` for an extension;
/// - its `@extend` loses selectors, and not the same ones each time, so placeholders become the classes that extend
///   them before it sees them.
///
/// With these put right the result has the rules that dart-sass gives.
#[derive(Debug)]
struct GovukFolders;

impl grass::Fs for GovukFolders {
    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn is_file(&self, path: &Path) -> bool {
        !path.to_string_lossy().ends_with(".import.scss") && path.is_file()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let text = fs::read_to_string(path)?.replace(".mixin\"", ".mixin.scss\"");
        let lines = text.lines().filter(|line| !line.contains("@extend %"));
        let lines: Vec<String> = lines.map(without_placeholders).collect();
        Ok((lines.join("\n") + "\n").into_bytes())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }
}

/// `%govuk-x {` becomes `.govuk-x {`, and `%govuk-body-m + %govuk-x,` becomes
/// `.govuk-body-m + .govuk-x, .govuk-body + .govuk-x,`: two placeholders have a second class.
fn without_placeholders(line: &str) -> String {
    if line.trim_start().starts_with("//") || !line.contains("%govuk-") {
        return line.to_owned();
    }
    let trimmed = line.trim_end();
    let (selector, end) = match (trimmed.strip_suffix('{'), trimmed.strip_suffix(',')) {
        (Some(selector), _) => (selector.trim(), " {"),
        (_, Some(selector)) => (selector.trim(), ","),
        _ => (trimmed.trim(), ""),
    };
    let classes = selector.replace("%govuk-", ".govuk-");
    for (first, second) in [(".govuk-body-l", ".govuk-body-lead"), (".govuk-body-m", ".govuk-body")] {
        let after = classes.strip_prefix(first);
        if let Some(rest) = after.filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            return format!("{classes}, {second}{rest}{end}");
        }
    }
    format!("{classes}{end}")
}

/// `strongroom.css` becomes `strongroom.0123456789.css`.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash: String = Sha256::digest(bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    let (stem, end) = name.split_once('.').unwrap_or((name, ""));
    format!("{stem}.{hash}.{end}")
}

/// Writes the files, and removes those of earlier builds.
fn write(dist: &Path, built: &[Built]) -> io::Result<()> {
    fs::create_dir_all(dist)?;
    for entry in fs::read_dir(dist)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() && !name.ends_with(".txt") && !built.iter().any(|(file, _)| *file == name) {
            fs::remove_file(path)?;
        }
    }
    for (file, bytes) in built {
        fs::write(dist.join(file), bytes)?;
    }
    Ok(())
}

#[allow(dead_code)] // The test that takes this file in as a module does not write.
fn main() -> Result<(), String> {
    let assets = assets_folder();
    let built = build(&assets)?;
    let dist = assets.join("dist");
    write(&dist, &built).map_err(|why| format!("writing {}: {why}", dist.display()))?;
    for (file, bytes) in &built {
        eprintln!("{:>8}  {file}", bytes.len());
    }
    Ok(())
}
