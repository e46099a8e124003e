//! From a table to a released file, on both databases and in both profiles.

use airlock::actions::{self, InspectOutput, ReleaseOutput, Submit, TakeBack, Withdraw};
use airlock::lookup;
use airlock::rules::State;
use airlock::rules::vote::Vote;
use airlock::store::{releases, requests};
use foundation::Moment;
use http::StatusCode;
use platform::{No, PersonId};
use store::testing::TestStore;

use crate::acts::*;
use crate::common::*;
use crate::looks::what_changed;
use crate::service::*;

store::statements! {
    write PROLONG(text) = "update output_release set expires_at = expires_at + 9000000000000 where reference = $1";
    write FAILS(text) = "update space_table set marks = '[{\"rule\":\"threshold\",\"severity\":\"blocks\",\"cells\":2}]' where id = $1";
}

/// The journey in one profile: returned once, corrected, released, fetched, withdrawn.
async fn journey(profile: &str, on: TestStore) {
    let s = service(profile, on).await;
    let (anwen, token) = s.inside(ANWEN).await;
    let reference = with_checkers(&s, &anwen).await;
    assert!(s.mail(DAI).await.iter().any(|m| m.contains("waits to be checked")));
    assert!(s.mail(BOB).await.iter().all(|m| !m.contains("waits to be checked")), "Bob works on the project");

    // Who asked reads what was submitted, and by when it should be decided; nothing of it can be sent again.
    let (_, page) = s.read((&token, ROOM), &format!("/outputs/{reference}")).await;
    for words in ["Decided by", "What you submitted", "Economists", "Files"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("/submit\""), "{page}");

    assert_eq!(vote(&s, DAI, &reference, 1, Vote::Return).await.unwrap(), State::SecondCheck);
    assert_eq!(vote(&s, ELERI, &reference, 1, Vote::Return).await.unwrap(), State::Returned);
    assert!(s.mail(ANWEN).await.iter().any(|m| m.contains("come back with a question")));
    let (_, page) = s.read((&token, ROOM), &format!("/outputs/{reference}")).await;
    assert!(page.contains("Which years are these?"));

    let corrected = a_paper(&anwen, "paper corrected").await;
    // The items of the first round were taken over; they stand for tables that are still there.
    choose(&s, &anwen, &reference, &corrected).await.unwrap();
    let mut answers = form(if profile == "srs" { "paper" } else { "journal-paper" });
    answers.set("reply", "The years are in the title now.");
    answer(&anwen, &reference, answers).await;
    let (_, page) = s.read((&token, ROOM), &format!("/outputs/{reference}")).await;
    assert!(page.contains("Submit again now"), "{page}");
    submit(&s, &anwen, &reference).await;
    what_changed(&s, &reference, &token).await;
    assert_eq!(vote(&s, DAI, &reference, 2, Vote::Release).await.unwrap(), State::SecondCheck);
    assert_eq!(vote(&s, FFION, &reference, 2, Vote::Release).await.unwrap(), State::Approved);
    s.jobs().await;
    assert_eq!(state(&s, &reference).await, State::Released);

    let request = kept(&s, &reference).await;
    let release = releases::of_request(&s.app, request.id()).await.unwrap().unwrap();
    let path = format!("/releases/{}", release.reference);
    let (status, headers, bytes) = s.ask((&token, ROOM), "GET", &format!("{path}/file"), None).await;
    assert_eq!(status, StatusCode::OK);
    let disposition = headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"paper corrected.docx\""), "{disposition}");
    assert_eq!(headers["cache-control"], "no-store, private");
    assert_eq!(bytes, s.app.files.get(&release.files[0].hash).await.unwrap());
    // A second person is not told that there is one; a colleague sees it and may not fetch it.
    let fetches = async |person: PersonId| {
        let token = s.token(person, ROOM).await;
        (s.read((&token, ROOM), &path).await.0, s.read((&token, ROOM), &format!("{path}/file")).await.0)
    };
    assert_eq!(fetches(CERYS).await, (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(fetches(BOB).await, (StatusCode::OK, StatusCode::NOT_FOUND));
    let (status, _, receipt) = s.ask((&token, ROOM), "GET", &format!("{path}/receipt"), None).await;
    assert_eq!((status, receipt.as_slice()), (StatusCode::OK, b"receipt of output-released\n".as_slice()));

    // Nothing on the record names the file's own hash (invariant 4).
    for entry in s.record().await {
        let text = format!("{entry:?}");
        assert!(!text.contains(&release.files[0].hash.0), "{}", entry.action);
        assert!(!text.contains("\"return\"") && !text.contains("\"release\": \"release\""), "{}", entry.action);
    }

    let dai = s.person(DAI, STAFF).await;
    let back = TakeBack { version: release.version, why: "A wrong table".into() };
    let release = lookup::release(&dai, &release.reference).await.unwrap();
    actions::withdraw_release(&dai, &release, &back).await.unwrap();
    let gone = s.read((&token, ROOM), &format!("{path}/file")).await;
    assert_eq!(gone.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gone.1.contains("withdrawn"));
    assert_eq!(state(&s, &reference).await, State::Withdrawn);
    assert!(s.mail(ANWEN).await.iter().any(|m| m.contains("withdrawn")));
}

store::both! {
    &migrations();

    async fn a_paper_is_returned_corrected_and_released_in_the_srs_out_04(on: TestStore) {
        journey("srs", on).await;
    }

    async fn a_paper_is_returned_corrected_and_released_in_the_secure_lab_out_04(on: TestStore) {
        journey("secure-lab", on).await;
    }

    async fn the_srs_takes_the_bare_table_once_it_is_explained_out_14(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let table = a_table(&anwen).await;
        let name = saved(&anwen, &table, "").await;
        assert_eq!(name, "Pay by region.csv");
        let reference = a_draft(&s, &anwen, "table", &name).await;
        let request = kept(&s, &reference).await;
        let mut item = requests::items(&s.app, request.id(), 1).await.unwrap().remove(0);
        assert_eq!(item.table, Some(table.id));
        let unexplained = hand_in(&anwen, &reference).await;
        assert_eq!(keys(unexplained.unwrap_err()), ["submit-item-description"]);
        item.description = "What people earn in each region".into();
        put(&anwen, &reference, item).await;
        submit(&s, &anwen, &reference).await;
        assert_eq!(state(&s, &reference).await, State::FirstCheck);
    }

    async fn the_secure_lab_says_what_to_do_with_a_bare_table_out_05(on: TestStore) {
        let s = service("secure-lab", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let name = saved(&anwen, &a_table(&anwen).await, "pay").await;
        let reference = a_draft(&s, &anwen, "journal-paper", &name).await;
        let no = hand_in(&anwen, &reference).await.unwrap_err();
        assert!(keys(no).contains(&"submit-bare-table".to_owned()));
        assert_eq!(state(&s, &reference).await, State::Draft);
    }

    async fn two_votes_at_the_same_moment_count_once_each(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let (a, b) = tokio::join!(
            vote(&s, DAI, &reference, 1, Vote::Release),
            vote(&s, ELERI, &reference, 1, Vote::Release)
        );
        let mut states = [a.unwrap(), b.unwrap()];
        states.sort();
        assert_eq!(states, [State::SecondCheck, State::Approved]);
        let request = kept(&s, &reference).await;
        assert_eq!(request.core.votes.len(), 2);
        assert_eq!(s.record().await.iter().filter(|e| e.action == "output-voted").count(), 2);
    }

    async fn the_same_vote_twice_is_one_vote(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let (a, b) = tokio::join!(
            vote(&s, DAI, &reference, 1, Vote::Release),
            vote(&s, DAI, &reference, 1, Vote::Release)
        );
        let refused = match (a, b) {
            (Ok(_), Err(no)) | (Err(no), Ok(_)) => no,
            other => panic!("not one of two: {other:?}"),
        };
        assert_eq!(keys(refused), ["vote-twice"]);
        assert_eq!(state(&s, &reference).await, State::SecondCheck);
        // A page of a round that is over is stale.
        assert!(matches!(vote(&s, ELERI, &reference, 2, Vote::Release).await, Err(No::Stale)));
    }

    async fn the_same_submission_twice_is_one_submission(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let name = a_paper(&anwen, "paper").await;
        let reference = a_draft(&s, &anwen, "paper", &name).await;
        let before = own(&anwen, &reference).await;
        let asked = Submit { version: before.version };
        let (a, b) = tokio::join!(
            actions::submit(&anwen, &before, asked),
            actions::submit(&anwen, &before, asked)
        );
        assert!(matches!((&a, &b), (Ok(_), Err(No::Stale)) | (Err(No::Stale), Ok(_))), "{:?}", (a.is_ok(), b.is_ok()));
        assert!(matches!(actions::submit(&anwen, &own(&anwen, &reference).await, asked).await, Err(No::Stale)));
        s.jobs().await;
        assert_eq!(s.record().await.iter().filter(|e| e.action == "output-submitted").count(), 1);
        assert_eq!(s.record().await.iter().filter(|e| e.action == "output-inspected").count(), 1);
    }

    async fn jobs_done_twice_change_nothing_the_second_time(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let request = kept(&s, &reference).await;
        let request = request.id();
        s.enqueue(&InspectOutput { request, round: 1 }).await;
        s.jobs().await;
        for checker in [DAI, ELERI] {
            vote(&s, checker, &reference, 1, Vote::Release).await.unwrap();
        }
        s.enqueue(&ReleaseOutput { request }).await;
        let both = tokio::join!(platform::jobs::run_next(&s.app), platform::jobs::run_next(&s.app));
        assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
        s.jobs().await;
        assert_eq!(s.record().await.iter().filter(|e| e.action == "output-inspected").count(), 1);
        assert_eq!(s.record().await.iter().filter(|e| e.action == "output-released").count(), 1);
    }

    async fn what_was_frozen_is_what_is_released_whatever_happens_to_the_folder_out_01(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let request = kept(&s, &reference).await;
        let frozen = requests::files_of_round(&s.app, request.id(), 1).await.unwrap();
        assert!(frozen.iter().all(|f| f.frozen_at.is_some() && f.content == "docx"));
        // Choosing other files now is refused, and so is changing the items.
        let no = choose(&s, &anwen, &reference, "paper.docx").await.unwrap_err();
        assert_eq!(keys(no), ["submit-not-now"]);
        for checker in [DAI, ELERI] {
            vote(&s, checker, &reference, 1, Vote::Release).await.unwrap();
        }
        s.jobs().await;
        let release = releases::of_request(&s.app, request.id()).await.unwrap().unwrap();
        assert_eq!(release.files[0].hash, frozen[0].hash);
    }

    async fn a_renamed_file_comes_back_before_any_checker_sees_it(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, token) = s.inside(ANWEN).await;
        let bytes = b"PAR1 no paper at all PAR1".to_vec();
        let (size, hash) = (bytes.len() as i64, s.app.files.put(bytes).await.unwrap());
        let mut change = s.app.store.change().await.unwrap();
        let sdc = projects::Folder::Sdc;
        projects::add_file(&s.app, &mut change, PROJECT, &sdc, "paper.docx", &hash, size, ANWEN).await.unwrap();
        change.commit(anwen.entry("seeded", "test", "x")).await.unwrap();
        let reference = a_draft(&s, &anwen, "paper", "paper.docx").await;
        put(&anwen, &reference, an_item()).await;
        submit(&s, &anwen, &reference).await;
        assert_eq!(state(&s, &reference).await, State::Returned);
        assert!(s.mail(ANWEN).await.iter().any(|m| m.contains("needs correcting")));
        assert!(s.mail(DAI).await.is_empty());
        let (_, page) = s.read((&token, ROOM), &format!("/outputs/{reference}")).await;
        assert!(page.contains("does not go with this kind of output"), "{page}");
    }

    async fn a_request_is_taken_back_while_it_is_checked_and_not_once_it_is_approved(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, token) = s.inside(ANWEN).await;
        let withdraw = async |reference: &str| {
            let own = own(&anwen, reference).await;
            actions::withdraw(&anwen, &own, Withdraw { version: own.version }).await
        };
        let offered = async |reference: &str| {
            let page = s.read((&token, ROOM), &format!("/outputs/{reference}")).await.1;
            page.contains(&format!("/outputs/{reference}/withdraw"))
        };
        let reference = with_checkers(&s, &anwen).await;
        vote(&s, DAI, &reference, 1, Vote::Release).await.unwrap();
        let before = own(&anwen, &reference).await;
        assert!(offered(&reference).await);
        vote(&s, ELERI, &reference, 1, Vote::Release).await.unwrap();
        // Approved: the release is being made. The page of before is stale.
        let stale = actions::withdraw(&anwen, &before, Withdraw { version: before.version }).await;
        assert!(matches!(stale, Err(No::Stale)), "{stale:?}");
        assert_eq!(keys(withdraw(&reference).await.unwrap_err()), ["withdraw-not-now"]);
        s.jobs().await;
        // Out: the staff take it back, with its link.
        assert_eq!(keys(withdraw(&reference).await.unwrap_err()), ["withdraw-not-now"]);
        assert!(!offered(&reference).await);
        assert_eq!(state(&s, &reference).await, State::Released);

        let name = a_paper(&anwen, "another paper").await;
        let reference = a_draft(&s, &anwen, "paper", &name).await;
        submit(&s, &anwen, &reference).await;
        withdraw(&reference).await.unwrap();
        assert_eq!(state(&s, &reference).await, State::Withdrawn);
        assert!(matches!(vote(&s, DAI, &reference, 1, Vote::Release).await, Err(No::Refused(_))));
    }

    async fn a_link_expires_out_04(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        for checker in [DAI, ELERI] {
            vote(&s, checker, &reference, 1, Vote::Release).await.unwrap();
        }
        s.jobs().await;
        let request = kept(&s, &reference).await;
        let release = releases::of_request(&s.app, request.id()).await.unwrap().unwrap();
        s.app.world.advance(14 * Moment::DAY);
        let token = s.token(ANWEN, ROOM).await;
        let (status, page) = s.read((&token, ROOM), &format!("/releases/{}/file", release.reference)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("The time for fetching this release is over"));
        // Whoever prolongs it in the database prolongs nothing: the entry says until when.
        let mut change = s.app.store.change().await.unwrap();
        change.run(&PROLONG, store::args![&release.reference]).await.unwrap();
        s.commit(change).await;
        let (status, page) = s.read((&token, ROOM), &format!("/releases/{}/file", release.reference)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!page.contains("The time for fetching this release is over"));
    }

    /// A table that fails is told of under whatever table, or none, the requester says that it is.
    async fn what_is_judged_is_what_the_file_holds_whatever_the_requester_names_sdc_05(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let (bad, good) = (a_table(&anwen).await, a_table(&anwen).await);
        let mut change = s.app.store.change().await.unwrap();
        change.run(&FAILS, store::args![bad.id.to_string()]).await.unwrap();
        s.commit(change).await;
        let name = saved(&anwen, &bad, "").await;
        let found = async |table: Option<airlock::TableId>| {
            let reference = a_draft(&s, &anwen, "table", &name).await;
            let request = kept(&s, &reference).await;
            let mut item = requests::items(&s.app, request.id(), 1).await.unwrap().remove(0);
            item.description = "What people earn in each region".into();
            item.table = table;
            put(&anwen, &reference, item).await;
            submit(&s, &anwen, &reference).await;
            let found = airlock::store::checks::findings(&s.app, request.id(), 1).await.unwrap();
            let codes: Vec<String> = found.iter().map(|f| f.found.code.to_string()).collect();
            (codes, state(&s, &reference).await)
        };
        let has = |codes: &[String], code: &str| codes.iter().any(|c| c == code);
        let (honest, at) = found(Some(bad.id)).await;
        assert!(has(&honest, "sdc-threshold") && !has(&honest, "item-other-table"), "{honest:?}");
        assert_eq!(at, State::FirstCheck);
        // Relinked to a table that is safe: its own verdict stands beside, and the request comes back.
        let (relinked, at) = found(Some(good.id)).await;
        assert!(has(&relinked, "sdc-threshold") && has(&relinked, "item-other-table"), "{relinked:?}");
        assert_eq!(at, State::Returned);
        // Relinked to none.
        let (unlinked, _) = found(None).await;
        assert!(has(&unlinked, "sdc-threshold") && has(&unlinked, "table-not-described"), "{unlinked:?}");
    }
}
