//! Tables in files that the service did not write are judged by the rules of its own.

use airlock::rules::State;
use airlock::store::{checks, requests};
use store::testing::TestStore;

use crate::acts::*;
use crate::common::*;
use crate::service::*;

/// What is found in a file of this name and content, and where the request stands then.
async fn found(s: &Service, name: &str, content: &str) -> (Vec<String>, State) {
    let (anwen, _) = s.inside(ANWEN).await;
    let bytes = content.as_bytes().to_vec();
    let (size, hash) = (bytes.len() as i64, s.app.files.put(bytes).await.unwrap());
    let mut change = s.app.store.change().await.unwrap();
    let sdc = projects::Folder::Sdc;
    projects::add_file(&s.app, &mut change, PROJECT, &sdc, name, &hash, size, ANWEN).await.unwrap();
    change.commit(anwen.entry("seeded", "test", name)).await.unwrap();
    let reference = a_draft(s, &anwen, "table", name).await;
    let id = airlock::ItemId(uuid::Uuid::from_u128(1000 + content.len() as u128));
    put(&anwen, &reference, airlock::rules::Item { id, ..an_item() }).await;
    submit(s, &anwen, &reference).await;
    let request = kept(s, &reference).await;
    assert!(requests::files_of_round(&s.app, request.id(), 1).await.unwrap().iter().all(|f| f.frozen_at.is_some()));
    let found = checks::findings(&s.app, request.id(), 1).await.unwrap();
    let said = found.iter().map(|f| format!("{} {}", f.found.code, f.found.place));
    let judged = said.filter(|s| s.starts_with("sdc-") || s.starts_with("table-not-judged")).collect();
    (judged, state(s, &reference).await)
}

store::both! {
    &migrations();
    async fn a_table_that_the_service_did_not_make_is_judged_by_the_same_rules_sdc_05(on: TestStore) {
        let s = service("srs", on).await;
        let (few, at) = found(&s, "by-hand.csv", "region,women,men\nnorth,120,3\nsouth,99,140\n").await;
        assert_eq!(few, ["sdc-threshold by-hand.csv"]);
        assert_eq!(at, State::FirstCheck, "a rule of thumb is never the last word");
        let (safe, _) = found(&s, "safe.csv", "region,women,men\nnorth,120,31\nsouth,99,140\n").await;
        assert_eq!(safe, [""; 0]);
    }

    async fn two_near_tables_made_at_once_by_two_colleagues_are_not_both_kept(on: TestStore) {
        let s = service("srs", on).await;
        let ((anwen, _), (bob, _)) = (s.inside(ANWEN).await, s.inside(BOB).await);
        let make = async |cx: &platform::Context, filter: &str| {
            let space = airlock::lookup::inside::<airlock::policy::MakeTable>(cx, "P-1").await.unwrap();
            let microdata = airlock::facts::microdata(&cx.app, &space, "LFS").await.unwrap();
            let asked = airlock::rules::table::Asked { filter: filter.into(), ..asked() };
            airlock::actions::make_table(cx, &space, &microdata, &asked).await
        };
        let (whole, near) = tokio::join!(make(&anwen, ""), make(&bob, "pay > -1000000"));
        assert_ne!(whole.is_ok(), near.is_ok(), "{:?} {:?}", whole.err(), near.err());
        let filter = if whole.is_ok() { "" } else { "pay > -1000000" };
        // Of the same records there may be as many as are asked for: the later one is compared again, and kept.
        for _ in 0..3 {
            let (one, other) = tokio::join!(make(&anwen, filter), make(&bob, filter));
            assert!(one.is_ok() && other.is_ok(), "{:?} {:?}", one.err(), other.err());
        }
    }

    async fn a_table_that_the_rules_do_not_understand_is_asked_about_sdc_05(on: TestStore) {
        let s = service("srs", on).await;
        let not_judged = |name: &str| vec![format!("table-not-judged {name}")];
        // Means, and nothing says how many stand behind them.
        let (means, _) = found(&s, "means.csv", "region,pay\nnorth,120.51\nsouth,99.02\n").await;
        assert_eq!(means, not_judged("means.csv"));
        let (twice, _) = found(&s, "twice.csv", "region,women,women\nnorth,120,30\nsouth,99,140\n").await;
        assert_eq!(twice, not_judged("twice.csv"));
        let (words, _) = found(&s, "words.csv", "region,women\nnorth,about 12\nsouth,99\n").await;
        assert_eq!(words, not_judged("words.csv"));
    }
}
