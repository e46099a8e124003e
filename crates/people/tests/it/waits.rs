//! What a home tells each person of people: what is theirs to do, what waits for staff, what ends.

use foundation::Lang;
use http::StatusCode;
use people::actions::{self, RecordAgreement};
use people::rules::accreditation::Decision;
use people::rules::ends::near;
use people::{Role, Training};
use platform::alerts::{self, AlertKind};
use platform::waits::Kind;
use platform::{Context, Waits};
use store::testing::TestStore;

use crate::service::*;

async fn waits(s: &Service, n: u8) -> Vec<Waits> {
    people::waits(&s.acting(n).await).await.unwrap()
}

/// The words and where they lead.
async fn told(s: &Service, n: u8) -> Vec<(String, String)> {
    waits(s, n).await.into_iter().map(|w| (w.text, w.path)).collect()
}

fn line(text: &str, path: &str) -> (String, String) {
    (text.to_owned(), path.to_owned())
}

const STAFF: [u8; 7] = [CATRIN, TOM, SIAN, SAM, ADA, OTTO, OLWEN];

#[test]
fn of_what_was_renewed_the_last_end_counts_and_what_has_no_end_never_ends_prj_05() {
    let today = day("2026-11-23");
    let of =
        |ends: &[(&'static str, Option<&str>)]| near(ends.iter().map(|(kind, end)| (*kind, end.map(day))), today, 90);
    assert_eq!(of(&[("a", Some("2027-02-21"))]), [("a", day("2027-02-21"))], "90 days before");
    assert_eq!(of(&[("a", Some("2027-02-22"))]), [], "91 days before");
    assert_eq!(of(&[("a", Some("2026-08-25"))]), [("a", day("2026-08-25"))], "90 days after");
    assert_eq!(of(&[("a", Some("2026-08-24"))]), [], "91 days after");
    assert_eq!(of(&[("a", Some("2026-12-01")), ("a", Some("2028-01-01"))]), [], "renewed");
    assert_eq!(of(&[("a", Some("2026-12-01")), ("a", None)]), [], "for ever");
    assert_eq!(of(&[("a", None), ("a", Some("2026-12-01"))]), []);
    let two = of(&[("b", Some("2026-12-01")), ("a", Some("2026-11-24"))]);
    assert_eq!(two, [("a", day("2026-11-24")), ("b", day("2026-12-01"))]);
}

store::both!(&migrations();

async fn a_researcher_is_told_the_next_step_of_their_accreditation_and_nothing_when_there_is_none(on: TestStore) {
    let s = service(on).await;
    assert_eq!(told(&s, ELIN).await, [line("Ask to be accredited", "/accreditation/request")]);
    s.train(ELIN).await;
    let id = s.ask(ELIN, None).await.unwrap();
    assert_eq!(told(&s, ELIN).await, [], "it is with the service");
    s.decide(id, Decision::Query { question: "Where?".into() }).await.unwrap();
    let answer = line("Answer the question about your accreditation", &format!("/accreditation/{id}/answer"));
    assert_eq!(told(&s, ELIN).await, [answer]);
    let welsh = Context { lang: Lang::Cy, ..s.acting(ELIN).await };
    let welsh = people::waits(&welsh).await.unwrap();
    assert_eq!(welsh[0].text, "Atebwch y cwestiwn am eich achrediad");
    // Where it leads is theirs, and nobody else's.
    let token = s.session(person(ELIN), "127.0.0.1").await;
    let at = (token.as_str(), "127.0.0.1");
    assert_eq!(s.request(Some(at), "GET", &welsh[0].path, "").await.status, StatusCode::OK);
    s.accredit(MARI, None).await;
    assert_eq!(told(&s, MARI).await, [], "nothing of hers ends within 90 days");
}

async fn staff_are_told_nothing_about_an_accreditation_of_their_own(on: TestStore) {
    let s = service(on).await;
    for n in STAFF {
        assert_eq!(told(&s, n).await, [], "person {n}");
    }
}

async fn requests_wait_for_those_alone_who_accredit_and_nobodys_own_waits_for_themselves(on: TestStore) {
    let s = service(on).await;
    let first = s.app.world.now();
    for n in [ELIN, MARI, CATRIN] {
        s.ask(n, None).await.unwrap();
    }
    let of_catrin = waits(&s, CATRIN).await;
    assert_eq!(of_catrin.len(), 1);
    assert_eq!(of_catrin[0].kind, Kind::Queue);
    assert_eq!(of_catrin[0].text, "2 requests for accreditation wait for a decision");
    assert_eq!(of_catrin[0].path, "/accreditations");
    assert!(of_catrin[0].since.unwrap() >= first);
    for n in [TOM, SIAN, SAM, ADA, OTTO, ELIN, OWEN] {
        assert!(told(&s, n).await.iter().all(|(_, path)| path != "/accreditations"), "person {n}");
    }
    let welsh = Context { lang: Lang::Cy, ..s.acting(CATRIN).await };
    assert_eq!(people::waits(&welsh).await.unwrap()[0].text, "Ceisiadau am achrediad sy'n aros am benderfyniad: 2");
}

async fn a_proposed_role_waits_for_the_other_operator(on: TestStore) {
    let s = service(on).await;
    s.propose(ELIN, Role::Training).await;
    s.propose(OLWEN, Role::Training).await;
    assert_eq!(told(&s, OLWEN).await, [line("1 proposed role waits for a second operator", "/roles")], "not her own");
    for n in [OTTO, CATRIN, SAM, ADA] {
        assert_eq!(told(&s, n).await, [], "person {n}");
    }
}

async fn a_disabled_account_waits_for_those_who_had_no_hand_in_it(on: TestStore) {
    let s = service(on).await;
    actions::disable_account(&s.acting(SAM).await, person(ELIN), "Under investigation.").await.unwrap();
    actions::propose_enabling(&s.acting(OTTO).await, person(ELIN), "They are back.").await.unwrap();
    let waits = line("1 disabled account waits for somebody to confirm that it is enabled", "/enablings");
    assert_eq!(told(&s, OLWEN).await, [waits]);
    for n in [SAM, OTTO, ADA, CATRIN] {
        assert_eq!(told(&s, n).await, [], "person {n}");
    }
}

async fn recognised_attacks_wait_for_security_staff(on: TestStore) {
    let s = service(on).await;
    let mut change = s.app.store.change().await.unwrap();
    alerts::raise(&s.app, &mut change, AlertKind::Guessing, ("one", "/people", "192.0.2.1")).await.unwrap();
    alerts::raise(&s.app, &mut change, AlertKind::Guessing, ("two", "/people", "192.0.2.1")).await.unwrap();
    s.commit(change).await;
    assert_eq!(told(&s, SAM).await, [line("2 recognised attacks that nobody has seen to", "/alerts")]);
    for n in [ADA, OTTO, CATRIN, ELIN] {
        assert!(told(&s, n).await.iter().all(|(_, path)| path != "/alerts"), "person {n}");
    }
}

async fn what_ends_soon_or_ended_lately_is_told_with_its_last_day_prj_05(on: TestStore) {
    let s = service(on).await;
    let from = day("2026-01-01");
    let passed = |until| Training { course: "safe-researcher".into(), passed_on: from, until: day(until) };
    actions::record_training(&s.acting(TOM).await, person(ELIN), passed("2026-12-31")).await.unwrap();
    let id = s.ask(ELIN, None).await.unwrap();
    let grant = Decision::Grant { from, until: day("2027-01-31"), number: "AR-1".into() };
    s.decide(id, grant).await.unwrap();
    let signed = RecordAgreement {
        kind: "arar".into(),
        version: "3".into(),
        signed_on: from,
        until: Some(day("2026-11-20")),
        officer_email: None,
        device: None,
    };
    actions::record_agreement(&s.acting(SIAN).await, person(ELIN), signed).await.unwrap();
    let ends: Vec<_> = waits(&s, ELIN).await.into_iter().map(|w| (w.kind, w.text, w.due.unwrap())).collect();
    let end = |text: &str, last: &str| (Kind::Ends, text.to_owned(), day(last));
    assert_eq!(
        ends,
        [
            end("Accreditation: Digital Economy Act 2017", "2027-01-31"),
            end("Accredited Researcher Assurance Registration (ARAR)", "2026-11-20"),
            end("Safe researcher training", "2026-12-31"),
        ]
    );
    // Passed again, the training no longer ends soon.
    actions::record_training(&s.acting(TOM).await, person(ELIN), passed("2028-12-31")).await.unwrap();
    assert_eq!(waits(&s, ELIN).await.len(), 2);
}
);
