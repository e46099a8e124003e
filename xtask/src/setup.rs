//! What has to be on the machine, by name. A second run installs nothing.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::run::{self, is_on_path, say};

/// A Debian package and the program that shows it is there, however it got there.
struct Package {
    name: &'static str,
    program: Option<&'static str>,
    why: &'static str,
}

const fn package(name: &'static str, program: Option<&'static str>, why: &'static str) -> Package {
    Package { name, program, why }
}

const TESTS: &[Package] = &[
    package("nodejs", Some("node"), "runs the browser stories"),
    package("npm", Some("npm"), "fetches the stories' and styles' packages"),
    package("libreoffice-writer-nogui", None, "sets text documents as pages for the printed view"),
    package("libreoffice-calc-nogui", None, "sets workbooks as pages for the printed view"),
    package("libreoffice-impress-nogui", None, "sets presentations as pages for the printed view"),
    package("bubblewrap", Some("bwrap"), "seals the desktops of the tests and of the demo"),
    package("tigervnc-standalone-server", Some("Xvnc"), "is the display server of these desktops"),
    package("xterm", Some("xterm"), "is the program on these desktops"),
    package("python3", Some("python3"), "runs the tests of the Python package"),
    package("python3-venv", None, "holds the Python package and the S3 server while they are tested"),
];

/// Installs everything that `cargo xtask test` needs.
///
/// # Errors
/// A package cannot be installed; the error says which and how to do it by hand.
pub fn all(root: &Path) -> Result<(), String> {
    compiler(root)?;
    install(TESTS)?;
    browser()?;
    postgresql()?;
    proxies()?;
    scanner(root);
    for folder in ["assets", "stories"] {
        npm(&root.join(folder))?;
    }
    say("set-up: everything is there");
    Ok(())
}

/// Installs what compiling needs, which is all that the demo needs.
///
/// # Errors
/// As for [`all`].
pub fn compiler(root: &Path) -> Result<(), String> {
    let missing = needs(root)?;
    for need in &missing {
        say(&format!("set-up: {} is missing (it {})", need.package, need.why));
    }
    if missing.is_empty() {
        return Ok(());
    }
    apt(&missing.iter().map(|need| need.package.as_str()).collect::<Vec<_>>())
}

/// A Debian package that building needs, and what it does there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub package: String,
    pub why: String,
}

/// What building needs and this machine lacks. The linker asks the same script, which has the only list.
///
/// # Errors
/// The script cannot be run.
pub fn needs(root: &Path) -> Result<Vec<Need>, String> {
    let said = run::output(Command::new("sh").arg(root.join(".cargo/needs")))?;
    let need =
        |line: &str| line.split_once(' ').map(|(package, why)| Need { package: package.into(), why: why.into() });
    said.lines().map(|line| need(line).ok_or_else(|| format!(".cargo/needs said {line:?}"))).collect()
}

fn install(packages: &[Package]) -> Result<(), String> {
    let missing: Vec<&Package> = packages.iter().filter(|p| !is_there(p)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for package in &missing {
        say(&format!("set-up: {} is missing ({})", package.name, package.why));
    }
    let names: Vec<&str> = missing.iter().map(|p| p.name).collect();
    apt(&names)
}

fn is_there(package: &Package) -> bool {
    package.program.is_some_and(is_on_path) || is_installed(package.name)
}

fn is_installed(name: &str) -> bool {
    let status = run::output(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", name]));
    status.is_ok_and(|status| status.trim() == "installed")
}

/// The browser of the stories: the one without windows, which is quicker, or else the one that is there.
fn browser() -> Result<(), String> {
    let quick = package("chromium-headless-shell", Some("chromium-headless-shell"), "the browser of the stories");
    match install(&[quick]) {
        Err(why) if is_on_path("chromium") => {
            say(&format!("{why}\nset-up: the stories use chromium, and take longer"));
            Ok(())
        }
        installed => installed,
    }
}

/// Debian's package makes a cluster and starts it. The tests start their own, so that is switched off first, unless
/// somebody has set it up already.
fn postgresql() -> Result<(), String> {
    if crate::postgres::programs().is_some() {
        return Ok(());
    }
    say("set-up: postgresql is missing (every store test runs on it); no cluster is made or started");
    apt(&["postgresql-common"])?;
    let config = "/etc/postgresql-common/createcluster.conf";
    privileged(&["sed", "-i", "-E", "s/^#?\\s*create_main_cluster\\s*=.*/create_main_cluster = false/", config])?;
    apt(&["postgresql"])?;
    crate::postgres::programs().map(|_| ()).ok_or("set-up: postgresql is installed, but its initdb is not found".into())
}

/// The proxies that the tests put before the service. Debian's packages start them on port 80, so they are stopped again and
/// do not start with the machine, unless somebody had them before.
fn proxies() -> Result<(), String> {
    const ALL: [Package; 2] = [
        package("haproxy", Some("haproxy"), "stands before the service in its tests"),
        package("nginx-light", Some("nginx"), "stands before the service in its tests"),
    ];
    let missing: Vec<&Package> = ALL.iter().filter(|p| !is_there(p)).collect();
    install(&ALL)?;
    for package in missing {
        let service = package.program.unwrap_or(package.name);
        if is_on_path("systemctl") && Path::new("/run/systemd/system").exists() {
            say(&format!(
                "set-up: {service} was started by its package; it is stopped and does not start with the machine"
            ));
            privileged(&["systemctl", "disable", "--now", service])?;
        }
    }
    Ok(())
}

/// ClamAV's daemon for its test. Its package would start a service that fetches signatures, so the program alone is unpacked beside
/// what is built; the library is installed. Without it the test says that the scanner was not asked.
fn scanner(root: &Path) {
    let folder = run::target(root).join("clamd");
    // Beside what is built it may stand without its library.
    let runs = || run::output(Command::new(folder.join("usr/sbin/clamd")).arg("--help")).is_ok();
    if is_on_path("clamd") || runs() || !is_on_path("apt-get") {
        return;
    }
    say(
        "set-up: clamav-daemon is missing (it is asked about what comes in); its program is unpacked, no service is started",
    );
    if let Err(why) = unpack("clamav-daemon", "libclamav", &folder) {
        say(&format!("{why}\nset-up: the tests ask a daemon of their own only"));
    }
}

/// A package's files in a folder of ours, and the library that it needs by its package.
fn unpack(name: &str, library: &str, folder: &Path) -> Result<(), String> {
    updated()?;
    let needs = run::output(Command::new("apt-cache").args(["depends", name]))?;
    let library = needs.split_whitespace().find(|word| word.starts_with(library));
    apt(&[library.ok_or_else(|| format!("set-up: apt knows no {name}"))?])?;
    std::fs::create_dir_all(folder).map_err(|e| format!("set-up: making {}: {e}", folder.display()))?;
    run::output(Command::new("apt-get").args(["download", "-qq", name]).current_dir(folder))?;
    let entries = std::fs::read_dir(folder).map_err(|e| format!("set-up: reading {}: {e}", folder.display()))?;
    for package in entries.flatten().map(|entry| entry.path()).filter(|p| p.extension().is_some_and(|e| e == "deb")) {
        run::output(Command::new("dpkg-deb").arg("-x").arg(&package).arg(folder))?;
        std::fs::remove_file(&package).map_err(|e| format!("set-up: removing {}: {e}", package.display()))?;
    }
    Ok(())
}

/// Once a run: the lists do not change between two packages.
fn updated() -> Result<(), String> {
    static UPDATED: AtomicBool = AtomicBool::new(false);
    if UPDATED.swap(true, Ordering::Relaxed) { Ok(()) } else { privileged(&["apt-get", "update", "-qq"]) }
}

fn apt(names: &[&str]) -> Result<(), String> {
    if !is_on_path("apt-get") {
        return Err(format!("set-up: this machine has no apt-get; install these by hand: {}", names.join(" ")));
    }
    say(&format!("set-up: apt-get install {}", names.join(" ")));
    updated()?;
    let mut words =
        vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"];
    words.extend(names);
    privileged(&words)
}

/// As root, through sudo where we are not.
fn privileged(words: &[&str]) -> Result<(), String> {
    let mut command = if crate::postgres::is_root() {
        Command::new(words[0])
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg(words[0]);
        sudo
    };
    if run::status(command.args(&words[1..]))? {
        return Ok(());
    }
    Err(format!("set-up: `{}` failed; run it by hand as root and start again", words.join(" ")))
}

/// `npm ci` where the lock file is not the one that was installed last.
fn npm(folder: &Path) -> Result<(), String> {
    let Ok(lock) = std::fs::read(folder.join("package-lock.json")) else {
        return Ok(());
    };
    let stamp = folder.join("node_modules").join(".installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say(&format!("set-up: npm ci in {}", folder.display()));
    // The stories use Debian's browser; Playwright need not bring its own.
    let mut command = Command::new("npm");
    command.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    if !run::status(&mut command)? {
        return Err(format!("set-up: `npm ci` failed in {}", folder.display()));
    }
    std::fs::create_dir_all(folder.join("node_modules")).map_err(|e| format!("set-up: making node_modules: {e}"))?;
    std::fs::write(&stamp, lock).map_err(|e| format!("set-up: writing {}: {e}", stamp.display()))
}
