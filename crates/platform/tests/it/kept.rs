//! What somebody sends when their session has ended comes back to them, and to nobody else.

use foundation::{Lang, Moment};
use store::testing::TestStore;
use store::{args, both, statements};

use super::support::{Browser, Got, House, PASSWORD, code, house};

statements! {
    read ALL -> (sealed: String) = "select sealed from kept_answers order by kept_at";
}

const LETTER: &str = "Dear checkers, it took me an hour to write this.";
const KEPT: &str = "This is what you wrote before your session ended.";

/// A browser whose session ended while its person wrote, and the answer to what they sent then.
async fn late<'a>(house: &'a House, text: &str) -> (Browser<'a>, Got) {
    let (_, mut browser) = house.anwen().await;
    let page = browser.get("/letters?to=checkers").await;
    assert_eq!(page.is(200).hidden("shown-at"), "/letters?to=checkers");
    house.app.world.advance(31 * Moment::MINUTE);
    let got =
        browser.post("/letters", &[("text", text), ("shown-at", &page.hidden("shown-at")), ("version", "3")]).await;
    (browser, got)
}

/// Signs in where the service led to, and goes on from there.
async fn on(house: &House, browser: &mut Browser<'_>, to: &str, email: &str) -> Got {
    let page = browser.get(to).await;
    let next = page.hidden("next");
    browser.post("/sign-in", &[("email", email), ("password", PASSWORD), ("next", &next)]).await.is(303);
    browser.get("/sign-in/code").await.is(200);
    let got = browser.post("/sign-in/code", &[("code", &code(&house.app)), ("next", &next)]).await;
    browser.get(got.is(303).location()).await
}

async fn kept(house: &House) -> Vec<String> {
    house.app.store.rows(&ALL, args![]).await.unwrap()
}

both! { platform::MIGRATIONS;
    async fn what_was_sent_after_the_end_of_a_session_stands_in_the_form_again(test: TestStore) {
        let house = house(test).await;
        let (mut browser, got) = late(&house, LETTER).await;
        assert_eq!(got.is(303).location(), "/sign-in?next=%2Fletters%3Fto%3Dcheckers");
        browser.get("/sign-in?next=%2Fletters%3Fto%3Dcheckers").await.says("What you wrote is kept");
        let page = on(&house, &mut browser, got.location(), "anwen@example.org").await;
        page.is(200).says(LETTER).says(KEPT);
        assert!(!page.body.contains("Somebody has changed"), "the page is the same as before");
        // Nothing was sent by itself; what was saved before can be looked at.
        assert!(house.record_of("letter", "1").await.is_empty());
        let saved = browser.get("/letters?to=checkers&kept=no").await;
        assert!(saved.says("What was saved before").body.contains("<textarea") && !saved.body.contains(LETTER));
        // Wrong answers are no reason to forget it; once it is taken it is gone.
        browser.post("/letters", &[("text", "")]).await.is(422);
        browser.get("/letters").await.says(LETTER);
        browser.post("/letters", &[("text", LETTER)]).await.is(303);
        assert_eq!(house.record_of("letter", "1").await, ["letter-sent"]);
        assert!(kept(&house).await.is_empty());
        assert!(!browser.get("/letters").await.body.contains(KEPT));
    }

    async fn somebody_else_on_the_same_browser_sees_nothing_of_it(test: TestStore) {
        let house = house(test).await;
        house.person("Bob", "bob@example.org", Lang::En).await;
        let (mut browser, got) = late(&house, LETTER).await;
        let page = on(&house, &mut browser, got.location(), "bob@example.org").await;
        assert!(!page.is(200).body.contains(LETTER) && !page.body.contains(KEPT), "{}", page.body);
        browser.post("/letters", &[("text", "Bob's own.")]).await.is(303);
        browser.post("/sign-out", &[]).await.is(303);
        // It is still there for the one who wrote it, and on that browser alone.
        house.app.world.advance(30 * Moment::SECOND);
        let mut elsewhere = house.signed_in("anwen@example.org").await;
        assert!(!elsewhere.get("/letters").await.is(200).body.contains(LETTER));
        house.app.world.advance(30 * Moment::SECOND);
        on(&house, &mut browser, "/sign-in?next=%2Fletters", "anwen@example.org").await.says(LETTER);
    }

    async fn the_database_and_the_services_keys_together_do_not_open_it(test: TestStore) {
        let house = house(test).await;
        let (browser, _) = late(&house, LETTER).await;
        let sealed = kept(&house).await.remove(0);
        let half = browser.cookie.clone().unwrap();
        let half = half.split("; ").find_map(|c| c.strip_prefix("strongroom_kept=")).unwrap().to_owned();
        assert!(!sealed.contains(&half));
        let person = house.people().into_keys().next().unwrap();
        let keys = &house.app.keys;
        // With what the browser has it opens, so that the label is the right one; without, with whatever is in the row, not.
        let label = |half: &str| format!("answers of {person} kept with {half}");
        let right = keys.mac("half of a key", half.as_bytes());
        assert!(String::from_utf8(keys.unseal(&label(&right), &sealed).unwrap()).unwrap().contains(LETTER));
        let name = keys.mac("browser that keeps answers", half.as_bytes());
        for known in ["", &name, &keys.mac("half of a key", name.as_bytes())] {
            assert!(keys.unseal(&label(known), &sealed).is_err());
        }
    }

    async fn it_is_gone_after_a_day(test: TestStore) {
        let house = house(test).await;
        let (mut browser, got) = late(&house, LETTER).await;
        house.app.world.advance(24 * Moment::HOUR);
        let page = on(&house, &mut browser, got.location(), "anwen@example.org").await;
        assert!(!page.is(200).body.contains(LETTER));
        assert_eq!(kept(&house).await.len(), 1);
        assert_eq!(platform::kept::purge(&house.app).await.unwrap(), 1);
        assert!(kept(&house).await.is_empty());
    }

    async fn only_a_form_of_the_ended_session_is_kept_and_only_for_a_day_after_it(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        browser.get("/letters").await.is(200);
        let (cookie, token) = (browser.cookie.clone(), browser.token.clone());
        let send = [("text", LETTER), ("shown-at", "/letters")];
        house.app.world.advance(31 * Moment::MINUTE);
        // A page of nobody, one with another token, one that names no page of ours, one that is too long.
        browser.cookie = None;
        browser.post("/letters", &send).await.is(303);
        browser.cookie = cookie.clone();
        browser.post_bare("/letters", &[send[0], send[1], ("csrf", "none")], "http://localhost").await.is(303);
        browser.post("/letters", &[send[0], ("shown-at", "//elsewhere.example/")]).await.is(303);
        browser.post("/letters", &[send[0]]).await.is(303);
        browser.post("/letters", &[("text", &"a".repeat(64 * 1024)), send[1]]).await.is(303);
        assert!(kept(&house).await.is_empty());
        browser.post("/letters", &send).await.is(303);
        assert_eq!(kept(&house).await.len(), 1);
        // The session ended more than a day ago.
        house.app.world.advance(25 * Moment::HOUR);
        (browser.cookie, browser.token) = (cookie, token);
        browser.post("/letters", &[("text", "Another."), send[1]]).await.is(303);
        assert_eq!(platform::kept::purge(&house.app).await.unwrap(), 1);
    }

    async fn a_session_that_somebody_ended_keeps_nothing(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        browser.get("/letters").await.is(200);
        let (cookie, token) = (browser.cookie.clone(), browser.token.clone());
        browser.post("/sign-out", &[]).await.is(303);
        (browser.cookie, browser.token) = (cookie, token);
        let got = browser.post("/letters", &[("text", LETTER), ("shown-at", "/letters")]).await;
        assert!(got.is(303).location().starts_with("/sign-in"));
        assert!(kept(&house).await.is_empty());
    }

    async fn whoever_changed_it_meanwhile_is_not_written_over_unseen(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        browser.get("/letters").await.is(200);
        house.app.world.advance(31 * Moment::MINUTE);
        let got = browser.post("/letters", &[("text", LETTER), ("shown-at", "/letters"), ("version", "2")]).await;
        let page = on(&house, &mut browser, got.location(), "anwen@example.org").await;
        page.says(LETTER).says("Somebody has changed");
    }

    async fn of_two_who_write_at_once_the_slower_sees_both_versions_and_loses_nothing(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        browser.get("/letters?to=checkers").await.is(200);
        let sent = [("text", LETTER), ("shown-at", "/letters?to=checkers"), ("version", "2"), ("password", "secret words")];
        let told = browser.post("/letters", &sent).await;
        told.is(409).says("Somebody was faster").says("is not lost").says("href=\"/letters?to=checkers\"");
        let page = browser.get("/letters?to=checkers").await;
        page.is(200).says("Both versions").says("Saved now").says("Yours").says("another version was saved while you wrote");
        assert_eq!(page.body.matches(LETTER).count(), 2, "in the form and beside what is saved: {}", page.body);
        assert_eq!(page.body.matches("What was saved before").count(), 1, "{}", page.body);
        assert!(!page.body.contains("secret words") && !page.body.contains("session ended"));
        browser.get("/cy/letters?to=checkers").await.says("Y ddwy fersiwn");
        // What is saved, alone, for whoever takes that.
        let saved = browser.get("/letters?to=checkers&kept=no").await;
        assert!(!saved.body.contains(LETTER) && !saved.body.contains("Both versions"));
        // The two joined are taken, and nothing is left of it.
        let joined = format!("What was saved before. {LETTER}");
        browser.post("/letters", &[("text", &joined), ("shown-at", "/letters?to=checkers"), ("version", "3")]).await.is(303);
        assert!(kept(&house).await.is_empty());
        assert!(!browser.get("/letters").await.body.contains("Both versions"));
    }

    async fn what_no_page_of_the_service_sent_is_told_as_stale_and_not_kept(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        browser.get("/letters").await.is(200);
        for shown_at in ["", "https://evil.example/letters", "//evil.example"] {
            let told = browser.post("/letters", &[("text", LETTER), ("shown-at", shown_at), ("version", "2")]).await;
            assert!(!told.is(409).body.contains("is not lost"), "{}", told.body);
        }
        assert!(kept(&house).await.is_empty());
    }
}
