//! What a machine with nothing but Rust meets.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use xtask::root;

/// A folder of its own, gone with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("strongroom-xtask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder can be written");
        Folder(path)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is ours");
        std::fs::write(path, text).expect("the folder is ours");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A project with one small dependency, one that this project has too, and our rules for dependencies.
fn project(folder: &Folder) {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).expect("the project has it");
    let lock = read("Cargo.lock");
    let itoa = lock.split("\n\n").find(|part| part.contains("name = \"itoa\"\n")).expect("itoa is in our lock file");
    let version = itoa.lines().find_map(|line| line.strip_prefix("version = ")).expect("a version");
    folder.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"one\"\nedition = \"2024\"\n[workspace]\n[dependencies]\nitoa = {version}\n[features]\n"
        ),
    );
    folder.write("src/lib.rs", "");
    let own = "[[package]]\nname = \"one\"\nversion = \"0.0.0\"\ndependencies = [\"itoa\"]\n";
    folder.write("Cargo.lock", &format!("version = 4\n\n{itoa}\n\n{own}"));
    // Without the names of what only our own lock file has.
    let rules: Vec<String> = read("deps.toml")
        .lines()
        .map(|line| if line.starts_with("\"MPL") || line.starts_with("\"bzip2") { String::new() } else { line.into() })
        .collect();
    folder.write("deps.toml", &rules.join("\n"));
}

/// A home of cargo's that holds nothing but where the user's own looks for packages.
fn empty_home(folder: &Folder) -> PathBuf {
    let home = folder.0.join("cargo");
    let used = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let used = used.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    std::fs::create_dir_all(&home).expect("the folder is ours");
    if let Some(config) = used.map(|home| home.join("config.toml")).filter(|path| path.is_file()) {
        std::fs::copy(config, home.join("config.toml")).expect("it can be copied");
    }
    home
}

#[test]
fn the_check_of_dependencies_fetches_what_an_empty_cargo_folder_lacks() {
    let folder = Folder::new("empty-home");
    project(&folder);
    let run = |program: &Path, arguments: &[&str], home: &Path| -> Output {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&folder.0).env("CARGO_HOME", home).env_remove("CARGO_NET_OFFLINE");
        command.output().expect("it starts")
    };
    let place = folder.0.to_string_lossy().into_owned();
    let checked = run(Path::new(env!("CARGO_BIN_EXE_xtask")), &["deps", &place], &empty_home(&folder));
    if !checked.status.success() {
        // Only where cargo itself cannot reach the registry is this no fault of ours.
        let other = Folder::new("second-home");
        let fetched = run(Path::new(env!("CARGO")), &["fetch", "--locked"], &empty_home(&other));
        assert!(!fetched.status.success(), "{}{}", words(&checked.stdout), words(&checked.stderr));
        let why = words(&fetched.stderr);
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            format!("SKIPPED: no registry can be reached, so nothing was fetched into an empty folder: {why}\n")
                .as_bytes(),
        );
        return;
    }
    assert!(words(&checked.stdout).contains("2 packages, 2 compiled"), "{}", words(&checked.stdout));
}

/// Links in a machine that has these programs and no others.
fn link(programs: &[&str], environment: &[(&str, &str)]) -> Output {
    let folder = Folder::new(&format!("link-{}-{}", programs.len(), environment.len()));
    for program in programs.iter().chain(&["sh", "dirname", "cut", "tr", "sed"]) {
        let path = std::env::var("PATH").expect("there is a path");
        let here = std::env::split_paths(&path).map(|at| at.join(program)).find(|at| at.is_file()).expect("it is here");
        let _ = std::fs::remove_file(folder.0.join(program));
        symlink(here, folder.0.join(program)).expect("the folder is ours");
    }
    let mut linker = Command::new(root().join(".cargo/linker"));
    linker.arg("--version").env_clear().env("PATH", &folder.0).envs(environment.iter().copied());
    linker.output().expect("it starts")
}

#[test]
fn a_build_that_would_lack_something_later_ends_at_its_first_link_with_the_list_of_what_to_install() {
    let all = ["cc", "gcc", "c++", "g++", "make", "cmake"];
    let linked = link(&all, &[]);
    assert!(linked.status.success(), "{}", words(&linked.stderr));
    let lacking = link(&["cc", "gcc", "c++", "g++"], &[]);
    assert_eq!(lacking.status.code(), Some(1));
    assert!(words(&lacking.stderr).contains("apt-get install make cmake)"), "{}", words(&lacking.stderr));
    // Whoever knows better goes on.
    assert!(link(&["cc"], &[("STRONGROOM_NEEDS", "met")]).status.success());
}

#[test]
fn the_readme_names_what_building_needs() {
    let needs = std::fs::read_to_string(root().join(".cargo/needs")).expect("the script is there");
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README is there");
    let names: Vec<&str> =
        needs.lines().filter_map(|line| line.split_once("echo \"")?.1.split_once(' ')).map(|(name, _)| name).collect();
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        assert!(readme.contains(name), "the README does not name {name}");
    }
}
