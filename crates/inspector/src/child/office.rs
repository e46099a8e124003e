//! The child that has LibreOffice set an Office file as pages (Debian's packages; a PDF comes out, which another child paints).
//!
//! LibreOffice opens what it reads, so it runs where there is nothing to open: a file system of its own that holds its
//! program, its fonts and one empty folder, without processes, users or a network beside it, under limits and a system
//! call filter. A system that does not allow the namespaces has no printed view.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sched::{CloneFlags, unshare};
use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

use super::{Limits, Sealed};

/// Debian's LibreOffice, and nobody else's: what is mounted below is what this one needs.
pub(super) const PROGRAM: &str = "/usr/lib/libreoffice/program/soffice.bin";

/// Pages that are set: one more than is shown, so that it is known that there are more.
const PAGES: usize = crate::view::MOST_PAGES + 1;

/// Longest PDF in bytes.
const MOST_WRITTEN: u64 = 48 << 20;

/// Where the new root is put together: a folder that every system has, and that holds nothing of LibreOffice's.
const ROOT: &str = "/tmp";

/// What LibreOffice reads, as far as the system has it. Nothing of it can be written.
const READ: &[&str] = &[
    "/usr/lib",
    "/usr/lib64",
    "/usr/share/fonts",
    "/usr/share/fontconfig",
    "/usr/share/libreoffice",
    "/usr/share/liblangtag",
    "/etc/fonts",
    "/etc/libreoffice",
    "/etc/ld.so.cache",
    "/var/cache/fontconfig",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
];

/// Nothing runs by itself, nothing is fetched, nothing is asked.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// What sets files with this extension as pages; nothing where none does.
pub(super) fn filter_of(extension: &str) -> Option<&'static str> {
    match extension {
        "docx" | "docm" | "dotx" | "dotm" | "doc" | "odt" | "rtf" => Some("writer_pdf_Export"),
        "xlsx" | "xlsm" | "xltx" | "xltm" | "xlsb" | "xls" | "ods" => Some("calc_pdf_Export"),
        "pptx" | "pptm" | "potx" | "ppsx" | "ppt" | "odp" => Some("impress_pdf_Export"),
        _ => None,
    }
}

/// Seals this process, which must have one thread, and everything that it starts.
pub(super) fn seal(limits: &Limits) -> Result<Sealed, String> {
    // Where memory runs out on the whole machine, this goes first.
    std::fs::write("/proc/self/oom_score_adj", "1000").map_err(|e| format!("writing oom_score_adj: {e}"))?;
    let (user, group) = (rustix::process::getuid().as_raw(), rustix::process::getgid().as_raw());
    unshare(
        CloneFlags::CLONE_NEWUSER
            | CloneFlags::CLONE_NEWNS
            | CloneFlags::CLONE_NEWPID
            | CloneFlags::CLONE_NEWNET
            | CloneFlags::CLONE_NEWIPC
            | CloneFlags::CLONE_NEWUTS,
    )
    .map_err(|e| format!("taking namespaces: {e}"))?;
    for (file, words) in [
        ("setgroups", "deny".to_owned()),
        ("uid_map", format!("1000 {user} 1")),
        ("gid_map", format!("1000 {group} 1")),
    ] {
        std::fs::write(format!("/proc/self/{file}"), words).map_err(|e| format!("writing {file}: {e}"))?;
    }
    own_files().map_err(|e| format!("making a file system of its own: {e}"))?;
    limit(limits).map_err(|e| format!("setting limits: {e}"))?;
    let filter = filter().map_err(|e| format!("making the system call filter: {e}"))?;
    seccompiler::apply_filter(&filter).map_err(|e| format!("setting the system call filter: {e}"))?;
    Ok(Sealed { filter: true, namespaces: true })
}

/// A root with [`READ`] and one folder to write in.
fn own_files() -> std::io::Result<()> {
    let none = None::<&str>;
    mount(none, "/", none, MsFlags::MS_REC | MsFlags::MS_PRIVATE, none)?;
    let plain = MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    mount(Some("tmpfs"), ROOT, Some("tmpfs"), plain, Some("size=1m,mode=755"))?;
    let root = Path::new(ROOT);
    for source in READ.iter().map(Path::new).filter(|path| path.exists()) {
        let target = root.join(source.strip_prefix("/").unwrap_or(source));
        if source.is_dir() {
            std::fs::create_dir_all(&target)?;
        } else {
            std::fs::create_dir_all(target.parent().unwrap_or(root))?;
            std::fs::write(&target, "")?;
        }
        mount(Some(source), &target, none, MsFlags::MS_BIND | MsFlags::MS_REC, none)?;
        // What a mount is not allowed already, it stays so.
        let held = nix::sys::statvfs::statvfs(&target)?.flags();
        let mut flags = MsFlags::MS_BIND | MsFlags::MS_REMOUNT | MsFlags::MS_RDONLY | MsFlags::MS_NOSUID;
        if !source.starts_with("/dev") {
            flags |= MsFlags::MS_NODEV;
        }
        if held.contains(nix::sys::statvfs::FsFlags::ST_NOEXEC) {
            flags |= MsFlags::MS_NOEXEC;
        }
        mount(none, &target, none, flags, none)?;
    }
    for (link, to) in [("lib", "usr/lib"), ("lib64", "usr/lib64"), ("tmp", "room")] {
        std::os::unix::fs::symlink(to, root.join(link))?;
    }
    std::fs::write(root.join("etc/passwd"), "office:x:1000:1000::/room:/none\n")?;
    let room = root.join("room");
    std::fs::create_dir(&room)?;
    let size = format!("size={},mode=700", 4 * MOST_WRITTEN);
    mount(Some("tmpfs"), &room, Some("tmpfs"), plain | MsFlags::MS_NOEXEC, Some(size.as_str()))?;
    let old = root.join("old");
    std::fs::create_dir(&old)?;
    nix::unistd::pivot_root(root, &old)?;
    std::env::set_current_dir("/room")?;
    umount2("/old", MntFlags::MNT_DETACH)?;
    std::fs::remove_dir("/old")?;
    mount(none, "/", none, plain | MsFlags::MS_REMOUNT | MsFlags::MS_RDONLY, none)?;
    Ok(())
}

fn limit(limits: &Limits) -> rustix::io::Result<()> {
    let both = |n: u64| Rlimit { current: Some(n), maximum: Some(n) };
    setrlimit(Resource::Core, both(0))?;
    setrlimit(Resource::Fsize, both(MOST_WRITTEN))?;
    setrlimit(Resource::Cpu, both(limits.time.as_secs() + 1))?;
    setrlimit(Resource::Data, both(limits.memory))?;
    setrlimit(Resource::As, both(limits.memory.saturating_add(4 << 30)))?;
    setrlimit(Resource::Nproc, both(32))?;
    setrlimit(Resource::Nofile, both(256))
}

/// What LibreOffice calls; anything else is told that there is no such call. Sockets only of this machine, which here is this
/// process alone; threads and programs, but no copies of itself and no namespaces more.
fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = CALLS.iter().map(|call| (*call, Vec::new())).collect();
    let only = |argument, test, value| SeccompCondition::new(argument, SeccompCmpArgLen::Dword, test, value);
    let unix = u64::from(libc::AF_UNIX.unsigned_abs());
    for call in [libc::SYS_socket, libc::SYS_socketpair] {
        rules.insert(call, vec![SeccompRule::new(vec![only(0, SeccompCmpOp::Eq, unix)?])?]);
    }
    let shared = CloneFlags::CLONE_VM;
    let fixed = shared
        | CloneFlags::CLONE_NEWUSER
        | CloneFlags::CLONE_NEWNS
        | CloneFlags::CLONE_NEWPID
        | CloneFlags::CLONE_NEWNET
        | CloneFlags::CLONE_NEWIPC
        | CloneFlags::CLONE_NEWUTS
        | CloneFlags::CLONE_NEWCGROUP;
    let bits = |flags: CloneFlags| u64::from(flags.bits().unsigned_abs());
    let alike = only(0, SeccompCmpOp::MaskedEq(bits(fixed)), bits(shared))?;
    rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![alike])?]);
    let name = u64::from(libc::PR_SET_NAME.unsigned_abs());
    rules.insert(libc::SYS_prctl, vec![SeccompRule::new(vec![only(0, SeccompCmpOp::Eq, name)?])?]);
    let no = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    SeccompFilter::new(rules, no, SeccompAction::Allow, arch)?.try_into()
}

/// Sets the file as pages: a PDF, or a reason of [`crate::texts::no_view`].
pub(super) fn print(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, &'static str> {
    let until = Instant::now() + limits.time.saturating_sub(Duration::from_secs(1));
    let extension = Path::new(name).extension().and_then(OsStr::to_str).unwrap_or_default();
    let filter = filter_of(extension).ok_or("kind")?;
    let file = format!("file.{extension}");
    make_profile(Path::new("/room/profile/user"))
        .and_then(|()| std::fs::write(&file, bytes))
        .map_err(|_| "no-office")?;
    let range = format!("{filter}:{{\"PageRange\":{{\"type\":\"string\",\"value\":\"1-{PAGES}\"}}}}");
    let mut office = Command::new(PROGRAM);
    office
        .args(["--headless", "--norestore", "--nologo", "--nolockcheck", "--nofirststartwizard"])
        .arg("-env:UserInstallation=file:///room/profile")
        .args(["--convert-to", &format!("pdf:{range}"), "--outdir", "/room", &file])
        .env_clear()
        // Its own libraries are found beside it by /proc, which is not there.
        .env("LD_LIBRARY_PATH", Path::new(PROGRAM).with_file_name(""))
        .envs([("HOME", "/room"), ("TMPDIR", "/room"), ("LANG", "C.UTF-8"), ("SAL_USE_VCLPLUGIN", "svp")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    wait(office, until)?;
    let made = Path::new("/room/file.pdf");
    let size = std::fs::symlink_metadata(made).map_err(|_| "office-failed")?;
    if !size.is_file() || size.len() > MOST_WRITTEN {
        return Err("office-failed");
    }
    std::fs::read(made).map_err(|_| "office-failed")
}

/// A profile that is of this version: of any other, LibreOffice sets it up and asks to be started again, which cannot be.
fn make_profile(user: &Path) -> std::io::Result<()> {
    let version = std::fs::read_to_string(Path::new(PROGRAM).with_file_name("versionrc"))?;
    let build = version.lines().find_map(|line| line.strip_prefix("buildid=")).unwrap_or_default();
    std::fs::create_dir_all(user.join("extensions"))?;
    std::fs::write(user.join("extensions/buildid"), build)?;
    std::fs::write(user.join("registrymodifications.xcu"), SETTINGS)
}

/// Waits for its end. What it may have started ends with it: it is the first process of its namespace.
fn wait(mut command: Command, until: Instant) -> Result<(), &'static str> {
    let mut office = command.spawn().map_err(|_| "no-office")?;
    loop {
        if office.try_wait().map_err(|_| "office-failed")?.is_some() {
            return Ok(());
        }
        if Instant::now() >= until {
            let _ = office.kill();
            let _ = office.wait();
            return Err("office-slow");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

const CALLS: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_pread64,
    libc::SYS_pwrite64,
    libc::SYS_openat,
    libc::SYS_close,
    libc::SYS_close_range,
    libc::SYS_newfstatat,
    libc::SYS_fstat,
    libc::SYS_statx,
    libc::SYS_statfs,
    libc::SYS_fstatfs,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_getcwd,
    libc::SYS_chdir,
    libc::SYS_fcntl,
    libc::SYS_lseek,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_fadvise64,
    libc::SYS_ftruncate,
    libc::SYS_mkdirat,
    libc::SYS_unlinkat,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchown,
    libc::SYS_umask,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_pipe2,
    libc::SYS_eventfd2,
    libc::SYS_ppoll,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_mlock,
    libc::SYS_munlock,
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_rseq,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_tgkill,
    libc::SYS_kill,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_gettid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_uname,
    libc::SYS_sysinfo,
    libc::SYS_prlimit64,
    libc::SYS_getrlimit,
    libc::SYS_getrusage,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_times,
    libc::SYS_execve,
    libc::SYS_wait4,
    libc::SYS_waitid,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_connect,
    libc::SYS_shutdown,
    libc::SYS_recvfrom,
    libc::SYS_sendto,
    // The older ones, which not every kind of computer has.
    #[cfg(target_arch = "x86_64")]
    libc::SYS_access,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_arch_prctl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_dup2,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lstat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_pipe,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_readlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rmdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_stat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_time,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
];
