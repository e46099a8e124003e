//! What ClamAV's daemon says of a file that comes in: a daemon of these tests' own that speaks its protocol, and the real one.

use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use inspector::child::{Limits, inspect_in_child};
use inspector::{InspectPolicy, Purpose, Report, Severity, Verdict};

use crate::child::ours;

/// The harmless file that every scanner finds, in two parts so that none finds it here.
fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD", r"-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}

fn ask(socket: &Path, purpose: Purpose, bytes: &[u8]) -> Report {
    let policy = InspectPolicy { clamd: Some(socket.to_owned()), ..InspectPolicy::default() };
    inspect_in_child(ours(), "notes.txt", bytes, purpose, &policy, &Limits::default())
}

fn said(report: &Report) -> Vec<(&str, Severity, &str)> {
    let about = report.findings.iter().filter(|f| f.id.as_str().starts_with("malware"));
    about.map(|f| (f.id.as_str(), f.severity, f.evidence.as_str())).collect()
}

/// Answers one question after the other in the daemon's way: reads the pieces of a stream, and says what `answer` makes of them.
fn daemon(folder: &Path, answer: fn(&[u8]) -> &'static str) -> PathBuf {
    let path = folder.join("clamd.ctl");
    let listener = UnixListener::bind(&path).expect("the folder is ours");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut command = [0; 10];
            stream.read_exact(&mut command).expect("a command");
            assert_eq!(&command, b"zINSTREAM\0");
            let mut all = Vec::new();
            loop {
                let mut size = [0; 4];
                stream.read_exact(&mut size).expect("the size of a piece");
                let size = u32::from_be_bytes(size) as usize;
                if size == 0 {
                    break;
                }
                let start = all.len();
                all.resize(start + size, 0);
                stream.read_exact(&mut all[start..]).expect("a piece");
            }
            stream.write_all(answer(&all).as_bytes()).expect("whoever asks reads the answer");
        }
    });
    path
}

#[test]
fn what_comes_in_is_shown_to_the_scanner_that_the_operator_runs_ext_07() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let socket = daemon(folder.path(), |bytes| match bytes {
        _ if bytes.len() > 200_000 => "INSTREAM size limit exceeded. ERROR\0",
        _ if bytes.windows(5).any(|five| five == b"EICAR") => "stream: Eicar-Test-Signature FOUND\0",
        _ => "stream: OK\0",
    });
    assert!(said(&ask(&socket, Purpose::Ingest, b"Table 1. Words\n")).is_empty());
    let found = ask(&socket, Purpose::Ingest, &eicar());
    assert_eq!(said(&found), [("malware", Severity::Blocks, "Eicar-Test-Signature")]);
    assert_eq!(found.verdict, Verdict::Refused);
    // Several pieces, and the limit of the scanner.
    let long = "Words and words. ".repeat(9_000);
    assert!(said(&ask(&socket, Purpose::Ingest, long.as_bytes())).is_empty());
    let longer = "Words and words. ".repeat(20_000);
    let unchecked = ask(&socket, Purpose::Ingest, longer.as_bytes());
    assert_eq!(said(&unchecked), [("malware_unchecked", Severity::Ask, "INSTREAM size limit exceeded. ERROR")]);
    // What goes out is not shown to it.
    assert!(said(&ask(&socket, Purpose::Output, &eicar())).is_empty());
}

#[test]
fn a_scanner_that_does_not_answer_is_said_ext_07() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let absent = ask(&folder.path().join("nobody"), Purpose::Ingest, b"Table 1. Words\n");
    assert!(
        matches!(said(&absent)[..], [("malware_unchecked", Severity::Ask, why)] if why.starts_with("connecting to")),
        "{absent:?}"
    );
    assert_eq!(absent.verdict, Verdict::Ask);
    let silent = daemon(folder.path(), |_| "");
    let report = ask(&silent, Purpose::Ingest, b"Table 1. Words\n");
    assert!(
        matches!(said(&report)[..], [("malware_unchecked", Severity::Ask, why)] if why.ends_with("no answer")),
        "{report:?}"
    );
}

/// The real daemon with a signature of these tests' own; ended with the test.
struct Real(Child);

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where the daemon is: on this machine, or unpacked by set-up beside what is built.
fn clamd() -> PathBuf {
    let unpacked = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().map(|target| target.join("clamd/usr/sbin/clamd"));
    unpacked.filter(|path| path.is_file()).unwrap_or_else(|| PathBuf::from("clamd"))
}

#[test]
#[allow(clippy::print_stderr)]
fn the_real_daemon_finds_what_its_signatures_name_ext_07() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let signatures = folder.path().join("signatures");
    std::fs::create_dir(&signatures).expect("the folder is ours");
    let write = |name: &str, text: String| std::fs::write(signatures.join(name), text).expect("the folder is ours");
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    write("own.ndb", format!("Own.Test:0:*:{}\n", hex(b"words of these tests alone")));
    // The harmless file by its 68 bytes, from its start on.
    write("eicar.ndb", format!("Own.Eicar:0:0:{}\n", hex(&eicar())));
    let socket = folder.path().join("clamd.ctl");
    let settings = format!(
        "LocalSocket {}\nDatabaseDirectory {}\nForeground yes\nPidFile {}\n",
        socket.display(),
        signatures.display(),
        folder.path().join("pid").display()
    );
    let file = folder.path().join("clamd.conf");
    std::fs::write(&file, settings).expect("the folder is ours");
    let mut command = Command::new(clamd());
    command.arg("--config-file").arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(child) = command.spawn() else {
        eprintln!("SKIPPED: clamd is not installed, so the real scanner was not asked");
        return;
    };
    let mut real = Real(child);
    let began = Instant::now();
    while !socket.exists() {
        assert!(real.0.try_wait().expect("its state").is_none(), "clamd ended by itself");
        assert!(began.elapsed() < Duration::from_secs(60), "clamd made no socket");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(said(&ask(&socket, Purpose::Ingest, b"Table 1. Words\n")).is_empty());
    for (bytes, signature) in
        [(b"These are words of these tests alone.\n".to_vec(), "Own.Test"), (eicar(), "Own.Eicar")]
    {
        let found = ask(&socket, Purpose::Ingest, &bytes);
        assert!(
            matches!(said(&found)[..], [("malware", Severity::Blocks, name)] if name.starts_with(signature)),
            "{found:?}"
        );
        assert_eq!(found.verdict, Verdict::Refused);
    }
}
