//! An application from draft to active project, on both databases.

use std::collections::BTreeSet;

use forms::Answers;
use platform::No;
use projects::rules::assess::Decision;
use projects::{Folder, Outcome, ProjectId, Role, Stage, State, actions};
use store::testing::TestStore;

use crate::service::{
    ANWEN, BOB, BODY, CENSUS, ETHICS, FEASIBILITY, OLWEN, OWAIN, QUALITY, STRANGER, SUPPORT, SURVEY, answers, confirm,
    decide, migrations, query, refused, reply, save, service, set_up, submit,
};

store::statements! {
    write FORMER(text, text, text) = "insert into project_member (id, project, person, role, from_date, until_date)
        values ($1, $2, $3, 'researcher', '2026-01-01', '2026-01-01')";
}

fn approve() -> Decision {
    Decision::Approve { conditions: None }
}

store::both!(&migrations();

async fn an_accredited_project_gets_its_space_its_members_and_only_approved_data_stp_01_stp_02_cat_08_ses_11(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.active(&[SURVEY, CENSUS]).await;
    let p = s.project(&number).await;
    assert_eq!((p.state, p.gateway.as_str()), (State::Active, "dea"));
    assert_eq!(p.accredited_on.unwrap().to_string(), "2026-11-23");
    let roles: Vec<_> = projects::members(&s.app, p.id).await.unwrap().into_iter().map(|m| (m.person, m.role)).collect();
    assert_eq!(BTreeSet::from_iter(roles), BTreeSet::from([(ANWEN, Role::Coordinator), (BOB, Role::Researcher)]));
    assert_eq!(projects::team(&s.app, p.id).await.unwrap(), BTreeSet::from([ANWEN, BOB]));
    let mapped: BTreeSet<_> = projects::mappings(&s.app, p.id).await.unwrap().iter().map(|m| m.dataset).collect();
    assert_eq!(mapped, BTreeSet::from([SURVEY, CENSUS]));
    let studies = projects::files(&s.app, p.id, &Folder::Study, "").await.unwrap();
    let names: Vec<_> = studies.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["Study Information CEN.txt", "Study Information LFS.txt"]);
    let survey = projects::file(&s.app, studies[1].id).await.unwrap().unwrap();
    let text = String::from_utf8(s.app.files.get(&survey.hash).await.unwrap()).unwrap();
    for part in ["Labour Force Survey", "Office (2026). Data.", "10.5255/x", "Work only.", "Round to 5.", "Dyfyniad"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    // Again: nothing changes.
    let before = s.record(&number).await;
    set_up(&s.person(SUPPORT).await, &number, p.version).await.unwrap();
    assert_eq!(s.record(&number).await, before);
    let no = set_up(&s.person(ANWEN).await, &number, p.version).await;
    assert!(matches!(no, Err(No::Forbidden { .. })), "{no:?}");
}

async fn whoever_ever_was_a_member_judges_nothing_of_the_project(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY]).await;
    let project = s.project(&number).await;
    // On the team for a day, long ago.
    let mut change = s.app.store.change().await.unwrap();
    let row = store::args![s.app.world.uuid().to_string(), project.id.to_string(), QUALITY.to_string()];
    change.run(&FORMER, row).await.unwrap();
    s.commit(change).await;
    assert!(!projects::team(&s.app, project.id).await.unwrap().contains(&QUALITY), "they have left");
    assert_eq!(refused(s.approve(&number, QUALITY, Stage::Quality).await), ["projects-assess-own"]);
    let (item, version) = s.open(&number, Stage::Quality).await[0];
    let ask = query(&s.person(QUALITY).await, &number, (item, version), "methodology", "Why?").await;
    assert_eq!(refused(ask), ["projects-assess-own"]);
    assert_eq!(s.project(&number).await.state, State::Quality);
}

async fn a_dataset_whose_owner_has_not_approved_is_never_mapped_stp_02_asm_04(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY, CENSUS]).await;
    s.approve(&number, QUALITY, Stage::Quality).await.unwrap();
    s.approve(&number, FEASIBILITY, Stage::Feasibility).await.unwrap();
    assert_eq!(s.approve(&number, ETHICS, Stage::Ethics).await.unwrap(), State::Owners);
    // Two owners, two decisions, each their own only.
    let items = s.open(&number, Stage::Owners).await;
    assert_eq!(items.len(), 2);
    let olwen = s.person(OLWEN).await;
    let mut mine = 0;
    for (item, version) in &items {
        match decide(&olwen, &number, (*item, *version), &approve()).await {
            Ok(to) => {
                assert_eq!(to, State::Owners);
                mine += 1;
            }
            // The other owner's: who sees only their own decision does not learn that there is another (APP-16).
            Err(No::NotFound) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(mine, 1);
    // One says no: the application ends, nothing can be set up.
    let (item, version) = s.open(&number, Stage::Owners).await[0];
    let reject = Decision::Reject { reason: "Not this purpose.".into() };
    let to = decide(&s.person(OWAIN).await, &number, (item, version), &reject).await.unwrap();
    assert_eq!(to, State::Rejected);
    let p = s.project(&number).await;
    let no = set_up(&s.person(SUPPORT).await, &number, p.version).await;
    assert_eq!(refused(no), ["projects-set-up-not-accredited"]);
    assert!(projects::mappings(&s.app, p.id).await.unwrap().is_empty());
    assert!(projects::space(&s.app, p.id).await.unwrap().is_none());
}

async fn queries_go_round_as_often_as_needed_and_every_version_stays_asm_01_asm_07_app_05(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY]).await;
    s.approve(&number, QUALITY, Stage::Quality).await.unwrap();
    for round in 1..=3i64 {
        let (feasibility, ethics) =
            (s.open(&number, Stage::Feasibility).await[0], s.open(&number, Stage::Ethics).await[0]);
        // Two teams ask at once.
        let ask = format!("Round {round}: why?");
        let cx = s.person(FEASIBILITY).await;
        query(&cx, &number, feasibility, "methodology", &ask).await.unwrap();
        let cx = s.person(ETHICS).await;
        let first = query(&cx, &number, ethics, "ethics", &ask).await.unwrap();
        // The same question sent twice is one.
        assert_eq!(query(&cx, &number, ethics, "ethics", &ask).await.unwrap(), first);
        assert_eq!(s.project(&number).await.state, State::Queried);
        assert_eq!(refused(s.approve(&number, ETHICS, Stage::Ethics).await), ["projects-assess-query-open"]);
        assert_eq!(refused(s.submit(&number).await), ["projects-submit-unanswered"]);
        let id = s.project(&number).await.id;
        for q in projects::queries(&s.app, id).await.unwrap().into_iter().filter(|q| q.answer.is_none()) {
            let anwen = s.person(ANWEN).await;
            reply(&anwen, &number, q.id, "Because.").await.unwrap();
            assert_eq!(refused(reply(&anwen, &number, q.id, "Again.").await), ["projects-answer-already"]);
        }
        // Answered, but not sent back yet: still no decision.
        assert_eq!(refused(s.approve(&number, ETHICS, Stage::Ethics).await), ["projects-assess-query-open"]);
        let mut better = answers(&[SURVEY]);
        better.set("methodology", format!("Better in round {round}."));
        s.rewrite(&number, &better).await;
        // The quality check approved another method.
        assert_eq!(s.submit(&number).await.unwrap(), State::Quality);
        let (_, page) = s.get(QUALITY, &format!("/assessments/{number}")).await;
        assert!(page.contains("Changed since you approved") && page.contains(&format!("Better in round {round}.")));
        // Whoever decides on the version before is told that there is another.
        let stale = decide(&s.person(ETHICS).await, &number, ethics, &approve()).await;
        assert!(matches!(stale, Err(No::Stale)), "{stale:?}");
        assert_eq!(s.approve(&number, QUALITY, Stage::Quality).await.unwrap(), State::Review);
    }
    s.approve(&number, FEASIBILITY, Stage::Feasibility).await.unwrap();
    assert_eq!(s.approve(&number, ETHICS, Stage::Ethics).await.unwrap(), State::Owners);
    let path = format!("/projects/{number}/versions/2");
    let (_, page) = s.get(QUALITY, &path).await;
    assert!(page.contains("Better in round 1.") && !page.contains("Better in round 3."));
    let (_, page) = s.get(QUALITY, &format!("/assessments/{number}")).await;
    assert!(page.contains("One answer changed since the version before"), "{page}");
    let resubmitted = s.record(&number).await.iter().filter(|a| *a == "application-resubmitted").count();
    assert_eq!(resubmitted, 3);
}

async fn other_data_than_the_owners_saw_sends_the_application_back_to_owners_asm_04_stp_02(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY]).await;
    for (by, stage) in
        [(QUALITY, Stage::Quality), (FEASIBILITY, Stage::Feasibility), (ETHICS, Stage::Ethics), (OLWEN, Stage::Owners)]
    {
        s.approve(&number, by, stage).await.unwrap();
    }
    let (item, version) = s.open(&number, Stage::Accreditation).await[0];
    let q = query(&s.person(BODY).await, &number, (item, version), "datasets", "Enough?").await.unwrap();
    reply(&s.person(ANWEN).await, &number, q, "No, the census too.").await.unwrap();
    s.rewrite(&number, &answers(&[SURVEY, CENSUS])).await;
    // Everybody else approved the survey alone, too.
    assert_eq!(s.submit(&number).await.unwrap(), State::Quality);
    assert!(s.open(&number, Stage::Owners).await.is_empty() && s.open(&number, Stage::Accreditation).await.is_empty());
    let items = projects::items(&s.app, s.project(&number).await.id).await.unwrap();
    assert_eq!(items.iter().filter(|i| i.outcome == Some(Outcome::Superseded)).count(), 5);
    s.approve(&number, QUALITY, Stage::Quality).await.unwrap();
    s.approve(&number, FEASIBILITY, Stage::Feasibility).await.unwrap();
    assert_eq!(s.approve(&number, ETHICS, Stage::Ethics).await.unwrap(), State::Owners);
    assert_eq!(s.open(&number, Stage::Owners).await.len(), 2);
    s.approve(&number, OLWEN, Stage::Owners).await.unwrap();
    assert_eq!(s.approve(&number, OWAIN, Stage::Owners).await.unwrap(), State::Accreditation);
    assert_eq!(s.approve(&number, BODY, Stage::Accreditation).await.unwrap(), State::SetUp);
}

async fn who_approved_and_sees_it_rewritten_looks_again_and_sees_what_is_other_asm_01(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY, CENSUS]).await;
    for (by, stage) in
        [(QUALITY, Stage::Quality), (FEASIBILITY, Stage::Feasibility), (ETHICS, Stage::Ethics), (OLWEN, Stage::Owners)]
    {
        s.approve(&number, by, stage).await.unwrap();
    }
    // The other owner asks about a full stop; the applicant changes what the research is for.
    let id = s.project(&number).await.id;
    let open = s.open(&number, Stage::Owners).await[0];
    let q = query(&s.person(OWAIN).await, &number, open, "abstract", "Is there a full stop missing?").await.unwrap();
    reply(&s.person(ANWEN).await, &number, q, "There was.").await.unwrap();
    let other = answers(&[SURVEY, CENSUS]).with("aims", "To find out who is ill, and to call them.");
    s.rewrite(&number, &other).await;
    let (_, page) = s.get(ANWEN, &format!("/projects/{number}/application/check")).await;
    assert!(page.contains("These look at the application again"), "{page}");
    assert_eq!(s.submit(&number).await.unwrap(), State::Quality);
    let approved = |items: &[projects::Item]| items.iter().filter(|i| i.outcome == Some(Outcome::Approved)).count();
    assert_eq!(approved(&projects::items(&s.app, id).await.unwrap()), 0, "nobody has approved this");
    assert_eq!(s.open(&number, Stage::Owners).await.len(), 1, "whoever asked is still asked");
    let early = s.approve(&number, OWAIN, Stage::Owners).await;
    assert_eq!(refused(early), ["projects-assess-not-now"]);
    // Each in turn sees what it approved and what stands there now.
    let (_, page) = s.get(QUALITY, &format!("/assessments/{number}")).await;
    for part in ["Changed since you approved version 1", "What was approved", "and to call them"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    s.approve(&number, QUALITY, Stage::Quality).await.unwrap();
    s.approve(&number, FEASIBILITY, Stage::Feasibility).await.unwrap();
    s.approve(&number, ETHICS, Stage::Ethics).await.unwrap();
    assert_eq!(s.open(&number, Stage::Owners).await.len(), 2, "both owners decide, each once");
    s.approve(&number, OWAIN, Stage::Owners).await.unwrap();
    assert_eq!(s.approve(&number, OLWEN, Stage::Owners).await.unwrap(), State::Accreditation);

    // A question that changes nothing leads straight back to whoever asked it.
    let open = s.open(&number, Stage::Accreditation).await[0];
    let q = query(&s.person(BODY).await, &number, open, "aims", "All of them?").await.unwrap();
    reply(&s.person(ANWEN).await, &number, q, "Yes.").await.unwrap();
    assert_eq!(s.submit(&number).await.unwrap(), State::Accreditation);
    assert_eq!(s.approve(&number, BODY, Stage::Accreditation).await.unwrap(), State::SetUp);
}

async fn two_assessors_deciding_at_once_both_count_asm_03(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY]).await;
    s.approve(&number, QUALITY, Stage::Quality).await.unwrap();
    let (f, e) = (s.open(&number, Stage::Feasibility).await[0], s.open(&number, Stage::Ethics).await[0]);
    let (ffion, esther) = (s.person(FEASIBILITY).await, s.person(ETHICS).await);
    let approve = approve();
    let (one, two) = tokio::join!(
        decide(&ffion, &number, f, &approve),
        decide(&esther, &number, e, &approve)
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(one == State::Owners || two == State::Owners, "{one} {two}");
    assert_eq!(s.project(&number).await.state, State::Owners);
    assert_eq!(s.open(&number, Stage::Owners).await.len(), 1);
}

async fn of_two_people_who_take_the_same_decision_one_is_told(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY]).await;
    let (item, version) = s.open(&number, Stage::Quality).await[0];
    let (a, b) = (s.person(QUALITY).await, s.person(QUALITY).await);
    let (yes, no) = (approve(), Decision::Reject { reason: "Too thin.".into() });
    let (one, two) = tokio::join!(
        decide(&a, &number, (item, version), &yes),
        decide(&b, &number, (item, version), &no)
    );
    assert_eq!([&one, &two].into_iter().filter(|r| r.is_ok()).count(), 1, "{one:?} {two:?}");
    assert!([one, two].into_iter().any(|r| matches!(r, Err(No::Stale | No::Refused(_)))));
    let decided = s.record(&number).await.iter().filter(|a| *a == "application-assessed").count();
    assert_eq!(decided, 1);
}

async fn the_same_submission_twice_is_one_and_a_stale_page_changes_nothing(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.draft(&answers(&[SURVEY])).await;
    let p = s.project(&number).await;
    let (a, b) = (s.person(ANWEN).await, s.person(ANWEN).await);
    let (one, two) = tokio::join!(
        submit(&a, &number, &p),
        submit(&b, &number, &p)
    );
    assert_eq!([&one, &two].into_iter().filter(|r| r.is_ok()).count(), 1, "{one:?} {two:?}");
    assert!([one, two].into_iter().any(|r| matches!(r, Err(No::Stale | No::Refused(_)))));
    assert_eq!(s.open(&number, Stage::Quality).await.len(), 1);
    assert_eq!(s.record(&number).await.iter().filter(|a| *a == "application-submitted").count(), 1);
    // A page of the draft that was open in another window.
    assert!(matches!(save(&a, &number, 1, &Answers::new()).await, Err(No::Stale)));
    assert_eq!(s.project(&number).await.title, "Work and health in Wales");
}

async fn a_button_pressed_twice_begins_one_application(on: TestStore) {
    let s = service("srs", on).await;
    let id = ProjectId::new(&s.app.world);
    let (a, b) = (s.person(ANWEN).await, s.person(ANWEN).await);
    let (one, two) = tokio::join!(actions::begin(&a, id), actions::begin(&b, id));
    assert_eq!(one.unwrap().number, two.unwrap().number);
    // Somebody else who sends the same id learns nothing of it.
    let other = actions::begin(&s.person(STRANGER).await, id).await;
    assert!(matches!(other, Err(No::NotFound)), "{other:?}");
}

async fn a_member_of_the_team_does_not_assess_and_a_stranger_does_not_know(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY]).await;
    let (item, version) = s.open(&number, Stage::Quality).await[0];
    let bob = decide(&s.person(BOB).await, &number, (item, version), &approve()).await;
    assert!(matches!(&bob, Err(No::Forbidden { because, .. }) if because.contains("have a part")), "{bob:?}");
    let stranger = decide(&s.person(STRANGER).await, &number, (item, version), &approve()).await;
    assert!(matches!(stranger, Err(No::NotFound)), "{stranger:?}");
    // Another team's role is not enough, and an owner of other data does not know of it.
    let ethics = decide(&s.person(ETHICS).await, &number, (item, version), &approve()).await;
    assert!(matches!(ethics, Err(No::Forbidden { .. })), "{ethics:?}");
    assert!(matches!(actions::seen(&s.person(OWAIN).await, &number).await, Err(No::NotFound)));
    assert!(actions::seen(&s.person(OLWEN).await, &number).await.is_ok());
}

async fn the_profile_without_feasibility_and_ethics_goes_straight_to_owners(on: TestStore) {
    let s = service("secure-lab", on).await;
    let number = s.submitted(&[SURVEY]).await;
    assert_eq!(s.approve(&number, QUALITY, Stage::Quality).await.unwrap(), State::Owners);
    assert_eq!(s.approve(&number, OLWEN, Stage::Owners).await.unwrap(), State::Accreditation);
    assert_eq!(s.approve(&number, BODY, Stage::Accreditation).await.unwrap(), State::SetUp);
}

async fn a_supervisor_confirms_in_their_own_account_and_again_after_a_change_acc_09_app_19(on: TestStore) {
    let s = service("secure-lab", on).await;
    let joint = answers(&[SURVEY]).with("student", "yes").with("supervisor", "tom@example.org");
    let number = s.draft(&joint).await;
    assert_eq!(refused(s.submit(&number).await), ["projects-submit-unconfirmed"]);
    let p = s.project(&number).await;
    let anwen = confirm(&s.person(ANWEN).await, &number, p.draft_version).await;
    assert!(matches!(anwen, Err(No::Forbidden { .. })), "{anwen:?}");
    confirm(&s.person(STRANGER).await, &number, p.draft_version).await.unwrap();
    s.rewrite(&number, &joint.clone().with("title", "Another title")).await;
    assert_eq!(refused(s.submit(&number).await), ["projects-submit-unconfirmed"]);
    let p = s.project(&number).await;
    confirm(&s.person(STRANGER).await, &number, p.draft_version).await.unwrap();
    assert_eq!(s.submit(&number).await.unwrap(), State::Quality);
}

async fn every_statement_is_understood_by_the_database(on: TestStore) {
    let bad = store::testing::statements_that_fail(&on.store).await;
    assert!(bad.is_empty(), "{bad:#?}");
}
);
