//! What a home tells each person of projects: what they write, what they decide, what ends.

use foundation::Lang;
use http::StatusCode;
use platform::waits::Kind;
use platform::{Context, PersonId, Waits};
use projects::Stage;
use store::testing::TestStore;
use store::{args, statements};

use crate::service::{
    ANWEN, BOB, BODY, CENSUS, ETHICS, FEASIBILITY, OLWEN, OWAIN, QUALITY, STRANGER, SUPPORT, SURVEY, Service, answers,
    migrations, query, reply, service,
};

statements! {
    write ENDS(text, text) = "update project set ends = $2 where number = $1";
}

const EVERYBODY: [PersonId; 10] = [ANWEN, BOB, QUALITY, FEASIBILITY, ETHICS, OLWEN, OWAIN, BODY, SUPPORT, STRANGER];

async fn waits(s: &Service, who: PersonId) -> Vec<Waits> {
    projects::waits(&s.person(who).await).await.unwrap()
}

/// The words and where they lead; whoever is told may go there.
async fn told(s: &Service, who: PersonId) -> Vec<(String, String)> {
    let all = waits(s, who).await;
    for w in &all {
        let (status, page) = s.get(who, &w.path).await;
        assert_eq!(status, StatusCode::OK, "{}: {page}", w.path);
    }
    all.into_iter().map(|w| (w.text, w.path)).collect()
}

/// Only these people are told of a queue.
async fn only(s: &Service, expected: &[(PersonId, &str)]) {
    for who in EVERYBODY {
        let texts: Vec<String> =
            told(s, who).await.into_iter().filter(|(_, path)| path == "/assessments").map(|(text, _)| text).collect();
        let expected: Vec<&str> = expected.iter().filter(|(e, _)| *e == who).map(|(_, text)| *text).collect();
        assert_eq!(texts, expected, "{who}");
    }
}

fn line(text: &str, path: String) -> (String, String) {
    (text.to_owned(), path)
}

store::both!(&migrations();

async fn whoever_writes_an_application_is_told_the_next_step(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.draft(&answers(&[SURVEY])).await;
    let path = format!("/projects/{number}");
    let draft = "Go on with your application “Work and health in Wales”";
    assert_eq!(told(&s, ANWEN).await, [line(draft, format!("{path}/application"))]);
    for who in [BOB, STRANGER, SUPPORT, QUALITY] {
        assert_eq!(told(&s, who).await, [], "nobody else knows of a draft");
    }
    s.submit(&number).await.unwrap();
    assert_eq!(told(&s, ANWEN).await, [], "it is with the service");

    let item = s.open(&number, Stage::Quality).await[0];
    let asked = query(&s.person(QUALITY).await, &number, item, "methodology", "How?").await.unwrap();
    let questions = waits(&s, ANWEN).await;
    assert_eq!(questions[0].kind, Kind::Yours);
    assert_eq!(questions[0].text, "Answer a question about “Work and health in Wales”");
    assert!(questions[0].since.is_some());
    assert_eq!(told(&s, ANWEN).await[0].1, path);
    assert_eq!(told(&s, QUALITY).await, [], "the pen is with the applicant");
    let welsh = Context { lang: Lang::Cy, ..s.person(ANWEN).await };
    let welsh = projects::waits(&welsh).await.unwrap();
    assert_eq!(welsh[0].text, "Atebwch y cwestiynau am “Work and health in Wales”: 1");

    reply(&s.person(ANWEN).await, &number, asked, "So.").await.unwrap();
    let again = "Submit “Work and health in Wales” again: every question is answered";
    assert_eq!(told(&s, ANWEN).await, [line(again, format!("{path}/application/check"))]);
}

async fn each_decision_waits_for_those_who_take_it_and_for_nobody_with_a_part_in_it(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY, CENSUS]).await;
    // Bob is of the quality team too, and named in the application.
    only(&s, &[(QUALITY, "1 application to check for completeness and quality")]).await;
    s.approve(&number, QUALITY, Stage::Quality).await.unwrap();
    only(
        &s,
        &[
            (FEASIBILITY, "1 application whose feasibility is to be decided"),
            (ETHICS, "1 application whose ethics are to be decided"),
        ],
    )
    .await;
    s.approve(&number, FEASIBILITY, Stage::Feasibility).await.unwrap();
    s.approve(&number, ETHICS, Stage::Ethics).await.unwrap();
    // Each owner about their own data.
    let data = "1 application for your data to decide";
    only(&s, &[(OLWEN, data), (OWAIN, data)]).await;
    s.approve(&number, OLWEN, Stage::Owners).await.unwrap();
    only(&s, &[(OWAIN, data)]).await;
    s.approve(&number, OWAIN, Stage::Owners).await.unwrap();
    only(&s, &[(BODY, "1 project to accredit")]).await;
    s.approve(&number, BODY, Stage::Accreditation).await.unwrap();
    only(&s, &[(SUPPORT, "1 accredited project to set up")]).await;
}

async fn a_project_that_ends_soon_is_told_to_those_who_are_on_it_prj_05(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.active(&[SURVEY]).await;
    assert_eq!(told(&s, ANWEN).await, [], "it has more than a year");
    let mut change = s.app.store.change().await.unwrap();
    change.run(&ENDS, args![&number, "2027-02-01"]).await.unwrap();
    s.commit(change).await;
    for who in [ANWEN, BOB] {
        let all = waits(&s, who).await;
        assert_eq!((all.len(), all[0].kind), (1, Kind::Ends), "{who}");
        assert_eq!(all[0].text, "Project “Work and health in Wales”");
        assert_eq!(all[0].due.unwrap().to_string(), "2027-02-01");
    }
    for who in [STRANGER, SUPPORT, OLWEN, QUALITY] {
        assert_eq!(told(&s, who).await, [], "{who}");
    }
}
);
