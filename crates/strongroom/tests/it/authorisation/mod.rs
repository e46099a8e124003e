//! Who is let in where. A demo with things of every kind is asked at every endpoint, with every method, as a visitor, as
//! each role and as people in every relation to the things. What must come back is computed: from the policies, from the
//! facts that the test itself made, and from a table that says what each endpoint asks. It is never recorded.

mod accounts;
mod asking;
mod confirmed;
mod described;
mod expect;
mod home;
mod house;
mod matrix;
mod person;
mod routes;
mod row;
mod rows;
mod seed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use asking::{Asked, Town};
use expect::Told;
use row::{Ask, Then};

use axum::body::Body;
use http::{Request, StatusCode};

use super::support::{self, golden};

pub(crate) const PROFILES: [&str; 2] = ["srs", "secure-lab"];

#[test]
fn every_endpoint_has_a_row_and_every_row_an_endpoint() {
    let routed = routes::endpoints();
    let rows: BTreeSet<_> = rows::all().iter().map(|row| row.endpoint()).collect();
    let name = |(method, path): &(String, String)| format!("{method} {path}");
    let missing: Vec<String> = routed.difference(&rows).map(name).collect();
    assert_eq!(missing, Vec::<String>::new(), "endpoints without a row: say in `rows` what each must ask");
    let gone: Vec<String> = rows.difference(&routed).map(name).collect();
    assert_eq!(gone, Vec::<String>::new(), "rows without an endpoint");
}

#[test]
fn a_further_decision_can_be_told_from_a_mistake_in_what_was_sent() {
    for row in rows::all() {
        let decided =
            // Of researchers of the project no decision is asked where checkers are asked for theirs.
            row.asks.iter().any(|a| matches!(a, Ask::Inside | Ask::MayEnter | Ask::Checker));
        let refused = row.then == Then::Refused || row.but.iter().any(|(_, then)| *then == Then::Refused);
        assert!(!(decided && refused), "{} answers 422 to those it lets in, as the decision does", row.name());
    }
}

/// Both profiles at the same time.
async fn towns() -> Vec<Arc<Town>> {
    let towns = PROFILES.map(|profile| tokio::spawn(seed::sow(profile)));
    let mut all = Vec::new();
    for town in towns {
        all.push(town.await.unwrap());
    }
    all
}

/// Fails with every wrong answer.
fn compare<'a>(asked: impl Iterator<Item = &'a Asked>) {
    let lines = said(asked.filter(|a| !a.right()));
    assert!(lines.is_empty(), "{} answers are wrong:\n{}", lines.len(), lines.join("\n"));
}

/// Wrong answers, those that are wrong in the same way in one line.
fn said<'a>(wrong: impl Iterator<Item = &'a Asked>) -> Vec<String> {
    let mut people: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for Asked { profile, row, thing, person, told, wrong, expected, .. } in wrong {
        let about = if *thing == "-" { String::new() } else { format!(" about {thing}") };
        let but = wrong.as_ref().map(|w| format!(", and it said {w:?}")).unwrap_or_default();
        let must = format!("{told}{but}; it must be: {}", expected.told());
        people.entry((format!("{profile}: {row}{about}"), must)).or_default().push(person);
    }
    people.into_iter().map(|((what, must), who)| format!("{what} for {}: {must}", who.join(", "))).collect()
}

/// The only ones that answer somebody who has not signed in, in one of the profiles at least.
const PUBLIC: &[&str] = &[
    "GET /",
    "GET /.well-known/security.txt",
    // Links that go by mail to somebody who may be signed out: each is asked for its token, and works once.
    "GET /account/email/prove",
    "GET /account/email/undo",
    "GET /account/password/forgotten",
    "GET /account/password/reset",
    "GET /api/v1/datasets",
    "GET /api/v1/datasets/{reference}",
    "GET /api/v1/datasets/{reference}/dictionary",
    "GET /api/v1/register/projects",
    "GET /api/v1/register/researchers",
    "GET /assets/{*name}",
    "GET /catalogue",
    "GET /catalogue/{reference}",
    "GET /catalogue/{reference}/dictionary",
    "GET /healthz",
    "GET /help/accessibility",
    "GET /help/contact",
    "GET /help/cookies",
    "GET /help/privacy",
    "GET /ledger/checkpoint",
    "GET /ledger/ledger.pub",
    // In a demo only, which has no mail server.
    "GET /outbox",
    "GET /projects/apply/questions",
    "GET /readyz",
    "GET /eligibility",
    "GET /register",
    "GET /register-of-projects",
    "GET /register-of-projects/projects.csv",
    "GET /register-of-projects/projects.json",
    "GET /register-of-projects/researchers",
    "GET /register-of-projects/researchers.csv",
    "GET /register-of-projects/researchers.json",
    "GET /register/done",
    "GET /register/prove",
    "GET /sign-in",
    "POST /account/email/prove",
    "POST /account/email/undo",
    "POST /account/password/forgotten",
    "POST /account/password/reset",
    "POST /api/v1/session",
    "POST /register",
    "POST /register/prove",
    "POST /sign-in",
    "POST /sign-out",
];

/// Not every machine seals one. Who is let in where one is, `desk_service.rs` and the tests of `settings` tell.
const DESK: &str = "the town offers no desktops";
const RECORDING: &str = "no desktop is recorded in the town; crates/settings/tests/it/recordings.rs";

/// Endpoints at which nobody of the test is let in, and why.
const NOBODY: &[(&str, &str)] = &[
    ("GET /account/passkeys/remove", "a passkey needs an authenticator"),
    ("POST /account/passkeys/remove", "a passkey needs an authenticator"),
    ("POST /sign-in/passkey/begin", "a passkey needs an authenticator"),
    ("GET /projects/{number}/desk", DESK),
    ("GET /projects/{number}/desk/end", DESK),
    ("GET /projects/{number}/desk/output", DESK),
    ("GET /projects/{number}/desk/socket", DESK),
    ("GET /projects/{number}/desk/state", DESK),
    ("POST /projects/{number}/desk", DESK),
    ("POST /projects/{number}/desk/end", DESK),
    ("POST /projects/{number}/desk/lock", DESK),
    ("POST /projects/{number}/desk/output", DESK),
    ("POST /projects/{number}/desk/ticket", DESK),
    ("POST /projects/{number}/desk/unlock", DESK),
    ("GET /recordings/{id}", RECORDING),
    ("GET /recordings/{id}/views/{view}", RECORDING),
    ("GET /recordings/{id}/views/{view}/picture", RECORDING),
    ("POST /recordings/{id}", RECORDING),
];

fn names(asked: &[Asked], of: impl Fn(&Asked) -> bool) -> BTreeSet<String> {
    asked.iter().filter(|a| of(a)).map(|a| format!("{} {}", a.endpoint.0, a.endpoint.1)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_answers_everybody_as_policies_and_facts_say() {
    let rows = rows::all();
    let towns = towns().await;
    // A thing that only a row knows would never be asked about.
    for (row, thing) in rows.iter().flat_map(|row| row.on.iter().map(move |thing| (row, thing))) {
        assert!(towns.iter().any(|town| town.things.contains_key(thing)), "{}: there is no {thing}", row.name());
    }
    let mut led = BTreeSet::new();
    for town in &towns {
        led.extend(home::leads_where_its_reader_may_go(town).await);
    }
    let missing: Vec<&&str> = home::LEADS.iter().filter(|path| !led.contains(**path)).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "no home led there, but to {led:?}");
    let (mut all, mut aside, mut met) = (Vec::new(), Vec::new(), BTreeSet::new());
    for town in towns {
        met.extend(confirmed::asked_first(&town, &rows).await);
        aside.extend(asking::every_unknown_method(&town, &rows).await);
        aside.extend(asking::every_id_of_nothing(&town, &rows).await);
        aside.extend(asking::every_head(&town, &rows).await);
        all.extend(asking::every_row(&town, &rows).await);
    }
    confirmed::all_met(&met);
    compare(aside.iter().chain(&all));

    let answered = |a: &Asked| !matches!(a.told, Told::SignIn | Told::NotFound | Told::Forbidden);
    let public = names(&all, |a| a.person == "visitor" && answered(a));
    let listed: BTreeSet<String> = PUBLIC.iter().map(|p| (*p).to_owned()).collect();
    assert_eq!(public.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new(), "these answer a visitor");
    assert_eq!(listed.difference(&public).collect::<Vec<_>>(), Vec::<&String>::new(), "these answer no visitor");

    // The seed is rich: somebody is let in everywhere, or a door that is always shut would pass.
    let open = names(&all, |a| a.expected.let_in() && a.told != Told::NotFound);
    let shut: BTreeSet<String> = names(&all, |_| true).difference(&open).cloned().collect();
    let nobody: BTreeSet<String> = NOBODY.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(shut, nobody, "nobody is let in here, or somebody is by now");
    golden("docs/handbook/authorisation-matrix.txt", &matrix::text(&all));
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_waits_is_shown_in_a_demo_alone() {
    let bed = support::bed("srs", store::testing::sqlite(&strongroom::migrations()).await).await;
    let asked = Request::builder().uri("/outbox").body(Body::empty()).unwrap();
    assert_eq!(support::ask(&bed, asked).await.status(), StatusCode::NOT_FOUND);
}
