//! Whoever looks at a request as a checker does so under the checkers' own access decision, by whatever way: attacked from
//! the wrong place, with training that has run out, and by a colleague with the checkers' role (SHR-04, OUT-03, TRN-04).

use http::StatusCode;
use platform::PersonId;
use store::testing::TestStore;
use store::{args, statements};

use crate::acts::*;
use crate::common::*;
use crate::service::*;

statements! {
    write UNTRAIN(text) = "update training set until_date = '2026-11-22' where person = $1 and course = 'output-checker'";
    write GRANT(text) = "insert into person_role (person, role, since) values ($1, 'output-checker', 0)";
}

const HOME: &str = "203.0.113.5";

/// Every address that tells something of a request, as pages and as JSON.
fn addresses(reference: &str) -> Vec<String> {
    let check = format!("/checks/{reference}");
    let mut all = vec![format!("/outputs/{reference}"), check.clone()];
    for part in ["items/1/picture", "files/1", "files/1/page?page=1", "files/1/picture", "files/1/changes"] {
        all.push(format!("{check}/{part}"));
    }
    for part in ["", "/files", "/items"] {
        all.push(format!("/api/v1/outputs/{reference}{part}"));
    }
    all
}

/// What a checker is told at each of them, from an address.
async fn told(s: &Service, person: PersonId, at: &str, reference: &str) -> Vec<(String, StatusCode, String)> {
    let token = s.token(person, at).await;
    let mut all = Vec::new();
    for address in addresses(reference) {
        let (status, _, body) = s.ask((&token, at), "GET", &address, None).await;
        all.push((address, status, String::from_utf8_lossy(&body).into_owned()));
    }
    all
}

/// Nothing of what was found, written or chosen.
fn tells_nothing(told: &[(String, StatusCode, String)], no: &[StatusCode]) {
    for (address, status, body) in told {
        assert!(no.contains(status), "{address}: {status}: {body}");
        for word in ["paper.docx", "unexplained", "Table 1", "\"findings\"", "journal", "Economists"] {
            assert!(!body.contains(word), "{address} tells {word}: {body}");
        }
    }
}

store::both! {
    &migrations();

    async fn a_checker_from_no_registered_place_learns_nothing_by_any_way(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, token) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        tells_nothing(&told(&s, DAI, HOME, &reference).await, &[StatusCode::UNPROCESSABLE_ENTITY]);
        // From their own place they see it.
        for (address, status, body) in told(&s, DAI, STAFF, &reference).await {
            let expected = match address.as_str() {
                // Files to choose are the requester's; nothing is there to compare in a first round.
                a if a.ends_with("/files") => StatusCode::FORBIDDEN,
                a if a.ends_with("/changes") => StatusCode::NOT_FOUND,
                _ => StatusCode::OK,
            };
            assert_eq!(status, expected, "{address}: {body}");
        }
        let dai = s.token(DAI, STAFF).await;
        let (_, json) = s.read((&dai, STAFF), &format!("/api/v1/outputs/{reference}")).await;
        assert!(json.contains("\"code\""), "the findings: {json}");
        // A researcher of the project is let in as before, wherever they are.
        let bob = s.token(BOB, HOME).await;
        for address in [format!("/outputs/{reference}"), format!("/api/v1/outputs/{reference}/items")] {
            assert_eq!(s.read((&token, ROOM), &address).await.0, StatusCode::OK, "{address}");
            assert_eq!(s.read((&bob, HOME), &address).await.0, StatusCode::OK, "{address}");
        }
    }

    async fn nobody_votes_from_no_registered_place(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let token = s.token(DAI, HOME).await;
        let sent = serde_json::json!({ "round": 1, "answers": { "vote": "reject", "reason": "No.", "publishable": "no" } });
        let path = format!("/api/v1/outputs/{reference}/votes");
        let (status, _, body) = s.ask((&token, HOME), "POST", &path, Some(&sent.to_string())).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{}", String::from_utf8_lossy(&body));
        assert!(kept(&s, &reference).await.core.votes.is_empty());
        // The same from their place counts.
        let token = s.token(DAI, STAFF).await;
        let (status, _, body) = s.ask((&token, STAFF), "POST", &path, Some(&sent.to_string())).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
    }

    async fn a_checker_whose_training_has_run_out_learns_nothing_by_any_way_trn_04(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let mut change = s.app.store.change().await.unwrap();
        change.run(&UNTRAIN, args![DAI.to_string()]).await.unwrap();
        s.commit(change).await;
        tells_nothing(&told(&s, DAI, STAFF, &reference).await, &[StatusCode::UNPROCESSABLE_ENTITY]);
    }

    async fn an_output_reviewer_of_the_project_does_not_come_in_as_a_checker_shr_04(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let mut change = s.app.store.change().await.unwrap();
        change.run(&GRANT, args![CERYS.to_string()]).await.unwrap();
        s.commit(change).await;
        tells_nothing(&told(&s, CERYS, STAFF, &reference).await, &[StatusCode::NOT_FOUND]);
    }
}
