//! A folder in which files appear, such as that of outputs of a running program: each is looked at when it has come to rest.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use foundation::Lang;

use crate::child::{Limits, inspect_file_in_child};
use crate::code::files;
use crate::command::{Form, line, one};
use crate::{InspectPolicy, Purpose};

/// What is watched, and how it is judged.
pub struct Watch<'a> {
    pub exe: &'a Path,
    pub policy: &'a InspectPolicy,
    pub purpose: Purpose,
    pub folder: &'a Path,
    pub form: Form,
    pub lang: Lang,
}

/// A file as it stands there: its bytes and when they were written last.
type State = (u64, Option<SystemTime>);

/// Looks at what is in a folder and below it and at what comes, and again at what changes. `pause` waits before the next turn;
/// where it says no, the watch is over. A file is looked at when it was the same on two turns: what is being written is not whole.
///
/// # Errors
/// The folder cannot be read, or the report cannot be written.
pub fn watch(asked: &Watch, out: &mut impl Write, mut pause: impl FnMut() -> bool) -> Result<(), String> {
    let mut seen: BTreeMap<PathBuf, (State, bool)> = BTreeMap::new();
    loop {
        let mut now = BTreeMap::new();
        for (name, path) in files(asked.folder)? {
            // What was taken away in the meantime is not there.
            let Ok(about) = std::fs::metadata(&path) else { continue };
            let state = (about.len(), about.modified().ok());
            let looked = match seen.get(&path) {
                Some((before, looked)) if *before == state => {
                    if !looked && state.0 > 0 {
                        tell(asked, &name, &path, out).map_err(|error| format!("writing the report: {error}"))?;
                    }
                    true
                }
                _ => false,
            };
            now.insert(path, (state, looked));
        }
        seen = now;
        if !pause() {
            return Ok(());
        }
    }
}

fn tell(asked: &Watch, name: &str, path: &Path, out: &mut impl Write) -> std::io::Result<()> {
    let report = inspect_file_in_child(asked.exe, path, asked.purpose, asked.policy, &Limits::default());
    let mut report = report.in_language(asked.lang);
    name.clone_into(&mut report.file);
    match asked.form {
        Form::Json => line(&report, out)?,
        _ => one(&report, asked.lang, out)?,
    }
    out.flush()
}
