//! The printed view, from the parent's side: an Office file is set as pages by LibreOffice in one sealed child, and what came
//! out is painted by another. The parent passes bytes on and opens nothing.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Limits, Task, office, pool, views};
use crate::view::{View, Wanted};
use crate::{InspectPolicy, Purpose, names};

/// LibreOffice is large: its code, its fonts and a document take more than a parser may. One file, then the child ends.
const OFFICE: Limits = Limits { memory: 1 << 30, time: Duration::from_secs(30), output: 49 << 20, files: 1 };

/// What was set last is kept, so that the next page of the same file need not be set again.
const KEPT: usize = 64 << 20;

type Kept = VecDeque<(Vec<u8>, String, Arc<[u8]>)>;
static SET: Mutex<Kept> = Mutex::new(VecDeque::new());

/// One at a time: each may take a gigabyte.
static ONE: Mutex<()> = Mutex::new(());

/// Callers that are in line. Each keeps a thread, and slow files must not take them all: whoever finds the line full is told so.
static LINE: AtomicUsize = AtomicUsize::new(0);
const LONGEST_LINE: usize = 4;

/// A place in the line, given up when it is dropped.
struct InLine;

impl InLine {
    fn join() -> Option<InLine> {
        let join = |waiting: usize| (waiting < LONGEST_LINE).then_some(waiting + 1);
        LINE.fetch_update(Ordering::Relaxed, Ordering::Relaxed, join).ok().map(|_| InLine)
    }
}

impl Drop for InLine {
    fn drop(&mut self) {
        LINE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whether files of this type have a printed view, where LibreOffice is.
pub fn is_printed(kind: &str) -> bool {
    office::filter_of(kind).is_some()
}

/// Whether the printed view is the only one that there is: `read` is what [`super::view_in_child`] answered.
pub fn only_printed(read: &View) -> bool {
    read.problem == "kind" && is_printed(&read.report.kind)
}

/// The pages of an Office file as they would be printed, without what they hide; the report is the file's own, as of
/// [`super::view_in_child`].
///
/// Blocks, for as long as LibreOffice may take for this and the few files in line before it, and never fails: a `problem` says
/// why there are no pages.
pub fn printed_in_child(
    exe: &Path,
    name: &str,
    bytes: &[u8],
    purpose: Purpose,
    policy: &InspectPolicy,
    wanted: Wanted,
    limits: &Limits,
) -> View {
    // What is refused whole is not handed on.
    let View { report, problem, .. } =
        super::view_in_child(exe, name, bytes, purpose, policy, Wanted { first: 1, most: 0 }, limits);
    if !is_printed(&report.kind) {
        return View::none(report, "not-printed");
    }
    if let Some(refused) = report.findings.iter().find(|f| ["bomb", "encrypted"].contains(&f.id.as_str())) {
        let why = refused.id;
        return View::none(report, why.as_str());
    }
    if !matches!(problem.as_str(), "" | "kind" | "empty") {
        return View::none(report, &problem);
    }
    let pdf = match set(exe, &report.kind, bytes) {
        Ok(pdf) => pdf,
        Err(reason) => return View::none(report, &reason),
    };
    let policy = InspectPolicy::default();
    let order = views::order("file.pdf", &pdf, Purpose::Unstated, &policy, Task::Printed(wanted));
    match pool::run(exe, &order, &pdf, &views::wide(limits), |said| views::taken(said, &order)) {
        // One page more is set than is shown, which tells that there are more; nobody counted them.
        Ok(made) => View { report, cut: made.of > made.shown, of: made.shown, ..made },
        Err(failed) => View::none(report, failed.reason),
    }
}

/// The file as a PDF, or why not.
fn set(exe: &Path, kind: &str, bytes: &[u8]) -> Result<Arc<[u8]>, String> {
    if !Path::new(office::PROGRAM).exists() {
        return Err("no-office".to_owned());
    }
    let known = || {
        let kept = SET.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(of, as_kind, _)| of == bytes && as_kind == kind).map(|(_, _, pdf)| Arc::clone(pdf))
    };
    if let Some(pdf) = known() {
        return Ok(pdf);
    }
    let _place = InLine::join().ok_or("office-busy")?;
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pdf) = known() {
        return Ok(pdf);
    }
    let policy = InspectPolicy::default();
    let order = views::order(&format!("file.{kind}"), bytes, Purpose::Unstated, &policy, Task::Print);
    let read = |said: &[u8]| {
        let (why, pdf) = views::parts(said)?;
        let why: String = serde_json::from_slice(why).ok()?;
        if !why.is_empty() {
            return Some(Err(names::shown(&why)));
        }
        pdf.starts_with(b"%PDF-").then(|| Ok(Arc::from(pdf)))
    };
    let pdf: Arc<[u8]> = pool::run(exe, &order, bytes, &OFFICE, read).map_err(|failed| match failed.reason {
        "no-child" => "no-office-seal".to_owned(),
        other => other.to_owned(),
    })??;
    let mut kept = SET.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push_back((bytes.to_vec(), kind.to_owned(), Arc::clone(&pdf)));
    while kept.iter().map(|(of, _, pdf)| of.len() + pdf.len()).sum::<usize>() > KEPT {
        kept.pop_front();
    }
    Ok(pdf)
}

/// The answer of the child that sets: why not, and the PDF behind it.
pub(super) fn answer(set: Result<Vec<u8>, &'static str>) -> Result<(String, Vec<u8>), String> {
    let (why, pdf) = set.map_or_else(|why| (why, Vec::new()), |pdf| ("", pdf));
    let why = serde_json::to_string(why).map_err(|e| format!("writing the answer: {e}"))?;
    Ok((format!("{} {why}", pdf.len()), pdf))
}
