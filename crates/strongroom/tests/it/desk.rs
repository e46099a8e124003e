//! `strongroom desk`: what it refuses, and who may reach its page.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

fn desk(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    command.arg("desk").args(words);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_desktop_that_cannot_be_is_refused_with_what_to_do() {
    for (words, expected) in [
        (&["open", "--size", "1280"][..], "write width and height"),
        (&["open", "--size", "0x800"], "write width and height"),
        (&["open", "--size", "99999x800"], "write width and height"),
        (&["open", "--data", "/nowhere/at/all", "--without-limits"], "/nowhere/at/all"),
        (&["open", "--project", "/etc/passwd", "--without-limits"], "is no folder"),
    ] {
        let output = desk(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", said(&output));
        assert!(said(&output).contains(expected), "{words:?}: {}", said(&output));
        assert!(output.stdout.is_empty(), "nothing is ready");
    }
}

/// A desktop that runs, and its page.
struct Open {
    child: Child,
    host: String,
    path: String,
}

impl Drop for Open {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

impl Open {
    /// Nothing, said loudly, where no desktop can be sealed.
    fn new() -> Option<Open> {
        let doctor = desk(&["doctor"]).output().unwrap();
        if !doctor.status.success() {
            let found = String::from_utf8_lossy(&doctor.stdout).into_owned();
            let missing: Vec<&str> = found.lines().filter(|line| line.starts_with("MISSING")).collect();
            let _ = writeln!(std::io::stderr(), "SKIPPED: no desktop can be sealed here: {}", missing.join("; "));
            return None;
        }
        let mut command = desk(&["open", "--size", "320x200"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (host, path) = line.trim().strip_prefix("ready http://").unwrap().split_once('/').unwrap();
        let (host, path) = (host.to_owned(), format!("/{path}"));
        Some(Open { child, host, path })
    }

    /// The first line of the answer.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = if method == "POST" { "Content-Length: 0\r\n" } else { "" };
        write!(stream, "{method} {path} HTTP/1.1\r\n{headers}{length}\r\n").unwrap();
        let mut head = [0; 12];
        stream.read_exact(&mut head).unwrap();
        String::from_utf8_lossy(&head[9..]).into_owned()
    }
}

#[test]
fn nobody_but_its_own_page_reaches_a_desktop() {
    let Some(open) = Open::new() else { return };
    let (host, path) = (open.host.as_str(), open.path.as_str());
    let own = format!("http://{host}");
    let socket = format!("{path}socket");
    let upgrade = |host: &str, origin: &str| {
        let mut headers = vec![
            ("Host", host.to_owned()),
            ("Connection", "Upgrade".into()),
            ("Upgrade", "websocket".into()),
            ("Sec-WebSocket-Version", "13".into()),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==".into()),
        ];
        if !origin.is_empty() {
            headers.push(("Origin", origin.to_owned()));
        }
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        open.ask("GET", &socket, &headers)
    };
    assert_eq!(upgrade(host, &own), "101");
    assert_eq!(upgrade(host, "http://example.org"), "403");
    assert_eq!(upgrade(host, ""), "403");
    assert_eq!(upgrade("example.org", "http://example.org"), "403", "a name that was made to lead here");
    assert_eq!(open.ask("GET", path, &[("Host", host)]), "200");
    assert_eq!(open.ask("GET", "/", &[("Host", host)]), "404");
    assert_eq!(open.ask("GET", "/0123456789abcdef0123456789abcdef/", &[("Host", host)]), "404");
    assert_eq!(open.ask("GET", "/0123456789abcdef0123456789abcdef/socket", &[("Host", host)]), "404");
    assert_eq!(open.ask("GET", &socket, &[("Host", host), ("Origin", &own)]), "400", "no WebSocket");
    assert_eq!(open.ask("POST", &format!("{path}lock"), &[("Host", host), ("Origin", "http://example.org")]), "403");
    assert_eq!(open.ask("POST", &format!("{path}unlock"), &[("Host", host), ("Origin", &own)]), "403", "no word");
}
