//! Sessions end by themselves, one by one, and all at once.

use foundation::{Lang, Moment};
use store::both;
use store::testing::TestStore;

use super::support::{CONFIRMED, Got, House, PASSWORD, code, house};

/// The newest mail's link.
async fn link(house: &House) -> String {
    let mail = platform::messages::outbox(&house.app).await.unwrap().remove(0);
    let at = mail.body.find("http://localhost").expect("a link in the mail");
    mail.body[at..].lines().next().unwrap().trim_start_matches("http://localhost").to_owned()
}

fn ends(page: &Got) -> Vec<String> {
    let links = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    links.map(|(a, _)| a.to_owned()).filter(|a| a.contains("/account/sessions/")).collect()
}

both! { platform::MIGRATIONS;
    async fn a_session_ends_after_half_an_hour_without_a_request(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        for _ in 0..3 {
            house.app.world.advance(29 * Moment::MINUTE);
            browser.get("/home").await.is(200);
        }
        house.app.world.advance(30 * Moment::MINUTE);
        assert_eq!(browser.get("/home").await.location(), "/sign-in?next=%2Fhome");
    }

    async fn a_session_ends_after_twelve_hours_in_any_case(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        for _ in 0..35 {
            house.app.world.advance(20 * Moment::MINUTE);
            browser.get("/home").await.is(200);
        }
        house.app.world.advance(20 * Moment::MINUTE);
        browser.get("/home").await.is(303);
    }

    async fn whoever_still_has_the_cookie_of_an_ended_session_can_sign_in_again(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        house.app.world.advance(31 * Moment::MINUTE);
        assert!(browser.cookie.is_some());
        browser.sign_in("anwen@example.org", PASSWORD).await.is(303);
        browser.code(&code(&house.app)).await.is(303);
        browser.get("/home").await.is(200);
    }

    async fn the_account_page_lists_the_sessions_and_ends_one(test: TestStore) {
        let house = house(test).await;
        let (person, mut here) = house.anwen().await;
        house.app.world.advance(Moment::MINUTE);
        let mut there = house.signed_in("anwen@example.org").await;
        let page = here.get("/account").await;
        page.is(200).says("This session").says("Firefox").says("21 November 2026 at 10am").says("21 November 2026 at 10:01am");
        let others = ends(&page);
        assert_eq!(others.len(), 1);
        // The button without its page leads to the page, and ends nothing.
        let got = here.post(&others[0], &[]).await;
        assert_eq!(got.is(303).location(), others[0]);
        there.get("/home").await.is(200);
        here.get(&others[0]).await.is(200).says("Do you want to end this session?").says("govuk-button--warning");
        here.post(&others[0], &CONFIRMED).await.is(303);
        // What was done is said once.
        here.get("/account").await.says("The session has been ended.");
        assert!(!here.get("/account").await.body.contains("The session has been ended."));
        there.get("/home").await.is(303);
        here.get("/home").await.is(200);
        here.get("/account").await;
        here.post(&others[0], &CONFIRMED).await.is(404);
        assert_eq!(house.record_of("account", person).await.last().unwrap(), "session-ended");
    }

    async fn what_was_done_is_said_to_the_session_that_did_it_while_it_is_fresh(test: TestStore) {
        let house = house(test).await;
        let (_, mut there) = house.anwen().await;
        there.get("/home").await.is(200);
        house.person("Bob", "bob@example.org", Lang::En).await;
        house.app.world.advance(Moment::MINUTE);
        let mut here = house.signed_in("anwen@example.org").await;
        let mut bob = house.signed_in("bob@example.org").await;
        let session = here.cookie.clone();
        let page = here.get("/account").await;
        here.post(&ends(&page)[0], &CONFIRMED).await.is(303);
        let said = here.cookie.clone().unwrap();
        let answer = said.split("; ").find(|c| c.starts_with("strongroom_answered=")).unwrap();
        // In another's browser it says nothing, and altered it says nothing.
        bob.cookie = Some(format!("{}; {answer}", bob.cookie.take().unwrap()));
        assert!(!bob.get("/account").await.is(200).body.contains("The session has been ended."));
        here.cookie = Some(format!("{}; {answer}0", session.unwrap()));
        assert!(!here.get("/account").await.is(200).body.contains("The session has been ended."));
        here.cookie = Some(said);
        house.app.world.advance(2 * Moment::MINUTE);
        assert!(!here.get("/account").await.is(200).body.contains("The session has been ended."));
    }

    async fn nobody_ends_the_session_of_another(test: TestStore) {
        let house = house(test).await;
        let (anwen, mut browser) = house.anwen().await;
        house.person("Bob", "bob@example.org", Lang::En).await;
        house.app.world.advance(Moment::MINUTE);
        let mut bob = house.signed_in("bob@example.org").await;
        let hers = platform::sessions::of_person(&house.app, anwen).await.unwrap().remove(0).hash;
        bob.get("/account").await.is(200);
        bob.post(&format!("/account/sessions/{hers}/end"), &CONFIRMED).await.is(404);
        browser.get("/home").await.is(200);
    }

    async fn signing_out_ends_the_session_and_takes_the_cookie(test: TestStore) {
        let house = house(test).await;
        let (person, mut browser) = house.anwen().await;
        browser.get("/account").await;
        let kept = browser.cookie.clone();
        let got = browser.post("/sign-out", &[]).await;
        assert_eq!((got.status.as_u16(), got.location()), (303, "/"));
        assert!(got.header("set-cookie").contains("Max-Age=0"));
        browser.cookie = kept;
        browser.get("/home").await.is(303);
        assert_eq!(house.record_of("account", person).await.last().unwrap(), "signed-out");
    }

    async fn a_link_to_reset_the_password_works_once_and_ends_every_session(test: TestStore) {
        let house = house(test).await;
        let (person, mut browser) = house.anwen().await;
        let mut visitor = house.browser();
        visitor.get("/account/password/forgotten").await.is(200);
        let known = visitor.post("/account/password/forgotten", &[("email", "anwen@example.org")]).await;
        let unknown = visitor.post("/account/password/forgotten", &[("email", "nobody@example.org")]).await;
        assert_eq!(known.is(200).body, unknown.is(200).body, "nobody learns who has an account");
        assert_eq!(platform::messages::outbox(&house.app).await.unwrap().len(), 1);

        let link = link(&house).await;
        let page = visitor.get(&link).await;
        page.is(200).says("Choose a new password");
        let token = page.hidden("token");
        visitor.post("/account/password/reset", &[("token", &token), ("password", "short")]).await.is(422);
        let common = [("token", token.as_str()), ("password", "iloveyou1234")];
        visitor.post("/account/password/reset", &common).await.is(422).says("harder to guess");
        let fields = [("token", token.as_str()), ("password", "a whole new one")];
        let got = visitor.post("/account/password/reset", &fields).await;
        assert_eq!((got.status.as_u16(), got.location()), (303, "/sign-in"));
        browser.get("/home").await.is(303);
        visitor.get(&link).await;
        visitor.post("/account/password/reset", &fields).await.is(422).says("This link has been used");

        house.browser().sign_in("anwen@example.org", PASSWORD).await.is(422);
        house.app.world.advance(Moment::MINUTE);
        house.browser().sign_in("anwen@example.org", "a whole new one").await.is(303);
        assert!(house.record_of("account", person).await.contains(&"password-set".to_owned()));
    }

    async fn a_link_is_good_for_a_day_and_a_made_up_one_never(test: TestStore) {
        let house = house(test).await;
        house.anwen().await;
        let mut visitor = house.browser();
        visitor.post("/account/password/forgotten", &[("email", "anwen@example.org")]).await.is(200);
        let token = link(&house).await.split_once("token=").unwrap().1.to_owned();
        house.app.world.advance(24 * Moment::HOUR);
        for token in [token.as_str(), "made-up", ""] {
            let fields = [("token", token), ("password", "a whole new one")];
            visitor.post("/account/password/reset", &fields).await.is(422).says("This link has been used");
        }
        visitor.get("/account/password/reset").await.is(404);
    }

    async fn nobodys_mailbox_is_filled_by_asking_again(test: TestStore) {
        let house = house(test).await;
        house.anwen().await;
        let mut visitor = house.browser();
        for _ in 0..8 {
            visitor.post("/account/password/forgotten", &[("email", "anwen@example.org")]).await.is(200);
        }
        assert_eq!(platform::messages::outbox(&house.app).await.unwrap().len(), 5);
    }
}
