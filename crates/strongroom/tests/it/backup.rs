//! The drill: a backup while people write, restored on the other database.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::json;
use store::{Store, Where, args, statements, testing};

use crate::running::{self, people, sign_in, start};

statements! {
    read TRAININGS(text) -> (until_date: String) = "select until_date from training where person = $1 and course = 'safe-researcher'";
    read RESTORED -> (n: i64) = "select count(*) as n from ledger_entry where action = 'restored'";
    read OPEN_SESSIONS -> (n: i64) = "select count(*) as n from session where ended_at is null";
}

/// The program with these words: exit status and all it said.
pub(crate) fn program<S: AsRef<std::ffi::OsStr>>(words: &[S]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_strongroom")).args(words).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), said)
}

/// A data folder, the configuration of its service, a pair of keys and a folder of backups.
pub(crate) struct Drill {
    here: tempfile::TempDir,
    pub(crate) data: PathBuf,
    pub(crate) config: PathBuf,
    pub(crate) key: PathBuf,
    pub(crate) dir: PathBuf,
}

pub(crate) fn configuration(file: &Path, data: &Path, database: Option<&str>) {
    let database = database.map(|url| format!("[database]\nurl = {url:?}\n")).unwrap_or_default();
    fs::write(file, format!("profile = \"srs\"\ndata = {data:?}\n{database}")).unwrap();
}

impl Drill {
    pub(crate) fn new(database: Option<&str>) -> Drill {
        let here = tempfile::tempdir().unwrap();
        let at = |name: &str| here.path().join(name);
        let (data, config, key, dir) = (at("data"), at("strongroom.toml"), at("offline"), at("backups"));
        configuration(&config, &data, database);
        let (status, said) = program(&["backup-key".as_ref(), key.as_os_str()]);
        assert_eq!(status, 0, "{said}");
        Drill { here, data, config, key, dir }
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.here.path().join(name)
    }

    /// `strongroom backup`, to the public key.
    pub(crate) fn words(&self) -> Vec<std::ffi::OsString> {
        let public = self.at("offline.pub");
        let words: [&std::ffi::OsStr; 6] = [
            "backup".as_ref(),
            self.dir.as_ref(),
            "--key".as_ref(),
            public.as_ref(),
            "--config".as_ref(),
            self.config.as_ref(),
        ];
        words.map(ToOwned::to_owned).into()
    }

    pub(crate) fn backup(&self) -> (i32, String) {
        program(&self.words())
    }

    pub(crate) fn restore(&self, more: &[&str]) -> (i32, String) {
        let mut words: Vec<&str> = vec!["restore", self.dir.to_str().unwrap(), "--key", self.key.to_str().unwrap()];
        words.extend(more);
        program(&words)
    }
}

/// How many contents a backup had to copy, out of its sentence.
fn new_contents(said: &str) -> u64 {
    let (before, _) = said.split_once(" new contents").unwrap_or_else(|| panic!("{said}"));
    before.rsplit(' ').next().unwrap().parse().unwrap()
}

/// Every file of a folder by its path, without what is locked or belongs to the database.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut left = vec![folder.to_owned()];
    while let Some(one) = left.pop() {
        for entry in fs::read_dir(one).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                all.insert(path.strip_prefix(folder).unwrap().display().to_string(), fs::read(path).unwrap());
            }
        }
    }
    all
}

/// What counts of a data folder besides record and database: keys, stored files, and whatever else is there.
fn kept(data: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = tree(data);
    all.retain(|path, _| !["ledger/", "cache/", "strongroom.sqlite"].iter().any(|other| path.starts_with(other)));
    all
}

async fn drill(database: Option<&str>, other: Option<&str>) {
    let drill = Drill::new(database);
    let place = |data: &Path, url: Option<&str>| match url {
        Some(url) => Where::Postgres(url.to_owned()),
        None => Where::Sqlite(data.join("strongroom.sqlite")),
    };
    let service = start(&drill.data, database);
    // Pieces of 64 KiB: none, one whole, one more byte, two.
    for size in [0, 65_536, 65_537, 131_072] {
        let bytes: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
        fs::write(drill.data.join(format!("extra-{size}")), bytes).unwrap();
    }
    let people = people(&drill.data);
    let client = reqwest::Client::new();
    let (token, _) = sign_in(&client, &service.url, &people, "training").await;
    let (_, person) = sign_in(&client, &service.url, &people, "output-checker").await;

    // Somebody writes all the time.
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let url = format!("{}/api/v1/people/{person}/training", service.url);
            let (client, token) = (client.clone(), token.clone());
            let (acknowledged, stop) = (acknowledged.clone(), stop.clone());
            tokio::spawn(async move {
                for n in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let until = format!("{}-{:02}-{:02}", 2030 + writer * 100 + n / 300, 1 + (n / 25) % 12, 1 + n % 25);
                    let asked = json!({ "course": "safe-researcher", "passed_on": "2026-01-05", "until": until });
                    let answer = client.post(&url).bearer_auth(&token).json(&asked).send().await.unwrap();
                    assert!(answer.status().is_success(), "{}", answer.status());
                    acknowledged.lock().unwrap().push(until);
                }
            })
        })
        .collect();
    while acknowledged.lock().unwrap().len() < 20 {
        tokio::task::yield_now().await;
    }
    let before: Vec<String> = acknowledged.lock().unwrap().clone();
    let words = drill.words();
    let (status, said) = tokio::task::spawn_blocking(move || program(&words)).await.unwrap();
    assert_eq!(status, 0, "{said}");
    let after = acknowledged.lock().unwrap().len();
    assert!(after > before.len(), "nobody wrote while the backup was made");
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    let first = new_contents(&said);

    // Somewhere else, on the other database.
    let to = drill.at("elsewhere");
    let mut more = vec!["--to", to.to_str().unwrap()];
    if let Some(url) = other {
        more.extend(["--database", url]);
    }
    let known = drill.data.join("ledger.pub");
    more.extend(["--record", known.to_str().unwrap()]);
    let (status, said) = drill.restore(&more);
    assert_eq!(status, 0, "{said}");
    running::the_record_is_whole(&to);
    let config = drill.at("elsewhere.toml");
    configuration(&config, &to, other);
    let (status, said) = program(&["doctor", "--config", config.to_str().unwrap()]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(kept(&to), kept(&drill.data), "files and keys");
    let store = Store::open(&place(&to, other)).await.unwrap();
    assert_eq!(store.row(&RESTORED, args![]).await.unwrap(), Some(1));
    assert_eq!(store.row(&OPEN_SESSIONS, args![]).await.unwrap(), Some(0));

    // It serves: who was signed in is not, everybody can sign in, and what was acknowledged is there.
    let restored = start(&to, other);
    let me = client.get(format!("{}/api/v1/me", restored.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(me.status(), 401);
    sign_in(&client, &restored.url, &people, "support").await;
    let there: BTreeSet<String> = store.rows(&TRAININGS, args![&person]).await.unwrap().into_iter().collect();
    let lost: Vec<&String> = before.iter().filter(|until| !there.contains(*until)).collect();
    assert_eq!(lost, Vec::<&String>::new(), "acknowledged before the backup, and gone");
    restored.stop();
    running::the_record_is_whole(&to);
    store.close().await;

    // The next backup copies what is new: rows where somebody wrote, the end of the record, nothing else.
    let (status, said) = drill.backup();
    assert_eq!(status, 0, "{said}");
    assert!(new_contents(&said) * 2 < first, "{first} contents at first, and then: {said}");
    let store = Store::open(&place(&drill.data, database)).await.unwrap();
    assert!(store.rows(&TRAININGS, args![&person]).await.unwrap().len() >= after);
    store.close().await;
    service.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_sqlite_under_load_comes_back_on_postgresql() {
    let test = testing::postgres(&[]).await;
    let Where::Postgres(url) = test.place.clone() else { panic!("a PostgreSQL") };
    drill(None, Some(&url)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_postgresql_under_load_comes_back_on_sqlite() {
    let test = testing::postgres(&[]).await;
    let Where::Postgres(url) = test.place.clone() else { panic!("a PostgreSQL") };
    drill(Some(&url), None).await;
}
