//! kill -9 at moments spread over a release, from the deciding vote to the file that can be fetched: afterwards it is either
//! not voted on, or released once and whole.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use store::{Store, Where, args, statements, testing};

use crate::running::{self, Running, start};
use crate::verify::copy;

statements! {
    read RELEASES(text) -> (n: i64) = "select count(*) as n from output_release
        where request = (select id from output_request where reference = $1)";
    read ENTRIES(text, text) -> (n: i64) = "select count(*) as n from ledger_entry
        where action = $2 and thing = (select id from output_request where reference = $1)";
}

/// Milliseconds from the vote to the kill: before its answer, about it, and during the work that follows it.
const MOMENTS: [u64; 7] = [1, 8, 20, 45, 110, 300, 2000];

/// A checker's browser sits where output checkers sit.
pub(crate) fn at(address: [u8; 4]) -> reqwest::Client {
    reqwest::Client::builder().local_address(std::net::IpAddr::from(address)).build().unwrap()
}

async fn get(client: &reqwest::Client, token: &str, url: &str) -> Value {
    let answer = client.get(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{url}");
    answer.json().await.unwrap()
}

/// The request that lacks one vote, and that vote.
pub(crate) async fn undecided(client: &reqwest::Client, token: &str, url: &str) -> Option<(String, Value)> {
    let queue = get(client, token, &format!("{url}/api/v1/checks")).await;
    let waiting = queue.as_array().unwrap().iter().find(|r| r["state"] == "second-check")?;
    let reference = waiting["reference"].as_str().unwrap().to_owned();
    let request = get(client, token, &format!("{url}/api/v1/outputs/{reference}")).await;
    let asks = request["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "ask");
    let answers: serde_json::Map<String, Value> =
        asks.map(|f| (f["id"].as_str().unwrap().to_owned(), json!("Every cell is large."))).collect();
    let vote = json!({ "round": waiting["round"], "answers": { "vote": "release", "publishable": "yes" }, "findings": answers });
    Some((reference, vote))
}

pub(crate) async fn vote(
    client: &reqwest::Client,
    token: &str,
    url: &str,
    reference: &str,
    vote: &Value,
) -> reqwest::Result<u16> {
    let path = format!("{url}/api/v1/outputs/{reference}/votes");
    Ok(client.post(path).bearer_auth(token).json(vote).send().await?.status().as_u16())
}

/// Waits for the release; its reference.
async fn released(client: &reqwest::Client, token: &str, url: &str, reference: &str) -> String {
    for _ in 0..600 {
        let now = get(client, token, &format!("{url}/api/v1/outputs/{reference}")).await;
        if let Some(release) = now["release"].as_str().filter(|_| now["state"] == "released") {
            return release.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{reference} is not released a minute after its last vote");
}

/// One kill. Whether the vote had been acknowledged.
async fn kill_once(data: &Path, database: Option<&str>, place: Where, moment: u64) -> bool {
    let people = running::people(data);
    let checker = at([127, 0, 0, 2]);
    let service: Running = start(data, database);
    let (token, _) = running::sign_in(&checker, &service.url, &people, "security").await;
    let (reference, ballot) = undecided(&checker, &token, &service.url).await.expect("the demo has such a request");
    let url = service.url.clone();
    let sent =
        tokio::time::timeout(Duration::from_millis(moment), vote(&checker, &token, &url, &reference, &ballot)).await;
    let acknowledged = matches!(sent, Ok(Ok(200)));
    if let Ok(Ok(status)) = sent {
        assert_eq!(status, 200);
        tokio::time::sleep(Duration::from_millis(moment / 2)).await;
    }
    service.kill();

    let service = start(data, database);
    // A vote that was kept, acknowledged or not, is followed by the release without anybody doing more.
    if let Some((still, ballot)) = undecided(&checker, &token, &service.url).await {
        assert!(!acknowledged, "the vote was acknowledged and is gone");
        assert_eq!(still, reference);
        assert_eq!(vote(&checker, &token, &service.url, &still, &ballot).await.unwrap(), 200);
    }
    let release = released(&checker, &token, &service.url, &reference).await;
    let (researcher, _) = running::sign_in_as(&at([127, 0, 0, 1]), &service.url, &people, "Rhys Bowen").await;
    let file = at([127, 0, 0, 1])
        .get(format!("{}/api/v1/releases/{release}", service.url))
        .bearer_auth(&researcher)
        .send()
        .await
        .unwrap();
    assert_eq!(file.status(), 200, "the recipient has the release");
    service.stop();

    let store = Store::open(&place).await.unwrap();
    assert_eq!(store.row(&RELEASES, args![&reference]).await.unwrap(), Some(1), "released once");
    for (action, times) in [("output-voted", 2), ("output-released", 1)] {
        assert_eq!(store.row(&ENTRIES, args![&reference, action]).await.unwrap(), Some(times), "{action}");
    }
    store.close().await;
    running::the_record_is_whole(data);
    acknowledged
}

/// A demo that has been filled and stopped, to be copied for each kill.
pub(crate) fn filled(data: &Path, database: Option<&str>) {
    start(data, database).stop();
}

fn check_moments(acknowledged: &[bool]) {
    assert!(acknowledged.iter().any(|a| *a), "no vote was acknowledged before a kill: the moments are too early");
    assert!(acknowledged.iter().any(|a| !*a), "every vote was acknowledged before its kill: the moments are too late");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_of_a_release_on_sqlite_it_releases_once_or_not_at_all() {
    let original = tempfile::tempdir().unwrap();
    filled(original.path(), None);
    let mut acknowledged = Vec::new();
    for moment in MOMENTS {
        let data = tempfile::tempdir().unwrap();
        copy(original.path(), data.path());
        let place = Where::Sqlite(data.path().join("strongroom.sqlite"));
        acknowledged.push(kill_once(data.path(), None, place, moment).await);
    }
    check_moments(&acknowledged);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_of_a_release_on_postgresql_it_releases_once_or_not_at_all() {
    let original = tempfile::tempdir().unwrap();
    let database = testing::postgres(&[]).await;
    let Where::Postgres(url) = database.place.clone() else { panic!("a PostgreSQL") };
    database.store.close().await;
    filled(original.path(), Some(&url));
    let mut acknowledged = Vec::new();
    for moment in MOMENTS {
        let data = tempfile::tempdir().unwrap();
        copy(original.path(), data.path());
        let place = testing::postgres_copy(&database.place).await;
        let Where::Postgres(url) = &place else { panic!("a PostgreSQL") };
        acknowledged.push(kill_once(data.path(), Some(url), place.clone(), moment).await);
    }
    check_moments(&acknowledged);
}
