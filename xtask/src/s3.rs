//! An S3 server for the tests: moto, from the Python package index, in an environment of its own below the target folder.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::run::{self, say};

const PACKAGE: &str = "moto[s3,server]==5.2.5";
/// What the tests find there.
const BUCKET: &str = "strongroom";

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts one. `None`, said aloud, where it cannot be had: the tests that need it say that they skip.
    pub fn start(root: &Path) -> Option<Server> {
        match started(root) {
            Ok(server) => Some(server),
            Err(why) => {
                say(&format!("WITHOUT AN S3 SERVER: {why}; the tests that need one are skipped"));
                None
            }
        }
    }

    /// Its address, for `STRONGROOM_TEST_S3`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

fn started(root: &Path) -> Result<Server, String> {
    let folder = run::target(root).join("s3-server");
    let program = folder.join("bin/moto_server");
    if !program.exists() {
        say(&format!("set-up: pip install {PACKAGE} (into {})", folder.display()));
        run::python(&folder, &[PACKAGE])?;
    }
    let free =
        TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(|e| format!("a free port: {e}"))?;
    let mut command = Command::new(program);
    command.args(["-H", "127.0.0.1", "-p", &free.port().to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().map_err(|e| format!("starting moto_server: {e}"))?;
    let server = Server { child, port: free.port() };
    for _ in 0..300 {
        if bucket(server.port).is_ok_and(|made| made) {
            return Ok(server);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err("moto_server did not answer within 30 s".into())
}

/// Makes the bucket; false while the server is not ready.
fn bucket(port: u16) -> std::io::Result<bool> {
    let mut talk = TcpStream::connect(("127.0.0.1", port))?;
    talk.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(talk, "PUT /{BUCKET} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\n\r\n")?;
    let mut answer = [0; 12];
    talk.read_exact(&mut answer)?;
    Ok(answer.ends_with(b" 200"))
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
