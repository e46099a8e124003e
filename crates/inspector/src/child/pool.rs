//! Children that wait for the next file, and the parent's side of the talk with them.

use std::io::Read;
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{CHILD_COMMAND, Limits, Order, Sealed, Task, views};

/// Why there is no report: a reason of `unreadable`, and what the system said.
pub(super) struct Failed {
    pub(super) reason: &'static str,
    pub(super) evidence: String,
}

fn failed(reason: &'static str, evidence: impl std::fmt::Display) -> Failed {
    Failed { reason, evidence: evidence.to_string() }
}

fn nonsense() -> Failed {
    failed("child-nonsense", "")
}

/// A sealed child that has said so and waits.
struct Waiting {
    exe: PathBuf,
    limits: Limits,
    role: &'static str,
    sealed: Sealed,
    process: Child,
    input: ChildStdin,
    output: ChildStdout,
    files: u32,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // Killed already, or it would end by itself when its input closes; either way it is waited for.
        if self.role == super::PRINT
            && let Some(group) = rustix::process::Pid::from_raw(self.process.id().cast_signed())
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

static WAITING: Mutex<Vec<Waiting>> = Mutex::new(Vec::new());

/// Children that are kept; a burst of files at the same time starts more, and they end afterwards.
const KEPT: usize = 8;

/// How long a child may take to start and seal itself.
const START: Duration = Duration::from_secs(10);

/// What a child answers to an order (one line, and where a view was ordered its pixels behind it), as `read` understands it.
/// A child that is not understood is not asked again.
pub(super) fn run<T>(
    exe: &Path,
    order: &Order,
    bytes: &[u8],
    limits: &Limits,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<T, Failed> {
    let mut child = take(exe, limits, order.task.role())?;
    let answer = read(&child.hand_over(order, bytes)?).ok_or_else(nonsense)?;
    child.files += 1;
    // Dropping a child ends it: one that has seen enough files, and one too many.
    if child.files < limits.files {
        let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < KEPT {
            waiting.push(child);
        }
    }
    Ok(answer)
}

/// Ends all children that wait, and waits for their end.
pub(super) fn end() {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

pub(super) fn sealed(exe: &Path, limits: &Limits) -> Result<Sealed, Failed> {
    Ok(Waiting::start(exe, limits, "")?.sealed.clone())
}

fn take(exe: &Path, limits: &Limits, role: &'static str) -> Result<Waiting, Failed> {
    loop {
        let found = {
            let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
            let at = waiting.iter().position(|child| child.exe == exe && child.limits == *limits && child.role == role);
            at.map(|at| waiting.swap_remove(at))
        };
        let Some(mut child) = found else { return Waiting::start(exe, limits, role) };
        // One that was ended meanwhile is no fault of the file.
        if matches!(child.process.try_wait(), Ok(None)) {
            return Ok(child);
        }
    }
}

impl Waiting {
    fn start(exe: &Path, limits: &Limits, role: &'static str) -> Result<Waiting, Failed> {
        let order = serde_json::to_string(limits).map_err(|e| failed("no-child", e))?;
        let mut process = Command::new(exe)
            .arg(CHILD_COMMAND)
            .arg(order)
            .args((!role.is_empty()).then_some(role))
            .env_clear()
            .current_dir("/")
            // What it starts ends with it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| failed("no-child", e))?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            let _ = process.kill();
            let _ = process.wait();
            return Err(failed("no-child", "no pipes"));
        };
        let sealed = Sealed { filter: false, namespaces: false };
        let mut child =
            Waiting { exe: exe.to_owned(), limits: *limits, role, sealed, process, input, output, files: 0 };
        rustix::io::ioctl_fionbio(&child.input, true).map_err(|e| failed("no-child", e))?;
        rustix::io::ioctl_fionbio(&child.output, true).map_err(|e| failed("no-child", e))?;
        let line = child.talk(&[], Instant::now() + START, 4096, |_| Some(0))?;
        child.sealed = serde_json::from_slice(&line).map_err(|_| failed("no-child", "not sealed"))?;
        if !child.sealed.filter {
            return Err(failed("no-child", "no filter"));
        }
        Ok(child)
    }

    fn hand_over(&mut self, order: &Order, bytes: &[u8]) -> Result<Vec<u8>, Failed> {
        let mut head = serde_json::to_vec(order).map_err(|e| failed("no-child", e))?;
        head.push(b'\n');
        let tail = if order.task == Task::Inspect { |_: &[u8]| Some(0) } else { views::tail };
        self.talk(&[&head, bytes], Instant::now() + self.limits.time, self.limits.output, tail)
    }

    /// Hands over and reads one line, and so many bytes behind it as `tail` reads in it. Neither blocks: a child that does not
    /// read, or does not write, runs out of time.
    fn talk(
        &mut self,
        parts: &[&[u8]],
        deadline: Instant,
        most: u64,
        tail: fn(&[u8]) -> Option<u64>,
    ) -> Result<Vec<u8>, Failed> {
        let mut said = Vec::new();
        let mut whole: Option<u64> = None;
        let mut buffer = vec![0u8; 64 << 10];
        let (mut part, mut sent) = (0, 0);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(failed("child-slow", format!("{} s", self.limits.time.as_secs_f64())));
            }
            while part < parts.len() && sent == parts[part].len() {
                (part, sent) = (part + 1, 0);
            }
            let writing = part < parts.len();
            let mut ready = vec![PollFd::new(&self.output, PollFlags::IN)];
            if writing {
                ready.push(PollFd::new(&self.input, PollFlags::OUT));
            }
            let wait = Timespec { tv_sec: left.as_secs().cast_signed(), tv_nsec: i64::from(left.subsec_nanos()) };
            match poll(&mut ready, Some(&wait)) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(failed("child-broke", error)),
            }
            let readable = !ready[0].revents().is_empty();
            let writable = writing && !ready[1].revents().is_empty();
            drop(ready);
            if writable {
                match rustix::io::write(self.input.as_fd(), &parts[part][sent..]) {
                    Ok(n) => sent += n,
                    Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
                    Err(_) => return Err(self.broke()),
                }
            }
            if readable {
                match self.output.read(&mut buffer) {
                    Ok(0) => return Err(self.broke()),
                    Ok(n) => said.extend_from_slice(&buffer[..n]),
                    Err(error)
                        if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::Interrupted) => {
                    }
                    Err(error) => return Err(failed("child-broke", error)),
                }
                if said.len() as u64 > most {
                    return Err(failed("child-loud", format!("> {most} bytes")));
                }
                if whole.is_none()
                    && let Some(end) = said.iter().position(|byte| *byte == b'\n')
                {
                    let more = tail(&said[..end]).ok_or_else(nonsense)?;
                    whole = Some((end as u64 + 1).saturating_add(more));
                }
                // Nothing after it: what more it says belongs to no file. Nothing before it has read the file.
                match whole {
                    Some(whole) if said.len() as u64 > whole || writing => return Err(nonsense()),
                    Some(whole) if said.len() as u64 == whole => return Ok(said),
                    Some(whole) if whole > most => return Err(failed("child-loud", format!("> {most} bytes"))),
                    _ => {}
                }
            }
        }
    }

    fn broke(&mut self) -> Failed {
        // The pipe is closed, so the end is near; how it ended says why.
        let until = Instant::now() + Duration::from_millis(500);
        while Instant::now() < until {
            if let Ok(Some(status)) = self.process.try_wait() {
                return failed("child-broke", status);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        failed("child-broke", "")
    }
}
