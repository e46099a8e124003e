//! A table that has to wait: its place is seen, it is cancelled by whoever asked for it, and nothing is left of it then.

use std::time::Duration;

use airlock::store::tables;
use futures_util::future::join_all;
use http::StatusCode;
use platform::PersonId;
use platform::turns::Turn;
use serde_json::{Value, json};
use store::testing::TestStore;
use uuid::Uuid;

use crate::common::*;
use crate::service::*;

const TABLES: &str = "/api/v1/projects/P-1/tables";
const PAGES: &str = "/projects/P-1/space/tables";

/// Every place is taken by others.
async fn everybody_at_work(s: &Service) -> Vec<Turn> {
    let mut all = Vec::new();
    for n in 0.. {
        let mut turn = s.app.turns.ask(PersonId(Uuid::from_u128(0x9000 + n)), &n.to_string()).unwrap();
        if tokio::time::timeout(Duration::ZERO, turn.comes()).await.is_err() {
            break;
        }
        all.push(turn);
    }
    all
}

async fn call(s: &Service, token: &str, method: &str, path: &str) -> (StatusCode, Value) {
    let answers =
        json!({ "title": "Pay", "rows": ["region"], "count": "yes", "sum": ["pay"], "weighted": "no", "totals": "no" });
    let body = (method == "POST").then(|| json!({ "dataset": "LFS", "answers": answers }).to_string());
    let (status, _, bytes) = s.ask((token, ROOM), method, path, body.as_deref()).await;
    let text = String::from_utf8(bytes).unwrap();
    assert!(SECRET.iter().all(|secret| !text.contains(secret)), "{path} tells it");
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// Asks without waiting; the reference of what waits.
async fn asked(s: &Service, token: &str, place: usize) -> String {
    let (status, wanted) = call(s, token, "POST", &format!("{TABLES}?wait=0")).await;
    assert_eq!((status, &wanted["place"]), (StatusCode::ACCEPTED, &json!(place)), "{wanted}");
    wanted["reference"].as_str().unwrap().to_owned()
}

/// What becomes of it when it does not wait any more.
async fn ended(s: &Service, token: &str, reference: &str) -> (StatusCode, Value) {
    loop {
        let (status, said) = call(s, token, "GET", &format!("{TABLES}/{reference}")).await;
        if status != StatusCode::ACCEPTED {
            return (status, said);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn reason(said: &Value) -> &str {
    said["reasons"][0].as_str().unwrap_or_default()
}

/// Every file that the service keeps.
fn files(s: &Service) -> Vec<std::path::PathBuf> {
    let mut folders = vec![s.app.config.data.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found.sort();
    found
}

store::both! {
    &migrations();

    async fn whoever_has_to_wait_sees_their_place_and_gets_the_table_when_its_turn_comes(on: TestStore) {
        let s = service("srs", on).await;
        let ((_, anwen), (_, bob)) = (s.inside(ANWEN).await, s.inside(BOB).await);
        let others = everybody_at_work(&s).await;
        let (first, second) = (asked(&s, &anwen, 1).await, asked(&s, &bob, 2).await);
        let (status, said) = call(&s, &anwen, "POST", TABLES).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reason(&said).contains(&first), "the one that they wait for is named: {said}");
        assert_eq!(call(&s, &bob, "GET", &format!("{TABLES}/{first}")).await.0, StatusCode::NOT_FOUND, "a colleague's");

        let page = format!("{PAGES}/{second}");
        let (status, headers, body) = s.ask((&bob, ROOM), "GET", &page, None).await;
        let body = String::from_utf8(body).unwrap();
        assert_eq!((status, headers["refresh"].to_str().unwrap()), (StatusCode::ACCEPTED, "5"));
        assert!(body.contains("Its place in the queue is 2") && body.contains("0 min 0 s"), "{body}");
        let (_, headers, still) = s.ask((&bob, ROOM), "GET", &format!("{page}?still=yes"), None).await;
        assert!(!headers.contains_key("refresh"), "whoever reads slowly can turn it off");
        assert!(String::from_utf8(still).unwrap().contains("Look again"));
        assert!(s.read((&bob, ROOM), PAGES).await.1.contains(&second), "it stands in the list");
        assert!(!s.read((&anwen, ROOM), PAGES).await.1.contains(&second), "and in nobody else's");

        drop(others);
        for (token, reference) in [(&anwen, &first), (&bob, &second)] {
            let (status, table) = ended(&s, token, reference).await;
            assert_eq!((status, &table["reference"]), (StatusCode::OK, &json!(reference)), "{table}");
        }
        let (status, page) = s.read((&bob, ROOM), &page).await;
        assert!(status == StatusCode::OK && page.contains("/picture?page=1"));
    }

    async fn what_is_cancelled_leaves_nothing_and_nobody_cancels_another_s(on: TestStore) {
        let s = service("srs", on).await;
        let ((_, anwen), (_, bob)) = (s.inside(ANWEN).await, s.inside(BOB).await);
        let (before, record) = (files(&s), s.record().await.len());
        let others = everybody_at_work(&s).await;
        let reference = asked(&s, &anwen, 1).await;
        let path = format!("{TABLES}/{reference}");
        assert_eq!(call(&s, &bob, "DELETE", &path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(s.send((&bob, ROOM), &format!("{PAGES}/{reference}/cancel"), &[]).await.0, StatusCode::NOT_FOUND);
        assert_eq!(call(&s, &anwen, "GET", &path).await.0, StatusCode::ACCEPTED, "it waits as before");
        for _ in 0..2 {
            assert_eq!(call(&s, &anwen, "DELETE", &path).await.0, StatusCode::NO_CONTENT);
        }
        drop(others);
        let (status, said) = ended(&s, &anwen, &reference).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reason(&said).starts_with("You have cancelled this table"), "{said}");
        assert!(s.read((&anwen, ROOM), &format!("{PAGES}/{reference}")).await.1.contains("Make another table"));
        assert!(tables::latest(&s.app, PROJECT).await.unwrap().is_empty());
        assert_eq!((files(&s), s.record().await.len()), (before, record));

        let (status, table) = call(&s, &anwen, "POST", TABLES).await;
        assert_eq!(status, StatusCode::OK, "whoever has cancelled asks for the next: {table}");
        let made = format!("{TABLES}/{}", table["reference"].as_str().unwrap());
        assert_eq!(call(&s, &anwen, "DELETE", &made).await.0, StatusCode::CONFLICT, "what is made stays");
        assert_eq!(call(&s, &anwen, "GET", &made).await.0, StatusCode::OK, "it is still there");
        // What was asked for before it is forgotten.
        assert_eq!(call(&s, &anwen, "DELETE", &path).await.0, StatusCode::NOT_FOUND);
    }

    async fn of_twelve_at_once_one_waits(on: TestStore) {
        let s = service("srs", on).await;
        let (_, anwen) = s.inside(ANWEN).await;
        let others = everybody_at_work(&s).await;
        let path = format!("{TABLES}?wait=0");
        let all = join_all((0..12).map(|_| call(&s, &anwen, "POST", &path))).await;
        let wait: Vec<&Value> = all.iter().filter(|(status, _)| *status == StatusCode::ACCEPTED).map(|(_, w)| w).collect();
        assert_eq!(wait.len(), 1, "{all:?}");
        assert!(all.iter().filter(|a| a.0 == StatusCode::UNPROCESSABLE_ENTITY).count() == 11, "{all:?}");
        // Cancelled by twelve at once, its turn coming meanwhile: it is made or it is cancelled, and all say the same.
        let path = format!("{TABLES}/{}", wait[0]["reference"].as_str().unwrap());
        let cancel = join_all((0..12).map(|_| call(&s, &anwen, "DELETE", &path)));
        let (cancelled, ()) = tokio::join!(cancel, async { drop(others) });
        let said: std::collections::BTreeSet<StatusCode> = cancelled.iter().map(|(status, _)| *status).collect();
        assert_eq!(said.len(), 1, "{cancelled:?}");
        let made = tables::latest(&s.app, PROJECT).await.unwrap().len();
        assert_eq!(said.contains(&StatusCode::NO_CONTENT), made == 0);
    }

    async fn whoever_leaves_the_space_or_signs_out_meanwhile_gets_no_table(on: TestStore) {
        let s = service("srs", on).await;
        for (person, signs_out) in [(ANWEN, true), (BOB, false)] {
            let (cx, token) = s.inside(person).await;
            let others = everybody_at_work(&s).await;
            let reference = asked(&s, &token, 1).await;
            if signs_out {
                let mut change = s.app.store.change().await.unwrap();
                let session = &cx.who.as_ref().unwrap().session.hash;
                assert!(platform::sessions::end(&s.app, &mut change, person, session).await.unwrap());
                s.commit(change).await;
            } else {
                assert!(settings::leave(&cx, PROJECT).await.unwrap());
            }
            // Inside again with another session: what was asked for in the first is not made in its name.
            let (_, token) = s.inside(person).await;
            drop(others);
            let (status, said) = ended(&s, &token, &reference).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(tables::latest(&s.app, PROJECT).await.unwrap().is_empty());
        }
    }
}
