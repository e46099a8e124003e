//! The pages and the API over the router, with all that stands round it.

use http::StatusCode;
use store::testing::TestStore;

use crate::service::*;

store::both! {
    &migrations();

    async fn the_page_of_the_access_decision_says_which_ways_are_open_and_why_the_others_are_not(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let token = service.token(ANWEN, HOME_VPN).await;
        let (status, page) = service.ask(&token, HOME_VPN, "GET", "/projects/P-1/access", None).await;
        assert_eq!(status, StatusCode::OK);
        for words in [
            "You cannot enter from where you are now.",
            "Access level 1: safe room and SafePod only.",
            "This is set by: Census.",
            "&quot;Census&quot; can be used this way only",
            "Book a SafePod",
        ] {
            assert!(page.contains(words) || page.contains(&words.replace("&quot;", "&#34;")), "{words}\n{page}");
        }
        let (_, page) = service.ask(&token, HOME_VPN, "GET", "/cy/projects/P-3/access", None).await;
        assert!(page.contains("Gallwch fynd i mewn oddi yma nawr: Cartref (AOC o bell)."), "{page}");
        assert!(!page.contains("{settings-") && !page.contains("{ $"), "{page}");
    }

    async fn the_page_says_who_would_lose_a_way_in_before_data_are_added_lvl_06(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let token = service.token(ANWEN, HOME_VPN).await;
        let (status, _) = service.send(&token, HOME_VPN, "/projects/P-3/access", &[("dataset", "CEN")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = service.ask(&token, HOME_VPN, "GET", "/projects/P-3/access?dataset=CEN", None).await;
        for words in ["With this added: Census", "Access level 1", "Anwen Rees", "Bob Marsh", "Home (AOC remote)"] {
            assert!(page.contains(words), "{words}\n{page}");
        }
        // An output reviewer has no way in to lose.
        assert!(!page.contains("Cerys Vaughan"));
        assert!(service.record(THREE).await.is_empty(), "looking changes nothing");
    }

    async fn entering_over_the_pages_asks_for_the_statements_and_leaving_leads_back(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let token = service.token(ANWEN, HOME_VPN).await;
        let (status, page) = service.ask(&token, HOME_VPN, "GET", "/projects/P-3/enter", None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("You are entering by: Home (AOC remote) (organisation-vpn of the tests)."), "{page}");
        let (status, page) = service.send(&token, HOME_VPN, "/projects/P-3/enter", &[("phones", "yes")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Confirm that you will write nothing down"), "{page}");
        let all = [("place", "yes"), ("phones", "yes"), ("nothing-written", "yes"), ("monitored", "yes")];
        let (status, _) = service.send(&token, HOME_VPN, "/projects/P-3/enter", &all).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = service.ask(&token, HOME_VPN, "GET", "/projects/P-3/enter", None).await;
        assert!(page.contains("You are inside, since 23 November 2026 at 10am."), "{page}");
        let (status, _) = service.send(&token, HOME_VPN, "/projects/P-3/leave", &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        // Refused: the page with the reasons, and an entry on the record.
        let (status, page) = service.send(&token, HOME_VPN, "/projects/P-1/enter", &all).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("safe room and SafePod only"), "{page}");
        assert_eq!(service.record(ONE).await.len(), 1);
        // Without the form's token nothing happens.
        let (status, _) = service.ask(&token, HOME_VPN, "POST", "/projects/P-3/enter", Some("place=yes")).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }

    async fn somebody_who_is_no_member_cannot_tell_the_project_from_one_that_does_not_exist(on: TestStore) {
        let service = service("srs", on).await;
        let token = service.token(DAI, STAFF).await;
        for path in ["/projects/P-3/access", "/projects/P-9/access", "/projects/P-3/enter", "/api/v1/projects/P-3/access"] {
            let (status, _) = service.ask(&token, STAFF, "GET", path, None).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        let (status, _) = service.ask("nobody", STAFF, "GET", "/api/v1/projects/P-3/access", None).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }

    async fn the_api_answers_with_all_reasons_and_enters_and_leaves_lvl_16(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let token = service.token(ANWEN, HOME_VPN).await;
        let (_, body) = service.ask(&token, HOME_VPN, "GET", "/api/v1/projects/P-1/access", None).await;
        let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(answer["allowed"], false);
        assert_eq!(answer["class"], "1");
        let reasons = answer["reasons"].as_array().unwrap();
        let limiting = reasons.iter().find(|r| r["key"] == "settings-dataset-class").unwrap();
        assert_eq!(limiting["args"]["dataset"], "Census");
        assert_eq!(limiting["closes"], serde_json::json!(["aoc-office", "aoc-remote"]));
        assert_eq!(limiting["remedy"]["link"], "/projects/P-1/access");

        let (_, body) = service.ask(&token, HOME_VPN, "GET", "/api/v1/projects/P-3/access/what-if?dataset=CEN", None).await;
        let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(answer["lost"], serde_json::json!(["aoc-office", "aoc-remote"]));
        assert_eq!(answer["people"].as_array().unwrap().len(), 2);
        let (status, _) = service.ask(&token, HOME_VPN, "GET", "/api/v1/projects/P-3/access/what-if?dataset=NO", None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);

        let (status, _) = service.ask(&token, HOME_VPN, "POST", "/api/v1/projects/P-3/sessions", Some("{}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let all = r#"{"statements":{"place":"yes","phones":"yes","nothing-written":"yes","monitored":"yes"}}"#;
        let (status, body) = service.ask(&token, HOME_VPN, "POST", "/api/v1/projects/P-3/sessions", Some(all)).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let (status, body) = service.ask(&token, HOME_VPN, "POST", "/api/v1/projects/P-1/sessions", Some(all)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Census"), "{body}");
        let (status, _) = service.ask(&token, HOME_VPN, "DELETE", "/api/v1/projects/P-3/sessions", None).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
    }

    async fn staff_record_places_agreements_and_addresses_on_their_pages_aoc_09(on: TestStore) {
        let service = service("srs", on).await;
        let token = service.token(DAI, STAFF).await;
        let fields = [("kind", "organisation-vpn"), ("organisation", &NORTHBRIDGE.to_string()), ("name", "VPN"), ("address", "81.2.69.0/24"), ("version", "0")];
        let (status, page) = service.send(&token, STAFF, "/connectivity/places", &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (status, page) = service.send(&token, STAFF, "/connectivity/places", &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("This place is registered already"), "{page}");
        let organisation = NORTHBRIDGE.to_string();
        let aoc = [
            ("organisation", organisation.as_str()),
            ("office-from-day", "1"), ("office-from-month", "1"), ("office-from-year", "2026"),
            ("version", "0"),
        ];
        let (status, page) = service.send(&token, STAFF, "/connectivity/aoc", &aoc).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, page) = service.ask(&token, STAFF, "GET", "/connectivity", None).await;
        for words in ["University of Northbridge", "From 1 January 2026", "81.2.69.0/24", "In force", "Your address as we see it is 81.2.71.9."] {
            assert!(page.contains(words), "{words}\n{page}");
        }
        let suspend = format!("/connectivity/aoc/{organisation}/suspend");
        let (status, _) = service.ask(&token, STAFF, "GET", &suspend, None).await;
        assert_eq!(status, StatusCode::OK);
        let (status, _) = service.send(&token, STAFF, &suspend, &[("why", "A lost laptop"), ("version", "1")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = service.ask(&token, STAFF, "GET", "/connectivity", None).await;
        assert!(page.contains("Suspended: A lost laptop"), "{page}");
        // A researcher sees the state of their own organisation, without details.
        let anwen = service.token(ANWEN, HOME_VPN).await;
        let (_, page) = service.ask(&anwen, HOME_VPN, "GET", "/connectivity", None).await;
        assert!(page.contains("Suspended") && !page.contains("laptop") && !page.contains("81.2.69.0/24"), "{page}");
        for path in ["/connectivity/aoc", "/connectivity/places", "/connectivity/addresses"] {
            let (status, _) = service.ask(&anwen, HOME_VPN, "GET", path, None).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        }
    }

    async fn in_the_secure_lab_staff_record_an_address_by_the_persons_email(on: TestStore) {
        let service = service("secure-lab", on).await;
        let token = service.token(DAI, STAFF).await;
        let (status, page) =
            service.send(&token, STAFF, "/connectivity/addresses", &[("email", "anw@example.org"), ("address", "10.0.0.1"), ("version", "0")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Enter a public address. This one is private to your network"), "{page}");
        let good = [("email", "anw@example.org"), ("address", "81.2.69.50"), ("version", "0")];
        let (status, page) = service.send(&token, STAFF, "/connectivity/addresses", &good).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let anwen = service.token(ANWEN, "81.2.69.50").await;
        let (_, page) = service.ask(&anwen, "81.2.69.50", "GET", "/connectivity", None).await;
        assert!(page.contains("It matches your registered address."), "{page}");
        let (_, page) = service.ask(&anwen, "81.2.69.50", "GET", "/projects/P-3/access", None).await;
        assert!(page.contains("You can enter from here now: Office desktop."), "{page}");
    }
}
