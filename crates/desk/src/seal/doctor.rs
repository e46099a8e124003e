//! What this machine offers for sealed desktops, and what it lacks.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde::Serialize;

use super::filter;
use super::limits::{Driver, Limits};
use super::sandbox::{Account, Sandbox, write_etc};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub what: &'static str,
    pub is_there: bool,
    /// Without it no desktop starts.
    pub needed: bool,
    /// What there is, or what to do.
    pub said: String,
}

/// Whether this process is root, which gives every sandbox an account of its own.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Accounts of a trial, where this program is root: numbers that no distribution gives to anybody.
pub const ACCOUNTS: (Account, Account) =
    (Account { user: 2_061_001, group: 2_061_001 }, Account { user: 2_061_002, group: 2_061_002 });

/// Looks at all of it. `scratch` is a folder that can be written, and that others may enter.
pub fn examine(scratch: &Path) -> Vec<Finding> {
    let mut found = vec![
        program("bubblewrap", "bwrap", "--version", "apt-get install bubblewrap", true),
        program("display server", "Xvnc", "-version", "apt-get install tigervnc-standalone-server", true),
        program("terminal", "xterm", "-version", "apt-get install xterm", true),
        program("window manager", "openbox", "--version", "apt-get install openbox: windows cannot be moved", false),
    ];
    if is_root() {
        found.push(program("setpriv", "setpriv", "--version", "apt-get install util-linux", true));
    }
    let seal = |what, tried: Result<String, String>| Finding {
        what,
        is_there: tried.is_ok(),
        needed: true,
        said: tried.unwrap_or_else(|why| why),
    };
    found.push(seal("namespaces", sealed(scratch)));
    found.push(seal("system call filter", filtered(scratch)));
    found.push(seal("limits", limited()));
    found.push(Finding {
        what: "accounts",
        is_there: is_root(),
        needed: false,
        said: if is_root() {
            "display server and applications run under numbers of their own".into()
        } else {
            "started without root: display server and applications share this account, and only the sandboxes part them"
                .into()
        },
    });
    found
}

/// Whether a desktop can be started and sealed here.
pub fn can_seal(found: &[Finding]) -> bool {
    found.iter().all(|finding| finding.is_there || !finding.needed)
}

fn program(what: &'static str, name: &str, asked: &str, remedy: &str, needed: bool) -> Finding {
    let version = |output: Output| {
        let all = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&all).into_owned();
        // Some complain first.
        let version = text.lines().map(str::trim).find(|line| line.contains(|c: char| c.is_ascii_digit()));
        version.unwrap_or(name).to_owned()
    };
    match Command::new(name).arg(asked).output() {
        Ok(output) => Finding { what, is_there: true, needed, said: version(output) },
        Err(error) => Finding { what, is_there: false, needed, said: format!("{name}: {error}; {remedy}") },
    }
}

/// A sandbox with nothing special, for trying one.
///
/// # Errors
/// Its files cannot be written.
pub fn trial(scratch: &Path) -> Result<Sandbox, String> {
    let etc = scratch.join("etc");
    write_etc(&etc).map_err(|e| format!("writing {}: {e}", etc.display()))?;
    Ok(Sandbox { account: is_root().then_some(ACCOUNTS.1), etc, room: 16 << 20, ..Sandbox::default() })
}

fn run(sandbox: &Sandbox, words: &[&str]) -> Result<Output, String> {
    let sandbox = Sandbox { program: words.iter().map(Into::into).collect(), ..sandbox.clone() };
    sandbox.command().output().map_err(|e| format!("starting a sandbox: {e}"))
}

fn sealed(scratch: &Path) -> Result<String, String> {
    let said = run(&trial(scratch)?, &["/bin/sh", "-c", "ls /proc | grep -c '^[0-9]'"])?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if said.status.success() {
        return Ok(format!("a sandbox sees {} processes", text(&said.stdout)));
    }
    Err(format!(
        "no sandbox could be started ({}); allow unprivileged user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)",
        text(&said.stderr)
    ))
}

fn filtered(scratch: &Path) -> Result<String, String> {
    let mut sandbox = trial(scratch)?;
    let filter = scratch.join("filter");
    fs::write(&filter, filter::program()?).map_err(|e| format!("writing {}: {e}", filter.display()))?;
    let ask = ["/usr/bin/unshare", "--user", "/bin/true"];
    let without = run(&sandbox, &ask)?;
    sandbox.filter = filter;
    let alive = run(&sandbox, &["/bin/true"])?;
    let with = run(&sandbox, &ask)?;
    if !alive.status.success() {
        let said = String::from_utf8_lossy(&alive.stderr).trim().to_owned();
        return Err(format!("no program starts under the filter: {said}"));
    }
    if with.status.success() {
        return Err("the filter lets through what it should stop".into());
    }
    // Where it fails without the filter too, the answer says less.
    let known = if without.status.success() { "stops what works without it" } else { "is set" };
    Ok(format!("it {known}"))
}

fn limited() -> Result<String, String> {
    let driver = Driver::find()?;
    driver.try_out(Limits::WORKSPACE)?;
    Ok(match driver {
        Driver::Second { .. } => "cgroups of the second version".into(),
        Driver::First { second: Some(_), .. } => "cgroups of both versions, limits by the first".into(),
        Driver::First { .. } => "cgroups of the first version".into(),
    })
}
