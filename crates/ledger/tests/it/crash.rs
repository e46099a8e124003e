//! Full disks, killed processes, lost power.

use ledger::{Error, Log, Reader, verify_folder};
use proptest::prelude::*;

use crate::disks::TestDisk;
use crate::logs::{ORIGIN, copy, entries, files, key, log_of, open};

fn open_on(dir: &std::path::Path, disk: &TestDisk) -> Result<Log, Error> {
    Log::open_on(dir, key(), ORIGIN, Box::new(disk.clone()))
}

fn verified_size(dir: &std::path::Path) -> u64 {
    verify_folder(dir, &key().verifying_key(), None).unwrap_or_else(|error| panic!("{error}")).size
}

#[test]
fn a_full_disk_at_any_moment_of_an_append_leaves_the_log_as_it_was_and_a_later_append_works() {
    for (before, group) in [(0, 1), (3, 5), (200, 300), (255, 1), (250, 6), (500, 600)] {
        let disk = TestDisk::default();
        let counted = tempfile::tempdir().unwrap();
        let mut log = open_on(counted.path(), &disk).unwrap();
        log.append(&entries(0, before)).unwrap();
        let start = disk.0.lock().unwrap().changes;
        log.append(&entries(before, before + group)).unwrap();
        let steps = disk.0.lock().unwrap().changes - start;
        assert!(steps >= 6, "an append of {group} has {steps} steps");

        let mut failed = 0;
        for step in 0..steps {
            let disk = TestDisk::default();
            let dir = tempfile::tempdir().unwrap();
            let mut log = open_on(dir.path(), &disk).unwrap();
            log.append(&entries(0, before)).unwrap();
            let old = log.checkpoint().clone();
            disk.allow(Some(step));
            let mut size = before;
            match log.append(&entries(before, before + group)) {
                // Only what comes after publishing (removing superseded files) may fail unnoticed.
                Ok(_) => size += group,
                Err(Error::Unconfirmed { .. }) => {
                    failed += 1;
                    size += group;
                }
                Err(error) => {
                    failed += 1;
                    assert!(error.to_string().contains("the test's disk is full"), "{error}");
                    assert_eq!(log.checkpoint(), &old);
                }
            }
            assert_eq!(log.size(), size);
            assert_eq!(verified_size(dir.path()), size, "step {step} of {before}+{group}");
            if size > 0 {
                log.receipt(size - 1).unwrap().verify(&key().verifying_key()).unwrap();
            }
            // Still full: still an error, still the same state.
            disk.allow(Some(0));
            assert!(log.append(&entries(0, 7)).is_err());
            assert_eq!(log.size(), size);
            disk.allow(None);
            // Other entries than those that failed, so that leftovers would show.
            log.append(&entries(10_000, 10_003)).unwrap();
            log.append(&entries(20_000, 20_300)).unwrap();
            assert_eq!(verified_size(dir.path()), size + 303);
            let notes = verify_folder(dir.path(), &key().verifying_key(), None).unwrap().notes;
            assert!(notes.is_empty(), "{notes:?}");
        }
        assert!(failed >= 4, "the disk was full at {failed} steps of {before}+{group}");
    }
}

#[test]
fn a_group_that_fills_no_tile_costs_four_flushes_and_any_group_up_to_500_at_most_twenty() {
    let disk = TestDisk::default();
    let dir = tempfile::tempdir().unwrap();
    let mut log = open_on(dir.path(), &disk).unwrap();
    log.append(&entries(0, 1)).unwrap();
    let flushes = |log: &mut Log, group| {
        let before = disk.0.lock().unwrap().flushes;
        log.append(&entries(0, group)).unwrap();
        disk.0.lock().unwrap().flushes - before
    };
    for group in [1, 2, 100, 150] {
        assert_eq!(flushes(&mut log, group), 4, "group of {group} in the middle of a tile");
    }
    for group in [3, 500, 256, 499, 1, 255, 500, 500] {
        let flushes = flushes(&mut log, group);
        assert!(flushes <= 20, "group of {group}: {flushes} flushes");
    }
}

#[test]
fn an_entry_too_long_for_a_bundle_refuses_its_whole_group() {
    let (dir, mut log) = log_of(&[3]);
    let group = vec![b"short".to_vec(), vec![b'x'; 65_536]];
    let error = log.append(&group).unwrap_err();
    assert_eq!(
        error.to_string(),
        "entry 1 of the group has 65536 bytes, more than the 65535 that fit; nothing was appended"
    );
    log.append(&[vec![b'x'; 65_535], Vec::new()]).unwrap();
    assert_eq!(log.entry(3).unwrap().len(), 65_535);
    assert_eq!(log.entry(4).unwrap(), b"");
    assert_eq!(verified_size(dir.path()), 5);
}

#[test]
fn only_one_process_appends_to_a_folder_at_a_time() {
    let (dir, log) = log_of(&[3]);
    assert!(matches!(Log::open(dir.path(), key(), ORIGIN), Err(Error::InUse(_))));
    assert_eq!(Reader::open(dir.path(), &key().verifying_key()).unwrap().entry(2).unwrap(), log.entry(2).unwrap());
    drop(log);
    open(dir.path());
}

#[test]
fn readers_beside_the_writer_always_see_a_whole_log() {
    let (dir, mut log) = log_of(&[1]);
    let (path, public) = (dir.path().to_owned(), key().verifying_key());
    std::thread::scope(|threads| {
        let writer = threads.spawn(move || {
            for _ in 0..150 {
                let size = log.size();
                log.append(&entries(size, size + 17)).unwrap();
            }
        });
        let mut seen = 0;
        while !writer.is_finished() {
            let reader = Reader::open(&path, &public).unwrap();
            let size = reader.size();
            for index in [0, size / 2, size - 1] {
                let receipt = reader.receipt(index).unwrap_or_else(|error| panic!("{index} of {size}: {error}"));
                assert_eq!(receipt.verify(&public).unwrap().size(), size);
                assert_eq!(receipt.entry, entries(index, index + 1)[0]);
            }
            seen += 1;
        }
        assert!(seen > 3, "only {seen} looks while the log grew");
    });
}

#[test]
fn opening_and_appending_need_only_the_right_edge_of_a_log() {
    let (dir, log) = log_of(&[70_000]);
    drop(log);
    // Nothing left of it but its unfinished end.
    for file in files(dir.path()) {
        if !file.to_str().unwrap().contains(".p/") && !file.ends_with("checkpoint") {
            std::fs::remove_file(file).unwrap();
        }
    }
    assert_eq!(files(dir.path()).len(), 5, "checkpoint, bundle and a partial tile on each of three levels");
    let mut log = open(dir.path());
    log.append(&entries(70_000, 70_500)).unwrap();
    let (_whole, other) = log_of(&[70_500]);
    assert_eq!(log.checkpoint(), other.checkpoint());
}

#[test]
fn entries_without_a_checkpoint_are_never_taken_for_a_new_log() {
    let (dir, log) = log_of(&[3]);
    drop(log);
    std::fs::remove_file(dir.path().join("checkpoint")).unwrap();
    assert!(matches!(Log::open(dir.path(), key(), ORIGIN), Err(Error::NoCheckpoint(_))));
}

#[test]
fn a_log_is_not_appended_to_under_a_checkpoint_that_it_did_not_write() {
    let (dir, mut log) = log_of(&[3]);
    let old = std::fs::read(dir.path().join("checkpoint")).unwrap();
    log.append(&entries(3, 4)).unwrap();
    std::fs::write(dir.path().join("checkpoint"), old).unwrap();
    assert!(matches!(log.append(&entries(4, 5)), Err(Error::Damaged { .. })));
}

#[test]
fn a_log_is_not_opened_with_the_key_of_another_or_when_its_end_was_changed() {
    let (dir, log) = log_of(&[300]);
    drop(log);
    let other = ledger::SigningKey::generate(ORIGIN, [8; 32]).unwrap();
    assert!(matches!(Log::open(dir.path(), other, ORIGIN), Err(Error::Checkpoint { .. })));
    assert!(matches!(Log::open(dir.path(), key(), "elsewhere"), Err(Error::Origin { .. })));
    let bundle = dir.path().join("tile/entries/001.p/44");
    let mut bytes = std::fs::read(&bundle).unwrap();
    bytes[10] ^= 1;
    std::fs::write(&bundle, bytes).unwrap();
    assert!(matches!(Log::open(dir.path(), key(), ORIGIN), Err(Error::Damaged { .. })));
}

#[test]
fn a_copy_taken_while_the_log_grew_is_whole_up_to_its_checkpoint_and_can_be_gone_on_with() {
    let (dir, mut log) = log_of(&[200]);
    let old = std::fs::read(dir.path().join("checkpoint")).unwrap();
    log.append(&entries(200, 600)).unwrap();
    let copied = copy(dir.path());
    std::fs::write(copied.path().join("checkpoint"), old).unwrap();
    let verified = verify_folder(copied.path(), &key().verifying_key(), None).unwrap();
    assert_eq!(verified.size, 200);
    assert!(verified.notes.iter().any(|note| note.contains("beyond the checkpoint")), "{:?}", verified.notes);
    let mut log = open(copied.path());
    log.append(&entries(900, 1000)).unwrap();
    assert_eq!(log.entry(199).unwrap(), entries(199, 200)[0]);
    assert_eq!(verify_folder(copied.path(), &key().verifying_key(), None).unwrap().notes, Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_process_killed_at_any_moment_leaves_a_log_that_verifies_and_goes_on(
        before in 0u64..700, group in 1u64..700, after in 1u64..300, kept in 0.0f64..1.0,
    ) {
        // The files of the append, in the order of writing, only up to a point: the checkpoint is last and not among them.
        let (dir, mut log) = log_of(&[before]);
        let start = copy(dir.path());
        log.append(&entries(before, before + group)).unwrap();
        let mut new: Vec<_> = files(dir.path()).into_iter().filter(|file| !file.ends_with("checkpoint"))
            .filter(|file| !start.path().join(file.strip_prefix(dir.path()).unwrap()).exists()).collect();
        new.sort_by_key(|file| std::fs::metadata(file).unwrap().modified().unwrap());
        let kept = (new.len() as f64 * kept) as usize;
        for (i, file) in new[..=kept.min(new.len() - 1)].iter().enumerate() {
            let target = start.path().join(file.strip_prefix(dir.path()).unwrap());
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            let bytes = std::fs::read(file).unwrap();
            std::fs::write(target, if i == kept { &bytes[..bytes.len() / 2] } else { &bytes }).unwrap();
        }
        prop_assert_eq!(verified_size(start.path()), before);
        let mut log = open(start.path());
        prop_assert_eq!(log.size(), before);
        log.append(&entries(5_000, 5_000 + after)).unwrap();
        let verified = verify_folder(start.path(), &key().verifying_key(), None).unwrap();
        prop_assert_eq!(verified.size, before + after);
        prop_assert!(verified.notes.is_empty(), "{:?}", verified.notes);
        prop_assert_eq!(log.entry(before).unwrap(), entries(5_000, 5_001).remove(0));
    }

    #[test]
    fn after_lost_power_everything_acknowledged_is_there_and_nothing_half_done(
        lives in prop::collection::vec((prop::collection::vec(1u64..300, 1..4), 0u64..60), 1..5), dice in any::<u64>(),
    ) {
        let disk = TestDisk::default();
        let dir = tempfile::tempdir().unwrap();
        drop(open_on(dir.path(), &disk).unwrap());
        let mut dice = dice | 1;
        let mut acknowledged: Vec<Vec<u8>> = Vec::new();
        let mut next = 0;
        for (groups, steps) in lives {
            disk.allow(None);
            let mut log = open_on(dir.path(), &disk).unwrap();
            // An unacknowledged group may be there as well, but then wholly.
            let known = acknowledged.len() as u64;
            prop_assert!(log.size() >= known);
            let found = log.reader().entries(0, log.size()).unwrap();
            prop_assert_eq!(&found[..acknowledged.len()], &acknowledged[..]);
            acknowledged = found;
            disk.allow(Some(steps));
            for group in groups {
                let entries = entries(next, next + group);
                next += group;
                match log.append(&entries) {
                    Ok(checkpoint) => {
                        acknowledged.extend(entries);
                        prop_assert_eq!(checkpoint.size(), acknowledged.len() as u64);
                    }
                    Err(_) => break,
                }
            }
            drop(log);
            disk.lose_power(|| {
                dice ^= dice << 13;
                dice ^= dice >> 7;
                dice ^= dice << 17;
                dice & 1 == 1
            });
        }
        disk.allow(None);
        let mut log = open_on(dir.path(), &disk).unwrap();
        let size = log.size();
        prop_assert!(size >= acknowledged.len() as u64);
        prop_assert_eq!(log.reader().entries(0, acknowledged.len() as u64).unwrap(), acknowledged);
        prop_assert_eq!(verified_size(dir.path()), size);
        log.append(&entries(90_000, 90_300)).unwrap();
        prop_assert_eq!(verified_size(dir.path()), size + 300);
    }
}
