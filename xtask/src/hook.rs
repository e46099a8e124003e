//! The check before a commit: the inspector's own program as a wheel, and tried with pre-commit in a fresh repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::counts::{Counts, Seen};
use crate::run::{self, say};
use crate::wheel::{Project, VERSION, Wheel, read, read_text};

/// Largest wheel that installs in seconds.
const MOST_BYTES: u64 = 25 << 20;

/// Puts the wheel together. The debug program is that of the tests, which are built first.
///
/// # Errors
/// The program cannot be built, or the wheel is too large or cannot be written.
pub(crate) fn wheel(root: &Path, release: bool) -> Result<PathBuf, String> {
    let project = Project::read(&root.join("python/hook/pyproject.toml"))?;
    if release {
        let mut build = run::cargo(root);
        if !run::status(build.args(["build", "--locked", "--package", "inspector", "--release"]))? {
            return Err("building the inspector for release failed".into());
        }
    }
    let profile = if release { "release" } else { "debug" };
    let program = run::target(root).join(profile).join("inspector");
    let script = format!("{}/{}", Wheel::scripts(&project), project.name);
    let page = read_text(&root.join("docs/handbook/before-you-publish.md"))?;
    let files = vec![(script, read(&program)?, true)];
    let path = Wheel { project: &project, interpreters: "py3-none", page: &page, files }.write(root, profile)?;
    let size = std::fs::metadata(&path).map_err(|e| format!("reading {}: {e}", path.display()))?.len();
    if release && size > MOST_BYTES {
        return Err(format!("{} has {size} bytes, more than {MOST_BYTES}", path.display()));
    }
    Ok(path)
}

/// Forty made-up people, as an extract has them.
fn extract() -> String {
    let row = |n: u32| format!("{},{},{}\n", 1000 + n * 3, 16 + n * 37 % 60, 20_000 + n * 37);
    format!("person_id,age,income\n{}", (0..40).map(row).collect::<String>())
}

/// Installs pre-commit from the package index, and commits programs and data in a fresh repository whose check comes from the wheel.
///
/// # Errors
/// The wheel or the repository cannot be made.
pub(crate) fn test(root: &Path) -> Result<Seen, String> {
    let wheel = wheel(root, false)?;
    let folder = run::target(root).join("hook");
    let skipped = |why: &str| {
        let why = format!("SKIPPED: the check before a commit was not tried: {why}");
        run::say_error(&why);
        let mut seen = Seen::from(Counts { skipped: 1, ..Counts::default() });
        seen.note(&why);
        Ok(seen)
    };
    for program in ["python3", "git"] {
        if !run::is_on_path(program) {
            return skipped(&format!("there is no {program}"));
        }
    }
    let python = match run::python(&folder.join("environment"), &["pre-commit"]) {
        Ok(python) => python,
        Err(why) => return skipped(&why),
    };
    let (repository, kept) = (folder.join("repository"), folder.join("kept"));
    for old in [&repository, &kept] {
        if old.exists() {
            std::fs::remove_dir_all(old).map_err(|e| format!("removing {}: {e}", old.display()))?;
        }
    }
    let write = |name: &str, text: &str| {
        let path = repository.join(name);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| std::fs::write(&path, text)).map_err(|e| format!("writing {}: {e}", path.display()))
    };
    let page = read_text(&root.join("docs/handbook/before-you-publish.md"))?;
    let shown = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
    let shown = shown.ok_or("docs/handbook/before-you-publish.md shows no .pre-commit-config.yaml")?;
    let named = format!("strongroom_inspect-{VERSION}-py3-none-linux_x86_64.whl");
    write(".pre-commit-config.yaml", &shown.replace(&named, &wheel.display().to_string()))?;
    write("clean.R", "panel <- readRDS(path)\nsummary(panel)\n")?;
    let run_in = |command: &mut Command| {
        let quiet = [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("LC_ALL", "C.UTF-8")];
        let names = [("GIT_AUTHOR_NAME", "a"), ("GIT_AUTHOR_EMAIL", "a@example.org"), ("GIT_COMMITTER_NAME", "a")];
        command.current_dir(&repository).envs(quiet).envs(names).env("GIT_COMMITTER_EMAIL", "a@example.org");
        command.env("PRE_COMMIT_HOME", &kept);
        let done = command.output().map_err(|e| format!("starting {command:?}: {e}"))?;
        let said = [String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr)].concat();
        Ok::<(bool, String), String>((done.status.success(), said))
    };
    let git = |words: &[&str]| run_in(Command::new("git").args(words));
    git(&["init", "--quiet"])?;
    let (installed, said) = run_in(Command::new(&python).args(["-m", "pre_commit", "install", "--install-hooks"]))?;
    if !installed {
        // What pre-commit wants beside the wheel comes from the package index too.
        return skipped(&format!("pre-commit could not install the check: {said}"));
    }
    let commit = |name: &str| {
        git(&["add", "--all"])?;
        git(&["commit", "--message", name])
    };
    let (first, first_said) = commit("programs")?;
    write("data/extract.csv", &extract())?;
    let (second, second_said) = commit("data")?;
    let print = second_said.split("print = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let exception = format!(
        "[[exception]]\nfile = \"data/extract.csv\"\nfinding = \"microdata_csv\"\nreason = \"made up\"\nuntil = \"2999-12-31\"\nprint = \"{print}\"\n"
    );
    write(".strongroom-exceptions.toml", &exception)?;
    let (third, third_said) = commit("data that was looked at")?;
    let results = [
        ("hook::programs_are_committed", first, first_said),
        (
            "hook::data_are_not_and_it_says_why",
            !second && second_said.contains("microdata_csv") && second_said.contains("Not to be published"),
            second_said,
        ),
        ("hook::what_was_looked_at_is_committed", third, third_said),
    ];
    let mut counts = Counts::default();
    for (name, right, said) in results {
        say(&format!("test {name} ... {}", if right { "ok" } else { "FAILED" }));
        if right {
            counts.passed += 1;
        } else {
            counts.failed += 1;
            say(&said);
        }
    }
    Ok(Seen::from(counts))
}
