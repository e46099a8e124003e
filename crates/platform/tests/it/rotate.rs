//! Another key in the place of the service's: everything that the old one sealed opens, and nothing of before is believed.

use foundation::{Lang, Moment, World};
use platform::Keys;
use platform::accounts::{address, by_person};
use platform::rotate::{check, new_sessions, reseal};
use store::testing::TestStore;
use store::{Args, Kinds, Statement, args, both, statements};

use super::authenticator::Authenticator;
use super::support::{CONFIRMED, House, NOW, PASSWORD, code, house_on};

statements! {
    read ROW(text) -> (totp_secret: Option<String>, seal: String) = "select totp_secret, seal from account where email = $1";
    upkeep PUT_BACK(text, text, text) = "update account set totp_secret = $2, seal = $3 where email = $1";
    read PASSKEY -> (seal: String) = "select seal from account_passkey";
    upkeep PUT_PASSKEY(text) = "update account_passkey set seal = $1";
    read ADDRESS -> (seal: String) = "select seal from account_address";
    upkeep PUT_ADDRESS(text) = "update account_address set seal = $1";
    upkeep REVIVE = "update session set ended_at = null";
    upkeep FALSE_SEAL(text) = "update account set seal = 'x' where email = $1";
}

const ANWEN: &str = "anwen@example.org";
const MALLORY: &str = "mallory@example.org";
const NEW: &str = "mallory@example.net";

fn first() -> Keys {
    Keys::from_bytes([1; 32])
}

fn second() -> Keys {
    first().succeeded_by([2; 32])
}

/// The service on these rows, under these keys.
async fn under(test: &TestStore, keys: Keys, seed: u64) -> House {
    let store = test.store.clone().sealed_with(keys.derive("record-entry"));
    let change = |inner: &mut platform::Inner| {
        inner.keys = keys;
        inner.world = World::fixed(NOW, seed);
    };
    house_on(store, change).await
}

async fn writes<K: Kinds>(house: &House, statement: &'static Statement<K>, with: impl Args<K>) {
    let mut upkeep = house.app.store.upkeep().await.unwrap();
    assert!(upkeep.run(statement, with).await.unwrap() > 0, "the attack changes something");
    upkeep.commit().await.unwrap();
}

async fn seals(house: &House) -> (Option<String>, String, String, String) {
    let store = &house.app.store;
    let (secret, seal) = store.row(&ROW, args![ANWEN]).await.unwrap().unwrap();
    let passkey = store.row(&PASSKEY, args![]).await.unwrap().unwrap();
    (secret, seal, passkey, store.row(&ADDRESS, args![]).await.unwrap().unwrap())
}

both! { platform::MIGRATIONS;
    async fn what_the_old_key_sealed_opens_under_the_new_one_and_an_old_seal_moved_in_opens_nothing(test: TestStore) {
        let house = under(&test, first(), 1).await;
        let (_, mut own) = house.anwen().await;
        own.get("/account/passkeys").await.is(200);
        let begun = own.post("/account/passkeys/begin", &[]).await.body;
        let mut passkey = Authenticator::new(1);
        let shown = passkey.create(&serde_json::from_str(&begun).unwrap()).to_string();
        own.post("/account/passkeys", &[("name", "mine"), ("credential", &shown)]).await.is(303);
        own.get("/account/recovery-codes").await;
        own.post("/account/recovery-codes", &CONFIRMED).await.is(303);
        let page = own.get("/account/recovery-codes").await;
        let is_code = |w: &&str| w.len() == 19 && w.split('-').count() == 4;
        let codes: Vec<String> = page.body.split(['<', '>']).filter(is_code).map(str::to_owned).collect();
        let mallory = house.person("Mallory", MALLORY, Lang::En).await;
        let account = by_person(&house.app, mallory).await.unwrap().unwrap();
        let mut change = house.app.store.change().await.unwrap();
        let (prove, _) = address::ask(&house.app, &mut change, &account, NEW).await.unwrap();
        change.commit(house.entry("asked", mallory)).await.unwrap();
        let mut change = house.app.store.change().await.unwrap();
        let (_, undo) = address::prove(&house.app, &mut change, &prove).await.unwrap();
        change.commit(house.entry("proved", mallory)).await.unwrap();
        let (secret, account_seal, passkey_seal, address_seal) = seals(&house).await;

        let done = reseal(&test.store, &first(), &second(), &house.app.world).await.unwrap();
        assert_eq!(done.not_ours, 0, "{done:?}");
        assert!(done.rows > 5, "{done:?}");
        let again = reseal(&test.store, &first(), &second(), &house.app.world).await.unwrap();
        assert_eq!(again, Default::default(), "done once");

        let after = under(&test, second(), 2).await;
        after.knows(house.people());
        check(&after.app.store, &after.app.keys).await.unwrap();
        assert!(check(&after.app.store, &first()).await.unwrap_err().contains("keys/service.key is not the one"));
        let lost = Keys::from_bytes([2; 32]);
        assert!(check(&after.app.store, &lost).await.unwrap_err().contains("keys/lasting.key is not the one"));
        let now = seals(&after).await;
        assert!(now.0 != secret && now.1 != account_seal && now.2 != passkey_seal && now.3 != address_seal);
        // The session is over, also when its row is called back to life.
        let cookie = own.cookie.clone();
        writes(&after, &REVIVE, args![]).await;
        let mut old = after.browser();
        old.cookie = cookie;
        assert_ne!(old.get("/home").await.status, 200);
        // Links of before open nothing; an address that was replaced is kept for its owner all the same.
        let mut reader = after.browser();
        reader.get(&format!("/account/email/undo?token={undo}")).await;
        reader.post("/account/email/undo", &[("token", &undo)]).await.is(422);
        assert_eq!(address::whose(&after.app, MALLORY).await.unwrap(), Some(mallory));
        // Password, code, passkey and recovery code open what they did; mail is readable.
        after.app.world.advance(Moment::HOUR);
        after.signed_in(ANWEN).await.get("/home").await.is(200);
        after.app.world.advance(Moment::HOUR);
        let mut there = after.browser();
        there.sign_in(ANWEN, PASSWORD).await.is(303);
        there.get("/sign-in/code?next=%2Faccount").await;
        let begun = there.post("/sign-in/passkey/begin", &[]).await.is(200).body.clone();
        let shown = passkey.get(&serde_json::from_str(&begun).unwrap()).to_string();
        there.post("/sign-in/passkey", &[("credential", &shown), ("next", "/account")]).await.is(303);
        there.get("/home").await.is(200);
        let mut paper = after.browser();
        paper.sign_in(ANWEN, PASSWORD).await.is(303);
        paper.get("/sign-in/recovery").await.is(200);
        paper.post("/sign-in/recovery", &[("code", &codes[0])]).await.is(303);
        paper.get("/home").await.is(200);
        let mail = platform::messages::outbox(&after.app).await.unwrap();
        assert!(mail.iter().any(|m| m.subject == "You have new recovery codes" && !m.body.is_empty()));

        // Old seals are moved in, each alone.
        let (secret_now, seal_now, ..) = seals(&after).await;
        writes(&after, &PUT_PASSKEY, args![&passkey_seal]).await;
        let mut moved = after.browser();
        moved.sign_in(ANWEN, PASSWORD).await.is(303);
        let page = moved.get("/sign-in/code?next=%2Faccount").await;
        assert!(!page.body.contains("data-passkey"), "a passkey under the old seal is offered");
        writes(&after, &PUT_ADDRESS, args![&address_seal]).await;
        assert_eq!(address::whose(&after.app, MALLORY).await.unwrap(), None);
        writes(&after, &PUT_BACK, args![ANWEN, secret_now.as_deref(), &account_seal]).await;
        after.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("not as this service left it");
        writes(&after, &PUT_BACK, args![ANWEN, secret.as_deref(), &account_seal]).await;
        after.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("not as this service left it");
        writes(&after, &PUT_BACK, args![ANWEN, secret_now.as_deref(), &seal_now]).await;
        after.app.world.advance(Moment::HOUR);
        let mut last = after.browser();
        last.sign_in(ANWEN, PASSWORD).await.is(303);
        last.code(&code(&after.app)).await.is(303);
    }

    async fn a_row_that_was_not_the_services_is_not_made_good_by_another_key(test: TestStore) {
        let house = under(&test, first(), 1).await;
        house.anwen().await;
        writes(&house, &FALSE_SEAL, args![ANWEN]).await;
        let done = reseal(&test.store, &first(), &second(), &house.app.world).await.unwrap();
        assert_eq!(done.not_ours, 1, "{done:?}");
        let after = under(&test, second(), 2).await;
        after.knows(house.people());
        after.browser().sign_in(ANWEN, PASSWORD).await.is(422).says("not as this service left it");
    }

    async fn another_key_of_sessions_ends_them_and_leaves_the_rest(test: TestStore) {
        let house = under(&test, first(), 1).await;
        let (_, own) = house.anwen().await;
        let keys = first().with_sessions([9; 32]);
        new_sessions(&house.app.store, &keys, &house.app.world).await.unwrap();
        let after = under(&test, keys.clone(), 2).await;
        after.knows(house.people());
        writes(&after, &REVIVE, args![]).await;
        let mut old = after.browser();
        old.cookie = own.cookie.clone();
        assert_ne!(old.get("/home").await.status, 200);
        after.app.world.advance(Moment::HOUR);
        after.signed_in(ANWEN).await.get("/home").await.is(200);
        check(&after.app.store, &keys).await.unwrap();
        for other in [first(), first().with_sessions([8; 32])] {
            assert!(check(&after.app.store, &other).await.unwrap_err().contains("keys/sessions.key is not the one"));
        }
        assert_eq!(keys.derive("account"), first().derive("account"));
        assert_eq!(keys.derive("file"), first().derive("file"));
    }
}

/// The files: what was begun is named, who has the keys in hand keeps others from replacing them, what lasts does.
#[test]
fn keys_are_in_hand_or_replaced_and_what_lasts_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (data, world) = (folder.path(), World::fixed(Moment(0), 1));
    let keys = Keys::open(data, &world).unwrap();
    assert!(platform::keys::hold_alone(data).unwrap_err().to_string().contains("stop the other process"));
    let other = Keys::open(data, &world).unwrap();
    drop(keys.clone());
    drop(other);
    assert!(platform::keys::hold_alone(data).is_err(), "the first still has them");
    let file = keys.derive("file");
    drop(keys);
    let alone = platform::keys::hold_alone(data).unwrap();
    assert!(Keys::open(data, &world).err().unwrap().to_string().contains("being replaced at this moment"));
    assert!(platform::keys::hold_alone(data).is_err(), "nor do two replace them");
    let old = Keys::read(data).unwrap().unwrap();
    let new = old.succeeded_by([2; 32]).succeeded_by([3; 32]);
    new.keep_lasting(data).unwrap();
    std::fs::write(data.join("keys/service.key"), platform::keys::hex(&[3; 32])).unwrap();
    let read = Keys::read(data).unwrap().unwrap();
    assert_eq!((read.derive("file"), read.derive("recovery code")), (file, old.derive("recovery code")));
    assert_ne!(read.derive("account"), old.derive("account"));
    assert_eq!(read.lasting_fingerprint(), new.lasting_fingerprint());
    drop(alone);
    std::fs::write(data.join("keys/record.key.next"), "x").unwrap();
    let said = Keys::open(data, &world).err().unwrap().to_string();
    assert!(said.contains("record.key was being replaced") && said.contains("strongroom rotate record"), "{said}");
}

/// What is derived from the service's keys, as the sources say it.
#[test]
fn every_use_of_a_key_is_in_the_handbook() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let handbook = std::fs::read_to_string(root.join("docs/handbook/backup.md")).unwrap();
    let mut folders = vec![root.join("crates")];
    let (mut uses, mut other) = (std::collections::BTreeSet::new(), 0);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() && !path.ends_with("tests") && !path.ends_with("disclosure") {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for call in ["keys.mac(", "keys.seal(", "keys.unseal(", "keys.derive(", "new.seal(", "old.unseal("] {
                    for rest in text.split(call).skip(1) {
                        match rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                            Some(label) => drop(uses.insert(label.to_owned())),
                            None => other += 1,
                        }
                    }
                }
            }
        }
    }
    assert!(uses.len() > 12, "{uses:?}");
    for label in &uses {
        assert!(handbook.contains(&format!("`{label}`")), "docs/handbook/backup.md does not name the use {label:?}");
    }
    // Those by a name: the secret of one-time codes four times, ceremonies, kept answers and what an action says twice each,
    // and none else.
    assert!(other <= 10, "{other} uses have no word of their own; name them in the handbook");
}
