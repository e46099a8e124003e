//! From a table to a released file, through the pages and the API, on both databases and in both profiles.

use std::collections::BTreeMap;

use airlock::actions;
use airlock::rules::table::Asked;
use airlock::rules::vote::{Ballot, Vote};
use airlock::rules::write_up::{Part, PartKind, Text};
use airlock::rules::{Severity, State, minimum};
use airlock::store::{checks, releases, requests, tables};
use foundation::Moment;
use http::StatusCode;
use platform::{Context, No, PersonId};
use store::testing::TestStore;

use crate::common::*;
use crate::service::*;

fn asked() -> Asked {
    Asked {
        title: "Pay by region".into(),
        rows: vec!["region".into()],
        count: true,
        sum: vec!["pay".into()],
        ..Asked::default()
    }
}

async fn project(s: &Service) -> projects::Project {
    projects::project(&s.app, PROJECT).await.unwrap().unwrap()
}

/// Makes a table, writes it up, saves the document; the answer is the document's name.
async fn a_paper(s: &Service, cx: &Context, name: &str) -> String {
    let project = project(s).await;
    let table = actions::make_table(cx, &project, "LFS", &asked()).await.unwrap();
    let said = "What people earn in the north and in the south".to_owned();
    let part = |kind, text: &str, table| Part { kind, text: text.into(), caption: "Pay by region".into(), table };
    let text = Text {
        title: "Work and pay".into(),
        source: "The survey".into(),
        sample: "Adults".into(),
        method: if name.contains("corrected") { "Sums by year".into() } else { "Sums".into() },
        parts: vec![
            part(PartKind::Heading, "Results", None),
            part(PartKind::Table, &said, Some(table.id)),
            part(PartKind::Figure, &said, Some(table.id)),
        ],
    };
    let write_up = actions::new_write_up(cx, &project, text).await.unwrap();
    actions::save_write_up(cx, &project, &write_up.reference, name).await.unwrap()
}

/// The id of a file of the SDC folder.
async fn file_id(s: &Service, name: &str) -> String {
    let files = projects::files(&s.app, PROJECT, &projects::Folder::Sdc, "").await.unwrap();
    files.into_iter().find(|f| f.name == name).expect("the file is in the SDC folder").id.to_string()
}

async fn version(s: &Service, reference: &str) -> i64 {
    requests::by_reference(&s.app, reference).await.unwrap().unwrap().version
}

async fn state(s: &Service, reference: &str) -> State {
    requests::by_reference(&s.app, reference).await.unwrap().unwrap().state()
}

fn form(kind: &str) -> forms::Answers {
    let dataset = uuid::Uuid::from_u128(0x400).to_string();
    forms::Answers::default()
        .with("type", kind)
        .with("purpose", "A paper on work")
        .with("audience", "Economists")
        .with("datasets", vec![dataset])
        .with("citations", "10.5555/lfs")
        .with("source", "The survey")
        .with("sample", "Adults")
        .with("method", "Sums")
        .with("machine-learning", "no")
        .with("safe-methods", "yes")
}

/// A draft with its form answered and this file chosen.
async fn a_draft(s: &Service, cx: &Context, kind: &str, file: &str) -> String {
    let reference = actions::open(cx, &project(s).await).await.unwrap();
    actions::answer(cx, &reference, version(s, &reference).await, &form(kind)).await.unwrap();
    let files = [file_id(s, file).await];
    actions::choose_files(cx, &reference, version(s, &reference).await, &files).await.unwrap();
    reference
}

async fn submit(s: &Service, cx: &Context, reference: &str) {
    actions::submit(cx, reference, version(s, reference).await, true).await.unwrap();
    s.jobs().await;
}

/// A written paper that waits for its checkers.
async fn with_checkers(s: &Service, cx: &Context) -> String {
    let name = a_paper(s, cx, "paper").await;
    let kind = if s.app.profile.general.id == "srs" { "paper" } else { "journal-paper" };
    let reference = a_draft(s, cx, kind, &name).await;
    submit(s, cx, &reference).await;
    assert_eq!(state(s, &reference).await, State::FirstCheck);
    reference
}

/// A ballot that answers every finding.
async fn ballot(s: &Service, reference: &str, vote: Vote) -> Ballot {
    let request = requests::by_reference(&s.app, reference).await.unwrap().unwrap();
    let found = checks::findings(&s.app, request.id(), request.core.round).await.unwrap();
    let answers: BTreeMap<_, _> = found.iter().map(|f| (f.id, "It does no harm.".to_owned())).collect();
    Ballot { vote, reason: "Which years are these?".into(), publishable: Some(true), answers }
}

async fn vote(s: &Service, person: PersonId, reference: &str, round: u32, vote: Vote) -> Result<State, No> {
    let cx = s.person(person, STAFF).await;
    let ballot = ballot(s, reference, vote).await;
    actions::vote(&cx, reference, round, &ballot).await
}

fn keys(no: No) -> Vec<String> {
    match no {
        No::Refused(all) => all.into_iter().map(|s| s.key).collect(),
        other => panic!("not a refusal with reasons: {other:?}"),
    }
}

/// The findings of the first file on a checker's page: those of the command and the library, in their order.
async fn in_the_order_of_the_report(s: &Service, reference: &str, page: &str) {
    let request = requests::by_reference(&s.app, reference).await.unwrap().unwrap();
    let found = checks::findings(&s.app, request.id(), 1).await.unwrap();
    let of_file: Vec<_> = found.iter().filter(|f| f.file.is_some()).collect();
    let asked: Vec<inspector::Finding> = of_file.iter().filter_map(|f| f.found.inspectors()).collect();
    let report = inspector::Report::new("paper.docx", "docx", asked.clone());
    let ids = |all: &[inspector::Finding]| all.iter().map(|f| f.id).collect::<Vec<_>>();
    assert_eq!(ids(&asked), ids(&report.findings), "kept in the order of the report");
    let severities: std::collections::BTreeSet<_> = asked.iter().map(|f| f.severity).collect();
    assert!(severities.len() > 1, "notes and questions, or the order shows nothing: {asked:?}");
    // Each sentence of the list stands behind the one before.
    let list = &page[page.find("govuk-list--bullet").expect("a list of findings")..];
    let words = |key: &str| s.app.texts.text(foundation::Lang::En, &format!("finding-severity-{key}"), &[]);
    let mut at = 0;
    for finding in &found {
        let word = format!("{}: ", words(&finding.found.severity.to_string()));
        at += list[at..].find(&word).unwrap_or_else(|| panic!("{word} comes no more: {list}")) + word.len();
    }
}

/// The file of this round beside that of the round before: for its checkers, as pictures, without a word of either.
async fn what_changed(s: &Service, reference: &str, requester: &str) {
    let dai = s.token(DAI, STAFF).await;
    let file = format!("/checks/{reference}/files/1");
    let (_, page) = s.read((&dai, STAFF), &file).await;
    assert!(page.contains(&format!("href=\"{file}/changes\"")), "{page}");
    // As it would be printed: what prints is no part of these tests, and the page says so.
    assert!(page.contains(&format!("href=\"{file}?look=printed\"")), "{page}");
    let (status, printed) = s.read((&dai, STAFF), &format!("{file}?look=printed")).await;
    assert_eq!(status, StatusCode::OK, "{printed}");
    assert!(printed.contains("LibreOffice is not on the machine") && !printed.contains("/page?"), "{printed}");
    assert!(printed.contains(&format!("href=\"{file}\"")), "{printed}");
    assert_eq!(s.read((requester, ROOM), &format!("{file}?look=printed")).await.0, StatusCode::NOT_FOUND);
    let (status, page) = s.read((&dai, STAFF), &format!("{file}/changes")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains(&format!("src=\"{file}/changes/page?page=1\"")), "{page}");
    assert!(!page.contains("Sums"), "{page}");
    let (status, headers, png) = s.ask((&dai, STAFF), "GET", &format!("{file}/changes/page?page=1"), None).await;
    assert_eq!((status, headers["cache-control"].to_str().unwrap()), (StatusCode::OK, "no-store, private"));
    assert_eq!(&png[..4], b"\x89PNG");
    assert_eq!(s.read((&dai, STAFF), &format!("{file}/changes/page?page=2")).await.0, StatusCode::NOT_FOUND);
    for page in ["changes", "changes/page?page=1"] {
        assert_eq!(s.read((requester, ROOM), &format!("{file}/{page}")).await.0, StatusCode::NOT_FOUND);
    }
}

/// The journey in one profile: returned once, corrected, released, fetched, withdrawn.
async fn journey(profile: &str, on: TestStore) {
    let s = service(profile, on).await;
    let (anwen, token) = s.inside(ANWEN).await;
    let reference = with_checkers(&s, &anwen).await;
    assert!(s.mail(DAI).await.iter().any(|m| m.contains("waits to be checked")));
    assert!(s.mail(BOB).await.iter().all(|m| !m.contains("waits to be checked")), "Bob works on the project");

    assert_eq!(vote(&s, DAI, &reference, 1, Vote::Return).await.unwrap(), State::SecondCheck);
    assert_eq!(vote(&s, ELERI, &reference, 1, Vote::Return).await.unwrap(), State::Returned);
    assert!(s.mail(ANWEN).await.iter().any(|m| m.contains("come back with a question")));
    let (_, page) = s.read((&token, ROOM), &format!("/outputs/{reference}")).await;
    assert!(page.contains("Which years are these?"));

    let corrected = a_paper(&s, &anwen, "paper corrected").await;
    let files = [file_id(&s, &corrected).await];
    // The items of the first round were taken over; they stand for tables that are still there.
    actions::choose_files(&anwen, &reference, version(&s, &reference).await, &files).await.unwrap();
    let mut answers = form(if profile == "srs" { "paper" } else { "journal-paper" });
    answers.set("reply", "The years are in the title now.");
    actions::answer(&anwen, &reference, version(&s, &reference).await, &answers).await.unwrap();
    submit(&s, &anwen, &reference).await;
    what_changed(&s, &reference, &token).await;
    assert_eq!(vote(&s, DAI, &reference, 2, Vote::Release).await.unwrap(), State::SecondCheck);
    assert_eq!(vote(&s, FFION, &reference, 2, Vote::Release).await.unwrap(), State::Approved);
    s.jobs().await;
    assert_eq!(state(&s, &reference).await, State::Released);

    let request = requests::by_reference(&s.app, &reference).await.unwrap().unwrap();
    let release = releases::of_request(&s.app, request.id()).await.unwrap().unwrap();
    let path = format!("/releases/{}", release.reference);
    let (status, headers, bytes) = s.ask((&token, ROOM), "GET", &format!("{path}/file"), None).await;
    assert_eq!(status, StatusCode::OK);
    let disposition = headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"paper corrected.docx\""), "{disposition}");
    assert_eq!(headers["cache-control"], "no-store, private");
    assert_eq!(bytes, s.app.files.get(&release.files[0].hash).await.unwrap());
    // A second person is not told that there is one (OUT-04); a colleague sees it and may not fetch it.
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
    actions::withdraw_release(&dai, &release.reference, release.version, "A wrong table").await.unwrap();
    let gone = s.read((&token, ROOM), &format!("{path}/file")).await;
    assert_eq!(gone.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gone.1.contains("withdrawn"));
    assert_eq!(state(&s, &reference).await, State::Withdrawn);
    assert!(s.mail(ANWEN).await.iter().any(|m| m.contains("withdrawn")));
}

store::both! {
    &migrations();

    async fn a_paper_is_returned_corrected_and_released_in_the_srs(on: TestStore) {
        journey("srs", on).await;
    }

    async fn a_paper_is_returned_corrected_and_released_in_the_secure_lab(on: TestStore) {
        journey("secure-lab", on).await;
    }

    async fn the_srs_takes_the_bare_table_once_it_is_explained_out_14(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let project = project(&s).await;
        let table = actions::make_table(&anwen, &project, "LFS", &asked()).await.unwrap();
        let name = actions::save_table(&anwen, &project, &table, "").await.unwrap();
        assert_eq!(name, "Pay by region.csv");
        let reference = a_draft(&s, &anwen, "table", &name).await;
        let request = requests::by_reference(&s.app, &reference).await.unwrap().unwrap();
        let mut item = requests::items(&s.app, request.id(), 1).await.unwrap().remove(0);
        assert_eq!(item.table, Some(table.id));
        let unexplained = actions::submit(&anwen, &reference, version(&s, &reference).await, true).await;
        assert_eq!(keys(unexplained.unwrap_err()), ["submit-item-description"]);
        item.description = "What people earn in each region".into();
        actions::put_item(&anwen, &reference, version(&s, &reference).await, item).await.unwrap();
        submit(&s, &anwen, &reference).await;
        assert_eq!(state(&s, &reference).await, State::FirstCheck);
    }

    async fn the_secure_lab_says_what_to_do_with_a_bare_table_out_05(on: TestStore) {
        let s = service("secure-lab", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let project = project(&s).await;
        let table = actions::make_table(&anwen, &project, "LFS", &asked()).await.unwrap();
        let name = actions::save_table(&anwen, &project, &table, "pay").await.unwrap();
        let reference = a_draft(&s, &anwen, "journal-paper", &name).await;
        let no = actions::submit(&anwen, &reference, version(&s, &reference).await, true).await.unwrap_err();
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
        let request = requests::by_reference(&s.app, &reference).await.unwrap().unwrap();
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
        let name = a_paper(&s, &anwen, "paper").await;
        let reference = a_draft(&s, &anwen, "paper", &name).await;
        let at = version(&s, &reference).await;
        let (a, b) = tokio::join!(
            actions::submit(&anwen, &reference, at, true),
            actions::submit(&anwen, &reference, at, true)
        );
        assert!(matches!((&a, &b), (Ok(_), Err(No::Stale)) | (Err(No::Stale), Ok(_))), "{:?}", (a.is_ok(), b.is_ok()));
        assert!(matches!(actions::submit(&anwen, &reference, at, true).await, Err(No::Stale)));
        s.jobs().await;
        assert_eq!(s.record().await.iter().filter(|e| e.action == "output-submitted").count(), 1);
        assert_eq!(s.record().await.iter().filter(|e| e.action == "output-inspected").count(), 1);
    }

    async fn jobs_done_twice_change_nothing_the_second_time(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let request = requests::by_reference(&s.app, &reference).await.unwrap().unwrap();
        let again = serde_json::json!({ "request": request.id(), "round": 1 });
        airlock::inspect_output(&s.app, again.clone()).await.unwrap();
        for checker in [DAI, ELERI] {
            vote(&s, checker, &reference, 1, Vote::Release).await.unwrap();
        }
        let both = tokio::join!(airlock::release_output(&s.app, again.clone()), airlock::release_output(&s.app, again));
        assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
        s.jobs().await;
        assert_eq!(s.record().await.iter().filter(|e| e.action == "output-released").count(), 1);
    }

    async fn what_was_frozen_is_what_is_released_whatever_happens_to_the_folder_out_01(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let request = requests::by_reference(&s.app, &reference).await.unwrap().unwrap();
        let frozen = requests::files_of_round(&s.app, request.id(), 1).await.unwrap();
        assert!(frozen.iter().all(|f| f.frozen_at.is_some() && f.content == "docx"));
        // Choosing other files now is refused, and so is changing the items.
        let files = [file_id(&s, "paper.docx").await];
        let no = actions::choose_files(&anwen, &reference, request.version, &files).await.unwrap_err();
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
        let item = an_item();
        actions::put_item(&anwen, &reference, version(&s, &reference).await, item).await.unwrap();
        submit(&s, &anwen, &reference).await;
        assert_eq!(state(&s, &reference).await, State::Returned);
        assert!(s.mail(ANWEN).await.iter().any(|m| m.contains("needs correcting")));
        assert!(s.mail(DAI).await.is_empty());
        let (_, page) = s.read((&token, ROOM), &format!("/outputs/{reference}")).await;
        assert!(page.contains("does not go with this kind of output"), "{page}");
    }

    async fn unreleased_results_are_for_the_project_and_its_checkers_shr_04(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, token) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        let table = tables::latest(&s.app, PROJECT).await.unwrap().remove(0).reference;
        let picture = format!("/projects/P-1/space/tables/{table}/picture");
        let (status, headers, png) = s.ask((&token, ROOM), "GET", &picture, None).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, "image/png"));
        assert_eq!(headers["cache-control"], "no-store, private");
        assert_eq!(&png[..4], b"\x89PNG");
        // A member outside the space, an output reviewer, somebody else.
        let at_home = s.token(BOB, "203.0.113.5").await;
        assert_eq!(s.read((&at_home, "203.0.113.5"), &picture).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        for person in [CERYS, DAI] {
            let token = s.token(person, STAFF).await;
            assert_eq!(s.read((&token, STAFF), &picture).await.0, StatusCode::NOT_FOUND);
        }
        let reviewer = s.token(CERYS, ROOM).await;
        assert_eq!(s.read((&reviewer, ROOM), &format!("/outputs/{reference}")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(s.read((&reviewer, ROOM), &format!("/api/v1/outputs/{reference}")).await.0, StatusCode::NOT_FOUND);
        // A note beside the questions that the paper has.
        let request = requests::by_reference(&s.app, &reference).await.unwrap().unwrap();
        let found = checks::findings(&s.app, request.id(), 1).await.unwrap();
        let file = found.iter().find_map(|f| f.file);
        let note = minimum::Found { severity: Severity::Note, code: "printer_settings".into(), ..found[0].found.clone() };
        let number = found.len() as u32 + 1;
        let stored = checks::StoredFinding { id: airlock::FindingId::new(&s.app.world), number, file, found: note };
        let mut change = s.app.store.change().await.unwrap();
        checks::add_finding(&mut change, request.id(), 1, &stored).await.unwrap();
        change.commit(anwen.entry("seeded", "test", "x")).await.unwrap();
        // A checker from a registered place, not from elsewhere, and not a colleague.
        let check = format!("/checks/{reference}");
        let dai = s.token(DAI, STAFF).await;
        let (status, page) = s.read((&dai, STAFF), &check).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        for part in ["items/1/picture", "items/2/picture?look=chart", "files/1/picture"] {
            let (status, headers, _) = s.ask((&dai, STAFF), "GET", &format!("{check}/{part}"), None).await;
            assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, "image/png"), "{part}");
        }
        // The file itself, page by page: a picture with the watermark, and a page without a word of the file.
        for (person, at, area) in [(&dai, STAFF, "checks"), (&token, ROOM, "outputs")] {
            let file = format!("/{area}/{reference}/files/1");
            let (status, page) = s.read((person, at), &file).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            assert!(page.contains(&format!("src=\"{file}/page?page=1\"")), "{page}");
            assert!(!page.contains("What people earn") && !page.contains("Results") && !page.contains("Adults"), "{page}");
            let (status, headers, png) = s.ask((person, at), "GET", &format!("{file}/page?page=1"), None).await;
            assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, "image/png"), "{area}");
            assert_eq!((headers["cache-control"].to_str().unwrap(), &png[..4]), ("no-store, private", &b"\x89PNG"[..]));
            assert_eq!(s.read((person, at), &format!("{file}/page?page=999")).await.0, StatusCode::NOT_FOUND);
            assert_eq!(s.read((person, at), &format!("{file}?page=999")).await.0, StatusCode::NOT_FOUND);
            assert_eq!(s.read((person, at), &format!("/{area}/{reference}/files/7")).await.0, StatusCode::NOT_FOUND);
        }
        // Not for the requester by the checkers' way, not for checkers by the project's, not from outside the space.
        for page in ["", "/page?page=1"] {
            let (of_check, of_request) = (format!("{check}/files/1{page}"), format!("/outputs/{reference}/files/1{page}"));
            assert_eq!(s.read((&token, ROOM), &of_check).await.0, StatusCode::NOT_FOUND);
            assert_eq!(s.read((&dai, STAFF), &of_request).await.0, StatusCode::NOT_FOUND);
            assert_eq!(s.read((&reviewer, ROOM), &of_request).await.0, StatusCode::NOT_FOUND);
            assert_eq!(s.read((&at_home, "203.0.113.5"), &of_request).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        }
        in_the_order_of_the_report(&s, &reference, &page).await;
        // A vote without its reason comes back beside the form, with what was written.
        let vote_path = format!("{check}/vote");
        let blank = [("vote", "release"), ("publishable", "no"), ("round", "1")];
        let (status, page) = s.send((&dai, STAFF), &vote_path, &blank).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("An output that is not of publishable quality cannot be released"), "{page}");
        let outside = s.token(DAI, "203.0.113.5").await;
        assert_eq!(s.read((&outside, "203.0.113.5"), &check).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let bob = s.token(BOB, STAFF).await;
        assert_eq!(s.read((&bob, STAFF), &check).await.0, StatusCode::NOT_FOUND);
        let no = vote(&s, BOB, &reference, 1, Vote::Release).await.unwrap_err();
        assert!(keys(no).contains(&"vote-team-member".to_owned()));
        let no = vote(&s, ANWEN, &reference, 1, Vote::Release).await.unwrap_err();
        assert!(matches!(no, No::Forbidden { .. }), "{no:?}");
    }

    async fn a_link_expires(on: TestStore) {
        let s = service("srs", on).await;
        let (anwen, _) = s.inside(ANWEN).await;
        let reference = with_checkers(&s, &anwen).await;
        for checker in [DAI, ELERI] {
            vote(&s, checker, &reference, 1, Vote::Release).await.unwrap();
        }
        s.jobs().await;
        let request = requests::by_reference(&s.app, &reference).await.unwrap().unwrap();
        let release = releases::of_request(&s.app, request.id()).await.unwrap().unwrap();
        s.app.world.advance(14 * Moment::DAY);
        let token = s.token(ANWEN, ROOM).await;
        let (status, page) = s.read((&token, ROOM), &format!("/releases/{}/file", release.reference)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("The time for fetching this release is over"));
    }
}

store::both! {
    &migrations();

    async fn the_pages_make_a_table_and_a_request_and_tell_no_figure(on: TestStore) {
        let s = service("srs", on).await;
        let (_, token) = s.inside(ANWEN).await;
        let at = (token.as_str(), ROOM);
        let tables_page = "/projects/P-1/space/tables";
        assert_eq!(s.read(at, tables_page).await.0, StatusCode::OK);
        let new = format!("{tables_page}/new/LFS");
        let (status, page) = s.read(at, &new).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("REGION") && !page.contains("value=\"person\""));
        let wrong = s.send(at, &new, &[("title", "Pay"), ("rows", "person"), ("count", "yes")]).await;
        assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [
            ("title", "Pay"), ("rows", "region"), ("count", "yes"), ("sum", "pay"), ("weighted", "no"), ("totals", "yes"),
        ];
        let filtered = [fields.as_slice(), &[("filter", "pay >")]].concat();
        let (status, page) = s.send(at, &new, &filtered).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("The condition cannot be understood"), "{page}");
        let (status, to) = s.send(at, &new, &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
        let (status, page) = s.read(at, &to).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("/picture?page=1") && page.contains("/picture?look=chart"));
        for (name, message) in [("../x", true), ("y".repeat(250).as_str(), true), ("Tâl yn ôl ardal", false)] {
            let (status, page) = s.send(at, &format!("{to}/save"), &[("name", name)]).await;
            assert_eq!(status == StatusCode::UNPROCESSABLE_ENTITY, message, "{name}: {page}");
        }
        let taken = s.send(at, &format!("{to}/save"), &[("name", "Tâl yn ôl ardal")]).await;
        assert_eq!(taken.0, StatusCode::UNPROCESSABLE_ENTITY);

        let (status, to) = s.send(at, "/outputs", &[("project", "P-1")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
        let (_, page) = s.read(at, &to).await;
        assert!(page.contains("Choose at least one file of the SDC folder."));
        let reference = to.rsplit('/').next().unwrap().to_owned();
        let id = file_id(&s, "Tâl yn ôl ardal.csv").await;
        assert_eq!(s.read(at, &format!("{to}/files")).await.0, StatusCode::OK);
        let at_version = version(&s, &reference).await.to_string();
        let chosen = [("files", id.as_str()), ("version", at_version.as_str())];
        assert_eq!(s.send(at, &format!("{to}/files"), &chosen).await.0, StatusCode::SEE_OTHER);
        // The same form again: a stale page.
        assert_eq!(s.send(at, &format!("{to}/files"), &chosen).await.0, StatusCode::CONFLICT);
        for page in ["items", "items/new", "form", "files"] {
            assert_eq!(s.read(at, &format!("{to}/{page}")).await.0, StatusCode::OK, "{page}");
        }
        for page in ["/outputs", "/outputs?project=P-1", "/projects/P-1/space/write-ups", "/projects/P-1/space/write-ups/new"] {
            assert_eq!(s.read(at, page).await.0, StatusCode::OK, "{page}");
        }
    }

    async fn the_api_writes_up_and_votes(on: TestStore) {
        let s = service("srs", on).await;
        let (_, token) = s.inside(ANWEN).await;
        let at = (token.as_str(), ROOM);
        let json = async |at: (&str, &str), method: &str, path: &str, body: serde_json::Value| {
            let (status, _, bytes) = s.ask(at, method, &format!("/api/v1{path}"), Some(&body.to_string())).await;
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(status, StatusCode::OK, "{method} {path}: {text}");
            for secret in SECRET {
                assert!(!text.contains(secret), "{path} tells {secret}");
            }
            serde_json::from_str::<serde_json::Value>(&text).unwrap()
        };
        let no = serde_json::json!({});
        let asked = serde_json::json!({ "dataset": "LFS", "answers": { "title": "Pay", "rows": ["region"], "count": "yes",
            "sum": ["pay"], "weighted": "no", "totals": "no" } });
        let table = json(at, "POST", "/projects/P-1/tables", asked).await;
        assert_eq!(table["verdict"], "pass");
        let text = serde_json::json!({ "answers": { "title": "Pay", "source": "LFS", "sample": "Adults", "method": "Sums" } });
        let text = json(at, "POST", "/projects/P-1/write-ups", text).await;
        let path = format!("/projects/P-1/write-ups/{}", text["reference"].as_str().unwrap());
        let part = serde_json::json!({ "version": 1, "answers": { "kind": "table", "table": table["id"], "caption": "Pay",
            "description": "What people earn in each region" } });
        assert_eq!(json(at, "POST", &format!("{path}/parts"), part).await["version"], 2);
        let saved = json(at, "POST", &format!("{path}/save"), serde_json::json!({ "name": "pay" })).await;
        assert_eq!(saved["name"], "pay.docx");
        let output = json(at, "POST", "/projects/P-1/outputs", no.clone()).await;
        let path = format!("/outputs/{}", output["reference"].as_str().unwrap());
        let files = json(at, "GET", &format!("{path}/files"), no.clone()).await;
        let choose = serde_json::json!({ "files": [files[0]["id"]], "version": 1 });
        let output = json(at, "PUT", &format!("{path}/files"), choose).await;
        let answers = serde_json::json!({ "version": output["version"], "answers": form("paper") });
        let output = json(at, "PUT", &format!("{path}/form"), answers).await;
        let items = json(at, "GET", &format!("{path}/items"), no.clone()).await;
        assert_eq!(items[0]["label"], "Table 1");
        let submission = serde_json::json!({ "version": output["version"] });
        let output = json(at, "POST", &format!("{path}/submission"), submission).await;
        assert_eq!(output["state"], "submitted");
        s.jobs().await;
        assert_eq!(json(at, "GET", &path, no.clone()).await["state"], "first-check");
        let answers = serde_json::json!({ "vote": "release", "publishable": "yes" });
        for (checker, state) in [(DAI, "second-check"), (ELERI, "approved")] {
            let token = s.token(checker, STAFF).await;
            let at = (token.as_str(), STAFF);
            assert_eq!(json(at, "GET", "/checks", no.clone()).await.as_array().unwrap().len(), 1);
            // What the inspector asks: a table whose title is one word, and of which the text says nothing.
            let found = json(at, "GET", &path, no.clone()).await["findings"].as_array().unwrap().clone();
            let codes: Vec<&str> = found.iter().map(|f| f["code"].as_str().unwrap()).collect();
            assert_eq!(codes, ["unexplained", "unnumbered"]);
            assert!(found[0]["words"].as_str().unwrap().starts_with("pay.docx, "), "{found:?}");
            assert!(!found[0]["mend"].as_str().unwrap().is_empty(), "{found:?}");
            let reasons: serde_json::Map<String, serde_json::Value> =
                found.iter().map(|f| (f["id"].as_str().unwrap().to_owned(), "The item explains it.".into())).collect();
            let vote = serde_json::json!({ "round": 1, "answers": answers, "findings": reasons });
            assert_eq!(json(at, "POST", &format!("{path}/votes"), vote).await["state"], state);
        }
        s.jobs().await;
        let output = json(at, "GET", &path, no.clone()).await;
        let release = json(at, "GET", &format!("/releases/{}", output["release"].as_str().unwrap()), no.clone()).await;
        assert_eq!(release["files"][0], "pay.docx");
    }
}
