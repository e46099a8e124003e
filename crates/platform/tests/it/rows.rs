//! Somebody who can write into the database, and has an account of their own, signs in as nobody else by it.

use foundation::Lang;
use store::testing::TestStore;
use store::{Args, Kinds, Statement, args, both, statements};

use super::support::{Browser, House, PASSWORD, code, house};

statements! {
    upkeep COPY_ACCOUNT(text, text) = "update account set password = (select o.password from account o where o.email = $2),
        totp_secret = (select o.totp_secret from account o where o.email = $2),
        seal = (select o.seal from account o where o.email = $2) where email = $1";
    upkeep FORGET_FACTOR(text) = "update account set totp_secret = null, totp_confirmed_at = null where email = $1";
    upkeep OTHER_ADDRESS(text) = "update account set email = 'mallory-two@example.org' where email = $1";
    upkeep UNSEAL(text) = "update account set seal = '' where email = $1";
    upkeep TAKE_SESSION(text, text) = "update session set person = (select person from account where email = $1)
        where person = (select person from account where email = $2)";
    upkeep STRONGER(text) = "update session set factors = 2 where person = (select person from account where email = $1)";
    upkeep LATER(text) = "update session set started_at = started_at + 3600000000 where person = (select person from account where email = $1)";
}

const ANWEN: &str = "anwen@example.org";
const MALLORY: &str = "mallory@example.org";

async fn writes<K: Kinds>(house: &House, statement: &'static Statement<K>, with: impl Args<K>) {
    let mut upkeep = house.app.store.upkeep().await.unwrap();
    assert!(upkeep.run(statement, with).await.unwrap() > 0, "the attack changes something");
    upkeep.commit().await.unwrap();
}

/// Both have accounts; security staff are there to be told.
async fn street(test: TestStore) -> House {
    let house = house(test).await;
    house.person("Anwen", ANWEN, Lang::En).await;
    house.person("Mallory", MALLORY, Lang::En).await;
    let guard = house.person("Imran", "imran@example.org", Lang::En).await;
    house.gives(guard, "security");
    house
}

async fn told(house: &House) -> usize {
    let all = platform::messages::outbox(&house.app).await.unwrap();
    all.iter().filter(|m| m.address == "imran@example.org" && m.subject.contains("was altered")).count()
}

async fn signs_in<'a>(house: &'a House, email: &str) -> Browser<'a> {
    house.app.world.advance(60_000_000);
    house.signed_in(email).await
}

both! { platform::MIGRATIONS;
    async fn the_password_and_the_secret_of_one_account_do_not_open_another(test: TestStore) {
        let house = street(test).await;
        writes(&house, &COPY_ACCOUNT, args![ANWEN, MALLORY]).await;
        let mut browser = house.browser();
        browser.sign_in(ANWEN, PASSWORD).await.is(422).says("not as this service left it");
        assert_eq!(told(&house).await, 1);
        // Mallory's own is as it was.
        signs_in(&house, MALLORY).await.get("/home").await.is(200);
    }

    async fn a_factor_that_is_struck_out_is_not_set_up_by_whoever_has_the_password(test: TestStore) {
        let house = street(test).await;
        // Between the password and the second factor.
        let mut browser = house.browser();
        browser.sign_in(ANWEN, PASSWORD).await.is(303);
        writes(&house, &FORGET_FACTOR, args![ANWEN]).await;
        browser.get("/account/second-factor").await;
        browser.post("/account/second-factor", &[("code", &code(&house.app))]).await.is(422);
        house.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("not as this service left it");
    }

    async fn a_link_for_another_password_goes_to_no_address_that_was_written_in(test: TestStore) {
        let house = street(test).await;
        writes(&house, &OTHER_ADDRESS, args![ANWEN]).await;
        let fields = [("email", "mallory-two@example.org")];
        house.browser().post("/account/password/forgotten", &fields).await.is(200);
        let all = platform::messages::outbox(&house.app).await.unwrap();
        assert!(all.iter().all(|m| m.address != "mallory-two@example.org"), "it has been sent");
    }

    async fn an_account_without_its_seal_opens_nothing(test: TestStore) {
        let house = street(test).await;
        writes(&house, &UNSEAL, args![ANWEN]).await;
        house.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("not as this service left it");
    }

    async fn a_session_is_nobody_elses_and_no_stronger_and_no_younger_than_it_was_begun(test: TestStore) {
        let house = street(test).await;
        let mut mine = signs_in(&house, MALLORY).await;
        mine.get("/home").await.is(200).says("home of Mallory");
        writes(&house, &TAKE_SESSION, args![ANWEN, MALLORY]).await;
        let home = mine.get("/home").await;
        assert!(!home.body.contains("Anwen") && home.status != 200, "{} {}", home.status, home.body);
        // With the password alone.
        let mut half = house.browser();
        half.sign_in(ANWEN, PASSWORD).await.is(303);
        writes(&house, &STRONGER, args![ANWEN]).await;
        assert_ne!(half.get("/home").await.status, 200);
        // One that stood open for hours is not a fresh one.
        let mut open = signs_in(&house, MALLORY).await;
        writes(&house, &LATER, args![MALLORY]).await;
        assert_ne!(open.get("/home").await.status, 200);
    }
}
