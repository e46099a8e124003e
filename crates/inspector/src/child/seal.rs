//! What a child gives up before it reads a byte of a file.

use std::collections::BTreeMap;

use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};
use serde::{Deserialize, Serialize};

use super::Limits;

/// How a child is sealed. Limits and the system call filter are always in force; a child that cannot have them does not start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub filter: bool,
    /// The namespaces that the system allowed, of: user, network, mount, ipc, uts.
    pub namespaces: bool,
}

/// Address space beyond the memory limit: code, shared libraries and what is reserved and never touched.
const CODE: u64 = 2 << 30;

/// Seals this process. It must have one thread.
pub(super) fn seal(limits: &Limits) -> Result<Sealed, String> {
    let namespaces = own_namespaces();
    limit(limits).map_err(|e| format!("setting limits: {e}"))?;
    for program in [denied(), filter()] {
        let program = program.map_err(|e| format!("making the system call filter: {e}"))?;
        seccompiler::apply_filter(&program).map_err(|e| format!("setting the system call filter: {e}"))?;
    }
    Ok(Sealed { filter: true, namespaces })
}

/// Without network, mounts and users of its own a child is still sealed by the filter: many systems do not allow them.
fn own_namespaces() -> bool {
    use nix::sched::{CloneFlags, unshare};
    let all = CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWIPC | CloneFlags::CLONE_NEWUTS;
    unshare(CloneFlags::CLONE_NEWUSER | all).is_ok() || unshare(all).is_ok()
}

fn limit(limits: &Limits) -> rustix::io::Result<()> {
    let both = |n: u64| Rlimit { current: Some(n), maximum: Some(n) };
    setrlimit(Resource::Core, both(0))?;
    setrlimit(Resource::Fsize, both(0))?;
    // The parent ends a child that takes too long for one file; this ends one that the parent lost.
    let life = (limits.time.as_secs() + 1).saturating_mul(u64::from(limits.files) + 1);
    setrlimit(Resource::Cpu, both(life))?;
    setrlimit(Resource::Data, both(limits.memory))?;
    setrlimit(Resource::As, both(limits.memory.saturating_add(CODE)))?;
    // Standard input, output and error are open already; nothing else can be.
    setrlimit(Resource::Nofile, both(3))
}

/// What libraries ask for and can do without (how many processors there are, a file of settings): told no, and not ended for it.
const DENIED: &[libc::c_long] = &[
    libc::SYS_openat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_fstat,
    libc::SYS_readlinkat,
    libc::SYS_faccessat,
    libc::SYS_getcwd,
    libc::SYS_uname,
    libc::SYS_lseek,
    libc::SYS_ioctl,
    libc::SYS_fcntl,
    libc::SYS_sched_getaffinity,
];

fn denied() -> Result<BpfProgram, seccompiler::BackendError> {
    let rules = DENIED.iter().map(|call| (*call, Vec::new())).collect();
    let no = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    SeccompFilter::new(rules, SeccompAction::Allow, no, arch)?.try_into()
}

/// Reading, writing, memory, time of day, randomness for hash tables, and ending. Anything else ends the process. Of two filters
/// the stricter counts, so that what is [`DENIED`] stays denied though it is listed here.
fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    const ALWAYS: &[libc::c_long] = &[
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_readv,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_brk,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_sched_yield,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_restart_syscall,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        ALWAYS.iter().chain(DENIED).map(|call| (*call, Vec::new())).collect();
    // Memory that can be run is for programs, and this one is loaded.
    let no_run = || {
        let exec = u64::from(libc::PROT_EXEC.unsigned_abs());
        let condition = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(exec), 0)?;
        SeccompRule::new(vec![condition])
    };
    rules.insert(libc::SYS_mmap, vec![no_run()?]);
    rules.insert(libc::SYS_mprotect, vec![no_run()?]);
    // A signal to itself, to end: what "abort" does.
    let own = u64::from(std::process::id());
    let to_itself = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, own)?;
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![to_itself])?]);
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    SeccompFilter::new(rules, SeccompAction::KillProcess, SeccompAction::Allow, arch)?.try_into()
}
