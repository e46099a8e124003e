//! Limits that the kernel holds: cgroups of the second version, of the first, or of both at once.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The folder of all workspaces below each root of cgroups.
const OURS: &str = "strongroom-desk";

/// What a sandbox may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes, with what is written to folders that are in memory.
    pub memory: u64,
    /// Processes and threads.
    pub processes: u64,
    /// Hundredths of one processor.
    pub processor: u64,
}

impl Limits {
    /// Of a workspace of usual size.
    pub const WORKSPACE: Limits = Limits { memory: 2 << 30, processes: 512, processor: 200 };
    /// Of a display server: what a program draws is kept by it.
    pub const DISPLAY: Limits = Limits { memory: 384 << 20, processes: 32, processor: 100 };
}

/// How this machine holds limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Driver {
    Second {
        root: PathBuf,
    },
    /// Of the first version, with the tree of the second beside it where there is one: it ends a group at once.
    First {
        memory: PathBuf,
        pids: PathBuf,
        cpu: PathBuf,
        second: Option<PathBuf>,
    },
}

/// What the names of groups begin with that belong to the desktops of one folder: several services may share a machine.
pub fn prefix_of(folder: &Path) -> String {
    let hash = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect::<String>() + "-"
}

/// The files of the kernel about this process and its mounts.
const MOUNTS: &str = "/proc/self/mounts";
const OWN: &str = "/proc/self/cgroup";

impl Driver {
    /// # Errors
    /// What this machine lacks, in words for its operator.
    pub fn find() -> Result<Driver, String> {
        let read = |file: &str| fs::read_to_string(file).map_err(|e| format!("reading {file}: {e}"));
        Driver::of(&read(MOUNTS)?, &read(OWN)?, |root| {
            fs::read_to_string(root.join("cgroup.controllers")).unwrap_or_default()
        })
    }

    /// Of the texts of both files, and what a tree of the second version controls.
    ///
    /// # Errors
    /// As for [`Driver::find`].
    pub fn of(mounts: &str, own: &str, controls: impl Fn(&Path) -> String) -> Result<Driver, String> {
        let mounts = mounts.lines().filter_map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            Some((*words.get(1)?, *words.get(2)?, *words.get(3)?))
        });
        let mounts: Vec<_> = mounts.filter(|(_, kind, _)| kind.starts_with("cgroup")).collect();
        let second = mounts.iter().find(|(_, kind, _)| *kind == "cgroup2").map(|(at, ..)| PathBuf::from(at));
        if let Some(at) = &second {
            let held = controls(at);
            if ["memory", "pids", "cpu"].iter().all(|one| held.split_whitespace().any(|other| other == *one)) {
                let below = own.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
                return Ok(Driver::Second { root: at.join(below) });
            }
        }
        let first = |name: &str| {
            let holds = |options: &str| options.split(',').any(|option| option == name);
            mounts
                .iter()
                .find(|(_, kind, options)| *kind == "cgroup" && holds(options))
                .map(|(at, ..)| PathBuf::from(at))
        };
        let missing = |name: &str| format!("no cgroup of this machine holds a limit of {name}");
        Ok(Driver::First {
            memory: first("memory").ok_or_else(|| missing("memory"))?,
            pids: first("pids").ok_or_else(|| missing("processes"))?,
            cpu: first("cpu").ok_or_else(|| missing("the processor"))?,
            second,
        })
    }

    /// Whether a group can be made: one is, and is gone again.
    ///
    /// # Errors
    /// As for [`Driver::make`].
    pub fn try_out(&self, limits: Limits) -> Result<(), String> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        self.make(&format!("trial-{}-{number}", std::process::id()), limits).map(drop)
    }

    /// Ends and removes every group whose name begins so: what a program left that was killed. Whatever runs in them, also
    /// what was too young to go with that program, is ended.
    pub fn tidy(&self, prefix: &str) {
        let roots: Vec<&PathBuf> = match self {
            Driver::Second { root } => vec![root],
            Driver::First { memory, pids, cpu, second } => [memory, pids, cpu].into_iter().chain(second).collect(),
        };
        let ours = |root: &&PathBuf| fs::read_dir(root.join(OURS)).into_iter().flatten().flatten();
        let names = roots.iter().flat_map(ours).filter_map(|entry| entry.file_name().into_string().ok());
        let names: BTreeSet<String> = names.filter(|name| name.starts_with(prefix)).collect();
        for name in names {
            let folders = roots.iter().map(|root| root.join(OURS).join(&name)).filter(|folder| folder.is_dir());
            // Two of the roots may be one mount.
            let folders: BTreeSet<PathBuf> = folders.collect();
            let kill = folders.iter().map(|folder| folder.join("cgroup.kill")).find(|file| file.exists());
            drop(Group { folders: folders.into_iter().collect(), kill });
        }
    }

    /// A group of this name with its limits, which the kernel has taken.
    ///
    /// # Errors
    /// A limit that the kernel did not take, with the file: a group without is no group.
    pub fn make(&self, name: &str, limits: Limits) -> Result<Group, String> {
        let mut group = Group { folders: Vec::new(), kill: None };
        match self {
            Driver::Second { root } => {
                let ours = root.join(OURS);
                fs::create_dir_all(&ours).map_err(|e| format!("making {}: {e}", ours.display()))?;
                for above in [root, &ours] {
                    // One that holds processes itself cannot hand on its limits, except the first of all.
                    write(&above.join("cgroup.subtree_control"), "+memory +pids +cpu")?;
                }
                let folder = group.folder(root, name)?;
                write(&folder.join("memory.max"), limits.memory)?;
                let _ = write(&folder.join("memory.swap.max"), 0);
                write(&folder.join("pids.max"), limits.processes)?;
                write(&folder.join("cpu.max"), format!("{} 100000", limits.processor * 1000))?;
                group.kill = Some(folder.join("cgroup.kill"));
            }
            Driver::First { memory, pids, cpu, second } => {
                let folder = group.folder(memory, name)?;
                write(&folder.join("memory.limit_in_bytes"), limits.memory)?;
                // Not every kernel counts what is swapped out.
                let _ = write(&folder.join("memory.memsw.limit_in_bytes"), limits.memory);
                write(&group.folder(pids, name)?.join("pids.max"), limits.processes)?;
                // Two of them may be one mount.
                let folder = group.folder(cpu, name)?;
                write(&folder.join("cpu.cfs_period_us"), 100_000)?;
                write(&folder.join("cpu.cfs_quota_us"), limits.processor * 1000)?;
                if let Some(second) = second
                    && let Ok(folder) = group.folder(second, name)
                {
                    group.kill = Some(folder.join("cgroup.kill")).filter(|file| file.exists());
                }
            }
        }
        Ok(group)
    }
}

fn write(file: &Path, what: impl std::fmt::Display) -> Result<(), String> {
    fs::write(file, what.to_string()).map_err(|e| format!("writing {what} to {}: {e}", file.display()))
}

/// Processes under limits. It is gone when this is dropped, and what ran in it.
#[derive(Debug)]
pub struct Group {
    folders: Vec<PathBuf>,
    /// The file that ends all of it at once.
    kill: Option<PathBuf>,
}

impl Group {
    fn folder(&mut self, root: &Path, name: &str) -> Result<PathBuf, String> {
        let folder = root.join(OURS).join(name);
        fs::create_dir_all(&folder).map_err(|e| format!("making {}: {e}", folder.display()))?;
        if !self.folders.contains(&folder) {
            self.folders.push(folder.clone());
        }
        Ok(folder)
    }

    /// Files to which a process writes 0 to be in the group.
    pub fn entries(&self) -> Vec<PathBuf> {
        self.folders.iter().map(|folder| folder.join("cgroup.procs")).collect()
    }

    pub fn processes(&self) -> Vec<Pid> {
        let read = |folder: &PathBuf| fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
        let mut all: Vec<i32> = self.folders.iter().flat_map(|folder| numbers(&read(folder))).collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().filter_map(Pid::from_raw).collect()
    }

    /// Ends every process, and says whether none is left. Takes a second at most.
    pub fn end(&self) -> bool {
        for _ in 0..200 {
            if let Some(kill) = &self.kill {
                let _ = write(kill, 1);
            }
            let processes = self.processes();
            if processes.is_empty() {
                return true;
            }
            // Those that came meanwhile are met the next time round.
            for process in processes {
                let _ = kill_process(process, Signal::KILL);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }
}

fn numbers(text: &str) -> Vec<i32> {
    text.lines().filter_map(|line| line.parse().ok()).collect()
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
        for folder in &self.folders {
            // A process that is being buried still holds it for a moment.
            for _ in 0..100 {
                if fs::remove_dir(folder).is_ok() || !folder.exists() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}
