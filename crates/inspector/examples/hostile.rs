//! What somebody would run who has taken LibreOffice over: the tests of the printed view put it in LibreOffice's place. It
//! makes the attempt that the file's part `attempt` names; where that is refused, the pages are those of the part `answer.pdf`.
//!
//! `hostile try 'ATTEMPT ARGUMENT'` makes the attempt without a seal and says by its exit code whether it came to something.

use std::error::Error;
use std::fs::Permissions;
use std::io::Read;
use std::net::{TcpStream, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{SocketAddr, UnixStream};
use std::path::Path;
use std::process::{Command, ExitCode};

use nix::sched::{CloneFlags, unshare};
use rustix::process::{Pid, test_kill_process};

/// More than the seal allows one process.
const MUCH: usize = 3 << 29;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let reached = match arguments.as_slice() {
        [_, word, wanted] if word == "try" => attempt(wanted),
        _ => in_place_of_office(),
    };
    if reached.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn in_place_of_office() -> Result<(), Box<dyn Error>> {
    let mut file = zip::ZipArchive::new(std::fs::File::open("file.odt")?)?;
    let mut wanted = String::new();
    file.by_name("attempt")?.read_to_string(&mut wanted)?;
    if attempt(&wanted).is_err() {
        std::io::copy(&mut file.by_name("answer.pdf")?, &mut std::fs::File::create("file.pdf")?)?;
    }
    Ok(())
}

fn attempt(wanted: &str) -> Result<(), Box<dyn Error>> {
    let (what, argument) = wanted.split_once(' ').unwrap_or((wanted, ""));
    match what {
        "read" => drop(std::fs::read(argument)?),
        "list" => drop(std::fs::read_dir(argument)?.next().ok_or("nothing is there")??),
        "write" => std::fs::write(argument, "x")?,
        "tcp" => drop(TcpStream::connect(argument)?),
        "udp" => drop(UdpSocket::bind("127.0.0.1:0")?.send_to(b"x", argument)?),
        "unix" => drop(UnixStream::connect(argument)?),
        "abstract" => drop(UnixStream::connect_addr(&SocketAddr::from_abstract_name(argument)?)?),
        "signal" => test_kill_process(Pid::from_raw(argument.parse()?).ok_or("no process has this number")?)?,
        "namespace" => unshare(CloneFlags::CLONE_NEWUSER)?,
        "memory" => Vec::<u8>::new().try_reserve_exact(MUCH)?,
        "bring" => {
            let (program, folder) = argument.split_once(' ').ok_or("bring PROGRAM FOLDER")?;
            bring(Path::new(program), Path::new(folder))?;
        }
        other => return Err(format!("there is no attempt {other}").into()),
    }
    Ok(())
}

/// Writes a program and runs it.
fn bring(program: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let brought = folder.join("brought");
    std::fs::write(&brought, std::fs::read(program)?)?;
    std::fs::set_permissions(&brought, Permissions::from_mode(0o755))?;
    Command::new(brought).args(["try", "list /"]).status()?;
    Ok(())
}
