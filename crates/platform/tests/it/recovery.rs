//! Codes for a lost factor.

use foundation::Lang;
use store::testing::TestStore;
use store::{args, both, statements};

use super::support::{Browser, CONFIRMED, House, PASSWORD, code, house};

statements! {
    read KEPT(text) -> (recovery: String) = "select recovery from account where email = $1";
    upkeep PUT(text, text) = "update account set recovery = $2 where email = $1";
}

const ANWEN: &str = "anwen@example.org";

async fn kept(house: &House) -> String {
    house.app.store.row(&KEPT, args![ANWEN]).await.unwrap().unwrap()
}

/// The codes that the page shows.
async fn codes(browser: &mut Browser<'_>) -> Vec<String> {
    let page = browser.get("/account/recovery-codes").await;
    let is_code = |w: &&str| w.len() == 19 && w.split('-').count() == 4;
    page.is(200).body.split(['<', '>']).filter(is_code).map(str::to_owned).collect()
}

async fn made(browser: &mut Browser<'_>) -> Vec<String> {
    browser.get("/account/recovery-codes").await;
    browser.post("/account/recovery-codes", &CONFIRMED).await.is(303);
    let codes = codes(browser).await;
    assert_eq!(codes.len(), 10);
    codes
}

async fn half(house: &House) -> Browser<'_> {
    let mut browser = house.browser();
    browser.sign_in(ANWEN, PASSWORD).await.is(303);
    browser.get("/sign-in/recovery").await.is(200);
    browser
}

async fn told(house: &House, subject: &str) -> usize {
    let all = platform::messages::outbox(&house.app).await.unwrap();
    all.iter().filter(|m| m.address == ANWEN && m.subject == subject).count()
}

both! { platform::MIGRATIONS;
    async fn each_code_is_a_second_factor_once_and_signs_the_others_out(test: TestStore) {
        let house = house(test).await;
        let (person, mut own) = house.anwen().await;
        let codes = made(&mut own).await;
        assert_eq!(told(&house, "You have new recovery codes").await, 1);
        let at_rest = kept(&house).await;
        assert!(codes.iter().all(|code| !at_rest.contains(&code.replace('-', ""))), "they are kept in clear");
        let mut lost = half(&house).await;
        // As it is read out: in small letters, without lines, with O for 0.
        let typed = codes[0].to_lowercase().replace('-', " ").replace('0', "o");
        let got = lost.post("/sign-in/recovery", &[("code", &typed)]).await;
        assert_eq!((got.is(303).status.as_u16(), got.location()), (303, "/home"));
        lost.get("/home").await.is(200);
        assert_ne!(own.get("/home").await.status, 200, "the other browser is still signed in");
        assert_eq!(told(&house, "A recovery code was used").await, 1);
        assert_eq!(house.record_of("account", person).await.last().unwrap(), "signed-in");
        half(&house).await.post("/sign-in/recovery", &[("code", &codes[0])]).await.is(422).says("one of your recovery codes");
        // With it a new authenticator is set up, which makes new codes.
        lost.get("/account/recovery-codes").await.is(200).says("You have 9 recovery codes");
        lost.get("/account/second-factor").await.is(200);
        let other = half(&house).await.post("/sign-in/recovery", &[("code", &codes[1])]).await;
        other.is(303);
    }

    async fn codes_are_shown_once_and_made_anew_only_lately_after_signing_in(test: TestStore) {
        let house = house(test).await;
        let (_, mut own) = house.anwen().await;
        let old = made(&mut own).await;
        assert_eq!(codes(&mut own).await, Vec::<String>::new());
        let new = made(&mut own).await;
        half(&house).await.post("/sign-in/recovery", &[("code", &old[0])]).await.is(422);
        house.app.world.advance(16 * 60_000_000);
        own.get("/account/recovery-codes").await.is(200);
        own.post("/account/recovery-codes", &CONFIRMED).await.is(422).says("sign in again with both factors");
        half(&house).await.post("/sign-in/recovery", &[("code", &new[0])]).await.is(303);
    }

    async fn wrong_codes_of_both_kinds_are_counted_together(test: TestStore) {
        let house = house(test).await;
        let (_, mut own) = house.anwen().await;
        let codes = made(&mut own).await;
        house.app.world.advance(60_000_000);
        let mut guesser = half(&house).await;
        for n in 0..10 {
            let (path, typed) = if n % 2 == 0 { ("/sign-in/recovery", "0000-0000-0000-0000") } else { ("/sign-in/code", "000000") };
            guesser.post(path, &[("code", typed)]).await.is(422);
        }
        guesser.post("/sign-in/recovery", &[("code", &codes[0])]).await.is(422).says("too many attempts");
        guesser.post("/sign-in/code", &[("code", &code(&house.app))]).await.is(422).says("too many attempts");
    }

    async fn one_code_in_two_browsers_at_once_opens_one(test: TestStore) {
        let house = house(test).await;
        let (_, mut own) = house.anwen().await;
        let codes = made(&mut own).await;
        let (mut a, mut b) = (half(&house).await, half(&house).await);
        let fields = [("code", codes[0].as_str())];
        let (a, b) = tokio::join!(a.post("/sign-in/recovery", &fields), b.post("/sign-in/recovery", &fields));
        let opened = [&a, &b].into_iter().filter(|got| got.location() == "/home").count();
        assert_eq!(opened, 1, "{} {}", a.status, b.status);
    }

    async fn codes_that_somebody_writes_into_the_database_open_nothing(test: TestStore) {
        let house = house(test).await;
        let (_, mut own) = house.anwen().await;
        let codes = made(&mut own).await;
        let before = kept(&house).await;
        half(&house).await.post("/sign-in/recovery", &[("code", &codes[0])]).await.is(303);
        // The one that was used is put back.
        let mut upkeep = house.app.store.upkeep().await.unwrap();
        upkeep.run(&PUT, args![ANWEN, before]).await.unwrap();
        upkeep.commit().await.unwrap();
        house.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("not as this service left it");
    }

    async fn a_newcomer_is_given_codes_with_their_authenticator(test: TestStore) {
        let house = house(test).await;
        house.person("Bob", "bob@example.org", Lang::En).await;
        let mut bob = house.signed_in("bob@example.org").await;
        let page = bob.get("/account/second-factor").await;
        let new = crate::second_factor::secret(page.is(200));
        let got = bob.post("/account/second-factor", &[("code", &crate::support::code_of(&house.app, new))]).await;
        assert_eq!(got.is(303).location(), "/account/recovery-codes");
        assert_eq!(codes(&mut bob).await.len(), 10);
        bob.get("/account").await.is(200).says("You have 10 recovery codes");
    }
}
