//! A log that another key goes on with.

use std::fs;
use std::path::Path;

use ledger::{Entry, FaultKind, KEY_CHANGED, Log, LogKeys, NotVerified, SigningKey, Thing, verify_command};
use tempfile::TempDir;

use crate::disks::TestDisk;
use crate::logs::{ORIGIN, copy, entries, key, log_of, open};

fn other(seed: u8) -> SigningKey {
    SigningKey::generate(ORIGIN, [seed; 32]).unwrap()
}

/// The entry that names a key.
fn naming(key: &SigningKey) -> Vec<u8> {
    let named = Entry {
        id: "00000000-0000-4000-8000-000000000001".to_owned(),
        at: 1,
        who: "service".to_owned(),
        action: KEY_CHANGED.to_owned(),
        thing: Thing { kind: "record".to_owned(), id: ORIGIN.to_owned() },
        project: None,
        from: None,
        why: None,
        files: Vec::new(),
        detail: [("key".to_owned(), key.verifying_key().to_text())].into(),
        personal: Default::default(),
    };
    named.to_bytes().unwrap()
}

/// A file with these public keys, newest first.
fn keys(folder: &TempDir, all: &[&SigningKey]) -> std::path::PathBuf {
    let file = folder.path().join("keys.pub");
    fs::write(&file, all.iter().map(|key| format!("{}\n", key.verifying_key().to_text())).collect::<String>()).unwrap();
    file
}

fn fault(dir: &Path, keys: &Path) -> (FaultKind, String) {
    match verify_command(dir, keys, None) {
        Err(NotVerified::Fault(fault)) => (fault.kind, fault.message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_has_the_first_key_follows_to_the_third() {
    let (dir, mut log) = log_of(&[300]);
    let (here, first, second, third) = (tempfile::tempdir().unwrap(), key(), other(8), other(9));
    log.append(&[naming(&second)]).unwrap();
    let mut log = log.hand_over(300, other(8)).unwrap();
    log.append(&entries(301, 400)).unwrap();
    log.append(&[naming(&third)]).unwrap();
    let mut log = log.hand_over(400, other(9)).unwrap();
    log.append(&entries(401, 700)).unwrap();
    for known in [&[&first][..], &[&second], &[&third], &[&third, &second, &first], &[&second, &first]] {
        let verified = verify_command(dir.path(), &keys(&here, known), None).unwrap();
        assert_eq!(verified.size, 700);
        assert_eq!(
            verified.notes.is_empty(),
            known[0].verifying_key() == third.verifying_key(),
            "{:?}",
            verified.notes
        );
    }
    // A key that none of them named, before, between or after.
    for known in [&[&other(11)][..], &[&other(10), &first], &[&third, &other(10), &first], &[&first, &other(10)]] {
        assert!(matches!(fault(dir.path(), &keys(&here, known)), (FaultKind::Checkpoint, _)), "{}", known.len());
    }
    // What the first key signed last is another history: the log was written anew from there.
    let elsewhere = copy(dir.path());
    let (_forked, mut fork) = log_of(&[299]);
    fork.append(&entries(1000, 1001)).unwrap();
    fork.append(&[naming(&second)]).unwrap();
    fs::write(elsewhere.path().join("handover/300"), fork.checkpoint().text()).unwrap();
    let (kind, said) = fault(elsewhere.path(), &keys(&here, &[&first]));
    assert_eq!(kind, FaultKind::Rewritten, "{said}");
}

#[test]
fn the_old_key_cannot_go_on_and_the_new_one_is_not_of_another_log() {
    let (dir, mut log) = log_of(&[5]);
    log.append(&[naming(&other(8))]).unwrap();
    assert!(copy_of(&dir).hand_over(6, other(8)).is_err(), "an entry that is not there");
    let strange = SigningKey::generate("another.example.org/ledger", [8; 32]).unwrap();
    assert!(copy_of(&dir).hand_over(5, strange).is_err());
    let log = log.hand_over(5, other(8)).unwrap();
    let signed = log.checkpoint().clone();
    drop(log);
    assert!(Log::open(dir.path(), key(), ORIGIN).err().unwrap().to_string().contains("no signature"));
    let log = Log::open(dir.path(), other(8), ORIGIN).unwrap();
    assert_eq!(log.checkpoint(), &signed);
    // What it knows of before is asked for with the key of then.
    let before = fs::read_to_string(dir.path().join("handover/5")).unwrap();
    assert!(log.goes_on_from(&before).is_err());
    log.knowing(&[key().verifying_key()]).goes_on_from(&before).unwrap();
    let both = LogKeys::parse(&format!("{}\n", key().verifying_key().to_text())).unwrap();
    let both = both.replaced_by(other(8).verifying_key());
    assert_eq!(LogKeys::parse(&both.to_text()).unwrap(), both);
    assert_eq!(both.checkpoint(&before).unwrap().size(), 6);
}

/// The log in a copy of its folder.
fn copy_of(dir: &TempDir) -> Log {
    open(copy(dir.path()).keep().as_path())
}

#[test]
fn a_full_disk_or_lost_power_at_any_moment_leaves_it_with_one_of_the_two_keys() {
    let here = tempfile::tempdir().unwrap();
    let known = keys(&here, &[&key()]);
    let mut failed = 0;
    for step in 0.. {
        let disk = TestDisk::default();
        let dir = tempfile::tempdir().unwrap();
        let mut log = Log::open_on(dir.path(), key(), ORIGIN, Box::new(disk.clone())).unwrap();
        log.append(&entries(0, 3)).unwrap();
        log.append(&[naming(&other(8))]).unwrap();
        disk.allow(Some(step));
        let done = log.hand_over(3, other(8));
        let whole = done.is_ok();
        drop(done);
        let power = step % 2 == 0;
        disk.lose_power(|| !power);
        disk.allow(None);
        if power {
            assert_eq!(verify_command(dir.path(), &known, None).unwrap().size, 4, "step {step}");
        }
        // Whoever goes on asks under which key it is.
        if let Ok(log) = Log::open(dir.path(), key(), ORIGIN) {
            log.hand_over(3, other(8)).unwrap();
        }
        let mut log = Log::open(dir.path(), other(8), ORIGIN).unwrap();
        log.append(&entries(4, 9)).unwrap();
        assert_eq!(verify_command(dir.path(), &known, None).unwrap().size, 9, "step {step}");
        if whole {
            assert!(failed >= 6, "it failed at {failed} steps");
            return;
        }
        failed += 1;
    }
}
