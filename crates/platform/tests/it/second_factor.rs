//! Setting up an authenticator, and changing it.

use foundation::Lang;
use store::both;
use store::testing::TestStore;

use super::support::{CONFIRMED, Got, House, PASSWORD, code, code_of, house};
use platform::accounts;

/// The secret that the page shows, as bytes.
pub(super) fn secret(page: &Got) -> Vec<u8> {
    let words = page.body.split_once("enter this key: ").expect("a key").1;
    let base32: String = words.split('<').next().unwrap().chars().filter(|c| !c.is_whitespace()).collect();
    let mut bits = String::new();
    for letter in base32.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|l| *l == letter).expect("base32");
        bits.push_str(&format!("{value:05b}"));
    }
    bits.as_bytes().chunks_exact(8).map(|b| u8::from_str_radix(std::str::from_utf8(b).unwrap(), 2).unwrap()).collect()
}

async fn newcomer(house: &House) -> platform::PersonId {
    let person = house.unproved("Bob", "bob@example.org", Lang::En).await;
    let mut change = house.app.store.change().await.unwrap();
    accounts::set_proved(&house.app, &mut change, person).await.unwrap();
    change.commit(house.entry("seeded", person)).await.unwrap();
    person
}

both! { platform::MIGRATIONS;
    async fn a_newcomer_sets_up_an_authenticator_before_anything_else(test: TestStore) {
        let house = house(test).await;
        let person = newcomer(&house).await;
        let mut browser = house.browser();
        browser.sign_in("bob@example.org", PASSWORD).await.is(303);
        assert_eq!(browser.get("/sign-in/code").await.location(), "/account/second-factor");
        let page = browser.get("/account/second-factor").await;
        page.is(200).says("You do not need a phone").says("/account/second-factor/qr.svg");
        let first = secret(&page);
        assert_eq!(first.len(), 20);
        let picture = browser.get("/account/second-factor/qr.svg").await;
        assert_eq!(picture.is(200).header("content-type"), "image/svg+xml; charset=utf-8");
        browser.post("/account/second-factor", &[("code", "000000")]).await.is(422).says("Enter the code");
        let again = browser.get("/account/second-factor").await;
        assert_eq!(secret(&again), first, "the key that somebody is typing in stays");
        let got = browser.post("/account/second-factor", &[("code", &code_of(&house.app, first.clone()))]).await;
        assert_eq!((got.status.as_u16(), got.location()), (303, "/account/recovery-codes"));
        browser.get("/home").await.is(200);
        assert_eq!(house.record_of("account", person).await.last().unwrap(), "second-factor-set");
        // The code that confirmed it is used up.
        let mut other = house.browser();
        other.sign_in("bob@example.org", PASSWORD).await.is(303);
        other.code(&code_of(&house.app, first)).await.is(422);
    }

    async fn looking_at_the_page_changes_nothing_about_how_one_signs_in(test: TestStore) {
        let house = house(test).await;
        let (person, mut browser) = house.anwen().await;
        let page = browser.get("/account/second-factor").await;
        page.is(200);
        assert!(accounts::by_person(&house.app, person).await.unwrap().unwrap().has_code);
        house.app.world.advance(60_000_000);
        let mut other = house.browser();
        other.sign_in("anwen@example.org", PASSWORD).await.is(303);
        assert!(other.get("/account/second-factor").await.location().starts_with("/sign-in/code"), "one factor changes nothing");
        other.code(&code(&house.app)).await.is(303);

        // The new one counts from its first code on, and the old one no longer.
        house.app.world.advance(60_000_000);
        browser.get("/account/second-factor").await;
        let new = secret(&page);
        browser.post("/account/second-factor", &[("code", &code_of(&house.app, new.clone()))]).await.is(303);
        house.app.world.advance(60_000_000);
        let mut third = house.browser();
        third.sign_in("anwen@example.org", PASSWORD).await.is(303);
        third.code(&code(&house.app)).await.is(422);
        third.code(&code_of(&house.app, new)).await.is(303);
    }

    async fn a_browser_that_was_found_signed_in_gets_no_factor_of_its_own_and_the_owner_learns_of_each(test: TestStore) {
        let house = house(test).await;
        let (_, mut browser) = house.anwen().await;
        // Within a quarter of an hour of signing in, and the owner is told.
        house.app.world.advance(10 * 60_000_000);
        let page = browser.get("/account/second-factor").await;
        let new = secret(page.is(200));
        browser.post("/account/second-factor", &[("code", &code_of(&house.app, new))]).await.is(303);
        let told = |mails: &[platform::messages::OutboxMail]| mails.iter().filter(|m| m.subject == "How you sign in was changed").count();
        assert_eq!(told(&platform::messages::outbox(&house.app).await.unwrap()), 1);
        // Later the same browser is not enough, though it is still signed in.
        house.app.world.advance(6 * 60_000_000);
        browser.get("/account").await.is(200);
        browser.get("/account/second-factor").await.is(422).says("sign in again with both factors");
        browser.post("/account/second-factor", &[("code", "000000")]).await.is(422).says("sign in again");
        browser.post("/account/passkeys/remove", &[CONFIRMED[0], ("passkey", "x")]).await.is(422).says("sign in again");
        assert_eq!(told(&platform::messages::outbox(&house.app).await.unwrap()), 1);
    }
}
