//! "Send it to my address from now on."

use serde_json::Value;

use super::accounts::{Browser, Got, PHRASE, text, victim};
use super::house::{House, own_demo};
use crate::running::code;

const MINE: &str = "mine@nowhere.example";
const PROVE: &str = "/account/email/prove";
const UNDO: &str = "/account/email/undo";

/// A browser of somebody that was left signed in, and now is mine.
async fn found(house: &House, who: &Value) -> Browser {
    let browser = Browser::at(house, 1);
    assert_eq!(browser.password(who).await.status, 303);
    let right = code(text(who, "secret"));
    assert_eq!(browser.post("/sign-in/code", "/sign-in/code", &[("code", &right)]).await.status, 303);
    browser
}

async fn ask(browser: &Browser, email: &str, password: &str) -> Got {
    browser.post("/account/email", "/account/email", &[("email", email), ("password", password)]).await
}

/// The token of the newest link of a kind in the demo's outbox.
async fn newest(browser: &Browser, link: &str) -> String {
    let outbox = browser.get("/outbox").await.text;
    let rest = outbox.split(&format!("{link}?token=")).nth(1).unwrap_or_else(|| panic!("no link {link}"));
    rest.chars().take(32).collect()
}

/// Opens the link that went to my mailbox, in another browser of mine.
async fn prove(house: &House, password: &str) -> Got {
    let browser = Browser::at(house, 9);
    let token = newest(&browser, PROVE).await;
    browser.post("/sign-in", PROVE, &[("token", &token), ("password", password)]).await
}

attacks! {
    /// A browser is enough, or a browser and a mailbox of mine.
    async fn a_browser_that_was_found_moves_the_account_to_my_mailbox() {
        let house = own_demo();
        let who = victim(&house, 0);
        let mine = found(&house, &who).await;
        assert_eq!(ask(&mine, MINE, "a guess of mine").await.status, 422);
        assert!(!mine.get("/outbox").await.text.contains(MINE));
        // With the password, the link alone moves nothing.
        assert_eq!(ask(&mine, MINE, text(&who, "password")).await.status, 303);
        assert_eq!(prove(&house, "a guess of mine").await.status, 422);
        assert_eq!(Browser::at(&house, 2).try_password(MINE, text(&who, "password")).await.status, 422);
        assert_eq!(Browser::at(&house, 2).password(&who).await.status, 303);
    }

    /// Whoever has everything moves the account, resets the password, and asks for a third address to bury the way back.
    async fn the_way_back_of_the_old_address_is_buried() {
        let house = own_demo();
        let who = victim(&house, 1);
        let mine = found(&house, &who).await;
        assert_eq!(ask(&mine, MINE, text(&who, "password")).await.status, 303);
        assert_eq!(prove(&house, text(&who, "password")).await.status, 200);
        assert_eq!(ask(&mine, "third@nowhere.example", text(&who, "password")).await.status, 422);
        let other = Browser::at(&house, 9);
        other.post("/sign-in", "/account/password/forgotten", &[("email", MINE)]).await;
        let reset = newest(&mine, "/account/password/reset").await;
        let fields = [("token", reset.as_str()), ("password", PHRASE)];
        assert_eq!(other.post("/sign-in", "/account/password/reset", &fields).await.status, 303);
        let owner = Browser::at(&house, 3);
        let back = newest(&owner, UNDO).await;
        assert_eq!(owner.post("/sign-in", UNDO, &[("token", &back)]).await.status, 200);
        assert_eq!(Browser::at(&house, 4).try_password(MINE, PHRASE).await.status, 422);
        // The owner chooses a password again, at their own address.
        owner.post("/sign-in", "/account/password/forgotten", &[("email", text(&who, "email"))]).await;
        let own = newest(&owner, "/account/password/reset").await;
        let fields = [("token", own.as_str()), ("password", "a phrase of the owner's own")];
        assert_eq!(owner.post("/sign-in", "/account/password/reset", &fields).await.status, 303);
    }

    /// I register with the address that was just given up, so that it cannot be put back.
    async fn the_old_address_is_taken_before_it_is_put_back() {
        let house = own_demo();
        let who = victim(&house, 2);
        let mine = found(&house, &who).await;
        assert_eq!(ask(&mine, MINE, text(&who, "password")).await.status, 303);
        assert_eq!(prove(&house, text(&who, "password")).await.status, 200);
        let back = newest(&mine, UNDO).await;
        Browser::at(&house, 5).register("Me", text(&who, "email"), PHRASE).await;
        let owner = Browser::at(&house, 6);
        assert_eq!(owner.post("/sign-in", UNDO, &[("token", &back)]).await.status, 200);
        assert_eq!(Browser::at(&house, 7).password(&who).await.status, 303);
    }
}
