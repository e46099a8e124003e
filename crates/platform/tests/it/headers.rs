//! What every answer says to browsers, whatever it is about: what they may do with it, what it is, and what they keep.

use axum::body::Body;
use http::{Method, Request};
use platform::accounts;
use store::both;
use store::testing::TestStore;

use super::support::{Got, House, PASSWORD, code, house, house_with};

/// An answer of each kind: a page, a form with errors, a redirect, nothing there, refused, a defect, away, a file, the API.
async fn answers(house: &House) -> Vec<(&'static str, Got)> {
    let mut browser = house.browser();
    let css = ui::asset_path("strongroom.css");
    let mut all = vec![
        ("a page", browser.get("/sign-in").await),
        ("a form with errors", browser.post_bare("/sign-in", &[("email", "x"), ("password", "x")], "").await),
        ("a redirect", browser.get("/home").await),
        ("nothing there", browser.get("/no-such-page").await),
        ("refused", browser.post_bare("/sign-in", &[], "http://evil.example").await),
        ("no form", browser.send(Request::post("/sign-in").body(Body::from("x")).unwrap()).await),
        ("a defect", browser.get("/panics").await),
        ("away", browser.get("/full").await),
        ("a style", browser.get(&css).await),
        ("a word", browser.get("/healthz").await),
        ("the API", browser.json(Method::POST, "/api/v1/session", serde_json::json!({ "email": 1 })).await),
        ("nothing of the API", browser.get("/api/v1/nothing").await),
    ];
    let elsewhere = house.browser().with("host", "evil.example").get("/sign-in").await;
    all.push(("another's name", elsewhere));
    all
}

both! { platform::MIGRATIONS;
    async fn every_answer_tells_browsers_what_they_may_do_with_it(test: TestStore) {
        let house = house(test).await;
        let mut statuses = std::collections::BTreeSet::new();
        for (what, got) in answers(&house).await {
            statuses.insert(got.status.as_u16());
            for (name, value) in [
                ("content-security-policy", ui::CSP),
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(got.header(name), value, "{what}: {name}");
            }
            let kept = if what == "a style" { "public, max-age=31536000, immutable" } else { "no-store" };
            assert_eq!(got.header("cache-control"), kept, "{what}");
            assert_eq!(got.header("server"), "", "{what}: nothing says what answers");
        }
        assert!([200, 303, 400, 403, 404, 422, 500, 503].iter().all(|s| statuses.contains(s)), "{statuses:?}");
        for directive in ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"] {
            assert!(ui::CSP.split(';').any(|part| part.trim() == directive), "{directive}");
        }
        assert!(!ui::CSP.contains("unsafe") && !ui::CSP.contains('*'), "{}", ui::CSP);
    }

    async fn every_answer_says_what_it_is_and_in_which_letters(test: TestStore) {
        let house = house(test).await;
        for (what, got) in answers(&house).await.into_iter().filter(|(_, got)| !got.body.is_empty()) {
            let known = ["text/html; charset=utf-8", "text/css; charset=utf-8", "text/plain; charset=utf-8", "application/json"];
            assert!(known.contains(&got.header("content-type")), "{what}: {}", got.header("content-type"));
            assert_eq!(got.header("content-type") == "application/json", got.body.starts_with('{'), "{what}");
        }
        let picture = house.browser().get(&ui::asset_path("favicon.svg")).await;
        assert_eq!(picture.is(200).header("content-type"), "image/svg+xml; charset=utf-8");
    }

    async fn over_tls_browsers_stay_there_and_what_they_keep_is_this_hosts_alone(test: TestStore) {
        let house = house_with(test, |inner| inner.config.public_url = "https://localhost".into()).await;
        house.person("Anwen", "anwen@example.org", foundation::Lang::En).await;
        for (what, got) in answers(&house).await {
            assert_eq!(got.header("strict-transport-security"), "max-age=63072000; includeSubDomains", "{what}");
        }
        let mut browser = house.browser().with("origin", "https://localhost");
        let mut kept: Vec<String> = Vec::new();
        let mut keep = |got: &Got| {
            let all = got.headers.get_all("set-cookie").iter();
            kept.extend(all.map(|value| value.to_str().unwrap().to_owned()));
        };
        keep(browser.sign_in("anwen@example.org", PASSWORD).await.is(303));
        keep(browser.code(&code(&house.app)).await.is(303));
        assert_eq!(kept.len(), 3, "two sessions and the browser's own: {kept:?}");
        let token = |n: usize| kept[n].split(['=', ';']).nth(1).unwrap().to_owned();
        assert_eq!(token(0).len(), 43, "256 bits");
        assert_ne!(token(0), token(1), "another token after the second factor");
        for cookie in kept {
            assert!(cookie.starts_with("__Host-strongroom_"), "{cookie}");
            let rest: Vec<&str> = cookie.split("; ").skip(1).filter(|part| !part.starts_with("Max-Age=")).collect();
            assert_eq!(rest, ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"], "{cookie}");
        }
    }

    async fn signing_out_leaves_nothing_in_the_browser(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        browser.get("/account").await.is(200).says("action=\"/sign-out\"");
        let got = browser.post("/sign-out", &[]).await;
        assert_eq!(got.is(303).header("clear-site-data"), "\"cache\", \"storage\"");
        assert!(got.header("set-cookie").contains("Max-Age=0"), "{}", got.header("set-cookie"));
    }

    async fn nothing_is_changed_by_looking_and_no_other_site_is_let_read(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        for path in ["/sign-out", "/notes", "/notices/read", "/uploads"] {
            browser.get(path).await.is(404);
        }
        browser.get("/home").await.is(200);
        for path in ["/assets", "/assets/", "/.git/config", "/.git/", "/Cargo.toml", "/api/v1"] {
            browser.get(path).await.is(404);
        }
        for method in ["TRACE", "CONNECT", "OPTIONS", "PURGE"] {
            let request = Request::builder().method(method).uri("/sign-in").header("secret", "x-said-back");
            let got = house.browser().send(request.body(Body::empty()).unwrap()).await;
            assert!(got.status.is_client_error(), "{method}: {}", got.status);
            assert!(!got.body.contains("x-said-back"), "{method}");
        }
        let mut elsewhere = house.browser().with("origin", "https://evil.example");
        let asked = Request::builder().method("OPTIONS").uri("/api/v1/session").header("access-control-request-method", "POST");
        for got in [elsewhere.get("/api/v1/nothing").await, elsewhere.send(asked.body(Body::empty()).unwrap()).await] {
            let allowed = got.headers.keys().filter(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(allowed.count(), 0, "{:?}", got.headers);
        }
    }

    async fn a_browser_that_says_it_is_known_is_not_without_the_services_mark(test: TestStore) {
        let house = house(test).await;
        house.person("Anwen", "anwen@example.org", foundation::Lang::En).await;
        house.browser().sign_in("anwen@example.org", PASSWORD).await.is(303);
        let mut own = house.browser();
        own.sign_in("anwen@example.org", PASSWORD).await.is(303);
        let got = own.code(&code(&house.app)).await;
        let all = got.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        let mark = all.filter_map(|c| c.split(';').next()).find(|c| c.starts_with("strongroom_browser=")).unwrap().to_owned();
        for _ in 0..11 {
            house.browser().sign_in("anwen@example.org", "not this one").await.is(422);
        }
        house.browser().sign_in("anwen@example.org", PASSWORD).await.is(422).says("too many attempts");
        let digit = mark.chars().last().unwrap();
        let forged = format!("{}{}", &mark[..mark.len() - 1], if digit == '0' { '1' } else { '0' });
        for (cookie, status) in [(forged, 422), (mark, 303)] {
            let mut browser = house.browser();
            browser.get("/sign-in").await;
            let token = browser.token.clone();
            browser.cookie = Some(cookie);
            let fields = [("email", "anwen@example.org"), ("password", PASSWORD), ("csrf", token.as_str())];
            browser.post_bare("/sign-in", &fields, "http://localhost").await.is(status);
        }
    }

    async fn a_field_for_a_password_hides_it_and_lets_programs_fill_it_in(test: TestStore) {
        let house = house(test).await;
        let mut browser = house.browser();
        for (path, known) in [("/sign-in", "current-password"), ("/account/password/reset?token=x", "new-password")] {
            let got = browser.get(path).await;
            let field = got.is(200).body.split("<input").find(|rest| rest.contains("name=\"password\"")).unwrap();
            let field = field.split('>').next().unwrap();
            assert!(field.contains("type=\"password\""), "{path}: {field}");
            assert!(field.contains(&format!("autocomplete=\"{known}\"")), "{path}: {field}");
            assert!(!field.contains("maxlength") && !field.contains("onpaste") && !field.contains("readonly"), "{path}: {field}");
        }
    }

    async fn a_password_counts_as_it_was_typed_to_its_last_letter(test: TestStore) {
        let house = house(test).await;
        let long = format!("ŵ {}€ Z", "Many words, and 'signs' <b>. ".repeat(8));
        assert!(long.chars().count() > 128);
        let person = house.person("Anwen", "anwen@example.org", foundation::Lang::En).await;
        let hash = accounts::hash_password(&house.app, &long).await.unwrap();
        let mut change = house.app.store.change().await.unwrap();
        accounts::set_password(&house.app, &mut change, person, &hash).await.unwrap();
        change.commit(house.entry("tested", person)).await.unwrap();
        for wrong in [long.to_lowercase(), format!("{long} "), long[..long.len() - 1].to_owned(), long.replace("  ", " ")] {
            if wrong != long {
                house.browser().sign_in("anwen@example.org", &wrong).await.is(422);
            }
        }
        house.browser().sign_in("anwen@example.org", &long).await.is(303);
        house.app.world.advance(10 * 365 * foundation::Moment::DAY);
        house.browser().sign_in("anwen@example.org", &long).await.is(303);
    }
}
