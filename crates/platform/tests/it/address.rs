//! Another address in the place of the one of an account.

use foundation::Lang;
use store::both;
use store::testing::TestStore;

use super::support::{Browser, House, PASSWORD, house};

const OLD: &str = "anwen@example.org";
const NEW: &str = "anwen.price@example.net";
const WEEK: i64 = 7 * 24 * 3600 * 1_000_000;

async fn ask(browser: &mut Browser<'_>, email: &str, password: &str) -> super::support::Got {
    browser.get("/account/email").await.is(200);
    browser.post("/account/email", &[("email", email), ("password", password)]).await
}

/// The token of the newest link of a kind that went to an address.
async fn token(house: &House, to: &str, link: &str) -> Option<String> {
    let all = platform::messages::outbox(&house.app).await.unwrap();
    let mails = all.iter().filter(|m| m.address == to);
    mails.filter_map(|m| m.body.split(link).nth(1)).map(|rest| rest[..32].to_owned()).next()
}

const PROVE: &str = "/account/email/prove?token=";
const UNDO: &str = "/account/email/undo?token=";

async fn replaced(house: &House, browser: &mut Browser<'_>) {
    ask(browser, NEW, PASSWORD).await.is(303);
    browser.get("/account").await.says("Check your new email");
    let link = token(house, NEW, PROVE).await.expect("a link to prove it");
    let mut other = house.browser();
    other.get(&format!("{PROVE}{link}")).await.is(200);
    other.post("/account/email/prove", &[("token", &link), ("password", PASSWORD)]).await.is(200).says("is replaced");
}

both! { platform::MIGRATIONS;
    async fn an_address_is_replaced_when_the_new_one_is_proved_with_the_password(test: TestStore) {
        let house = house(test).await;
        let (person, mut own) = house.anwen().await;
        ask(&mut own, NEW, "not the password").await.is(422).says("Enter the password");
        ask(&mut own, OLD, PASSWORD).await.is(422).says("already");
        ask(&mut own, NEW, PASSWORD).await.is(303);
        assert!(token(&house, OLD, UNDO).await.is_some(), "the old one is told, and can stop it");
        house.browser().sign_in(NEW, PASSWORD).await.is(422);
        let link = token(&house, NEW, PROVE).await.unwrap();
        let mut reader = house.browser();
        reader.get(&format!("{PROVE}{link}")).await.is(200);
        reader.post("/account/email/prove", &[("token", &link), ("password", "none")]).await.is(422);
        house.browser().sign_in(OLD, PASSWORD).await.is(303);
        reader.post("/account/email/prove", &[("token", &link), ("password", PASSWORD)]).await.is(200);
        house.browser().sign_in(NEW, PASSWORD).await.is(303);
        house.browser().sign_in(OLD, PASSWORD).await.is(422);
        let record = house.record_of("account", person).await;
        assert!(record.contains(&"address-asked".to_owned()) && record.contains(&"address-replaced".to_owned()));
        reader.post("/account/email/prove", &[("token", &link), ("password", PASSWORD)]).await.is(422);
    }

    async fn the_old_address_puts_it_back_for_a_week_and_everybody_is_signed_out(test: TestStore) {
        let house = house(test).await;
        let (_, mut thief) = house.anwen().await;
        replaced(&house, &mut thief).await;
        // Whoever took it has a link to reset the password sent to the new address, and asks for a third one.
        house.browser().post("/account/password/forgotten", &[("email", NEW)]).await.is(200);
        let reset = token(&house, NEW, "/account/password/reset?token=").await.unwrap();
        ask(&mut thief, "third@example.net", PASSWORD).await.is(422).says("less than 7 days ago");
        house.app.world.advance(WEEK - 3600 * 1_000_000);
        let undo = token(&house, OLD, UNDO).await.unwrap();
        let mut owner = house.browser();
        owner.get(&format!("{UNDO}{undo}")).await.is(200).says("Put it back");
        owner.post("/account/email/undo", &[("token", &undo)]).await.is(200).says("as it was");
        assert_ne!(thief.get("/home").await.status, 200);
        let fields = [("token", reset.as_str()), ("password", "a phrase of my own choice")];
        house.browser().post("/account/password/reset", &fields).await.is(422);
        house.browser().sign_in(NEW, PASSWORD).await.is(422);
        house.browser().sign_in(OLD, PASSWORD).await.is(303);
        owner.post("/account/email/undo", &[("token", &undo)]).await.is(422);
    }

    async fn what_is_asked_for_is_stopped_before_it_is_proved(test: TestStore) {
        let house = house(test).await;
        let (_, mut thief) = house.anwen().await;
        ask(&mut thief, NEW, PASSWORD).await.is(303);
        let stop = token(&house, OLD, UNDO).await.unwrap();
        let link = token(&house, NEW, PROVE).await.unwrap();
        let mut owner = house.browser();
        owner.get(&format!("{UNDO}{stop}")).await;
        owner.post("/account/email/undo", &[("token", &stop)]).await.is(200);
        house.browser().post("/account/email/prove", &[("token", &link), ("password", PASSWORD)]).await.is(422);
        house.browser().sign_in(OLD, PASSWORD).await.is(303);
        assert_ne!(thief.get("/home").await.status, 200);
    }

    async fn after_the_week_it_stays_and_the_old_address_is_free(test: TestStore) {
        let house = house(test).await;
        let (person, mut own) = house.anwen().await;
        replaced(&house, &mut own).await;
        let whose = async |email: &str| platform::accounts::address::whose(&house.app, email).await.unwrap();
        assert_eq!((whose(OLD).await, whose(NEW).await), (Some(person), Some(person)));
        house.app.world.advance(WEEK + 1);
        assert_eq!((whose(OLD).await, whose(NEW).await), (None, Some(person)));
        let undo = token(&house, OLD, UNDO).await.unwrap();
        house.browser().post("/account/email/undo", &[("token", &undo)]).await.is(422);
    }

    async fn an_address_that_somebody_has_is_not_told_and_not_taken(test: TestStore) {
        let house = house(test).await;
        house.person("Bob", "bob@example.org", Lang::En).await;
        let (_, mut own) = house.anwen().await;
        let known = ask(&mut own, "bob@example.org", PASSWORD).await;
        assert!(token(&house, "bob@example.org", PROVE).await.is_none());
        let unknown = ask(&mut own, NEW, PASSWORD).await;
        assert_eq!((known.status, known.location(), &known.body), (unknown.status, unknown.location(), &unknown.body));
        // Between asking and proving somebody else registers with it.
        let link = token(&house, NEW, PROVE).await.unwrap();
        house.unproved("Carys", NEW, Lang::En).await;
        house.browser().post("/account/email/prove", &[("token", &link), ("password", PASSWORD)]).await.is(422).says("already an account");
        house.browser().sign_in(OLD, PASSWORD).await.is(303);
    }

    async fn a_browser_that_was_left_open_takes_no_account_away(test: TestStore) {
        let house = house(test).await;
        let (_, mut own) = house.anwen().await;
        house.app.world.advance(16 * 60_000_000);
        own.get("/account/email").await.is(200);
        own.post("/account/email", &[("email", NEW), ("password", PASSWORD)]).await.is(422).says("sign in again with both factors");
        assert!(token(&house, NEW, PROVE).await.is_none());
    }
}
