//! A change commits with its entry or not at all; entries are numbered without gaps.

use ledger::{Log, SigningKey};
use store::testing::TestStore;
use store::{Sequencer, StoreError, args, both};

use super::{ADD, ALL, COPY, EntryOf, FORGE, INDEXES, INVENT, Kept, SET, THINGS, TOUCH, WAITING, entry, thing};

fn log(folder: &tempfile::TempDir) -> Log {
    let key = SigningKey::generate("test", [7; 32]).unwrap();
    Log::open(folder.path(), key, "test").unwrap()
}

async fn indexes(test: &TestStore) -> Vec<Option<i64>> {
    test.store.rows(&INDEXES, args![]).await.unwrap()
}

both! { THINGS;
    async fn values_come_back_as_they_went(test: TestStore) {
        let mut change = test.store.change().await.unwrap();
        change.run(&ADD, args!["é", 7i64, true, Some(0.5), Some(vec![0u8, 255]), Some("x")]).await.unwrap();
        change.run(&ADD, args!["b", 8i64, false, None::<f64>, None::<Vec<u8>>, None::<String>]).await.unwrap();
        change.commit(EntryOf::from(1)).await.unwrap();
        let full = Kept {
            id: "é".to_owned(),
            n: 7,
            on: true,
            x: Some(0.5),
            raw: Some(vec![0, 255]),
            note: Some("x".to_owned()),
        };
        let bare = Kept { id: "b".to_owned(), n: 8, on: false, x: None, raw: None, note: None };
        assert_eq!(test.store.rows(&ALL, args![]).await.unwrap(), [full, bare]);
    }

    async fn a_change_without_an_entry_leaves_nothing(test: TestStore) {
        let mut change = test.store.change().await.unwrap();
        change.run(&ADD, thing(1)).await.unwrap();
        drop(change);
        assert!(test.store.rows(&ALL, args![]).await.unwrap().is_empty());
        let mut change = test.store.change().await.unwrap();
        change.run(&ADD, thing(1)).await.unwrap();
        assert!(matches!(change.commit_all(vec![]).await, Err(StoreError::Record(_))));
        assert!(test.store.rows(&ALL, args![]).await.unwrap().is_empty());
    }

    async fn an_entry_that_is_refused_takes_its_change_with_it(test: TestStore) {
        let mut change = test.store.change().await.unwrap();
        change.run(&ADD, thing(1)).await.unwrap();
        let mut bad = entry(1);
        bad.personal.insert("email".into(), "anwen@example.org".into());
        assert!(change.commit(store::Record::new(bad)).await.is_err());
        assert!(test.store.rows(&ALL, args![]).await.unwrap().is_empty());
    }

    async fn upkeep_runs_only_what_is_declared_upkeep(test: TestStore) {
        let mut upkeep = test.store.upkeep().await.unwrap();
        assert!(matches!(upkeep.run(&ADD, thing(1)).await, Err(StoreError::Wrong { .. })));
        assert_eq!(upkeep.run(&TOUCH, args!["1", "x"]).await.unwrap(), 0);
        assert!(matches!(test.store.rows(&TOUCH, args!["1", "x"]).await, Err(StoreError::Wrong { .. })));
    }

    async fn two_changes_of_the_same_version_count_once(test: TestStore) {
        let mut change = test.store.change().await.unwrap();
        change.run(&ADD, thing(1)).await.unwrap();
        change.commit(EntryOf::from(1)).await.unwrap();
        let decide = |n: u64| {
            let store = test.store.clone();
            async move {
                let mut change = store.change().await.unwrap();
                let changed = change.run(&SET, args!["1", format!("by {n}"), 1i64]).await.unwrap();
                if changed > 0 {
                    change.commit(EntryOf::from(n)).await.unwrap();
                }
                changed
            }
        };
        let (a, b) = tokio::join!(tokio::spawn(decide(2)), tokio::spawn(decide(3)));
        assert_eq!(a.unwrap() + b.unwrap(), 1);
        assert_eq!(test.store.rows(&WAITING, args![]).await.unwrap(), [2]);
    }

    async fn a_value_that_is_taken_is_told_apart(test: TestStore) {
        let mut change = test.store.change().await.unwrap();
        change.run(&ADD, thing(1)).await.unwrap();
        let error = change.run(&ADD, args!["other", 1i64, true, None::<f64>, None::<Vec<u8>>, None::<String>]).await;
        assert!(error.as_ref().is_err_and(StoreError::is_taken), "{error:?}");
    }

    async fn an_entry_that_was_written_past_the_service_is_never_signed(test: TestStore) {
        let folder = tempfile::tempdir().unwrap();
        let mut sequencer = Sequencer::new(test.store.clone(), log(&folder)).await.unwrap();
        for n in 1..=3 {
            test.store.change().await.unwrap().commit(EntryOf::from(n)).await.unwrap();
        }
        // One is changed, one is a copy under another name, one has no seal.
        let mut upkeep = test.store.upkeep().await.unwrap();
        let (second, body) = (entry(2).id, String::from_utf8(entry(9).to_bytes().unwrap()).unwrap());
        upkeep.run(&FORGE, args![second, &body]).await.unwrap();
        upkeep.run(&COPY, args![entry(3).id, entry(4).id]).await.unwrap();
        upkeep.run(&INVENT, args![entry(9).id, &body]).await.unwrap();
        upkeep.commit().await.unwrap();
        assert_eq!(sequencer.turn().await.unwrap(), store::Sequenced { entries: 2, size: 2 });
        let signed = sequencer.log().reader().entries(0, 2).unwrap();
        let ids: Vec<String> = signed.iter().map(|e| store::Entry::parse(e).unwrap().id).collect();
        assert_eq!(ids, [entry(1).id, entry(3).id]);
        assert_eq!(store::foreign_entries(&test.store).await.unwrap(), 3);
        // Whoever has no key enters nothing.
        let keyless = store::Store::open(&test.place).await.unwrap();
        assert!(keyless.change().await.unwrap().commit(EntryOf::from(5)).await.is_err());
    }

    async fn a_witness_is_given_each_checkpoint_and_another_record_is_refused(test: TestStore) {
        let (folder, witness) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let sequencer = Sequencer::new(test.store.clone(), log(&folder)).await.unwrap();
        let mut sequencer = sequencer.with_witness(witness.path()).unwrap();
        for n in 1..=3 {
            test.store.change().await.unwrap().commit(EntryOf::from(n)).await.unwrap();
            sequencer.turn().await.unwrap();
        }
        let kept = std::fs::read_to_string(witness.path().join("checkpoint")).unwrap();
        assert_eq!(kept, sequencer.log().checkpoint().text());
        drop(sequencer);
        // Folder and database were both put back to before the last entries: only the witness knows better.
        let other = store::testing::sqlite(THINGS).await;
        let anew = tempfile::tempdir().unwrap();
        other.store.change().await.unwrap().commit(EntryOf::from(1)).await.unwrap();
        let mut shorter = Sequencer::new(other.store.clone(), log(&anew)).await.unwrap();
        shorter.turn().await.unwrap();
        let refused = shorter.with_witness(witness.path()).err().map(|e| e.to_string());
        assert!(refused.as_ref().is_some_and(|e| e.contains("entries are gone")), "{refused:?}");
        // As long, and with another history.
        let mut forked = Sequencer::new(other.store.clone(), log(&anew)).await.unwrap();
        for n in 7..=9 {
            other.store.change().await.unwrap().commit(EntryOf::from(n)).await.unwrap();
        }
        forked.turn().await.unwrap();
        let refused = forked.with_witness(witness.path()).err().map(|e| e.to_string());
        assert!(refused.as_ref().is_some_and(|e| e.contains("another history")), "{refused:?}");
        assert_eq!(std::fs::read_to_string(witness.path().join("checkpoint")).unwrap(), kept);
    }

    async fn many_writers_at_once_are_numbered_without_gaps(test: TestStore) {
        let folder = tempfile::tempdir().unwrap();
        let sequencer = Sequencer::new(test.store.clone(), log(&folder)).await.unwrap();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let running = tokio::spawn(sequencer.run(stopped));
        let mut writers = Vec::new();
        for writer in 0..8u64 {
            let store = test.store.clone();
            writers.push(tokio::spawn(async move {
                for i in 0..20 {
                    let n = writer * 100 + i + 1;
                    let mut change = store.change().await.unwrap();
                    change.run(&ADD, thing(n as i64)).await.unwrap();
                    change.commit(EntryOf::from(n)).await.unwrap();
                }
            }));
        }
        for writer in writers {
            writer.await.unwrap();
        }
        stop.send(true).unwrap();
        let mut sequencer = running.await.unwrap();
        sequencer.turn().await.unwrap();
        assert_eq!(indexes(&test).await, (0..160).map(Some).collect::<Vec<_>>());
        assert_eq!(sequencer.log().size(), 160);
        let key = SigningKey::generate("test", [7; 32]).unwrap().verifying_key();
        let verified = ledger::verify_folder(folder.path(), &key, None).unwrap();
        assert_eq!(verified.size, 160);
    }

    async fn a_folder_that_is_behind_is_brought_up_and_one_that_is_ahead_or_lost_is_refused(test: TestStore) {
        let folder = tempfile::tempdir().unwrap();
        let mut sequencer = Sequencer::new(test.store.clone(), log(&folder)).await.unwrap();
        for n in 1..=5 {
            test.store.change().await.unwrap().commit(EntryOf::from(n)).await.unwrap();
        }
        assert_eq!(sequencer.turn().await.unwrap().entries, 5);
        assert_eq!(sequencer.turn().await.unwrap().entries, 0);
        // Killed between the number and the signature: the folder is brought up from the database.
        let root = sequencer.log().checkpoint().root();
        drop(sequencer);
        let other = tempfile::tempdir().unwrap();
        let mut again = Sequencer::new(test.store.clone(), log(&other)).await.unwrap();
        assert_eq!(again.log().checkpoint().root(), root);
        // From the next group on the database knows what was signed: nothing is signed a second time.
        test.store.change().await.unwrap().commit(EntryOf::from(6)).await.unwrap();
        again.turn().await.unwrap();
        drop(again);
        let lost = tempfile::tempdir().unwrap();
        let refused = Sequencer::new(test.store.clone(), log(&lost)).await.err().map(|e| e.to_string());
        assert!(refused.as_ref().is_some_and(|e| e.contains("entries are gone")), "{refused:?}");
        // The database is an older copy than the folder.
        let empty = store::testing::sqlite(THINGS).await;
        let refused = Sequencer::new(empty.store.clone(), log(&folder)).await.err().map(|e| e.to_string());
        assert!(refused.as_ref().is_some_and(|e| e.contains("older copy")), "{refused:?}");
    }
}
