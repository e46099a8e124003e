//! "I have lost my authenticator." Somebody else says so too.

use futures_util::future::join_all;
use serde_json::Value;

use super::accounts::{Browser, PHRASE, TOO_MANY, text, victim};
use super::house::{House, demo, own_demo, service_on};
use crate::running::code;

const WRONG: &str = "Enter one of your recovery codes";

/// Signed in with both factors. A one-time code works once, so the next sign-in waits for another.
async fn signed_in(house: &House, who: &Value) -> Browser {
    let browser = Browser::at(house, 1);
    assert_eq!(browser.password(who).await.status, 303);
    let right = code(text(who, "secret"));
    assert_eq!(browser.post("/sign-in/code", "/sign-in/code", &[("code", &right)]).await.status, 303);
    browser
}

/// New codes for somebody, as the page shows them.
async fn codes(of: &Browser) -> Vec<String> {
    let made = of.post("/account/recovery-codes", "/account/recovery-codes", &[("confirmed", "yes")]).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let page = of.get("/account/recovery-codes").await.text;
    let is_code = |w: &&str| w.len() == 19 && w.split('-').count() == 4;
    let codes: Vec<String> = page.split(['<', '>']).filter(is_code).map(str::to_owned).collect();
    assert_eq!(codes.len(), 10, "{page}");
    codes
}

/// Somebody who knows the password, and says that they have lost the rest.
async fn half(house: &House, who: &Value, last: u8) -> Browser {
    let browser = Browser::at(house, last);
    assert_eq!(browser.password(who).await.status, 303);
    browser
}

const AT: &str = "/sign-in/recovery";

attacks! {
    /// A code that was read over somebody's shoulder, after they had used it.
    async fn a_recovery_code_that_was_used_opens_again() {
        let house = demo();
        let who = victim(&house, 8);
        let codes = codes(&signed_in(&house, &who).await).await;
        let used = half(&house, &who, 1).await.post(AT, AT, &[("code", &codes[0].to_lowercase())]).await;
        assert_eq!(used.status, 303, "{}", used.text);
        let again = half(&house, &who, 60).await.post(AT, AT, &[("code", &codes[0])]).await;
        assert!(again.status == 422 && again.text.contains(WRONG), "{}", again.status);
        let mails = Browser::at(&house, 1).get("/outbox").await.text;
        assert!(mails.contains("A recovery code was used"), "its owner is told");
    }

    /// The same code from six browsers at once.
    async fn six_browsers_use_one_recovery_code_at_once() {
        let house = demo();
        let who = victim(&house, 9);
        let codes = codes(&signed_in(&house, &who).await).await;
        let mut browsers = Vec::new();
        for last in 61..67 {
            let browser = half(&house, &who, last).await;
            let csrf = browser.get(AT).await.csrf();
            browsers.push((browser, csrf));
        }
        let fields = [("code", codes[1].as_str())];
        let all = browsers.iter().map(|(b, csrf)| b.post_with(csrf, AT, &fields));
        let opened = join_all(all).await.iter().filter(|got| got.status == 303 && !got.location.contains("/sign-in")).count();
        assert_eq!(opened, 1);
    }

    /// Ten wrong one-time codes, and then as many recovery codes: another form, other tries.
    async fn the_form_of_recovery_codes_gives_more_tries() {
        let house = demo();
        let who = victim(&house, 10);
        let mine = half(&house, &who, 68).await;
        for n in 0..5 {
            mine.post("/sign-in/code", "/sign-in/code", &[("code", "000000")]).await;
            mine.post(AT, AT, &[("code", &format!("0000-0000-0000-000{n}"))]).await;
        }
        for (page, field) in [(AT, "0000-0000-0000-0000"), ("/sign-in/code", "000000")] {
            let last = mine.post(page, page, &[("code", field)]).await;
            assert!(last.status == 422 && last.text.contains(TOO_MANY), "{page}: {} {}", last.status, last.text);
        }
    }

    /// Codes that were found in a drawer after their owner had made new ones.
    async fn recovery_codes_of_before_the_new_ones_still_open() {
        let house = demo();
        let who = victim(&house, 11);
        let own = signed_in(&house, &who).await;
        let old = codes(&own).await;
        let new = codes(&own).await;
        let got = half(&house, &who, 69).await.post(AT, AT, &[("code", &old[0])]).await;
        assert_eq!(got.status, 422);
        assert_eq!(half(&house, &who, 69).await.post(AT, AT, &[("code", &new[0])]).await.status, 303);
    }

    /// A recovery code alone, or of one person for another.
    async fn a_recovery_code_opens_another_account() {
        let house = own_demo();
        let (mine, yours) = (victim(&house, 0), victim(&house, 1));
        let codes = codes(&signed_in(&house, &mine).await).await;
        let got = half(&house, &yours, 70).await.post(AT, AT, &[("code", &codes[0])]).await;
        assert_eq!(got.status, 422);
        let nobody = Browser::at(&house, 71).post("/sign-in", AT, &[("code", &codes[0])]).await;
        assert!(nobody.location.contains("/sign-in") || nobody.status == 401, "{} {}", nobody.status, nobody.location);
    }

    /// Whoever finds the browser of somebody who went for lunch makes codes to come back with.
    async fn codes_are_read_again_in_a_browser_that_was_left_open() {
        let house = own_demo();
        let who = victim(&house, 0);
        let own = signed_in(&house, &who).await;
        let codes = codes(&own).await;
        let again = own.get("/account/recovery-codes").await;
        assert_eq!(again.status, 200);
        assert!(codes.iter().all(|code| !again.text.contains(code)), "they are shown once");
    }

    /// Codes are looked for in a copy of the data folder.
    async fn codes_stand_in_the_data_folder() {
        let house = own_demo();
        let who = victim(&house, 0);
        let codes = codes(&signed_in(&house, &who).await).await;
        for file in super::house::files(&house.data) {
            let bytes = std::fs::read(&file).unwrap_or_default();
            for code in &codes {
                let plain = code.replace('-', "");
                for word in [code.as_bytes(), plain.as_bytes()] {
                    assert!(!bytes.windows(word.len()).any(|w| w == word), "{} holds a code", file.display());
                }
            }
        }
    }

    /// The only operator who lost a factor has a way on the machine; it opens nothing without the password, and once.
    async fn the_machines_code_is_enough_by_itself() {
        let house = service_on(own_demo(), "");
        let who = victim(&house, 0);
        let said = house.run(&["recovery-code", text(&who, "email")]);
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let made = said.trim().rsplit(' ').next().unwrap_or_default().to_owned();
        assert_eq!(made.len(), 19, "{said}");
        let alone = Browser::at(&house, 72);
        assert_ne!(alone.post("/sign-in", AT, &[("code", &made)]).await.status, 200);
        assert_eq!(alone.try_password(text(&who, "email"), PHRASE).await.status, 422);
        let own = half(&house, &who, 1).await;
        let got = own.post(AT, AT, &[("code", &made)]).await;
        assert_eq!(got.status, 303, "{}", got.text);
        assert_eq!(half(&house, &who, 73).await.post(AT, AT, &[("code", &made)]).await.status, 422, "and once");
        let nobody = house.run(&["recovery-code", "nobody@nowhere.example"]);
        assert!(!nobody.status.success());
    }
}
