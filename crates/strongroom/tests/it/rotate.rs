//! Keys are replaced: what was signed and sealed before still holds, and a replacement that was stopped is finished.

use std::fs;
use std::path::Path;

use ledger::{LogKeys, Reader, SigningKey};
use store::{Store, Where, args, statements};

use crate::backup::{Drill, program};
use crate::running::{people, sign_in, start};
use crate::verify::copy;

statements! {
    upkeep REVIVED = "update session set ended_at = null";
    read SAID(text) -> (n: i64) = "select count(*) as n from ledger_entry where action = $1";
}

pub(crate) fn verify(drill: &Drill, key: &Path, known: Option<&Path>) -> (i32, String) {
    let record = drill.data.join("ledger");
    let mut words = vec!["verify", record.to_str().unwrap(), "--key", key.to_str().unwrap()];
    if let Some(known) = known {
        words.extend(["--known", known.to_str().unwrap()]);
    }
    program(&words)
}

pub(crate) fn rotate(drill: &Drill, what: &str) -> (i32, String) {
    program(&["rotate", what, "--config", drill.config.to_str().unwrap()])
}

fn receipt(drill: &Drill, index: u64) -> String {
    let keys = LogKeys::parse(&fs::read_to_string(drill.data.join("ledger.pub")).unwrap()).unwrap();
    Reader::open(&drill.data.join("ledger"), keys.current()).unwrap().receipt(index).unwrap().to_text()
}

pub(crate) async fn said(place: &Where, action: &str) -> i64 {
    let store = Store::open(place).await.unwrap();
    let n = store.row(&SAID, args![action]).await.unwrap().unwrap();
    store.close().await;
    n
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_signs_the_record_and_whoever_has_the_old_one_follows() {
    let mut drill = Drill::new(None);
    let place = Where::Sqlite(drill.data.join("strongroom.sqlite"));
    let service = start(&drill.data, None);
    let (status, words) = rotate(&drill, "record");
    assert!(status == 2 && words.contains("stop the other process"), "while it serves: {words}");
    service.stop();
    let (status, words) = drill.backup();
    assert_eq!(status, 0, "{words}");
    let older = words.strip_prefix("saved ").and_then(|rest| rest.split(':').next()).unwrap().to_owned();
    // Begun, and stopped at once.
    let begun = SigningKey::generate("strongroom", [7; 32]).unwrap().to_secret_text();
    fs::write(drill.data.join("keys/record.key.next"), &begun).unwrap();
    let (status, words) = program(&["serve", "--config", drill.config.to_str().unwrap()]);
    assert!(status == 2 && words.contains("not finished"), "{words}");
    let public = drill.data.join("ledger.pub");
    let at = |name: &str| drill.at(name);
    fs::copy(&public, at("first.pub")).unwrap();
    fs::copy(drill.data.join("ledger/checkpoint"), at("first.checkpoint")).unwrap();
    fs::write(at("first.receipt"), receipt(&drill, 5)).unwrap();
    assert_eq!(drill.backup().0, 2, "a backup waits until it is finished");
    copy(&drill.data, &at("before"));

    let (status, words) = rotate(&drill, "record");
    assert_eq!(status, 0, "{words}");
    assert_eq!(fs::read_to_string(drill.data.join("keys/record.key")).unwrap(), begun, "what was begun is finished");
    assert_eq!(said(&place, "record-key-changed").await, 1);
    for (key, known) in [(&public, None), (&at("first.pub"), None), (&public, Some(at("first.checkpoint")))] {
        let (status, words) = verify(&drill, key, known.as_deref());
        assert_eq!(status, 0, "{words}");
    }
    for key in [&public, &at("first.pub")] {
        let (receipt, key) = (at("first.receipt"), key.to_str().unwrap());
        let (status, words) = program(&["verify", "--receipt", receipt.to_str().unwrap(), "--key", key]);
        assert_eq!(status, 0, "{words}");
    }
    // It goes on, and so it does after another time.
    let service = start(&drill.data, None);
    sign_in(&reqwest::Client::new(), &service.url, &people(&drill.data), "support").await;
    service.stop();
    fs::copy(&public, at("second.pub")).unwrap();
    let (status, words) = rotate(&drill, "record");
    assert_eq!(status, 0, "{words}");
    start(&drill.data, None).stop();
    let (_, words) = verify(&drill, &at("second.pub"), None);
    assert!(words.contains("has been replaced"), "who has an earlier key learns of it: {words}");
    for key in ["first.pub", "second.pub"].map(at).iter().chain([&public]) {
        let (status, words) = verify(&drill, key, Some(&at("first.checkpoint")));
        assert_eq!(status, 0, "{words}");
    }
    let (status, words) = program(&["doctor", "--config", drill.config.to_str().unwrap()]);
    assert_eq!(status, 0, "{words}");

    // A backup of before is known by the later file, and says that it is of before.
    let words = ["--check", "--at", &older, "--record", public.to_str().unwrap()];
    let (status, words) = drill.restore(&words);
    assert!(status == 0 && words.contains("replaced since"), "{words}");
    // Restored, it is the same record, also for who kept the first key.
    let (status, words) = drill.backup();
    assert_eq!(status, 0, "{words}");
    let (to, first) = (at("to"), at("first.pub"));
    // What a backup says of earlier keys is its own word: who has only the first key is told to fetch the later one.
    let (status, words) = drill.restore(&["--check", "--record", first.to_str().unwrap()]);
    assert!(status == 2 && words.contains("a later key"), "{words}");
    let (status, words) = drill.restore(&["--to", to.to_str().unwrap(), "--record", public.to_str().unwrap()]);
    assert!(status == 0 && !words.contains("replaced since"), "{words}");
    let (status, words) = program(&["verify", to.join("ledger").to_str().unwrap(), "--key", first.to_str().unwrap()]);
    assert_eq!(status, 0, "{words}");

    // What somebody else signed is none of it: a key that the old one does not vouch for, a handover that is gone or another.
    let handovers = drill.data.join("ledger/handover");
    let mut kept: Vec<_> = fs::read_dir(&handovers).unwrap().map(|file| file.unwrap().path()).collect();
    kept.sort();
    assert_eq!(kept.len(), 2);
    let moved = handovers.join("7");
    fs::rename(&kept[0], &moved).unwrap();
    let (status, words) = verify(&drill, &first, None);
    assert!(status == 1 && words.contains("does not name the key"), "{words}");
    fs::remove_file(&moved).unwrap();
    let (status, words) = verify(&drill, &first, None);
    assert!(status == 1 && words.contains("no signature of the key"), "{words}");
    let strange = fs::read_to_string(drill.data.join("ledger.pub")).unwrap();
    let strange = strange.lines().next().unwrap().to_owned() + "\n" + &fs::read_to_string(&first).unwrap();
    fs::write(at("strange.pub"), strange).unwrap();
    assert_eq!(verify(&drill, &at("strange.pub"), None).0, 1);

    // Stopped after the handover, and after the public key was written: both are finished.
    let (whole, before) = (at("whole"), at("before"));
    copy(&before, &whole);
    drill.data = whole;
    crate::backup::configuration(&drill.config, &drill.data, None);
    assert_eq!(rotate(&drill, "record").0, 0);
    let keys = drill.data.join("keys");
    fs::copy(keys.join("record.key"), keys.join("record.key.next")).unwrap();
    fs::copy(before.join("keys/record.key"), keys.join("record.key")).unwrap();
    let late = fs::read_to_string(drill.data.join("ledger.pub")).unwrap();
    for public in [fs::read_to_string(&first).unwrap(), late.clone()] {
        fs::write(drill.data.join("ledger.pub"), public).unwrap();
        if !keys.join("record.key.next").exists() {
            fs::copy(keys.join("record.key"), keys.join("record.key.next")).unwrap();
        }
        let (status, words) = rotate(&drill, "record");
        assert_eq!(status, 0, "{words}");
        assert_eq!(fs::read_to_string(drill.data.join("ledger.pub")).unwrap(), late);
    }
    let place = Where::Sqlite(drill.data.join("strongroom.sqlite"));
    assert_eq!(said(&place, "record-key-changed").await, 1);
    start(&drill.data, None).stop();
    assert_eq!(verify(&drill, &first, None).0, 0);
}

/// What `platform::rotate::reseal` seals anew, and sessions, which end. A table more needs its line there.
async fn every_seal_is_of_a_kind_that_is_replaced(store: &Store) {
    let schema = store::schema(store).await.unwrap();
    let sealed = schema.iter().filter(|(_, column, ..)| column == "seal").map(|(table, ..)| table.as_str());
    let kinds = ["account", "account_address", "account_passkey", "ledger_entry", "proposal", "session"];
    assert_eq!(sealed.collect::<Vec<_>>(), kinds);
}

pub(crate) async fn seals(database: Option<&str>) -> Drill {
    let drill = Drill::new(database);
    let place = match database {
        Some(url) => Where::Postgres(url.to_owned()),
        None => Where::Sqlite(drill.data.join("strongroom.sqlite")),
    };
    let service = start(&drill.data, database);
    let people = people(&drill.data);
    let client = reqwest::Client::new();
    let (token, _) = sign_in(&client, &service.url, &people, "support").await;
    service.stop();
    let (status, words) = drill.backup();
    assert_eq!(status, 0, "{words}");
    let key = drill.data.join("keys/service.key");
    let old = fs::read_to_string(&key).unwrap();
    let (status, words) = rotate(&drill, "service");
    assert_eq!(status, 0, "{words}");
    let new = fs::read_to_string(&key).unwrap();
    assert_ne!(old, new);
    // Stopped between the rows and the file: it is finished, and done once.
    fs::write(key.with_file_name("service.key.next"), &new).unwrap();
    fs::write(&key, &old).unwrap();
    let (status, words) = program(&["serve", "--config", drill.config.to_str().unwrap()]);
    assert!(status == 2 && words.contains("rotate service"), "{words}");
    let (status, words) = rotate(&drill, "service");
    assert_eq!(status, 0, "{words}");
    assert_eq!(fs::read_to_string(&key).unwrap(), new);
    assert_eq!(said(&place, "sealing-key-changed").await, 1);

    // Who was signed in is not; passwords and codes open as before; entries are numbered.
    let service = start(&drill.data, database);
    let me = client.get(format!("{}/api/v1/me", service.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(me.status(), 401);
    let (token, _) = sign_in(&client, &service.url, &people, "training").await;
    service.stop();
    // Of sessions alone there is another key: one that is called back to life in the database opens nothing.
    let (status, words) = rotate(&drill, "sessions");
    assert_eq!(status, 0, "{words}");
    assert_eq!(said(&place, "sessions-key-changed").await, 1);
    let store = Store::open(&place).await.unwrap();
    every_seal_is_of_a_kind_that_is_replaced(&store).await;
    let mut upkeep = store.upkeep().await.unwrap();
    assert!(upkeep.run(&REVIVED, args![]).await.unwrap() > 0);
    upkeep.commit().await.unwrap();
    store.close().await;
    let service = start(&drill.data, database);
    let me = client.get(format!("{}/api/v1/me", service.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(me.status(), 401);
    service.stop();
    crate::running::the_record_is_whole(&drill.data);
    let (status, words) = program(&["doctor", "--config", drill.config.to_str().unwrap()]);
    assert_eq!(status, 0, "{words}");
    // Contents of backups keep their names: they hang on the keys that last, as the marks of files in the record do.
    let before = fs::read_dir(drill.dir.join("backups")).unwrap().map(|file| file.unwrap().file_name()).next().unwrap();
    let (status, words) = drill.backup();
    assert_eq!(status, 0, "{words}");
    let saved: Vec<u64> = words.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [_, _, _, bytes, _, new_bytes] = saved[..] else { panic!("{words}") };
    assert!(new_bytes * 4 < bytes, "{words}");
    // The one of before comes back with its own keys, on SQLite.
    let to = drill.at("before");
    let (status, words) = drill.restore(&["--at", before.to_str().unwrap(), "--to", to.to_str().unwrap()]);
    assert_eq!(status, 0, "{words}");
    assert_eq!(fs::read_to_string(to.join("keys/service.key")).unwrap(), old);
    let service = start(&to, None);
    sign_in(&client, &service.url, &people, "training").await;
    service.stop();
    // And that of after.
    let to = drill.at("after");
    let (status, words) = drill.restore(&["--to", to.to_str().unwrap()]);
    assert_eq!(status, 0, "{words}");
    let service = start(&to, None);
    sign_in(&client, &service.url, &people, "security").await;
    service.stop();
    drill
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_seals_everything_and_what_was_sealed_opens_on_sqlite() {
    seals(None).await;
}
