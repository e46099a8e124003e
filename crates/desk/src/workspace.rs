//! A desktop that runs: a display server in one sandbox, applications in another, and what lies between them.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};

use crate::screen::Size;
use crate::seal::filter;
use crate::seal::limits::{Driver, Group, Limits};
use crate::seal::sandbox::{Account, Bind, Sandbox, write_etc};

/// Where the applications find the screen and the word that opens it.
const X11: &str = "/tmp/.X11-unix";
const COOKIE: &str = "/run/cookie";
const RFB: &str = "/run/rfb";

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Plan {
    /// A folder of its own, which is removed at the end. Others must be able to enter the folders above it.
    pub folder: PathBuf,
    pub name: String,
    pub size: Size,
    /// Of the display server and of the applications; none where this program is not root.
    pub accounts: Option<(Account, Account)>,
    /// None where the operator says that it goes without.
    pub limits: Option<(Driver, Limits)>,
    /// Folders that are only read, each seen as `/data/NAME`.
    pub data: Vec<PathBuf>,
    /// Folders that are kept: where each is seen, and that it can be written.
    pub kept: Vec<Bind>,
    /// Text may be pasted in: the display server then takes it from the broker. It never gives any.
    pub clipboard_in: usize,
    /// Random bytes: whoever knows them may draw on this screen.
    pub cookie: [u8; 16],
    /// What is started on the screen.
    pub program: Vec<String>,
}

/// A desktop that runs. Dropping it ends everything in it.
#[derive(Debug)]
pub struct Workspace {
    folder: PathBuf,
    display: Child,
    applications: Child,
    groups: Vec<Group>,
}

impl Workspace {
    /// # Errors
    /// What could not be made, and what is started is ended.
    pub fn start(plan: &Plan) -> Result<Workspace, String> {
        let folder = &plan.folder;
        let made = make_folders(plan).map_err(|e| format!("making {}: {e}", folder.display()));
        let filter = made.and_then(|()| filter::program())?;
        fs::write(folder.join("filter"), filter).map_err(|e| format!("writing the filter: {e}"))?;
        let mut groups = Vec::new();
        let mut entries = [Vec::new(), Vec::new()];
        if let Some((driver, limits)) = &plan.limits {
            for (at, (part, limits)) in [("display", Limits::DISPLAY), ("work", *limits)].into_iter().enumerate() {
                let group = driver.make(&format!("{}-{part}", plan.name), limits)?;
                entries[at] = group.entries();
                groups.push(group);
            }
        }
        let [of_display, of_applications] = entries;
        let start = |sandbox: Sandbox, log: &str| {
            let mut command = sandbox.command();
            let log = fs::File::create(folder.join(log)).map_err(|e| format!("writing {log}: {e}"))?;
            let other = log.try_clone().map_err(|e| format!("writing the log: {e}"))?;
            command.stdout(Stdio::from(log)).stderr(Stdio::from(other));
            command.spawn().map_err(|e| format!("starting a sandbox: {e}"))
        };
        let mut display = start(display(plan, of_display), "display.log")?;
        match start(applications(plan, of_applications), "work.log") {
            Ok(applications) => Ok(Workspace { folder: folder.clone(), display, applications, groups }),
            Err(why) => {
                let _ = display.kill();
                let _ = display.wait();
                Err(why)
            }
        }
    }

    /// Where the display server listens, for the broker alone.
    pub fn socket(&self) -> PathBuf {
        self.folder.join("display/rfb/socket")
    }

    /// How either of both ended, if one did.
    ///
    /// # Errors
    /// The system does not say.
    pub fn ended(&mut self) -> std::io::Result<Option<ExitStatus>> {
        Ok(match self.display.try_wait()? {
            None => self.applications.try_wait()?,
            ended => ended,
        })
    }

    /// What both sandboxes said, for whoever looks for a mistake.
    pub fn logs(&self) -> String {
        let read = |name: &str| fs::read(self.folder.join(name)).unwrap_or_default();
        String::from_utf8_lossy(&[read("display.log"), read("work.log")].concat()).into_owned()
    }

    /// Processes in both sandboxes, where limits count them.
    pub fn processes(&self) -> usize {
        self.groups.iter().map(|group| group.processes().len()).sum()
    }

    /// Ends every process in it, and says whether none is left.
    pub fn end(&mut self) -> bool {
        // The first process of a sandbox takes everything in it with it.
        for child in [&mut self.applications, &mut self.display] {
            let _ = child.kill();
        }
        let none = self.groups.iter().all(Group::end);
        for child in [&mut self.applications, &mut self.display] {
            let _ = child.wait();
        }
        none
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        self.end();
        self.groups.clear();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Bytes that are free where a folder stands, for whoever is not root.
///
/// # Errors
/// The system does not say.
pub fn free_bytes(folder: &Path) -> std::io::Result<u64> {
    let about = rustix::fs::statvfs(folder)?;
    Ok(about.f_bavail.saturating_mul(about.f_frsize))
}

/// The folders between both, each for who needs it:
/// `display/` and `work/` are closed to the other side, `screen/` holds the socket that both know.
fn make_folders(plan: &Plan) -> std::io::Result<()> {
    let folder = &plan.folder;
    let (of_display, of_applications) = plan.accounts.unzip();
    let make = |path: &Path, mode: u32, owner: Option<Account>| {
        fs::create_dir_all(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        owner.map_or(Ok(()), |owner| chown(path, Some(owner.user), Some(owner.group)))
    };
    make(folder, 0o711, None)?;
    write_etc(&folder.join("etc"))?;
    make(&folder.join("screen"), 0o755, of_display)?;
    for (name, owner) in [("display", of_display), ("work", of_applications)] {
        let part = folder.join(name);
        make(&part, 0o700, owner)?;
        let cookie = part.join("cookie");
        fs::write(&cookie, authority(&plan.cookie))?;
        fs::set_permissions(&cookie, fs::Permissions::from_mode(0o400))?;
        owner.map_or(Ok(()), |owner| chown(&cookie, Some(owner.user), Some(owner.group)))?;
    }
    make(&folder.join("display/rfb"), 0o700, of_display)
}

/// A file of Xauthority with one entry for every display of every machine.
fn authority(cookie: &[u8; 16]) -> Vec<u8> {
    let mut bytes = 0xffff_u16.to_be_bytes().to_vec();
    for field in [b"".as_slice(), b"", b"MIT-MAGIC-COOKIE-1", cookie] {
        bytes.extend((field.len() as u16).to_be_bytes());
        bytes.extend(field);
    }
    bytes
}

fn display(plan: &Plan, entries: Vec<PathBuf>) -> Sandbox {
    let folder = &plan.folder;
    let Size { width, height } = plan.size;
    let accept = u8::from(plan.clipboard_in > 0);
    // It stays as it is when the last program goes: another may be on its way.
    // With no parameter that a program on the screen could change later: it would switch the clipboard on. The broker drops
    // what comes out all the same.
    let words = format!(
        "/usr/bin/Xvnc :1 -geometry {width}x{height} -depth 24 -extension GLX -rfbport=-1 \
         -rfbunixpath={RFB}/socket -rfbunixmode=0600 -SecurityTypes None -AllowOverride= -AcceptCutText={accept} \
         -SendCutText=0 -SendPrimary=0 -SetPrimary=0 -MaxCutText={} -AlwaysShared=1 -AcceptSetDesktopSize=0 \
         -nolisten tcp -noreset -auth {COOKIE}",
        plan.clipboard_in
    );
    Sandbox {
        account: plan.accounts.map(|(display, _)| display),
        etc: folder.join("etc"),
        filter: folder.join("filter"),
        entries,
        binds: vec![
            Bind::write(folder.join("screen"), X11),
            Bind::write(folder.join("display/rfb"), RFB),
            Bind::read(folder.join("display/cookie"), COOKIE),
        ],
        room: 16 << 20,
        environment: Vec::new(),
        program: words.split_whitespace().map(Into::into).collect(),
    }
}

/// Waits for the screen and for who manages its windows, and goes with the program that was asked for. A window that stands
/// before its manager is not given the keys.
const START: &str = r#"for i in $(seq 300); do [ -S /tmp/.X11-unix/X1 ] && break; sleep 0.02; done
if [ -x /usr/bin/openbox ]; then
    /usr/bin/openbox --startup '/bin/touch /tmp/managed' &
    for i in $(seq 300); do [ -e /tmp/managed ] && break; sleep 0.02; done
fi
exec "$@""#;

fn applications(plan: &Plan, entries: Vec<PathBuf>) -> Sandbox {
    let folder = &plan.folder;
    let mut binds = vec![Bind::read(folder.join("screen"), X11), Bind::read(folder.join("work/cookie"), COOKIE)];
    for data in &plan.data {
        let name = data.file_name().unwrap_or(data.as_os_str());
        binds.push(Bind::read(data, Path::new("/data").join(name)));
    }
    binds.extend(plan.kept.iter().cloned());
    let words = ["/bin/sh", "-c", START, "start"].iter().map(Into::into);
    Sandbox {
        account: plan.accounts.map(|(_, applications)| applications),
        etc: folder.join("etc"),
        filter: folder.join("filter"),
        entries,
        binds,
        room: 256 << 20,
        environment: vec![("DISPLAY".into(), ":1".into()), ("XAUTHORITY".into(), COOKIE.into())],
        program: words.chain(plan.program.iter().map(Into::into)).collect(),
    }
}
