//! The program itself, running a demo.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use crate::verify::copy;

use serde_json::{Value, json};

pub(crate) struct Running {
    child: Child,
    pub(crate) url: String,
}

pub(crate) fn start(data: &Path, database: Option<&str>) -> Running {
    start_as("srs", data, database)
}

pub(crate) fn start_as(profile: &str, data: &Path, database: Option<&str>) -> Running {
    if database.is_none() && !data.join("people.json").exists() {
        prepare(Path::new(env!("CARGO_BIN_EXE_strongroom")), profile, data);
    }
    set_up(Path::new(env!("CARGO_BIN_EXE_strongroom")), profile, data, database, &["--without-desktops"])
}

/// The same demo as people start it: it seals desktops where the machine can.
pub(crate) fn start_with_desktops(data: &Path) -> Running {
    let program = Path::new(env!("CARGO_BIN_EXE_strongroom"));
    if !data.join("people.json").exists() {
        prepare(program, "srs", data);
    }
    set_up(program, "srs", data, None, &[])
}

/// A demo that makes what its folder lacks: all of it, the first time.
fn set_up(program: &Path, profile: &str, data: &Path, database: Option<&str>, more: &[&str]) -> Running {
    let mut command = Command::new(program);
    command.args(["demo", "--profile", profile, "--port", "0", "--data"]).arg(data).args(more).stdout(Stdio::piped());
    if let Some(url) = database {
        command.args(["--database", url]);
    }
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        if let Some(url) = line.strip_prefix("ready ") {
            return Running { child, url: url.to_owned() };
        }
    }
    panic!("the service ended before it was ready: {:?}", child.wait());
}

/// The folder of a demo that was set up and stopped. It is made once for all tests, which takes seconds, and then copied.
pub(crate) fn prepare(program: &Path, profile: &str, data: &Path) {
    static MADE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let mut made = MADE.lock().unwrap_or_else(|e| e.into_inner());
    let all = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // A profile may be a folder.
    let here = all.join(format!("demos-{}", std::process::id())).join(profile.replace('/', "-"));
    if !made.contains(&here) {
        // What tests that have ended left.
        for entry in std::fs::read_dir(all).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap_or_default();
            if name.strip_prefix("demos-").is_some_and(|process| !Path::new("/proc").join(process).exists()) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        set_up(program, profile, &here, None, &[]).stop();
        made.insert(here.clone());
    }
    copy(&here, data);
}

/// A test that fails leaves nothing running.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// kill -9, at once.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As an operator stops it: it finishes what it is doing.
    pub(crate) fn stop(mut self) {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

/// `strongroom verify` finds nothing wrong with the record in a data folder.
pub(crate) fn the_record_is_whole(data: &Path) {
    let mut verify = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    verify.arg("verify").arg(data.join("ledger")).arg("--key").arg(data.join("ledger.pub"));
    let verified = verify.output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// The demo's people, as it wrote them down.
pub(crate) fn people(data: &Path) -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(data.join("people.json")).unwrap()).unwrap()
}

/// The one-time code of now from the secret in base32.
pub(crate) fn code(secret: &str) -> String {
    let totp = totp_rs::Builder::new()
        .with_secret(totp_rs::Secret::try_from_base32(secret).unwrap())
        .with_account_name("x")
        .build()
        .unwrap();
    totp.generate_current().to_string()
}

/// Signs the first person with a role in over the API: the token and the person's id.
pub(crate) async fn sign_in(client: &reqwest::Client, url: &str, people: &[Value], role: &str) -> (String, String) {
    let person = people.iter().find(|p| p["roles"].as_array().unwrap().iter().any(|r| r == role)).unwrap();
    sign_in_as(client, url, people, person["name"].as_str().unwrap()).await
}

/// Signs somebody in by name.
pub(crate) async fn sign_in_as(client: &reqwest::Client, url: &str, people: &[Value], name: &str) -> (String, String) {
    let person = people.iter().find(|p| p["name"] == name).unwrap();
    let asked = json!({ "email": person["email"], "password": person["password"], "code": code(person["secret"].as_str().unwrap()) });
    let answer = client.post(format!("{url}/api/v1/session")).json(&asked).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{name}");
    let body: Value = answer.json().await.unwrap();
    (body["token"].as_str().unwrap().to_owned(), body["person"].as_str().unwrap().to_owned())
}
