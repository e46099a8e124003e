//! The layers round every request: origin, limits, language, errors.

use axum::body::Body;
use foundation::Moment;
use http::{Method, Request};
use store::both;
use store::testing::TestStore;

use super::support::{Browser, Got, PASSWORD, PROXY, house, house_with};

const FORGED: &str = "We could not tell that this came from our page";

async fn multipart(browser: &mut Browser<'_>, name: &str, bytes: &[u8]) -> Got {
    let token = browser.token.clone();
    let mut body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post("/uploads")
        .header("content-type", "multipart/form-data; boundary=x")
        .header("origin", "http://localhost")
        .body(Body::from(body));
    browser.send(request.unwrap()).await
}

both! { platform::MIGRATIONS;
    async fn every_statement_of_this_crate_is_understood(test: TestStore) {
        assert_eq!(store::testing::statements_that_fail(&test.store).await, Vec::<String>::new());
    }

    async fn a_forged_form_changes_nothing(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        browser.get("/account").await.is(200);
        let token = browser.token.clone();
        let here = "http://localhost";
        let good = [("text", "x"), ("csrf", token.as_str())];
        let without = [("text", "x")];
        let other = "0".repeat(token.len());
        let wrong = [("text", "x"), ("csrf", other.as_str())];
        browser.post_bare("/notes", &without, here).await.is(403).says(FORGED).says("Nothing was changed");
        browser.post_bare("/notes", &wrong, here).await.is(403).says(FORGED);
        for origin in ["http://evil.example", "https://localhost.evil.example", "null", "http://localhost:81", ""] {
            browser.post_bare("/notes", &good, origin).await.is(403).says(FORGED);
        }
        let mut elsewhere = house.browser().with("sec-fetch-site", "cross-site");
        elsewhere.cookie = browser.cookie.clone();
        elsewhere.post_bare("/notes", &good, here).await.is(403);
        let mut beside = house.browser().with("sec-fetch-site", "same-site");
        beside.cookie = browser.cookie.clone();
        beside.post_bare("/notes", &good, here).await.is(403);
        assert!(house.record_of("note", "1").await.is_empty());
        browser.post_bare("/notes", &good, here).await.is(200).says("noted");
        assert_eq!(house.record_of("note", "1").await, ["noted"]);
    }

    async fn a_token_of_another_session_is_no_token(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        house.person("Bob", "bob@example.org", foundation::Lang::En).await;
        let mut bob = house.signed_in("bob@example.org").await;
        bob.get("/account").await.is(200);
        browser.token = bob.token.clone();
        browser.post("/notes", &[("text", "x")]).await.is(403);
        assert!(house.record_of("note", "1").await.is_empty());
    }

    async fn too_many_requests_are_refused_until_the_next_minute(test: TestStore) {
        let house = house_with(test, |inner| {
            inner.config.limits.requests_per_minute = 5;
            inner.config.limits.sign_ins_per_minute = 2;
        })
        .await;
        let mut browser = house.browser();
        for _ in 0..5 {
            browser.get("/healthz").await.is(200);
        }
        browser.get("/healthz").await.is(429).says("Too many requests").says("Wait a minute");
        browser.get("/cy/healthz").await.is(429).says("Gormod o geisiadau");
        browser.get("/api/v1/nothing").await.is(429).says("\"error\":\"too-many\"");
        house.app.world.advance(Moment::MINUTE);
        for status in [422, 422, 429] {
            browser.post_bare("/sign-in", &[("email", "a@example.org"), ("password", "x")], "").await.is(status);
        }
    }

    async fn a_body_that_is_too_large_is_refused_with_a_message(test: TestStore) {
        let house = house_with(test, |inner| inner.config.limits.request_bytes = 2 * 1024 * 1024).await;
        let (_, mut browser) = house.anwen().await;
        browser.get("/account").await;
        multipart(&mut browser, "data.csv", &[b'x'; 1000]).await.is(200).says("data.csv=1000");
        let large = vec![b'x'; 3 * 1024 * 1024];
        multipart(&mut browser, "data.csv", &large).await.is(400).says("The files are too large");
        let text = String::from_utf8(large).unwrap();
        browser.post("/notes", &[("text", &text)]).await.is(400).says("larger than 2 MB together");
        let mut program = house.browser();
        let got = program.json(Method::POST, "/api/v1/session", serde_json::json!({ "email": text })).await;
        got.is(400).says("\"error\":\"bad-request\"").says("longer than 64 KB");
        assert!(house.record_of("note", "1").await.is_empty());
    }

    async fn what_a_stranger_sends_is_not_even_read(test: TestStore) {
        let house = house(test).await;
        let mut stranger = house.browser();
        for path in ["/notes", "/uploads", "/cy/notes"] {
            let got = stranger.post_bare(path, &[("text", "x")], "http://localhost").await;
            assert!(got.is(303).location().contains("/sign-in?next="), "{path}: {}", got.location());
        }
        house.person("Anwen", "anwen@example.org", foundation::Lang::En).await;
        stranger.sign_in("anwen@example.org", PASSWORD).await.is(303);
        let got = stranger.post("/notes", &[("text", "x")]).await;
        assert!(got.is(303).location().starts_with("/sign-in/code"), "one factor is not enough");
        assert!(house.record_of("note", "1").await.is_empty());
    }

    async fn files_with_odd_names_arrive_as_they_are_named(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        browser.get("/account").await;
        let long = "n".repeat(255);
        for name in ["ŵy.csv", "../../etc/passwd", long.as_str()] {
            multipart(&mut browser, name, b"").await.is(200).says(&format!("{name}=0"));
        }
    }

    async fn what_is_no_form_is_refused(test: TestStore) {
        let house = house(test).await;
        let mut browser = house.browser();
        for (kind, body) in [
            ("text/plain", "a=b"),
            ("multipart/form-data", "x"),
            ("multipart/form-data; boundary=x", "--x\r\nnonsense"),
            ("application/x-www-form-urlencoded", "email=%00"),
            ("", ""),
        ] {
            let request = Request::post("/account/password/forgotten").header("content-type", kind).body(Body::from(body)).unwrap();
            let got = browser.send(request).await;
            got.is(400).says("We could not read this");
        }
        let request = Request::post("/api/v1/session").header("content-type", "application/json").body(Body::from("{")).unwrap();
        browser.send(request).await.is(400).says("\"error\":\"bad-request\"");
    }

    async fn a_page_that_is_not_there_says_so_in_both_languages(test: TestStore) {
        let house = house(test).await;
        let mut browser = house.browser();
        browser.get("/no/such/page?a=b").await.is(404).says("Page not found").says("lang=\"en\"").says("href=\"/cy/no/such/page?a=b\"");
        browser.get("/cy/no/such/page").await.is(404).says("Heb ddod o hyd i&#39;r dudalen").says("lang=\"cy\"").says("href=\"/no/such/page\"");
        // A path that names nothing and a query that is none are the same to people.
        browser.get("/things/7").await.is(200);
        browser.get("/things/seven").await.is(404).says("Page not found");
        let got = browser.get("/api/v1/nothing").await;
        got.is(404).says("\"error\":\"not-found\"");
        assert_eq!(got.header("content-type"), "application/json");
        browser.get("/cy/api/v1/nothing").await.is(404).says("\"error\":\"not-found\"").says("Os teipioch");
    }

    async fn the_language_switch_leads_to_the_same_page(test: TestStore) {
        let house = house(test).await;
        let mut browser = house.browser();
        browser.get("/sign-in?next=%2Fhome").await.says("href=\"/cy/sign-in?next=%2Fhome\"").says(">Sign in<");
        let got = browser.get("/cy/sign-in?next=%2Fhome").await;
        got.is(200).says("href=\"/sign-in?next=%2Fhome\"").says("Mewngofnodi").says("lang=\"cy\"").says("action=\"/cy/sign-in\"");
        let got = browser.post("/cy/sign-in", &[("email", "nobody@example.org"), ("password", PASSWORD)]).await;
        got.is(422).says("Rhowch gyfeiriad e-bost a chyfrinair eich cyfrif");
        assert_eq!(browser.get("/cy/account").await.location(), "/cy/sign-in?next=%2Faccount");
    }

    async fn the_language_switch_leads_nowhere_else(test: TestStore) {
        let house = house(test).await;
        let mut browser = house.browser();
        for path in ["//evil.example", "/cy//evil.example", "/cy/\\evil.example", "/\\/evil.example", "///evil.example"] {
            let got = browser.get(path).await;
            assert!(!got.body.contains("href=\"//") && !got.body.contains("href=\"/\\"), "{path}: {}", got.body);
        }
    }

    async fn a_service_of_one_language_has_no_switch(test: TestStore) {
        let house = house_with(test, |inner| inner.profile = crate::support::profile("[\"en\"]")).await;
        let got = house.browser().get("/sign-in").await;
        assert!(!got.is(200).body.contains("/cy/"));
        house.browser().get("/cy/sign-in").await.is(404).says("Page not found");
    }

    async fn a_defect_is_a_page_with_a_reference_and_the_service_goes_on(test: TestStore) {
        let house = house(test).await;
        let mut browser = house.browser();
        browser.get("/panics").await.is(500).says("Sorry, there is a problem with the service").says("Give this reference if you contact us: E-");
        browser.get("/cy/panics").await.is(500).says("Rydym wedi cael gwybod");
        browser.get("/full").await.is(503).says("Sorry, the service is not available");
        browser.get("/sign-in").await.is(200);
    }

    async fn figures_and_the_outbox_are_not_for_everybody(test: TestStore) {
        let house = house(test).await;
        let mut browser = house.browser();
        browser.get("/metrics").await.is(404);
        browser.get("/outbox").await.is(404);
        browser.get("/readyz").await.is(200).says("ready");
        browser.get("/.well-known/security.txt").await.is(200).says("Contact: mailto:security@example.org\nExpires: 2027-05-20T");
        let css = ui::asset_path("strongroom.css");
        let got = browser.get(&css).await;
        assert!(got.is(200).header("cache-control").contains("immutable"));
        assert_eq!(got.header("content-type"), "text/css; charset=utf-8");
        browser.get("/assets/../Cargo.toml").await.is(404);
    }

    async fn every_page_of_this_crate_is_well_formed_in_both_languages(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        for path in ["/account", "/account/second-factor", "/account/passkeys", "/notices", "/account/password/forgotten", "/no-such"] {
            for lang in ["", "/cy"] {
                let got = browser.get(&format!("{lang}{path}")).await;
                assert!([200, 404].contains(&got.status.as_u16()), "{lang}{path}: {}", got.status);
                assert_eq!(got.body.matches("<h1").count(), 1, "{lang}{path}");
                assert!(!got.body.contains(" style=") && !got.body.contains("{no-") && !got.body.contains(">{"), "{lang}{path}: {}", got.body);
            }
        }
    }
}

#[tokio::test]
async fn an_address_behind_a_proxy_is_believed_only_from_ours() {
    let test = store::testing::sqlite(platform::MIGRATIONS).await;
    let house = house_with(test, |inner| inner.config.limits.requests_per_minute = 1).await;
    // No proxy is ours: whatever the header says, it is the same place.
    house.browser().through_proxy("203.0.113.1").get("/healthz").await.is(200);
    house.browser().through_proxy("203.0.113.2").get("/healthz").await.is(429);

    let test = store::testing::sqlite(platform::MIGRATIONS).await;
    let house = house_with(test, |inner| {
        inner.config.limits.requests_per_minute = 1;
        inner.config.listen.trusted_proxies = vec![PROXY.into()];
    })
    .await;
    house.browser().through_proxy("203.0.113.1").get("/healthz").await.is(200);
    house.browser().through_proxy("203.0.113.2").get("/healthz").await.is(200);
    // The last address is the one our proxy saw; those before it are the client's own words.
    house.browser().through_proxy("203.0.113.9, 203.0.113.1").get("/healthz").await.is(429);
}
