//! Backups that are damaged, of another, interrupted or in the way: refused with a sentence before anything is written.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::backup::{Drill, program};
use crate::full_disk::{Small, fill};
use crate::running::start;
use crate::verify::copy;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_cut_short_mixed_or_of_another_is_refused_before_anything_is_written() {
    let drill = Drill::new(None);
    start(&drill.data, None).stop();
    let (status, said) = drill.backup();
    assert_eq!(status, 0, "{said}");
    let (status, said) = drill.restore(&["--check"]);
    assert_eq!(status, 0, "{said}");
    let good = drill.at("good");
    copy(&drill.dir, &good);
    let (before, objects) = (drill.at("nothing"), files(&drill.dir.join("objects")));
    let manifest = files(&drill.dir.join("backups")).remove(0);
    let large = objects.iter().max_by_key(|p| fs::metadata(p).unwrap().len()).unwrap().clone();
    let small = objects[0].clone();

    let refused = |what: &str, says: &str, spoil: &dyn Fn()| {
        spoil();
        let (status, said) = drill.restore(&["--to", before.to_str().unwrap()]);
        assert_eq!(status, 2, "{what}: {said}");
        assert!(said.contains(says), "{what}: {said}");
        assert!(!before.exists(), "{what}: something was written");
        fs::remove_dir_all(&drill.dir).unwrap();
        copy(&good, &drill.dir);
    };
    let change = |file: &Path, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(file).unwrap();
        change(&mut bytes);
        fs::write(file, bytes).unwrap();
    };
    refused("a bit of a content", "damaged", &|| change(&large, &|bytes| bytes[200] ^= 1));
    refused("the last bit", "damaged", &|| change(&large, &|bytes| *bytes.last_mut().unwrap() ^= 1));
    refused("a byte less", "damaged", &|| change(&large, &|bytes| bytes.truncate(bytes.len() - 1)));
    // 20 bytes of format, 32 of the key, and pieces of 64 KiB with 16 bytes each.
    refused("whole pieces less", "damaged", &|| change(&large, &|bytes| bytes.truncate(52 + 65_552)));
    refused("nothing left", "damaged", &|| change(&small, &|bytes| bytes.clear()));
    refused("a byte more", "damaged", &|| change(&small, &|bytes| bytes.push(0)));
    refused("another format", "format", &|| change(&small, &|bytes| bytes[18] = b'2'));
    refused("a content gone", "opening", &|| fs::remove_file(&small).unwrap());
    refused("two contents exchanged", "damaged", &|| {
        let other = fs::read(&objects[1]).unwrap();
        fs::write(&objects[1], fs::read(&small).unwrap()).unwrap();
        fs::write(&small, other).unwrap();
    });
    refused("the list of contents", "damaged", &|| change(&manifest, &|bytes| bytes[100] ^= 1));
    refused("the list of contents cut short", "damaged", &|| change(&manifest, &|bytes| bytes.truncate(60)));
    refused("the list under another name", "damaged", &|| {
        fs::rename(&manifest, manifest.with_file_name("2099-01-01T00-00-00-000000Z-00000000")).unwrap();
    });
    refused("no list", "no backup that was finished", &|| fs::remove_file(&manifest).unwrap());
    refused("the head", "was changed", &|| change(&drill.dir.join("strongroom-backup"), &|bytes| bytes.truncate(30)));
    refused("no head", "no folder of backups", &|| fs::remove_file(drill.dir.join("strongroom-backup")).unwrap());

    // Another key, and another service.
    let (status, said) = program(&["backup-key", drill.at("other").to_str().unwrap()]);
    assert_eq!(status, 0, "{said}");
    let (other, to) = (drill.at("other"), drill.at("nothing"));
    let dir = drill.dir.to_str().unwrap();
    let (status, said) = program(&["restore", dir, "--key", other.to_str().unwrap(), "--to", to.to_str().unwrap()]);
    assert!(status == 2 && said.contains("are encrypted to the key"), "{said}");
    let head = drill.dir.join("strongroom-backup");
    let public = |name: &str| fs::read_to_string(drill.at(name)).unwrap().trim().to_owned();
    let changed = fs::read_to_string(&head).unwrap().replace(&public("offline.pub"), &public("other.pub"));
    fs::write(&head, changed).unwrap();
    let (status, said) = program(&["restore", dir, "--key", other.to_str().unwrap(), "--to", to.to_str().unwrap()]);
    assert!(status == 2 && said.contains("encrypted to another key"), "{said}");
    let (status, said) = drill.backup();
    assert!(status == 2 && said.contains("begin another folder"), "{said}");
    fs::remove_dir_all(&drill.dir).unwrap();
    copy(&good, &drill.dir);
    let foreign = Drill::new(None);
    start(&foreign.data, None).stop();
    fs::remove_dir_all(foreign.data.join("keys")).unwrap();
    fs::remove_dir_all(foreign.data.join("ledger")).unwrap();
    fs::remove_file(foreign.data.join("ledger.pub")).unwrap();
    let known = drill.data.join("ledger.pub");
    fs::write(drill.at("wrong.pub"), fs::read_to_string(&known).unwrap().replace("strongroom+", "another+")).unwrap();
    let wrong = drill.at("wrong.pub");
    let (status, said) = drill.restore(&["--to", to.to_str().unwrap(), "--record", wrong.to_str().unwrap()]);
    assert!(status == 2 && said.contains("another record"), "{said}");
    let public = drill.at("offline.pub");
    let words = ["backup", dir, "--key", public.to_str().unwrap(), "--config", foreign.config.to_str().unwrap()];
    let (status, said) = program(&words);
    assert!(
        status == 2 && said.contains("reading the record's key"),
        "a service without its keys is not saved: {said}"
    );
    let (status, said) =
        program(&["backup", dir, "--key", drill.key.to_str().unwrap(), "--config", drill.config.to_str().unwrap()]);
    assert!(status == 2 && said.contains("does not belong on this machine"), "{said}");
    assert!(!to.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_writes_over_nothing_and_one_that_was_stopped_is_not_started() {
    let drill = Drill::new(None);
    start(&drill.data, None).stop();
    assert_eq!(drill.backup().0, 0);
    let held = drill.at("held");
    fs::create_dir(&held).unwrap();
    fs::write(held.join("mine"), "mine").unwrap();
    let (status, said) = drill.restore(&["--to", held.to_str().unwrap()]);
    assert!(status == 2 && said.contains("holds something"), "{said}");
    assert_eq!(files(&held), [held.join("mine")]);
    let (to, database) = (drill.at("to"), drill.at("there.sqlite"));
    fs::write(&database, "").unwrap();
    let url = format!("sqlite:{}", database.display());
    let (status, said) = drill.restore(&["--to", to.to_str().unwrap(), "--database", &url]);
    assert!(status == 2 && said.contains("there already") && !to.exists(), "{said}");
    // In the data folder it would be lost with it.
    let inside = drill.data.join("backups");
    let public = drill.at("offline.pub");
    let words = [
        "backup",
        inside.to_str().unwrap(),
        "--key",
        public.to_str().unwrap(),
        "--config",
        drill.config.to_str().unwrap(),
    ];
    let (status, said) = program(&words);
    assert!(status == 2 && said.contains("in the data folder"), "{said}");
    fs::remove_dir_all(&inside).unwrap();
    // Killed on its way: what is there is not started.
    let mut child = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    child.arg("restore").arg(&drill.dir).arg("--key").arg(&drill.key).arg("--to").arg(&to);
    let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !to.join("RESTORE-NOT-FINISHED").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was stopped");
        tokio::task::yield_now().await;
    }
    child.kill().unwrap();
    assert!(child.wait().unwrap().signal().is_some(), "it ended before it was stopped");
    let config = drill.at("to.toml");
    crate::backup::configuration(&config, &to, None);
    let (status, said) = program(&["serve", "--config", config.to_str().unwrap()]);
    assert!(status == 2 && said.contains("never finished"), "{said}");
    fs::remove_dir_all(&to).unwrap();
    let (status, said) = drill.restore(&["--to", to.to_str().unwrap()]);
    assert_eq!(status, 0, "{said}");
    let (status, said) = program(&["doctor", "--config", config.to_str().unwrap()]);
    assert_eq!(status, 0, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_killed_finds_no_room_or_meets_another_leaves_the_earlier_ones_good() {
    let Some(disk) = Small::mounted(96) else {
        eprintln!(
            "SKIPPED: no file system in memory can be mounted here (that takes root); backups on a full disk are not tested"
        );
        return;
    };
    let mut drill = Drill::new(None);
    drill.dir = disk.path().join("backups");
    start(&drill.data, None).stop();
    // Killed at several moments, before there is any and after.
    for after in [3, 15, 40] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_strongroom"));
        let mut child = child.args(drill.words()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(after)).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let (status, said) = drill.backup();
    assert_eq!(status, 0, "{said}");
    let first = fs::read_dir(drill.dir.join("backups")).unwrap().count();
    assert_eq!(drill.restore(&["--check"]).0, 0);
    // No room.
    fs::write(drill.data.join("extra"), vec![7; 1 << 20]).unwrap();
    let filler = disk.path().join("filler");
    fill(&filler);
    let (status, said) = drill.backup();
    assert!(status == 2 && said.contains("writing") && said.contains("objects"), "{said}");
    let (status, said) = drill.restore(&["--check"]);
    assert_eq!(status, 0, "{said}");
    fs::remove_file(&filler).unwrap();
    // Another one is running.
    let lock = File::options().write(true).open(drill.dir.join(".lock")).unwrap();
    lock.try_lock().unwrap();
    let (status, said) = drill.backup();
    assert!(status == 2 && said.contains("another backup"), "{said}");
    drop(lock);
    let (status, said) = drill.backup();
    assert_eq!(status, 0, "{said}");
    assert_eq!(fs::read_dir(drill.dir.join("backups")).unwrap().count(), first + 1);
    let (status, said) = drill.restore(&["--check"]);
    assert_eq!(status, 0, "{said}");
    let parts = files(&drill.dir).into_iter().filter(|path| path.extension().is_some_and(|end| end == "part"));
    assert_eq!(parts.count(), 0, "half-written files");
}
