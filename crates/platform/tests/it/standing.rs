//! Accounts that are disabled, and what a database administrator makes of older rows.

use foundation::Lang;
use platform::accounts::{self, standing};
use platform::app::Inner;
use platform::{App, PersonId};
use store::testing::TestStore;
use store::{args, both, statements};

use super::support::{House, PASSWORD, code, house, house_on};

statements! {
    read ROW(text) -> (password: String, step: i64, version: i64, seal: String) = "select password, totp_last_step as step, version, seal from account where person = $1";
    upkeep PUT_BACK(text, text, int, int, text) = "update account set password = $2, totp_last_step = $3, version = $4, seal = $5,
        disabled_at = null, disabled_by = null, disabled_why = null where person = $1";
    upkeep STEP_BACK(text) = "update account set totp_last_step = 0 where person = $1";
    upkeep GO_ON(text) = "update session set ended_at = null where person = $1";
    upkeep TAKE_STATE(text, text) = "update session set state = (select s.state from session s where s.person = $2 and s.state is not null)
        where person = $1";
}

const ANWEN: &str = "anwen@example.org";

type Row = (String, i64, i64, String);

async fn row(house: &House, person: PersonId) -> Row {
    house.app.store.row(&ROW, args![person.to_string()]).await.unwrap().unwrap()
}

/// What a database administrator does who has kept a row.
async fn put_back(house: &House, person: PersonId, row: &Row) {
    let mut upkeep = house.app.store.upkeep().await.unwrap();
    upkeep.run(&PUT_BACK, args![person.to_string(), &row.0, row.1, row.2, &row.3]).await.unwrap();
    upkeep.run(&GO_ON, args![person.to_string()]).await.unwrap();
    upkeep.commit().await.unwrap();
}

async fn disable(house: &House, person: PersonId) {
    let by = PersonId::new(&house.app.world);
    let mut change = house.app.store.change().await.unwrap();
    assert!(standing::disable(&house.app, &mut change, person, by, "A test.").await.unwrap());
    change.commit(house.entry("account-disabled", person)).await.unwrap();
}

async fn enable(house: &House, person: PersonId) {
    let version = accounts::by_person(&house.app, person).await.unwrap().unwrap().version;
    let mut change = house.app.store.change().await.unwrap();
    let version = standing::enable(&house.app, &mut change, person, version).await.unwrap().unwrap();
    change.commit(house.entry("account-enabled", person)).await.unwrap();
    standing::unmark(&house.app, person, version);
}

/// The same service, started anew: the same keys, folder and database, and nothing remembered.
async fn again(house: &House) -> House {
    let first = &house.app;
    let (keys, data, world) = (first.keys.clone(), first.config.data.clone(), first.world.clone());
    let new = house_on(first.store.clone(), |inner: &mut Inner| {
        (inner.keys, inner.config.data, inner.world) = (keys, data, world);
    });
    let new = new.await;
    new.knows(house.people());
    new
}

async fn signs_in(house: &House, app: &App) -> u16 {
    app.world.advance(60_000_000);
    let mut browser = house.browser();
    let first = browser.sign_in(ANWEN, PASSWORD).await;
    if first.status != 303 {
        return first.status.as_u16();
    }
    browser.code(&code(app)).await.status.as_u16()
}

both! { platform::MIGRATIONS;
    async fn a_disabled_account_opens_nothing_from_then_on_and_again_when_it_is_enabled(test: TestStore) {
        let house = house(test).await;
        let (person, mut browser) = house.anwen().await;
        browser.get("/home").await.is(200);
        disable(&house, person).await;
        assert_ne!(browser.get("/home").await.status, 200);
        house.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("This account is disabled");
        // Who does not know the password learns nothing.
        house.browser().sign_in(ANWEN, "not the password").await.is(422).says("Enter the email address and password");
        enable(&house, person).await;
        assert_eq!(signs_in(&house, &house.app).await, 303);
        assert_ne!(browser.get("/home").await.status, 200, "what was ended stays so");
    }

    async fn the_row_of_before_it_was_disabled_opens_nothing_though_its_seal_is_right(test: TestStore) {
        let house = house(test).await;
        let (person, mut browser) = house.anwen().await;
        let before = row(&house, person).await;
        disable(&house, person).await;
        put_back(&house, person, &before).await;
        assert_ne!(browser.get("/home").await.status, 200, "the session that was ended goes on");
        assert_eq!(signs_in(&house, &house.app).await, 422);
        // Nor after a restart, when nothing is remembered but the mark beside the keys.
        let new = again(&house).await;
        new.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("This account is disabled");
        let mut same = new.browser();
        same.cookie = browser.cookie.clone();
        assert_ne!(same.get("/home").await.status, 200);
        // Disabled once more, the database says so as well, and two enable it from there.
        disable(&new, person).await;
        enable(&new, person).await;
        assert_eq!(signs_in(&new, &new.app).await, 303);
    }

    async fn a_kill_between_the_mark_and_the_row_leaves_it_disabled(test: TestStore) {
        let house = house(test).await;
        let (person, mut browser) = house.anwen().await;
        let by = PersonId::new(&house.app.world);
        let mut change = house.app.store.change().await.unwrap();
        standing::disable(&house.app, &mut change, person, by, "A test.").await.unwrap();
        drop(change);
        let new = again(&house).await;
        new.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("This account is disabled");
        assert_ne!(browser.get("/home").await.status, 200);
        // Disabling it again puts it right, and so does enabling it.
        enable(&new, person).await;
        assert_eq!(signs_in(&new, &new.app).await, 303);
    }

    async fn a_mark_that_is_lost_with_the_folder_is_written_again_at_the_start(test: TestStore) {
        let house = house(test).await;
        let (person, _) = house.anwen().await;
        let before = row(&house, person).await;
        disable(&house, person).await;
        let marks = house.app.config.data.join("keys/disabled");
        std::fs::remove_dir_all(&marks).unwrap();
        accounts::seal_all(&house.app).await.unwrap();
        assert!(marks.join(person.to_string()).exists());
        put_back(&house, person, &before).await;
        assert_eq!(signs_in(&house, &house.app).await, 422);
    }

    async fn a_password_that_was_changed_is_not_put_back_with_its_row(test: TestStore) {
        let house = house(test).await;
        let (person, _) = house.anwen().await;
        let before = row(&house, person).await;
        let hash = accounts::hash_password(&house.app, "another good long phrase").await.unwrap();
        let mut change = house.app.store.change().await.unwrap();
        accounts::set_password(&house.app, &mut change, person, &hash).await.unwrap();
        change.commit(house.entry("password-set", person)).await.unwrap();
        house.browser().sign_in(ANWEN, "another good long phrase").await.is(303);
        put_back(&house, person, &before).await;
        house.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("not as this service left it");
    }

    async fn a_code_that_was_used_is_not_used_again_by_its_step_put_back(test: TestStore) {
        let house = house(test).await;
        let person = house.person("Anwen", ANWEN, Lang::En).await;
        let before = row(&house, person).await;
        let mut browser = house.browser();
        browser.sign_in(ANWEN, PASSWORD).await.is(303);
        browser.code(&code(&house.app)).await.is(303);
        let mut other = house.browser();
        other.sign_in(ANWEN, PASSWORD).await.is(303);
        other.code(&code(&house.app)).await.is(422).says("Each code works once");
        // The step alone, and the whole row.
        let mut upkeep = house.app.store.upkeep().await.unwrap();
        upkeep.run(&STEP_BACK, args![person.to_string()]).await.unwrap();
        upkeep.commit().await.unwrap();
        other.code(&code(&house.app)).await.is(422).says("not as this service left it");
        put_back(&house, person, &before).await;
        other.code(&code(&house.app)).await.is(422).says("not as this service left it");
    }

    async fn an_unfinished_set_up_of_one_is_not_gone_on_with_by_another(test: TestStore) {
        let house = house(test).await;
        let (person, mut own) = house.anwen().await;
        let mallory = house.person("Mallory", "mallory@example.org", Lang::En).await;
        house.app.world.advance(60_000_000);
        let mut theirs = house.signed_in("mallory@example.org").await;
        // Mallory begins, and knows the key on the page; the database makes it Anwen's beginning.
        let page = theirs.get("/account/second-factor").await;
        let key = page.is(200).body.split_once("enter this key: ").unwrap().1.split('<').next().unwrap().to_owned();
        let mut upkeep = house.app.store.upkeep().await.unwrap();
        upkeep.run(&TAKE_STATE, args![person.to_string(), mallory.to_string()]).await.unwrap();
        upkeep.commit().await.unwrap();
        let page = own.get("/account/second-factor").await;
        assert!(!page.is(200).body.contains(&key), "Anwen sets up a key that Mallory knows");
    }
}
