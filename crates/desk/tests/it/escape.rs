//! Ways out of a workspace, each tried without the seal and with it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use desk::seal::doctor::{ACCOUNTS, is_root, trial};
use desk::seal::{Bind, Driver, Group, Limits, Sandbox, filter};

use crate::skipped;

const ATTEMPTS: &str = include_str!("../escape/attempts.txt");
const PRELUDE: &str = include_str!("../escape/prelude.py");
const GROUND: &str = include_str!("../escape/ground.py");

const LIMITS: Limits = Limits { memory: 100 << 20, processes: 40, processor: 100 };

struct Attempt<'a> {
    name: &'a str,
    root: bool,
    code: &'a str,
}

fn attempts() -> Vec<Attempt<'static>> {
    let blocks = ATTEMPTS.split("\n== ").skip(1);
    let attempt = |block: &'static str| {
        let (name, code) = block.split_once('\n').expect("an attempt has a name and a body");
        let plain = name.strip_suffix(" (root)");
        Attempt { name: plain.unwrap_or(name), root: plain.is_some(), code }
    };
    blocks.map(attempt).collect()
}

#[derive(Default)]
struct Played {
    tried: usize,
    unknown: Vec<&'static str>,
    succeeded: Vec<&'static str>,
}

/// What is outside; it ends when this is dropped.
struct Ground {
    folder: tempfile::TempDir,
    process: Child,
    words: Vec<String>,
    name: String,
}

impl Drop for Ground {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Python as the account of the workspace, or as whoever runs the tests.
fn python(as_root: bool) -> Command {
    if as_root || !is_root() {
        return Command::new("/usr/bin/python3");
    }
    let mut command = Command::new("/usr/bin/setpriv");
    let number = ACCOUNTS.1.user.to_string();
    command.args(["--reuid", &number, "--regid", &number, "--clear-groups", "/usr/bin/python3"]);
    command
}

impl Ground {
    fn new() -> Ground {
        let folder = tempfile::Builder::new().prefix("desk-escape-").tempdir().expect("a folder");
        let own = |path: &Path, mode: u32| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("rights are set");
            if is_root() {
                chown(path, Some(ACCOUNTS.1.user), Some(ACCOUNTS.1.group)).expect("it is given away");
            }
        };
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).expect("rights are set");
        for (name, file) in [("project", "own"), ("other", "secret"), ("data", "table"), ("outside", "note")] {
            let path = folder.path().join(name);
            fs::create_dir(&path).expect("a folder");
            fs::write(path.join(file), "SECRET").expect("a file");
            own(&path.join(file), 0o644);
            own(&path, 0o755);
        }
        let name = format!("desk-{}", std::process::id());
        let mut command = python(false);
        command.args(["-c", GROUND]).arg(folder.path().join("outside")).arg(&name).arg("ground");
        command.env("TOLD", "SECRET").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("python runs");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("it is piped")).read_line(&mut line).expect("it says where it is");
        let words = line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words.len(), 4, "the ground stands: {line:?}");
        Ground { folder, process, words, name }
    }

    fn script(&self, code: &str, inside: bool) -> String {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        let seen = |name: &str, to: &str| if inside { to.to_owned() } else { path(name) };
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let mut code = code.to_owned();
        for (hole, what) in [
            ("{project}", seen("project", "/project")),
            ("{data}", seen("data", "/data/d")),
            ("{outside}", path("outside")),
            ("{other}", path("other")),
            ("{pid}", self.words[0].clone()),
            ("{tcp}", self.words[1].clone()),
            ("{udp}", self.words[2].clone()),
            ("{key}", self.words[3].clone()),
            ("{name}", self.name.clone()),
            ("{host}", host.trim().to_owned()),
        ] {
            code = code.replace(hole, &what);
        }
        format!("{PRELUDE}\n{code}")
    }

    /// Whether it works with nothing around it.
    fn works(&self, attempt: &Attempt) -> bool {
        let mut command = python(attempt.root);
        command.args(["-I", "-S", "-c", &self.script(attempt.code, false)]).current_dir("/tmp");
        escaped(&mut command)
    }

    fn works_sealed(&self, attempt: &Attempt, sandbox: &Sandbox) -> bool {
        let script = self.script(attempt.code, true);
        let program = ["/usr/bin/python3", "-I", "-S", "-c", &script].iter().map(Into::into).collect();
        escaped(&mut Sandbox { program, ..sandbox.clone() }.command())
    }

    /// Each without the seal, and with it where it worked.
    fn play(&self, attempts: &[Attempt<'static>], sandbox: &Sandbox, group: Option<&Group>) -> Played {
        let mut played = Played::default();
        for attempt in attempts {
            let cannot = (group.is_none() && attempt.name.starts_with("room")) || (attempt.root && !is_root());
            if cannot || !self.works(attempt) {
                played.unknown.push(attempt.name);
                continue;
            }
            played.tried += 1;
            if self.works_sealed(attempt, sandbox) {
                played.succeeded.push(attempt.name);
            }
            if let Some(group) = group {
                group.end();
            }
        }
        played
    }

    /// The seal of a workspace, with limits small enough to be met quickly.
    fn sandbox(&self, group: Option<&Group>) -> Sandbox {
        let mut sandbox = trial(self.folder.path()).expect("its files are written");
        sandbox.filter = self.folder.path().join("filter");
        fs::write(&sandbox.filter, filter::program().expect("a filter")).expect("it is written");
        sandbox.entries = group.map(Group::entries).unwrap_or_default();
        sandbox.binds = vec![
            Bind::read(self.folder.path().join("data"), "/data/d"),
            Bind::write(self.folder.path().join("project"), "/project"),
        ];
        sandbox
    }
}

fn escaped(command: &mut Command) -> bool {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().expect("a shell runs");
    String::from_utf8_lossy(&output.stdout).contains("ESCAPED")
}

#[test]
fn nothing_that_gets_out_without_the_seal_gets_out_with_it_ses_12() {
    if std::env::consts::ARCH != "x86_64" {
        skipped("the escape suite knows the calls of x86_64 alone");
        return;
    }
    let ground = Ground::new();
    let group = |part: &str| {
        Driver::find().and_then(|driver| driver.make(&format!("escape-{}-{part}", std::process::id()), LIMITS))
    };
    let groups = [group("files"), group("rest")];
    let sandboxes = groups.each_ref().map(|group| ground.sandbox(group.as_ref().ok()));
    let alive = Attempt { name: "alive", root: false, code: "won(open('{data}/table').read() == 'SECRET')" };
    if !ground.works_sealed(&alive, &sandboxes[0]) {
        skipped(
            "this machine cannot seal a workspace (`strongroom desk doctor` says why), so the escape suite did not run",
        );
        return;
    }
    if let Err(why) = &groups[0] {
        skipped(format!("{why}, so no attempt on the room of a workspace was played"));
    }
    // Attempts on files get into each other's way, those on anything else do not get into theirs.
    let (files, rest): (Vec<_>, Vec<_>) = attempts().into_iter().partition(|attempt| attempt.name.starts_with("files"));
    let [of_files, of_rest] = &groups;
    let played = std::thread::scope(|scope| {
        let files = scope.spawn(|| ground.play(&files, &sandboxes[0], of_files.as_ref().ok()));
        let rest = ground.play(&rest, &sandboxes[1], of_rest.as_ref().ok());
        [files.join().expect("it does not panic"), rest]
    });
    let all = |words: fn(&Played) -> &Vec<&'static str>| played.iter().flat_map(words).copied().collect::<Vec<_>>();
    let (unknown, succeeded) = (all(|played| &played.unknown), all(|played| &played.succeeded));
    let tried: usize = played.iter().map(|played| played.tried).sum();
    if !unknown.is_empty() {
        let unknown = unknown.join("; ");
        skipped(format!("here these do not work without the seal either, so they show nothing: {unknown}"));
    }
    let count = succeeded.len();
    let _ = writeln!(std::io::stderr(), "escapes from a workspace: {tried} attempts, {count} succeeded");
    assert!(succeeded.is_empty(), "got out: {succeeded:?}");
    assert!(tried >= 60 || !is_root() || groups[0].is_err(), "only {tried} attempts work without the seal");
}
