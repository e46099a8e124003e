//! One sandbox: what a program in it sees, and the command that starts it.

use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder or file of the machine that is seen inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bind {
    pub from: PathBuf,
    pub to: PathBuf,
    pub writable: bool,
}

impl Bind {
    pub fn read(from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> Bind {
        Bind { from: from.into(), to: to.into(), writable: false }
    }

    pub fn write(from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> Bind {
        Bind { from: from.into(), to: to.into(), writable: true }
    }
}

/// Who a program is outside: never root. Inside everybody is [`INSIDE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub user: u32,
    pub group: u32,
}

/// User and group inside.
pub const INSIDE: u32 = 1000;

/// Where a researcher is at home inside.
pub const HOME: &str = "/home/researcher";

/// Of the machine's `/etc`, what programs cannot do without and what says nothing about the machine.
const ETC: &[&str] = &["alternatives", "fonts", "ld.so.cache", "localtime", "R", "X11", "xdg"];

/// The folders of an own `/etc`.
const OWN_ETC: &[(&str, &str)] = &[
    ("passwd", "researcher:x:1000:1000:Researcher:/home/researcher:/bin/bash\n"),
    ("group", "researcher:x:1000:\n"),
    ("hosts", "127.0.0.1 localhost workspace\n::1 localhost\n"),
    ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
    ("hostname", "workspace\n"),
];

/// In the order in which the shell below takes its words: files of groups to enter, `--`, the filter, the program. What it starts
/// takes its place, so that the child that is waited for is the sandbox.
const LAUNCH: &str = r#"set -e
while [ "$1" != -- ]; do echo 0 > "$1"; shift; done
shift
[ -z "$1" ] || exec 9< "$1"
shift
exec "$@""#;

/// What runs sealed.
#[derive(Debug, Clone, Default)]
pub struct Sandbox {
    /// None where this program is not root: its own account is used.
    pub account: Option<Account>,
    /// Folder with the own `/etc`, from [`write_etc`].
    pub etc: PathBuf,
    /// File with the filter of system calls; empty for a sandbox without, which only tests start.
    pub filter: PathBuf,
    /// Files of the groups to enter ([`super::Group::entries`]).
    pub entries: Vec<PathBuf>,
    pub binds: Vec<Bind>,
    /// Bytes of `/tmp`, and of the home where it is no folder of the machine.
    pub room: u64,
    pub environment: Vec<(String, String)>,
    pub program: Vec<OsString>,
}

/// Writes the own `/etc`, which every account may read however strict the mask of this process is.
///
/// # Errors
/// The folder cannot be written.
pub fn write_etc(folder: &Path) -> std::io::Result<()> {
    let open = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
    std::fs::create_dir_all(folder)?;
    open(folder, 0o755)?;
    OWN_ETC.iter().try_for_each(|(name, text)| {
        let file = folder.join(name);
        std::fs::write(&file, text)?;
        open(&file, 0o644)
    })
}

impl Sandbox {
    /// The command that starts it, with nothing of this process' environment, input and output.
    pub fn command(&self) -> Command {
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(LAUNCH).arg("desk").args(&self.entries).arg("--").arg(&self.filter);
        if let Some(Account { user, group }) = self.account {
            command.args(["/usr/bin/setpriv", "--reuid", &user.to_string(), "--regid", &group.to_string()]);
            command.args(["--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]);
        }
        command.arg("/usr/bin/bwrap").args(self.words()).arg("--").args(&self.program);
        command.env_clear().env("PATH", "/usr/bin:/bin").current_dir("/").stdin(Stdio::null());
        command
    }

    /// The words of bubblewrap.
    pub fn words(&self) -> Vec<OsString> {
        let inside = INSIDE.to_string();
        let mut words: Vec<OsString> = Vec::new();
        let mut add =
            |more: &[&dyn AsRef<OsStr>]| words.extend(more.iter().map(|word| OsStr::to_owned((*word).as_ref())));
        add(&[&"--unshare-all", &"--die-with-parent", &"--new-session", &"--clearenv", &"--cap-drop", &"ALL"]);
        add(&[&"--hostname", &"workspace", &"--uid", &inside, &"--gid", &inside]);
        add(&[&"--ro-bind", &"/usr", &"/usr"]);
        for (to, link) in [("usr/bin", "/bin"), ("usr/sbin", "/sbin"), ("usr/lib", "/lib"), ("usr/lib64", "/lib64")] {
            add(&[&"--symlink", &to, &link]);
        }
        add(&[&"--proc", &"/proc", &"--dev", &"/dev"]);
        let room = self.room.max(1 << 20).to_string();
        add(&[&"--size", &room, &"--tmpfs", &"/tmp", &"--size", &room, &"--tmpfs", &HOME]);
        for (name, _) in OWN_ETC {
            add(&[&"--ro-bind", &self.etc.join(name), &Path::new("/etc").join(name)]);
        }
        for path in ETC.iter().map(|name| Path::new("/etc").join(name)) {
            add(&[&"--ro-bind-try", &path, &path]);
        }
        for Bind { from, to, writable } in &self.binds {
            add(&[&if *writable { "--bind" } else { "--ro-bind" }, from, to]);
        }
        // What is left of the root is a folder in memory, of which nobody counts the bytes.
        add(&[&"--remount-ro", &"/", &"--chdir", &HOME]);
        let usual =
            [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", HOME), ("USER", "researcher"), ("LANG", "C.UTF-8")];
        for (name, value) in usual {
            add(&[&"--setenv", &name, &value]);
        }
        for (name, value) in &self.environment {
            add(&[&"--setenv", name, value]);
        }
        if !self.filter.as_os_str().is_empty() {
            add(&[&"--seccomp", &"9"]);
        }
        words
    }
}
