//! A desktop of the service, on a machine that seals it: who reaches its picture, and what ends it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::running::{self, Running, people, sign_in_as, start_with_desktops};

const PROJECT: &str = "Part-time work and weekly pay";

/// A researcher with their way in.
struct Researcher {
    client: reqwest::Client,
    url: String,
    host: String,
    token: String,
    number: String,
}

impl Researcher {
    async fn of(service: &Running, data: &Path, name: &str) -> Researcher {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let (token, _) = sign_in_as(&client, &service.url, &people(data), name).await;
        let port = service.url.rsplit(':').next().unwrap();
        let mut all = Researcher {
            client,
            url: service.url.clone(),
            host: format!("localhost:{port}"),
            token,
            number: String::new(),
        };
        let mine: Value = serde_json::from_str(&all.get("/api/v1/projects").await.1).unwrap();
        let project = mine.as_array().unwrap().iter().find(|p| p["title"] == PROJECT);
        all.number = project.map(|p| p["number"].as_str().unwrap().to_owned()).unwrap_or_default();
        all
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let asked =
            self.client.get(format!("{}{path}", self.url)).header(AUTHORIZATION, format!("Bearer {}", self.token));
        let answer = asked.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn post(&self, path: &str, kind: &str, body: String) -> (u16, String) {
        let asked =
            self.client.post(format!("{}{path}", self.url)).header(AUTHORIZATION, format!("Bearer {}", self.token));
        let answer = asked.header(CONTENT_TYPE, kind).body(body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn desk(&self, path: &str, form: &str) -> (u16, String) {
        self.post(&format!("/projects/{}/desk{path}", self.number), "application/x-www-form-urlencoded", form.into())
            .await
    }

    async fn enter(&self) {
        let yes =
            json!({ "statements": { "place": "yes", "phones": "yes", "nothing-written": "yes", "monitored": "yes" } });
        let path = format!("/api/v1/projects/{}/sessions", self.number);
        assert_eq!(self.post(&path, "application/json", yes.to_string()).await.0, 201);
    }

    async fn ticket(&self) -> String {
        let (status, text) = self.desk("/ticket", "view=test").await;
        assert_eq!(status, 200, "{text}");
        let answer: Value = serde_json::from_str(&text).unwrap();
        answer["ticket"].as_str().unwrap().to_owned()
    }

    /// Asks for the picture as a page of this origin does: the status, and the connection.
    fn picture(&self, origin: &str, token: &str, ticket: &str) -> (String, TcpStream) {
        let mut stream = TcpStream::connect(self.host.replace("localhost", "127.0.0.1")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let origin = if origin.is_empty() { String::new() } else { format!("Origin: {origin}\r\n") };
        write!(
            stream,
            "GET /projects/{}/desk/socket?ticket={ticket} HTTP/1.1\r\nHost: {}\r\n{origin}Authorization: Bearer {token}\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            self.number, self.host
        )
        .unwrap();
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
            head.push(byte[0]);
        }
        (String::from_utf8_lossy(&head).get(9..12).unwrap_or_default().to_owned(), stream)
    }
}

/// The demo, and a folder beside it that goes too.
struct House {
    service: Option<Running>,
    data: tempfile::TempDir,
}

impl House {
    fn new() -> Option<House> {
        let doctor = Command::new(env!("CARGO_BIN_EXE_strongroom")).args(["desk", "doctor"]).output().unwrap();
        if !doctor.status.success() {
            let found = String::from_utf8_lossy(&doctor.stdout).into_owned();
            let missing: Vec<&str> = found.lines().filter(|line| line.starts_with("MISSING")).collect();
            let _ = writeln!(std::io::stderr(), "SKIPPED: no desktop can be sealed here: {}", missing.join("; "));
            return None;
        }
        let data = tempfile::tempdir().unwrap();
        let service = start_with_desktops(data.path());
        Some(House { service: Some(service), data })
    }

    fn desks(&self) -> PathBuf {
        let name = self.data.path().file_name().unwrap().to_str().unwrap();
        self.data.path().with_file_name(format!("{name}-desk"))
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.service.take());
        let _ = std::fs::remove_dir_all(self.desks());
    }
}

/// Processes of this machine in whose words a text stands.
fn processes(word: &str) -> usize {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let words = all.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    words.filter(|words| String::from_utf8_lossy(words).contains(word)).count()
}

const YES: &str = "screen=yes&place=yes&phones=yes&connection=yes&copied=yes";

#[tokio::test(flavor = "multi_thread")]
async fn a_desktop_of_the_service_is_reached_with_a_ticket_from_its_own_page_and_ends_without_a_trace_ses_04_ses_12() {
    let Some(house) = House::new() else { return };
    let service = house.service.as_ref().unwrap();
    let rhys = Researcher::of(service, house.data.path(), "Rhys Bowen").await;
    let tomos = Researcher::of(service, house.data.path(), "Tomos Grant").await;
    assert_eq!(rhys.desk("", YES).await.0, 422, "nobody is inside yet");
    rhys.enter().await;
    let (status, page) = rhys.get(&format!("/projects/{}/desk", rhys.number)).await;
    assert!(status == 200 && page.contains("I write nothing down from the screen."), "{status} {page}");
    assert_eq!(rhys.desk("", "screen=yes").await.0, 422, "statements are missing");
    let (status, text) = rhys.desk("", YES).await;
    assert_eq!(status, 303, "{text}");
    let word = house.desks().join("run").display().to_string();
    assert!(processes(&word) > 0, "it runs");

    let own = format!("http://{}", rhys.host);
    assert_eq!(rhys.picture(&own, &rhys.token, "").0, "404", "no ticket");
    assert_eq!(rhys.picture("http://example.org", &rhys.token, &rhys.ticket().await).0, "403", "another site's page");
    assert_eq!(rhys.picture("", &rhys.token, &rhys.ticket().await).0, "403", "nobody's page");
    assert_eq!(
        rhys.picture(&own, &tomos.token, &rhys.ticket().await).0,
        "422",
        "a colleague with the ticket, not inside"
    );
    let ticket = rhys.ticket().await;
    let (status, mut picture) = rhys.picture(&own, &rhys.token, &ticket);
    assert_eq!(status, "101");
    let mut greeting = [0; 14];
    picture.read_exact(&mut greeting).unwrap();
    assert_eq!(&greeting[2..], b"RFB 003.008\n", "the broker speaks");
    assert_eq!(rhys.picture(&own, &rhys.token, &ticket).0, "404", "once");

    // It outlives the thread that was at hand when it was asked for.
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert!(processes(&word) > 0, "it goes on");

    // The data are read-only files of the account of this home alone.
    let run = house.desks().join("run");
    let desk = std::fs::read_dir(&run).unwrap().flatten().next().unwrap().path();
    let data: Vec<_> = std::fs::read_dir(desk.join("data")).unwrap().flatten().collect();
    assert!(!data.is_empty());
    let file = data[0].path().join(format!("{}.parquet", data[0].file_name().to_str().unwrap()));
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o400);

    // Leaving the space: the picture goes, then every process, and nothing is left but what is kept.
    assert_eq!(
        rhys.post(&format!("/projects/{}/leave", rhys.number), "application/x-www-form-urlencoded", String::new())
            .await
            .0,
        303
    );
    let mut rest = Vec::new();
    let _ = picture.read_to_end(&mut rest);
    for _ in 0..100 {
        if processes(&word) == 0 && !desk.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(processes(&word), 0);
    assert!(!desk.exists());
    assert_eq!(std::fs::read_dir(house.desks().join("homes")).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_stops_ends_its_desktops_and_one_that_was_killed_leaves_none_to_the_next() {
    let Some(mut house) = House::new() else { return };
    let word = house.desks().join("run").display().to_string();
    let mut rhys = Researcher::of(house.service.as_ref().unwrap(), house.data.path(), "Rhys Bowen").await;
    rhys.enter().await;
    for killed in [false, true] {
        let (status, text) = rhys.desk("", YES).await;
        assert_eq!(status, 303, "{text}");
        assert!(processes(&word) > 0);
        let service = house.service.take().unwrap();
        if killed {
            service.kill()
        } else {
            service.stop()
        }
        assert!(killed || processes(&word) == 0, "one that stops ends them first");
        // What was too young to go with a service that was killed goes when the next one starts.
        let next = start_with_desktops(house.data.path());
        assert_eq!(processes(&word), 0, "killed: {killed}");
        rhys.url.clone_from(&next.url);
        house.service = Some(next);
        let (status, page) = rhys.get(&format!("/projects/{}/desk", rhys.number)).await;
        assert!(status == 200 && page.contains("because the service was stopped"), "{status} {page}");
    }
    running::the_record_is_whole(house.data.path());
}
