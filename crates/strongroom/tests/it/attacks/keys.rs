//! "I had a copy of that key before it was replaced."

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::accounts::Browser;
use super::house::{House, own_demo, program};
use super::insiders::{Insider, people};
use super::record::{starts, verifies};
use crate::verify::copy;

/// A demo that is stopped, and beside it a copy of its folder as whoever was there before has it.
fn copied() -> (House, PathBuf) {
    let mut house = own_demo();
    house.stop();
    let thief = house.data.with_file_name("thief");
    copy(&house.data, &thief);
    let config = format!("profile = \"srs\"\ndata = {:?}\n", house.data);
    fs::write(house.data.with_file_name("strongroom.toml"), config).unwrap();
    (house, thief)
}

fn rotate(house: &House, what: &str) {
    let done = house.run(&["rotate", what]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// In the copy, by the thief.
fn own_rotate(thief: &Path, what: &str) {
    let config = thief.with_file_name("thief.toml");
    fs::write(&config, format!("profile = \"srs\"\ndata = {thief:?}\n")).unwrap();
    let mine = Command::new(program()).args(["rotate", what, "--config"]).arg(&config).status().unwrap();
    assert!(mine.success());
}

fn verify(ledger: &Path, key: &Path) -> (bool, String) {
    let done = Command::new(program()).arg("verify").arg(ledger).arg("--key").arg(key).output().unwrap();
    (done.status.success(), String::from_utf8([done.stdout, done.stderr].concat()).unwrap())
}

#[track_caller]
fn refused_for(data: &Path, why: &str) {
    let said = starts(data).expect_err("it starts");
    assert!(said.contains(why), "{said}");
}

attacks! {
    /// What I seal with it would be the service's again.
    async fn the_old_key_of_the_seals_is_put_back() {
        let (house, thief) = copied();
        rotate(&house, "service");
        let (key, old) = (house.data.join("keys/service.key"), thief.join("keys/service.key"));
        let new = fs::read(&key).unwrap();
        fs::copy(&old, &key).unwrap();
        refused_for(&house.data, "keys/service.key is not the one");
        // With everything that says so beside it, but for the database.
        fs::write(&key, &new).unwrap();
        fs::remove_file(house.data.join("keys/lasting.key")).unwrap();
        refused_for(&house.data, "keys/lasting.key is not the one");
        fs::copy(&old, &key).unwrap();
        assert!(starts(&house.data).is_err());
        assert_eq!(house.run(&["operator", "nobody@example.org"]).status.code(), Some(2));
    }

    /// The database of before, with the new key: rows that I sealed would come back with it.
    async fn the_old_database_is_put_back_beside_the_new_key() {
        let (house, thief) = copied();
        rotate(&house, "service");
        for end in ["", "-wal", "-shm"] {
            let name = format!("strongroom.sqlite{end}");
            let _ = fs::remove_file(house.data.join(&name));
            let _ = fs::copy(thief.join(&name), house.data.join(&name));
        }
        assert!(starts(&house.data).is_err());
    }

    /// Sessions that I kept would be open again.
    async fn an_old_key_of_sessions_is_put_back_or_taken_away() {
        let (house, _) = copied();
        rotate(&house, "sessions");
        let key = house.data.join("keys/sessions.key");
        let old = fs::read(&key).unwrap();
        rotate(&house, "sessions");
        let new = fs::read(&key).unwrap();
        fs::write(&key, &old).unwrap();
        refused_for(&house.data, "keys/sessions.key is not the one");
        fs::remove_file(&key).unwrap();
        refused_for(&house.data, "keys/sessions.key is not the one");
        fs::write(&key, &new).unwrap();
        assert_eq!(starts(&house.data), Ok(()));
    }

    /// With its public part, and with the record of then.
    async fn the_old_key_of_the_record_is_put_back() {
        let (house, thief) = copied();
        rotate(&house, "record");
        let data = &house.data;
        let pairs = ["keys/record.key", "ledger.pub"].map(|file| (thief.join(file), data.join(file)));
        let new = pairs.clone().map(|(_, file)| fs::read(file).unwrap());
        fs::copy(&pairs[0].0, &pairs[0].1).unwrap();
        refused_for(data, "is not the public part");
        fs::copy(&pairs[1].0, &pairs[1].1).unwrap();
        refused_for(data, "keys/record.key is not the one");
        fs::rename(data.join("ledger"), data.join("aside")).unwrap();
        copy(&thief.join("ledger"), &data.join("ledger"));
        refused_for(data, "keys/record.key is not the one");
        fs::remove_dir_all(data.join("ledger")).unwrap();
        fs::rename(data.join("aside"), data.join("ledger")).unwrap();
        for (file, bytes) in pairs.iter().zip(new) {
            fs::write(&file.1, bytes).unwrap();
        }
        assert_eq!(starts(data), Ok(()));
    }

    /// I go on from the state of then: another history, signed by a key that was good.
    async fn the_old_key_of_the_record_signs_another_history() {
        let (house, thief) = copied();
        let (mine, theirs) = (thief.join("ledger"), house.data.join("ledger"));
        let old = fs::read_to_string(mine.join("checkpoint")).unwrap();
        rotate(&house, "record");
        assert_eq!(starts(&house.data), Ok(()));
        // The service that was copied signs whatever is done in it.
        own_rotate(&thief, "sessions");
        crate::running::start(&thief, None).stop();
        assert_ne!(fs::read_to_string(mine.join("checkpoint")).unwrap(), old, "the thief has signed something");
        let public = house.data.join("ledger.pub");
        let (good, said) = verify(&mine, &public);
        assert!(!good && said.contains("does not name"), "{said}");
        // With the service's own handover beside it.
        copy(&theirs.join("handover"), &mine.join("handover"));
        let (good, said) = verify(&mine, &public);
        assert!(!good, "{said}");
        // Whoever kept a later checkpoint sees it with the old key too, whose log would have to begin with that one.
        let known = house.data.with_file_name("kept");
        fs::copy(theirs.join("checkpoint"), &known).unwrap();
        assert!(!verifies(&thief, Some(&known)));
        // In the service's own place.
        fs::rename(&theirs, house.data.join("aside")).unwrap();
        copy(&mine, &theirs);
        assert!(starts(&house.data).is_err());
    }

    /// With the old key I announce one of my own, as the service did its own.
    async fn another_key_than_the_services_follows_the_old_one() {
        let (house, thief) = copied();
        rotate(&house, "record");
        assert_eq!(starts(&house.data), Ok(()));
        own_rotate(&thief, "record");
        let (data, public) = (&house.data, house.data.join("ledger.pub"));
        for (ledger, key) in [(thief.join("ledger"), public.clone()), (data.join("ledger"), thief.join("ledger.pub"))] {
            let (good, said) = verify(&ledger, &key);
            assert!(!good && said.contains("does not name"), "{said}");
        }
        // Mine in the service's place, with all that belongs to it.
        for file in ["keys/record.key", "ledger.pub"] {
            fs::copy(thief.join(file), data.join(file)).unwrap();
        }
        assert!(starts(data).is_err());
        fs::rename(data.join("ledger"), data.join("aside")).unwrap();
        copy(&thief.join("ledger"), &data.join("ledger"));
        assert!(starts(data).is_err());
    }

    /// Signed in, half-way to a proposal, with codes on paper: what is mine goes on, what is to end does not.
    async fn a_session_of_before_outlives_the_change() {
        let house = own_demo();
        let (security, gone) = (Insider::of(&house, "Imran Aziz", 1).await, Insider::of(&house, "Tomos Grant", 1).await);
        let operator = Insider::of(&house, "Anwen Price", 1).await;
        let why = [("reason", "Under investigation.")];
        assert_eq!(operator.form(&format!("/people/{}/disable", gone.id), &why).await.status, 303);
        let at = operator.form(&format!("/people/{}/enable", gone.id), &why).await.location;
        let mut house = super::house::service_on(house, "");
        house.stop();
        rotate(&house, "service");
        let house = super::house::service_on(house, "");
        let after = Insider::of(&house, "Wyn Parry", 1).await;
        let token = |of: &Insider| format!("Authorization: Bearer {}", of.token);
        assert_eq!(house.get("/api/v1/me", &[token(&security).as_str()]).await, Some(401));
        assert_eq!(house.get("/api/v1/me", &[token(&after).as_str()]).await, Some(200));
        // Who was disabled is, and what waited for a second person still does.
        let all = people(&house);
        let who = all.iter().find(|p| p["name"] == "Tomos Grant").unwrap();
        assert_eq!(Browser::at(&house, 1).password(who).await.status, 422);
        assert_eq!(after.form(&at, &[("decision", "confirm"), ("version", "1")]).await.status, 303);
        assert_eq!(Browser::at(&house, 1).password(who).await.status, 303);
    }
}
