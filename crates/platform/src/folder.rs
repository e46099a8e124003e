//! The data folder is for the service's account alone: it holds the database, the keys and microdata.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::Config;

/// What group and others may do.
const OTHERS: u32 = 0o077;

/// From here on this process makes files that only its own account may read.
pub fn keep_new_files_private() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(OTHERS));
}

/// Where a service of this configuration keeps things on this machine: the data folder; the folder of files and the file
/// of the database where they stand elsewhere.
pub fn kept(config: &Config) -> Vec<PathBuf> {
    let mut kept = vec![config.data.clone()];
    let mut also = |path: PathBuf| {
        if !path.starts_with(&config.data) {
            kept.push(path);
        }
    };
    if config.files.kind == "local" && !config.files.folder.as_os_str().is_empty() {
        also(config.files.folder.clone());
    }
    if let Ok(store::Where::Sqlite(file)) = config.database() {
        let beside = |end: &str| PathBuf::from(format!("{}{end}", file.display()));
        ["", "-wal", "-shm"].into_iter().map(beside).for_each(also);
    }
    kept
}

/// Every file and folder in here that somebody else may use. Links are not followed: they are no way into a closed folder.
pub fn open_to_others(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut open = Vec::new();
    // The folder itself may be named by a link.
    if path.exists() {
        look(&fs::canonicalize(path)?, &mut open)?;
    }
    Ok(open)
}

fn look(path: &Path, open: &mut Vec<PathBuf>) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        // A temporary file may be gone by now.
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    if found.is_symlink() {
        return Ok(());
    }
    if found.permissions().mode() & OTHERS != 0 {
        open.push(path.to_owned());
    }
    if found.is_dir() {
        for entry in fs::read_dir(path)? {
            look(&entry?.path(), open)?;
        }
    }
    Ok(())
}

/// Closes them; the answer is how many were open.
pub fn close(path: &Path) -> io::Result<usize> {
    let open = open_to_others(path)?;
    for one in &open {
        let mode = fs::metadata(one)?.permissions().mode() & !OTHERS;
        fs::set_permissions(one, Permissions::from_mode(mode))
            .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}; its owner can run chmod go=", one.display())))?;
    }
    Ok(open.len())
}

/// Stands in a data folder while a backup is being restored into it: nothing starts there before it is whole.
const UNFINISHED: &str = "RESTORE-NOT-FINISHED";

/// A restore begins.
pub fn begin_restore(data: &Path) -> io::Result<()> {
    crate::keys::write_secret(&data.join(UNFINISHED), b"strongroom restore has not finished here\n")
}

/// It has ended well, and what it wrote is durable.
pub fn end_restore(data: &Path) -> io::Result<()> {
    fs::remove_file(data.join(UNFINISHED))?;
    fs::File::open(data)?.sync_all()
}

/// A sentence where a restore was begun and not ended.
pub fn unfinished(data: &Path) -> Result<(), String> {
    match data.join(UNFINISHED).exists() {
        false => Ok(()),
        true => Err(format!(
            "a backup was being restored into {} and this was never finished: it is not whole; empty the folder and the \
             database, and run `strongroom restore` again",
            data.display()
        )),
    }
}
