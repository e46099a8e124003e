//! Signing in: address and password, then the code.

use foundation::{Lang, Moment};
use http::Method;
use platform::accounts;
use store::both;
use store::testing::TestStore;

use super::support::{BARRED, PASSWORD, PROXY, code, house, house_with};

const WRONG: &str = "Enter the email address and password of your account";

both! { platform::MIGRATIONS;
    async fn the_page_is_open_to_everybody_and_sets_no_cookie(test: TestStore) {
        let house = house(test).await;
        let got = house.browser().get("/sign-in").await;
        got.is(200).says("<h1").says("Email address").says("I have forgotten my password");
        assert_eq!(got.header("set-cookie"), "");
        assert_eq!(got.header("content-security-policy"), ui::CSP);
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        assert_eq!(got.header("x-frame-options"), "DENY");
        assert_eq!(got.header("cache-control"), "no-store");
        assert_eq!(got.header("referrer-policy"), "same-origin");
        assert_eq!(got.header("cross-origin-opener-policy"), "same-origin");
        assert!(got.header("permissions-policy").contains("camera=()"));
        assert_eq!(got.header("strict-transport-security"), "", "only where the address is https");
    }

    async fn password_then_code_and_then_where_one_wanted_to_go(test: TestStore) {
        let house = house(test).await;
        let person = house.person("Anwen", "anwen@example.org", Lang::En).await;
        let mut browser = house.browser();
        let got = browser.get("/home").await;
        assert_eq!((got.status.as_u16(), got.location()), (303, "/sign-in?next=%2Fhome"));
        browser.get("/sign-in?next=%2Fhome").await;
        let fields = [("email", " Anwen@Example.org "), ("password", PASSWORD), ("next", "/home")];
        let got = browser.post("/sign-in", &fields).await;
        assert_eq!((got.status.as_u16(), got.location()), (303, "/sign-in/code?next=%2Fhome"));
        let cookie = got.header("set-cookie");
        assert!(cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("Max-Age=43200"), "{cookie}");

        // One factor opens nothing but the second.
        let got = browser.get("/home").await;
        assert_eq!(got.location(), "/sign-in/code?next=%2Fhome");
        assert_eq!(browser.get("/account").await.location(), "/sign-in/code?next=%2Faccount");

        browser.get("/sign-in/code?next=%2Fhome").await.is(200).says("One-time code");
        let got = browser.post("/sign-in/code", &[("code", &code(&house.app)), ("next", "/home")]).await;
        assert_eq!((got.status.as_u16(), got.location()), (303, "/home"));
        browser.get("/home").await.is(200).says("home of Anwen");
        assert_eq!(house.record_of("account", person).await, ["seeded", "seeded", "sign-in-begun", "signed-in"]);
    }

    async fn a_wrong_password_and_an_unknown_address_hear_the_same(test: TestStore) {
        let house = house(test).await;
        let person = house.person("Anwen", "anwen@example.org", Lang::En).await;
        let wrong = house.browser().sign_in("anwen@example.org", "not this one").await;
        let unknown = house.browser().sign_in("nobody@example.org", "not this one").await;
        wrong.is(422).says(WRONG).says("Error: ");
        assert_eq!(wrong.body.replace("anwen@", "nobody@"), unknown.body);
        assert_eq!(wrong.status, unknown.status);
        assert!(!wrong.body.contains("not this one"), "a password is never shown again");
        assert!(house.record_of("account", person).await.contains(&"sign-in-failed".to_owned()));
        assert_eq!(house.record_of("account", "unknown").await, ["sign-in-failed"]);
    }

    async fn after_ten_failures_an_account_rests_for_fifteen_minutes(test: TestStore) {
        let house = house(test).await;
        house.person("Anwen", "anwen@example.org", Lang::En).await;
        let mut browser = house.browser();
        for _ in 0..10 {
            browser.sign_in("anwen@example.org", "not this one").await.is(422).says(WRONG);
        }
        browser.sign_in("anwen@example.org", PASSWORD).await.is(422).says("There were too many attempts");
        house.app.world.advance(14 * Moment::MINUTE);
        browser.sign_in("anwen@example.org", PASSWORD).await.is(422).says("There were too many attempts");
        house.app.world.advance(Moment::MINUTE);
        // After the rest a slip is one slip, not the eleventh.
        browser.sign_in("anwen@example.org", "not this one").await.is(422).says(WRONG);
        browser.sign_in("anwen@example.org", PASSWORD).await.is(303);
    }

    async fn wrong_codes_count_as_failures_and_the_right_password_does_not_forgive_them(test: TestStore) {
        let house = house(test).await;
        house.person("Anwen", "anwen@example.org", Lang::En).await;
        let mut browser = house.browser();
        browser.sign_in("anwen@example.org", PASSWORD).await.is(303);
        for _ in 0..9 {
            browser.code("000000").await.is(422).says("Enter the code that your authenticator shows now");
        }
        browser.sign_in("anwen@example.org", PASSWORD).await.is(303);
        browser.code("000000").await.is(422);
        browser.code(&code(&house.app)).await.is(422).says("There were too many attempts");
        house.app.world.advance(15 * Moment::MINUTE);
        browser.code(&code(&house.app)).await.is(303);
    }

    async fn security_staff_hear_of_guessing_once_and_not_at_every_try(test: TestStore) {
        let house = house(test).await;
        house.anwen().await;
        let guard = house.person("Imran", "imran@example.org", Lang::En).await;
        house.gives(guard, "security");
        let told = async || {
            let all = platform::messages::outbox(&house.app).await.unwrap();
            all.iter().filter(|m| m.address == "imran@example.org" && m.subject.contains("guesses")).count()
        };
        let mut stranger = house.browser();
        for _ in 0..10 {
            stranger.sign_in("anwen@example.org", "guessing at something").await.is(422);
        }
        assert_eq!(told().await, 0, "ten wrong passwords happen");
        for _ in 0..5 {
            stranger.sign_in("anwen@example.org", "guessing at something").await.is(422);
        }
        assert_eq!(told().await, 1);
        // Nobody has this address: there is nothing to guess at.
        house.app.world.advance(Moment::MINUTE);
        for _ in 0..15 {
            stranger.sign_in("nobody@example.org", "guessing at something").await.is(422);
        }
        assert_eq!(told().await, 1);
    }

    async fn an_address_that_is_not_proved_does_not_sign_in(test: TestStore) {
        let house = house(test).await;
        house.unproved("Bob", "bob@example.org", Lang::En).await;
        house.browser().sign_in("bob@example.org", PASSWORD).await.is(422).says("Open the link in the email we sent you");
        // And only who has the password learns that.
        house.browser().sign_in("bob@example.org", "not this one").await.is(422).says(WRONG);
    }

    async fn a_code_works_once(test: TestStore) {
        let house = house(test).await;
        let (_, _first) = house.anwen().await;
        let used = code(&house.app);
        let mut other = house.browser();
        other.sign_in("anwen@example.org", PASSWORD).await.is(303);
        other.code(&used).await.is(422).says("Each code works once");
        house.app.world.advance(30 * Moment::SECOND);
        other.code(&used).await.is(422);
        other.code(&code(&house.app)).await.is(303);
    }

    async fn where_the_service_says_no_nobody_signs_in_from_there(test: TestStore) {
        let house = house_with(test, |inner| inner.config.listen.trusted_proxies = vec![PROXY.into()]).await;
        let person = house.person("Anwen", "anwen@example.org", Lang::En).await;
        let mut browser = house.browser().through_proxy(BARRED);
        browser.sign_in("anwen@example.org", PASSWORD).await.is(422).says("Your account does not have the right to do this.");
        assert!(browser.cookie.is_none());
        assert_eq!(house.record_of("account", person).await.last().unwrap(), "sign-in-refused");
    }

    async fn next_leads_nowhere_but_to_this_service(test: TestStore) {
        let house = house(test).await;
        house.person("Anwen", "anwen@example.org", Lang::En).await;
        for (next, to) in [
            ("//evil.example", "/home"),
            ("https://evil.example/", "/home"),
            ("/\\evil.example", "/home"),
            ("/\t/evil.example", "/home"),
            ("/\r\nSet-Cookie: a=b", "/home"),
            ("evil", "/home"),
            ("", "/home"),
            ("/account?a=b", "/account?a=b"),
        ] {
            house.app.world.advance(Moment::MINUTE);
            let mut browser = house.browser();
            browser.sign_in("anwen@example.org", PASSWORD).await.is(303);
            let query = serde_urlencoded::to_string([("next", next)]).unwrap();
            browser.get(&format!("/sign-in/code?{query}")).await.is(200);
            let got = browser.post("/sign-in/code", &[("code", &code(&house.app)), ("next", next)]).await;
            assert_eq!((got.status.as_u16(), got.location()), (303, to), "{next:?}");
            let got = browser.get(&format!("/sign-in?{query}")).await;
            assert_eq!((got.status.as_u16(), got.location()), (303, to), "{next:?}, signed in already");
        }
    }

    async fn a_program_signs_in_with_both_factors_and_uses_the_token(test: TestStore) {
        let house = house(test).await;
        let person = house.person("Anwen", "anwen@example.org", Lang::En).await;
        let mut program = house.browser();
        let asked = |code: &str| serde_json::json!({ "email": "anwen@example.org", "password": PASSWORD, "code": code });
        let got = program.json(Method::POST, "/api/v1/session", asked("000000")).await;
        got.is(422);
        let problem: serde_json::Value = serde_json::from_str(&got.body).unwrap();
        assert_eq!(problem["error"], "refused");
        assert!(problem["reasons"][0].as_str().unwrap().starts_with("Enter the code"));
        assert_eq!(platform::sessions::of_person(&house.app, person).await.unwrap().len(), 0);

        let got = program.json(Method::POST, "/api/v1/session", asked(&code(&house.app))).await;
        let told: serde_json::Value = serde_json::from_str(&got.is(200).body).unwrap();
        assert_eq!(got.header("set-cookie"), "");
        let bearer = format!("Bearer {}", told["token"].as_str().unwrap());
        let mut program = house.browser().with("authorization", &bearer);
        program.get("/home").await.is(200).says("home of Anwen");
        program.json(Method::DELETE, "/api/v1/session", serde_json::json!({})).await.is(204);
        let got = program.json(Method::DELETE, "/api/v1/session", serde_json::json!({})).await;
        got.is(401).says("\"error\":\"sign-in\"");
    }

    async fn a_password_must_be_long_and_not_the_first_one_tries(test: TestStore) {
        let house = house(test).await;
        for (password, key) in [("eleven-long", "password-short"), ("PassWord1234", "password-common")] {
            match accounts::hash_password(&house.app, password).await {
                Err(platform::No::Refused(said)) => assert_eq!(said[0].key, key),
                other => panic!("{password}: {other:?}"),
            }
        }
        assert!(accounts::hash_password(&house.app, "pässwordpässe").await.is_ok());
    }

    async fn odd_input_is_refused_never_a_defect(test: TestStore) {
        let house = house(test).await;
        let long = format!("a@{}.org", "b".repeat(100_000));
        for email in ["a\0b@example.org", "'; drop table account; --@example.org", "é@é.example", &long] {
            let got = house.browser().sign_in(email, "a\u{0}b").await;
            assert!(got.status.is_client_error(), "{email:.40}: {}", got.status);
            let asked = serde_json::json!({ "email": email, "password": "a\u{0}b", "code": "\u{0}" });
            let got = house.browser().json(Method::POST, "/api/v1/session", asked).await;
            assert!(got.status.is_client_error(), "{email:.40}: {} {}", got.status, got.body);
        }
    }
}
