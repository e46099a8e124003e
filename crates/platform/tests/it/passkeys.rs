//! Passkeys: added by whoever has shown both factors, shown instead of the code, and each challenge works once.

use foundation::{Lang, Moment};
use serde_json::Value;
use store::testing::TestStore;
use store::{args, both, statements};

use super::authenticator::Authenticator;
use super::support::{Browser, CONFIRMED, Got, PASSWORD, code, house, house_with};

async fn options(browser: &mut Browser<'_>, path: &str) -> Value {
    let got = browser.post(path, &[]).await;
    serde_json::from_str(&got.is(200).body).unwrap()
}

async fn add(browser: &mut Browser<'_>, key: &Authenticator, name: &str) -> Got {
    browser.get("/account/passkeys").await.is(200);
    let options = options(browser, "/account/passkeys/begin").await;
    let shown = key.create(&options).to_string();
    browser.post("/account/passkeys", &[("name", name), ("credential", &shown)]).await
}

/// The password, and the page that asks for the second factor.
async fn first_factor(browser: &mut Browser<'_>) -> Got {
    browser.sign_in("anwen@example.org", PASSWORD).await.is(303);
    browser.get("/sign-in/code?next=%2Faccount").await
}

async fn show(browser: &mut Browser<'_>, key: &mut Authenticator) -> Got {
    let options = options(browser, "/sign-in/passkey/begin").await;
    let shown = key.get(&options).to_string();
    browser.post("/sign-in/passkey", &[("credential", &shown), ("next", "/account")]).await
}

statements! {
    upkeep MOVE(text) = "update account_passkey set person = (select person from account where email = $1)";
}

const WRONG: &str = "This passkey was not accepted";

both! { platform::MIGRATIONS;
    async fn a_passkey_is_added_shown_instead_of_the_code_and_removed(test: TestStore) {
        let house = house(test).await;
        let (person, mut here) = house.anwen().await;
        here.get("/account").await.says("href=\"/account/passkeys\"");
        here.get("/account/passkeys").await.is(200).says("You have no passkeys.").says("data-passkey=\"create\"").says("hidden");
        let mut key = Authenticator::new(1);
        let got = add(&mut here, &key, "my laptop").await;
        assert_eq!((got.status.as_u16(), got.location()), (303, "/account/passkeys"), "{}", got.body);
        here.get("/account/passkeys").await.says("my laptop").says("21 November 2026 at 10am");
        here.get("/account").await.says("1 passkey");
        assert_eq!(house.record_of("account", person).await.last().unwrap(), "passkey-added");

        let mut there = house.browser();
        first_factor(&mut there).await.is(200).says("data-passkey=\"get\"").says("Use a passkey instead");
        let got = show(&mut there, &mut key).await;
        assert_eq!((got.status.as_u16(), got.location()), (303, "/account"), "{}", got.body);
        there.get("/home").await.is(200);
        let entries = store::history_of_thing(&house.app.store, "account", &person.to_string()).await.unwrap();
        let last = &entries.last().unwrap().1;
        assert_eq!((last.action.as_str(), last.detail["factor"].as_str()), ("signed-in", "passkey"));

        let page = here.get("/account/passkeys").await;
        let ask = page.body.split('"').find(|href| href.starts_with("/account/passkeys/remove?")).unwrap().to_owned();
        let page = here.get(&ask).await;
        let id = page.is(200).says("Do you want to remove this passkey?").says("my laptop").hidden("passkey");
        here.post("/account/passkeys/remove", &[("passkey", &id)]).await.is(303);
        assert_eq!(house.record_of("account", person).await.last().unwrap(), "signed-in", "nobody has confirmed it");
        here.post("/account/passkeys/remove", &[CONFIRMED[0], ("passkey", &id)]).await.is(303);
        assert_eq!(house.record_of("account", person).await.last().unwrap(), "passkey-removed");
        here.post("/account/passkeys/remove", &[CONFIRMED[0], ("passkey", &id)]).await.is(404);
        let mut third = house.browser();
        let page = first_factor(&mut third).await;
        assert!(!page.body.contains("data-passkey"), "nothing to offer");
        third.post("/sign-in/passkey/begin", &[]).await.is(404);
        house.app.world.advance(30 * Moment::SECOND);
        third.code(&code(&house.app)).await.is(303);
    }

    async fn a_passkey_that_was_moved_to_somebody_else_in_the_database_opens_nothing(test: TestStore) {
        let house = house(test).await;
        house.anwen().await;
        house.person("Mallory", "mallory@example.org", Lang::En).await;
        house.app.world.advance(60 * Moment::SECOND);
        let mut mallory = house.signed_in("mallory@example.org").await;
        add(&mut mallory, &Authenticator::new(1), "mine").await.is(303);
        let mut upkeep = house.app.store.upkeep().await.unwrap();
        assert_eq!(upkeep.run(&MOVE, args!["anwen@example.org"]).await.unwrap(), 1);
        upkeep.commit().await.unwrap();
        // With Anwen's password, which somebody may know, it is still not hers.
        let mut browser = house.browser();
        let page = first_factor(&mut browser).await;
        assert!(!page.is(200).body.contains("data-passkey"), "it is offered");
        browser.post("/sign-in/passkey/begin", &[]).await.is(404);
    }

    async fn one_factor_adds_no_passkey(test: TestStore) {
        let house = house(test).await;
        house.person("Anwen", "anwen@example.org", Lang::En).await;
        let mut browser = house.browser();
        first_factor(&mut browser).await;
        let got = browser.post("/account/passkeys/begin", &[]).await;
        assert!(got.location().starts_with("/sign-in/code"));
        let got = browser.post("/account/passkeys", &[("name", "x"), ("credential", "{}")]).await;
        assert!(got.location().starts_with("/sign-in/code"));
        let mut visitor = house.browser();
        assert!(visitor.post("/sign-in/passkey/begin", &[]).await.location().starts_with("/sign-in"));
        assert!(visitor.post("/sign-in/passkey", &[("credential", "{}")]).await.location().starts_with("/sign-in"));
    }

    async fn an_answer_to_another_challenge_is_no_answer(test: TestStore) {
        let house = house(test).await;
        let (person, mut here) = house.anwen().await;
        let mut key = Authenticator::new(1);
        add(&mut here, &key, "my laptop").await.is(303);

        // The same answer twice, in another session.
        let mut browser = house.browser();
        first_factor(&mut browser).await;
        let asked = options(&mut browser, "/sign-in/passkey/begin").await;
        let shown = key.get(&asked).to_string();
        browser.post("/sign-in/passkey", &[("credential", &shown)]).await.is(303);
        let mut thief = house.browser();
        first_factor(&mut thief).await;
        options(&mut thief, "/sign-in/passkey/begin").await;
        thief.post("/sign-in/passkey", &[("credential", &shown)]).await.is(422).says(WRONG);
        // After a wrong answer the challenge is used up, even for the right one.
        let asked = options(&mut thief, "/sign-in/passkey/begin").await;
        thief.post("/sign-in/passkey", &[("credential", "nonsense")]).await.is(422).says(WRONG);
        let late = key.get(&asked).to_string();
        thief.post("/sign-in/passkey", &[("credential", &late)]).await.is(422).says(WRONG);
        assert_eq!(house.record_of("account", person).await.iter().filter(|a| *a == "sign-in-failed").count(), 3);
        // And after five minutes.
        let asked = options(&mut thief, "/sign-in/passkey/begin").await;
        house.app.world.advance(5 * Moment::MINUTE);
        let late = key.get(&asked).to_string();
        thief.post("/sign-in/passkey", &[("credential", &late)]).await.is(422).says(WRONG);
        show(&mut thief, &mut key).await.is(303);
    }

    async fn a_passkey_of_somebody_else_or_of_another_site_opens_nothing(test: TestStore) {
        let house = house(test).await;
        let (_, mut here) = house.anwen().await;
        add(&mut here, &Authenticator::new(1), "my laptop").await.is(303);
        house.person("Bob", "bob@example.org", Lang::En).await;
        let mut bob = house.signed_in("bob@example.org").await;
        // A credential belongs to one account.
        add(&mut bob, &Authenticator::new(1), "hers").await.is(422).says("already in use");
        let mut his = Authenticator::new(2);
        add(&mut bob, &his, "his").await.is(303);

        let mut browser = house.browser();
        first_factor(&mut browser).await;
        show(&mut browser, &mut his).await.is(422).says(WRONG);
        let mut elsewhere = Authenticator::new(1);
        elsewhere.origin = "http://localhost.evil.example".into();
        show(&mut browser, &mut elsewhere).await.is(422).says(WRONG);
        let mut unlocked = Authenticator::new(1);
        unlocked.verifies = false;
        show(&mut browser, &mut unlocked).await.is(422).says(WRONG);
        browser.get("/home").await.is(303);
        show(&mut browser, &mut Authenticator::new(1)).await.is(303);
        browser.get("/home").await.is(200);
    }

    async fn a_copied_passkey_is_found_by_its_counter(test: TestStore) {
        let house = house(test).await;
        let (_, mut here) = house.anwen().await;
        let mut key = Authenticator::new(1);
        add(&mut here, &key, "my laptop").await.is(303);
        let mut copy = Authenticator::new(1);
        key.counter = 10;
        let mut browser = house.browser();
        first_factor(&mut browser).await;
        show(&mut browser, &mut key).await.is(303);
        let mut thief = house.browser();
        first_factor(&mut thief).await;
        show(&mut thief, &mut copy).await.is(422).says(WRONG);
    }

    async fn wrong_passkeys_count_as_failures(test: TestStore) {
        let house = house(test).await;
        let (_, mut here) = house.anwen().await;
        let mut key = Authenticator::new(1);
        add(&mut here, &key, "my laptop").await.is(303);
        let mut browser = house.browser();
        first_factor(&mut browser).await;
        for _ in 0..10 {
            browser.post("/sign-in/passkey", &[("credential", "{}")]).await.is(422).says(WRONG);
        }
        show(&mut browser, &mut key).await.is(422).says("There were too many attempts");
        house.app.world.advance(15 * Moment::MINUTE);
        show(&mut browser, &mut key).await.is(303);
    }

    async fn a_form_without_what_the_browser_made_adds_nothing(test: TestStore) {
        let house = house(test).await;
        let (person, mut here) = house.anwen().await;
        here.get("/account/passkeys").await.is(200);
        here.post("/account/passkeys", &[("name", ""), ("credential", "")]).await.is(422).says("Enter the name of the passkey");
        for shown in ["", "{}", "nonsense"] {
            let got = here.post("/account/passkeys", &[("name", "x"), ("credential", shown)]).await;
            got.is(422).says("Your browser did not give a passkey");
        }
        let mut wrong = Authenticator::new(1);
        wrong.origin = "http://evil.example".into();
        add(&mut here, &wrong, "x").await.is(422).says(WRONG);
        assert!(platform::passkeys::of_person(&house.app, person).await.unwrap().is_empty());
        // In Welsh too.
        here.post("/cy/account/passkeys", &[("name", "x"), ("credential", "")]).await.is(422).says("Ni roddodd eich porwr god pas");
    }

    async fn ten_passkeys_are_enough(test: TestStore) {
        let house = house(test).await;
        let (_, mut here) = house.anwen().await;
        for seed in 1..=10 {
            add(&mut here, &Authenticator::new(seed), "one more").await.is(303);
        }
        here.get("/account/passkeys").await;
        here.post("/account/passkeys/begin", &[]).await.is(422).says("You have 10 passkeys");
    }

    async fn where_the_address_is_no_name_there_are_no_passkeys(test: TestStore) {
        let house = house_with(test, |inner| inner.passkeys = platform::passkeys("http://127.0.0.1:8080", "Test")).await;
        let (_, mut here) = house.anwen().await;
        assert!(!here.get("/account").await.is(200).body.contains("passkey"));
        here.get("/account/passkeys").await.is(404);
    }
}

#[test]
fn passkeys_belong_to_the_host_of_the_public_address() {
    assert!(platform::passkeys("https://data.example.org", "x").is_some());
    assert!(platform::passkeys("http://localhost:8080", "x").is_some());
    for none in ["http://127.0.0.1:8080", "http://[::1]:8080", "nonsense", ""] {
        assert!(platform::passkeys(none, "x").is_none(), "{none}");
    }
}
