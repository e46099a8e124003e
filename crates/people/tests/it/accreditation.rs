//! Asking for accreditation and deciding about it, on both databases.

use forms::Answers;
use people::actions::{self, AnswerQuery, Decide, RequestAccreditation};
use people::rules::accreditation::Decision;
use people::{AccreditationKind, AccreditationState};
use platform::No;
use store::testing::TestStore;

use crate::service::*;

store::both!(&migrations();

async fn somebody_is_accredited_who_has_no_project_and_stands_on_the_register_acc_02_acc_15(on: TestStore) {
    let s = service(on).await;
    let id = s.accredit(ELIN, None).await;
    let a = s.accreditation(id).await;
    assert_eq!((a.state, a.number.as_deref()), (AccreditationState::Granted, Some("AR-1")));
    assert!(a.valid_on(day("2027-12-31")) && !a.valid_on(day("2028-01-01")));
    let names = |on: &'static str| {
        let app = s.app.clone();
        async move {
            let rows = people::accredited(&app, day(on), 10, 0).await.unwrap();
            rows.into_iter().map(|r| (r.name, r.organisation)).collect::<Vec<_>>()
        }
    };
    assert_eq!(names("2026-11-23").await, [("elin".to_owned(), "University of Tests".to_owned())]);
    assert!(names("2025-12-31").await.is_empty());
    assert!(names("2028-01-01").await.is_empty());
    assert_eq!(s.record("accreditation", id).await, ["accreditation-requested", "accreditation-granted"]);
    assert_eq!(s.notices(ELIN).await, ["people-training-recorded", "people-accreditation-granted"]);
    assert_eq!(s.notices(CATRIN).await, ["people-role-given", "people-accreditation-asked"]);
}

async fn the_same_form_sent_twice_is_one_request(on: TestStore) {
    let s = service(on).await;
    let id = s.ask(ELIN, None).await.unwrap();
    assert_eq!(s.ask(ELIN, None).await.unwrap(), id);
    assert_eq!(people::accreditations(&s.app, person(ELIN)).await.unwrap().len(), 1);
}

async fn nobody_is_accredited_before_the_training_is_recorded_acc_10(on: TestStore) {
    let s = service(on).await;
    let id = s.ask(ELIN, None).await.unwrap();
    assert_eq!(refused(s.decide(id, grant()).await), ["people-accreditation-untrained"]);
    s.train(ELIN).await;
    s.decide(id, grant()).await.unwrap();
}

async fn a_provisional_accreditation_needs_a_full_supervisor_of_the_same_organisation_acc_05(on: TestStore) {
    let s = service(on).await;
    s.train(ELIN).await;
    // Mari has no accreditation yet.
    let id = s.ask(ELIN, Some(MARI)).await.unwrap();
    assert_eq!(refused(s.decide(id, grant()).await), ["people-accreditation-supervisor-not-full"]);
    s.accredit(MARI, None).await;
    s.decide(id, grant()).await.unwrap();
    let a = s.accreditation(id).await;
    assert_eq!((a.kind, a.supervisor), (AccreditationKind::Provisional, Some(person(MARI))));

    // Omar is accredited, elsewhere.
    s.accredit(OMAR, None).await;
    s.train(OWEN).await;
    let id = s.ask(OWEN, Some(OMAR)).await.unwrap();
    assert_eq!(refused(s.decide(id, grant()).await), ["people-accreditation-supervisor-elsewhere"]);
    // A supervisor who is provisional themselves is none.
    let query = Decision::Query { question: "Who else?".into() };
    s.decide(id, query).await.unwrap();
    let answer = |supervisor| {
        let answers = Answers::new()
            .with("scheme", "dea")
            .with("kind", "provisional")
            .with("supervisor-email", email(supervisor));
        let request = RequestAccreditation::of(s.app.profile.form("accreditation").unwrap(), &answers).unwrap();
        AnswerQuery { request, version: 2 }
    };
    actions::answer_query(&s.acting(OWEN).await, id, answer(ELIN)).await.unwrap();
    assert_eq!(refused(s.decide(id, grant()).await), ["people-accreditation-supervisor-not-full"]);
}

async fn a_supervisor_must_have_an_account_acc_05(on: TestStore) {
    let s = service(on).await;
    let form = s.app.profile.form("accreditation").unwrap();
    let answers = Answers::new()
        .with("scheme", "dea")
        .with("kind", "provisional")
        .with("supervisor-email", "nobody@example.org");
    let asked = RequestAccreditation::of(form, &answers).unwrap();
    let no = actions::request_accreditation(&s.acting(ELIN).await, asked).await;
    assert!(matches!(&no, Err(No::Invalid(p)) if p.of("supervisor-email").is_some()), "{no:?}");
}

async fn a_question_goes_to_the_person_and_their_answer_back_once(on: TestStore) {
    let s = service(on).await;
    let id = s.ask(ELIN, None).await.unwrap();
    let answers = Answers::new().with("scheme", "dea").with("kind", "full").with("evidence", "At Aberteifi.");
    let request = RequestAccreditation::of(s.app.profile.form("accreditation").unwrap(), &answers).unwrap();
    let answer = |version| AnswerQuery { request: request.clone(), version };
    // Nothing was asked.
    let early = actions::answer_query(&s.acting(ELIN).await, id, answer(1)).await;
    assert_eq!(refused(early), ["people-accreditation-not-queried"]);
    s.decide(id, Decision::Query { question: "At which university?".into() }).await.unwrap();
    assert_eq!(s.accreditation(id).await.question.as_deref(), Some("At which university?"));
    // Not the staff, and nobody else, answers; they do not learn that it is there.
    for other in [CATRIN, MARI] {
        let no = actions::answer_query(&s.acting(other).await, id, answer(2)).await;
        assert!(matches!(no, Err(No::NotFound)), "{no:?}");
    }
    actions::answer_query(&s.acting(ELIN).await, id, answer(2)).await.unwrap();
    let again = actions::answer_query(&s.acting(ELIN).await, id, answer(2)).await;
    assert!(matches!(again, Err(No::Stale)), "{again:?}");
    let now = s.accreditation(id).await;
    assert_eq!((now.state, now.question), (AccreditationState::Requested, None));
    assert_eq!(now.draft.answers.text("evidence"), "At Aberteifi.");
}

async fn only_the_accreditation_team_decides_never_about_itself_and_never_on_a_stale_page(on: TestStore) {
    let s = service(on).await;
    s.train(ELIN).await;
    let id = s.ask(ELIN, None).await.unwrap();
    let decide = |version| Decide { decision: grant(), version };
    // Elin and audit may see it; support and a stranger may not know of it.
    for (n, sees) in [(ELIN, true), (ADA, true), (SAM, true), (SIAN, false), (MARI, false)] {
        let no = actions::decide(&s.acting(n).await, id, decide(1)).await;
        assert!(matches!((&no, sees), (Err(No::Forbidden { .. }), true) | (Err(No::NotFound), false)), "{n}: {no:?}");
    }
    let stale = actions::decide(&s.acting(CATRIN).await, id, decide(7)).await;
    assert!(matches!(stale, Err(No::Stale)), "{stale:?}");
    // Catrin's own request.
    s.train(CATRIN).await;
    let own = s.ask(CATRIN, None).await.unwrap();
    let no = actions::decide(&s.acting(CATRIN).await, own, decide(1)).await;
    assert!(matches!(no, Err(No::Forbidden { .. })), "{no:?}");
}

async fn two_who_decide_at_once_make_one_decision(on: TestStore) {
    let s = service(on).await;
    s.train(ELIN).await;
    let id = s.ask(ELIN, None).await.unwrap();
    let cx = s.acting(CATRIN).await;
    let refuse = Decide { decision: Decision::Refuse { reason: "No.".into() }, version: 1 };
    let (one, two) = tokio::join!(
        actions::decide(&cx, id, Decide { decision: grant(), version: 1 }),
        actions::decide(&cx, id, refuse)
    );
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1, "{one:?} {two:?}");
    assert_eq!(s.record("accreditation", id).await.len(), 2);
}

async fn every_statement_is_understood_by_the_database(on: TestStore) {
    let bad = store::testing::statements_that_fail(&on.store).await;
    assert!(bad.is_empty(), "{bad:#?}");
}
);
