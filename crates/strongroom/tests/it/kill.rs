//! kill -9 at random moments of submissions: what was acknowledged is there, nothing half-done is, the record is whole.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use store::{Store, Where, args, statements, testing};

use crate::running::{self, people, sign_in, start};

statements! {
    read PASSES(text) -> (until_date: String) = "select until_date from training where person = $1 and course = 'safe-researcher' order by until_date";
    read ENTRIES(text) -> (n: i64) = "select count(*) as n from ledger_entry where action = 'training-recorded' and thing = $1";
    read NOTICES(text) -> (n: i64) = "select count(*) as n from notice where person = $1 and key = 'people-training-recorded'";
    read MAILS(text) -> (n: i64) = "select count(*) as n from mail where person = $1";
}

const ROUNDS: u32 = 8;

#[expect(clippy::disallowed_methods, reason = "somebody pulls the plug at a moment of their own")]
async fn kill_many_times(data: &Path, database: Option<&str>, place: Where) {
    let mut service = start(data, database);
    let people = people(data);
    let client = reqwest::Client::new();
    let (token, _) = sign_in(&client, &service.url, &people, "training").await;
    let (_, person) = sign_in(&client, &service.url, &people, "output-checker").await;
    let store = Store::open(&place).await.unwrap();
    let before = store.rows(&PASSES, args![&person]).await.unwrap().len();
    let notices = store.row(&NOTICES, args![&person]).await.unwrap().unwrap();
    let mails = store.row(&MAILS, args![&person]).await.unwrap().unwrap();
    let entries = store.row(&ENTRIES, args![&person]).await.unwrap().unwrap();

    let mut acknowledged: Vec<String> = Vec::new();
    let mut sent = 0u32;
    // Moments spread over the life of several submissions. Every other round they count from the first answer, however slow
    // the machine is.
    for round in 0..ROUNDS {
        let url = format!("{}/api/v1/people/{person}/training", service.url);
        let after = Duration::from_millis(u64::from(7 + (round * 37) % 90));
        let mut waits = round % 2 == 0;
        let mut deadline = Instant::now() + if waits { Duration::from_secs(60) } else { after };
        while Instant::now() < deadline {
            sent += 1;
            let until = format!("{}-{:02}-{:02}", 2030 + sent / 300, 1 + (sent / 25) % 12, 1 + sent % 25);
            let asked = json!({ "course": "safe-researcher", "passed_on": "2026-01-05", "until": until });
            let request = client.post(&url).bearer_auth(&token).json(&asked).send();
            let left = deadline.saturating_duration_since(Instant::now());
            match tokio::time::timeout(left, request).await {
                Ok(Ok(answer)) if answer.status().is_success() => {
                    acknowledged.push(until);
                    if std::mem::take(&mut waits) {
                        deadline = Instant::now() + after;
                    }
                }
                Ok(Ok(answer)) => panic!("{}: {}", answer.status(), answer.text().await.unwrap_or_default()),
                Ok(Err(_)) | Err(_) => break,
            }
        }
        service.kill();
        service = start(data, database);
    }
    // Whoever was signed in still is.
    let me = client.get(format!("{}/api/v1/me", service.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(me.status(), 200);

    let kept = store.rows(&PASSES, args![&person]).await.unwrap();
    for until in &acknowledged {
        assert!(kept.contains(until), "{until} was acknowledged and is gone");
    }
    let made = kept.len() - before;
    assert!(!acknowledged.is_empty(), "nothing was acknowledged in {ROUNDS} rounds");
    assert!(made <= sent as usize, "{made} of {sent}");
    // Row, entry, notice and mail came together each time.
    assert_eq!(store.row(&NOTICES, args![&person]).await.unwrap().unwrap() - notices, made as i64);
    assert_eq!(store.row(&ENTRIES, args![&person]).await.unwrap().unwrap() - entries, made as i64);
    assert_eq!(store.row(&MAILS, args![&person]).await.unwrap().unwrap() - mails, made as i64);

    running::the_record_is_whole(data);
    service.kill();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_on_sqlite_it_keeps_what_it_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let place = Where::Sqlite(data.path().join("strongroom.sqlite"));
    kill_many_times(data.path(), None, place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_on_postgresql_it_keeps_what_it_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let test = testing::postgres(&[]).await;
    let Where::Postgres(url) = test.place.clone() else { panic!("a PostgreSQL") };
    kill_many_times(data.path(), Some(&url), test.place.clone()).await;
}
