//! A key that is being replaced, and somebody pulls the plug, fills the disk, or does the same at the same time.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use store::{Where, testing};

use crate::backup::{Drill, configuration, program};
use crate::full_disk::{Small, fill};
use crate::rotate::{rotate, said, verify};
use crate::running::{people, prepare, sign_in, start};

const KEYS: [&str; 3] = ["record", "service", "sessions"];

fn spawn(drill: &Drill, what: &str) -> std::process::Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    command.args(["rotate", what, "--config"]).arg(&drill.config);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Everybody signs in, every key of the record was announced by the one before it, and nothing waits.
async fn goes_on(drill: &Drill, database: Option<&str>, first: &Path) {
    let service = start(&drill.data, database);
    sign_in(&reqwest::Client::new(), &service.url, &people(&drill.data), "output-checker").await;
    service.stop();
    let public = drill.data.join("ledger.pub");
    for key in [first, &public] {
        let (status, words) = verify(drill, key, None);
        assert_eq!(status, 0, "{words}");
    }
    let keys = fs::read_to_string(&public).unwrap().lines().count();
    let handovers = fs::read_dir(drill.data.join("ledger/handover")).map_or(0, Iterator::count);
    assert_eq!(keys, handovers + 1);
    let (status, words) = program(&["doctor", "--config", drill.config.to_str().unwrap()]);
    assert_eq!(status, 0, "{words}");
}

#[expect(clippy::disallowed_methods, reason = "somebody pulls the plug at a moment of their own")]
async fn killed(drill: Drill, database: Option<&str>) {
    let first = drill.at("first.pub");
    fs::copy(drill.data.join("ledger.pub"), &first).unwrap();
    let mut half_way = 0;
    for what in KEYS {
        let next = drill.data.join(format!("keys/{what}.key.next"));
        // How long it takes from the moment that it begins.
        let begun = |child: &mut std::process::Child| {
            while !next.exists() && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_micros(200));
            }
            Instant::now()
        };
        let mut child = spawn(&drill, what);
        let from = begun(&mut child);
        assert!(child.wait().unwrap().success());
        let takes = from.elapsed();
        for moment in 0..4 {
            let mut child = spawn(&drill, what);
            begun(&mut child);
            std::thread::sleep(takes * moment / 4);
            child.kill().unwrap();
            child.wait().unwrap();
            if next.exists() {
                half_way += 1;
                if half_way == 1 {
                    let (status, words) = program(&["serve", "--config", drill.config.to_str().unwrap()]);
                    assert!(status == 2 && words.contains(&format!("strongroom rotate {what}")), "{words}");
                    let other = KEYS.into_iter().find(|other| *other != what).unwrap();
                    let (status, words) = rotate(&drill, other);
                    assert!(status == 2 && words.contains(&format!("strongroom rotate {what}")), "{words}");
                    assert_eq!(drill.backup().0, 2, "what could not be started is not saved");
                }
            }
        }
        let (status, words) = rotate(&drill, what);
        assert_eq!(status, 0, "{words}");
        assert!(!next.exists());
    }
    assert!(half_way >= 4, "{half_way} of 12 were killed between beginning and end");
    goes_on(&drill, database, &first).await;
    let place = match database {
        Some(url) => Where::Postgres(url.to_owned()),
        None => Where::Sqlite(drill.data.join("strongroom.sqlite")),
    };
    for (action, least) in [("record-key-changed", 2), ("sealing-key-changed", 2), ("sessions-key-changed", 2)] {
        assert!(said(&place, action).await >= least, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_keys_that_is_killed_is_gone_on_with_on_sqlite() {
    let drill = Drill::new(None);
    start(&drill.data, None).stop();
    killed(drill, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_replaced_and_a_change_that_is_killed_is_gone_on_with_on_postgresql() {
    let test = testing::postgres(&[]).await;
    let Where::Postgres(url) = test.place.clone() else { panic!("a PostgreSQL") };
    let drill = crate::rotate::seals(Some(&url)).await;
    killed(drill, Some(&url)).await;
}

/// Of several at once each is done or refused, and what is done is done in order.
#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_replaced_at_the_same_time_are_replaced_one_after_the_other() {
    let drill = Drill::new(None);
    start(&drill.data, None).stop();
    let first = drill.at("first.pub");
    fs::copy(drill.data.join("ledger.pub"), &first).unwrap();
    let all: Vec<_> = KEYS.iter().cycle().take(6).map(|what| spawn(&drill, what)).collect();
    let mut done = 0;
    for child in all {
        let out = child.wait_with_output().unwrap();
        let words = String::from_utf8_lossy(&out.stderr).into_owned();
        match out.status.code() {
            Some(0) => done += 1,
            Some(2) => assert!(words.contains("in use") || words.contains("not finished"), "{words}"),
            other => panic!("{other:?}: {words}"),
        }
    }
    assert!(done > 0);
    goes_on(&drill, None, &first).await;
}

/// Page by page: wherever the room ends, it says so, and goes on when there is some.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_keys_on_a_full_disk_is_gone_on_with_when_there_is_room() {
    let Some(disk) = Small::mounted(192) else {
        eprintln!(
            "SKIPPED: no file system in memory can be mounted here (that takes root); keys on a full disk are not tested"
        );
        return;
    };
    let mut drill = Drill::new(None);
    drill.data = disk.path().join("data");
    configuration(&drill.config, &drill.data, None);
    prepare(Path::new(env!("CARGO_BIN_EXE_strongroom")), "srs", &drill.data);
    let first = drill.at("first.pub");
    fs::copy(drill.data.join("ledger.pub"), &first).unwrap();
    let filler = disk.path().join("filler");
    for what in KEYS {
        let mut refused = 0;
        for pages in [0, 1, 2, 3, 5, 8, 12].into_iter().chain((20..).step_by(20)) {
            fill(&filler);
            let length = fs::metadata(&filler).unwrap().len();
            fs::File::options()
                .write(true)
                .open(&filler)
                .unwrap()
                .set_len(length.saturating_sub(pages * 4096))
                .unwrap();
            let (status, words) = rotate(&drill, what);
            if status == 0 {
                break;
            }
            assert!(
                status == 2 && (words.contains("full") || words.contains("space")),
                "{what}, {pages} pages: {words}"
            );
            refused += 1;
        }
        fs::remove_file(&filler).unwrap();
        assert!(refused > 2, "{what}: refused {refused} times");
    }
    goes_on(&drill, None, &first).await;
}
