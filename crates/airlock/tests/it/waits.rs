//! What a home tells each person of the airlock: what came back, what is to be checked and by when, what can be fetched.

use airlock::rules::State;
use airlock::rules::vote::Vote;
use foundation::{Lang, parse_date};
use platform::waits::Kind;
use platform::{Context, PersonId, Waits};
use store::testing::TestStore;

use crate::acts::*;
use crate::common::*;
use crate::service::*;

async fn waits(s: &Service, who: PersonId) -> Vec<Waits> {
    airlock::waits(&s.person(who, STAFF).await).await.unwrap()
}

async fn told(s: &Service, who: PersonId) -> Vec<String> {
    waits(s, who).await.into_iter().map(|w| w.text).collect()
}

/// Nobody but these is told anything.
async fn nobody_but(s: &Service, told_of: &[PersonId]) {
    for who in [ANWEN, BOB, CERYS, DAI, ELERI, FFION].into_iter().filter(|who| !told_of.contains(who)) {
        assert_eq!(told(s, who).await, Vec::<String>::new(), "{who}");
    }
}

store::both! {
    &migrations();

    async fn each_step_of_an_output_waits_for_those_alone_whose_turn_it_is(on: TestStore) {
        let s = service("srs", on).await;
        nobody_but(&s, &[]).await;
        let (anwen, token) = s.inside(ANWEN).await;
        let name = a_paper(&anwen, "paper").await;
        let reference = a_draft(&s, &anwen, "paper", &name).await;
        let of_anwen = waits(&s, ANWEN).await;
        let path = format!("/outputs/{reference}");
        assert_eq!((of_anwen.len(), of_anwen[0].kind, &of_anwen[0].path), (1, Kind::Yours, &path));
        assert_eq!(of_anwen[0].text, format!("Go on with your request {reference}, of “Work and pay”"));
        nobody_but(&s, &[ANWEN]).await;

        // With the checkers: five working days from Monday 23 November. Bob, who is one of them, is on the project.
        submit(&s, &anwen, &reference).await;
        nobody_but(&s, &[DAI, ELERI, FFION]).await;
        for checker in [DAI, ELERI, FFION] {
            let all = waits(&s, checker).await;
            assert_eq!((all.len(), all[0].kind, all[0].path.as_str()), (1, Kind::Queue, "/checks"));
            assert_eq!(all[0].text, "1 output to check");
            assert_eq!(all[0].due, parse_date("2026-11-30"));
        }
        let welsh = Context { lang: Lang::Cy, ..s.person(DAI, STAFF).await };
        assert_eq!(airlock::waits(&welsh).await.unwrap()[0].text, "Allbynnau i’w gwirio: 1");
        vote(&s, DAI, &reference, 1, Vote::Return).await.unwrap();
        nobody_but(&s, &[ELERI, FFION]).await;

        // Returned: it waits for whoever asked, and for no checker.
        vote(&s, ELERI, &reference, 1, Vote::Return).await.unwrap();
        let again = format!("Answer the checkers and submit {reference} again, of “Work and pay”");
        assert_eq!(told(&s, ANWEN).await, [again]);
        assert!(waits(&s, ANWEN).await[0].since.is_some(), "since the vote that brought it back");
        nobody_but(&s, &[ANWEN]).await;

        // The second round begins anew for every checker, with the days that the first has left.
        let corrected = a_paper(&anwen, "paper corrected").await;
        choose(&s, &anwen, &reference, &corrected).await.unwrap();
        let mut answers = form("paper");
        answers.set("reply", "The years are in the title now.");
        answer(&anwen, &reference, answers).await;
        submit(&s, &anwen, &reference).await;
        nobody_but(&s, &[DAI, ELERI, FFION]).await;
        vote(&s, DAI, &reference, 2, Vote::Release).await.unwrap();
        assert_eq!(vote(&s, FFION, &reference, 2, Vote::Release).await.unwrap(), State::Approved);
        nobody_but(&s, &[]).await;
        s.jobs().await;

        // Released: for its recipient, until it can be fetched no more.
        let of_anwen = waits(&s, ANWEN).await;
        assert_eq!((of_anwen.len(), of_anwen[0].kind), (1, Kind::Ends));
        let (status, _) = s.read((&token, ROOM), &of_anwen[0].path).await;
        assert_eq!(status, http::StatusCode::OK, "she may see it");
        nobody_but(&s, &[ANWEN]).await;
        s.app.world.advance(400 * foundation::Moment::DAY);
        nobody_but(&s, &[]).await;
    }

    async fn whoever_has_left_the_project_is_told_nothing_of_their_request(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let name = a_paper(&anwen, "paper").await;
        a_draft(&s, &anwen, "paper", &name).await;
        s.leave(ANWEN).await;
        nobody_but(&s, &[]).await;
    }
}
