//! What staff and people see, and the same over the API, on both databases.

use http::StatusCode;
use store::testing::TestStore;

use crate::service::*;

const AT: &str = "127.0.0.1";

store::both!(&migrations();

async fn staff_suspend_lift_and_withdraw_on_pages_that_ask_for_the_reason_acc_01(on: TestStore) {
    let s = service(on).await;
    let id = s.accredit(ELIN, None).await;
    let catrin = s.session(person(CATRIN), AT).await;
    let elin = s.session(person(ELIN), AT).await;
    let (catrin, elin) = ((catrin.as_str(), AT), (elin.as_str(), AT));
    let page = format!("/accreditations/{id}");

    // From the person's page to the accreditation, and on to the question for the reason.
    let (_, of_elin) = s.request(Some(catrin), "GET", &format!("/people/{}", person(ELIN)), "").await.text();
    assert!(of_elin.contains(&format!("href=\"{page}\"")), "{of_elin}");
    let (status, shown) = s.request(Some(catrin), "GET", &page, "").await.text();
    assert_eq!(status, StatusCode::OK);
    assert!(shown.contains(&format!("{page}/suspend")) && shown.contains(&format!("{page}/withdraw")), "{shown}");
    assert!(!shown.contains(&format!("{page}/lift")), "{shown}");
    let (status, asked) = s.request(Some(catrin), "GET", &format!("{page}/suspend"), "").await.text();
    assert_eq!(status, StatusCode::OK);
    assert!(asked.contains("What is the reason?") && asked.contains("Suspend this accreditation"), "{asked}");

    // Without a reason the page comes again.
    let version = s.accreditation(id).await.version.to_string();
    let again = s.form(catrin, &format!("{page}/suspend"), &[("reason", ""), ("version", &version)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().1.contains("There is a problem"));
    let done = s.form(catrin, &format!("{page}/suspend"), &[("reason", "An audit."), ("version", &version)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let (_, own) = s.request(Some(elin), "GET", "/accreditation", "").await.text();
    assert!(own.contains("Suspended, since 23 November 2026") && own.contains("An audit."), "{own}");
    assert!(!own.contains("{people"), "a text is missing: {own}");
    let (_, welsh) = s.request(Some(elin), "GET", "/cy/accreditation", "").await.text();
    assert!(welsh.contains("Wedi&#39;i atal") || welsh.contains("Wedi'i atal"), "{welsh}");

    // The same page sent again is stale; the lifting gives it back.
    let stale = s.form(catrin, &format!("{page}/suspend"), &[("reason", "An audit."), ("version", &version)]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let version = s.accreditation(id).await.version.to_string();
    s.form(catrin, &format!("{page}/lift"), &[("reason", "Cleared."), ("version", &version)]).await;
    assert!(s.accreditation(id).await.valid_on(day("2026-11-23")));
    let version = s.accreditation(id).await.version.to_string();
    s.form(catrin, &format!("{page}/withdraw"), &[("reason", "A breach."), ("version", &version)]).await;
    let (_, shown) = s.request(Some(catrin), "GET", &page, "").await.text();
    assert!(shown.contains("Withdrawn, since 23 November 2026"), "{shown}");
    assert!(!shown.contains(&format!("{page}/suspend")), "{shown}");
    // Elin cannot do it herself, whatever she sends.
    let no = s.form(elin, &format!("{page}/lift"), &[("reason", "Please."), ("version", "5")]).await;
    assert_eq!(no.status, StatusCode::FORBIDDEN);
}

async fn an_agreement_is_withdrawn_from_the_page_of_the_person_agr_11(on: TestStore) {
    let s = service(on).await;
    let sian = s.session(person(SIAN), AT).await;
    let mari = s.session(person(MARI), AT).await;
    let (sian, mari) = ((sian.as_str(), AT), (mari.as_str(), AT));
    let page = format!("/people/{}", person(ELIN));
    let sent = [
        ("kind", "arar"),
        ("version", "3"),
        ("signed-on-day", "1"),
        ("signed-on-month", "11"),
        ("signed-on-year", "2026"),
        ("device", "laptop 1"),
    ];
    let done = s.form(sian, &format!("{page}/agreements"), &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let id = people::agreements(&s.app, person(ELIN)).await.unwrap()[0].id;
    let withdraw = format!("/agreements/{id}/withdraw");
    let (_, shown) = s.request(Some(sian), "GET", &page, "").await.text();
    assert!(shown.contains(&withdraw) && shown.contains("In force"), "{shown}");
    let (status, asked) = s.request(Some(sian), "GET", &withdraw, "").await.text();
    assert_eq!(status, StatusCode::OK);
    assert!(asked.contains("Withdraw this agreement"), "{asked}");
    assert_eq!(s.request(Some(mari), "GET", &withdraw, "").await.status, StatusCode::NOT_FOUND);
    let no = s.form(mari, &withdraw, &[("reason", "why")]).await;
    assert_eq!(no.status, StatusCode::NOT_FOUND);
    let done = s.form(sian, &withdraw, &[("reason", "Lost."), ("version", "0")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let (_, shown) = s.request(Some(sian), "GET", &page, "").await.text();
    assert!(shown.contains("Withdrawn: Lost.") && !shown.contains(&withdraw), "{shown}");
}

async fn the_api_does_the_same_with_the_same_refusals_acc_01_agr_11(on: TestStore) {
    let s = service(on).await;
    let id = s.accredit(ELIN, None).await;
    let catrin = s.session(person(CATRIN), AT).await;
    let sian = s.session(person(SIAN), AT).await;
    let mari = s.session(person(MARI), AT).await;
    let (catrin, sian, mari) = ((catrin.as_str(), AT), (sian.as_str(), AT), (mari.as_str(), AT));
    let ask = |who, method, path: String, body: String| {
        let s = &s;
        async move {
            let (status, text) = s.request(Some(who), method, &path, &body).await.text();
            (status.as_u16(), serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default())
        }
    };
    let at = format!("/api/v1/accreditations/{id}");
    let body = |reason: &str, version: i64| serde_json::json!({ "reason": reason, "version": version }).to_string();
    let (status, seen) = ask(catrin, "GET", at.clone(), String::new()).await;
    assert_eq!((status, seen["state"].as_str()), (200, Some("granted")));
    assert!(seen.get("stopped_from").is_none(), "{seen}");
    assert_eq!(ask(mari, "GET", at.clone(), String::new()).await.0, 404);
    assert_eq!(ask(mari, "POST", format!("{at}/suspend"), body("why", 2)).await.0, 404);
    assert_eq!(ask(catrin, "POST", format!("{at}/suspend"), body(" ", 2)).await.0, 422);
    assert_eq!(ask(catrin, "POST", format!("{at}/suspend"), body("why", 1)).await.0, 409);
    assert_eq!(ask(catrin, "POST", format!("{at}/suspend"), "{".into()).await.0, 400);
    let (status, now) = ask(catrin, "POST", format!("{at}/suspend"), body("An audit.", 2)).await;
    assert_eq!((status, now["state"].as_str(), now["version"].as_i64()), (200, Some("suspended"), Some(3)));
    assert_eq!((now["stopped_from"].as_str(), now["stopped_why"].as_str()), (Some("2026-11-23"), Some("An audit.")));
    let (status, no) = ask(catrin, "POST", format!("{at}/suspend"), body("Again.", 3)).await;
    assert_eq!((status, no["reasons"][0].as_str()), (422, Some("This accreditation is suspended already.")));
    assert_eq!(ask(catrin, "POST", format!("{at}/lift"), body("Cleared.", 3)).await.1["state"], "granted");
    assert_eq!(ask(catrin, "POST", format!("{at}/withdraw"), body("A breach.", 4)).await.1["state"], "withdrawn");
    let of_elin = format!("/api/v1/people/{}", person(ELIN));
    let (_, all) = ask(catrin, "GET", format!("{of_elin}/accreditations"), String::new()).await;
    assert_eq!((all[0]["id"].as_str(), all[0]["state"].as_str()), (Some(id.to_string().as_str()), Some("withdrawn")));

    let answers = serde_json::json!({ "answers":
        { "kind": "arar", "version": "3", "signed-on": "2026-11-01", "device": "laptop 1" } });
    assert_eq!(ask(sian, "POST", format!("{of_elin}/agreements"), answers.to_string()).await.0, 204);
    let (_, all) = ask(sian, "GET", format!("{of_elin}/agreements"), String::new()).await;
    assert_eq!(all[0]["state"], "in-force");
    assert_eq!(ask(mari, "GET", format!("{of_elin}/agreements"), String::new()).await.0, 404);
    let withdraw = format!("/api/v1/agreements/{}/withdraw", all[0]["id"].as_str().unwrap());
    assert_eq!(ask(mari, "POST", withdraw.clone(), body("why", 0)).await.0, 404);
    let (status, now) = ask(sian, "POST", withdraw.clone(), body("Lost.", 0)).await;
    assert_eq!((status, now["state"].as_str(), now["withdrawn_why"].as_str()), (200, Some("withdrawn"), Some("Lost.")));
    assert_eq!(ask(sian, "POST", withdraw, body("Again.", 0)).await.0, 422);
}

async fn the_list_of_people_is_for_staff_and_goes_by_pages(on: TestStore) {
    let s = service(on).await;
    let sian = s.session(person(SIAN), AT).await;
    let elin = s.session(person(ELIN), AT).await;
    let (status, shown) = s.request(Some((&sian, AT)), "GET", "/people", "").await.text();
    assert_eq!(status, StatusCode::OK);
    assert!(shown.contains("elin@example.org") && !shown.contains("page=2"), "{shown}");
    let (_, second) = s.request(Some((&sian, AT)), "GET", "/people?page=2", "").await.text();
    assert!(!second.contains("elin@example.org"));
    assert_eq!(s.request(Some((&elin, AT)), "GET", "/people", "").await.status, StatusCode::FORBIDDEN);
    let visitor = s.request(None, "GET", "/people", "").await;
    assert_eq!(visitor.status, StatusCode::SEE_OTHER);
}
);
