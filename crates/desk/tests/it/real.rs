//! A real desktop, where this machine can seal one: Debian's Xvnc and xterm behind the broker, and a browser's socket.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use desk::seal::doctor::{ACCOUNTS, can_seal, examine, is_root};
use desk::seal::{Bind, Driver, Limits};
use desk::wire::{Live, Role};
use desk::workspace::{Plan, Workspace};
use desk::{Event, Mark, Rules, Session, Size, What};
use foundation::World;
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::skipped;
use crate::support::{Viewer, ZRLE, greeting, key};

const SIZE: Size = Size { width: 400, height: 300 };

/// Folders of a desktop, or nothing, said loudly, where none can be sealed.
fn ground() -> Option<tempfile::TempDir> {
    let folder = tempfile::Builder::new().prefix("desk-real-").tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).expect("rights are set");
    let missing: Vec<_> = examine(folder.path()).into_iter().filter(|found| found.needed && !found.is_there).collect();
    if !can_seal(&missing) {
        skipped(format!("no desktop can be sealed here: {missing:?}"));
        return None;
    }
    for name in ["project", "data"] {
        let path = folder.path().join(name);
        fs::create_dir(&path).expect("a folder");
        if is_root() {
            chown(&path, Some(ACCOUNTS.1.user), Some(ACCOUNTS.1.group)).expect("it is given away");
        }
    }
    fs::write(folder.path().join("data/table.csv"), "region,n\nN,12\n").expect("a file");
    Some(folder)
}

fn plan(folder: &Path, program: &[&str]) -> Plan {
    Plan {
        folder: folder.join("desktop"),
        name: format!("real-{}-{}", std::process::id(), program.len()),
        size: SIZE,
        accounts: is_root().then_some(ACCOUNTS),
        limits: Driver::find().ok().map(|driver| (driver, Limits::WORKSPACE)),
        data: vec![folder.join("data")],
        kept: vec![Bind::write(folder.join("project"), "/project")],
        clipboard_in: 0,
        cookie: World::fixed(foundation::Moment(0), 7).bytes(),
        program: program.iter().map(|word| (*word).to_owned()).collect(),
    }
}

struct Seen {
    live: Arc<Live>,
    told: Arc<Mutex<Vec<Event>>>,
}

fn live() -> Seen {
    let world = World::system();
    let session = Session::new(
        SIZE,
        Mark { person: "Ada".into(), session: "real".into(), seed: [7; 16] },
        Rules::default(),
        world.now(),
    );
    let told = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&told);
    let live =
        Live::new(session, world, Box::new(move |event| keep.lock().expect("nobody panics").push(event.clone())));
    Seen { live, told }
}

type Browser = WebSocketStream<tokio::io::DuplexStream>;

async fn browser(live: &Arc<Live>) -> Browser {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let live = Arc::clone(live);
    tokio::spawn(async move { live.show(theirs).await });
    let mut browser = WebSocketStream::from_raw_socket(ours, Role::Client, None).await;
    send(&mut browser, greeting(&[ZRLE])).await;
    browser
}

async fn send(browser: &mut Browser, bytes: Vec<u8>) {
    browser.send(Message::Binary(Bytes::from(bytes))).await.expect("the broker listens");
}

/// So often something is looked for that comes soon or never.
const LOOKS: usize = 3000;

/// Asks for pictures until one is as it should be.
async fn until(browser: &mut Browser, viewer: &mut Viewer, is: impl Fn(&Viewer) -> bool) {
    let mut ask = crate::support::ask(true);
    ask[6..10].copy_from_slice(&[0x01, 0x90, 0x01, 0x2c]);
    for _ in 0..LOOKS {
        send(browser, ask.clone()).await;
        match browser.next().await {
            Some(Ok(Message::Binary(bytes))) => viewer.take(&bytes),
            other => panic!("the broker ended: {other:?}"),
        }
        if is(viewer) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no such picture came");
}

/// Waits for what a program inside writes.
async fn written(file: &Path, whole: &str) -> String {
    for _ in 0..LOOKS {
        let text = fs::read_to_string(file).unwrap_or_default();
        if text.contains(whole) {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} was not written", file.display());
}

fn typed(text: &str) -> Vec<u8> {
    text.bytes()
        .flat_map(|byte| {
            let sign = if byte == b'\n' { 0xff0d } else { u32::from(byte) };
            [key(true, sign), key(false, sign)].concat()
        })
        .collect()
}

/// Green, so that the picture says when the program stands.
const TERMINAL: &[&str] = &["/usr/bin/xterm", "-geometry", "200x100+0+0", "-bg", "#00a000", "-e"];

fn is_green(viewer: &Viewer) -> bool {
    let green = viewer.dots.iter().filter(|dot| **dot == 0x0000_a000).count();
    green > viewer.dots.len() / 4
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_researcher_works_in_a_sealed_desktop_and_sees_it_through_the_broker() {
    let Some(folder) = ground() else { return };
    let shell = "cat /data/data/table.csv > /project/read; touch /data/data/x 2>/project/refused; \
        ls /proc | grep -c '^[0-9]' > /project/seen; ls /run /tmp/.X11-unix >> /project/seen; while read line; do [ \"$line\" = hello ] && break; done; echo \"got $line\" > /project/typed; sleep 100";
    let mut workspace =
        Workspace::start(&plan(folder.path(), &[TERMINAL, &["/bin/sh", "-c", shell]].concat())).expect("it starts");
    let seen = live();
    let (live, socket) = (Arc::clone(&seen.live), workspace.socket());
    tokio::spawn(async move { live.follow_display(&socket).await });
    let mut browser = browser(&seen.live).await;
    let mut viewer = Viewer::default();
    until(&mut browser, &mut viewer, is_green).await;
    let marked =
        |viewer: &Viewer| viewer.dots.iter().filter(|dot| **dot == desk::mark::shaded(0x0000_a000)).count() > 50;
    assert!(marked(&viewer), "the mark is over it");
    let project = folder.path().join("project");
    written(&project.join("seen"), "X1").await;
    assert!(written(&project.join("read"), "N,12").await.starts_with("region"));
    assert!(fs::read_to_string(project.join("refused")).is_ok_and(|said| said.contains("Read-only")));
    let saw = fs::read_to_string(project.join("seen")).expect("it was written");
    let processes: u32 = saw.lines().next().and_then(|line| line.parse().ok()).expect("a number");
    assert!(processes < 15 && !saw.contains("rfb"), "it sees its own processes and no socket of the display: {saw}");
    // A key that comes before the window has them is lost, and so is one that comes sooner than anybody types.
    for _ in 0..LOOKS / 100 {
        if project.join("typed").exists() {
            break;
        }
        send(&mut browser, typed("hello\n")).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    assert_eq!(workspace.ended().expect("it is known"), None, "{}", workspace.logs());
    assert_eq!(written(&project.join("typed"), "\n").await, "got hello\n");
    assert_eq!(viewer.name, b"Strongroom");
    let told: Vec<What> = seen.told.lock().expect("nobody panics").iter().map(|event| event.what.clone()).collect();
    assert!(told.contains(&What::BrowserCame) && told.contains(&What::DisplayCame), "{told:?}");
    assert!(!told.iter().any(|what| matches!(what, What::DisplayFault { .. })), "{told:?}");
    seen.live.with(Session::end);
    assert!(workspace.end(), "no process is left");
    assert_eq!(workspace.processes(), 0);
    drop(workspace);
    assert!(!folder.path().join("desktop").exists(), "nor a file");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_inside_cannot_switch_on_the_clipboard_or_reach_the_display_server_ses_04() {
    let Some(folder) = ground() else { return };
    // Puts a text into both selections, over the X protocol alone, and tries to reach what belongs to the display server.
    let shell = "ls /run/rfb > /project/rfb 2>&1; pgrep Xvnc > /project/xvnc; \
        (command -v vncconfig && vncconfig -set SendCutText=1 && vncconfig -get SendCutText) > /project/config 2>&1; \
        rm -f /tmp/.X11-unix/X1 2> /project/removed; printf '\\033]52;c;U0VDUkVUREFUQQ==\\007'; printf '\\007\\007\\007'; \
        printf '\\033]2;SECRETDATA\\007'; echo done > /project/done; \
        i=0; while true; do i=$((i+1)); echo more $i; sleep 0.1; done";
    let words: Vec<&str> = [TERMINAL, &["/bin/sh", "-c", shell]].concat();
    let at = words.iter().position(|word| *word == "-e").expect("it is there");
    let words =
        [&words[..at], &["-xrm", "*disallowedWindowOps:", "-xrm", "*allowWindowOps: true"], &words[at..]].concat();
    let mut workspace = Workspace::start(&plan(folder.path(), &words)).expect("it starts");
    let seen = live();
    let (live, socket) = (Arc::clone(&seen.live), workspace.socket());
    tokio::spawn(async move { live.follow_display(&socket).await });
    let mut browser = browser(&seen.live).await;
    let mut viewer = Viewer::default();
    until(&mut browser, &mut viewer, is_green).await;
    let project = folder.path().join("project");
    written(&project.join("done"), "done").await;
    let read = |name: &str| fs::read_to_string(project.join(name)).unwrap_or_default();
    assert!(read("rfb").contains("No such file"), "{}", read("rfb"));
    assert_eq!(read("xvnc"), "", "the display server is not among its processes");
    assert!(!read("config").lines().any(|line| line.trim() == "1"), "{}", read("config"));
    assert!(!read("removed").is_empty(), "the screen's socket stays");
    // It is alive, and the next pictures come.
    let seen_so_far = viewer.updates;
    until(&mut browser, &mut viewer, |viewer| viewer.updates > seen_so_far + 1).await;
    assert!(!viewer.bytes.windows(10).any(|part| part == b"SECRETDATA"));
    assert!(workspace.end(), "no process is left");
}
