//! What is served, and what must not be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

#[path = "../../examples/build_assets.rs"]
mod build_assets;

/// The npm package, or `None` (said loudly) where it is not installed.
fn govuk_frontend() -> Option<PathBuf> {
    let folder = build_assets::assets_folder().join("node_modules/govuk-frontend");
    if !folder.is_dir() {
        crate::skipped(&folder);
        return None;
    }
    Some(folder)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn the_committed_assets_are_those_that_the_sources_give() {
    let assets = build_assets::assets_folder();
    let bundler = assets.join("node_modules/esbuild");
    if govuk_frontend().is_none() {
        return;
    }
    if !bundler.is_dir() {
        crate::skipped(&bundler);
        return;
    }
    let built: BTreeMap<String, Vec<u8>> = build_assets::build(&assets).unwrap().into_iter().collect();
    let committed: BTreeMap<String, Vec<u8>> = fs::read_dir(assets.join("dist"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.to_string_lossy().ends_with(".LICENCE.txt"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&built), names(&committed), "run `cargo run -p ui --example build_assets`");
    assert!(built == committed, "run `cargo run -p ui --example build_assets`");
}

#[test]
fn no_asset_names_gds_transport_a_font_or_a_picture_of_the_crown() {
    assert!(ui::assets().len() >= 5);
    for asset in ui::assets() {
        let text = String::from_utf8_lossy(asset.bytes).to_lowercase();
        // noVNC draws the pointer with a picture that it makes itself.
        let text = if asset.name == "desk.js" { text.replace("url(", "") } else { text };
        for word in ["gds transport", "@font-face", "crest", "crown", ".woff", "#1d70b8", "url("] {
            assert!(!text.contains(word), "{} contains {word}", asset.file);
        }
    }
}

#[test]
fn no_file_of_ours_is_a_font_icon_crown_or_crest_of_govuk_frontend() {
    let Some(package) = govuk_frontend() else {
        return;
    };
    let hash = |bytes: &[u8]| Sha256::digest(bytes).to_vec();
    let theirs: Vec<(PathBuf, Vec<u8>)> = files_below(&package.join("dist/govuk/assets"))
        .into_iter()
        .map(|path| (path.clone(), hash(&fs::read(path).unwrap())))
        .collect();
    assert!(theirs.len() > 10, "the package has moved its fonts and pictures: {theirs:?}");
    for ours in files_below(&build_assets::assets_folder().join("dist")) {
        let ours_hash = hash(&fs::read(&ours).unwrap());
        for (path, their_hash) in &theirs {
            assert_ne!(&ours_hash, their_hash, "{} is {}", ours.display(), path.display());
        }
    }
}

#[test]
fn every_asset_is_found_by_the_name_it_is_served_under() {
    for asset in ui::assets() {
        assert_eq!(ui::asset(asset.file).unwrap().bytes, asset.bytes);
        assert_eq!(ui::asset_path(asset.name), format!("/assets/{}", asset.file));
        assert!(!asset.content_type.contains("octet-stream"), "{} has no type", asset.file);
        let hash: String = Sha256::digest(asset.bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        assert!(asset.file.contains(&hash), "{} does not carry its hash {hash}", asset.file);
    }
    assert!(ui::asset("nothing.css").is_none());
    assert!(ui::asset("manifest.txt").is_none());
}

#[test]
fn text_in_the_brand_colours_has_a_contrast_of_at_least_4_5() {
    for (text, ground) in [
        (ui::THEME_COLOUR, "#ffffff"),
        ("#10566a", "#ffffff"),
        ("#10566a", "#eef5f6"),
        ("#08303b", "#ffffff"),
        ("#0b0c0c", "#eef5f6"),
    ] {
        let contrast = contrast(text, ground);
        assert!(contrast >= 4.5, "{text} on {ground} has a contrast of {contrast:.2}");
    }
    assert!(contrast("#767676", "#ffffff") > 4.5 && contrast("#777777", "#ffffff") < 4.5, "the formula is WCAG's");
    let css = ui::assets().iter().find(|asset| asset.name == "strongroom.css").unwrap();
    assert!(String::from_utf8_lossy(css.bytes).contains(ui::THEME_COLOUR));
}

/// As WCAG 2.2 defines it.
fn contrast(one: &str, other: &str) -> f64 {
    let light = |colour: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) + 0.05
    };
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}
