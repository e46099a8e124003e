//! What checkers see of a request, and who else sees nothing of it (SHR-04).

use airlock::rules::vote::Vote;
use airlock::rules::{Code, Severity, minimum};
use airlock::store::{checks, tables};
use http::StatusCode;
use platform::No;
use store::testing::TestStore;

use crate::acts::*;
use crate::common::*;
use crate::service::*;

/// The findings of the first file on a checker's page: those of the command and the library, in their order.
async fn in_the_order_of_the_report(s: &Service, reference: &str, page: &str) {
    let request = kept(s, reference).await;
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
pub async fn what_changed(s: &Service, reference: &str, requester: &str) {
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

store::both! {
    &migrations();

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
        let request = kept(&s, &reference).await;
        let found = checks::findings(&s.app, request.id(), 1).await.unwrap();
        let file = found.iter().find_map(|f| f.file);
        let note = minimum::Found { severity: Severity::Note, code: Code::Inspector(inspector::Id::PrinterSettings), ..found[0].found.clone() };
        let number = found.len() as u32 + 1;
        let stored = checks::StoredFinding { id: airlock::FindingId::new(&s.app.world), number, file, found: note };
        let mut change = s.app.store.change().await.unwrap();
        checks::add_finding(&mut change, &own(&anwen, &reference).await, 1, &stored).await.unwrap();
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
        // Nor once he has left it.
        s.leave(BOB).await;
        let no = vote(&s, BOB, &reference, 1, Vote::Release).await.unwrap_err();
        assert!(keys(no).contains(&"vote-team-member".to_owned()));
        let no = vote(&s, ANWEN, &reference, 1, Vote::Release).await.unwrap_err();
        assert!(matches!(no, No::Forbidden { .. }), "{no:?}");
    }
}
