//! Files that somebody in a desktop has put where the service looks for them.

use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::sync::atomic::{AtomicBool, Ordering};

use desk::kept::{NoFile, list, take};

#[test]
fn a_file_is_taken_as_it_is_and_nothing_else_is_taken_for_one_out_01() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let outside = tempfile::NamedTempFile::new().expect("a file");
    fs::write(outside.path(), "another project").expect("it is written");
    fs::write(at("table.csv"), "region,n\nN,12\n").expect("a file");
    fs::write(at("large.csv"), [b'x'; 101]).expect("a file");
    fs::write(at("twice.csv"), "a").expect("a file");
    fs::hard_link(at("twice.csv"), at(".hidden")).expect("a second name");
    fs::create_dir(at("folder")).expect("a folder");
    symlink(outside.path(), at("link.csv")).expect("a link");
    symlink("table.csv", at("near.csv")).expect("a link");
    symlink("/dev/zero", at("zero.csv")).expect("a link");
    let made = std::process::Command::new("mkfifo").arg(at("pipe.csv")).status().expect("mkfifo is there");
    assert!(made.success());
    let _socket = UnixListener::bind(at("socket.csv")).expect("a socket");
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"no\xfftext.csv")), "a").expect("a name that is no text");

    assert_eq!(take(folder.path(), "table.csv", 100).expect("it is taken"), b"region,n\nN,12\n");
    for (name, why) in [
        ("large.csv", NoFile::TooLarge),
        ("twice.csv", NoFile::SecondName),
        (".hidden", NoFile::SecondName),
        ("folder", NoFile::Folder),
        ("link.csv", NoFile::Link),
        ("near.csv", NoFile::Link),
        ("zero.csv", NoFile::Link),
        ("pipe.csv", NoFile::NoFile),
        ("socket.csv", NoFile::NoFile),
        ("nothing.csv", NoFile::Gone),
        ("../table.csv", NoFile::Name),
        ("folder/../table.csv", NoFile::Name),
        ("/etc/passwd", NoFile::Name),
        ("..", NoFile::Name),
        ("", NoFile::Name),
    ] {
        assert_eq!(take(folder.path(), name, 100), Err(why), "{name}");
    }
    let found = list(folder.path(), 100).expect("it is listed");
    let of = |name: &str| found.iter().find(|kept| kept.name == name).map(|kept| kept.no);
    assert_eq!(of("table.csv"), Some(None));
    assert_eq!(of("link.csv"), Some(Some(NoFile::Link)));
    assert_eq!(of("no\u{fffd}text.csv"), Some(Some(NoFile::Name)));
    assert_eq!(found.iter().filter(|kept| kept.no.is_none()).count(), 1, "{found:?}");
}

#[test]
fn a_link_in_the_place_of_the_folder_is_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let real = folder.path().join("real");
    fs::create_dir(&real).expect("a folder");
    fs::write(real.join("table.csv"), "a").expect("a file");
    symlink(&real, folder.path().join("sdc")).expect("a link");
    assert_eq!(take(&folder.path().join("sdc"), "table.csv", 100), Err(NoFile::Gone));
    assert!(list(&folder.path().join("sdc"), 100).is_err());
    assert_eq!(list(&folder.path().join("not-there"), 100).expect("nothing is there"), []);
}

/// Somebody writes all the while: what is taken is one moment of the file or nothing.
#[test]
fn a_file_that_changes_while_it_is_read_is_refused_or_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("growing.csv");
    fs::write(&file, "").expect("a file");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut writes = fs::OpenOptions::new().append(true).open(&file).expect("it is opened");
            while !stop.load(Ordering::Relaxed) {
                writes.write_all(&[b'x'; 64]).expect("it is written");
                std::thread::sleep(std::time::Duration::from_micros(50));
            }
        });
        for _ in 0..200 {
            match take(folder.path(), "growing.csv", 1 << 30) {
                Ok(bytes) => assert_eq!(bytes.len() % 64, 0, "half a write"),
                Err(why) => assert_eq!(why, NoFile::Changing),
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}
