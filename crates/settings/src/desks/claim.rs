//! Whose a folder of desktops is: of one process at a time, which holds its lock, and of one machine, whose name is in it and
//! outlives the process. Two processes in one folder would clear away what the other runs; two machines at one database end
//! only their own.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use foundation::World;

/// In the folder of desktops: locked while a process holds it, its text the name.
const FILE: &str = "machine";

/// Length of a name: 16 random bytes as hex digits.
const LENGTH: usize = 32;

/// A folder that is this process's until it ends.
#[derive(Debug)]
pub(crate) struct Claim {
    name: String,
    _held: File,
}

impl Claim {
    /// Takes a folder that is there, and gives it a name where it has none.
    ///
    /// # Errors
    /// Another process holds it, its name cannot be read, or there is no room for one; a sentence for the operator.
    pub(crate) fn take(folder: &Path, world: &World) -> Result<Claim, String> {
        let path = folder.join(FILE);
        let failed = |e: io::Error| format!("{}: {e}", path.display());
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(format!(
                    "another process of the service has its desktops in {}; give each a folder of its own",
                    folder.display()
                ));
            }
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        }
        let mut name = String::new();
        file.read_to_string(&mut name).map_err(failed)?;
        if name.is_empty() {
            name = world.bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
            let written = file.write_all(name.as_bytes()).and_then(|()| file.sync_all());
            if let Err(e) = written {
                // Half a name is none; the next one begins anew.
                let _ = file.set_len(0).and_then(|()| file.rewind());
                return Err(failed(e));
            }
        }
        if name.len() != LENGTH || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(format!(
                "{} holds no name of a machine; delete it when no service runs: what ran here then ends when its time is over",
                path.display()
            ));
        }
        Ok(Claim { name, _held: file })
    }

    /// The name of the machine.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}
