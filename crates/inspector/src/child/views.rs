//! Views out of a child: one line of what was made, then the pixels as they are. The parent decodes nothing: it counts.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Limits, Order, Task, pool};
use crate::view::{Fixed, MOST_PAGES, Table, View, Wanted, fixed_image, painted, tables, view};
use crate::{InspectPolicy, Purpose, Report, names, size_finding};

/// Pixels and lines of one answer, in bytes: a page in its largest size four times over.
const MOST_ANSWER: u64 = 48 << 20;

/// What is said of a picture that was made again, before its bytes.
#[derive(Serialize, Deserialize)]
struct Made {
    width: u32,
    height: u32,
    frames: usize,
    why: String,
}

/// The child's answer: its line, and what follows it.
pub(super) fn answer(order: &Order, bytes: &[u8]) -> Result<(String, Vec<u8>), String> {
    let line = |value: serde_json::Result<String>| value.map_err(|e| format!("writing the view: {e}"));
    let (said, tail) = match order.task {
        Task::Inspect | Task::Print => return Err("no view was asked for".into()),
        Task::View(wanted) | Task::Printed(wanted) => {
            let mut made = match order.task {
                Task::View(_) => view(&order.name, bytes, order.purpose, &order.policy, wanted),
                _ => painted(&order.name, bytes, wanted),
            };
            let tail = made.rasters().flat_map(|raster| std::mem::take(&mut raster.rgb)).collect();
            (line(serde_json::to_string(&made))?, tail)
        }
        Task::Tables => (line(serde_json::to_string(&tables(&order.name, bytes)))?, Vec::new()),
        Task::FixedImage => {
            let (made, tail) = match fixed_image(&order.name, bytes) {
                Ok(Fixed { png, width, height, frames }) => (Made { width, height, frames, why: String::new() }, png),
                Err(why) => (Made { width: 0, height: 0, frames: 0, why: why.to_owned() }, Vec::new()),
            };
            (line(serde_json::to_string(&made))?, tail)
        }
    };
    Ok((format!("{} {said}", tail.len()), tail))
}

/// How many bytes follow the line of an answer with a tail.
pub(super) fn tail(line: &[u8]) -> Option<u64> {
    let digits = line.iter().position(|byte| *byte == b' ').filter(|end| *end < 12)?;
    std::str::from_utf8(&line[..digits]).ok()?.parse().ok()
}

/// The line without its number, and the tail.
pub(super) fn parts(said: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = said.iter().position(|byte| *byte == b'\n')?;
    let start = said.iter().position(|byte| *byte == b' ')?;
    Some((said.get(start + 1..end)?, &said[end + 1..]))
}

/// The pages of `bytes` (the whole content of a file called `name`) that are wanted, made in a child of the program `exe`.
///
/// Blocks as [`super::inspect_in_child`] does, and never fails: a child that does not answer makes a view with a `problem`
/// and a report that refuses the file.
pub fn view_in_child(
    exe: &Path,
    name: &str,
    bytes: &[u8],
    purpose: Purpose,
    policy: &InspectPolicy,
    wanted: Wanted,
    limits: &Limits,
) -> View {
    let size = bytes.len() as u64;
    if let Some((id, _)) = size_finding(size, policy) {
        return View::none(super::out_of_bounds(name, size, purpose, policy), id.as_str());
    }
    let order = order(name, bytes, purpose, policy, Task::View(wanted));
    let none = |reason: &str, evidence: String| View::none(Report::unreadable(name, reason, evidence), reason);
    let made = pool::run(exe, &order, bytes, &wide(limits), |said| taken(said, &order));
    made.unwrap_or_else(|failed| none(failed.reason, failed.evidence))
}

/// Makes a picture again in a child of the program `exe` ([`fixed_image`]).
///
/// # Errors
/// A reason of [`crate::texts::no_view`].
pub fn fixed_image_in_child(exe: &Path, name: &str, bytes: &[u8], limits: &Limits) -> Result<Fixed, String> {
    let policy = InspectPolicy::default();
    let order = order(name, bytes, Purpose::Unstated, &policy, Task::FixedImage);
    let read = |said: &[u8]| {
        let (line, png) = parts(said)?;
        let Made { width, height, frames, why } = serde_json::from_slice(line).ok()?;
        if !why.is_empty() {
            return Some(Err(names::shown(&why)));
        }
        png.starts_with(b"\x89PNG\r\n\x1a\n").then(|| Ok(Fixed { png: png.to_vec(), width, height, frames }))
    };
    pool::run(exe, &order, bytes, &wide(limits), read).unwrap_or_else(|failed| Err(failed.reason.to_owned()))
}

/// The tables of a document, read in a child of the program `exe` ([`tables`]).
///
/// # Errors
/// A reason of [`crate::texts::no_view`].
pub fn tables_in_child(exe: &Path, name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Table>, String> {
    let policy = InspectPolicy::default();
    let order = order(name, bytes, Purpose::Unstated, &policy, Task::Tables);
    let read = |said: &[u8]| {
        let (line, _) = parts(said)?;
        let made: Result<Vec<Table>, String> = serde_json::from_slice(line).ok()?;
        Some(made.map_err(|why| names::shown(&why)))
    };
    pool::run(exe, &order, bytes, &wide(limits), read).unwrap_or_else(|failed| Err(failed.reason.to_owned()))
}

pub(super) fn order(name: &str, bytes: &[u8], purpose: Purpose, policy: &InspectPolicy, task: Task) -> Order {
    Order { name: name.to_owned(), purpose, policy: policy.clone(), size: bytes.len() as u64, task }
}

pub(super) fn wide(limits: &Limits) -> Limits {
    Limits { output: limits.output.max(MOST_ANSWER), ..*limits }
}

/// What a child says is foreign: sizes must fit the bytes that came, and the report is put together anew.
pub(super) fn taken(said: &[u8], order: &Order) -> Option<View> {
    let (line, mut pixels) = parts(said)?;
    let mut made: View = serde_json::from_slice(line).ok()?;
    for raster in made.rasters() {
        let (rgb, rest) = pixels.split_at_checked(raster.bytes()?)?;
        raster.rgb = rgb.to_vec();
        pixels = rest;
    }
    let sound = pixels.is_empty() && made.shown <= MOST_PAGES * 2 && made.pages.len() <= made.shown.max(1);
    if !sound {
        return None;
    }
    made.report = super::checked(made.report, order)?;
    made.problem = names::shown(&made.problem);
    Some(made)
}
