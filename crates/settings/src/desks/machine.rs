//! A machine that seals: what it is asked for, and how this one does it.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use desk::seal::doctor::{can_seal, examine, is_root};
use desk::seal::limits::prefix_of;
use desk::seal::sandbox::Account;
use desk::seal::{Bind, Driver, Limits};
use desk::workspace::{Plan, Workspace};
use desk::{Rules, Size};
use foundation::World;

use super::claim::Claim;

/// Below the folder of desktops: what goes with each of them, and what is kept.
pub(super) const RUN: &str = "run";
pub(super) const HOMES: &str = "homes";

/// What each person keeps in a project, seen as `/project/NAME`: their own, and what they want to have released.
pub(crate) const PRIVATE: &str = "private";
pub(crate) const OUTPUT: &str = "sdc";

/// The first number of accounts. Every home has two of its own: its programs', and its display server's.
const ACCOUNTS: u32 = 2_100_000;

/// What is on the screen at first.
const PROGRAM: [&str; 6] = ["/usr/bin/xterm", "-maximized", "-fa", "Monospace", "-fs", "11"];

/// The screen of a desktop, in dots.
pub(crate) const SCREEN: Size = Size { width: 1280, height: 800 };

/// A desktop that is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its own folder, which is there; what is in it goes with the desktop.
    pub folder: PathBuf,
    pub name: String,
    /// What is kept of this person in this project.
    pub home: PathBuf,
    /// Its number: it has accounts of its own.
    pub number: u32,
    /// Folders with the mapped data, each seen as `/data/NAME`.
    pub data: Vec<PathBuf>,
    /// Random bytes: whoever knows them may draw on this screen.
    pub cookie: [u8; 16],
    pub rules: Rules,
}

/// A desktop that was started. Dropping it ends everything in it.
pub trait Started: Send {
    /// Where its display server listens.
    fn socket(&self) -> PathBuf;
    /// Whether its programs or its display server have ended.
    fn has_ended(&mut self) -> bool;
    /// Ends every process, and says whether none is left. It may take a second.
    fn end(&mut self) -> bool;
}

/// Who starts desktops.
pub trait Machine: Send + Sync {
    /// # Errors
    /// What could not be done, for the operator; nothing is left running.
    fn start(&self, wanted: &Wanted) -> Result<Box<dyn Started>, String>;
}

impl Started for Workspace {
    fn socket(&self) -> PathBuf {
        Workspace::socket(self)
    }

    fn has_ended(&mut self) -> bool {
        // One of which nothing is known is none that may go on.
        !matches!(self.ended(), Ok(None))
    }

    fn end(&mut self) -> bool {
        Workspace::end(self)
    }
}

/// What one thread is asked to start, and whom it answers.
type Asked = (Wanted, mpsc::SyncSender<Result<Workspace, String>>);

/// This machine, where it can seal. One thread starts every sandbox and stays: a sandbox ends with the thread that started it.
struct Sealed {
    asked: mpsc::Sender<Asked>,
}

impl Sealed {
    fn new(limits: Option<(Driver, Limits)>, prefix: String) -> Result<Sealed, String> {
        let (asked, asks) = mpsc::channel::<Asked>();
        let work = move || {
            for (wanted, answer) in asks {
                // Whoever asked may have gone: then what was started ends.
                let _ = answer.send(start(&wanted, limits.clone(), &prefix));
            }
        };
        let thread = std::thread::Builder::new().name("desktops".into()).spawn(work);
        thread.map_err(|e| format!("starting the thread of desktops: {e}"))?;
        Ok(Sealed { asked })
    }
}

fn folder_of(path: &Path, mode: u32, owner: Option<Account>) -> io::Result<()> {
    fs::create_dir_all(path)?;
    // A link in the place of a folder would be followed by what comes next.
    if !fs::symlink_metadata(path)?.is_dir() {
        return Err(io::Error::other(format!("{} is no folder", path.display())));
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    owner.map_or(Ok(()), |owner| chown(path, Some(owner.user), Some(owner.group)))
}

/// Takes the folder of desktops for this process, and removes what one that was killed has left to run there.
///
/// # Errors
/// It is another process's, or cannot be written.
pub(super) fn take(folder: &Path, world: &World) -> Result<Claim, String> {
    let doing = |what: &str, e: io::Error| format!("{what} {}: {e}", folder.display());
    folder_of(folder, 0o711, None).map_err(|e| doing("making", e))?;
    let claim = Claim::take(folder, world)?;
    let run = folder.join(RUN);
    match fs::remove_dir_all(&run) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(doing("clearing", e)),
        _ => {}
    }
    for path in [run, folder.join(HOMES)] {
        folder_of(&path, 0o711, None).map_err(|e| doing("making", e))?;
    }
    Ok(claim)
}

/// Looks at this machine; `limits` where no desktop may go without them. Its folder was taken.
///
/// # Errors
/// What it lacks.
pub(super) fn find(folder: &Path, limits: bool) -> Result<Arc<dyn Machine>, Vec<String>> {
    let doing = |what: &str, e: io::Error| vec![format!("{what} {}: {e}", folder.display())];
    let scratch = folder.join(RUN).join("doctor");
    folder_of(&scratch, 0o711, None).map_err(|e| doing("making", e))?;
    let mut found = examine(&scratch);
    let _ = fs::remove_dir_all(&scratch);
    if !limits {
        found.iter_mut().filter(|finding| finding.what == "limits").for_each(|finding| finding.needed = false);
    }
    if !can_seal(&found) {
        let missing = found.into_iter().filter(|finding| finding.needed && !finding.is_there);
        return Err(missing.map(|finding| format!("{}: {}", finding.what, finding.said)).collect());
    }
    let driver = Driver::find().and_then(|driver| driver.try_out(Limits::WORKSPACE).map(|()| driver));
    let limits = match driver {
        Ok(driver) => Some((driver, Limits::WORKSPACE)),
        Err(_) if !limits => None,
        Err(why) => return Err(vec![why]),
    };
    let prefix = prefix_of(folder);
    if let Some((driver, _)) = &limits {
        driver.tidy(&prefix);
    }
    Ok(Arc::new(Sealed::new(limits, prefix).map_err(|why| vec![why])?))
}

impl Machine for Sealed {
    fn start(&self, wanted: &Wanted) -> Result<Box<dyn Started>, String> {
        let gone = "the thread that starts desktops has ended";
        let (answer, answered) = mpsc::sync_channel(1);
        self.asked.send((wanted.clone(), answer)).map_err(|_| gone)?;
        Ok(Box::new(answered.recv().map_err(|_| gone)??))
    }
}

fn start(wanted: &Wanted, limits: Option<(Driver, Limits)>, prefix: &str) -> Result<Workspace, String> {
    let accounts = is_root().then(|| {
        let first = ACCOUNTS.saturating_add(wanted.number.saturating_mul(2));
        let account = |number| Account { user: number, group: number };
        (account(first.saturating_add(1)), account(first))
    });
    let programs = accounts.map(|(_, programs)| programs);
    give(wanted, programs).map_err(|e| format!("making the folders of a desktop: {e}"))?;
    let kept = |name: &str| Bind::write(wanted.home.join(name), Path::new("/project").join(name));
    Workspace::start(&Plan {
        folder: wanted.folder.clone(),
        name: format!("{prefix}{}", wanted.name),
        size: SCREEN,
        accounts,
        limits,
        data: wanted.data.clone(),
        kept: vec![kept(PRIVATE), kept(OUTPUT)],
        clipboard_in: wanted.rules.clipboard_in,
        cookie: wanted.cookie,
        program: PROGRAM.map(String::from).to_vec(),
    })
}

/// Gives to the programs' account what is theirs: the kept folders to write, the data to read.
fn give(wanted: &Wanted, programs: Option<Account>) -> io::Result<()> {
    // Those above are the service's: nobody inside changes what stands there.
    for above in wanted.home.ancestors().take(2) {
        folder_of(above, 0o711, None)?;
    }
    for name in [PRIVATE, OUTPUT] {
        folder_of(&wanted.home.join(name), 0o700, programs)?;
    }
    if let Some(all) = wanted.data.first().and_then(|data| data.parent()) {
        folder_of(all, 0o711, None)?;
    }
    for data in &wanted.data {
        for entry in fs::read_dir(data)? {
            let file = entry?.path();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o400))?;
            programs.map_or(Ok(()), |owner| chown(&file, Some(owner.user), Some(owner.group)))?;
        }
        folder_of(data, 0o500, programs)?;
    }
    Ok(())
}
