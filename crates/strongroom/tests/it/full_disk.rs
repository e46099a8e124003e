//! A disk that is full while the service runs: a small file system in memory, where this machine lets the test make one.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use store::{Store, Where, args, statements};

use crate::running::{self, people, sign_in, start};

statements! {
    read TRAININGS(text) -> (n: i64) = "select count(*) as n from training where person = $1";
}

/// A file system of its own, taken away at the end.
pub(crate) struct Small(tempfile::TempDir);

impl Small {
    pub(crate) fn mounted(mebibytes: u32) -> Option<Small> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={mebibytes}m");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "strongroom-test"]).arg(folder.path());
        mount.output().is_ok_and(|out| out.status.success()).then_some(Small(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

/// Writes until nothing more can be written.
pub(crate) fn fill(file: &Path) {
    let mut out = fs::File::create(file).unwrap();
    for size in [1 << 20, 1 << 12, 1] {
        let block = vec![0u8; size];
        while out.write_all(&block).is_ok() {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_it_says_so_loses_nothing_and_goes_on_when_there_is_room() {
    let Some(disk) = Small::mounted(192) else {
        eprintln!("SKIPPED: no file system in memory can be mounted here (that takes root); a full disk is not tested");
        return;
    };
    let data = disk.path().join("data");
    fs::create_dir(&data).unwrap();
    let service = start(&data, None);
    let people = people(&data);
    let client = reqwest::Client::new();
    let (token, _) = sign_in(&client, &service.url, &people, "training").await;
    let (_, person) = sign_in(&client, &service.url, &people, "output-checker").await;
    let store = Store::open(&Where::Sqlite(data.join("strongroom.sqlite"))).await.unwrap();
    let before = store.row(&TRAININGS, args![&person]).await.unwrap().unwrap();
    let record = |until: String| {
        let asked = json!({ "course": "safe-researcher", "passed_on": "2026-01-05", "until": until });
        let request = client.post(format!("{}/api/v1/people/{person}/training", service.url)).bearer_auth(&token);
        async move { request.json(&asked).send().await.unwrap() }
    };
    assert!(record("2030-01-01".into()).await.status().is_success());

    let filler = disk.path().join("filler");
    fill(&filler);
    // What SQLite has already laid out may still take some changes; then there is no room for the next.
    let mut kept = 1;
    let mut refused = None;
    for day in 1..=2_000 {
        let answer = record(format!("{}-{:02}-{:02}", 2031 + day / 300, 1 + (day / 25) % 12, 1 + day % 25)).await;
        if !answer.status().is_success() {
            refused = Some((answer.status().as_u16(), answer.json::<Value>().await.unwrap()));
            break;
        }
        kept += 1;
    }
    let (status, said) = refused.expect("a full disk takes no end of changes");
    assert_eq!(status, 503, "{said}");
    assert!(said["error"] == "away" && said["reasons"][0].as_str().is_some_and(|why| !why.is_empty()), "{said}");
    // Reading goes on.
    let me = client.get(format!("{}/api/v1/me", service.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(me.status(), 200);
    let page = client.get(format!("{}/sign-in", service.url)).send().await.unwrap();
    assert_eq!(page.status(), 200);

    fs::remove_file(&filler).unwrap();
    let mut last = 0;
    for _ in 0..100 {
        last = record("2039-12-31".into()).await.status().as_u16();
        if (200..300).contains(&last) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!((200..300).contains(&last), "after there is room again it answers {last}");
    kept += 1;
    service.stop();
    running::the_record_is_whole(&data);
    let after = store.row(&TRAININGS, args![&person]).await.unwrap().unwrap();
    assert!(after - before >= kept, "{kept} were acknowledged and {} are there", after - before);
    store.close().await;
}
