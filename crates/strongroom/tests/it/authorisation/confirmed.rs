//! Nothing that cannot be undone happens at one press. Every endpoint of the pages that changes something stands here, with
//! what keeps it from doing harm at once: a page that asks before, a page that asks for the reason, a form that somebody has
//! to fill in, or the way back. A new endpoint fails until it has its line. The API keeps its one call: a program has asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::asking::{Town, things};
use super::expect::Expected;
use super::house::{Answer, Sent};
use super::row::{Row, Then};
use super::rows;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A page at the same address says what follows, with a warning button and a way back. Without it nothing is done.
    Asks,
    /// The page at the same address asks for the reason too; without one nothing is done.
    AsksWhy,
    /// Somebody fills a form in, whose answers say what is done: it does nothing without them.
    Form,
    /// One press, because it can be taken back or harms nothing: how, or why.
    Press(&'static str),
}
use Before::{Asks, AsksWhy, Form, Press};

const BEFORE: &[(&str, Before)] = &[
    ("/account/email", Form),
    ("/account/email/prove", Form),
    ("/account/email/undo", Press("the link in the mail leads to a page that says what it does")),
    ("/account/passkeys", Form),
    ("/account/passkeys/begin", Press("a script asks for a challenge")),
    ("/account/passkeys/remove", Asks),
    ("/account/password/forgotten", Form),
    ("/account/password/reset", Form),
    ("/account/recovery-codes", Asks),
    ("/account/second-factor", Form),
    ("/account/sessions/{hash}/end", Asks),
    ("/accreditation/request", Form),
    ("/accreditation/{id}/answer", Form),
    ("/accreditations/{id}/decide", Form),
    ("/accreditations/{id}/lift", Form),
    ("/accreditations/{id}/suspend", AsksWhy),
    ("/accreditations/{id}/withdraw", AsksWhy),
    ("/agreements/{id}/withdraw", AsksWhy),
    ("/alerts/{id}", Form),
    ("/assessments/{number}/{item}/decide", Form),
    ("/assessments/{number}/{item}/query", Form),
    ("/catalogue/new", Form),
    ("/catalogue/{reference}/proposals/{id}", Form),
    ("/catalogue/{reference}/publish", Asks),
    ("/catalogue/{reference}/stipulations", Form),
    ("/checks/{reference}/vote", Form),
    ("/connectivity/addresses", Form),
    ("/connectivity/aoc", Form),
    ("/connectivity/aoc/{organisation}/resume", Press("it is suspended again as it was before")),
    ("/connectivity/aoc/{organisation}/suspend", AsksWhy),
    ("/connectivity/places", Form),
    ("/connectivity/places/{id}/end", Asks),
    ("/connectivity/proposals/{id}", Form),
    ("/enablings/{id}", Form),
    ("/notices/read", Press("what is read stays in the list")),
    ("/outputs", Press("an empty request is withdrawn as it was begun")),
    ("/outputs/{reference}/files", Form),
    ("/outputs/{reference}/form", Form),
    ("/outputs/{reference}/items/new", Form),
    ("/outputs/{reference}/items/{item}", Form),
    ("/outputs/{reference}/items/{item}/remove", Asks),
    (
        "/outputs/{reference}/submit",
        Press("the page before lists what is missing; a request is withdrawn until it is decided"),
    ),
    ("/outputs/{reference}/withdraw", Asks),
    ("/people/{id}/agreements", Form),
    ("/people/{id}/disable", AsksWhy),
    ("/people/{id}/enable", Form),
    ("/people/{id}/roles", Form),
    ("/people/{id}/roles/{role}/end", Asks),
    ("/people/{id}/training", Form),
    ("/projects/apply", Press("a draft is withdrawn as it was begun")),
    ("/projects/{number}/access", Press("it asks what if, and changes nothing")),
    (
        "/projects/{number}/application/check",
        Press("the page shows all the answers first; it is withdrawn until it is active"),
    ),
    (
        "/projects/{number}/application/confirm",
        Press("the page shows all the answers first; a change of them undoes it"),
    ),
    ("/projects/{number}/application/withdraw", Asks),
    ("/projects/{number}/application/{section}", Form),
    ("/projects/{number}/datasets/{reference}/clear", Asks),
    ("/projects/{number}/datasets/{reference}/unmap", Asks),
    ("/projects/{number}/enter", Form),
    ("/projects/{number}/leave", Press("one enters again")),
    ("/projects/{number}/queries/{query}", Form),
    ("/projects/{number}/set-up", Press("the last step of an accredited project, which takes nothing from anybody")),
    ("/projects/{number}/desk", Form),
    ("/projects/{number}/desk/end", Asks),
    ("/projects/{number}/desk/lock", Press("the password shows it again")),
    ("/projects/{number}/desk/output", Press("the file stays in the desktop, and its copy can be removed")),
    ("/projects/{number}/desk/ticket", Press("a script asks for a ticket")),
    ("/projects/{number}/desk/unlock", Form),
    ("/projects/{number}/space/tables/new/{dataset}", Form),
    ("/projects/{number}/space/tables/{reference}/cancel", Press("it is asked for again with the same answers")),
    ("/projects/{number}/space/tables/{reference}/save", Form),
    ("/projects/{number}/space/write-ups/new", Form),
    ("/projects/{number}/space/write-ups/{reference}/facts", Form),
    ("/projects/{number}/space/write-ups/{reference}/parts/new", Form),
    ("/projects/{number}/space/write-ups/{reference}/parts/{part}/raise", Press("the part before it is raised again")),
    ("/projects/{number}/space/write-ups/{reference}/parts/{part}/remove", Asks),
    ("/projects/{number}/space/write-ups/{reference}/save", Form),
    ("/projects/{number}/team", Form),
    ("/projects/{number}/team/{person}/end", Asks),
    ("/recordings/{id}", Form),
    ("/register", Form),
    ("/register/prove", Form),
    ("/releases/{reference}/withdraw", AsksWhy),
    ("/roles/{id}", Form),
    ("/sign-in", Form),
    ("/sign-in/code", Form),
    ("/sign-in/passkey", Form),
    ("/sign-in/passkey/begin", Press("a script asks for a challenge")),
    ("/sign-in/recovery", Form),
    ("/sign-out", Press("one signs in again")),
];

/// Endpoints whose page the seed of the sweep does not reach: there is nothing of the kind to end. The tests of their crates
/// look at the page.
const NOT_HERE: [&str; 7] = [
    "/account/passkeys/remove",
    "/catalogue/{reference}/publish",
    "/people/{id}/roles/{role}/end",
    "/projects/{number}/datasets/{reference}/clear",
    "/projects/{number}/datasets/{reference}/unmap",
    "/projects/{number}/desk/end",
    "/projects/{number}/team/{person}/end",
];

fn asks() -> impl Iterator<Item = (&'static str, Before)> {
    BEFORE.iter().copied().filter(|(_, before)| matches!(before, Asks | AsksWhy))
}

#[test]
fn every_endpoint_that_changes_something_says_what_keeps_it_from_harm() {
    let rows = rows::all();
    let changes: BTreeSet<&str> =
        rows.iter().filter(|row| row.method != "GET" && !row.path.starts_with("/api/")).map(|row| row.path).collect();
    let listed: BTreeMap<&str, Before> = BEFORE.iter().copied().collect();
    assert_eq!(listed.len(), BEFORE.len(), "an endpoint stands here twice");
    let named: BTreeSet<&str> = listed.keys().copied().collect();
    assert_eq!(changes, named, "endpoints that change something, and those that stand here");
    let words = ["withdraw", "end", "remove", "disable", "suspend", "unmap", "clear", "revoke", "delete"];
    for (path, before) in BEFORE {
        let page = rows.iter().any(|row| row.method == "GET" && row.path == *path);
        match before {
            Asks | AsksWhy => assert!(page, "{path} asks before, and has no page"),
            Press(why) => assert!(why.len() > 10, "{path}: why may it happen at one press?"),
            Form => {}
        }
        let ends = path.rsplit('/').next().is_some_and(|last| words.contains(&last));
        assert!(!ends || matches!(before, Asks | AsksWhy), "{path} takes something away, and does not ask");
    }
}

/// What is wrong with the page that asks, if anything is.
fn wrong(page: &Answer, path: &str) -> Option<String> {
    let text = page.text();
    let html = page.html();
    let form = html.forms().into_iter().find(|form| form.action == path);
    let Some(form) = form else { return Some("it has no form of its own".to_owned()) };
    let from = text.split(&format!("action=\"{path}\"")).nth(1).and_then(|rest| rest.split("</form>").next());
    let from = from.unwrap_or_default();
    let back = html.links().iter().any(|link| link.text == "No, go back" && !link.href.is_empty());
    [
        (form.has("csrf"), "its form has no token"),
        (from.contains("govuk-button--warning"), "its button looks like any other"),
        (back, "it has no way back"),
        (html.inside("main").len() > 60, "it does not say what follows"),
    ]
    .into_iter()
    .find_map(|(right, wrong)| (!right).then(|| wrong.to_owned()))
}

/// Whoever may do it is asked first: the page is there, and what is sent without it does nothing.
pub(super) async fn asked_first(town: &Arc<Town>, rows: &[Row]) -> BTreeSet<&'static str> {
    let row = |method, path| rows.iter().find(|row: &&Row| (row.method, row.path) == (method, path)).unwrap();
    let mut met = BTreeSet::new();
    for (path, before) in asks() {
        let (get, post) = (row("GET", path), row("POST", path));
        for thing in things(town, get) {
            let let_in =
                |who: &&super::person::Person| town.facts.expected(get, thing, who) == Expected::LetIn(Then::Done);
            let Some(who) = town.people.iter().find(let_in) else { continue };
            let (at, sent) = (town.path(get, thing), town.sent(post, thing));
            // Codes that were just made are shown once, in the place of the page.
            town.house.ask(who, "GET", &at, &Sent::Nothing).await;
            let page = town.house.ask(who, "GET", &at, &Sent::Nothing).await;
            assert_eq!(page.status, 200, "GET {at} for {}", who.name);
            assert_eq!(wrong(&page, &at), None, "GET {at} for {}: {}", who.name, page.html().inside("main"));
            met.insert(path);
            if before == Asks {
                let Sent::Form(pairs) = sent else { panic!("{path}: no form is sent") };
                let bare: Vec<&str> = pairs.split('&').filter(|pair| *pair != "confirmed=yes").collect();
                assert!(bare.len() < pairs.split('&').count(), "{path}: its row does not confirm");
                let answer = town.house.ask(who, "POST", &at, &Sent::Form(bare.join("&"))).await;
                assert_eq!((answer.status, answer.location.as_str()), (303, at.as_str()), "POST {at}");
                let again = town.house.ask(who, "GET", &at, &Sent::Nothing).await;
                assert_eq!(again.status, 200, "POST {at} did it without being confirmed");
            }
        }
    }
    met
}

/// Every page that asks has been met in one of the towns, or it is said why not.
pub(super) fn all_met(met: &BTreeSet<&'static str>) {
    let not: BTreeSet<&str> = asks().map(|(path, _)| path).filter(|path| !met.contains(path)).collect();
    let known: BTreeSet<&str> = NOT_HERE.into_iter().collect();
    assert_eq!(not, known, "pages that ask, and that nobody met");
}
