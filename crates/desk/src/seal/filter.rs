//! The system calls that a workspace has.
//!
//! A list of what is allowed: every call up to the newest that this version knows, less those that reach the kernel's own
//! matters. A call of a later kernel, and every call in another form of the processor, does not exist.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

/// The newest call that is known here: `fchmodat2` of Linux 6.6. The numbers of newer ones are the same on every processor.
const NEWEST: i64 = 452;

/// Families of sockets that are there: those of this machine, and the Internet's, which in a network of its own is the
/// workspace itself. Everything else goes by.
const FAMILIES: [i32; 3] = [libc::AF_UNIX, libc::AF_INET, libc::AF_INET6];

/// The filter as bubblewrap reads it: the kernel's own instructions.
///
/// # Errors
/// It cannot be made for this processor.
pub fn program() -> Result<Vec<u8>, String> {
    let made = rules().and_then(|rules| {
        // "There is no such call" is what programs know how to live with: the C library then makes a thread another way.
        let no = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
        let arch = TargetArch::try_from(std::env::consts::ARCH)?;
        BpfProgram::try_from(SeccompFilter::new(rules, no, SeccompAction::Allow, arch)?)
    });
    let program = made.map_err(|e| format!("making the filter of system calls: {e}"))?;
    let mut bytes = Vec::with_capacity(program.len() * 8);
    for instruction in program {
        bytes.extend(instruction.code.to_ne_bytes());
        bytes.extend([instruction.jt, instruction.jf]);
        bytes.extend(instruction.k.to_ne_bytes());
    }
    Ok(bytes)
}

fn rules() -> Result<BTreeMap<i64, Vec<SeccompRule>>, seccompiler::BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = (0..=NEWEST).map(|call| (call, Vec::new())).collect();
    DENIED.iter().for_each(|call| drop(rules.remove(call)));
    let is = |argument, test, value| SeccompCondition::new(argument, SeccompCmpArgLen::Dword, test, value);
    let families = FAMILIES
        .iter()
        .map(|family| SeccompRule::new(vec![is(0, SeccompCmpOp::Eq, u64::from(family.unsigned_abs()))?]))
        .collect::<Result<Vec<_>, _>>()?;
    rules.insert(libc::SYS_socket, families.clone());
    rules.insert(libc::SYS_socketpair, families);
    let namespaces = libc::CLONE_NEWUSER
        | libc::CLONE_NEWNS
        | libc::CLONE_NEWPID
        | libc::CLONE_NEWNET
        | libc::CLONE_NEWIPC
        | libc::CLONE_NEWUTS
        | libc::CLONE_NEWCGROUP;
    let none = SeccompCmpOp::MaskedEq(u64::from(namespaces.unsigned_abs()));
    rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![is(0, none, 0)?])?]);
    // A program may ask what it is, and say that it wants to be nothing else.
    let usual = vec![is(0, SeccompCmpOp::Eq, 0)?];
    let ask = vec![is(0, SeccompCmpOp::Eq, 0xffff_ffff)?];
    rules.insert(libc::SYS_personality, vec![SeccompRule::new(usual)?, SeccompRule::new(ask)?]);
    // Typing into another's terminal.
    let ioctl = [libc::TIOCSTI, libc::TIOCLINUX].iter().map(|call| is(1, SeccompCmpOp::Ne, *call));
    rules.insert(libc::SYS_ioctl, vec![SeccompRule::new(ioctl.collect::<Result<Vec<_>, _>>()?)?]);
    Ok(rules)
}

/// Calls that do not exist in a workspace. `clone3` hides what it asks for from a filter.
const DENIED: &[i64] = &[
    // other namespaces and mounts
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_clone3,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    // files by another way than their names
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_fanotify_init,
    libc::SYS_fanotify_mark,
    // other processes
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    // the kernel
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_userfaultfd,
    libc::SYS_memfd_secret,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_kexec_load,
    libc::SYS_kexec_file_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_reboot,
    libc::SYS_syslog,
    libc::SYS_acct,
    libc::SYS_vhangup,
    libc::SYS_lookup_dcookie,
    libc::SYS_nfsservctl,
    // clocks and names of the machine
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_adjtimex,
    libc::SYS_clock_adjtime,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_modify_ldt,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_uselib,
    #[cfg(target_arch = "x86_64")]
    libc::SYS__sysctl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ustat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_sysfs,
];
