//! The project as it is.

use std::collections::BTreeSet;

use xtask::{root, structure};

fn metadata() -> cargo_metadata::Metadata {
    let mut command = cargo_metadata::MetadataCommand::new();
    command.current_dir(root()).no_deps().other_options(["--offline".into(), "--locked".into()]);
    command.exec().expect("cargo metadata reads the workspace")
}

/// Every file that is text, with its path below the root.
fn texts() -> Vec<(std::path::PathBuf, String)> {
    let files = structure::files(&root()).expect("the project can be read");
    let texts: Vec<_> = files
        .into_iter()
        .filter_map(|path| Some((path.clone(), std::fs::read_to_string(root().join(path)).ok()?)))
        .collect();
    assert!(texts.iter().any(|(path, _)| path.ends_with("xtask/src/lib.rs")), "the walk finds this crate");
    texts
}

#[test]
fn a_crate_uses_only_what_the_design_allows() {
    let metadata = metadata();
    let members: BTreeSet<String> = metadata.packages.iter().map(|package| package.name.to_string()).collect();
    let edges: Vec<(String, String)> = metadata
        .packages
        .iter()
        .flat_map(|package| {
            let used = package.dependencies.iter().filter(|dependency| members.contains(&dependency.name));
            used.map(|dependency| (package.name.to_string(), dependency.name.clone()))
        })
        .collect();
    assert!(edges.iter().any(|(user, _)| user == "strongroom"), "the edges are read");
    assert_eq!(structure::uses(&edges), Vec::<String>::new());
}

#[test]
fn rules_do_not_touch_the_world() {
    let wrong: Vec<String> = texts()
        .iter()
        .filter(|(path, _)| structure::is_rules(path))
        .flat_map(|(path, text)| {
            structure::impurities(text)
                .into_iter()
                .map(move |(line, word)| format!("{}:{line}: {word}", path.display()))
        })
        .collect();
    assert!(wrong.is_empty(), "rules decide from what they are given; pass it in:\n{}", wrong.join("\n"));
}

#[test]
fn no_source_file_is_too_long() {
    let wrong: Vec<String> = texts()
        .iter()
        .filter_map(|(path, text)| {
            structure::too_long(path, text).map(|lines| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "more than {} lines; cut it where it has a seam:\n{}",
        structure::LONGEST,
        wrong.join("\n")
    );
}

#[test]
fn every_crate_forbids_unsafe_code() {
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).expect("the workspace has a manifest");
    for package in metadata().packages.iter() {
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("cargo just read it");
        assert!(structure::forbids_unsafe(&manifest, &workspace), "{}: add [lints] workspace = true", package.name);
    }
}

#[test]
fn nothing_says_where_packages_come_from_or_how_the_project_is_built() {
    let wrong: Vec<String> = texts()
        .iter()
        .flat_map(|(path, text)| {
            structure::unwanted(text).into_iter().map(move |(line, word)| format!("{}:{line}: {word}", path.display()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A library that says `test = false` is not compiled once more for tests, so what stood in it would never run.
#[test]
fn no_test_stands_where_nobody_runs_it() {
    let texts = texts();
    let (mut looked, mut wrong) = (0, Vec::new());
    for target in metadata().packages.iter().flat_map(|package| &package.targets).filter(|target| !target.test) {
        let (Some(folder), false) = (target.src_path.parent(), target.is_custom_build() || target.is_example()) else {
            continue;
        };
        let sources = texts.iter().filter(|(path, _)| root().join(path).starts_with(folder));
        for (path, text) in sources {
            looked += 1;
            let tests = structure::holds_tests(text);
            wrong.extend(tests.then(|| path.display().to_string()));
        }
    }
    assert!(looked > 100, "the sources are found");
    assert!(wrong.is_empty(), "move them to tests/it, or strike `test = false`:\n{}", wrong.join("\n"));
}
