//! ClamAV's daemon, asked over its socket about a file that comes in (`INSTREAM`, clamd(8)).
//!
//! The bytes go to it as they are; it parses them in its own process, and this one reads a line.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use crate::ids::Id;
use crate::{Finding, InspectPolicy, Purpose, Report, names};

/// Bytes of one piece.
const PIECE: usize = 64 << 10;
/// Longest answer that is read.
const LONGEST: u64 = 4096;

/// The report with what the daemon says; that it says nothing is said too.
pub(super) fn asked(report: Report, socket: &Path, bytes: &[u8], policy: &InspectPolicy, time: Duration) -> Report {
    let (id, evidence) = match ask(socket, bytes, time) {
        Ok(None) => return report,
        Ok(Some(name)) => (Id::Malware, name),
        Err(why) => (Id::MalwareUnchecked, why),
    };
    let severity = policy.severity(id, false, Purpose::Ingest);
    let finding = Finding::new(id, "", severity, "", &names::shown(&evidence));
    let findings = report.findings.into_iter().chain([finding]).collect();
    Report::new(report.file, report.kind, findings)
}

/// The name of what was found, or nothing.
fn ask(socket: &Path, bytes: &[u8], time: Duration) -> Result<Option<String>, String> {
    let failed = |doing: &str, error: &dyn std::fmt::Display| format!("{doing} {}: {error}", socket.display());
    let mut stream = UnixStream::connect(socket).map_err(|e| failed("connecting to", &e))?;
    stream
        .set_read_timeout(Some(time))
        .and_then(|()| stream.set_write_timeout(Some(time)))
        .map_err(|e| failed("asking", &e))?;
    // A daemon that has enough closes early, and its answer says why.
    let sent = send(&mut stream, bytes);
    let mut answer = Vec::new();
    let read = stream.take(LONGEST).read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).trim_end_matches(['\0', '\n']).to_owned();
    let said = answer.strip_prefix("stream: ").unwrap_or(&answer);
    match said.rsplit_once(' ') {
        Some((name, "FOUND")) => return Ok(Some(name.to_owned())),
        _ if said == "OK" => return sent.map(|()| None).map_err(|e| failed("sending to", &e)),
        _ => {}
    }
    sent.map_err(|e| failed("sending to", &e))?;
    read.map_err(|e| failed("reading from", &e))?;
    Err(if said.is_empty() { failed("asking", &"no answer") } else { said.to_owned() })
}

fn send(stream: &mut UnixStream, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(b"zINSTREAM\0")?;
    for piece in bytes.chunks(PIECE) {
        stream.write_all(&(piece.len() as u32).to_be_bytes())?;
        stream.write_all(piece)?;
    }
    stream.write_all(&[0; 4])
}
