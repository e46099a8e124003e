//! What old commits of a folder hold: what was deleted from it is still there for whoever copies the whole.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::{Asked, Looked, one, too_large};
use crate::ids::Id;
use crate::report::Finding;
use crate::{Report, Severity, Verdict};

/// Looks at every content that any commit of any branch, tag or remote holds, once each, under the name that it has there. What was
/// found says the commit that brought it.
///
/// # Errors
/// The folder is no repository, there is no `git`, or it cannot read its own objects.
pub fn history(asked: &Asked, folder: &Path) -> Result<Vec<Looked>, String> {
    let listed = said(git(folder).args(["rev-list", "--objects", "--all"]))?;
    let listed = String::from_utf8_lossy(&listed);
    let mut kinds = Talk::start(git(folder).args(["cat-file", "--batch-check"]))?;
    let mut contents = Talk::start(git(folder).args(["cat-file", "--batch"]))?;
    let mut all = Vec::new();
    // A copy that begins in the middle does not know what was before.
    if said(git(folder).args(["rev-parse", "--is-shallow-repository"]))?.starts_with(b"true") {
        all.push(unknown(".git/shallow".to_owned(), "elsewhere", "shallow"));
    }
    for (id, name) in listed.lines().filter_map(|line| line.split_once(' ')) {
        let Some((kind, size)) = kinds.ask(id)? else {
            all.push(unknown(name.to_owned(), "elsewhere", id));
            continue;
        };
        if kind != "blob" || size == 0 {
            continue;
        }
        if size > asked.policy.max_bytes {
            all.push(too_large(name.to_owned(), size));
            continue;
        }
        if contents.ask(id)?.is_none() {
            all.push(unknown(name.to_owned(), "elsewhere", id));
            continue;
        }
        all.extend(one(asked, name.to_owned(), &contents.content(size)?));
    }
    kinds.end();
    contents.end();
    for looked in all.iter_mut().filter(|looked| looked.report.verdict != Verdict::Allowed && !looked.print.is_empty())
    {
        looked.commit = brought(folder, &looked.report.file, &looked.print, &listed)?;
    }
    all.sort_by(|a, b| a.report.file.cmp(&b.report.file));
    Ok(all)
}

/// What is named and is not here.
fn unknown(name: String, reason: &str, evidence: &str) -> Looked {
    let finding = Finding::new(Id::Unreadable, reason, Severity::Ask, "", evidence);
    let report = Report::new(name, "unknown", vec![finding]);
    Looked { report, print: String::new(), excepted: Vec::new(), ended: Vec::new(), commit: String::new() }
}

/// The first commit with a content of this name and print: its short name and its day.
fn brought(folder: &Path, name: &str, print: &str, listed: &str) -> Result<String, String> {
    let mut contents = Talk::start(git(folder).args(["cat-file", "--batch"]))?;
    let ids = listed.lines().filter_map(|line| line.split_once(' ')).filter(|(_, of)| *of == name);
    let mut found = String::new();
    for (id, _) in ids {
        let Some((_, size)) = contents.ask(id)? else { continue };
        if super::print(&contents.content(size)?) == print {
            let how = ["log", "--all", "--no-renames", "--no-ext-diff", "--no-textconv", "--format=%h %as"];
            let log = said(git(folder).args(how).arg(format!("--find-object={id}")))?;
            found = String::from_utf8_lossy(&log).lines().last().unwrap_or_default().to_owned();
            break;
        }
    }
    contents.end();
    Ok(found)
}

/// Git, which runs nothing of the repository's own and fetches nothing.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager"]);
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command
}

fn said(command: &mut Command) -> Result<Vec<u8>, String> {
    let done = command.output().map_err(|error| format!("starting git: {error}; install it"))?;
    if !done.status.success() {
        return Err(format!("reading old commits: {}", String::from_utf8_lossy(&done.stderr).trim()));
    }
    Ok(done.stdout)
}

/// A git that answers one question after another.
struct Talk {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Talk {
    fn start(command: &mut Command) -> Result<Talk, String> {
        let failed = |error: &dyn std::fmt::Display| format!("starting git: {error}");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(&error))?;
        let (questions, answers) = child.stdin.take().zip(child.stdout.take()).ok_or_else(|| failed(&"no pipe"))?;
        Ok(Talk { child, questions, answers: BufReader::new(answers) })
    }

    /// The kind and the size of an object; `None` where it is not here.
    fn ask(&mut self, id: &str) -> Result<Option<(String, u64)>, String> {
        let failed = |error: std::io::Error| format!("asking git for {id}: {error}");
        writeln!(self.questions, "{id}").and_then(|()| self.questions.flush()).map_err(failed)?;
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(failed)?;
        let mut words = line.split_whitespace().skip(1);
        let (kind, size) =
            (words.next().unwrap_or_default().to_owned(), words.next().and_then(|size| size.parse().ok()));
        match (kind.as_str(), size) {
            ("missing", _) => Ok(None),
            (_, Some(size)) => Ok(Some((kind, size))),
            _ => Err(format!("asking git for {id}: it said {:?}", line.trim())),
        }
    }

    /// What follows the answer of one that gives contents.
    fn content(&mut self, size: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let read = self.answers.by_ref().take(size).read_to_end(&mut bytes);
        let mut end = [0];
        read.and_then(|_| self.answers.read_exact(&mut end)).map_err(|error| format!("reading from git: {error}"))?;
        if bytes.len() as u64 == size { Ok(bytes) } else { Err("reading from git: it ended".into()) }
    }

    fn end(mut self) {
        drop(self.questions);
        let _ = self.child.wait();
    }
}
