//! `bench attacks`: what somebody without an account can make the service hold, and how long others wait meanwhile.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::demo::{Demo, Folder};
use super::load::{self, Page};
use super::{Figure, Options, process, release};
use crate::run::say;

const MIB: usize = 1024 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// An attack that was not what it is called would give a figure that means nothing.
type Played = Result<(), String>;

/// One way of exhausting the service, played until it is over.
struct Attack {
    name: &'static str,
    play: fn(&str) -> Played,
}

const ALL: &[Attack] = &[
    Attack { name: "4 forms of 32 MiB of a=&", play: tiny_fields },
    Attack { name: "20 bodies that never end", play: endless_bodies },
    Attack { name: "1,100 half-sent heads", play: half_heads },
    Attack { name: "20 heads of 10 MiB", play: endless_heads },
    Attack { name: "JSON of 30 MiB", play: large_json },
    Attack { name: "200 registrations of one mailbox", play: registrations },
    Attack { name: "60 sign-ins at once", play: sign_ins },
];

pub(super) fn run(root: &Path, options: &Options) -> Result<Vec<Figure>, String> {
    let program = options.get("--program").map_or_else(|| release(root), |path| Ok(path.into()))?;
    let mut figures = Vec::new();
    for attack in ALL {
        // Each on a service of its own: what one leaves behind is not another's.
        let mut demo = Demo::start(&program, Folder::new()?)?;
        demo.until_ready()?;
        let pid = demo.child.id();
        std::thread::sleep(Duration::from_secs(1));
        let rest = process::resident_mib(pid).ok_or("the demo has ended")?;
        let over = Arc::new(AtomicBool::new(false));
        let others = watch(demo.address.clone(), pid, over.clone());
        say(attack.name);
        let played = (attack.play)(&demo.address);
        // What is held is held until its time is over; some seconds of that are watched.
        std::thread::sleep(Duration::from_secs(2));
        over.store(true, Ordering::Relaxed);
        let seen = others.join().map_err(|_| "whoever watched has ended".to_owned())?;
        played.map_err(|e| format!("{}: {e}", attack.name))?;
        figures.push(Figure::new(format!("{}: above rest", attack.name), seen.most_mib - rest, "MiB"));
        figures.push(Figure::new(format!("{}: slowest /healthz", attack.name), seen.slowest.as_secs_f64(), "s"));
        figures.push(Figure::new(format!("{}: /healthz without answer", attack.name), f64::from(seen.unanswered), ""));
    }
    Ok(figures)
}

struct Seen {
    most_mib: f64,
    slowest: Duration,
    unanswered: u32,
}

/// Somebody else, who asks whether it is well ten times a second.
fn watch(address: String, pid: u32, over: Arc<AtomicBool>) -> std::thread::JoinHandle<Seen> {
    std::thread::spawn(move || {
        let page = Page { name: "health".into(), path: "/healthz".into(), cookie: String::new() };
        let mut seen = Seen { most_mib: 0.0, slowest: Duration::ZERO, unanswered: 0 };
        while !over.load(Ordering::Relaxed) {
            let asked = Instant::now();
            if load::once(&address, &page).is_err() {
                seen.unanswered += 1;
            }
            seen.slowest = seen.slowest.max(asked.elapsed());
            // The kernel keeps the most that there was at once.
            seen.most_mib = seen.most_mib.max(process::peak_mib(pid).unwrap_or(0.0));
            std::thread::sleep(Duration::from_millis(100));
        }
        seen
    })
}

fn connected(address: &str) -> Option<TcpStream> {
    let stream = TcpStream::connect(address).ok()?;
    let limit = Some(Duration::from_secs(10));
    stream.set_read_timeout(limit).ok()?;
    stream.set_write_timeout(limit).ok()?;
    Some(stream)
}

fn head(path: &str, kind: &str, bytes: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {bytes}\r\n\r\n"
    )
}

/// Sends all that is taken, and reads the beginning of an answer; the answer's status, where there is one.
fn send(address: &str, head: &str, body: &[u8]) -> Option<u16> {
    let mut stream = connected(address)?;
    // Whoever is refused before the end may find the connection closed: that is the answer.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
    let mut start = [0; 4096];
    let length = stream.read(&mut start).ok()?;
    String::from_utf8_lossy(&start[..length]).split(' ').nth(1)?.parse().ok()
}

fn at_once(number: usize, each: impl Fn(usize) + Sync) {
    std::thread::scope(|scope| {
        for nth in 0..number {
            let each = &each;
            scope.spawn(move || each(nth));
        }
    });
}

fn tiny_fields(address: &str) -> Played {
    let body = b"a=&".repeat(32 * MIB / 3);
    at_once(4, |_| _ = send(address, &head("/register", FORM, body.len()), &body));
    Ok(())
}

fn endless_bodies(address: &str) -> Played {
    let some = vec![b'a'; 31 * MIB];
    at_once(20, |_| {
        let Some(mut stream) = connected(address) else { return };
        let _ = stream.write_all(head("/register", FORM, 32 * MIB).as_bytes());
        let _ = stream.write_all(&some);
        std::thread::sleep(Duration::from_secs(2));
    });
    Ok(())
}

fn half_heads(address: &str) -> Played {
    let mut held = Vec::new();
    for _ in 0..1100 {
        if let Some(mut stream) = connected(address) {
            let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc");
            held.push(stream);
        }
    }
    std::thread::sleep(Duration::from_secs(3));
    Ok(())
}

fn endless_heads(address: &str) -> Played {
    let cookie = format!("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {}", "a".repeat(10 * MIB));
    at_once(20, |_| _ = send(address, &cookie, b""));
    Ok(())
}

fn large_json(address: &str) -> Played {
    let body = format!("{{\"email\":\"{}\"}}", "a".repeat(30 * MIB));
    send(address, &head("/api/v1/session", "application/json", body.len()), body.as_bytes());
    Ok(())
}

fn registrations(address: &str) -> Played {
    let organisation = an_organisation(address)?;
    let form = format!(
        "name=A&email=victim%40nowhere.example&organisation={organisation}&student=no&country=GB&language=en&password=pebbles+and+slate+9&licence=yes"
    );
    let register = || send(address, &head("/register", FORM, form.len()), form.as_bytes());
    // What is sent must be what registers somebody: then the page after it is shown.
    match register() {
        Some(303) => {}
        other => return Err(format!("the first registration is answered with {other:?}")),
    }
    at_once(8, |_| (0..25).for_each(|_| _ = register()));
    Ok(())
}

/// The id of an organisation that the form of registration offers.
fn an_organisation(address: &str) -> Result<String, String> {
    let away = || "the form of registration cannot be read".to_owned();
    let mut stream = connected(address).ok_or_else(away)?;
    let ask = "GET /register HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut page = String::new();
    stream.write_all(ask.as_bytes()).and_then(|()| stream.read_to_string(&mut page)).map_err(|e| e.to_string())?;
    let choices = page.split("name=\"organisation\"").nth(1).unwrap_or_default();
    let values = choices.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let is_id = |value: &&str| value.len() == 36 && value.as_bytes()[8] == b'-';
    values.into_iter().find(is_id).map(str::to_owned).ok_or_else(|| "the form offers no organisation".to_owned())
}

fn sign_ins(address: &str) -> Played {
    at_once(60, |nth| {
        let form = format!("email=nobody{nth}%40nowhere.example&password=pebbles+and+slate+9");
        send(address, &head("/sign-in", FORM, form.len()), form.as_bytes());
    });
    Ok(())
}
