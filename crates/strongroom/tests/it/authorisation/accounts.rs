//! Accounts: those of the demo sign in; others register, prove their address and set up a second factor, as anybody does.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use super::house::{Answer, House, Sent, form};
use super::person::{Person, Place};

/// The one-time code of now, or of some steps later: each works once.
fn code(secret: &str, later: u64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("test").build().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    totp.generate(now + later * 30).to_string()
}

/// The person with the session that an answer began, and the token of its forms.
pub(crate) async fn with_session(house: &House, mut who: Person, answer: &Answer) -> Person {
    let cookie =
        answer.cookie.strip_prefix("strongroom_session=").and_then(|c| c.split(';').next()).unwrap_or_default();
    assert!(!cookie.is_empty(), "no session for {}: {}", who.name, answer.html().inside("main"));
    who.token = cookie.to_owned();
    who.csrf = csrf(house, &who).await;
    who
}

async fn csrf(house: &House, who: &Person) -> String {
    let forms = house.page(who, "/").await.forms();
    let token = forms.iter().flat_map(|f| &f.controls).find(|c| c.name == "csrf");
    token.unwrap_or_else(|| panic!("no page of {} has a form", who.name)).value.clone()
}

async fn password(house: &House, who: Person) -> (Person, Answer) {
    let visitor = Person { place: who.place, ..Person::visitor() };
    let sent = Sent::Form(form(&[("email", &who.email), ("password", &who.password)]));
    let answer = house.ask(&visitor, "POST", "/sign-in", &sent).await;
    (with_session(house, Person { factors: 1, ..who }, &answer).await, answer)
}

/// Somebody of the demo, by name, without a session.
fn of_demo(house: &House, name: &str, place: Place) -> (Person, String) {
    let all = house.demo();
    let found = all.iter().find(|p| p["name"] == name).unwrap_or_else(|| panic!("the demo has no {name}"));
    let text = |key: &str| found[key].as_str().unwrap().to_owned();
    let roles: BTreeSet<String> =
        found["roles"].as_array().unwrap().iter().map(|r| r.as_str().unwrap().to_owned()).collect();
    let who = Person {
        name: name.to_owned(),
        roles,
        place,
        email: text("email"),
        password: text("password"),
        ..Person::visitor()
    };
    (who, text("secret"))
}

/// Signs somebody of the demo in with both factors. `later`: which of their sessions it is, because a code works once.
pub(crate) async fn sign_in(house: &House, name: &str, place: Place, later: u64) -> Person {
    let (mut who, secret) = of_demo(house, name, place);
    let asked = json!({ "email": who.email, "password": who.password, "code": code(&secret, later) });
    let answer = house.call(&who, "POST", "/session", asked).await;
    who.token = answer["token"].as_str().unwrap().to_owned();
    who.id = answer["person"].as_str().unwrap().to_owned();
    who.factors = 2;
    who.roles.insert("registered".to_owned());
    who.csrf = csrf(house, &who).await;
    who
}

/// Somebody of the demo who has only typed their password.
pub(crate) async fn by_password(house: &House, name: &str, place: Place) -> Person {
    password(house, of_demo(house, name, place).0).await.0
}

/// One more session of the same person, with their password alone.
pub(crate) async fn sign_in_again(house: &House, who: &Person) -> Person {
    password(house, who.clone()).await.0
}

/// A new account with both factors shown, of one who works at the university.
pub(crate) async fn register(house: &House, name: &str, place: Place) -> Person {
    let visitor = Person { place, ..Person::visitor() };
    let word: String = name.chars().map(|c| if c.is_ascii_alphabetic() { c } else { '-' }).collect();
    let (email, secret_word) =
        (format!("{}@aberteifi.example", word.to_lowercase()), format!("pebbles and slate {word}"));
    let page = house.page(&visitor, "/register").await;
    let organisation = organisation(&page, "University of Aberteifi");
    let answers = [
        ("name", name),
        ("email", email.as_str()),
        ("organisation", organisation.as_str()),
        ("student", "no"),
        ("country", "GB"),
        ("language", "en"),
        ("password", secret_word.as_str()),
        ("licence", "yes"),
    ];
    house.send(&visitor, "/register", &answers).await;
    let outbox = house.page(&visitor, "/outbox").await;
    let link = outbox.links().into_iter().find(|l| l.href.contains("/register/prove?token=")).unwrap().href;
    house
        .send(
            &visitor,
            "/register/prove",
            &[("token", link.split_once("token=").unwrap().1), ("password", &secret_word)],
        )
        .await;
    let who = Person { name: name.to_owned(), place, email, password: secret_word, ..Person::visitor() };
    let (mut who, _) = password(house, who).await;
    let secret = key_in(&house.page(&who, "/account/second-factor").await.text());
    let answer = house.send(&who, "/account/second-factor", &[("code", &code(&secret, 0))]).await;
    // A new factor, a new session token.
    who = with_session(house, Person { factors: 2, ..who }, &answer).await;
    who.roles.insert("registered".to_owned());
    who.id = house.get(&who, "/me").await["id"].as_str().unwrap().to_owned();
    who
}

/// The value of an organisation in the form of registration.
pub(crate) fn organisation(page: &strongroom::walk::html::Html, name: &str) -> String {
    let forms = page.forms();
    let mut options =
        forms.iter().flat_map(|f| &f.controls).filter(|c| c.name == "organisation").flat_map(|c| &c.options);
    options.find(|(_, words)| words == name).unwrap_or_else(|| panic!("no {name} to choose")).0.clone()
}

/// The key of the one-time codes as the page writes it: base32 in groups of four.
fn key_in(text: &str) -> String {
    let base32 = |w: &&str| w.len() == 4 && w.chars().all(|c| matches!(c, 'A'..='Z' | '2'..='7'));
    let mut run: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        if base32(&word) {
            run.push(word);
        } else if run.len() >= 8 {
            break;
        } else {
            run.clear();
        }
    }
    assert!(run.len() >= 8, "the page shows no key for one-time codes: {text}");
    run.concat()
}

/// The roles that an operator can grant, as the form offers them.
pub(crate) async fn roles(house: &House, operator: &Person, somebody: &str) -> Vec<String> {
    let page = house.page(operator, &format!("/people/{somebody}")).await;
    let forms = page.forms();
    let form = forms.iter().find(|f| f.action.ends_with("/roles")).expect("an operator can grant roles");
    form.offers("role").into_iter().filter(|role| !role.is_empty()).collect()
}

/// One operator grants a role, or proposes it to the second.
pub(crate) async fn grant(house: &House, operators: [&Person; 2], who: &mut Person, role: &str) {
    let answer = propose(house, operators[0], who, role).await;
    if let Some(proposal) = answer {
        house.send(operators[1], &format!("/roles/{proposal}"), &[("decision", "confirm"), ("version", "1")]).await;
    }
    who.roles.insert(role.to_owned());
}

/// The proposal that granting a role makes, where it takes two.
pub(crate) async fn propose(house: &House, operator: &Person, who: &Person, role: &str) -> Option<String> {
    let path = format!("/people/{}/roles", who.id);
    let answer = house.send(operator, &path, &[("change", "grant"), ("role", role)]).await;
    answer.location.split_once("/roles/").map(|(_, id)| id.to_owned())
}

/// A passed course, recorded by the training team.
pub(crate) async fn train(house: &House, staff: &Person, who: &Person, course: &str) {
    let passed = json!({ "course": course, "passed_on": day(-100), "until": day(900) });
    let answer: Value = house.call(staff, "POST", &format!("/people/{}/training", who.id), passed).await;
    assert!(answer.is_null());
}

/// A date some days from today, as ISO 8601.
pub(crate) fn day(from_today: i64) -> String {
    let now = foundation::World::system().now();
    now.plus(from_today * foundation::Moment::DAY).date().to_string()
}
