//! "My account is shut. I go on all the same."

use serde_json::json;

use super::accounts::{Browser, PHRASE};
use super::house::own_demo;
use super::insiders::{Insider, people};

const CONFIRM: [(&str, &str); 2] = [("decision", "confirm"), ("version", "1")];
const REASON: [(&str, &str); 1] = [("reason", "Under investigation.")];

async fn disable(by: &Insider, of: &Insider) {
    let said = by.form(&format!("/people/{}/disable", of.id), &REASON).await;
    assert_eq!(said.status, 303, "{}", said.text);
}

/// Asks to have an account enabled; where the proposal is.
async fn ask(by: &Insider, of: &Insider) -> String {
    let said = by.form(&format!("/people/{}/enable", of.id), &REASON).await;
    assert_eq!(said.status, 303, "{}", said.text);
    said.location
}

/// Not done: refused, or sent to the page for signing in.
fn refused(said: &super::insiders::Said) -> bool {
    said.status >= 400 || said.location.contains("/sign-in")
}

async fn is_shut(who: &Insider) -> bool {
    who.get("/api/v1/me").await.status == 401
}

attacks! {
    /// In the browser, with the API's token, and in a space that was entered before.
    async fn somebody_whose_account_is_disabled_goes_on_where_they_were() {
        let house = own_demo();
        let (security, researcher) = (Insider::of(&house, "Imran Aziz", 1).await, Insider::of(&house, "Tomos Grant", 1).await);
        let mine = researcher.get("/api/v1/projects").await.json();
        let pay = mine.as_array().unwrap().iter().find(|p| p["title"] == "Part-time work and weekly pay").unwrap();
        let space = format!("/projects/{}/sessions", pay["number"].as_str().unwrap());
        let yes = json!({ "statements": { "place": "yes", "phones": "yes", "nothing-written": "yes", "monitored": "yes" } });
        assert_eq!(researcher.call(&space, yes.clone()).await.status, 201);
        disable(&security, &researcher).await;
        assert!(is_shut(&researcher).await);
        for path in ["/home", "/api/v1/projects", &format!("/projects/{}/space", pay["number"].as_str().unwrap())] {
            assert_ne!(researcher.get(path).await.status, 200, "{path}");
        }
        assert_eq!(researcher.call(&space, yes).await.status, 401);
    }

    /// By the password, by another password from the mailbox, and by a link that was sent before.
    async fn somebody_whose_account_is_disabled_signs_in_again() {
        let house = own_demo();
        let (security, researcher) = (Insider::of(&house, "Imran Aziz", 1).await, Insider::of(&house, "Tomos Grant", 1).await);
        let all = people(&house);
        let who = all.iter().find(|p| p["name"] == "Tomos Grant").unwrap();
        let email = who["email"].as_str().unwrap();
        let browser = Browser::at(&house, 1);
        let before = browser.forgotten(email).await;
        disable(&security, &researcher).await;
        let said = browser.password(who).await;
        assert!(said.status == 422 && said.text.contains("is disabled"), "{} {}", said.status, said.text);
        let reset = [("token", before.as_str()), ("password", PHRASE)];
        assert_eq!(browser.post("/sign-in", "/account/password/reset", &reset).await.status, 422);
        // Nor is a new one sent, and nobody who does not know the password learns of it.
        let links = async || browser.get("/outbox").await.text.matches("/account/password/reset?token=").count();
        let sent = links().await;
        browser.post("/sign-in", "/account/password/forgotten", &[("email", email)]).await;
        assert_eq!(links().await, sent);
        assert!(!browser.try_password(email, PHRASE).await.text.contains("is disabled"));
    }

    /// Whoever asked confirms, and so does whoever disabled it, and the person.
    async fn one_person_enables_an_account_again() {
        let house = own_demo();
        let (one, two) = (Insider::of(&house, "Anwen Price", 1).await, Insider::of(&house, "Wyn Parry", 1).await);
        let (security, gone) = (Insider::of(&house, "Imran Aziz", 1).await, Insider::of(&house, "Tomos Grant", 1).await);
        disable(&one, &gone).await;
        let at = ask(&two, &gone).await;
        assert_eq!(two.form(&at, &CONFIRM).await.status, 403, "whoever asked");
        assert_eq!(one.form(&at, &CONFIRM).await.status, 403, "whoever disabled it");
        assert!(refused(&gone.form(&at, &CONFIRM).await), "the person");
        assert!(is_shut(&gone).await);
        let staff = Insider::with(&house, "support", 1).await;
        assert!(refused(&staff.form(&at, &CONFIRM).await), "staff of another kind");
        assert_eq!(security.form(&at, &CONFIRM).await.status, 303, "two people open it");
        // What was open before stays closed.
        assert!(is_shut(&gone).await);
        Insider::of(&house, "Tomos Grant", 1).await;
    }

    /// An operator disables the other, and asks for themselves to be enabled by nobody.
    async fn whoever_is_disabled_confirms_through_a_session_of_before() {
        let house = own_demo();
        let (one, two) = (Insider::of(&house, "Anwen Price", 1).await, Insider::of(&house, "Wyn Parry", 1).await);
        let gone = Insider::of(&house, "Tomos Grant", 1).await;
        disable(&one, &gone).await;
        let at = ask(&one, &gone).await;
        let security = Insider::of(&house, "Imran Aziz", 1).await;
        disable(&security, &two).await;
        assert!(refused(&two.form(&at, &CONFIRM).await));
        assert!(is_shut(&gone).await);
        assert_eq!(one.form(&format!("/people/{}/disable", one.id), &REASON).await.status, 403, "nobody does it to themselves");
    }

    /// Any account disables another.
    async fn a_researcher_disables_a_checker() {
        let house = own_demo();
        let (mine, checker) = (Insider::of(&house, "Tomos Grant", 1).await, Insider::of(&house, "Helen Brook", 1).await);
        assert!(refused(&mine.form(&format!("/people/{}/disable", checker.id), &REASON).await));
        let by_api = mine.call(&format!("/people/{}/disable", checker.id), json!({ "reason": "Mine." })).await;
        assert_eq!(by_api.status, 404);
        let support = Insider::with(&house, "support", 1).await;
        assert_eq!(support.form(&format!("/people/{}/disable", checker.id), &REASON).await.status, 403);
        assert!(!is_shut(&checker).await);
    }

    /// The two who could confirm do so at the same moment, from two desks, twenty times.
    async fn two_confirm_at_once() {
        let house = own_demo();
        let (one, two) = (Insider::of(&house, "Anwen Price", 1).await, Insider::of(&house, "Wyn Parry", 1).await);
        let security = Insider::of(&house, "Imran Aziz", 1).await;
        let gone = Insider::of(&house, "Tomos Grant", 1).await;
        for round in 0..20 {
            disable(&one, &gone).await;
            let at = ask(&one, &gone).await;
            let (a, b) = tokio::join!(two.form(&at, &CONFIRM), security.form(&at, &CONFIRM));
            let won = [&a, &b].into_iter().filter(|said| said.status == 303).count();
            assert_eq!(won, 1, "round {round}: {} {}", a.status, b.status);
            let lost = if a.status == 303 { b } else { a };
            // Who is slower finds it done, or finds nothing any more that waits.
            assert!(matches!(lost.status, 404 | 409 | 422), "round {round}: {} {}", lost.status, lost.text);
        }
    }

    /// The service is killed at the moment an account is disabled, and comes back without it.
    async fn a_kill_forgets_that_an_account_is_disabled() {
        let mut house = own_demo();
        let (security, gone) = (Insider::of(&house, "Imran Aziz", 1).await, Insider::of(&house, "Tomos Grant", 1).await);
        disable(&security, &gone).await;
        house.stop();
        let house = super::house::service_on(house, "");
        let all = people(&house);
        let who = all.iter().find(|p| p["name"] == "Tomos Grant").unwrap();
        let said = Browser::at(&house, 1).password(who).await;
        assert!(said.status == 422 && said.text.contains("is disabled"), "{}", said.status);
    }
}
